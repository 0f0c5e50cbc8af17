"""From a rubric, the evidence and the policy to outcomes, levels and ceilings. It reads no file and no clock.

A level is reached when all its criteria and those of all lower levels pass or do not apply. The level counts unknown as
fail, the ceiling counts it as pass; the overall result is the weakest dimension, for each bound.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from sovassess.graph.conditions import AttestationInput, Policy
from sovassess.model import assessment
from sovassess.model import dependencies as model_dependencies
from sovassess.model.enums import Basis, Origin, Outcome
from sovassess.rubric import model
from sovassess.rubric.attestations import as_evidence, evidence_id, order, records, signature, valid
from sovassess.rubric.evidence import Answer, Evidence, Question
from sovassess.rubric.operations import answer
from sovassess.rubric.score import scores

__all__ = ["AttestationInput", "Evidence", "Judgement", "Policy", "evaluate"]

# What a defect in an operation or in the graph behind it can raise; what a user can fix is not among them.
DEFECTS = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
_NOTHING: Mapping[str, Outcome] = {}
_SUBJECTS = {"ai": "no model is called or served as shipped"}


class Judgement(Struct, frozen=True, kw_only=True):
    """The result of an evaluation; all lists are sorted by id.

    `evidence` are the attestations that an outcome rests on, as evidence to be shown beside what the files say.
    """

    overall: assessment.Overall
    dimensions: tuple[assessment.Dimension, ...]
    criteria: tuple[assessment.Criterion, ...]
    contradictions: tuple[assessment.Contradiction, ...]
    attestations: tuple[assessment.AttestationRecord, ...]
    evidence: tuple[model_dependencies.Evidence, ...]
    scores: tuple[assessment.Score, ...] = ()


class _Judged(Struct, frozen=True, kw_only=True):
    """A criterion with the attestations that decided it and those that it contradicts."""

    shown: assessment.Criterion
    used: tuple[AttestationInput, ...] = ()
    against: tuple[AttestationInput, ...] = ()


def evaluate(
    rubric: model.Rubric, evidence: Evidence, policy: Policy, before: Mapping[str, Outcome] = _NOTHING
) -> Judgement:
    """Judge the evidence by the rubric.

    `before` are outcomes by criterion that the files alone gave, where recordings were added since: what the files had
    decided does not become open by a recording, see `_held`.
    """
    judged: dict[str, _Judged] = {}
    dimensions: list[assessment.Dimension] = []
    possible: dict[str, bool | None] = {}
    for dimension in rubric.dimensions:
        applies = True if dimension.applies_when is None else evidence.applicable(dimension.applies_when)
        possible[dimension.id] = applies
        for rung in dimension.levels:
            for criterion in rung.criteria:
                judged[criterion.id] = (
                    _left_out(dimension, rung.level, criterion)
                    if applies is False
                    else _held(
                        _judge(
                            dimension, rung.level, criterion, _asked(rubric, rung.level, criterion, evidence, policy)
                        ),
                        before.get(criterion.id),
                    )
                )
        dimensions.append(_dimension(rubric, dimension, judged, applies=applies))
    results = [entry.shown for entry in judged.values()]
    used = sorted({entry for result in judged.values() for entry in result.used}, key=order)
    against = {entry for result in judged.values() for entry in result.against}
    return Judgement(
        overall=_overall(rubric, dimensions),
        dimensions=tuple(sorted(dimensions, key=lambda entry: entry.id)),
        criteria=tuple(sorted(results, key=lambda entry: entry.id)),
        contradictions=_contradictions(judged),
        attestations=records(policy, set(used), against),
        evidence=tuple(as_evidence(entry) for entry in {evidence_id(entry): entry for entry in used}.values()),
        scores=scores(rubric, results),
    )


def _asked(
    rubric: model.Rubric, level: int, criterion: model.Criterion, evidence: Evidence, policy: Policy
) -> Question:
    return Question(
        evidence=evidence,
        policy=policy,
        kinds=criterion.evidence,
        needs=criterion.needs,
        besides=criterion.besides,
        tolerant=level <= rubric.minor_gaps_up_to,
    )


def _judge(dimension: model.Dimension, level: int, criterion: model.Criterion, ask: Question) -> _Judged:
    found = _answered(criterion, ask)
    signed = valid(criterion, ask.policy)
    outcome, basis, reason, ids = found.outcome, _basis(found, ask.evidence), found.reason, found.evidence
    used: tuple[AttestationInput, ...] = ()
    against: tuple[AttestationInput, ...] = ()
    if signed and outcome is Outcome.UNKNOWN:
        # Of two people who disagree the one who says no counts: a second signature must never raise a level.
        outcome = Outcome.FAIL if any(entry.outcome == Outcome.FAIL for entry in signed) else Outcome.PASS
        used = tuple(entry for entry in signed if entry.outcome == outcome)
        against = tuple(entry for entry in signed if entry.outcome != outcome)
        basis = Basis.ATTESTED
        reason = f"{signature(used[0])}. From files alone: {found.reason[:1].lower()}{found.reason[1:]}"
        ids = tuple(sorted({evidence_id(entry) for entry in used}))
    elif signed and outcome in (Outcome.PASS, Outcome.FAIL):
        used = tuple(entry for entry in signed if entry.outcome == outcome)
        against = tuple(entry for entry in signed if entry.outcome != outcome)
    shown = _shown(dimension, level, criterion, Answer(outcome, reason, ids), basis)
    return _Judged(shown=shown, used=used, against=against)


def _held(judged: _Judged, before: Outcome | None) -> _Judged:
    """A criterion that recordings leave open and the files alone had decided.

    What the files passed is disproved as they put it: something was seen of which it is not shown. What they failed
    stays failed. So a recording never widens a range, and what nobody can place never counts as well placed.
    """
    signed = judged.shown.basis is Basis.ATTESTED  # evidence left it open, and a signature filled the gap
    if not (signed or judged.shown.outcome is Outcome.UNKNOWN) or before in (None, Outcome.UNKNOWN):
        return judged
    reason = judged.shown.reason
    if signed and judged.shown.outcome is Outcome.PASS:
        judged = msgspec.structs.replace(judged, used=(), against=(*judged.against, *judged.used))
    if before is not Outcome.FAIL:
        reason = f"Not shown of what was recorded: {reason[:1].lower()}{reason[1:]}"
    shown = msgspec.structs.replace(judged.shown, outcome=Outcome.FAIL, basis=Basis.EGRESS, reason=reason)
    return msgspec.structs.replace(judged, shown=shown)


def _answered(criterion: model.Criterion, ask: Question) -> Answer:
    """The answer from evidence. A criterion that may not apply cannot fail yet, or knowing more would raise a level."""
    try:
        if criterion.not_applicable_when is None:
            return answer(criterion.check, ask)
        excuse = answer(criterion.not_applicable_when, ask)
        if excuse.outcome is Outcome.PASS:
            return Answer(Outcome.NOT_APPLICABLE, excuse.reason, excuse.evidence)
        found = answer(criterion.check, ask)
        if found.outcome is Outcome.FAIL and excuse.outcome is Outcome.UNKNOWN:
            reason = f"{found.reason}; whether the question applies is open: {excuse.reason}"
            return Answer(Outcome.UNKNOWN, reason, found.evidence)
    except DEFECTS as error:
        reason = f"{criterion.id} could not be evaluated, please report it: {type(error).__name__}: {error}"
        return Answer(Outcome.UNKNOWN, reason)
    return found


def _left_out(dimension: model.Dimension, level: int, criterion: model.Criterion) -> _Judged:
    answer_ = Answer(Outcome.NOT_APPLICABLE, _absent(dimension))
    return _Judged(shown=_shown(dimension, level, criterion, answer_, Basis.NONE))


def _shown(
    dimension: model.Dimension, level: int, criterion: model.Criterion, found: Answer, basis: Basis
) -> assessment.Criterion:
    return assessment.Criterion(
        id=criterion.id,
        dimension=dimension.id,
        level=level,
        title=criterion.title,
        outcome=found.outcome,
        basis=basis,
        reason=found.reason,
        evidence=found.evidence,
        remediation=criterion.remediation,
    )


def _basis(found: Answer, evidence: Evidence) -> Basis:
    if found.outcome in (Outcome.UNKNOWN, Outcome.NOT_APPLICABLE):
        return Basis.NONE
    origins = {evidence.origin(entry) for entry in found.evidence} - {None}
    if len(origins) > 1:
        return Basis.MIXED
    # A pass or fail by absence rests on the files that were read.
    return Basis(next(iter(origins), Origin.OBSERVED) or Origin.OBSERVED)


def _dimension(
    rubric: model.Rubric, dimension: model.Dimension, judged: Mapping[str, _Judged], *, applies: bool | None
) -> assessment.Dimension:
    rungs = {rung.level: rung for rung in dimension.levels}
    outcomes: dict[int, Outcome] = {}
    for level in range(1, rubric.top + 1):
        criteria = rungs[level].criteria if level in rungs else ()
        outcomes[level] = _rung([judged[criterion.id].shown.outcome for criterion in criteria])
    level = _reached(outcomes, (Outcome.PASS, Outcome.NOT_APPLICABLE))
    ceiling = _reached(outcomes, (Outcome.PASS, Outcome.NOT_APPLICABLE, Outcome.UNKNOWN))
    ladder = tuple(
        assessment.Rung(
            level=number,
            statement=rungs[number].statement if number in rungs else "",
            outcome=Outcome.NOT_APPLICABLE if applies is False else outcome,
        )
        for number, outcome in outcomes.items()
    )
    next_: list[assessment.NextStep] = []
    if applies is not False and level + 1 in rungs:
        shown = [judged[criterion.id].shown for criterion in rungs[level + 1].criteria]
        next_ = [
            assessment.NextStep(
                criterion=entry.id, outcome=entry.outcome, title=entry.title, remediation=entry.remediation
            )
            for wanted in (Outcome.FAIL, Outcome.UNKNOWN)
            for entry in sorted(shown, key=lambda entry: entry.id)
            if entry.outcome is wanted
        ]
    if applies is None:
        # Should it turn out not to apply, nothing in it limits anything.
        ceiling = rubric.top
    return assessment.Dimension(
        id=dimension.id,
        name=dimension.name,
        question=dimension.question,
        level=0 if applies is False else level,
        ceiling=0 if applies is False else ceiling,
        applicable=applies is not False,
        reason=_absent(dimension) if applies is False else _why(level, rubric.top, next_, applies=applies),
        ladder=ladder,
        next=tuple(next_),
    )


def _rung(outcomes: Sequence[Outcome]) -> Outcome:
    """The outcome of a level from its own criteria; a level that asks nothing is unknown, not reached."""
    if not outcomes:
        return Outcome.UNKNOWN
    for outcome in (Outcome.FAIL, Outcome.UNKNOWN, Outcome.PASS):
        if outcome in outcomes:
            return outcome
    return Outcome.NOT_APPLICABLE


def _reached(outcomes: Mapping[int, Outcome], enough: Sequence[Outcome]) -> int:
    reached = 0
    for level in sorted(outcomes):
        if outcomes[level] not in enough:
            break
        reached = level
    return reached


def _absent(dimension: model.Dimension) -> str:
    subject = str(dimension.applies_when)
    return f"Does not apply: {_SUBJECTS.get(subject, f'nothing here concerns {subject}')}"


def _why(level: int, top: int, next_: Sequence[assessment.NextStep], *, applies: bool | None) -> str:
    unsure = "; whether it applies at all is unknown" if applies is None else ""
    if level == top:
        return f"Every level is reached{unsure}"
    blockers = ", ".join(f"{step.criterion} ({step.outcome.value})" for step in next_)
    return f"Level {level + 1} waits for {blockers or 'criteria, of which it has none'}{unsure}"


def _overall(rubric: model.Rubric, dimensions: Sequence[assessment.Dimension]) -> assessment.Overall:
    counted = [entry for entry in dimensions if entry.applicable]
    level = min((entry.level for entry in counted), default=0)
    ceiling = min((entry.ceiling for entry in counted), default=0)
    return assessment.Overall(
        level=level,
        ceiling=ceiling,
        name=next((entry.name for entry in rubric.levels if entry.level == level), ""),
        limited_by=tuple(sorted(entry.id for entry in counted if entry.level == level)),
    )


def _contradictions(judged: Mapping[str, _Judged]) -> tuple[assessment.Contradiction, ...]:
    return tuple(
        assessment.Contradiction(
            id=f"attestation:{entry.against[0].key}:{name}",
            subject=name,
            claim=signature(entry.against[0]),
            against=f"{entry.shown.outcome.value}: {entry.shown.reason}",
            evidence=entry.shown.evidence,
        )
        for name, entry in sorted(judged.items())
        if entry.against
    )
