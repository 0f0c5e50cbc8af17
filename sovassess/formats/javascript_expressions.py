"""Expressions of JavaScript and TypeScript in the neutral form. Types and casts are seen through."""

from __future__ import annotations

import re

from tree_sitter import Node

from sovassess.formats import expressions as e
from sovassess.formats.operators import binary
from sovassess.formats.syntax import line, text
from sovassess.formats.unicode import whole

MAX_NESTING = 24
MAX_ITEMS = 200
_SEE_THROUGH = frozenset({
    "await_expression", "parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression",
    "type_assertion", "expression_statement", "spread_element", "jsx_expression", "type_annotation",
    "required_parameter",
})  # fmt: skip
_NAMES = frozenset({"identifier", "shorthand_property_identifier", "type_identifier", "property_identifier"})
_ESCAPES = {"\\n": "\n", "\\t": "\t", "\\r": "\r", "\\/": "/", "\\'": "'", '\\"': '"', "\\`": "`", "\\\\": "\\"}
_CODE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\})")


def lower(node: Node, depth: int = 0) -> e.Expression:
    """The node as an expression; `Opaque` where it is nested too deep or yields no string."""
    kind = node.type
    if depth > MAX_NESTING:
        return e.OPAQUE
    if kind in _NAMES:
        name = text(node, 300)
        return e.NULL if name == "undefined" else e.Name(name, node.start_byte)
    if kind in {"string", "template_string"}:
        return _string(node, depth)
    if kind == "member_expression":
        owner, named = node.child_by_field_name("object"), node.child_by_field_name("property")
        return e.Member(lower(owner, depth + 1), text(named, 300)) if owner and named else e.OPAQUE
    if kind in {"call_expression", "new_expression"}:
        return _call(node, depth)
    if kind == "import":
        return e.Name("import", node.start_byte)
    if kind in {"this", "super"}:
        return e.Name("this", node.start_byte)
    if kind == "meta_property":
        return e.Member(e.Name("import", node.start_byte), "meta")
    if kind in {"true", "false", "number"}:
        return e.Literal(text(node, 60), quoted=False)
    if kind in {"null", "undefined"}:
        return e.NULL
    if kind in _SEE_THROUGH:
        return lower(node.named_children[0], depth + 1) if node.named_children else e.OPAQUE
    return _compound(node, depth)


def _compound(node: Node, depth: int) -> e.Expression:
    match node.type:
        case "binary_expression":
            return binary(node, depth, lower)
        case "unary_expression":
            operand = node.child_by_field_name("argument")
            if operand is not None and node.children[0].type == "!":
                return e.Negation(lower(operand, depth + 1))
        case "ternary_expression":
            condition, yes, no = (node.child_by_field_name(n) for n in ("condition", "consequence", "alternative"))
            if condition is not None and yes is not None and no is not None:
                return e.Choice(lower(condition, depth + 1), lower(yes, depth + 1), lower(no, depth + 1))
        case "subscript_expression":
            owner, key = node.child_by_field_name("object"), node.child_by_field_name("index")
            if owner is not None and key is not None:
                return e.Item(lower(owner, depth + 1), lower(key, depth + 1))
        case "array":
            return e.Sequence(
                tuple(lower(c, depth + 1) for c in node.named_children[:MAX_ITEMS] if c.type != "comment")
            )
        case "object":
            return e.Mapping(tuple(_pairs(node, depth)))
        case "arrow_function":
            body = node.child_by_field_name("body")
            return lower(body, depth + 1) if body is not None and body.type != "statement_block" else e.OPAQUE
        case "jsx_opening_element" | "jsx_self_closing_element":
            return _element(node, depth)
        case "assignment_expression" | "augmented_assignment_expression":
            right = node.child_by_field_name("right")
            return lower(right, depth + 1) if right is not None else e.OPAQUE
        case _:
            pass
    return e.OPAQUE


def _pairs(node: Node, depth: int) -> list[tuple[str, e.Expression]]:
    found: list[tuple[str, e.Expression]] = []
    for part in node.named_children[:MAX_ITEMS]:
        if part.type == "shorthand_property_identifier":
            found.append((text(part), e.Name(text(part), part.start_byte)))
        elif part.type == "pair":
            key, value = part.child_by_field_name("key"), part.child_by_field_name("value")
            if key is not None and value is not None and key.type != "computed_property_name":
                found.append((text(key, 200).strip("'\""), lower(value, depth + 1)))
        elif part.type == "spread_element" and part.named_children:
            inner = part.named_children[0]
            while inner.type == "parenthesized_expression" and inner.named_children:
                inner = inner.named_children[0]
            right = inner.child_by_field_name("right") if inner.type == "binary_expression" else inner
            if right is not None and right.type == "object" and depth < MAX_NESTING:
                found += _pairs(right, depth + 1)
            elif right is not None and depth < MAX_NESTING:
                found.append((e.SPREAD, lower(right, depth + 1)))
    return found


def _call(node: Node, depth: int) -> e.Expression:
    function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
    listed = node.child_by_field_name("arguments")
    if function is None or (listed is not None and listed.type == "template_string"):
        return e.OPAQUE
    arguments: list[tuple[str, e.Expression]] = []
    position = 0
    for child in listed.named_children[:MAX_ITEMS] if listed is not None else ():
        if child.type == "comment":
            continue
        position += 100 if child.type == "spread_element" else 0
        arguments.append((str(position), lower(child, depth + 1)))
        position += 1
    return e.Invocation(lower(function, depth + 1), tuple(arguments), node.start_byte, line(node))


def _element(node: Node, depth: int) -> e.Expression:
    """An element as the call of its component, with its attributes by name."""
    named = node.child_by_field_name("name")
    if named is None:
        return e.OPAQUE
    attributes: list[tuple[str, e.Expression]] = []
    for child in node.named_children[:MAX_ITEMS]:
        if child.type == "jsx_attribute" and child.named_children:
            name, *given = child.named_children
            value = lower(given[0], depth + 1) if given else e.Literal("true", quoted=False)
            attributes.append((text(name, 200), value))
    return e.Invocation(lower(named, depth + 1), tuple(attributes), node.start_byte, line(node))


def _string(node: Node, depth: int) -> e.Expression:
    parts: list[e.Expression] = []
    for child in node.named_children[:MAX_ITEMS]:
        if child.type == "string_fragment":
            parts.append(e.Literal(text(child)))
        elif child.type == "escape_sequence":
            parts.append(e.Literal(_unescaped(text(child, 12))))
        elif child.type == "template_substitution" and child.named_children:
            parts.append(lower(child.named_children[0], depth + 1))
    if not parts:
        return e.Literal("")
    return parts[0] if len(parts) == 1 and isinstance(parts[0], e.Literal) else e.Joined(tuple(parts))


def _unescaped(sequence: str) -> str:
    coded = _CODE.fullmatch(sequence)
    if coded is None:
        return _ESCAPES.get(sequence, "")
    number = int(next(group for group in coded.groups() if group), 16)
    return whole(chr(number)) if number < 0x110000 else ""
