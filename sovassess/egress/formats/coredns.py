"""CoreDNS's query log (plugin `log`), also with the time that a container runtime puts before each line.

The form follows coredns.io/plugins/log (read 2026-11-22). Names that a resolver tried with a search domain end in a
local suffix, so that they count as inside.
"""

from __future__ import annotations

import io
import re

from sovassess.egress.format import Format
from sovassess.egress.ledger import Ledger
from sovassess.egress.names import NOWHERE
from sovassess.egress.text_rows import matched_rows
from sovassess.egress.times import iso

_LINE = re.compile(
    r"^(?P<time>\d{4}-\d\d-\d\dT\S+)?.*?\[INFO\] (?P<client>\S+?):\d+ - \d+ "
    r'"(?P<type>[A-Z0-9]+) (?P<class>\S+) (?P<name>\S+) (?P<transport>\S+) [^"]*" (?P<rcode>[A-Z]+|-) '
)
_OURS = re.compile(r"\[(INFO|WARNING|ERROR|FATAL|PANIC|DEBUG)\]|(?:^|Z )\.:\d+|CoreDNS-|linux/|^\s*[_/\\.]")


def _read(stream: io.BufferedReader, ledger: Ledger) -> None:
    for number, match in matched_rows(stream, ledger, _LINE.match, _OURS.search):
        if match["type"] == "PTR":
            ledger.internal += 1
            continue
        ledger.asked(match["name"], iso(match["time"] or ""), refused=match["rcode"] in NOWHERE, line=number)
    if ledger.first is None:
        ledger.note("its lines have no times: how long was watched is not known")


def _recognises(head: bytes) -> bool:
    return any(_LINE.match(row) for row in head.decode("utf-8", "replace").split("\n", 200)[:200])


FORMAT = Format(id="coredns", title="Query log of CoreDNS", recognises=_recognises, read=_read)
