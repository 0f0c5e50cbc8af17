"""The ClientHello in QUIC Initial packets, whose keys anybody can derive from the packet itself (RFC 9001, RFC 9369).

Needs the package `cryptography`, which is an extra; without it QUIC flows keep their address and no name.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from importlib.util import find_spec

from msgspec import Struct


class _Version(Struct, frozen=True):
    salt: bytes
    prefix: str
    initial: int


_VERSIONS: Mapping[int, _Version] = {
    1: _Version(bytes.fromhex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a"), "quic ", 0),
    0x6B3343CF: _Version(bytes.fromhex("0dede3def700a6db819381be6e269dcbf9bd2ed9"), "quicv2 ", 1),
}
_SHORTEST = 1_000  # a client's Initial fills a datagram of at least 1,200 bytes


def is_initial(data: bytes) -> bool:
    """True for a datagram that begins with an Initial packet of a known version."""
    if len(data) < _SHORTEST or data[0] & 0xC0 != 0xC0:
        return False
    version = _VERSIONS.get(int.from_bytes(data[1:5]))
    return version is not None and (data[0] >> 4) & 3 == version.initial


def available() -> bool:
    """True if what decrypts is installed."""
    return find_spec("cryptography") is not None


def crypto(data: bytes) -> dict[int, bytes]:
    """The pieces of the handshake in a client's Initial packet by their offset, {} if it is none of a client's."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - an extra

    try:
        return dict(_frames(_opened(data)))
    except (IndexError, ValueError, InvalidTag):
        return {}


def _opened(data: bytes) -> bytes:
    """The frames of the first packet in a datagram. Raises `ValueError` or `InvalidTag` if the keys do not fit."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415 - an extra
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - an extra

    version = _VERSIONS[int.from_bytes(data[1:5])]
    position = 5
    connection = data[position + 1 : position + 1 + data[position]]
    position += 1 + len(connection)
    position += 1 + data[position]
    token, position = _number(data, position)
    position += token
    length, position = _number(data, position)
    initial = hmac.digest(version.salt, connection, hashlib.sha256)
    secret = _expand(initial, "client in", 32)
    key, iv = _expand(secret, version.prefix + "key", 16), _expand(secret, version.prefix + "iv", 12)
    protection = _expand(secret, version.prefix + "hp", 16)
    sample = data[position + 4 : position + 20]
    mask = Cipher(algorithms.AES(protection), modes.ECB()).encryptor().update(sample)  # noqa: S305 - what QUIC prescribes
    first = data[0] ^ (mask[0] & 0x0F)
    size = (first & 3) + 1
    number = bytes(a ^ b for a, b in zip(data[position : position + size], mask[1:], strict=False))
    header = bytes([first]) + data[1:position] + number
    nonce = (int.from_bytes(iv) ^ int.from_bytes(number)).to_bytes(12)
    return AESGCM(key).decrypt(nonce, data[position + size : position + length], header)


def _expand(secret: bytes, label: str, length: int) -> bytes:
    """HKDF-Expand-Label with an empty context (RFC 8446, 7.1); one block is enough for all lengths used here."""
    name = b"tls13 " + label.encode()
    info = length.to_bytes(2) + bytes([len(name)]) + name + b"\0"
    return hmac.digest(secret, info + b"\x01", hashlib.sha256)[:length]


def _number(data: bytes, position: int) -> tuple[int, int]:
    """A variable-length integer and where the rest begins."""
    size = 1 << (data[position] >> 6)
    value = int.from_bytes(data[position : position + size]) & ((1 << (8 * size - 2)) - 1)
    return value, position + size


def _frames(data: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position < len(data):
        kind = data[position]
        position += 1
        if kind in (0, 1):  # padding, ping
            continue
        if kind != 6:  # acknowledgements and closings come from servers or too late
            return
        offset, position = _number(data, position)
        length, position = _number(data, position)
        yield offset, data[position : position + length]
        position += length
