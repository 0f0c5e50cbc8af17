"""The tree that HCL and Terraform's JSON are read into: blocks, attributes and expressions, each with its line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from msgspec import Struct

from sovassess.model.values import Value


class Scalar(Struct, frozen=True):
    """A single value. `line` is 1-based."""

    value: Value
    line: int


class Sequence(Struct, frozen=True):
    """A list, in order."""

    items: tuple[Expression, ...]
    line: int


class Mapping(Struct, frozen=True):
    """An object: pairs of key and expression in order; a computed key is left out."""

    entries: tuple[tuple[str, Expression], ...]
    line: int

    def get(self, key: str) -> Expression | None:
        """The expression of the first entry with that key, None if there is none."""
        return next((expression for name, expression in self.entries if name == key), None)


Expression: TypeAlias = Scalar | Sequence | Mapping


class Attribute(Struct, frozen=True):
    """`name = expression`; `source` is the expression as written, cut after 200 characters, on one line."""

    name: str
    expression: Expression
    line: int
    source: str


class Block(Struct, frozen=True):
    """`type "label" … { … }`. A whole file is a block with type ""."""

    type: str
    labels: tuple[str, ...]
    attributes: tuple[Attribute, ...]
    blocks: tuple[Block, ...]
    line: int

    def attribute(self, name: str) -> Attribute | None:
        """The first attribute of that name, None if there is none."""
        return next((attribute for attribute in self.attributes if attribute.name == name), None)

    def children(self, kind: str) -> Iterator[Block]:
        """The direct blocks of one type."""
        return (block for block in self.blocks if block.type == kind)


def scalars(expression: Expression, prefix: str = "") -> Iterator[tuple[str, Scalar]]:
    """Every scalar in an expression with its dotted name; members of a list repeat the name of the list."""
    stack: list[tuple[str, Expression]] = [(prefix, expression)]
    while stack:
        name, current = stack.pop()
        match current:
            case Scalar():
                yield name, current
            case Sequence(items):
                stack.extend((name, item) for item in reversed(items))
            case Mapping(entries):
                stack.extend((f"{name}.{key}" if name else key, item) for key, item in reversed(entries))
