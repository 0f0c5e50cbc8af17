"""Rows of JSON logs, one object on each line, as typed structs that hold only the fields a reader asks for."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TypeVar

import msgspec

from sovassess.egress.ledger import Ledger
from sovassess.egress.streams import lines
from sovassess.errors import ParseError

T = TypeVar("T")
# What text that is no JSON, no such object, no UTF-8, or nested without end raises.
UNREADABLE = (msgspec.MsgspecError, RecursionError, UnicodeDecodeError)
_ANY = msgspec.json.Decoder(dict[str, msgspec.Raw])


def json_rows(stream: io.BufferedReader, ledger: Ledger, decoder: msgspec.json.Decoder[T]) -> Iterator[tuple[int, T]]:
    """Each object with its line number; what is no such object is lost. A comma after an object is passed over."""
    for number, line in lines(stream):
        row = line.strip().rstrip(b",")
        if not row or row in (b"[", b"]"):
            continue
        ledger.rows += 1
        try:
            yield number, decoder.decode(row)
        except UNREADABLE:
            ledger.lost(number, line)


def first_object(head: bytes) -> dict[str, msgspec.Raw]:
    """The first object of JSON lines or of an array of them, {} if the file does not begin with one."""
    text = head.lstrip().removeprefix(b"[").lstrip()
    if not text.startswith(b"{"):
        return {}
    for end in (text.partition(b"\n")[0].strip().rstrip(b","), text.strip().removesuffix(b"]").strip()):
        try:
            return _ANY.decode(end)
        except UNREADABLE:
            continue
    return {}


def needs(found: int, ledger: Ledger, what: str, seen: object = "") -> None:
    """Raise `ParseError` if there were rows and none of them held a destination; `seen` is what they held, if the
    beginning of the file does not tell it."""
    if ledger.rows and not found and not (ledger.internal or ledger.inbound or ledger.transit):
        raise ParseError(f"no row names a destination ({what})" + (f"; seen: {str(seen)[:300]}" if seen else ""))
