"""HTTP archives (HAR 1.2) as browsers and mitmproxy save them: every request with its URL and where it went.

Fields follow w3c.github.io/web-performance/specs/HAR/Overview.html (read 2026-11-22).
"""

from __future__ import annotations

import io
import re

import msgspec
from msgspec import Struct

from sovassess.egress.format import Format
from sovassess.egress.json_rows import UNREADABLE
from sovassess.egress.ledger import Flow, Ledger
from sovassess.egress.names import is_address, target
from sovassess.egress.streams import elements
from sovassess.egress.times import iso

_OPENING = re.compile(rb'^\s*\{\s*"log"\s*:\s*\{')
_SCHEMES = ("http://", "https://", "ws://", "wss://")


class _Part(Struct):
    url: str = ""
    bodySize: float = 0  # noqa: N815 - the name in the format
    headersSize: float = 0  # noqa: N815 - the name in the format
    status: int = 0


class _Entry(Struct):
    request: _Part
    response: _Part | None = None
    startedDateTime: str = ""  # noqa: N815 - the name in the format
    serverIPAddress: str = ""  # noqa: N815 - the name in the format


_DECODER = msgspec.json.Decoder(_Entry)


def _read(stream: io.BufferedReader, ledger: Ledger) -> None:
    for number, raw in enumerate(elements(stream, b"entries"), 1):
        ledger.rows += 1
        try:
            entry = _DECODER.decode(raw)
        except UNREADABLE:
            ledger.lost(number, raw)
            continue
        if not entry.request.url:
            ledger.lost(number, "an entry without request.url")
            continue
        if not entry.request.url.startswith(_SCHEMES):
            ledger.internal += 1  # data:, blob:, extensions of the browser
            continue
        host = target(entry.request.url)
        if host is None:
            ledger.lost(number, entry.request.url)
            continue
        parts = (entry.request, entry.response or entry.request)
        address = entry.serverIPAddress.strip("[]")
        ledger.flow(
            Flow(
                host.host,
                host.port,
                "tcp",
                # -1 stands for a size that is not known
                size=int(sum(max(part.bodySize, 0) + max(part.headersSize, 0) for part in parts)),
                first=iso(entry.startedDateTime),
                address=address if is_address(address) else "",
            )
        )


def _recognises(head: bytes) -> bool:
    return _OPENING.match(head) is not None


FORMAT = Format(id="har", title="HTTP archive", recognises=_recognises, read=_read, aliases=("mitmproxy", "browser"))
