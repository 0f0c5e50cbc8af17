"""Expressions of a programming language in a neutral form, as far as a reader of addresses and names needs them.

What no string can come from is `Opaque`. It does not evaluate anything.
"""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct


class Literal(Struct, frozen=True):
    """A string, or the word of a boolean (`true`, `false`) or number."""

    text: str
    quoted: bool = True


class Null(Struct, frozen=True):
    """None, null or undefined."""


class Joined(Struct, frozen=True):
    """Strings one after the other: an f-string, a template, a concatenation."""

    parts: tuple[Expression, ...]


class Name(Struct, frozen=True):
    """An identifier, with the byte at which it stands."""

    name: str
    at: int


class Member(Struct, frozen=True):
    """`owner.name`."""

    owner: Expression
    name: str


class Item(Struct, frozen=True):
    """`owner[key]`."""

    owner: Expression
    key: Expression


class Invocation(Struct, frozen=True):
    """A call or construction. Positional arguments are named "0", "1", …; `at` is the byte where it starts."""

    function: Expression
    arguments: tuple[tuple[str, Expression], ...]
    at: int
    line: int


class Either(Struct, frozen=True):
    """`first or second`, `first ?? second`, `first || second`."""

    first: Expression
    second: Expression


class Both(Struct, frozen=True):
    """`first and second`."""

    first: Expression
    second: Expression


class Choice(Struct, frozen=True):
    """`yes if condition else no`."""

    condition: Expression
    yes: Expression
    no: Expression


class Negation(Struct, frozen=True):
    """`not operand`."""

    operand: Expression


class Comparison(Struct, frozen=True):
    """`left operator right`; the operator is one of `==`, `!=`, `in`, or another that nobody needs."""

    left: Expression
    operator: str
    right: Expression


class Mapping(Struct, frozen=True):
    """An object or dict display with plain keys."""

    items: tuple[tuple[str, Expression], ...]


class Sequence(Struct, frozen=True):
    """A list, tuple, set or array display."""

    items: tuple[Expression, ...]


class Opaque(Struct, frozen=True):
    """Anything else."""


Expression: TypeAlias = (
    Literal
    | Null
    | Joined
    | Name
    | Member
    | Item
    | Invocation
    | Either
    | Both
    | Choice
    | Negation
    | Comparison
    | Mapping
    | Sequence
    | Opaque
)

SPREAD = "**"
"""The name of an argument that stands for all that an object holds, as in `f(**options)`."""
OPAQUE = Opaque()
NULL = Null()


def dotted(expression: Expression) -> str:
    """`a.b.c` for names and members, "" for anything else."""
    names: list[str] = []
    while isinstance(expression, Member):
        names.append(expression.name)
        expression = expression.owner
    if not isinstance(expression, Name):
        return ""
    names.append(expression.name)
    return ".".join(reversed(names))
