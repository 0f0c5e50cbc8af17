"""From a rubric, the evidence and the policy to outcomes, levels and ceilings. It reads no file and no clock.

A level is reached when all its criteria and those of all lower levels pass or do not apply. The level counts unknown as
fail, the ceiling counts it as pass; the overall result is the weakest dimension, for each bound.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from sovassess.graph.conditions import AttestationInput, Policy
from sovassess.model import assessment
from sovassess.model import dependencies as model_dependencies
from sovassess.model.enums import Outcome
from sovassess.rubric import model
from sovassess.rubric.attestations import as_evidence, evidence_id, order, records, signature
from sovassess.rubric.evidence import Evidence
from sovassess.rubric.score import scores
from sovassess.rubric.trial import NOTHING_BEFORE, Judged, Trial, absent, left_out

__all__ = ["AttestationInput", "Evidence", "Judgement", "Policy", "evaluate"]


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


def evaluate(
    rubric: model.Rubric, evidence: Evidence, policy: Policy, before: Mapping[str, Outcome] = NOTHING_BEFORE
) -> Judgement:
    """Judge the evidence by the rubric. `before` are outcomes that the files alone gave, see `Trial`."""
    trial = Trial(rubric=rubric, evidence=evidence, policy=policy, before=before)
    judged: dict[str, Judged] = {}
    dimensions: list[assessment.Dimension] = []
    for dimension in rubric.dimensions:
        applies = trial.applies(dimension)
        judge = left_out if applies is False else trial.judge
        for rung in dimension.levels:
            for criterion in rung.criteria:
                judged[criterion.id] = judge(dimension, rung.level, criterion)
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


def _dimension(
    rubric: model.Rubric, dimension: model.Dimension, judged: Mapping[str, Judged], *, applies: bool | None
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
        reason=absent(dimension) if applies is False else _why(level, rubric.top, next_, applies=applies),
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


def _contradictions(judged: Mapping[str, Judged]) -> tuple[assessment.Contradiction, ...]:
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
