"""The levels as the gate counts them: accepted risks as met, unknown as asked. The assessment itself stays as it is."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from sovassess.model.assessment import Assessment, Criterion, Dimension
from sovassess.model.dependencies import Evidence
from sovassess.model.enums import Outcome
from sovassess.model.findings import Finding, accepted_criteria, findings


class Reached(Struct, frozen=True):
    """A dimension that applies, with the level that counts."""

    dimension: Dimension
    level: int


class Judged(Struct, frozen=True, kw_only=True):
    """An assessment with what the gate counts. `accepted` are criteria that count as met although they are not."""

    assessment: Assessment
    findings: tuple[Finding, ...]
    accepted: frozenset[str]
    unknown_passes: bool
    use_accepted: bool
    dimensions: dict[str, Reached]
    overall: int

    def missing(self, criterion: Criterion) -> bool:
        """True if the criterion stands in the way."""
        if criterion.outcome is Outcome.UNKNOWN and self.unknown_passes:
            return False
        return criterion.outcome in (Outcome.FAIL, Outcome.UNKNOWN) and criterion.id not in self.accepted


def judged(assessment: Assessment, *, unknown_passes: bool, use_accepted: bool) -> Judged:
    """The levels that count for the gate."""
    found = findings(assessment)
    accepted = accepted_criteria(found) if use_accepted else frozenset[str]()
    overall = assessment.overall.ceiling if unknown_passes else assessment.overall.level
    bare = Judged(
        assessment=assessment,
        findings=found,
        accepted=accepted,
        unknown_passes=unknown_passes,
        use_accepted=use_accepted,
        dimensions={},
        overall=overall,
    )
    reached = {entry.id: Reached(entry, _level(bare, entry)) for entry in assessment.dimensions if entry.applicable}
    if accepted and reached:
        overall = min(entry.level for entry in reached.values())
    return Judged(
        assessment=assessment,
        findings=found,
        accepted=accepted,
        unknown_passes=unknown_passes,
        use_accepted=use_accepted,
        dimensions=reached,
        overall=overall,
    )


def _level(state: Judged, dimension: Dimension) -> int:
    """The level of the report, or a higher one where what stands in the way is accepted."""
    level = dimension.ceiling if state.unknown_passes else dimension.level
    criteria = [entry for entry in state.assessment.criteria if entry.dimension == dimension.id]
    if not any(entry.id in state.accepted for entry in criteria):
        return level
    for rung in sorted(dimension.ladder, key=lambda entry: entry.level):
        here = [entry for entry in criteria if entry.level == rung.level]
        if rung.level > level and (not here or any(state.missing(entry) for entry in here)):
            break
        level = max(level, rung.level)
    return level


def step(state: Judged, reached: Sequence[Reached], wanted: int) -> str:
    """What stands between the dimensions and the wanted level: the first action, its place, and how many there are."""
    between = [
        criterion
        for entry in reached
        for criterion in sorted(state.assessment.criteria, key=_order)
        if criterion.dimension == entry.dimension.id
        and entry.level < criterion.level <= wanted
        and state.missing(criterion)
    ]
    if not between:
        return "; no criterion of these levels could be met"
    text = f"; first {action(state, between[0])}"
    return text + ("; that alone would do" if len(between) == 1 else f"; {len(between)} criteria stand between")


def action(state: Judged, criterion: Criterion) -> str:
    """A criterion that is not met, with its first place and what to do about it."""
    place = next((f.place for f in state.findings if f.criterion.id == criterion.id and f.place is not None), None)
    where = f" at {spot(place)}" if place is not None else ""
    return f"{criterion.id} {criterion.title} ({criterion.outcome.value}){where}: {todo(criterion)}"


def todo(criterion: Criterion) -> str:
    """The remedy of a criterion without its final stop; its title where the rubric names none."""
    return (criterion.remediation or criterion.title).strip().rstrip(".")


def spot(place: Evidence) -> str:
    """Path, line and the evidence itself."""
    where = place.path if place.line is None else f"{place.path}:{place.line}"
    return f"{where} `{place.excerpt}`" if place.excerpt else where


def _order(criterion: Criterion) -> tuple[int, bool, str]:
    return criterion.level, criterion.outcome is not Outcome.FAIL, criterion.id
