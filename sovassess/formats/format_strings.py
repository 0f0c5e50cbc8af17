"""Formats with `%s` and the like as the strings that they join. What a language's other verbs print is not known."""

from __future__ import annotations

import re

from sovassess.formats import expressions as e

_VERB = re.compile(r"%(?:\d+\$)?[+#]?[svdqwx]")


def formatted(form: str, values: tuple[e.Expression, ...]) -> e.Expression:
    """The pieces of the format and the values between them, in order."""
    parts: list[e.Expression] = []
    pieces = _VERB.split(form)
    for position, piece in enumerate(pieces):
        parts.append(e.Literal(piece.replace("%%", "%")))
        if position + 1 < len(pieces):
            parts.append(values[position] if position < len(values) else e.OPAQUE)
    return e.Joined(tuple(parts))
