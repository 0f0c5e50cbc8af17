"""Rows of a list or table of destinations: a host on each line, or a column for it. It decides nothing about the file.

`#`, `//`, `;` and `!` open comments; delimiters are tab, `;` and `,`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from sovassess.formats.addresses import Destination, destination, is_ip

MAX_ROW = 4_000
# Where the hosts format sends what it blocks.
_SINKS = ("0.0.0.0", "127.0.0.1")  # noqa: S104 - read, never bound
COLUMNS: Mapping[str, frozenset[str]] = {
    "host": frozenset({
        "host", "hostname", "domain", "fqdn", "destination", "dest", "dst", "dsthost", "dst_host", "dest_host",
        "destination_host", "url", "uri", "address", "ip", "dst_ip", "dest_ip", "destination_ip", "cidr", "server",
        "server_name", "sni", "remote", "remote_host", "remote_address", "query", "qname", "endpoint", "target",
        "dstip", "destip", "dst_addr", "dstaddr", "destination_address", "destinationip", "destination_fqdn",
        "remoteip", "remote_ip", "remote_url", "remoteurl", "dest_name", "dst_name", "destination_domain", "url_full",
    }),
    "port": frozenset([
        "port", "dport", "dst_port", "dest_port", "destination_port", "remote_port", "dstport", "destport",
        "destinationport", "remoteport",
    ]),
    "count": frozenset(["count", "hits", "requests", "connections", "flows", "sessions", "total", "n"]),
    "verdict": frozenset([
        "action", "verdict", "decision", "status", "result", "policy", "event_action", "disposition",
    ]),
    "bytes": frozenset([
        "bytes", "size", "octets", "bytes_total", "total_bytes", "sentbyte", "sent_bytes", "bytes_sent", "bytes_out",
        "network_bytes", "out_bytes",
    ]),
    "time": frozenset(["time", "timestamp", "ts", "datetime", "date_time", "start", "start_time", "_time",
        "@timestamp", "time_iso8601", "time_local", "event_time", "generated_time",
    ]),
    "source": frozenset(["src", "source", "src_ip", "source_ip", "srcip", "src_addr", "client", "client_ip",
        "remote_addr", "source_address", "srcaddr",
    ]),
    "protocol": frozenset(["protocol", "proto", "transport", "ip_protocol", "network_transport"]),
}  # fmt: skip
_REFUSED = frozenset(["deny", "denied", "drop", "dropped", "block", "blocked", "reject", "rejected"])


class Row(Struct, frozen=True):
    """One row: the destination, None if it names none, how often, whether it was refused, and further cells by name."""

    line: int
    destination: Destination | None
    count: int = 1
    refused: bool = False
    cells: dict[str, str] = {}


class RowReader:
    """Reads rows by the header that is found in the first lines, if there is one.

    `mapping` names columns for what `COLUMNS` lists, where a header has words of its own (`host` → `peer name`).
    """

    def __init__(self, first: Sequence[str], mapping: Mapping[str, str] | None = None) -> None:
        top = next((line for line in first if line.strip() and not is_comment(line)), "")[:MAX_ROW]
        self._delimiter = _delimiter(top)
        cells = tuple(_plain(cell) for cell in top.split(self._delimiter))
        wanted = {_plain(column): role for role, column in (mapping or {}).items()}
        self._roles = tuple(wanted.get(cell) or role_of(cell) for cell in cells)
        self.unknown = tuple(sorted(name for name in wanted if name not in cells))
        self.header = cells if "host" in self._roles else ()
        self.top = cells
        self._pending = bool(self.header)

    @property
    def seen(self) -> str:
        """A phrase for an error: which columns were seen."""
        if self.header:
            return f"; columns seen: {', '.join(self.header)[:200]}"
        return "; no header row was recognised" + (f"; first row: {', '.join(self.top)[:120]}" if self.top else "")

    def row(self, number: int, text: str) -> Row | None:
        """The row, None for the header, a comment and an empty line."""
        line = text[:MAX_ROW]
        if not line.strip() or is_comment(line):
            return None
        if self._pending:
            self._pending = False
            return None
        return self._from_columns(number, line) if self.header else _from_line(number, line)

    def _from_columns(self, number: int, line: str) -> Row:
        try:
            rows = list(csv.reader([line], delimiter=self._delimiter))
        except csv.Error:
            return Row(number, None)
        named = list(zip(self._roles, (cell.strip() for row in rows for cell in row), strict=False))
        found = [target for role, cell in named if role == "host" and (target := destination(cell))]
        # A name says more than the address it had at that moment.
        names = [target for target in found if not is_ip(target.host)]
        best: Destination | None = next(iter(names or found), None)
        port = next((int(cell) for role, cell in named if role == "port" and cell.isdigit()), None)
        count = next((int(cell) for role, cell in named if role == "count" and cell.isdigit()), 1)
        refused = any(role == "verdict" and is_refused(cell) for role, cell in named)
        if best is not None and port is not None and best.port is None and port < 65_536:
            best = Destination(best.host, port)
        return Row(number, best, count, refused, {role: cell for role, cell in reversed(named) if role and cell})


def is_comment(line: str) -> bool:
    """True for a line that says nothing."""
    return line.lstrip().startswith(("#", "//", ";", "!"))


def _plain(cell: str) -> str:
    return re.sub(r"[\s.-]+", "_", cell.strip().strip("\"'").lower())


def is_refused(verdict: str) -> bool:
    """True for a verdict that stopped the connection."""
    return verdict.lower() in _REFUSED


def role_of(cell: str) -> str:
    """What a column of that name holds, a key of `COLUMNS`, "" if nothing that counts."""
    return next((role for role, words in COLUMNS.items() if cell in words), "")


def _delimiter(line: str) -> str:
    return next((mark for mark in ("\t", ";", ",") if mark in line), ",")


def _from_line(number: int, line: str) -> Row:
    """`host`, `host port`, `host,port`, `42 host` (as `uniq -c` prints it), with a comment behind it."""
    bare = re.split(r"\s+(?:#|//)", line, maxsplit=1)[0]
    words = [word for word in re.split(r"[\s,;]+", bare.strip()) if word not in ("-", "")][:6]
    if not words:
        return Row(number, None)
    count = 1
    if words[0].isdigit() and len(words) > 1:
        count, words = int(words[0]), words[1:]
    target = destination(words[0])
    if target is None or (words[0] in _SINKS and len(words) > 1):
        return Row(number, None)
    rest = words[1:]
    if rest and rest[0].isdigit() and int(rest[0]) < 65_536 and target.port is None:
        target, rest = Destination(target.host, int(rest[0])), rest[1:]
    if len(rest) > 1 and not all(re.fullmatch(r"\d+|tcp|udp|https?|any", word.lower()) for word in rest):
        return Row(number, None)
    return Row(number, target, count)
