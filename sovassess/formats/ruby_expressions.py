"""Expressions of Ruby in the neutral form. What a block sets on its argument becomes named arguments of the call."""

from __future__ import annotations

from tree_sitter import Node

from sovassess.formats import expressions as e
from sovassess.formats.branches import environment
from sovassess.formats.operators import binary
from sovassess.formats.syntax import line, text

MAX_NESTING = 30
MAX_ITEMS = 200
_SAME_TEXT = frozenset({
    "freeze", "to_s", "strip", "presence", "chomp", "dup", "to_sym", "html_safe", "to_str", "downcase", "delete_suffix",
    "rstrip", "to_i", "squish", "itself", "clone",
})  # fmt: skip
_WRAPPERS = frozenset(
    {"URI", "URI.parse", "URI.join", "String", "Addressable.URI.parse", "Array", "Integer", "File.join"}
)
_ESCAPES = {"\\n": "\n", "\\t": "\t", "\\r": "\r", "\\\\": "\\", '\\"': '"', "\\'": "'"}
_SEE_THROUGH = frozenset(
    {"parenthesized_statements", "then", "else", "pattern", "block_argument", "begin", "body_statement"}
)


def lower(node: Node, depth: int = 0) -> e.Expression:
    """The node as an expression; `Opaque` where it is nested too deep or yields no string."""
    kind = node.type
    if depth > MAX_NESTING:
        return e.OPAQUE
    if kind in {"identifier", "constant"}:
        return e.Name(text(node, 300), node.start_byte)
    if kind in {"string", "heredoc_body", "bare_string", "chained_string"}:
        return _string(node, depth)
    if kind in {"simple_symbol", "hash_key_symbol", "bare_symbol"}:
        return e.Literal(text(node, 200).lstrip(":"))
    if kind in {"instance_variable", "class_variable"}:
        return e.Member(e.Name("self", node.start_byte), text(node, 200).lstrip("@"))
    if kind == "self":
        return e.Name("self", node.start_byte)
    if kind == "scope_resolution":
        owner, name = node.child_by_field_name("scope"), node.child_by_field_name("name")
        if name is None:
            return e.OPAQUE
        return e.Member(lower(owner, depth + 1), text(name, 200)) if owner else e.Name(text(name, 200), name.start_byte)
    if kind in {"true", "false", "integer", "float"}:
        return e.Literal(text(node, 60), quoted=False)
    if kind == "nil":
        return e.NULL
    if kind in {"call", "super", "yield"}:
        return _call(node, depth) if kind == "call" else e.OPAQUE
    if kind in _SEE_THROUGH and len(node.named_children) == 1:
        return lower(node.named_children[0], depth + 1)
    return _compound(node, depth)


def _compound(node: Node, depth: int) -> e.Expression:
    match node.type:
        case "binary":
            return binary(node, depth, lower)
        case "unary":
            operand = node.child_by_field_name("operand")
            if operand is not None and node.children[0].type in {"!", "not"}:
                return e.Negation(lower(operand, depth + 1))
        case "conditional":
            parts = [node.child_by_field_name(n) for n in ("condition", "consequence", "alternative")]
            found = [lower(part, depth + 1) for part in parts if part is not None]
            return e.Choice(*found) if len(found) == 3 else e.OPAQUE
        case "element_reference" if len(node.named_children) >= 2:
            owner, key = node.named_children[0], lower(node.named_children[1], depth + 1)
            if _is_environment(owner) and isinstance(key, e.Literal):
                return environment(key.text, node.start_byte)
            return e.Item(lower(owner, depth + 1), key)
        case "array" | "string_array" | "symbol_array" | "exceptions":
            return e.Sequence(
                tuple(lower(c, depth + 1) for c in node.named_children[:MAX_ITEMS] if c.type != "comment")
            )
        case "hash":
            return e.Mapping(tuple(_pairs(node.named_children, depth)))
        case "assignment" | "operator_assignment":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is not None and right is not None and left.type == "call":
                given = (("0", lower(right, depth + 1)),)
                return e.Invocation(_function(left, depth), given, node.start_byte, line(node))
            return lower(right, depth + 1) if right is not None else e.OPAQUE
        case _:
            pass
    return e.OPAQUE


