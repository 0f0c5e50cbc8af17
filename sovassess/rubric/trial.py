"""One criterion at a time: the answer from evidence, then signatures and recordings. It knows no levels."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from sovassess.graph.conditions import AttestationInput, Policy
from sovassess.model import assessment
from sovassess.model.enums import Basis, Origin, Outcome
from sovassess.rubric import model
from sovassess.rubric.attestations import evidence_id, signature, valid
from sovassess.rubric.evidence import Answer, Evidence, Question
from sovassess.rubric.operations import answer

# What a defect in an operation or in the graph behind it can raise; what a user can fix is not among them.
DEFECTS = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
NOTHING_BEFORE: Mapping[str, Outcome] = {}
_SUBJECTS = {"ai": "no model is called or served as shipped"}


class Judged(Struct, frozen=True, kw_only=True):
    """A criterion with the attestations that decided it and those that it contradicts."""

    shown: assessment.Criterion
    used: tuple[AttestationInput, ...] = ()
    against: tuple[AttestationInput, ...] = ()


class Trial(Struct, frozen=True, kw_only=True):
    """What criteria are judged with.

    `before` are outcomes by criterion that the files alone gave, where recordings were added since: what the files had
    decided does not become open by a recording, see `_held`.
    """

    rubric: model.Rubric
    evidence: Evidence
    policy: Policy
    before: Mapping[str, Outcome] = NOTHING_BEFORE

    def applies(self, dimension: model.Dimension) -> bool | None:
        """Whether the dimension concerns what was scanned, None where nobody can tell."""
        return True if dimension.applies_when is None else self.evidence.applicable(dimension.applies_when)

    def judge(self, dimension: model.Dimension, level: int, criterion: model.Criterion) -> Judged:
        """The criterion as it stands in a dimension that applies or may apply."""
        ask = Question(
            evidence=self.evidence,
            policy=self.policy,
            kinds=criterion.evidence,
            needs=criterion.needs,
            besides=criterion.besides,
            tolerant=level <= self.rubric.minor_gaps_up_to,
        )
        return _held(_judge(dimension, level, criterion, ask), self.before.get(criterion.id))


def left_out(dimension: model.Dimension, level: int, criterion: model.Criterion) -> Judged:
    """The criterion of a dimension that does not apply."""
    return Judged(
        shown=_shown(dimension, level, criterion, Answer(Outcome.NOT_APPLICABLE, absent(dimension)), Basis.NONE)
    )


def absent(dimension: model.Dimension) -> str:
    """Why a dimension does not apply, as a sentence."""
    subject = str(dimension.applies_when)
    return f"Does not apply: {_SUBJECTS.get(subject, f'nothing here concerns {subject}')}"


def _judge(dimension: model.Dimension, level: int, criterion: model.Criterion, ask: Question) -> Judged:
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
    return Judged(shown=shown, used=used, against=against)


def _held(judged: Judged, before: Outcome | None) -> Judged:
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
