"""Access logs of forward proxies: Squid's native form, and the common and combined forms with a whole URL or CONNECT.

Squid's fields and result codes follow wiki.squid-cache.org, "Squid Log Files" (read 2026-11-22). A line of a web
server in the common form names a path and no host; a log of nothing else is an error.
"""

from __future__ import annotations

import io
import re

from sovassess.egress.format import Format
from sovassess.egress.json_rows import needs
from sovassess.egress.ledger import Flow, Ledger
from sovassess.egress.names import is_address, target
from sovassess.egress.text_rows import matched_rows
from sovassess.egress.times import common, epoch

_NATIVE = re.compile(
    r"(?P<time>\d{9,11}\.\d{3})\s+-?\d+ (?P<client>\S+) (?P<result>[A-Z_]+)/(?P<status>\d{3}) (?P<size>\d+) "
    r"(?P<method>\S+) (?P<url>\S+) \S+ (?P<way>[A-Z_]+)/(?P<peer>\S+) \S+"
)
_COMMON = re.compile(
    r'(?P<client>\S+) \S+ \S+ \[(?P<time>[^\]]+)\] "(?P<method>[A-Z_]+) (?P<url>\S+)(?: \S+)?" (?P<status>\d{3}) '
    r"(?P<size>\d+|-)(?P<rest>.*)"
)
_RESULT = re.compile(r"(?P<result>[A-Z]+_[A-Z_]+):(?P<way>[A-Z_]+)\s*$")
_DIRECT = frozenset({"HIER_DIRECT", "DIRECT", "ORIGINAL_DST", "PINNED"})


def _row(line: str) -> re.Match[str] | None:
    return _NATIVE.match(line) or _COMMON.match(line)


def _read(stream: io.BufferedReader, ledger: Ledger) -> None:
    found = 0
    sample = ""
    for number, match in matched_rows(stream, ledger, _row, lambda _: False):
        sample = sample or match.string
        found += _count(ledger, match, number)
    needs(found, ledger, "no whole URL and no CONNECT, only paths", sample or ledger.samples[:1])


def _count(ledger: Ledger, match: re.Match[str], number: int) -> bool:
    """True if the row names a host, or says that none was called."""
    row = match.groupdict()
    ended = _RESULT.search(row.get("rest") or "")
    result = row.get("result") or (ended["result"] if ended else "")
    way = row.get("way") or (ended["way"] if ended else "")
    when = epoch(row["time"]) if row["time"][:1].isdigit() and "/" not in row["time"] else common(row["time"])
    if when is not None:
        ledger.watched(when, when)
    url = row["url"]
    if "HIT" in result or url.startswith(("error:", "cache_object:", "mgr:", "urn:")):
        ledger.internal += 1  # answered by the proxy itself
        return True
    host = target(url, 443 if row["method"] == "CONNECT" else None) if not url.startswith("/") else None
    if host is None or not ("://" in url or row["method"] == "CONNECT"):
        ledger.lost(number, match[0])
        return False
    peer = (row.get("peer") or "").partition(":")[0] if way in _DIRECT else ""
    ledger.flow(
        Flow(
            host.host,
            host.port,
            "tcp",
            size=int(row["size"]) if row["size"].isdigit() else 0,
            first=when,
            address=peer if is_address(peer) else "",
            refused="DENIED" in result,
            line=number,
        )
    )
    return True


def _recognises(head: bytes) -> bool:
    rows = [line for line in head.decode("utf-8", "replace").split("\n", 20)[:20] if line.strip()]
    return bool(rows) and any(_row(row) for row in rows[:5])


FORMAT = Format(
    id="squid-access",
    title="Access log of a proxy",
    recognises=_recognises,
    read=_read,
    aliases=("squid", "combined", "common"),
)
