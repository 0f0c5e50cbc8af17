"""The packets in a capture file: classic pcap in both byte orders and resolutions, and pcapng with several interfaces.

Layouts follow the IETF drafts draft-ietf-opsawg-pcap and draft-ietf-opsawg-pcapng (read 2026-11-22). A block longer
than any packet ends the reading: the rest of a damaged file cannot be found again.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import IO

from msgspec import Struct

from sovassess.egress.streams import BROKEN
from sovassess.errors import ParseError

LONGEST = 1 << 24
PCAP = {
    b"\xd4\xc3\xb2\xa1": "<",
    b"\xa1\xb2\xc3\xd4": ">",
    b"\x4d\x3c\xb2\xa1": "<",
    b"\xa1\xb2\x3c\x4d": ">",
}
PCAPNG = b"\x0a\x0d\x0d\x0a"
_SECTION, _INTERFACE, _SIMPLE, _ENHANCED, _OLD = 0x0A0D0D0A, 1, 3, 6, 2
_RESOLUTION = 9


class Packet(Struct, gc=False):
    """One packet: the link type of its interface, seconds since 1970 (0 where the block has none), and its bytes.

    `length` is what it had on the wire, of which `data` may be the beginning only.
    """

    link: int
    when: int
    data: bytes
    length: int


def packets(stream: IO[bytes]) -> Iterator[Packet]:
    """Every packet. Raises `ParseError` where the file is cut off or damaged, after what could be read."""
    magic = _exactly(stream, 4)
    if magic in PCAP:
        yield from _pcap(stream, PCAP[magic])
    elif magic == PCAPNG:
        yield from _pcapng(stream)
    else:
        raise ParseError("is no pcap or pcapng file")


def _pcap(stream: IO[bytes], order: str) -> Iterator[Packet]:
    header = struct.unpack(f"{order}HHiIII", _exactly(stream, 20))
    link = header[5] & 0xFFFF
    record = struct.Struct(f"{order}IIII")
    while head := _read(stream, 16):
        if len(head) < 16:
            raise ParseError("ends in the middle of a packet")
        seconds, _, captured, length = record.unpack(head)
        if captured > LONGEST:
            raise ParseError(f"is damaged: a packet of {captured} bytes")
        yield Packet(link, seconds, _exactly(stream, captured), length)


def _pcapng(stream: IO[bytes]) -> Iterator[Packet]:
    order = _section(stream, b"")
    interfaces: list[tuple[int, float]] = []
    while head := _read(stream, 8):
        if len(head) < 8:
            raise ParseError("ends in the middle of a block")
        if head[:4] == PCAPNG:
            order = _section(stream, head[4:])
            interfaces.clear()
            continue
        kind, length = struct.unpack(f"{order}II", head)
        if length > LONGEST or length < 12:
            raise ParseError(f"is damaged: a block of {length} bytes")
        body = _exactly(stream, length - 8)[:-4]
        if kind == _INTERFACE and len(body) >= 8:
            interfaces.append((int(struct.unpack(f"{order}H", body[:2])[0]), _resolution(body[8:], order)))
        elif kind == _ENHANCED and len(body) >= 20:
            number, high, low, captured, wire = struct.unpack(f"{order}IIIII", body[:20])
            if int(number) < len(interfaces):
                link, unit = interfaces[int(number)]
                when = int(((high << 32) | low) / unit)
                yield Packet(link, when, body[20 : 20 + captured], wire)
        elif kind == _SIMPLE and interfaces and len(body) >= 4:
            (wire,) = struct.unpack(f"{order}I", body[:4])
            yield Packet(interfaces[0][0], 0, body[4 : 4 + wire], wire)


def _section(stream: IO[bytes], rest: bytes) -> str:
    """Read a section header, of which the type and perhaps the length are consumed; the byte order of the section."""
    head = rest + _exactly(stream, 8 - len(rest))
    order = {b"\x4d\x3c\x2b\x1a": "<", b"\x1a\x2b\x3c\x4d": ">"}.get(head[4:8])
    if order is None:
        raise ParseError("is damaged: a pcapng section without a byte order")
    (length,) = struct.unpack(f"{order}I", head[:4])
    if not 28 <= length <= LONGEST:
        raise ParseError(f"is damaged: a section header of {length} bytes")
    _exactly(stream, length - 12)
    return order


def _resolution(options: bytes, order: str) -> float:
    """Units in a second, by the option `if_tsresol`; microseconds where there is none."""
    while len(options) >= 4:
        code, length = struct.unpack(f"{order}HH", options[:4])
        if code == _RESOLUTION and length >= 1 and len(options) > 4:
            value = options[4]
            return float(2 ** (value & 0x7F) if value & 0x80 else 10 ** (value & 0x7F))
        if code == 0:
            break
        options = options[4 + length + (-length % 4) :]
    return 1e6


def _read(stream: IO[bytes], count: int) -> bytes:
    try:
        return stream.read(count)
    except BROKEN as error:
        raise ParseError(f"cannot be unpacked to its end: {error}") from error


def _exactly(stream: IO[bytes], count: int) -> bytes:
    data = _read(stream, count)
    if len(data) < count:
        raise ParseError("ends in the middle of a packet")
    return data
