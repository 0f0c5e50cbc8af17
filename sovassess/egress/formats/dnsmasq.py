"""Query logs of dnsmasq and of Pi-hole, which is built on it: who asked for what, what it was told, what was blocked.

The words follow the dnsmasq manual, `--log-queries` (thekelleys.org.uk, read 2026-11-22). Its times have no year, so
that the length of the window is not known unless the collector put a date with a year before them.
"""

from __future__ import annotations

import io
import re

from sovassess.egress.format import Format
from sovassess.egress.ledger import Ledger
from sovassess.egress.names import is_address
from sovassess.egress.text_rows import matched_rows
from sovassess.egress.times import iso

_LINE = re.compile(
    r"^(?P<time>\d{4}-\d\d-\d\dT\S+|\w{3}\s+\d+ [\d:]+)?.*?dnsmasq\[\d+\]: (?:\d+ \S+ )?"
    r"(?P<what>query\[\w+\]|[\w./ -]+?) (?P<name>\S+) (?P<link>from|is|to) (?P<value>.+?)\s*$"
)
_OURS = re.compile(r"dnsmasq\[\d+\]: ")
# In words of Pi-hole: `gravity blocked`, `exactly denied`, `regex blacklisted`, `blocked upstream with NULL address`.
_BLOCKED = ("blocked", "blacklisted", "denied")
# What answers from its own configuration; a path is a file of hosts.
_TOLD = frozenset({"config", "DHCP", "Pi-hole hostname"})
_NOTHING = frozenset({"0.0.0.0", "::", "NXDOMAIN"})  # noqa: S104 - read, never bound


def _read(stream: io.BufferedReader, ledger: Ledger) -> None:
    alias = ""
    for number, match in matched_rows(stream, ledger, _LINE.match, _OURS.search):
        when = iso(match["time"] or "")
        what, name, value = match["what"], match["name"], match["value"]
        if what.startswith("query["):
            alias = ""
            if what != "query[PTR]":
                ledger.asked(name, when, line=number)
        elif match["link"] != "is":
            continue
        elif any(word in what for word in _BLOCKED) or value in _NOTHING:
            ledger.stopped(alias or name)
        elif value == "<CNAME>":
            alias = alias or name
        elif is_address(value):
            ledger.answer(alias or name, (value,))
            if ledger.inside(value) and (what in _TOLD or what.startswith("/")):
                ledger.ours(alias or name)
    if ledger.first is None:
        ledger.note("the times in it have no year: how long was watched is not known")


def _recognises(head: bytes) -> bool:
    rows = head.decode("utf-8", "replace").split("\n", 200)[:200]
    return any((match := _LINE.match(row)) and (match["what"].startswith("query[")) for row in rows)


FORMAT = Format(
    id="dnsmasq", title="Query log of dnsmasq", recognises=_recognises, read=_read, aliases=("pihole", "pi-hole")
)
