"""What people signed for: which attestations are in force, and how they are shown. It decides no outcome."""

from __future__ import annotations

import datetime as dt
from collections.abc import Set

from sovassess.graph.conditions import AttestationInput, Policy
from sovassess.model import assessment
from sovassess.model.dependencies import Evidence
from sovassess.model.enums import Origin, Outcome
from sovassess.rubric import model

ATTESTATION_DETECTOR = "attestation"


def valid(criterion: model.Criterion, policy: Policy) -> tuple[AttestationInput, ...]:
    """The attestations that answer the criterion today, in a fixed order."""
    oldest = dt.date.min
    if isinstance(criterion.check, model.Attested) and criterion.check.max_age_days is not None:
        oldest = policy.today - dt.timedelta(days=criterion.check.max_age_days)
    return tuple(
        entry
        for entry in sorted(policy.attestations, key=order)
        if entry.key == criterion.key and _in_force(entry, policy.today) and entry.signed >= oldest
    )


def _in_force(entry: AttestationInput, today: dt.date) -> bool:
    return entry.signed <= today and (entry.expires is None or today <= entry.expires)


def order(entry: AttestationInput) -> tuple[str, str, str, str, str]:
    """A key that sorts attestations."""
    expires = entry.expires.isoformat() if entry.expires else ""
    return entry.key, entry.outcome, entry.signed.isoformat(), expires, f"{entry.by}\n{entry.evidence}"


def signature(entry: AttestationInput) -> str:
    """Who signed what, when and until when."""
    until = f", valid until {entry.expires.isoformat()}" if entry.expires else ""
    proof = f" ({entry.evidence})" if entry.evidence else ""
    return f"Attested as {entry.outcome} by {entry.by} on {entry.signed.isoformat()}{until}{proof}"


def evidence_id(entry: AttestationInput) -> str:
    """The id of an attestation as evidence."""
    return f"attestation:{entry.key}:{entry.outcome}"


def as_evidence(entry: AttestationInput) -> Evidence:
    """An attestation as evidence to be shown."""
    return Evidence(
        id=evidence_id(entry),
        origin=Origin.ATTESTED,
        detector=ATTESTATION_DETECTOR,
        path="sovassess.yaml",
        line=None,
        excerpt=signature(entry),
        digest="",
    )


def records(
    policy: Policy, used: Set[AttestationInput], against: Set[AttestationInput]
) -> tuple[assessment.AttestationRecord, ...]:
    """All attestations with what became of each: `used` agree with or decided an outcome, `against` contradict one."""
    records: list[assessment.AttestationRecord] = []
    for entry in sorted(policy.attestations, key=order):
        if entry.expires is not None and entry.expires < policy.today:
            state = "expired"
        elif entry in against:
            state = "contradicted"
        else:
            state = "valid" if entry in used else "unused"
        records.append(
            assessment.AttestationRecord(
                key=entry.key,
                outcome=Outcome(entry.outcome),
                by=entry.by,
                signed=entry.signed.isoformat(),
                expires=entry.expires.isoformat() if entry.expires else "",
                evidence=entry.evidence,
                state=state,
            )
        )
    return tuple(records)
