"""Rows of a Zeek log as plain text by field name, from TSV with its `#fields` header or from JSON lines.

Separators and the words for empty and unset follow the header of the file (docs.zeek.org, "Zeek Log Formats", read
2026-11-22).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping

import msgspec

from sovassess.egress.json_rows import UNREADABLE
from sovassess.egress.ledger import Ledger
from sovassess.egress.streams import lines

Row = Mapping[str, str]
_ESCAPED = re.compile(r"\\x([0-9A-Fa-f]{2})")
_JSON = msgspec.json.Decoder(dict[str, object])
# Stores that take no dots in the names of fields get them so.
_UNDOTTED = {f"id_{end}_{part}": f"id.{end}_{part}" for end in ("orig", "resp") for part in ("h", "p")}


class Header:
    """What the `#` lines at the top say."""

    def __init__(self) -> None:
        self.separator = "\t"
        self.unset = "-"
        self.empty = "(empty)"
        self.fields: tuple[str, ...] = ()
        self.path = ""

    def take(self, line: str) -> None:
        """Read one `#` line."""
        if line.startswith("#separator"):
            word = line.partition(" ")[2].strip()
            found = _ESCAPED.fullmatch(word)
            self.separator = chr(int(found[1], 16)) if found else word or "\t"
            return
        name, _, rest = line.partition(self.separator)
        match name:
            case "#fields":
                self.fields = tuple(rest.split(self.separator))
            case "#path":
                self.path = rest
            case "#unset_field":
                self.unset = rest
            case "#empty_field":
                self.empty = rest
            case _:
                pass


def is_json(head: bytes) -> bool:
    """True for JSON lines."""
    return head.lstrip()[:1] == b"{"


def fields_in(head: bytes) -> frozenset[str]:
    """The names of the fields of the first row."""
    if is_json(head):
        try:
            return frozenset(_dotted(_JSON.decode(head.lstrip().partition(b"\n")[0])))
        except UNREADABLE:
            return frozenset()
    header = Header()
    for line in head.split(b"\n", 20)[:20]:
        if line.startswith(b"#"):
            header.take(line.rstrip(b"\r").decode("utf-8", "replace"))
    return frozenset(header.fields)


def path_in(head: bytes) -> str:
    """The name of the log as the header states it, "" where it states none."""
    header = Header()
    for line in head.split(b"\n", 20)[:20]:
        if line.startswith(b"#"):
            header.take(line.rstrip(b"\r").decode("utf-8", "replace"))
    return header.path


def rows(stream: io.BufferedReader, ledger: Ledger, wanted: frozenset[str]) -> Iterator[tuple[int, Row]]:
    """Each row with its line number, with those of the wanted fields that are set. Sets stay as written."""
    header = Header()
    for number, line in lines(stream):
        if not line:
            continue
        if line[:1] == b"#":
            header.take(line.decode("utf-8", "replace"))
            continue
        ledger.rows += 1
        if line[:1] == b"{":
            try:
                found = _dotted(_JSON.decode(line))
                yield number, {name: _text(found[name]) for name in wanted if name in found}
            except UNREADABLE:
                ledger.lost(number, line)
            continue
        cells = line.decode("utf-8", "replace").split(header.separator)
        if not header.fields or len(cells) != len(header.fields):
            ledger.lost(number, line)
            continue
        yield (
            number,
            {
                name: cell
                for name, cell in zip(header.fields, cells, strict=True)
                if name in wanted and cell not in (header.unset, header.empty)
            },
        )


def _dotted(row: dict[str, object]) -> dict[str, object]:
    return row if "id.resp_h" in row else {_UNDOTTED.get(name, name): value for name, value in row.items()}


def _text(value: object) -> str:
    """A JSON value as the TSV form writes it: strings bare, arrays joined by commas."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ",".join(str(entry) for entry in value)  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]
    if isinstance(value, bool):
        return "T" if value else "F"
    return "" if value is None else str(value)
