"""Say where recordings overrule what the files alone would have passed, with both sides. It changes no outcome."""

from __future__ import annotations

from sovassess.model.assessment import Contradiction
from sovassess.model.enums import Basis, Outcome
from sovassess.rubric.evaluate import Judgement


def disproved(files_alone: Judgement, with_recordings: Judgement) -> tuple[Contradiction, ...]:
    """One contradiction for each criterion that passes on the files and fails on what was recorded, in order of id.

    An attestation that the recordings contradict is a contradiction of the second judgement already.
    """
    before = {criterion.id: criterion for criterion in files_alone.criteria}
    out: list[Contradiction] = []
    for criterion in with_recordings.criteria:
        claim = before.get(criterion.id)
        passed = claim is not None and claim.outcome is Outcome.PASS and claim.basis is not Basis.ATTESTED
        if claim is None or not passed or criterion.outcome is not Outcome.FAIL:
            continue
        out.append(
            Contradiction(
                id=f"recording:{criterion.id}",
                subject=criterion.id,
                claim=f"From files alone: pass: {claim.reason}",
                against=f"From recorded egress: fail: {criterion.reason}",
                evidence=criterion.evidence,
            )
        )
    return tuple(out)
