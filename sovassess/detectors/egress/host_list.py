"""Detect destinations in plain lists: one host, URL or address range a line, or a table with a column for them.

Whether a list tells what was seen or what is permitted is told by its name, or by whoever hands it in.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from msgspec import Struct

from sovassess.detectors.detector import Detector
from sovassess.errors import ParseError
from sovassess.formats.addresses import Destination, destination, is_ip
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation, EgressDestination
from sovassess.source.view import FileView

MAX_ROW = 4_000
SAMPLE = 2_000
SHARE = 0.8
_ENDINGS = (".txt", ".list", ".csv", ".tsv", ".lst", ".hosts", ".acl")
_NAMED = re.compile(
    r"egress|outbound|allow[-_ ]?list|allowed|whitelist|permit|firewall|proxy[^/]*host|host[^/]*proxy|destination",
    re.IGNORECASE,
)
_PERMITS = re.compile(r"allow|permit|whitelist", re.IGNORECASE)
_FORBIDS = re.compile(r"deny|denied|block|blacklist|forbid", re.IGNORECASE)
# Where the hosts format sends what it blocks.
_SINKS = ("0.0.0.0", "127.0.0.1")  # noqa: S104 - read, never bound
_HOST_COLUMNS = frozenset({
    "host", "hostname", "domain", "fqdn", "destination", "dest", "dst", "dsthost", "dst_host", "dest_host",
    "destination_host", "url", "uri", "address", "ip", "dst_ip", "dest_ip", "destination_ip", "cidr", "server",
    "server_name", "sni", "remote", "remote_host", "remote_address", "query", "qname", "endpoint", "target",
})  # fmt: skip
_PORT_COLUMNS = frozenset(["port", "dport", "dst_port", "dest_port", "destination_port", "remote_port"])
_COUNT_COLUMNS = frozenset(["count", "hits", "requests", "connections", "flows", "sessions", "total", "n"])
_VERDICT_COLUMNS = frozenset(["action", "verdict", "decision", "status", "result", "policy"])
_REFUSED = frozenset(["deny", "denied", "drop", "dropped", "block", "blocked", "reject", "rejected"])


class _Row(Struct, frozen=True):
    """One row: the destination, None if it names none, how often, and whether it was refused."""

    line: int
    destination: Destination | None
    count: int = 1
    refused: bool = False


def parse(view: FileView, kind: str) -> Iterator[EgressDestination]:
    """The destinations of a list, each host and port once with its counts added up; `kind` is `seen` or `permitted`.

    Raises `ParseError` at the end if some rows name no destination, with how many and which columns were seen.
    """
    totals: dict[tuple[str, int | None], tuple[int, int]] = {}
    lost, rows, first_lost = 0, 0, None
    header = _header(view.lines)
    for row in _rows(view.lines, header):
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
        columns = f"; columns seen: {', '.join(header)[:200]}" if header else "; no header row was recognised"
        raise ParseError(f"{lost} of {rows} rows name no destination{columns}", first_lost)


def _delimiter(line: str) -> str:
    return next((mark for mark in ("\t", ";", ",") if mark in line), ",")


def _header(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The column names if the first row is a header with a column for the host, else ()."""
    first = next((line for line in lines if line.strip() and not _is_comment(line)), "")[:MAX_ROW]
    cells = tuple(re.sub(r"[\s.-]+", "_", cell.strip().strip("\"'").lower()) for cell in first.split(_delimiter(first)))
    return cells if _HOST_COLUMNS & set(cells) else ()


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith(("#", "//", ";", "!"))


def _rows(lines: tuple[str, ...], header: tuple[str, ...]) -> Iterator[_Row]:
    pending_header = bool(header)
    delimiter = ","
    for number, raw in enumerate(lines, 1):
        line = raw[:MAX_ROW]
        if not line.strip() or _is_comment(line):
            continue
        if pending_header:
            pending_header, delimiter = False, _delimiter(line)
            continue
        yield _from_columns(number, line, header, delimiter) if header else _from_line(number, line)


def _from_columns(number: int, line: str, header: tuple[str, ...], delimiter: str) -> _Row:
    try:
        rows = list(csv.reader([line], delimiter=delimiter))
    except csv.Error:
        return _Row(number, None)
    named = list(zip(header, (cell.strip() for row in rows for cell in row), strict=False))
    found = [target for name, cell in named if name in _HOST_COLUMNS and (target := destination(cell))]
    # A name says more than the address it had at that moment.
    names = [target for target in found if not is_ip(target.host)]
    best: Destination | None = next(iter(names or found), None)
    port = next((int(cell) for name, cell in named if name in _PORT_COLUMNS and cell.isdigit()), None)
    count = next((int(cell) for name, cell in named if name in _COUNT_COLUMNS and cell.isdigit()), 1)
    refused = any(name in _VERDICT_COLUMNS and cell.lower() in _REFUSED for name, cell in named)
    if best is not None and port is not None and best.port is None and port < 65_536:
        best = Destination(best.host, port)
    return _Row(number, best, count, refused)


def _from_line(number: int, line: str) -> _Row:
    """`host`, `host port`, `host,port`, `42 host` (as `uniq -c` prints it), with a comment behind it."""
    bare = re.split(r"\s+(?:#|//)", line, maxsplit=1)[0]
    words = [word for word in re.split(r"[\s,;]+", bare.strip()) if word not in ("-", "")][:6]
    if not words:
        return _Row(number, None)
    count = 1
    if words[0].isdigit() and len(words) > 1:
        count, words = int(words[0]), words[1:]
    target = destination(words[0])
    if target is None or (words[0] in _SINKS and len(words) > 1):
        return _Row(number, None)
    rest = words[1:]
    if rest and rest[0].isdigit() and int(rest[0]) < 65_536 and target.port is None:
        target, rest = Destination(target.host, int(rest[0])), rest[1:]
    if len(rest) > 1 and not all(re.fullmatch(r"\d+|tcp|udp|https?|any", word.lower()) for word in rest):
        return _Row(number, None)
    return _Row(number, target, count)


def _claims(path: str) -> bool:
    name = path.rpartition("/")[2].lower()
    return (
        (name.endswith(_ENDINGS) or "." not in name) and _NAMED.search(path) is not None and not _FORBIDS.search(name)
    )


def _recognises(view: FileView) -> bool:
    """True if four of five rows among the first ones name a destination."""
    header = _header(view.lines)
    good = rows = 0
    for row in _rows(view.lines[:SAMPLE], header):
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
