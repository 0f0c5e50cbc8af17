"""Where a piece of text stands in a program, told from a description of the grammar. Not what the program means."""

from __future__ import annotations

import re

from msgspec import Struct
from tree_sitter import Node

from sovassess.formats.syntax import text

MAX_CLIMB = 40
_COMPARES = re.compile(r"^(===?|!==?|<|>|<=|>=|is|=~|!~|<=>|instanceof)$")
_JOINTS = re.compile(r"::|\?->|->|&\.|\?\.")
_SPACE = re.compile(r"\s+")


class Shape(Struct, frozen=True):
    """A grammar by the roles of its node types.

    `calls` maps a call to the types of the children that hold what it is given. `named` and `pairs` map a node to the
    fields of its left and right side; "" is the first, respectively the last, named child. `through` are expressions
    that hand on what stands in them, `lists` those that hold several, `bodies` blocks whose last expression is a value,
    `silent` is where text never acts.
    """

    grammar: str
    strings: frozenset[str]
    calls: dict[str, frozenset[str]]
    named: dict[str, tuple[str, str]]
    pairs: dict[str, tuple[str, str]]
    through: frozenset[str]
    lists: frozenset[str]
    functions: frozenset[str]
    gives: frozenset[str]
    bodies: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset({"comment", "line_comment", "block_comment"})


class Stand(Struct, frozen=True):
    """Where a string acts. `kind`: `argument`, `name` or `returned`; `keys` are the names on the way from inside out,
    `owner` what is called, assigned or returned from; `whole` the largest expression that the string is a part of."""

    kind: str
    owner: str
    keys: tuple[str, ...]
    whole: Node
    at: int
    listed: bool
    string: Node


def plain(name: str) -> str:
    """A name or call as written, with every kind of joint as a dot."""
    return _JOINTS.sub(".", _SPACE.sub("", name)).replace("\\", ".").lstrip("&*@$.")


def stand(path: list[Node], shape: Shape, gives_back: re.Pattern[str]) -> Stand | None:
    """Where the innermost string on a path stands; None where it does not act (comment, comparison, prose, pattern).

    Calls whose name matches `gives_back` give back what they are given.
    """
    if any(node.type in shape.silent for node in path):
        return None
    index = max((number for number, node in enumerate(path) if node.type in shape.strings), default=-1)
    if index < 1:
        return None
    whole, keys, listed = path[index], list[str](), False
    for number in range(index - 1, max(0, index - MAX_CLIMB), -1):
        node, inner = path[number], path[number + 1]
        kind = node.type
        pair = _pair(node, path[number - 1], shape)
        if pair is not None:
            key, value = pair
            if value != inner or key is None:
                return None
            keys.append(text(key, 120).strip("'\":@[]()"))
        elif kind in shape.calls:
            owner = plain(called(node, shape))
            if inner.type not in shape.calls[kind] or gives_back.search(owner):
                whole, keys = node, []
                continue
            return Stand("argument", owner, tuple(keys), whole, node.start_byte, listed, path[index])
        elif kind in shape.named:
            left, right = _sides(node, shape.named[kind])
            if left is None or right != inner:
                return None
            owner = plain(text(left, 120))
            return Stand("name", owner, tuple(keys), whole, node.start_byte, listed, path[index])
        elif kind in shape.gives or _is_last(node, inner, path[number - 1], shape):
            owner = function_name(path, number, shape)
            return Stand("returned", owner, tuple(keys), whole, node.start_byte, listed, path[index])
        elif _hands_on(node, shape):
            listed = listed or kind in shape.lists
            whole = node if whole == inner else whole
        else:
            return None
    return None


def _hands_on(node: Node, shape: Shape) -> bool:
    """Whether what stands in an expression goes on to where the expression stands."""
    return node.type in shape.lists or (node.type in shape.through and not _is_comparison(node))


def called(node: Node, shape: Shape) -> str:
    """What a call calls, as written, without what it is given."""
    given = next((child for child in node.children if child.type in shape.calls[node.type]), None)
    whole = text(node, 400)
    if given is not None:
        whole = whole.encode("utf-8", "replace")[: given.start_byte - node.start_byte].decode("utf-8", "replace")
    return whole.removeprefix("new ").strip().rsplit("\n", 1)[-1].strip()[-160:]


def _pair(node: Node, around: Node, shape: Shape) -> tuple[Node | None, Node | None] | None:
    """The key and value of a pair; None if the node is none."""
    sides = shape.pairs.get(node.type)
    if sides is None:
        return None
    if node.type == "assignment_expression" and around.type not in {"initializer_expression", "lambda_expression"}:
        return None
    left, right = _sides(node, sides)
    return None if left is None or left == right else (left, right)


def _sides(node: Node, sides: tuple[str, str]) -> tuple[Node | None, Node | None]:
    named = node.named_children
    if not named:
        return None, None
    left = node.child_by_field_name(sides[0]) if sides[0] else named[0]
    right = node.child_by_field_name(sides[1]) if sides[1] else named[-1]
    return left, right


def _is_last(node: Node, inner: Node, around: Node, shape: Shape) -> bool:
    """Whether the value of a function is the last expression of the block that is its body."""
    if node.type not in shape.bodies or around.type not in shape.functions:
        return around.type in shape.functions and around.child_by_field_name("body") == node == inner
    return bool(node.named_children) and node.named_children[-1] == inner


def _is_comparison(node: Node) -> bool:
    operator = node.child_by_field_name("operator")
    return operator is not None and _COMPARES.match(text(operator, 12)) is not None


def function_name(path: list[Node], number: int, shape: Shape) -> str:
    """The name of the innermost function around a node of a path."""
    for position in range(number, 0, -1):
        node = path[position]
        if node.type in shape.functions or node.type == "property_declaration":
            named = node.child_by_field_name("name")
            return text(named, 120) if named is not None else ""
    return ""
