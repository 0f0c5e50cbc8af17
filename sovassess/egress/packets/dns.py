"""DNS messages (RFC 1035): the name asked for and the addresses answered. It follows no referral."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

from msgspec import Struct

_A, _PTR, _AAAA = 1, 12, 28
_MOST = 64


class Message(Struct, frozen=True):
    """A question or the answer to it. `kind` is the number of the record type, `code` the response code."""

    name: str
    kind: int
    is_answer: bool
    code: int
    addresses: tuple[str, ...] = ()

    @property
    def reverse(self) -> bool:
        """True for a question about an address."""
        return self.kind == _PTR


def message(data: bytes) -> Message | None:
    """The message, None for what is none or asks several things at once."""
    if len(data) < 17 or int.from_bytes(data[4:6]) != 1:
        return None
    try:
        name, position = _name(data, 12)
        kind = int.from_bytes(data[position : position + 2])
        answers = _addresses(data, position + 4, int.from_bytes(data[6:8]))
    except (IndexError, ValueError):
        return None
    return Message(name, kind, bool(data[2] & 0x80), data[3] & 15, tuple(answers))


def _addresses(data: bytes, position: int, count: int) -> list[str]:
    out: list[str] = []
    for _ in range(min(count, _MOST)):
        _, position = _name(data, position)
        kind, length = int.from_bytes(data[position : position + 2]), int.from_bytes(data[position + 8 : position + 10])
        value = data[position + 10 : position + 10 + length]
        if kind == _A and len(value) == 4:
            out.append(str(IPv4Address(value)))
        elif kind == _AAAA and len(value) == 16:
            out.append(str(IPv6Address(value)))
        position += 10 + length
    return out


def _name(data: bytes, position: int) -> tuple[str, int]:
    """The name at a position and where the rest begins. Raises `ValueError` for a loop of pointers."""
    labels: list[str] = []
    after = -1
    for _ in range(128):
        length = data[position]
        if length == 0:
            return ".".join(labels).lower(), after if after >= 0 else position + 1
        if length >= 0xC0:
            after = position + 2 if after < 0 else after
            position = ((length & 0x3F) << 8) | data[position + 1]
        elif length < 64:
            labels.append(data[position + 1 : position + 1 + length].decode("latin-1"))
            position += 1 + length
        else:
            break
    raise ValueError("no name")
