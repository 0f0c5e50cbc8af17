"""The explanations themselves: each kind of word as lines of text, from rubric, catalog and assessment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sovassess.catalog.catalog import Catalog
from sovassess.model.assessment import Assessment
from sovassess.model.dependencies import Dependency
from sovassess.model.enums import Outcome
from sovassess.rubric import model as rubrics
from sovassess.scenario.model import Scenario

_REACHED = (Outcome.PASS, Outcome.NOT_APPLICABLE)
_SHOWN = 8


def criterion(
    rubric: rubrics.Rubric, place: tuple[rubrics.Dimension, int], entry: rubrics.Criterion, found: Assessment | None
) -> Iterator[str]:
    """A criterion: the question, what answers it, and how it was answered."""
    dimension, level = place
    yield f"{entry.id} {entry.title}"
    yield f"  Criterion of {rubric.id}: {dimension.name}, level {level}."
    yield ""
    yield f"  Passes when: {entry.satisfied_by}"
    if entry.violated_by != "-":
        yield f"  Fails when: {entry.violated_by}"
    yield f"  Unknown when: {entry.unknown_when or 'the files do not tell.'}"
    if entry.scope:
        yield f"  What a repository can show of it: {entry.scope}"
    kinds = ", ".join(kind.value for kind in entry.evidence)
    yield f"  Evidence that can show it: {kinds or 'none; only a person can answer it'}"
    if entry.key is not None:
        yield f"  A person can answer it in sovassess.yaml under the key {entry.key}"
    yield f"  Remedy: {entry.remediation}"
    judged = next((c for c in found.criteria if c.id == entry.id), None) if found is not None else None
    if found is None or judged is None:
        return
    yield ""
    yield f"  In {found.subject.name}: {judged.outcome.value.replace('_', ' ')}. {judged.reason}."
    yield from _evidence(found, judged.evidence)
    if judged.outcome not in _REACHED:
        yield f"  {_unlocks(found, entry.id, dimension)}"


def dimension(entry: rubrics.Dimension, found: Assessment | None) -> Iterator[str]:
    """A dimension: its question, its ladder, and where it stands."""
    yield f"{entry.name} ({entry.id})"
    yield f"  {entry.question}"
    yield f"  Covers: {entry.covers}"
    yield ""
    for rung in entry.levels:
        yield f"  {rung.level}. {rung.statement}"
        yield from (f"     {criterion_.id} {criterion_.title}" for criterion_ in rung.criteria)
    judged = next((d for d in found.dimensions if d.id == entry.id), None) if found is not None else None
    if found is None or judged is None:
        return
    yield ""
    if not judged.applicable:
        yield f"  In {found.subject.name}: {judged.reason}."
        return
    yield f"  In {found.subject.name}: level {judged.level} is proven, {judged.ceiling} possible. {judged.reason}."
    for step in judged.next:
        yield f"  Next: {step.criterion} ({step.outcome.value}) {step.title}. {step.remediation}"


def level(rubric: rubrics.Rubric, entry: rubrics.Level, found: Assessment | None) -> Iterator[str]:
    """A level: its meaning, what it takes in each dimension, and who has it."""
    yield f"Level {entry.level} {entry.name}"
    yield f"  {entry.meaning}"
    yield "  A level is reached when all its criteria, and those of the levels below, pass or do not apply."
    yield ""
    for dimension_ in rubric.dimensions:
        statement = next((rung.statement for rung in dimension_.levels if rung.level == entry.level), "")
        if statement:
            yield f"  {dimension_.name}: {statement}"
        judged = next((d for d in found.dimensions if d.id == dimension_.id), None) if found is not None else None
        if judged is not None and judged.applicable and entry.level > 0:
            state = "reached" if judged.level >= entry.level else "possible" if judged.ceiling >= entry.level else "no"
            yield f"    here: {'out of reach' if state == 'no' else state}"


def dependency(entry: Dependency, found: Assessment | None) -> Iterator[str]:
    """A dependency: who answers, how strong the tie is, and which criteria cite it."""
    yield f"{entry.name} ({entry.id})"
    party_ = entry.party
    if party_ is None:
        whose = "run by yourself" if entry.operated_by.value == "self" else "run by nobody that is known"
    else:
        whose = f"run by {party_.name}, under the law of {', '.join(party_.jurisdictions) or 'no known country'}"
    yield f"  A {entry.role.value} dependency, {whose}."
    phases = ", ".join(phase.value for phase in entry.phases) or "no phase"
    yield f"  Tie: {entry.strength.value}; needed in {phases}; replaced by: {entry.switch.value}."
    yield f"  Place: {entry.location or 'not known'}. Interface: {entry.protocol or 'not known'}."
    if entry.models:
        yield f"  Models: {', '.join(model.id for model in entry.models)}"
    if found is None:
        return
    yield from _evidence(found, entry.evidence)
    wanted = set(entry.evidence)
    blocked = [c for c in found.criteria if c.outcome is Outcome.FAIL and wanted & set(c.evidence)]
    for judged in blocked[:_SHOWN]:
        yield f"  Holds down {judged.id} {judged.title}. {judged.remediation}"
    stops = sorted({function for cut in found.switch_off for function in cut.functions if wanted & set(cut.evidence)})
    if stops:
        yield f"  Its loss has a part in what can stop: {', '.join(stops)}"


def party(name: str, catalog: Catalog, found: Assessment | None) -> Iterator[str]:
    """A party: seat, owners, where the catalog has it from, and what depends on it."""
    entry = catalog.parties[name]
    reference = catalog.reference(name)
    yield f"{entry.name} ({entry.id})"
    yield f"  Seat: {entry.country}{f', {entry.legal_name}' if entry.legal_name else ''}"
    if reference.parents:
        yield f"  Owners: {', '.join(catalog.party_name(parent) for parent in reference.parents)}"
    yield f"  Can be compelled by: {', '.join(reference.jurisdictions) or 'not known'}"
    for source in entry.sources:
        yield f"  Source: {source.url} ({source.date.isoformat()})"
    if found is None:
        return
    tied = [d for d in found.dependencies if d.party is not None and name in (d.party.id, *d.party.parents)]
    yield ""
    yield (
        f"  In {found.subject.name}: {len(tied)} dependencies." if tied else f"  {found.subject.name} has no tie to it."
    )
    for dependency_ in tied[:_SHOWN]:
        yield f"    {dependency_.id}: {dependency_.name}, {dependency_.strength.value}"
    for cut in found.switch_off:
        if name in cut.parties:
            together = [catalog.party_name(other) for other in cut.parties if other != name]
            alone = f"together with {', '.join(together)}" if together else "alone"
            yield f"  Can stop {', '.join(cut.functions)} ({cut.phase}), {alone}."
            yield from _evidence(found, cut.evidence[:3])


def scenario(entry: Scenario, found: Assessment | None) -> Iterator[str]:
    """A scenario: what is lost, the precedent, and what becomes of each function."""
    yield f"{entry.id}: {entry.title}"
    if entry.precedent:
        yield f"  Precedent: {entry.precedent}"
    yield f"  Judged in: {', '.join(phase.value for phase in entry.phases)}. Sets in: {entry.onset.replace('_', ' ')}."
    yield from (f"  {note}" for note in entry.notes)
    for result in found.scenarios if found is not None else ():
        if result.id.partition("(")[0] != entry.id:
            continue
        yield ""
        yield f"  {result.title}: {len(result.removed)} dependencies lost"
        for function, phases in result.functions.items():
            for phase, status in phases.items():
                cause = next((c for c in result.because if c.function == function and c.phase == phase), None)
                why = f", needs {cause.path[0].removeprefix('service:')}" if cause is not None and cause.path else ""
                yield f"    {function} ({phase}): {status.value}{why}"


def _evidence(found: Assessment, ids: Sequence[str]) -> Iterator[str]:
    known = {record.id: record for record in found.evidence}
    records = [known[entry] for entry in ids if entry in known]
    for record in records[:_SHOWN]:
        where = record.path if record.line is None else f"{record.path}:{record.line}"
        yield f"    {where}  {' '.join(record.excerpt.split())[:160]}"
    if len(records) > _SHOWN:
        yield f"    and {len(records) - _SHOWN} more"


def _unlocks(found: Assessment, name: str, dimension_: rubrics.Dimension) -> str:
    """Which level its dimension would have if this criterion passed and nothing else changed."""
    outcomes = {c.id: c.outcome for c in found.criteria if c.dimension == dimension_.id}
    now = next((d.level for d in found.dimensions if d.id == dimension_.id), 0)
    reached = 0
    for rung in sorted(dimension_.levels, key=lambda entry: entry.level):
        if any(outcomes.get(c.id) not in _REACHED for c in rung.criteria if c.id != name):
            break
        reached = rung.level
    if reached > now:
        return f"Would unlock: level {reached} in {dimension_.name}, now {now}."
    others = [
        f"{c.id} ({outcomes[c.id].value})"
        for rung in dimension_.levels
        if rung.level == now + 1
        for c in rung.criteria
        if c.id != name and outcomes.get(c.id) not in _REACHED and c.id in outcomes
    ]
    return f"Unlocks nothing alone: level {now + 1} also waits for {', '.join(others) or 'lower levels'}."