def _pairs(nodes: list[Node], depth: int) -> list[tuple[str, e.Expression]]:
    found: list[tuple[str, e.Expression]] = []
    for node in nodes[:MAX_ITEMS]:
        key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
        if node.type != "pair" or key is None:
            continue
        named = lower(key, depth + 1)
        if isinstance(named, e.Literal):
            shorthand = e.Name(named.text, key.start_byte)
            found.append((named.text, lower(value, depth + 1) if value is not None else shorthand))
    return found


def _function(node: Node, depth: int) -> e.Expression:
    """What a call calls: `receiver.method`, or the method."""
    owner, named = node.child_by_field_name("receiver"), node.child_by_field_name("method")
    if named is None:
        return lower(owner, depth + 1) if owner is not None else e.OPAQUE
    if owner is None:
        return e.Name(text(named, 200), named.start_byte)
    return e.Member(lower(owner, depth + 1), text(named, 200))


def _call(node: Node, depth: int) -> e.Expression:
    owner, named = node.child_by_field_name("receiver"), node.child_by_field_name("method")
    listed, block = node.child_by_field_name("arguments"), node.child_by_field_name("block")
    given = [c for c in (listed.named_children if listed is not None else [])[:MAX_ITEMS] if c.type != "comment"]
    name = text(named, 200) if named is not None else ""
    if given and name in {"fetch", "dig", "key"} and _is_environment(owner):
        return _read(node, given, block, depth)
    if owner is not None and not given and block is None and name in _SAME_TEXT:
        return lower(owner, depth + 1)
    function = _function(node, depth)
    positional = [child for child in given if child.type not in {"pair", "hash_splat_argument"}]
    if positional and e.dotted(function) in _WRAPPERS:
        parts = [lower(child, depth + 1) for child in positional]
        return e.Joined(tuple(parts)) if len(parts) > 1 and name == "join" else parts[0]
    arguments = [(str(number), lower(child, depth + 1)) for number, child in enumerate(positional)]
    arguments += _pairs([child for child in given if child.type == "pair"], depth)
    if block is not None:
        arguments += _set_in(block, depth)
    return e.Invocation(function, tuple(arguments), node.start_byte, line(node))


def _is_environment(owner: Node | None) -> bool:
    return owner is not None and owner.type in {"constant", "scope_resolution"} and text(owner, 8) in {"ENV", "::ENV"}


def _read(node: Node, given: list[Node], block: Node | None, depth: int) -> e.Expression:
    """`ENV.fetch("X", "default")`, `ENV.fetch("X") { "default" }`."""
    name = lower(given[0], depth + 1)
    if not isinstance(name, e.Literal):
        return e.OPAQUE
    default = lower(given[1], depth + 1) if len(given) > 1 else None
    if default is None and block is not None:
        body = block.child_by_field_name("body")
        if body is not None and len(body.named_children) == 1:
            default = lower(body.named_children[0], depth + 1)
    return environment(name.text, node.start_byte, default)


def _set_in(block: Node, depth: int) -> list[tuple[str, e.Expression]]:
    """`do |config| config.a = 1; config.b.c = 2 end` as pairs."""
    named, body = block.child_by_field_name("parameters"), block.child_by_field_name("body")
    if named is None or body is None or not named.named_children:
        return []
    name = text(named.named_children[0], 60)
    found: list[tuple[str, e.Expression]] = []
    for child in body.named_children[:MAX_ITEMS]:
        left, right = child.child_by_field_name("left"), child.child_by_field_name("right")
        if child.type in {"assignment", "operator_assignment"} and left is not None and right is not None:
            written = text(left, 200)
            if left.type == "call" and written.startswith(f"{name}."):
                found.append((written.removeprefix(f"{name}."), lower(right, depth + 1)))
    return found


def _string(node: Node, depth: int) -> e.Expression:
    parts: list[e.Expression] = []
    for child in node.named_children[:MAX_ITEMS]:
        if child.type in {"string_content", "heredoc_content"}:
            parts.append(e.Literal(text(child)))
        elif child.type == "escape_sequence":
            parts.append(e.Literal(_ESCAPES.get(text(child, 12), "")))
        elif child.type == "interpolation" and child.named_children:
            parts.append(lower(child.named_children[0], depth + 1))
        elif child.type == "string":
            parts.append(lower(child, depth + 1))
    if not parts:
        return e.Literal("")
    return parts[0] if len(parts) == 1 and isinstance(parts[0], e.Literal) else e.Joined(tuple(parts))
