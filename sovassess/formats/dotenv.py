"""Read files of `NAME=value` lines as shells and compose do. Expands nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from sovassess.formats.interpolation import interpolated
from sovassess.model.values import Text, Value

_LINE = re.compile(r"^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*(?:=|:\s)\s*(.*)$")


class Setting(Struct, frozen=True):
    """One variable: `line` is 1-based."""

    name: str
    value: Value
    line: int


def settings(lines: tuple[str, ...]) -> Iterator[Setting]:
    """The variables in order. Comments and lines that are no setting are passed over; a quoted value may span lines."""
    index = 0
    while index < len(lines):
        match = _LINE.match(lines[index])
        start = index
        index += 1
        if not match or lines[start].lstrip().startswith("#"):
            continue
        raw = match[2]
        quote = raw[:1]
        if quote in ("'", '"'):
            end = _end_of_quote(raw, quote)
            while end < 0 and index < len(lines) and index - start < 200:
                raw += "\n" + lines[index]
                index += 1
                end = _end_of_quote(raw, quote)
            if end < 0:
                raw, index = match[2], start + 1
                end = len(raw)
            text = raw[1:end]
            value = Value((Text(text),)) if quote == "'" and text else interpolated(text)
        else:
            value = interpolated(re.split(r"(?:^|\s+)#", raw, maxsplit=1)[0].strip())
        yield Setting(match[1], value, start + 1)


def _end_of_quote(raw: str, quote: str) -> int:
    position = 1
    while (position := raw.find(quote, position)) >= 0:
        if quote == "'" or raw[position - 1] != "\\":
            return position
        position += 1
    return -1
