"""Snapshots of sockets: `ss` and `netstat` of Linux, BSD, macOS and Windows. One moment proves little, and says so.

A connection whose own port is also listened on was opened by the other end.
"""

from __future__ import annotations

import io
import re

from sovassess.egress.format import Format
from sovassess.egress.ledger import Flow, Ledger
from sovassess.egress.numbers import port_number
from sovassess.egress.streams import lines

MOST = 500_000
_STATES = (
    "ESTAB|ESTABLISHED|LISTEN|LISTENING|UNCONN|SYN[-_]SENT|SYN[-_]RECV|SYN_RECEIVED|FIN[-_]WAIT[-_]?[12]|TIME[-_]WAIT"
    "|CLOSE[-_]WAIT|LAST[-_]ACK|CLOSING|CLOSED|CLOSE"
)
_END = r"(?:\[[0-9A-Fa-f:.%\w]+\]|[0-9A-Za-z*:.%_-]+?)[:.](?:\d{1,5}|\*)"
_ROW = re.compile(rf"(?:^|\s)(?P<local>{_END})\s+(?P<peer>{_END})(?=\s|$)")
_STATE = re.compile(rf"(?:^|\s)(?P<state>{_STATES})(?:\s|$)", re.IGNORECASE)
_PROTOCOL = re.compile(r"^\s*(?P<protocol>tcp|udp)\w*\b", re.IGNORECASE)
_HEADER = re.compile(r"Recv-Q|Local Address|Active (Internet )?Connections|Foreign Address|Netid", re.IGNORECASE)
_OTHER = re.compile(
    r"^\s*(u_\w+|unix|nl|p_raw|p_dgr|v_str|Active (UNIX|Multipath|LOCAL)|Proto RefCnt|icmp\w*)\b", re.IGNORECASE
)

End = tuple[str, int | None]


def _read(stream: io.BufferedReader, ledger: Ledger) -> None:
    listening: set[int | None] = set()
    open_: list[tuple[int, str, End, End, bool]] = []
    for number, raw in lines(stream):
        line = raw.decode("utf-8", "replace")
        if not line.strip() or _HEADER.search(line) or _OTHER.match(line):
            continue
        ledger.rows += 1
        row = _ROW.search(line)
        if row is None:
            ledger.lost(number, line)
            continue
        local, peer = _end(row["local"]), _end(row["peer"])
        found = _STATE.search(line)
        state = found["state"].upper().replace("-", "_") if found else ""
        kind = _PROTOCOL.match(line)
        protocol = kind["protocol"].lower() if kind else "tcp"
        if state in ("LISTEN", "LISTENING", "UNCONN") or peer[1] is None:
            listening.add(local[1])
            ledger.internal += 1
        elif len(open_) < MOST:
            open_.append((number, protocol, local, peer, state in ("SYN_SENT",)))
    for number, protocol, local, peer, refused in open_:
        flow = Flow(peer[0], peer[1], protocol, local[0], local[1], refused=refused, line=number)
        ledger.pair(flow, began=local[1] not in listening if listening else None)
    ledger.note("a snapshot of one moment: what was not open just then is not in it")


def _end(text: str) -> End:
    """Host and port of `1.2.3.4:443`, `[::1]:80`, `*:*`, and of BSD's `1.2.3.4.443`."""
    host, _, port = text.rpartition("." if text.rfind(".") > text.rfind(":") else ":")
    host = host.strip("[]").partition("%")[0].removeprefix("::ffff:")
    return (host.lower(), port_number(port))


def _recognises(head: bytes) -> bool:
    rows = [row for row in head.decode("utf-8", "replace").split("\n", 60)[:60] if row.strip()]
    if any(_HEADER.search(row) for row in rows[:4]):
        return any(_ROW.search(row) for row in rows)
    # Without a header (`ss -H`): a state or a protocol, and two ends.
    fitting = [row for row in rows if _ROW.search(row) and (_STATE.search(row) and _ROW.search(row))]
    return len(fitting) >= 0.8 * len(rows) and bool(rows)


FORMAT = Format(
    id="sockets",
    title="Snapshot of sockets",
    recognises=_recognises,
    read=_read,
    aliases=("ss", "netstat"),
    timed=False,
)
