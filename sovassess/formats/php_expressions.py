"""Expressions of PHP in the neutral form. Setters of fluent factories become named arguments of the chain's start."""

from __future__ import annotations

import re

from tree_sitter import Node

from sovassess.formats import expressions as e
from sovassess.formats.branches import environment
from sovassess.formats.operators import binary
from sovassess.formats.syntax import line, text

MAX_NESTING = 30
MAX_ITEMS = 300
_READERS = frozenset({"env", "getenv", "Env.get", "Environment.get", "Dotenv.get"})
_SUPERGLOBALS = frozenset({"$_ENV", "$_SERVER"})
_FALSE_FRIENDS = re.compile(
    r"^(HTTP_|REQUEST_|REMOTE_|SERVER_|SCRIPT_|DOCUMENT_|PHP_|QUERY_|HTTPS$|argv$|argc$|GATEWAY_|PATH_)"
)
_PARAMETER = re.compile(r"%env\((?:\w+:)*(\w+)\)%")
_SAME_TEXT = frozenset(
    {"rtrim", "trim", "ltrim", "strval", "strtolower", "url", "value", "untrailingslashit", "esc_url_raw"}
)
_SETS = re.compile(
    r"^(with|set|base|add|use|on|for|as|accept)([A-Z]\w*|Url)$|^(timeout|retry|region|endpoint|model|withOptions)$"
)
_PASSES = frozenset({"make", "build", "getClient", "toString", "__toString"})
_ESCAPES = {"\\n": "\n", "\\t": "\t", "\\r": "\r", "\\\\": "\\", '\\"': '"', "\\$": "$", "\\'": "'"}
_SEE_THROUGH = frozenset({
    "parenthesized_expression", "argument", "expression_statement", "error_suppression_expression", "named_type",
    "optional_type", "match_condition_list", "clone_expression", "by_ref", "print_intrinsic",
})  # fmt: skip


def lower(node: Node, depth: int = 0) -> e.Expression:
    """The node as an expression; `Opaque` where it is nested too deep or yields no string."""
    kind = node.type
    if depth > MAX_NESTING:
        return e.OPAQUE
    if kind in {"name", "namespace_name", "qualified_name", "relative_name"}:
        return _qualified(node)
    if kind == "variable_name":
        name = text(node, 200)
        return e.Name("this" if name == "$this" else name, node.start_byte)
    if kind == "relative_scope":
        return e.Name("self", node.start_byte)
    if kind in {"string", "encapsed_string", "heredoc", "nowdoc", "heredoc_body", "nowdoc_body"}:
        return _string(node, depth)
    if kind in {"integer", "float", "boolean"}:
        return e.Literal(text(node, 60).lower(), quoted=False)
    if kind == "null":
        return e.NULL
    if kind in {"member_access_expression", "nullsafe_member_access_expression"}:
        owner, named = node.child_by_field_name("object"), node.child_by_field_name("name")
        return e.Member(lower(owner, depth + 1), text(named, 200)) if owner and named else e.OPAQUE
    if kind in {"class_constant_access_expression", "scoped_property_access_expression"} and node.named_children:
        owner, name = node.named_children[0], text(node.named_children[-1], 200).lstrip("$")
        return lower(owner, depth + 1) if name == "class" else e.Member(lower(owner, depth + 1), name)
    if kind in _CALLS:
        return _call(node, depth)
    if kind in _SEE_THROUGH:
        return lower(node.named_children[-1], depth + 1) if node.named_children else e.OPAQUE
    return _compound(node, depth)


_CALLS = frozenset({
    "function_call_expression", "member_call_expression", "nullsafe_member_call_expression", "scoped_call_expression",
    "object_creation_expression",
})  # fmt: skip


def _qualified(node: Node) -> e.Expression:
    """`A\\B` as a path; a name that starts with a backslash keeps it, since no import applies to it."""
    written = "".join(text(node, 300).split())
    first, *rest = written.lstrip("\\").split("\\")
    found: e.Expression = e.Name("\\" + first if written.startswith("\\") else first, node.start_byte)
    for part in rest[:12]:
        found = e.Member(found, part)
    return found


def _compound(node: Node, depth: int) -> e.Expression:
    match node.type:
        case "binary_expression":
            return binary(node, depth, lower, joins=".")
        case "unary_op_expression" if node.children[0].type == "!" and node.named_children:
            return e.Negation(lower(node.named_children[-1], depth + 1))
        case "cast_expression" | "assignment_expression" | "augmented_assignment_expression" | "arrow_function":
            inner = (
                node.child_by_field_name("value")
                or node.child_by_field_name("right")
                or node.child_by_field_name("body")
            )
            return lower(inner, depth + 1) if inner is not None else e.OPAQUE
        case "conditional_expression":
            condition, yes, no = (node.child_by_field_name(n) for n in ("condition", "body", "alternative"))
            if condition is None or no is None:
                return e.OPAQUE
            if yes is None:
                return e.Either(lower(condition, depth + 1), lower(no, depth + 1))
            return e.Choice(lower(condition, depth + 1), lower(yes, depth + 1), lower(no, depth + 1))
        case "subscript_expression" if len(node.named_children) == 2:
            owner, key = node.named_children[0], lower(node.named_children[1], depth + 1)
            if text(owner, 12) in _SUPERGLOBALS and isinstance(key, e.Literal) and not _FALSE_FRIENDS.match(key.text):
                return environment(key.text, node.start_byte)
            return e.Item(lower(owner, depth + 1), key)
        case "array_creation_expression":
            return _array(node, depth)
        case _:
            pass
    return e.OPAQUE


