"""Zeek's ssl.log: the server name that a client asked for in its TLS handshake, and where.

Fields follow docs.zeek.org, "ssl.log" (read 2026-11-22).
"""

from __future__ import annotations

import io

from sovassess.egress.format import Format
from sovassess.egress.ledger import Flow, Ledger
from sovassess.egress.numbers import port_number
from sovassess.egress.times import moment
from sovassess.egress.zeek_rows import fields_in, path_in, rows

_WANTED = frozenset({"ts", "id.orig_h", "id.resp_h", "id.resp_p", "server_name"})


def _read(stream: io.BufferedReader, ledger: Ledger) -> None:
    for number, row in rows(stream, ledger, _WANTED):
        address, name = row.get("id.resp_h", ""), row.get("server_name", "").rstrip(".").lower()
        if not (address or name):
            ledger.lost(number, "neither id.resp_h nor server_name")
            continue
        ledger.flow(
            Flow(
                name or address,
                port_number(row.get("id.resp_p")),
                "tcp",
                source=row.get("id.orig_h", ""),
                first=moment(row.get("ts")),
                address=address,
                line=number,
            )
        )
        if name and address:
            ledger.answer(name, (address,))


def _recognises(head: bytes) -> bool:
    return path_in(head) == "ssl" or {"server_name", "id.resp_h"} <= fields_in(head)


FORMAT = Format(id="zeek-ssl", title="Zeek ssl.log", recognises=_recognises, read=_read)
