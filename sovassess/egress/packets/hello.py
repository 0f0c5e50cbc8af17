"""The server name in a TLS ClientHello (RFC 8446, RFC 6066) and the Host of an HTTP/1 request. It decrypts nothing.

`None` from a reader says that the message goes on in a later segment, "" that it names no server.
"""

from __future__ import annotations

import re

_HOST = re.compile(rb"^[A-Z]{3,10} \S+ HTTP/1\.[01]\r\n(?:[^\r\n]*\r\n)*?host:[ \t]*([^\r\n:]+)", re.IGNORECASE)
_REQUEST = re.compile(rb"^(?:GET|POST|PUT|HEAD|DELETE|OPTIONS|PATCH|CONNECT) \S")
_CONNECT = re.compile(rb"^CONNECT ([^\s:]+)(?::\d+)? HTTP/1")
LONGEST = 32_768


def server_name(data: bytes) -> str | None:
    """The name that the client's first bytes ask for: TLS records, or an HTTP/1 request in clear."""
    if data[:1] == b"\x16":
        handshake = _handshake(data)
        return None if handshake is None else client_hello(handshake)
    if _REQUEST.match(data):
        through = _CONNECT.match(data)
        found = through or _HOST.match(data)
        if found is not None:
            return found[1].decode("latin-1").strip().lower()
        return None if b"\r\n\r\n" not in data else ""
    return ""


def _handshake(data: bytes) -> bytes | None:
    """The handshake message over all its records, None while a record or the message is not whole."""
    out = b""
    position = 0
    while position + 5 <= len(data):
        if data[position] != 0x16:
            return b""
        length = int.from_bytes(data[position + 3 : position + 5])
        out += data[position + 5 : position + 5 + length]
        position += 5 + length
        if len(out) >= 4 and len(out) >= 4 + int.from_bytes(out[1:4]):
            return out
    return None


def client_hello(data: bytes) -> str | None:
    """The server name of a ClientHello that stands without record headers, as QUIC carries it."""
    if len(data) < 4:
        return None
    if data[0] != 1:
        return ""
    length = int.from_bytes(data[1:4])
    if length > LONGEST:
        return ""
    if len(data) < 4 + length:
        return None
    try:
        return _extension(data[4 : 4 + length])
    except IndexError:
        return ""


def _extension(body: bytes) -> str:
    position = 34
    position += 1 + body[position]
    position += 2 + int.from_bytes(body[position : position + 2])
    position += 1 + body[position]
    end = position + 2 + int.from_bytes(body[position : position + 2])
    position += 2
    while position + 4 <= end:
        kind, length = int.from_bytes(body[position : position + 2]), int.from_bytes(body[position + 2 : position + 4])
        if kind == 0 and length > 5 and body[position + 6] == 0:
            size = int.from_bytes(body[position + 7 : position + 9])
            return body[position + 9 : position + 9 + size].decode("latin-1").rstrip(".").lower()
        position += 4 + length
    return ""
