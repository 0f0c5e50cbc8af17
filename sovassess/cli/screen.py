"""Lines of text on a screen of some width: what is too long goes on below, under where it began. It changes no word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from textwrap import wrap

_COLUMN = re.compile(r"\S {2,}(?=\S)")
# What reads badly when it is torn apart; a blank that nothing is broken at holds it together.
_TOGETHER = re.compile(r"\band \d+ more\b")
_HELD = "\u00a0"
# A column that begins further right than this share of the screen leaves too little room for what goes on below it.
_FURTHEST = 0.6


def folded(lines: Iterable[str], width: int) -> Iterator[str]:
    """The lines, none longer than `width` unless a single word is; the last column of a row keeps its place."""
    for line in lines:
        if len(line) <= width:
            yield line
        else:
            yield from _fold(line, width)


def _fold(line: str, width: int) -> Iterator[str]:
    indent = len(line) - len(line.lstrip())
    columns = [found.end() for found in _COLUMN.finditer(line) if found.end() <= width * _FURTHEST]
    # Of a list of places the last column is the one that goes on; other lines go on a little further in.
    start = columns[-1] if columns else indent
    hang = " " * (start if columns else indent + 4)
    text = _TOGETHER.sub(lambda found: found[0].replace(" ", _HELD), line[start:])
    rest = wrap(
        text, width, initial_indent=" " * start, subsequent_indent=hang,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    yield line[:start] + rest[0][start:].replace(_HELD, " ")
    yield from (text.replace(_HELD, " ") for text in rest[1:])
