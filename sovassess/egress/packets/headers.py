"""From the bytes of a packet to its two ends: link layer, IPv4 or IPv6, TCP, UDP or ICMP. It joins no fragments."""

from __future__ import annotations

import struct
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address

from msgspec import Struct

FIN, SYN, RST, ACK = 1, 2, 4, 16
_ETHERNET, _NULL, _LOOP, _SLL, _SLL2 = 1, 0, 108, 113, 276
_RAW = (12, 14, 101, 228, 229)
_VLAN = (0x8100, 0x88A8, 0x9100)
_IPV4, _IPV6 = 0x0800, 0x86DD
_EXTENSIONS = (0, 43, 60)  # hop-by-hop, routing, destination options
_PROTOCOLS = {1: "icmp", 6: "tcp", 17: "udp", 58: "icmp", 132: "sctp", 47: "gre", 50: "esp"}


class Segment(Struct, gc=False):
    """What one packet carries between two ends. `sequence` and `flags` are those of TCP, 0 else."""

    source: str
    target: str
    protocol: str
    source_port: int = 0
    target_port: int = 0
    flags: int = 0
    sequence: int = 0
    payload: bytes = b""


def segment(link: int, data: bytes) -> Segment | None:
    """The segment in a packet; None for what is no IP, a later fragment, or cut off before its ports."""
    try:
        kind, body = _network(link, data)
        if kind == _IPV4:
            return _ipv4(body)
        if kind == _IPV6:
            return _ipv6(body)
    except (struct.error, IndexError):
        return None
    return None


def _network(link: int, data: bytes) -> tuple[int, bytes]:
    if link == _ETHERNET:
        kind, start = int.from_bytes(data[12:14]), 14
        while kind in _VLAN:
            kind, start = int.from_bytes(data[start + 2 : start + 4]), start + 4
        return kind, data[start:]
    if link == _SLL:
        return int.from_bytes(data[14:16]), data[16:]
    if link == _SLL2:
        return int.from_bytes(data[0:2]), data[20:]
    body = data if link in _RAW else data[4:] if link in (_NULL, _LOOP) else b""
    return (_IPV6 if body[0] >> 4 == 6 else _IPV4 if body[0] >> 4 == 4 else 0) if body else 0, body


def _ipv4(data: bytes) -> Segment | None:
    start = (data[0] & 15) * 4
    if int.from_bytes(data[6:8]) & 0x1FFF:
        return None
    length = int.from_bytes(data[2:4]) or len(data)  # 0 where the network card cuts the packet up
    return _transport(data[9], data[start:length], _v4(data[12:16]), _v4(data[16:20]))


def _ipv6(data: bytes) -> Segment | None:
    following, start = data[6], 40
    while following in _EXTENSIONS:
        following, start = data[start], start + (data[start + 1] + 1) * 8
    if following == 44:  # a fragment
        if int.from_bytes(data[start + 2 : start + 4]) >> 3:
            return None
        following, start = data[start], start + 8
    end = 40 + int.from_bytes(data[4:6])
    return _transport(following, data[start : end if end > 40 else len(data)], _v6(data[8:24]), _v6(data[24:40]))


def _transport(number: int, data: bytes, source: str, target: str) -> Segment | None:
    protocol = _PROTOCOLS.get(number, str(number))
    if number == 6:
        ports = struct.unpack(">HHI", data[:8])
        return Segment(source, target, protocol, ports[0], ports[1], data[13], ports[2], data[(data[12] >> 4) * 4 :])
    if number == 17:
        ports = struct.unpack(">HH", data[:4])
        return Segment(source, target, protocol, ports[0], ports[1], payload=data[8:])
    return Segment(source, target, protocol)


@lru_cache(maxsize=1 << 15)
def _v4(packed: bytes) -> str:
    if len(packed) != 4:
        raise IndexError
    return str(IPv4Address(packed))


@lru_cache(maxsize=1 << 15)
def _v6(packed: bytes) -> str:
    if len(packed) != 16:
        raise IndexError
    return str(IPv6Address(packed))
