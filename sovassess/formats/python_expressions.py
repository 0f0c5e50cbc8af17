"""Expressions of Python in the neutral form, as far as a string or a name can come from them."""

from __future__ import annotations

import ast
import re

from tree_sitter import Node

from sovassess.formats import expressions as e
from sovassess.formats.syntax import line, text
from sovassess.formats.unicode import whole

MAX_NESTING = 24
MAX_ITEMS = 200
_ESCAPE = re.compile(r"\\(\n|[\\'\"abfnrtv]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})")
_TRANSPARENT = {"await": 0, "parenthesized_expression": 0, "type": 0, "expression_statement": 0}


def lower(node: Node, depth: int = 0) -> e.Expression:
    """The node as an expression; `Opaque` where it is nested too deep or yields no string."""
    kind = node.type
    if depth > MAX_NESTING:
        return e.OPAQUE
    if kind == "identifier":
        return e.Name(text(node), node.start_byte)
    if kind == "string":
        return _string(node, depth)
    if kind == "attribute":
        owner, name = node.child_by_field_name("object"), node.child_by_field_name("attribute")
        return e.Member(lower(owner, depth + 1), text(name)) if owner and name else e.OPAQUE
    if kind == "call":
        return _call(node, depth)
    if kind in {"true", "false", "integer", "float"}:
        return e.Literal(text(node, 60).lower(), quoted=False)
    if kind == "none":
        return e.NULL
    if kind in _TRANSPARENT:
        return lower(node.named_children[0], depth + 1) if node.named_children else e.OPAQUE
    return _compound(node, depth)


def _compound(node: Node, depth: int) -> e.Expression:
    parts = [child for child in node.named_children[:MAX_ITEMS] if child.type != "comment"]
    match node.type:
        case "concatenated_string":
            return e.Joined(tuple(lower(part, depth + 1) for part in parts))
        case "binary_operator":
            if len(parts) == 2 and node.children[1].type == "+":
                return e.Joined((lower(parts[0], depth + 1), lower(parts[1], depth + 1)))
        case "boolean_operator" if len(parts) == 2:
            make = e.Either if node.children[1].type == "or" else e.Both
            return make(lower(parts[0], depth + 1), lower(parts[1], depth + 1))
        case "not_operator" if parts:
            return e.Negation(lower(parts[0], depth + 1))
        case "comparison_operator" if len(parts) == 2:
            operator = text(node.children[1], 10)
            return e.Comparison(lower(parts[0], depth + 1), operator, lower(parts[1], depth + 1))
        case "conditional_expression" if len(parts) == 3:
            yes, condition, no = (lower(part, depth + 1) for part in parts)
            return e.Choice(condition, yes, no)
        case "subscript" if len(parts) >= 2:
            return e.Item(lower(parts[0], depth + 1), lower(parts[1], depth + 1))
        case "list" | "tuple" | "set" | "union_pattern" | "expression_list":
            return e.Sequence(tuple(lower(part, depth + 1) for part in parts))
        case "dictionary":
            return e.Mapping(tuple(_pairs(parts, depth)))
        case "named_expression" | "lambda":
            body = node.child_by_field_name("value") or node.child_by_field_name("body")
            return lower(body, depth + 1) if body else e.OPAQUE
        case "dotted_name" if parts:  # in a pattern: a member of an enumeration, or a name for whatever it is
            owner = lower(parts[0], depth + 1)
            for part in parts[1:]:
                owner = e.Member(owner, text(part))
            return owner
        case _:
            pass
    return e.OPAQUE


def _pairs(parts: list[Node], depth: int) -> list[tuple[str, e.Expression]]:
    found: list[tuple[str, e.Expression]] = []
    for part in parts:
        key, value = part.child_by_field_name("key"), part.child_by_field_name("value")
        if part.type == "pair" and key is not None and value is not None:
            named = lower(key, depth + 1)
            if isinstance(named, e.Literal):
                found.append((named.text, lower(value, depth + 1)))
    return found


def _call(node: Node, depth: int) -> e.Expression:
    function, listed = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None or listed is None:
        return e.OPAQUE
    arguments: list[tuple[str, e.Expression]] = []
    position = 0
    for child in listed.named_children[:MAX_ITEMS]:
        if child.type == "keyword_argument":
            name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
            if name is not None and value is not None:
                arguments.append((text(name), lower(value, depth + 1)))
        elif child.type == "list_splat":
            position = 100  # nobody knows how many there are
        elif child.type == "dictionary_splat" and child.named_children:
            arguments.append((e.SPREAD, lower(child.named_children[0], depth + 1)))
        elif child.type not in {"dictionary_splat", "comment"}:
            arguments.append((str(position), lower(child, depth + 1)))
            position += 1
    return e.Invocation(lower(function, depth + 1), tuple(arguments), node.start_byte, line(node))


def _string(node: Node, depth: int) -> e.Expression:
    parts: list[e.Expression] = []
    prefix = text(node.children[0], 8).lower() if node.children else ""
    raw = "r" in prefix
    for child in node.children[:MAX_ITEMS]:
        if child.type == "string_content":
            content = text(child)
            if "f" in prefix:
                content = content.replace("{{", "{").replace("}}", "}")
            parts.append(e.Literal(content if raw else _ESCAPE.sub(_unescaped, content)))
        elif child.type == "interpolation" and child.named_children:
            parts.append(lower(child.named_children[0], depth + 1))
    if not parts:
        return e.Literal("")
    return parts[0] if len(parts) == 1 and isinstance(parts[0], e.Literal) else e.Joined(tuple(parts))


def _unescaped(match: re.Match[str]) -> str:
    if match.group(1) == "\n":
        return ""
    return whole(str(ast.literal_eval(f'"{match.group()}"')))
