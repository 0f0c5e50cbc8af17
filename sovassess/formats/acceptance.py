"""Comments in which somebody accepts a risk where it stands; whether one counts is not decided here.

`sovassess: accept ID reason="…" until=YYYY-MM-DD`, in a comment of any language. A string, or a sentence about the
comment, is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

MARK = b"sovassess:"

# Where a comment can begin: anywhere in the line, or only as the first thing in it.
_ANYWHERE = r"\#|//|--|/\*|<!--|\{\#|\{\{-?\s*/\*"
_FIRST = r"^\s*(?:\*|;|%|REM\b)"
_COMMENT = re.compile(rf"(?:(?:{_ANYWHERE})|(?:{_FIRST}))+[\s!*#/-]*sovassess:\s*accept(?=\s|$)(?P<rest>.*)$")
_FIELD = re.compile(r"""\b(?P<name>reason|until|by)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>\S+))""")
_END = re.compile(r"\s*(\*/|-->|#\}|\*/\s*-?\}\})\s*$")


class Acceptance(Struct, frozen=True, kw_only=True):
    """What a comment says, as it is written; "" for what it does not say. `line` is 1-based."""

    id: str
    reason: str
    until: str
    by: str
    line: int


def acceptances(lines: Sequence[str]) -> Iterator[Acceptance]:
    """The acceptances in the lines of a file, in order."""
    for number, line in enumerate(lines, 1):
        if "sovassess:" not in line:
            continue
        found = _COMMENT.search(line)
        if found is None or _quoted(line[: found.start()]):
            continue
        rest = _END.sub("", found["rest"]).strip()
        fields = {hit["name"]: hit["double"] or hit["single"] or hit["bare"] or "" for hit in _FIELD.finditer(rest)}
        head = rest.split(None, 1)[0] if rest else ""
        yield Acceptance(
            id="" if "=" in head else head,
            reason=fields.get("reason", "").strip(),
            until=fields.get("until", ""),
            by=fields.get("by", "").strip(),
            line=number,
        )


def _quoted(before: str) -> bool:
    """True if what follows stands inside a string that was opened earlier in the line."""
    quote = ""
    escaped = False
    for sign in before:
        if escaped:
            escaped = False
        elif sign == "\\":
            escaped = True
        elif quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'`":
            quote = sign
    return bool(quote)
