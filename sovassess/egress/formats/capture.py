"""Packet captures of tcpdump, tshark and the like: connections with the names that DNS, TLS, QUIC and HTTP gave them.

Read with code of our own: of the readers for Python one is under a licence that the project cannot take, the others
have had no release for years or for months only (docs/decisions/0008-recorded-egress.md).
"""

from __future__ import annotations

import io

from sovassess.egress.format import Format
from sovassess.egress.ledger import Ledger
from sovassess.egress.packets import quic
from sovassess.egress.packets.connections import Connections
from sovassess.egress.packets.container import PCAP, PCAPNG, packets
from sovassess.egress.packets.headers import segment
from sovassess.errors import ParseError


def _read(stream: io.BufferedReader, ledger: Ledger) -> None:
    connections = Connections(ledger)
    links: dict[int, int] = {}
    understood = 0
    try:
        for packet in packets(stream):
            ledger.rows += 1
            found = segment(packet.link, packet.data)
            if found is None:
                links[packet.link] = links.get(packet.link, 0) + 1
                ledger.internal += 1  # below IP, or the rest of a fragmented packet
                continue
            understood += 1
            connections.add(found, packet.when, packet.length)
    except ParseError as error:
        if not understood:
            raise
        ledger.note(f"the file {error.reason}: what came after is not known")
        ledger.lost(ledger.rows, error.reason)
        ledger.rows += 1
    connections.finish()
    if ledger.rows and not understood:
        raise ParseError(
            f"none of {ledger.rows} packets holds IP; link types seen: {', '.join(map(str, sorted(links)))}"
        )
    if not quic.available():
        ledger.note("QUIC was not opened, install sovassess[quic]: its servers keep their addresses only")


FORMAT = Format(
    id="capture",
    title="Packet capture",
    recognises=lambda head: head[:4] in PCAP or head[:4] == PCAPNG,
    read=_read,
    aliases=("pcap", "pcapng", "tcpdump"),
)
