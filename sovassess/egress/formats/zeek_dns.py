"""Zeek's dns.log: which names were asked for, and which addresses they were told to be.

Fields follow docs.zeek.org, "dns.log" (read 2026-11-22). The server that was asked stands in conn.log, not here.
"""

from __future__ import annotations

import io

from sovassess.egress.format import Format
from sovassess.egress.ledger import Ledger
from sovassess.egress.names import NOWHERE, is_address
from sovassess.egress.times import moment
from sovassess.egress.zeek_rows import fields_in, path_in, rows
from sovassess.errors import ParseError

_WANTED = frozenset({"ts", "id.orig_h", "query", "answers", "rejected", "rcode_name", "qtype_name"})
_NO_HOST = frozenset({"PTR", "NB", "NBSTAT"})


def _read(stream: io.BufferedReader, ledger: Ledger) -> None:
    asked = False
    for number, row in rows(stream, ledger, _WANTED):
        asked = asked or "query" in row
        when = moment(row.get("ts"))
        name = row.get("query", "")
        if not name or row.get("qtype_name") in _NO_HOST:
            ledger.internal += 1
            continue
        ledger.asked(name, when, refused=row.get("rejected") == "T" or row.get("rcode_name") in NOWHERE, line=number)
        ledger.answer(name, filter(is_address, row.get("answers", "").split(",")))
    if ledger.rows and not asked:
        raise ParseError("no row holds the name that was asked for (query)")


def _recognises(head: bytes) -> bool:
    return path_in(head) == "dns" or {"query", "qtype_name", "rcode_name"} <= fields_in(head)


FORMAT = Format(id="zeek-dns", title="Zeek dns.log", recognises=_recognises, read=_read)
