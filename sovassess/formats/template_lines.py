"""Which line of a template each line of the rendered text comes from, and which values its lines insert.

Numbers are put into the template where the engine leaves literal text alone, and taken out of what it renders.
"""

from __future__ import annotations

import re

from msgspec import Struct

from sovassess.formats.templates import masked
from sovassess.formats.tokens import decoded, encoded
from sovassess.model.values import Part, Text, Variable

_OPEN, _CLOSE = "\uf6d8", "\uf6d9"
_MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_ACTION = re.compile(r"\{\{-?\s*/\*.*?\*/\s*-?\}\}|\{\{.*?\}\}", re.DOTALL)
_CONTROL = re.compile(
    r"^(?:if|else|end|range|with|define|block|break|continue)\b|^\$\w+(?:\s*,\s*\$\w+)?\s*:?=|^/\*|^$"
)

_JOINED = re.compile(r"\s*(?:-\s+)?(?:value|image|\"?[A-Z][A-Z0-9_]+\"?)\s*:\s")


class Rendering(Struct, frozen=True):
    """A rendered template. `lines` holds, for each line of `text`, the 1-based line of the template it comes from;
    `shown` are those lines of the template that came out at all."""

    text: str
    lines: tuple[int, ...]
    shown: frozenset[int]


def marked(text: str) -> str:
    """The template with the number of each line put into it where the engine leaves it alone."""
    out: list[str] = []
    state = _Marking()
    position = 0
    for match in _ACTION.finditer(text):
        out.append(state.literal(text[position : match.start()]))
        out.append(state.action(match[0]))
        position = match.end()
    out.append(state.literal(text[position:]))
    return "".join(out)


class _Marking:
    """Where in the template we are: the line, whether it has its number, and the blocks that are open."""

    def __init__(self) -> None:
        self.line = 1
        self.done = 0
        self.blocks: list[str] = []

    def literal(self, text: str) -> str:
        """Literal text with a number before the first visible character of each line."""
        out: list[str] = []
        for index, piece in enumerate(text.split("\n")):
            if index:
                self.line += 1
                out.append("\n")
            bare = piece.lstrip()
            if bare and self._due():
                out.append(piece[: len(piece) - len(bare)] + self._mark() + bare)
            else:
                out.append(piece)
        return "".join(out)

    def action(self, text: str) -> str:
        """An action with a number beside it, if it writes something and does not eat the space around it."""
        inner = text[2:-2].removeprefix("-").removesuffix("-").strip()
        word = re.match(r"\w*", inner)
        if word and word[0] in ("if", "range", "with", "define", "block"):
            self.blocks.append(word[0])
        elif word and word[0] == "end" and self.blocks:
            self.blocks.pop()
        before = ""
        if not _CONTROL.match(inner) and self._due():
            if not text.endswith("-}}"):
                self.line += text.count("\n")
                return text + self._mark()
            if not text.startswith("{{-"):
                before = self._mark()
        self.line += text.count("\n")
        return before + text

    def _due(self) -> bool:
        return self.done != self.line and "define" not in self.blocks

    def _mark(self) -> str:
        self.done = self.line
        return f"{_OPEN}{self.line}{_CLOSE}"


def read_back(text: str, template: str) -> Rendering:
    """The text without the numbers, which become its `lines`. Values keep their names beside them where a line of the
    template only inserts them; an empty template leaves them as they are."""
    names = masked(template).text.split("\n")
    raw = text.split("\n")
    own = [int(match[1]) if (match := _MARK.search(line)) else 0 for line in raw]
    lines = list(own)
    following = next((number for number in reversed(own) if number), 1)
    for index in range(len(raw) - 1, -1, -1):
        following = own[index] or following
        lines[index] = following
    out = [_MARK.sub("", line) for line in raw]
    for index, number in enumerate(own):
        if number and number <= len(names):
            out[index] = _with_names(out[index], names[number - 1])
    return Rendering("\n".join(out), tuple(lines), frozenset(number for number in own if number))


def _with_names(line: str, template: str) -> str:
    """A rendered line with the names of the values in it, where the template's line does nothing but insert them.

    Only images and variables are joined with other values files later; elsewhere plain text says more.
    """
    if _JOINED.match(template) is None:
        return line
    parts = decoded(template.strip()).parts
    named = [part for part in parts if not isinstance(part, Text)]
    if not named or len(named) > 5 or len(line) > 1_000 or not all(_is_value(part) for part in named):
        return line
    pattern = "".join(re.escape(part.text) if isinstance(part, Text) else "[\"']?(.*?)[\"']?" for part in parts)
    match = re.fullmatch(pattern, line.strip())
    if match is None:
        return line
    groups = iter(match.groups())
    kept = tuple(Variable(part.name, next(groups)) if isinstance(part, Variable) else part for part in parts)
    return line[: len(line) - len(line.lstrip())] + encoded(kept)


def _is_value(part: Part) -> bool:
    return isinstance(part, Variable) and part.name.startswith(".Values.") and "[" not in part.name
