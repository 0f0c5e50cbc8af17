"""OSCAL assessment results: a finding for each criterion, observations as its evidence, a risk for each miss.

The standard demands a time; the one that is given is the day of the rendering, or the beginning of 1970 where nobody
gives one. The rubric stands for the assessment plan: its digest is in the back matter, to which the import points.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from sovassess.model.assessment import Assessment, Criterion
from sovassess.model.dependencies import Evidence
from sovassess.model.egress import EgressRow
from sovassess.model.enums import Origin, Outcome
from sovassess.model.findings import accepted_criteria, findings
from sovassess.renderers import derived, egress, inert, wording
from sovassess.renderers.sarif import HOME

Json = dict[str, Any]

VERSION = "1.1.2"
NO_TIME = "1970-01-01T00:00:00Z"


class _Writer:
    """One rendering: the assessment, its time, and the identifiers that depend on both."""

    def __init__(self, assessment: Assessment, time: str) -> None:
        self.a = assessment
        self.time = time
        subject = assessment.subject
        self._base = (subject.name, subject.revision, assessment.rubric.digest, assessment.catalog.digest)
        self.accepted = accepted_criteria(findings(assessment))

    def uuid(self, kind: str, key: str = "") -> str:
        return derived.uuid("oscal", *self._base, kind, key)

    def results(self) -> Json:
        judged = [c for c in self.a.criteria if c.outcome is not Outcome.NOT_APPLICABLE]
        cited = {key for criterion in judged for key in criterion.evidence}
        result: Json = {
            "uuid": self.uuid("result"),
            "title": f"Assessment of {_text(self.a.subject.name)}",
            "description": _text(wording.verdict(self.a)),
            "start": self.time,
            "props": _props(
                {
                    "level": str(self.a.overall.level),
                    "ceiling": str(self.a.overall.ceiling),
                    "files-read": str(self.a.coverage.read),
                    "files-unread": str(len(self.a.coverage.unread)),
                    "revision": self.a.subject.revision,
                    "catalog-sha256": self.a.catalog.digest,
                    "egress": egress.headline(self.a),
                    "egress-caution": egress.caution(self.a),
                }
            ),
            "reviewed-controls": {"control-selections": [_selection(judged)]},
        }
        for key, entries in (
            (
                "observations",
                [
                    *(self._observation(record) for record in self.a.evidence if record.id in cited),
                    *(self._destination(group, row) for group in egress.groups(self.a) for row in group.rows),
                ],
            ),
            ("risks", [self._risk(criterion) for criterion in judged if criterion.outcome is Outcome.FAIL]),
            ("findings", [self._finding(criterion) for criterion in judged]),
        ):
            if entries:
                result[key] = entries
        return result

    def _relevant(self, record: Evidence) -> Json:
        fragment = f"#L{record.line}" if record.line is not None else ""
        href = quote(record.path, errors="replace") + fragment if record.digest else f"#{self.uuid('plan')}"
        evidence: Json = {"href": href, "description": _text(record.excerpt or wording.place(record))}
        if record.digest:
            evidence["props"] = _props({"sha256": record.digest})
        return evidence

    def _observation(self, record: Evidence) -> Json:
        return {
            "uuid": self.uuid("observation", record.id),
            "title": _text(wording.place(record)),
            "description": _text(f"{record.origin.value}, by the reader {record.detector}"),
            "methods": ["INTERVIEW" if record.origin is Origin.ATTESTED else "EXAMINE"],
            "types": ["finding"],
            "collected": self.time,
            "relevant-evidence": [self._relevant(record)],
        }

    def _destination(self, group: egress.Group, row: EgressRow) -> Json:
        """A destination that was recorded or permitted, beside what is declared; `first` and `last` are its window."""
        told = {"state": group.state, "party": row.party, "flows": str(row.count), "bytes": str(row.bytes)}
        told |= {"first": egress.moment(row.first), "last": egress.moment(row.last)}
        records = [record for record in self.a.evidence if record.id in row.evidence]
        observation: Json = {
            "uuid": self.uuid("destination", f"{group.state} {row.host}"),
            "title": _text(f"{group.title}: {row.host}"),
            "description": _text(f"{group.meaning} {egress.volume(row)}"),
            "props": _props(told),
            "methods": ["EXAMINE"],
            "types": ["discovery"],
            "collected": self.time,
        }
        if records:
            observation["relevant-evidence"] = [self._relevant(record) for record in records]
        return observation

    def _risk(self, criterion: Criterion) -> Json:
        risk: Json = {
            "uuid": self.uuid("risk", criterion.id),
            "title": _text(f"{criterion.id} {criterion.title}"),
            "description": _text(criterion.reason),
            "statement": _text(f"Level {criterion.level} of the dimension is not reached while this is not met."),
            "status": "deviation-approved" if criterion.id in self.accepted else "open",
        }
        if criterion.remediation:
            risk["remediations"] = [
                {
                    "uuid": self.uuid("remedy", criterion.id),
                    "lifecycle": "recommendation",
                    "title": _text(f"Remedy of {criterion.id}"),
                    "description": _text(criterion.remediation),
                }
            ]
        return risk

    def _finding(self, criterion: Criterion) -> Json:
        satisfied = criterion.outcome is Outcome.PASS
        reasons = {Outcome.PASS: "pass", Outcome.FAIL: "fail"}
        known = {record.id for record in self.a.evidence}
        finding: Json = {
            "uuid": self.uuid("finding", criterion.id),
            "title": _text(f"{criterion.id} {criterion.title}"),
            "description": _text(criterion.reason),
            "props": _props({"outcome": criterion.outcome.value, "basis": criterion.basis.value}),
            "target": {
                "type": "objective-id",
                "target-id": _token(criterion.id),
                "status": {
                    "state": "satisfied" if satisfied else "not-satisfied",
                    "reason": reasons.get(criterion.outcome, "other"),
                },
            },
        }
        seen = [{"observation-uuid": self.uuid("observation", key)} for key in criterion.evidence if key in known]
        if seen:
            finding["related-observations"] = seen
        if criterion.outcome is Outcome.FAIL:
            finding["related-risks"] = [{"risk-uuid": self.uuid("risk", criterion.id)}]
        return finding


def render(assessment: Assessment, time: str = NO_TIME) -> str:
    """The document; `time` is a date and time of RFC 3339 with its zone."""
    writer = _Writer(assessment, time)
    rubric = assessment.rubric
    document = {
        "uuid": writer.uuid("document", time),
        "metadata": {
            "title": f"{_text(rubric.title)}: {_text(assessment.subject.name)}",
            "last-modified": time,
            "version": _text(assessment.subject.revision or "unversioned"),
            "oscal-version": VERSION,
            "props": _props({"tool": f"{assessment.tool.name} {assessment.tool.version}"}),
            "links": [{"href": HOME, "rel": "tool"}],
        },
        "import-ap": {"href": f"#{writer.uuid('plan')}"},
        "results": [writer.results()],
        "back-matter": {
            "resources": [
                {
                    "uuid": writer.uuid("plan"),
                    "title": _text(f"Rubric {rubric.id} {rubric.version}"),
                    "description": "The rubric that judged: its criteria are the objectives of this assessment.",
                    "props": _props({"sha256": rubric.digest}),
                }
            ]
        },
    }
    return inert.dumped({"assessment-results": document})


def _selection(judged: list[Criterion]) -> Json:
    if not judged:
        return {"include-all": {}}
    return {"include-controls": [{"control-id": _token(criterion.id)} for criterion in judged]}


def _text(text: str) -> str:
    """Prose that is never empty, as the standard demands."""
    return inert.one_line(text).strip() or "none"


def _token(text: str) -> str:
    tidy = re.sub(r"[^A-Za-z0-9._-]", "_", text)
    return tidy if tidy[:1].isalpha() or tidy.startswith("_") else f"_{tidy}"


def _props(values: dict[str, str]) -> list[Json]:
    return [{"name": key, "ns": HOME, "value": _text(value)} for key, value in values.items() if value]