def _array(node: Node, depth: int) -> e.Expression:
    pairs: list[tuple[str, e.Expression]] = []
    items: list[e.Expression] = []
    for child in node.named_children[:MAX_ITEMS]:
        if child.type != "array_element_initializer" or not child.named_children:
            continue
        if len(child.named_children) == 2:
            key = lower(child.named_children[0], depth + 1)
            if isinstance(key, e.Literal):
                pairs.append((key.text, lower(child.named_children[1], depth + 1)))
        else:
            items.append(lower(child.named_children[0], depth + 1))
    return e.Mapping(tuple(pairs)) if pairs else e.Sequence(tuple(items))


def _arguments(node: Node, depth: int) -> list[tuple[str, e.Expression]]:
    listed = next((child for child in node.named_children if child.type == "arguments"), None)
    found: list[tuple[str, e.Expression]] = []
    for child in listed.named_children[:MAX_ITEMS] if listed is not None else ():
        if child.type == "argument" and child.named_children:
            name = child.child_by_field_name("name")
            found.append((text(name) if name else str(len(found)), lower(child.named_children[-1], depth + 1)))
    return found


def _call(node: Node, depth: int) -> e.Expression:
    arguments = _arguments(node, depth)
    match node.type:
        case "object_creation_expression":
            if not node.named_children:
                return e.OPAQUE
            function = lower(node.named_children[0], depth + 1)
        case "scoped_call_expression":
            owner, name = node.child_by_field_name("scope"), node.child_by_field_name("name")
            if owner is None or name is None:
                return e.OPAQUE
            function = e.Member(lower(owner, depth + 1), text(name, 200))
        case "function_call_expression":
            called = node.child_by_field_name("function")
            function = lower(called, depth + 1) if called is not None else e.OPAQUE
        case _:
            return _method(node, arguments, depth)
    path = e.dotted(function).lstrip("\\")
    first = arguments[0][1] if arguments else None
    if path in _READERS and isinstance(first, e.Literal):
        default = arguments[1][1] if len(arguments) > 1 and path != "getenv" else None
        return environment(first.text, node.start_byte, default)
    if path in _SAME_TEXT and first is not None:
        return first
    if path == "sprintf" and isinstance(first, e.Literal):
        return _formatted(first.text, [value for _, value in arguments[1:]])
    if path == "curl_setopt" and len(arguments) == 3:
        arguments = [(e.dotted(arguments[1][1]) or "1", arguments[2][1])]
    return e.Invocation(function, tuple(arguments), node.start_byte, line(node))


def _method(node: Node, arguments: list[tuple[str, e.Expression]], depth: int) -> e.Expression:
    owner, named = node.child_by_field_name("object"), node.child_by_field_name("name")
    if owner is None or named is None:
        return e.OPAQUE
    inner, name = lower(owner, depth + 1), text(named, 200)
    if isinstance(inner, e.Invocation):
        if arguments and _SETS.match(name):
            given = (*inner.arguments, (name, arguments[-1][1]))
            return e.Invocation(inner.function, given, node.start_byte, inner.line)
        if not arguments and name in _PASSES:
            return e.Invocation(inner.function, inner.arguments, node.start_byte, inner.line)
    return e.Invocation(e.Member(inner, name), tuple(arguments), node.start_byte, line(node))


def _formatted(pattern: str, values: list[e.Expression]) -> e.Expression:
    parts: list[e.Expression] = []
    for number, piece in enumerate(re.split(r"%(?:\d+\$)?[sd]", pattern)):
        if number:
            parts.append(values[number - 1] if number <= len(values) else e.OPAQUE)
        if piece:
            parts.append(e.Literal(piece))
    return e.Joined(tuple(parts))


def _string(node: Node, depth: int) -> e.Expression:
    if node.type in {"heredoc", "nowdoc"}:
        body = node.child_by_field_name("value")
        return _string(body, depth + 1) if body is not None else e.Literal("")
    parts: list[e.Expression] = []
    for child in node.named_children[:MAX_ITEMS]:
        if child.type in {"string_content", "nowdoc_string"}:
            content = text(child)
            read = _PARAMETER.fullmatch(content)
            parts.append(environment(read.group(1), node.start_byte) if read is not None else e.Literal(content))
        elif child.type == "escape_sequence":
            parts.append(e.Literal(_ESCAPES.get(text(child, 12), "")))
        else:
            parts.append(lower(child, depth + 1))
    if not parts:
        return e.Literal("")
    return parts[0] if len(parts) == 1 else e.Joined(tuple(parts))
