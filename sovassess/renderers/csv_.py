"""A table for spreadsheets and audit files: one row for each criterion and each piece of its evidence,
and after them one for each destination that was recorded or permitted."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from sovassess.model.assessment import Assessment
from sovassess.model.dependencies import Evidence
from sovassess.model.findings import Finding, findings
from sovassess.renderers import egress, inert, wording

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
    for row in _egress(assessment):
        writer.writerow([inert.cell(text) for text in row])
    return out.getvalue()


def _egress(assessment: Assessment) -> Iterator[tuple[str, ...]]:
    """Each destination that was recorded or permitted, in each of its states, after the criteria and the files
    that were handed in: `criterion` is `egress`, `outcome` the state."""
    records = {record.id: record for record in assessment.evidence}
    for entry in assessment.recordings:
        file = ("egress", "", "", entry.title, entry.kind, "egress", "no", "", "", inert.visible(entry.path))
        yield (*file, "", "", "egress", entry.digest, egress.extent(entry), "; ".join(entry.notes), "")
    for group in egress.groups(assessment):
        for row in group.rows:
            record = next((records[key] for key in row.evidence if key in records), None)
            told = "; ".join(part for part in (row.party or "not identified", egress.volume(row)) if part)
            head = ("egress", "", "", row.host, group.state, "egress" if row.count else "none", "no")
            yield (*head, *_where(None, record), told, group.meaning, "")


def _where(finding: Finding | None, record: Evidence | None) -> tuple[str, ...]:
    accepted = wording.accepted_words(finding.accepted) if finding is not None else ""
    concerns = finding.entity_name if finding is not None else ""
    if record is None:
        return accepted, concerns, "", "", "", "", ""
    line = str(record.line) if record.line is not None else ""
    path = inert.visible(record.path)
    return accepted, concerns, path, line, record.excerpt, record.origin.value, record.digest
