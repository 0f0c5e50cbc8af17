"""AWS VPC flow logs, versions 2 to 5, as text from S3 or CloudWatch, whatever fields were chosen.

Fields, their order in the default format and the meaning of `-`, NODATA and SKIPDATA follow "Flow log records" in the
Amazon VPC user guide (docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html, read 2026-11-22).
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence

from msgspec import Struct

from sovassess.egress.format import Format
from sovassess.egress.ledger import Flow, Ledger
from sovassess.egress.numbers import SERVER_PORTS, protocol_name
from sovassess.egress.streams import blocks
from sovassess.errors import ParseError

DEFAULT = (
    "version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol", "packets",
    "bytes", "start", "end", "action", "log-status",
)  # fmt: skip
FLUSH = 120_000
_ROW = re.compile(rb"^(?:\d{4}-\d\d-\d\dT\S+ )?[2-9] (?:\d{12}|unknown|-) \S+ \S+ \S+ \S+ \S+ \S+ ")
_HEADER = re.compile(rb"^[a-z][a-z0-9-]*( [a-z][a-z0-9-]*){1,60}\r?$")
_OWN_WORDS = frozenset({"srcaddr", "dstaddr", "pkt-srcaddr", "pkt-dstaddr", "log-status", "interface-id", "dstport"})
_SERVERS = frozenset(str(port).encode() for port in {*range(1, 1024), *SERVER_PORTS})
_SYN, _ACK = 2, 16

_ANSWERS = frozenset(str(flags).encode() for flags in range(256) if flags & _SYN and flags & _ACK)
_OPENINGS = frozenset(str(flags).encode() for flags in range(256) if flags & _SYN and not flags & _ACK)

Key = tuple[bytes, bytes, bytes, bytes]


class Columns(Struct, frozen=True):
    """Where each field stands in a row; -1 for a field that was not chosen. `width` is the number of fields."""

    width: int
    source: int
    target: int
    source_port: int
    target_port: int
    protocol: int
    size: int
    start: int
    end: int
    action: int
    status: int
    flags: int
    direction: int


def columns_of(names: Sequence[str]) -> Columns:
    """The columns of a header. Raises `ParseError` if no field holds a destination."""
    places = {name: place for place, name in enumerate(names)}

    def at(*wanted: str) -> int:
        return next((places[name] for name in wanted if name in places), -1)

    if at("pkt-dstaddr", "dstaddr") < 0:
        raise ParseError(
            f"no destination: neither dstaddr nor pkt-dstaddr was recorded; fields seen: {' '.join(names)}"
        )
    return Columns(
        width=len(names),
        source=at("pkt-srcaddr", "srcaddr"),
        target=at("pkt-dstaddr", "dstaddr"),
        source_port=at("srcport"),
        target_port=at("dstport"),
        protocol=at("protocol"),
        size=at("bytes"),
        start=at("start"),
        end=at("end"),
        action=at("action"),
        status=at("log-status"),
        flags=at("tcp-flags"),
        direction=at("flow-direction"),
    )


class Rows:
    """Rows added up by destination before they reach the ledger: this loop decides what a large log costs."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.seen: dict[Key, tuple[list[int], list[bytes]]] = {}
        self._inside: dict[bytes, bool] = {}

    def inside(self, address: bytes) -> bool:
        """As `Ledger.inside`, for an address as it stands in the file."""
        known = self._inside.get(address)
        if known is None:
            if len(self._inside) > 100_000:
                self._inside.clear()
            known = self._inside[address] = self.ledger.inside(address.decode("ascii", "replace"))
        return known

    def block(self, rows: Sequence[bytes], base: int, columns: Columns) -> None:
        """Add up rows of one header; `base` is the number of the line before the first of them.

        Times stay text here: they have as many digits all through a recording, and are compared often and used seldom.
        """
        seen, cached, at = self.seen, self._inside, columns
        width, source, target, start, end = at.width, at.source, at.target, at.start, at.end
        port, source_port, action, protocol, length = at.target_port, at.source_port, at.action, at.protocol, at.size
        told = at.flags >= 0 or at.direction >= 0
        whole = min(source, target, start, end, port, source_port, action, protocol, length) >= 0
        internal = inbound = 0
        earliest, latest = b":", b""  # after and before all digits
        for number, row in enumerate(rows, base + 1):
            field = row.split(b" ")
            inside = cached.get(field[target]) if whole and len(field) == width else None
            within = cached.get(field[source]) if inside is not None else None
            if inside is None or within is None or (told and not within) or not field[length].isdigit():
                self._careful(row, number, at)
                continue
            begin, finish = field[start], field[end]
            if begin < earliest:  # noqa: PLR1730 - a call costs more than the comparison
                earliest = begin
            if finish > latest:  # noqa: PLR1730 - the same
                latest = finish
            if inside or not within:
                internal += inside and within
                inbound += inside and not within
                self.ledger.transit += not inside
                continue
            began = _began(field, at) if told else field[source_port] not in _SERVERS or field[port] in _SERVERS
            if not began:
                inbound += 1
                continue
            key = (field[target], field[port], field[protocol], field[action])
            known = seen.get(key)
            if known is None:
                seen[key] = [1, int(field[length]), number], [begin, finish]
                continue
            sums, times = known
            sums[0] += 1
            sums[1] += int(field[length])
            if begin < times[0]:  # noqa: PLR1730 - the same
                times[0] = begin
            if finish > times[1]:  # noqa: PLR1730 - the same
                times[1] = finish
        self._count(len(rows), internal, inbound, (earliest, latest))

    def _count(self, rows: int, internal: int, inbound: int, window: tuple[bytes, bytes]) -> None:
        self.ledger.rows += rows
        self.ledger.internal += internal
        self.ledger.inbound += inbound
        if window[0].isdigit() and window[1].isdigit():
            self.ledger.watched(int(window[0]), int(window[1]))
        if len(self.seen) > FLUSH:
            self.flush()

    def _careful(self, row: bytes, number: int, at: Columns) -> None:
        """One row with chosen fields, gaps, or a timestamp of CloudWatch before it."""
        field = row.split()
        if len(field) == at.width + 1 and b"T" in field[0]:
            field = field[1:]
        if not field:
            self.ledger.rows -= 1
            return
        if len(field) != at.width:
            self.ledger.lost(number, row)
            return

        def text(place: int) -> str:
            return field[place].decode("ascii", "replace") if place >= 0 else "-"

        status = text(at.status)
        if status in ("NODATA", "SKIPDATA"):
            if status == "SKIPDATA":
                self.ledger.note("the recorder itself skipped records (SKIPDATA)")
            if text(at.start).isdigit() and text(at.end).isdigit():
                self.ledger.watched(int(text(at.start)), int(text(at.end)))
            return
        host, source = text(at.target), text(at.source)
        for place in (at.target, at.source):
            if place >= 0:
                self.inside(field[place])
        if "." not in host and ":" not in host:
            self.ledger.lost(number, row)
            return
        if text(at.direction) == "ingress" and self.ledger.inside(source) and not self.ledger.inside(host):
            self.ledger.inbound += 1  # on its way through a gateway's interface; counted where it left
            return
        if text(at.direction) == "egress":
            source = "-"  # it left an interface of one's own, whatever its address
        self._pair(text, at, (host, source), number)

    def _pair(self, text: Callable[[int], str], at: Columns, ends: tuple[str, str], number: int) -> None:
        """Count one row whose fields `text` gives by their place, between a host and a source that may be "-"."""
        host, source = ends
        flags = text(at.flags)
        began = None
        if flags.isdigit() and int(flags) & _SYN:
            began = not int(flags) & _ACK
        self.ledger.pair(_paired(text, at, host, "" if source == "-" else source, number), began=began)

    def flush(self) -> None:
        """Hand what was added up to the ledger."""
        for (host, port, protocol, action), ((count, size, line), (first, last)) in self.seen.items():
            self.ledger.flow(
                Flow(
                    host.decode("ascii", "replace"),
                    _number(port.decode("ascii", "replace")),
                    protocol_name(protocol.decode("ascii", "replace")),
                    count=count,
                    size=size,
                    first=_number(first.decode("ascii", "replace")),
                    last=_number(last.decode("ascii", "replace")),
                    refused=action == b"REJECT",
                    line=line,
                )
            )
        self.seen.clear()


