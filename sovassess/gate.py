"""Decide whether an assessment meets what was asked. It sees the result and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from sovassess.errors import SovassessError
from sovassess.model.assessment import Assessment, Dimension

MET, MISSED, UNSEEN = 0, 1, 3


class Asked(Struct, frozen=True, kw_only=True):
    """What a pipeline asks for. `minima` maps dimension ids to levels; `unknown_passes` counts unknown as pass."""

    min_level: int | None = None
    minima: Mapping[str, int] = {}
    unknown_passes: bool = False
    min_coverage: float | None = None
    strict: bool = False

    @property
    def anything(self) -> bool:
        """True if there is something to decide."""
        return self.min_level is not None or bool(self.minima) or self.min_coverage is not None or self.strict


class Decision(Struct, frozen=True):
    """The exit code, and one line for each thing that was missed."""

    code: int
    reasons: tuple[str, ...]


def decide(assessment: Assessment, asked: Asked) -> Decision:
    """Whether the assessment meets what was asked; raises `SovassessError` for a dimension that does not exist."""
    known = {dimension.id: dimension for dimension in assessment.dimensions}
    for name in sorted(asked.minima):
        if name not in known:
            raise SovassessError(f"--min: unknown dimension {name!r}; known: {', '.join(sorted(known))}")
    unseen = _unseen(assessment, asked)
    if unseen:
        return Decision(UNSEEN, tuple(unseen))
    reasons: list[str] = []
    reached = assessment.overall.ceiling if asked.unknown_passes else assessment.overall.level
    if asked.min_level is not None and reached < asked.min_level:
        weakest = [known[name] for name in assessment.overall.limited_by if name in known]
        reasons.append(
            f"overall level {reached} is below {asked.min_level}; held down by {_listed(weakest)}{_step(weakest)}"
        )
    for name, level in sorted(asked.minima.items()):
        dimension = known[name]
        if not dimension.applicable:
            continue
        got = dimension.ceiling if asked.unknown_passes else dimension.level
        if got < level:
            reasons.append(f"{dimension.name}: level {got} is below {level}{_step([dimension])}")
    return Decision(MISSED if reasons else MET, tuple(reasons))


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


def _listed(dimensions: list[Dimension]) -> str:
    return ", ".join(dimension.name for dimension in dimensions) or "no dimension that applies"


def _step(dimensions: list[Dimension]) -> str:
    for dimension in dimensions:
        for step in dimension.next:
            return f"; first {step.criterion} ({step.outcome.value}): {step.remediation or step.title}"
    return ""
