"""From the bytes of a recording to lines or JSON elements, in bounded memory. It opens no file and knows no format.

Compression is told by its magic number: gzip (RFC 1952) and Zstandard (RFC 8878).
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from hashlib import sha256
from typing import IO, BinaryIO, cast

import zstandard

from sovassess.errors import ParseError

BLOCK = 1 << 22
HEAD = 1 << 16
MAX_LINE = 1 << 23
MAX_ELEMENT = 1 << 26
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[\]{}"]', re.DOTALL)
# What a broken or cut-off compressed file raises.
BROKEN = (EOFError, OSError, zlib.error, zstandard.ZstdError)


class Source(io.RawIOBase):
    """A recording as it lies on the disk, whose digest is known once everything was read."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream
        self._total = sha256()

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill `buffer` as `io.RawIOBase` asks, and add what was read to the digest."""
        view = memoryview(cast("bytearray", buffer)).cast("B")
        data = self._stream.read(len(view))
        view[: len(data)] = data
        self._total.update(data)
        return len(data)

    def finish(self) -> str:
        """Read what is left; SHA-256 of the whole file, in hex."""
        while data := self._stream.read(BLOCK):
            self._total.update(data)
        return self._total.hexdigest()


def opened(source: Source) -> io.BufferedReader:
    """The recording without its compression, with a buffer that `peek` can look into."""
    raw = cast("io.BufferedReader", io.BufferedReader(source, HEAD))
    magic = raw.peek(4)[:4]
    if magic.startswith(_GZIP):
        return io.BufferedReader(cast("io.RawIOBase", gzip.GzipFile(fileobj=raw)), HEAD)
    if magic == _ZSTD:
        return io.BufferedReader(cast("io.RawIOBase", _zstandard(raw)), HEAD)
    return raw


def _zstandard(raw: IO[bytes]) -> object:
    return zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True)


def head(stream: io.BufferedReader) -> bytes:
    """The first bytes, up to `HEAD`, without consuming them."""
    try:
        return stream.peek(HEAD)[:HEAD]
    except BROKEN as error:
        raise ParseError(f"cannot be unpacked: {error}") from error


def blocks(stream: IO[bytes]) -> Iterator[list[bytes]]:
    """The lines without their ends, several thousand at a time. A line beyond `MAX_LINE` is cut there."""
    carry = b""
    while data := _read(stream):
        lines = (carry + data).split(b"\n")
        carry = lines.pop()
        if len(carry) > MAX_LINE:
            lines.append(carry[:MAX_LINE])
            carry = b""
        yield [line[:-1] if line.endswith(b"\r") else line for line in lines] if b"\r" in data else lines
    if carry:
        yield [carry.removesuffix(b"\r")]


def lines(stream: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Each line with its number, counted from 1."""
    number = 0
    for block in blocks(stream):
        for line in block:
            number += 1
            yield number, line


def _read(stream: IO[bytes]) -> bytes:
    try:
        return stream.read(BLOCK)
    except BROKEN as error:
        raise ParseError(f"cannot be unpacked to its end: {error}") from error


def elements(stream: IO[bytes], key: bytes) -> Iterator[bytes]:
    """The JSON text of each element of the arrays under `key`, or of the outermost array if `key` is empty.

    Works on documents of any length; an element beyond `MAX_ELEMENT` is a `ParseError`.
    """
    buffer, opening = b"", re.compile(rb'"%b"\s*:\s*\[' % re.escape(key)) if key else re.compile(rb"\[")
    inside = False
    while True:
        data = _read(stream)
        buffer += data
        while True:
            if not inside:
                found = opening.search(buffer)
                if found is None:
                    buffer = buffer[-(len(key) + 64) :]
                    break
                buffer, inside = buffer[found.end() :], True
            whole, position, inside = _whole(buffer)
            yield from whole
            buffer = buffer[position:]
            if inside:
                break
        if not data:
            return
        if len(buffer) > MAX_ELEMENT:
            raise ParseError(f"an element of its JSON is longer than {MAX_ELEMENT >> 20} MB")


def _whole(buffer: bytes) -> tuple[list[bytes], int, bool]:
    """The objects that end within the buffer, where the rest begins, and False if the array ended there."""
    out: list[bytes] = []
    depth = start = position = 0
    for token in _TOKENS.finditer(buffer):
        mark = token[0]
        if mark == b'"':
            break  # a string that goes on in the next block
        if mark in (b"{", b"["):
            if depth == 0:
                start = token.start()
            depth += 1
        elif mark in (b"}", b"]"):
            if depth == 0:
                return out, token.end(), False
            depth -= 1
            if depth == 0:
                out.append(buffer[start : token.end()])
                position = token.end()
    return out, position, True
