"""What is worse than a baseline, each with its evidence and the one thing that would undo it. It knows no minimum."""

from __future__ import annotations

from collections import defaultdict

from msgspec import Struct

from sovassess.comparison import KnownTie, Standing, compare, jurisdictions, parties, standing
from sovassess.gate.levels import Judged, action, spot, todo
from sovassess.model.enums import Outcome, Strength
from sovassess.model.findings import Finding

_BADNESS = {Outcome.PASS: 0, Outcome.NOT_APPLICABLE: 0, Outcome.UNKNOWN: 1, Outcome.FAIL: 2}


class Worse(Struct, frozen=True, kw_only=True):
    """A line for each thing that is worse, what should be known besides, and the keys of the new findings."""

    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    keys: frozenset[str] = frozenset()


def worse(old: Standing, state: Judged) -> Worse:
    """What is worse. Raises `SovassessError` if another rubric judged the baseline."""
    new = standing(state.assessment)
    moved = compare(old, new)
    fresh = _fresh(old, state)
    reasons = [*_levels(old, state), *_dependencies(old, new, state), *_outcomes(old, state, fresh)]
    notes: list[str] = []
    if moved.rubric_changed:
        notes.append("the rubric has changed since the baseline; what it did not judge does not count as worse")
    if moved.catalog_changed:
        notes.append("the catalog has changed since the baseline; write it anew when what is new comes from there")
    if moved.gone:
        gone = (
            "1 finding of the baseline is"
            if len(moved.gone) == 1
            else f"{len(moved.gone)} findings of the baseline are"
        )
        notes.append(f"{gone} gone; write it anew to keep it so")
    return Worse(reasons=tuple(reasons), notes=tuple(notes), keys=frozenset(f.key for f in fresh))


def _fresh(old: Standing, state: Judged) -> list[Finding]:
    """The findings that the baseline did not have, of criteria that it judged, and that nobody accepted."""
    known = {entry.key: entry.outcome for entry in old.findings}
    out: list[Finding] = []
    for finding in state.findings:
        criterion = finding.criterion
        before = known.get(finding.key)
        new = before is None or _BADNESS[before] < _BADNESS[criterion.outcome]
        excused = state.use_accepted and finding.accepted is not None
        if new and criterion.id in old.criteria and not excused and state.missing(criterion):
            out.append(finding)
    return out


def _levels(old: Standing, state: Judged) -> list[str]:
    out: list[str] = []
    for key, reached in sorted(state.dimensions.items()):
        known = old.dimensions.get(key)
        before = None if known is None else known.ceiling if state.unknown_passes else known.level
        if before is not None and reached.level < before:
            out.append(f"{reached.dimension.name}: level {reached.level}, the baseline has {before}")
    return out


def _dependencies(old: Standing, new: Standing, state: Judged) -> list[str]:
    """New parties, hosts that nobody has identified, and laws, each named once with its first place."""
    now = [tie for tie in new.ties if not _excused(tie, state)]
    known, laws = parties(old.ties), jurisdictions(old.ties)
    groups: dict[str, list[KnownTie]] = defaultdict(list)
    for tie in now:
        name = tie.party or tie.service
        if name not in known and (tie.party or not state.unknown_passes):
            groups[name].append(tie)
    out = [_dependency(ties, laws) for _, ties in sorted(groups.items())]
    optional = {tie.service for tie in old.ties if tie.strength is Strength.OPTIONAL}
    out += [
        f"{tie.name} is {tie.strength.value} now and was optional: {tie.where};"
        f" switch it off as shipped, or accept {tie.service} with a reason and an end"
        for tie in now
        if tie.service in optional and tie.strength.core
    ]
    told = {country for ties in groups.values() for tie in ties for country in tie.jurisdictions}
    for country in sorted(jurisdictions(now) - laws - told):
        tie = next(tie for tie in now if country in tie.jurisdictions)
        out.append(f"{tie.party_name} now stands under the law of {country}, under which nothing stood before")
    return out


def _excused(tie: KnownTie, state: Judged) -> bool:
    """True if somebody accepted the service, or each dependency on it, everywhere or where it shows first."""
    ids = {
        risk.id
        for risk in state.assessment.accepted
        if state.use_accepted and risk.state == "active" and risk.path in ("", tie.where.rpartition(":")[0])
    }
    named = [entry.id for entry in state.assessment.dependencies if entry.service == tie.service]
    return tie.service in ids or ids.issuperset(named)


def _dependency(ties: list[KnownTie], laws: frozenset[str]) -> str:
    first = ties[0]
    what = ", ".join(f"{tie.name} [{tie.strength.value}]" for tie in ties[:3])
    where = f" at {first.where}" if first.where else ""
    undo = f"remove it, or accept {first.service} with a reason and an end"
    if not first.party:
        return f"new dependency on a host that nobody has identified: {what}{where}; {undo}"
    new_laws = sorted({country for tie in ties for country in tie.jurisdictions} - laws)
    law = f", the first under the law of {', '.join(new_laws)}" if new_laws else ""
    country = f" ({first.country})" if first.country not in ("", "unknown") else ""
    return f"new dependency on {first.party_name}{country}{law}: {what}{where}; {undo}"


def _outcomes(old: Standing, state: Judged, fresh: list[Finding]) -> list[str]:
    """A line for each criterion with something new, and for each that was met and has no place to show."""
    places: dict[str, list[Finding]] = defaultdict(list)
    for finding in fresh:
        places[finding.criterion.id].append(finding)
    out: list[str] = []
    for criterion in sorted(state.assessment.criteria, key=lambda entry: entry.id):
        before = old.criteria.get(criterion.id)
        here = places.get(criterion.id, [])
        if before is None or not state.missing(criterion):
            continue
        turned = _BADNESS[before] < _BADNESS[criterion.outcome]
        if turned and not here:
            out.append(f"was {before.value}, is not: {action(state, criterion)}")
        elif here:
            first = next((finding.place for finding in here if finding.place is not None), None)
            where = f" at {spot(first)}" if first is not None else ""
            more = f" and {len(here) - 1} more" if len(here) > 1 else ""
            was = f"was {before.value}, is {criterion.outcome.value}" if turned else "new"
            out.append(f"{criterion.id} {criterion.title} ({was}){where}{more}: {todo(criterion)}")
    return out
