"""Zeek's http.log: the Host header of every request in clear, or the target of one that a proxy was asked for.

Fields follow docs.zeek.org, "http.log" (read 2026-11-22).
"""

from __future__ import annotations

import io

from sovassess.egress.format import Format
from sovassess.egress.ledger import Flow, Ledger
from sovassess.egress.names import is_address, is_name
from sovassess.egress.numbers import port_number
from sovassess.egress.times import moment
from sovassess.egress.zeek_rows import fields_in, path_in, rows
from sovassess.formats.addresses import destination

_WANTED = frozenset({
    "ts", "id.orig_h", "id.resp_h", "id.resp_p", "method", "host", "uri", "request_body_len", "response_body_len",
})  # fmt: skip


def _read(stream: io.BufferedReader, ledger: Ledger) -> None:
    for number, row in rows(stream, ledger, _WANTED):
        address, port = row.get("id.resp_h", ""), port_number(row.get("id.resp_p"))
        name = row.get("host", "").lower()
        asked = row.get("uri", "") if row.get("method") == "CONNECT" else name
        target = destination(asked) if asked else None
        if target is not None and is_name(target.host):
            name, port = target.host, target.port or port
        elif target is not None and is_address(target.host):
            name, address, port = "", target.host, target.port or port
        else:
            name = ""
        if not (address or name):
            ledger.lost(number, "neither id.resp_h nor host")
            continue
        sizes = (row.get("request_body_len", "0"), row.get("response_body_len", "0"))
        through = row.get("method") == "CONNECT" or "://" in row.get("uri", "")
        ledger.flow(
            Flow(
                name or address,
                port,
                "tcp",
                source=row.get("id.orig_h", ""),
                size=sum(int(size) for size in sizes if size.isdigit()),
                first=moment(row.get("ts")),
                # The address of a proxy says nothing about the host behind it.
                address="" if through and name else address,
                line=number,
            )
        )


def _recognises(head: bytes) -> bool:
    return path_in(head) == "http" or {"method", "host", "uri", "id.resp_h"} <= fields_in(head)


FORMAT = Format(id="zeek-http", title="Zeek http.log", recognises=_recognises, read=_read)
