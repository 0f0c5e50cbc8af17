"""GitLab's code quality report: an entry for each finding that a merge request can show, and nothing passed."""

from __future__ import annotations

from typing import Any

from sovassess.model.assessment import Assessment
from sovassess.model.enums import Outcome
from sovassess.model.findings import Finding, findings
from sovassess.renderers import inert, wording
from sovassess.renderers.reading import in_checkout

# An entry without a place must have one all the same; an attestation in the settings could answer it.
NOWHERE = "sovassess.yaml"


def render(assessment: Assessment) -> str:
    """The list of entries, by fingerprint unique. Severity: `major` blocks the next level, `minor` a later one."""
    shown = [f for f in findings(assessment) if f.criterion.outcome is Outcome.FAIL or f.blocks]
    return inert.dumped([_entry(finding, assessment) for finding in shown])


def _entry(finding: Finding, assessment: Assessment) -> dict[str, Any]:
    criterion = finding.criterion
    state = wording.accepted_words(finding.accepted) or wording.OUTCOMES[criterion.outcome][1]
    about = f" ({finding.entity_name})" if finding.entity_name else ""
    remedy = f" {criterion.remediation}" if criterion.remediation else ""
    placed = finding.place is not None and bool(finding.place.digest)
    return {
        "check_name": criterion.id,
        "description": inert.one_line(f"{criterion.id} {criterion.title}{about}: {state}.{remedy}"),
        "fingerprint": finding.key,
        "severity": _severity(finding),
        "location": {
            "path": inert.visible(in_checkout(assessment, finding.path)) if placed else NOWHERE,
            "lines": {"begin": (finding.line if placed else None) or 1},
        },
    }


def _severity(finding: Finding) -> str:
    if finding.accepted is not None or finding.criterion.outcome is Outcome.UNKNOWN:
        return "info"
    return "major" if finding.blocks else "minor"
