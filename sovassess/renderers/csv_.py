"""A table for spreadsheets and audit files: one row for each criterion and each piece of its evidence."""

from __future__ import annotations

import csv
from io import StringIO

from sovassess.model.assessment import Assessment
from sovassess.model.dependencies import Evidence
from sovassess.model.findings import Finding, findings
from sovassess.renderers import inert, wording

COLUMNS = (
    "criterion", "dimension", "level", "title", "outcome", "basis", "blocks_next_level", "accepted", "concerns", "path",
    "line", "excerpt", "origin", "file_sha256", "reason", "remediation", "fingerprint",
)  # fmt: skip


def render(assessment: Assessment) -> str:
    """The table with its heading, lines ended by a newline; no cell can act as a formula."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    found = {(f.criterion.id, f.place.id if f.place is not None else ""): f for f in findings(assessment)}
    blocking = {f.criterion.id for f in found.values() if f.blocks}
    records = {record.id: record for record in assessment.evidence}
    for criterion in sorted(assessment.criteria, key=lambda entry: entry.id):
        head = (
            criterion.id,
            criterion.dimension,
            str(criterion.level),
            criterion.title,
            criterion.outcome.value,
            criterion.basis.value,
            "yes" if criterion.id in blocking else "no",
        )
        cited = sorted(
            (records[key] for key in set(criterion.evidence) if key in records),
            key=lambda record: (record.path, record.line or 0, record.id),
        )
        for record in (*cited,) or (None,):
            finding = found.get((criterion.id, record.id if record is not None else ""))
            tail = (criterion.reason, criterion.remediation, finding.key if finding is not None else "")
            writer.writerow([inert.cell(text) for text in (*head, *_where(finding, record), *tail)])
    return out.getvalue()


def _where(finding: Finding | None, record: Evidence | None) -> tuple[str, ...]:
    accepted = wording.accepted_words(finding.accepted) if finding is not None else ""
    concerns = finding.entity_name if finding is not None else ""
    if record is None:
        return accepted, concerns, "", "", "", "", ""
    line = str(record.line) if record.line is not None else ""
    path = inert.visible(record.path)
    return accepted, concerns, path, line, record.excerpt, record.origin.value, record.digest