def _began(field: Sequence[bytes], at: Columns) -> bool:
    """True if a row to outside, whose format tells flags or direction, stands for a call that its source began.

    What enters an interface on its way out is passing a gateway, and is counted where it leaves.
    """
    flags = field[at.flags] if at.flags >= 0 else b""
    if flags in _ANSWERS or (at.direction >= 0 and field[at.direction] == b"ingress"):
        return False
    return flags in _OPENINGS or field[at.source_port] not in _SERVERS or field[at.target_port] in _SERVERS


def _is_header(line: bytes) -> bool:
    return _HEADER.match(line) is not None and len(_OWN_WORDS & set(line.decode("ascii").split())) >= 2


def _paired(text: Callable[[int], str], at: Columns, host: str, source: str, number: int) -> Flow:
    return Flow(
        host,
        _number(text(at.target_port)),
        protocol_name(text(at.protocol)),
        source=source,
        source_port=_number(text(at.source_port)),
        size=_number(text(at.size)) or 0,
        first=_number(text(at.start)),
        last=_number(text(at.end)),
        refused=text(at.action) == "REJECT",
        line=number,
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def _read(stream: io.BufferedReader, ledger: Ledger) -> None:
    rows = Rows(ledger)
    columns: Columns | None = None
    base = 0
    for lines in blocks(stream):
        start = 0
        # Files that were put together have a header in the middle.
        for place in [place for place, line in enumerate(lines) if line[:1] > b"9"]:
            if _is_header(lines[place]):
                if place > start and columns is not None:
                    rows.block(lines[start:place], base + start, columns)
                columns = columns_of(lines[place].decode("ascii").split())
                start = place + 1
        if columns is None:
            columns = columns_of(DEFAULT)
        rows.block(lines[start:] if start else lines, base + start, columns)
        base += len(lines)
    rows.flush()


def _recognises(head: bytes) -> bool:
    first = head.lstrip().partition(b"\n")[0].strip()
    return _is_header(first) or _ROW.match(first) is not None


FORMAT = Format(
    id="aws-vpc-flow",
    title="AWS VPC flow log",
    recognises=_recognises,
    read=_read,
    aliases=("vpc-flow", "aws-vpc"),
)
