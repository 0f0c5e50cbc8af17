"""Google Cloud VPC flow logs and firewall logs as Cloud Logging exports them, JSON lines or one array.

Fields follow cloud.google.com/vpc/docs/about-flow-logs-records and firewall/docs/firewall-rules-logging (read
2026-11-22).
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from sovassess.egress.format import Format
from sovassess.egress.json_rows import UNREADABLE, first_object, json_rows, needs
from sovassess.egress.ledger import Flow, Ledger
from sovassess.egress.numbers import protocol_name
from sovassess.egress.streams import elements, head
from sovassess.egress.times import iso


class _Connection(Struct):
    src_ip: str = ""
    dest_ip: str = ""
    src_port: int | str | None = None
    dest_port: int | str | None = None
    protocol: int | str = ""


class _Payload(Struct):
    connection: _Connection
    bytes_sent: int | str = 0
    start_time: str = ""
    end_time: str = ""
    reporter: str = ""
    disposition: str = ""


class _Entry(Struct):
    jsonPayload: _Payload  # noqa: N815 - the name in the format
    timestamp: str = ""


_DECODER = msgspec.json.Decoder(_Entry, strict=False)


def _entries(stream: io.BufferedReader, ledger: Ledger) -> Iterator[tuple[int, _Entry]]:
    if not head(stream).lstrip().startswith(b"["):
        yield from json_rows(stream, ledger, _DECODER)
        return
    for raw in elements(stream, b""):
        ledger.rows += 1
        try:
            yield 0, _DECODER.decode(raw)
        except UNREADABLE:
            ledger.lost(ledger.rows, raw)


def _read(stream: io.BufferedReader, ledger: Ledger) -> None:
    found = 0
    for number, entry in _entries(stream, ledger):
        payload = entry.jsonPayload
        connection = payload.connection
        if not connection.dest_ip:
            ledger.lost(number, "no jsonPayload.connection.dest_ip")
            continue
        found += 1
        if payload.reporter == "DEST" and ledger.inside(connection.src_ip) and ledger.inside(connection.dest_ip):
            ledger.internal += 1  # the sender's machine reported the same flow
            continue
        first = iso(payload.start_time or entry.timestamp)
        ledger.pair(
            Flow(
                connection.dest_ip,
                _number(connection.dest_port),
                protocol_name(str(connection.protocol)),
                connection.src_ip,
                _number(connection.src_port),
                size=_number(payload.bytes_sent) or 0,
                first=first,
                last=iso(payload.end_time) or first,
                refused=payload.disposition == "DENIED",
                line=number or None,
            )
        )
    needs(found, ledger, "no jsonPayload.connection.dest_ip")


def _number(value: int | str | None) -> int | None:
    text = str(value)
    return int(text) if text.isdigit() and int(text) else None


def _recognises(first: bytes) -> bool:
    found = first_object(first)
    start = bytes(found.get("jsonPayload", b"")) if found else first[:20_000] if first.lstrip()[:1] == b"[" else b""
    return (bool(found) or b'"jsonPayload"' in start) and b'"connection"' in start and b'"dest_ip"' in start


FORMAT = Format(
    id="gcp-vpc-flow", title="GCP VPC flow log", recognises=_recognises, read=_read, aliases=("gcp", "gcp-firewall")
)
