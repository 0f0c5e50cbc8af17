"""Decide whether an assessment meets what was asked. It sees the result and, where one is given, a baseline.

Against a baseline only what is worse counts: a lower level, a criterion that was met, a finding that was not there, a
party or a law on which nothing hung before. A minimum that the baseline missed as well does not block.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from sovassess.comparison import Bounds, Standing
from sovassess.errors import SovassessError
from sovassess.gate.baseline import Worse, worse
from sovassess.gate.levels import Judged, judged, step
from sovassess.model.assessment import Assessment

MET, MISSED, UNSEEN = 0, 1, 3


class Asked(Struct, frozen=True, kw_only=True):
    """What a pipeline asks for. `minima` maps dimension ids to levels; `unknown_passes` counts unknown as pass."""

    min_level: int | None = None
    minima: Mapping[str, int] = {}
    unknown_passes: bool = False
    min_coverage: float | None = None
    strict: bool = False
    baseline: Standing | None = None
    use_accepted: bool = True

    @property
    def anything(self) -> bool:
        """True if there is something to decide."""
        minimum = self.min_level is not None or bool(self.minima)
        return minimum or self.min_coverage is not None or self.strict or self.baseline is not None


class Decision(Struct, frozen=True):
    """The exit code, one line for each thing that was missed, and what should be known besides.

    `keys` are the findings that the baseline did not have and that count.
    """

    code: int
    reasons: tuple[str, ...]
    notes: tuple[str, ...] = ()
    keys: frozenset[str] = frozenset()


def decide(assessment: Assessment, asked: Asked) -> Decision:
    """Whether the assessment meets what was asked; raises `SovassessError` for a dimension that does not exist."""
    known = {dimension.id: dimension for dimension in assessment.dimensions}
    for name in sorted(asked.minima):
        if name not in known:
            raise SovassessError(f"--min: unknown dimension {name!r}; known: {', '.join(sorted(known))}")
    state = judged(assessment, unknown_passes=asked.unknown_passes, use_accepted=asked.use_accepted)
    found = Worse() if asked.baseline is None else worse(asked.baseline, state)
    unseen = _unseen(assessment, asked)
    if unseen:
        return Decision(UNSEEN, tuple(unseen), _notes(state, found))
    reasons = [*_minima(state, asked), *found.reasons]
    return Decision(MISSED if reasons else MET, tuple(reasons), _notes(state, found), found.keys)


def _minima(state: Judged, asked: Asked) -> list[str]:
    reasons: list[str] = []
    overall = state.overall
    before = asked.baseline.overall if asked.baseline is not None else None
    if asked.min_level is not None and overall < asked.min_level and not _old(before, overall, asked):
        low = [entry for entry in state.dimensions.values() if entry.level < asked.min_level]
        held = sorted((entry for entry in low if entry.level == overall), key=lambda entry: entry.dimension.id)
        names = ", ".join(entry.dimension.name for entry in held) or "no dimension that applies"
        reasons.append(
            f"overall level {overall} is below {asked.min_level}; held down by {names}"
            + step(state, [*held, *(entry for entry in low if entry not in held)], asked.min_level)
        )
    for name, level in sorted(asked.minima.items()):
        entry = state.dimensions.get(name)
        if entry is None or entry.level >= level:
            continue
        before = asked.baseline.dimensions.get(name) if asked.baseline is not None else None
        if not _old(before, entry.level, asked):
            reasons.append(f"{entry.dimension.name}: level {entry.level} is below {level}{step(state, [entry], level)}")
    return reasons


def _old(before: Bounds | None, reached: int, asked: Asked) -> bool:
    """True if the baseline stood no higher: then the miss is old."""
    if before is None:
        return False
    return (before.ceiling if asked.unknown_passes else before.level) <= reached


def _notes(state: Judged, found: Worse) -> tuple[str, ...]:
    notes: list[str] = []
    if state.accepted:
        notes.append(f"counted as met, since the risk is accepted: {', '.join(sorted(state.accepted))}")
    for risk in state.assessment.accepted:
        if risk.state in ("expired", "invalid"):
            where = f" ({risk.path}:{risk.line})" if risk.path else ""
            why = f"expired on {risk.expires}" if risk.state == "expired" else "has no reason or no valid date"
            notes.append(f"the acceptance of {risk.id}{where} {why} and does not count")
    return (*notes, *found.notes)


def _unseen(assessment: Assessment, asked: Asked) -> list[str]:
    coverage = assessment.coverage
    recognised = coverage.read + len(coverage.unread)
    share = 100.0 * coverage.read / recognised if recognised else 0.0
    out: list[str] = []
    if asked.strict and coverage.unread:
        first = coverage.unread[0]
        out.append(f"{len(coverage.unread)} recognised files were not read, first {first.path}: {first.reason}")
    if asked.min_coverage is not None and share < asked.min_coverage:
        out.append(f"{share:.1f} % of the recognised files were read, below {asked.min_coverage:g} %")
    return out
