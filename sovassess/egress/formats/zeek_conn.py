"""Zeek's conn.log: every connection with its originator, so that nothing needs to be guessed about direction.

Fields follow docs.zeek.org, "conn.log" (read 2026-11-22). `conn_state` REJ, RSTOS0, S0 and SH are attempts that
came to nothing.
"""

from __future__ import annotations

import io

from sovassess.egress.format import Format
from sovassess.egress.ledger import Flow, Ledger
from sovassess.egress.numbers import port_number
from sovassess.egress.times import epoch, moment
from sovassess.egress.zeek_rows import Row, fields_in, path_in, rows
from sovassess.errors import ParseError

_WANTED = frozenset({
    "ts", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "proto", "duration", "orig_bytes", "resp_bytes",
    "conn_state", "local_orig", "orig_ip_bytes", "resp_ip_bytes",
})  # fmt: skip
_REFUSED = frozenset({"REJ", "RSTOS0", "S0", "SH"})


def _read(stream: io.BufferedReader, ledger: Ledger) -> None:
    named = False
    for number, row in rows(stream, ledger, _WANTED):
        host = row.get("id.resp_h")
        if not host:
            ledger.lost(number, " ".join(f"{name}={row[name]}" for name in sorted(row)))
            continue
        named = True
        first = moment(row.get("ts"))
        source = row.get("id.orig_h", "")
        ledger.flow(
            Flow(
                host,
                port_number(row.get("id.resp_p")),
                row.get("proto", ""),
                # Zeek was told which networks are local; it knows better than the ranges do.
                source="" if row.get("local_orig") == "T" else source,
                size=_size(row, "orig") + _size(row, "resp"),
                first=first,
                last=None if first is None else first + (epoch(row.get("duration")) or 0),
                refused=row.get("conn_state") in _REFUSED and row.get("proto") == "tcp",
                line=number,
            )
        )
    if ledger.rows and not named:
        raise ParseError("no row names a destination (id.resp_h)")


def _size(row: Row, end: str) -> int:
    text = row.get(f"{end}_ip_bytes") or row.get(f"{end}_bytes") or "0"
    return int(text) if text.isdigit() else 0


def _recognises(head: bytes) -> bool:
    found = fields_in(head)
    return path_in(head) == "conn" or {"id.resp_h", "conn_state", "proto"} <= found


FORMAT = Format(id="zeek-conn", title="Zeek conn.log", recognises=_recognises, read=_read)
