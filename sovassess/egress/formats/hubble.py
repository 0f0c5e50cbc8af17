"""Flows of Cilium Hubble as `hubble observe -o json` or its exporter writes them, one event a packet.

Fields follow the protobuf `flow.Flow` (docs.cilium.io, "Hubble internals" and api/v1/flow, read 2026-11-22).
"""

from __future__ import annotations

import io
from collections.abc import Mapping

import msgspec
from msgspec import Struct, field

from sovassess.egress.format import Format
from sovassess.egress.json_rows import UNREADABLE, first_object, json_rows
from sovassess.egress.ledger import Flow, Ledger
from sovassess.egress.names import is_name
from sovassess.egress.times import iso
from sovassess.errors import ParseError

# Response codes NXDOMAIN and REFUSED of DNS.
_NOWHERE = (3, 5)
_REFUSED = frozenset({"DROPPED", "ERROR", "POLICY_DENIED"})


class _Ip(Struct):
    source: str = ""
    destination: str = ""


class _Ports(Struct):
    source_port: int | None = None
    destination_port: int | None = None


class _End(Struct, frozen=True):
    identity: int = 0
    namespace: str = ""
    labels: tuple[str, ...] = ()


class _Question(Struct):
    query: str = ""
    ips: tuple[str, ...] = ()
    qtypes: tuple[str, ...] = ()
    rcode: int = 0


class _L7(Struct):
    type: str = ""
    dns: _Question | None = None


class _Flow(Struct):
    time: str = ""
    verdict: str = ""
    ip: _Ip | None = field(default=None, name="IP")
    l4: dict[str, _Ports] = {}
    source: _End = _End()
    destination: _End = _End()
    destination_names: tuple[str, ...] = ()
    traffic_direction: str = ""
    is_reply: bool | None = None
    l7: _L7 | None = None


class _Event(Struct):
    flow: _Flow | None = None


_WRAPPED = msgspec.json.Decoder(_Event)
_BARE = msgspec.json.Decoder(_Flow)


def _read(stream: io.BufferedReader, ledger: Ledger) -> None:
    found = 0
    for number, event in json_rows(stream, ledger, msgspec.json.Decoder(msgspec.Raw)):
        raw = bytes(event)
        try:
            flow = _WRAPPED.decode(raw).flow or _BARE.decode(raw)
        except UNREADABLE:
            ledger.lost(number, raw)
            continue
        if flow.l7 is not None and flow.l7.dns is not None:
            _dns(ledger, flow, flow.l7.dns, number)
            found += 1
        elif flow.ip is not None and flow.ip.destination:
            _count(ledger, flow, flow.ip, number)
            found += 1
        elif not flow.verdict:
            ledger.rows -= 1  # what the exporter says of itself: lost events, node status
        else:
            ledger.internal += 1  # below IP
    if ledger.rows and not found:
        raise ParseError("no flow has IP.destination or l7.dns")


def _count(ledger: Ledger, flow: _Flow, ip: _Ip, number: int) -> None:
    when = iso(flow.time)
    if flow.is_reply or flow.traffic_direction == "INGRESS":
        ledger.inbound += 1
        if when is not None:
            ledger.watched(when, when)
        return
    protocol, ports = next(iter(sorted(flow.l4.items())), ("", _Ports()))
    name = next((n for n in flow.destination_names if is_name(n.rstrip("."))), "").rstrip(".").lower()
    ledger.flow(
        Flow(
            name or ip.destination,
            ports.destination_port,
            _protocol(protocol, flow.l4),
            # Cilium knows by identity what is in the cluster, whatever its address.
            source="" if flow.source.namespace or flow.traffic_direction == "EGRESS" else ip.source,
            first=when,
            address=ip.destination if name else "",
            refused=flow.verdict in _REFUSED,
            line=number,
        )
    )


def _protocol(name: str, layers: Mapping[str, object]) -> str:
    return "icmp" if name.startswith("ICMP") else name.lower() if layers else ""


def _dns(ledger: Ledger, flow: _Flow, question: _Question, number: int) -> None:
    if flow.l7 is not None and flow.l7.type == "REQUEST" and "PTR" not in question.qtypes:
        ledger.asked(question.query, iso(flow.time), refused=flow.verdict in _REFUSED, line=number)
    elif question.rcode in _NOWHERE:
        ledger.stopped(question.query)
    ledger.answer(question.query, question.ips)


def _recognises(head: bytes) -> bool:
    first = first_object(head)
    if "flow" in first:
        return b'"verdict"' in bytes(first["flow"]) and b'"IP"' in bytes(first["flow"])
    return "verdict" in first and "IP" in first


FORMAT = Format(id="hubble", title="Cilium Hubble flows", recognises=_recognises, read=_read, aliases=("cilium",))
