"""SARIF 2.1.0 for code scanning: a rule for each criterion, a result for each finding; carries no passed criterion.

What is not met is a result of kind `fail`: level `error` where it blocks the next level, else `warning`. What is
unknown and blocks is of kind `open`, the standard's word for too little information to decide. A result that rests on
no place points at the settings, where an attestation could answer it: readers of SARIF refuse one without a location.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import msgspec

from sovassess.model.assessment import Assessment, Criterion
from sovassess.model.dependencies import Evidence
from sovassess.model.enums import Outcome
from sovassess.model.findings import KEY_VERSION, Finding, findings
from sovassess.renderers import egress, inert, wording
from sovassess.renderers.reading import in_checkout

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
HOME = "https://github.com/sovassess/sovassess"
NOWHERE = "sovassess.yaml"
_BASE = "%SRCROOT%"
_BASE_WORDS = "The top of the checkout, or the folder that was assessed."

Json = dict[str, Any]


def render(assessment: Assessment) -> str:
    """One run with its rules, results, files and what could not be read."""
    shown = [f for f in findings(assessment) if f.criterion.outcome is Outcome.FAIL or f.blocks]
    known = {criterion.id: criterion for criterion in assessment.criteria}
    rules = sorted({finding.criterion.id for finding in shown})
    index = {name: number for number, name in enumerate(rules)}
    run: Json = {
        "tool": {
            "driver": {
                "name": assessment.tool.name,
                "version": assessment.tool.version,
                "semanticVersion": assessment.tool.version,
                "informationUri": HOME,
                "rules": [_rule(known[name], assessment) for name in rules],
            }
        },
        "automationDetails": {"id": f"sovassess/{assessment.rubric.id}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            _BASE: {"description": {"text": "The top of the checkout, or the folder that was assessed."}}
        },
        "artifacts": _artifacts(shown, assessment),
        "invocations": [_invocation(assessment)],
        "results": [_result(finding, index, assessment) for finding in shown],
        "properties": {
            "subject": assessment.subject.name,
            "revision": assessment.subject.revision,
            "level": assessment.overall.level,
            "ceiling": assessment.overall.ceiling,
            "rubric": {"id": assessment.rubric.id, "sha256": assessment.rubric.digest},
            "catalog": {"sha256": assessment.catalog.digest},
            **_egress(assessment),
        },
    }
    subject = assessment.subject
    if subject.remote and subject.revision:
        run["versionControlProvenance"] = [{"repositoryUri": subject.remote, "revisionId": subject.revision}]
    return inert.dumped({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _egress(assessment: Assessment) -> Json:
    """What was recorded beside what is declared, in the run's property bag: a destination is no line of code."""
    found = egress.summary(assessment)
    return {} if found is None else {"egress": msgspec.to_builtins(found)}


def _rule(criterion: Criterion, assessment: Assessment) -> Json:
    dimension = next((d for d in assessment.dimensions if d.id == criterion.dimension), None)
    name = dimension.name if dimension is not None else criterion.dimension
    question = dimension.question if dimension is not None else ""
    statement = next((r.statement for r in dimension.ladder if r.level == criterion.level), "") if dimension else ""
    place = f"{name}, level {criterion.level}"
    remedy = criterion.remediation or "The rubric names no remedy."
    return {
        "id": criterion.id,
        "shortDescription": {"text": inert.one_line(criterion.title)},
        "fullDescription": {"text": inert.one_line(f"{criterion.title}. {place}: {statement}")},
        "help": {
            "text": f"{inert.one_line(criterion.title)}\n{place}: {question}\n\nRemedy: {inert.one_line(remedy)}",
            "markdown": f"**{inert.markdown(criterion.title)}**\n\n{inert.markdown(place)}: {inert.markdown(question)}"
            f"\n\n**Remedy.** {inert.markdown(remedy)}",
        },
        "defaultConfiguration": {"level": "warning"},
        "properties": {"tags": ["sovereignty", criterion.dimension, f"level-{criterion.level}"]},
    }


def _result(finding: Finding, index: dict[str, int], assessment: Assessment) -> Json:
    criterion = finding.criterion
    failed = criterion.outcome is Outcome.FAIL
    result: Json = {
        "ruleId": criterion.id,
        "ruleIndex": index[criterion.id],
        "kind": "fail" if failed else "open",
        "level": ("error" if finding.blocks else "warning") if failed else "none",
        "message": {"text": _message(finding)},
        "locations": [_location(finding.place, assessment)],
        "partialFingerprints": {f"sovassessFinding/v{KEY_VERSION}": finding.key},
        "properties": {"blocksNextLevel": finding.blocks, "concerns": finding.entity},
    }
    if finding.accepted is not None:
        own = bool(finding.accepted.path)
        words = inert.one_line(f"{finding.accepted.reason} ({wording.accepted_words(finding.accepted)})")
        result["suppressions"] = [
            {"kind": "inSource" if own else "external", "status": "accepted", "justification": words}
        ]
    return result


def _message(finding: Finding) -> str:
    """Square brackets would make a link of SARIF's own, so they are escaped as the standard says."""
    state = wording.OUTCOMES[finding.criterion.outcome][1]
    about = f" Concerns {finding.entity_name}." if finding.entity_name else ""
    why = f" {finding.criterion.reason.rstrip('.')}." if finding.place is None else ""
    remedy = f" {finding.criterion.remediation}" if finding.criterion.remediation else ""
    text = inert.one_line(f"{finding.criterion.title}: {state}.{about}{why}{remedy}")
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _location(place: Evidence | None, assessment: Assessment) -> Json:
    path = place.path if place is not None and place.digest else NOWHERE
    physical: Json = {"artifactLocation": _file(assessment, path)}
    if place is not None and place.line is not None and place.digest:
        region: Json = {"startLine": place.line}
        if place.excerpt:
            region["snippet"] = {"text": inert.one_line(place.excerpt)}
        physical["region"] = region
    return {"physicalLocation": physical}


def _file(assessment: Assessment, path: str) -> Json:
    return {"uri": quote(in_checkout(assessment, path), errors="replace"), "uriBaseId": _BASE}


def _artifacts(shown: list[Finding], assessment: Assessment) -> list[Json]:
    digests = {f.path: f.place.digest for f in shown if f.place is not None and f.place.digest}
    return [
        {
            "location": _file(assessment, path),
            "hashes": {"sha-256": digests[path]},
        }
        for path in sorted(digests)
    ]


def _invocation(assessment: Assessment) -> Json:
    notes: list[Json] = []
    for entry in assessment.coverage.unread:
        physical: Json = {"artifactLocation": _file(assessment, entry.path)}
        if entry.line is not None:
            physical["region"] = {"startLine": max(1, entry.line)}
        notes.append(
            {
                "level": "warning",
                "message": {"text": inert.one_line(f"not read: {entry.reason}")},
                "locations": [{"physicalLocation": physical}],
            }
        )
    return {"executionSuccessful": True, "toolExecutionNotifications": notes}
