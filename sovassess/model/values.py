"""Values as they stand in files: literal text, variables with defaults, and parts that the file does not tell."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from msgspec import Struct

OPTION = "option:"
"""Stands before the name of a property to which a section of the settings is bound, whichever section that is."""


class Text(Struct, frozen=True, tag="text"):
    """Literal text."""

    text: str


class Variable(Struct, frozen=True, tag="variable"):
    """A value taken from the environment or from a parameter of the same file's format.

    `default` is what the file itself falls back to, None if it has no fallback.
    """

    name: str
    default: str | None = None


class Unresolved(Struct, frozen=True, tag="unresolved"):
    """A part that the file does not tell; `reason` is a short phrase for people."""

    reason: str


Part: TypeAlias = Text | Variable | Unresolved


class Value(Struct, frozen=True):
    """A string made of parts, in order. The empty value is the empty string."""

    parts: tuple[Part, ...] = ()

    @property
    def literal(self) -> str | None:
        """The whole text if every part is literal, else None."""
        if all(isinstance(part, Text) for part in self.parts):
            return "".join(part.text for part in self.parts if isinstance(part, Text))
        return None

    @property
    def with_defaults(self) -> str | None:
        """The text with every variable replaced by its default; None if a variable has none or a part is unresolved."""
        out: list[str] = []
        for part in self.parts:
            match part:
                case Text(text):
                    out.append(text)
                case Variable(_, default) if default is not None:
                    out.append(default)
                case _:
                    return None
        return "".join(out)

    @property
    def variables(self) -> tuple[str, ...]:
        """Names of the variables in it, in order."""
        return tuple(part.name for part in self.parts if isinstance(part, Variable))

    @property
    def is_empty(self) -> bool:
        """True for the empty string."""
        return self.literal == ""

    def __str__(self) -> str:
        return "".join(_shown(part) for part in self.parts)


class Gate(Struct, frozen=True, kw_only=True):
    """A variable that decides whether a place runs. `value` is the variable as the code reads it, with its fallback.

    The place runs where the variable is one of `words` (lower case), or, without words, where it is set to anything
    that is no word for off; `negated` turns that round.
    """

    value: Value
    words: tuple[str, ...] = ()
    negated: bool = False


def _shown(part: Part) -> str:
    match part:
        case Text(text):
            return text
        case Variable(name, None):
            return f"${{{name}}}"
        case Variable(name, default):
            return f"${{{name}:-{default}}}"
        case Unresolved(reason):
            return f"<{reason}>"


def literal(text: str) -> Value:
    """A value that is wholly known."""
    return Value((Text(text),))


def variable(name: str, default: str | None = None) -> Value:
    """A value that is one variable."""
    return Value((Variable(name, default),))


def unresolved(reason: str) -> Value:
    """A value of which nothing is known but why."""
    return Value((Unresolved(reason),))


def joined(values: Iterable[Value]) -> Value:
    """The concatenation, with neighbouring literal parts merged."""
    parts: list[Part] = []
    for value in values:
        for part in value.parts:
            if isinstance(part, Text) and parts and isinstance(parts[-1], Text):
                parts[-1] = Text(parts[-1].text + part.text)
            else:
                parts.append(part)
    return Value(tuple(parts))
