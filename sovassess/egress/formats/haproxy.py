"""HAProxy's HTTP and TCP logs: which server a connection was handed to, by its address or a name that is a host.

The forms follow the HAProxy configuration manual, "Log formats" (docs.haproxy.org, read 2026-11-22). The Host that a
client asked for is no destination: most HAProxies stand before one's own servers.
"""

from __future__ import annotations

import io
import re

from sovassess.egress.format import Format
from sovassess.egress.json_rows import needs
from sovassess.egress.ledger import Flow, Ledger
from sovassess.egress.names import is_name, target
from sovassess.egress.text_rows import matched_rows
from sovassess.egress.times import common

_LINE = re.compile(
    r"(?P<client>[0-9A-Fa-f.:]+):\d+ \[(?P<time>\d\d/\w{3}/\d{4}:[^\]]+)\] (?P<front>\S+) "
    r"(?P<back>[^\s/]+)/(?P<server>\S+) (?P<rest>.*)$"
)
_ADDRESS = re.compile(r"(?<![\w.])((?:\d{1,3}\.){3}\d{1,3}|\[[0-9a-fA-F:]+\]):(\d{1,5})(?![\w.])")
_ASKED = re.compile(r'"(?:CONNECT (?P<tunnel>\S+)|[A-Z]+ (?P<url>https?://\S+))')
_HTTP = re.compile(r"^-?\d+/-?\d+/-?\d+/-?\d+/\+?-?\d+ (?P<code>-?\d+) \+?(?P<size>\d+) ")
_TCP = re.compile(r"^-?\d+/-?\d+/\+?-?\d+ \+?(?P<size>\d+) ")


def _read(stream: io.BufferedReader, ledger: Ledger) -> None:
    found = 0
    servers: dict[str, None] = {}
    # Starts, reloads and health checks stand in the same log.
    for number, match in matched_rows(stream, ledger, _LINE.search, lambda line: "haproxy" in line):
        if len(servers) < 10:
            servers[f"{match['back']}/{match['server']}"] = None
        found += _count(ledger, match, number)
    what = "servers have names of their own; add %si:%sp to the log-format"
    needs(found, ledger, what, ", ".join(servers))


def _count(ledger: Ledger, match: re.Match[str], number: int) -> bool:
    when = common(match["time"])
    if when is not None:
        ledger.watched(when, when)
    if match["server"] in ("<NOSRV>", "<STATS>", "-"):
        ledger.internal += 1
        return True
    rest = re.sub(r"\{[^{}]*\}", "", match["rest"])
    asked = _ASKED.search(rest)
    address = _ADDRESS.search(rest.partition('"')[0])
    at = target(address[0]) if address else None
    host = target(asked["tunnel"] or asked["url"]) if asked else None
    if host is None and is_name(match["server"].lower()):
        host = target(match["server"].lower())
    if host is None:
        host = at
    if host is None:
        ledger.lost(number, match[0])
        return False
    sized = _HTTP.match(rest) or _TCP.match(rest)
    ledger.flow(
        Flow(
            host.host,
            host.port or (at.port if at else None),
            "tcp",
            size=int(sized["size"]) if sized else 0,
            first=when,
            address=at.host if at and at.host != host.host else "",
            line=number,
        )
    )
    return True


def _recognises(head: bytes) -> bool:
    rows = head.decode("utf-8", "replace").split("\n", 30)[:30]
    return any(_LINE.search(row) for row in rows)


FORMAT = Format(id="haproxy", title="HAProxy log", recognises=_recognises, read=_read)
