"""Azure flow logs: of network security groups (versions 1, 2) and of virtual networks, as stored in blobs.

The tuples follow learn.microsoft.com/azure/network-watcher, "NSG flow logs" and "VNet flow logs" (read 2026-11-22): a
flow is reported when it begins (B), goes on (C), ends (E) or is denied (D); only its beginning counts as a flow.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Struct

from sovassess.egress.format import Format
from sovassess.egress.json_rows import UNREADABLE
from sovassess.egress.ledger import Flow, Ledger
from sovassess.egress.numbers import port_number, protocol_name
from sovassess.egress.streams import elements
from sovassess.egress.times import epoch
from sovassess.errors import ParseError


class _Tuples(Struct):
    flowTuples: tuple[str, ...] = ()  # noqa: N815 - the name in the format


class _Group(Struct):
    flows: tuple[_Tuples, ...] = ()
    flowGroups: tuple[_Tuples, ...] = ()  # noqa: N815 - the name in the format


class _Flows(Struct):
    flows: tuple[_Group, ...] = ()


class _Record(Struct):
    properties: _Flows | None = None
    flowRecords: _Flows | None = None  # noqa: N815 - the name in the format
    category: str = ""


_DECODER = msgspec.json.Decoder(_Record)
_PROTOCOLS = {"T": "tcp", "U": "udp"}


def _read(stream: io.BufferedReader, ledger: Ledger) -> None:
    records = 0
    kinds: dict[str, None] = {}
    for raw in elements(stream, b"records"):
        records += 1
        try:
            record = _DECODER.decode(raw)
        except UNREADABLE:
            ledger.rows += 1
            ledger.lost(records, raw)
            continue
        kinds[record.category] = None
        for virtual, text in _tuples(record):
            ledger.rows += 1
            if not _count(ledger, text.split(","), virtual=virtual):
                ledger.lost(records, text)
    if records and not ledger.rows:
        raise ParseError(f"{records} records without flow tuples; categories seen: {', '.join(sorted(kinds))}")


def _tuples(record: _Record) -> Iterator[tuple[bool, str]]:
    """Each tuple, with True if it is of a virtual network."""
    for virtual, part in ((False, record.properties), (True, record.flowRecords)):
        for group in part.flows if part else ():
            for flow in (*group.flows, *group.flowGroups):
                for text in flow.flowTuples:
                    yield virtual, text


def _count(ledger: Ledger, cells: Sequence[str], *, virtual: bool) -> bool:
    """Count one tuple; False if it is none."""
    if len(cells) < 8 or not cells[2]:
        return False
    when = epoch(cells[0])
    direction = cells[6]
    if virtual:
        state, sizes = cells[7], cells[10:13:2]
        refused = state == "D"
    else:
        state, sizes = (cells[8] if len(cells) > 8 else "B"), cells[10:13:2]
        refused = cells[7] == "D"
    if direction == "I":
        ledger.inbound += 1
        if when is not None:
            ledger.watched(when, when)
        return True
    ledger.flow(
        Flow(
            cells[2],
            port_number(cells[4]),
            _PROTOCOLS.get(cells[5]) or protocol_name(cells[5]),
            # Azure says that it went out, whatever the address of the machine.
            count=int(refused or state in ("B", "")),
            size=sum(int(size) for size in sizes if size.isdigit()),
            first=when,
            refused=refused,
        )
    )
    return True


def _recognises(head: bytes) -> bool:
    start = head[:20_000]
    return b'"records"' in start and (b'"flowTuples"' in head or b"FlowEvent" in start or b"FlowLogFlowEvent" in start)


FORMAT = Format(
    id="azure-flow",
    title="Azure flow log",
    recognises=_recognises,
    read=_read,
    aliases=("azure-nsg", "azure-vnet"),
)
