"""Suricata's EVE log: flows with the names that TLS, QUIC, HTTP and DNS events gave them.

Events and fields follow docs.suricata.io, "EVE JSON Format" (read 2026-11-22), DNS in versions 1 to 3.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from sovassess.egress.format import Format
from sovassess.egress.json_rows import first_object, json_rows
from sovassess.egress.ledger import Flow, Ledger
from sovassess.egress.names import NOWHERE, is_address, is_name
from sovassess.egress.times import iso
from sovassess.errors import ParseError

KEPT = 40_000
_NAMING = ("tls", "quic", "http", "http2")
_TELLING = frozenset({"flow", "netflow", "dns", "drop", *_NAMING})


class _Bytes(Struct):
    bytes_toserver: int = 0
    bytes_toclient: int = 0
    start: str = ""
    end: str = ""
    state: str = ""
    bytes: int = 0


class _Named(Struct):
    sni: str = ""
    hostname: str = ""
    http_port: int | None = None


class _Question(Struct):
    rrname: str = ""
    rrtype: str = ""


class _Answer(Struct):
    rrname: str = ""
    rrtype: str = ""
    rdata: str = ""


class _Dns(Struct):
    type: str = ""
    rrname: str = ""
    rrtype: str = ""
    rdata: str = ""
    rcode: str = ""
    queries: tuple[_Question, ...] = ()
    answers: tuple[_Answer, ...] = ()
    grouped: dict[str, tuple[msgspec.Raw, ...]] = {}


class _Event(Struct):
    event_type: str
    timestamp: str = ""
    flow_id: int = 0
    src_ip: str = ""
    src_port: int | None = None
    dest_ip: str = ""
    dest_port: int | None = None
    proto: str = ""
    flow: _Bytes | None = None
    netflow: _Bytes | None = None
    tls: _Named | None = None
    quic: _Named | None = None
    http: _Named | None = None
    dns: _Dns | None = None


_DECODER = msgspec.json.Decoder(_Event)


class _Held(Struct):
    """A flow whose end is not logged yet, with the name that an event gave it."""

    flow: Flow
    name: str = ""


class _Flows:
    """What is known of flows until their end is logged. Where that never comes, what there is of them is counted.

    The same flow may be logged three times: as `flow`, and as `netflow` once for each direction, the client's first.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._open: dict[int, _Held] = {}
        self._ended: dict[int, None] = {}

    def named(self, event: _Event, name: str, line: int) -> None:
        """An event named the flow."""
        held = self._at(event, line)
        held.name = held.name or name
        self._unless_known(event, held)

    def half(self, event: _Event, line: int) -> None:
        """A `netflow` event: one direction of a flow."""
        if event.flow_id in self._ended or event.netflow is None:
            return
        held = self._at(event, line)
        flow = held.flow
        flow.size += event.netflow.bytes
        flow.first = iso(event.netflow.start) or flow.first
        flow.last = iso(event.netflow.end) or flow.first
        self._unless_known(event, held)

    def end(self, event: _Event) -> str:
        """The flow ends; its name, "" if no event named it."""
        if event.flow_id:
            self._ended[event.flow_id] = None
            if len(self._ended) > KEPT:
                del self._ended[next(iter(self._ended))]
        held = self._open.pop(event.flow_id, None)
        return held.name if held else ""

    def finish(self) -> None:
        """Count the flows whose end was not logged."""
        for held in self._open.values():
            self._count(held)
        self._open.clear()

    def _at(self, event: _Event, line: int) -> _Held:
        return self._open.get(event.flow_id) or _Held(_flow(event, line))

    def _unless_known(self, event: _Event, held: _Held) -> None:
        """Keep it for the events of the same flow to come; without a number there is none to wait for."""
        if not event.flow_id:
            self._count(held)
            return
        self._open[event.flow_id] = held
        if len(self._open) > KEPT:
            self._count(self._open.pop(next(iter(self._open))))

    def _count(self, held: _Held) -> None:
        if held.name:
            held.flow.address, held.flow.host = held.flow.host, held.name
        self._ledger.flow(held.flow)


def _flow(event: _Event, line: int) -> Flow:
    first = iso(event.timestamp)
    return Flow(
        event.dest_ip, event.dest_port, event.proto.lower(), event.src_ip, event.src_port, first=first, line=line
    )


def _read(stream: io.BufferedReader, ledger: Ledger) -> None:
    flows = _Flows(ledger)
    kinds: dict[str, None] = {}
    for number, event in json_rows(stream, ledger, _DECODER):
        kinds[event.event_type] = None
        match event.event_type:
            case "flow":
                _end(ledger, flows, event, number)
            case "netflow":
                flows.half(event, number)
            case "drop":
                flow = _flow(event, number)
                flow.refused = True
                ledger.pair(flow)
            case "dns":
                _dns(ledger, event, number)
            case kind if kind in _NAMING:
                named = event.tls or event.quic or event.http
                name = (named.sni or named.hostname).rstrip(".").lower() if named else ""
                if is_name(name) and event.dest_ip:
                    flows.named(event, name, number)
                    ledger.answer(name, (event.dest_ip,))
            case _:
                pass  # alerts, statistics and files speak of flows that are logged as such
    flows.finish()
    if kinds and not set(kinds) & _TELLING:
        raise ParseError(
            f"holds no event that tells of flows ({', '.join(sorted(_TELLING))}); seen: {', '.join(sorted(kinds)[:20])}"
        )


def _end(ledger: Ledger, flows: _Flows, event: _Event, line: int) -> None:
    flow = _flow(event, line)
    name = flows.end(event)
    if name:
        flow.address, flow.host = flow.host, name
    if event.flow is not None:
        flow.size = event.flow.bytes_toserver + event.flow.bytes_toclient
        flow.first = iso(event.flow.start) or flow.first
        flow.last = iso(event.flow.end) or flow.first
        flow.refused = event.flow.state == "new" and event.proto == "TCP" and not event.flow.bytes_toclient
    if not flow.host:
        ledger.lost(line, "a flow without dest_ip")
        return
    ledger.flow(flow)


def _dns(ledger: Ledger, event: _Event, line: int) -> None:
    dns = event.dns
    if dns is None:
        return
    questions = dns.queries or (_Question(dns.rrname, dns.rrtype),)
    name = questions[0].rrname
    if dns.type in ("query", "request"):
        if questions[0].rrtype != "PTR":
            ledger.asked(name, iso(event.timestamp), line=line)
        return
    if dns.rcode in NOWHERE and questions[0].rrtype != "PTR":
        ledger.stopped(name)
    ledger.answer(name, (address for address in _addresses(dns) if is_address(address)))


def _addresses(dns: _Dns) -> Iterator[str]:
    yield dns.rdata
    for answer in dns.answers:
        yield answer.rdata
    for kind in ("A", "AAAA"):
        for raw in dns.grouped.get(kind, ()):
            yield bytes(raw).decode("utf-8", "replace").strip('"')


def _recognises(head: bytes) -> bool:
    first = first_object(head)
    return "event_type" in first and ("timestamp" in first or "flow_id" in first)


FORMAT = Format(
    id="suricata-eve", title="Suricata EVE log", recognises=_recognises, read=_read, aliases=("eve", "suricata")
)
