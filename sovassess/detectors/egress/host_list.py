"""Detect destinations in plain lists: one host, URL or address range a line, or a table with a column for them.

Whether a list tells what was seen or what is permitted is told by its name, or by whoever hands it in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.detector import Detector
from sovassess.errors import ParseError
from sovassess.formats.host_rows import Row, RowReader
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation, EgressDestination
from sovassess.source.view import FileView

SAMPLE = 2_000
SHARE = 0.8
_ENDINGS = (".txt", ".list", ".csv", ".tsv", ".lst", ".hosts", ".acl")
_NAMED = re.compile(
    r"egress|outbound|allow[-_ ]?list|allowed|whitelist|permit|firewall|proxy[^/]*host|host[^/]*proxy|destination",
    re.IGNORECASE,
)
_PERMITS = re.compile(r"allow|permit|whitelist", re.IGNORECASE)
_FORBIDS = re.compile(r"deny|denied|block|blacklist|forbid", re.IGNORECASE)


def parse(view: FileView, kind: str) -> Iterator[EgressDestination]:
    """The destinations of a list, each host and port once with its counts added up; `kind` is `seen` or `permitted`.

    Raises `ParseError` at the end if some rows name no destination, with how many and which columns were seen.
    """
    totals: dict[tuple[str, int | None], tuple[int, int]] = {}
    lost, rows, first_lost = 0, 0, None
    reader = RowReader(view.lines)
    for row in _rows(reader, view.lines):
        rows += 1
        if row.destination is None:
            lost += 1
            first_lost = first_lost or row.line
        elif not row.refused:
            key = (row.destination.host, row.destination.port)
            line, count = totals.get(key, (row.line, 0))
            totals[key] = (line, count + row.count)
    for (host, port), (line, count) in totals.items():
        yield EgressDestination(at=view.place(line), kind=kind, host=host, port=port, count=count)
    if lost:
        raise ParseError(f"{lost} of {rows} rows name no destination{reader.seen}", first_lost)


def _rows(reader: RowReader, lines: tuple[str, ...]) -> Iterator[Row]:
    for number, line in enumerate(lines, 1):
        row = reader.row(number, line)
        if row is not None:
            yield row


def _claims(path: str) -> bool:
    name = path.rpartition("/")[2].lower()
    return (
        (name.endswith(_ENDINGS) or "." not in name) and _NAMED.search(path) is not None and not _FORBIDS.search(name)
    )


def _recognises(view: FileView) -> bool:
    """True if four of five rows among the first ones name a destination."""
    good = rows = 0
    for row in _rows(RowReader(view.lines), view.lines[:SAMPLE]):
        rows += 1
        good += row.destination is not None
    return rows > 0 and good >= SHARE * rows


def _detect(view: FileView) -> Iterator[AnyObservation]:
    yield from parse(view, "permitted" if _PERMITS.search(view.path) else "seen")


DETECTOR = Detector(
    id="host-list",
    title="List of destinations",
    evidence=EvidenceKind.EGRESS,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
