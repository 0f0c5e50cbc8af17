"""Two operands and an operator between them, for every grammar that calls them `left`, `operator` and `right`.

It knows what joins, chooses and compares; arithmetic is opaque.
"""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node

from sovassess.formats import expressions as e
from sovassess.formats.syntax import text


def binary(node: Node, depth: int, lower: Callable[[Node, int], e.Expression], *, joins: str = "+") -> e.Expression:
    """The expression of a node with two operands; `joins` is the language's operator that puts strings together."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    named = node.child_by_field_name("operator")
    if left is None or right is None or named is None:
        return e.OPAQUE
    first, second, operator = lower(left, depth + 1), lower(right, depth + 1), text(named, 12).lower()
    if operator == joins:
        return e.Joined((first, second))
    match operator:
        case "||" | "or" | "??" | "?:":
            return e.Either(first, second)
        case "&&" | "and":
            return e.Both(first, second)
        case "==" | "===":
            return e.Comparison(first, "==", second)
        case "!=" | "!==" | "<>":
            return e.Comparison(first, "!=", second)
        case _:
            return e.OPAQUE
