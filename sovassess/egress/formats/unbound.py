"""Unbound's log of queries and replies (`log-queries`, `log-replies`).

The lines follow the unbound.conf manual (nlnetlabs.nl, read 2026-11-22). A query and its reply are one question.
"""

from __future__ import annotations

import io
import re

from sovassess.egress.format import Format
from sovassess.egress.ledger import Ledger
from sovassess.egress.names import NOWHERE
from sovassess.egress.text_rows import matched_rows
from sovassess.egress.times import epoch, iso

OPEN = 20_000
_LINE = re.compile(
    r"^(?:\[(?P<epoch>\d+)\]|(?P<iso>\d{4}-\d\d-\d\dT\S+)|\w{3}\s+\d+ [\d:]+)?.*?unbound\[\d+:\w+\] "
    r"(?:info|query|reply): (?P<client>[0-9A-Fa-f.:]+) (?P<name>\S+) (?P<type>[A-Z0-9]+) (?P<class>IN|CH|HS|ANY)"
    r"(?: (?P<rcode>[A-Z]+) .*)?$"
)
_OURS = re.compile(r"unbound\[\d+:")


def _read(stream: io.BufferedReader, ledger: Ledger) -> None:
    asked: dict[str, int] = {}
    for number, match in matched_rows(stream, ledger, _LINE.match, _OURS.search):
        if match["type"] == "PTR":
            ledger.internal += 1
            continue
        name, rcode = match["name"], match["rcode"]
        when = epoch(match["epoch"]) if match["epoch"] else iso(match["iso"] or "")
        if rcode is None:
            ledger.asked(name, when, line=number)
            if len(asked) < OPEN:
                asked[name] = asked.get(name, 0) + 1
        elif asked.get(name):
            asked[name] -= 1
            if rcode in NOWHERE:
                ledger.stopped(name)
        else:
            ledger.asked(name, when, refused=rcode in NOWHERE, line=number)
    if ledger.first is None:
        ledger.note("the times in it have no year: how long was watched is not known")


def _recognises(head: bytes) -> bool:
    return any(_LINE.match(row.rstrip()) for row in head.decode("utf-8", "replace").split("\n", 200)[:200])


FORMAT = Format(id="unbound", title="Query log of Unbound", recognises=_recognises, read=_read)
