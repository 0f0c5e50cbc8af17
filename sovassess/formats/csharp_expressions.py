"""Expressions of C# in the neutral form. Casts, null-forgiving marks and addresses' wrappers are seen through."""

from __future__ import annotations

import re

from tree_sitter import Node

from sovassess.formats import expressions as e
from sovassess.formats.dotnet_settings import configured, section_value, setting_read
from sovassess.formats.operators import binary
from sovassess.formats.syntax import line, text

MAX_NESTING = 24
MAX_ITEMS = 200
_NAMES = frozenset({"identifier", "predefined_type", "type_identifier"})
_SEE_THROUGH = frozenset({
    "parenthesized_expression", "postfix_unary_expression", "await_expression", "argument", "expression_statement",
    "expression_element", "collection_element", "checked_expression", "arrow_expression_clause", "constant_pattern",
    "nullable_type", "return_statement", "ref_expression",
})  # fmt: skip
_SAME_TEXT = frozenset({"ToString", "Trim", "TrimEnd", "TrimStart", "ToLowerInvariant", "ToLower", "AsSpan"})
_SAME_MEMBER = frozenset({"AbsoluteUri", "OriginalString", "Value"})
_EMPTY = re.compile(r"(^|\.)IsNullOr(Empty|WhiteSpace)$")
_ESCAPES = {"\\n": "\n", "\\t": "\t", "\\r": "\r", "\\\\": "\\", '\\"': '"', "\\'": "'", "\\0": ""}


def lower(node: Node, depth: int = 0) -> e.Expression:
    """The node as an expression; `Opaque` where it is nested too deep or yields no string."""
    kind = node.type
    if depth > MAX_NESTING:
        return e.OPAQUE
    if kind in _NAMES:
        return e.Name(text(node, 300), node.start_byte)
    if kind in {"this", "this_expression", "base", "base_expression"}:
        return e.Name("this", node.start_byte)
    if kind in {"string_literal", "interpolated_string_expression", "raw_string_literal", "verbatim_string_literal"}:
        return _string(node, depth)
    if kind in {"boolean_literal", "integer_literal", "real_literal"}:
        return e.Literal(text(node, 60), quoted=False)
    if kind == "null_literal":
        return e.NULL
    if kind in _SEE_THROUGH:
        return lower(node.named_children[-1], depth + 1) if node.named_children else e.OPAQUE
    if kind in _PATHS:
        return _path(node, depth)
    if kind in {"invocation_expression", "object_creation_expression", "implicit_object_creation_expression"}:
        return _call(node, depth)
    return _compound(node, depth)


_PATHS = frozenset({
    "member_access_expression", "conditional_access_expression", "qualified_name", "alias_qualified_name",
    "generic_name",
})  # fmt: skip


def _path(node: Node, depth: int) -> e.Expression:
    """A name with what it belongs to."""
    kind = node.type
    if kind == "member_access_expression":
        owner, name = node.child_by_field_name("expression"), node.child_by_field_name("name")
        return _member(owner, name, depth)
    if kind == "conditional_access_expression":
        owner, rest = node.child_by_field_name("condition"), node.named_children[-1]
        if rest.type == "member_binding_expression":
            return _member(owner, rest.child_by_field_name("name"), depth)
        return e.OPAQUE
    if kind in {"qualified_name", "alias_qualified_name"}:
        owner, name = node.child_by_field_name("qualifier"), node.child_by_field_name("name")
        if owner is None or text(owner, 10) == "global":
            return lower(name, depth + 1) if name is not None else e.OPAQUE
        return _member(owner, name, depth)
    return lower(node.named_children[0], depth + 1) if node.named_children else e.OPAQUE


def _member(owner: Node | None, name: Node | None, depth: int) -> e.Expression:
    if owner is None or name is None:
        return e.OPAQUE
    word = text(name, 200).split("<", 1)[0]
    inner = lower(owner, depth + 1)
    if word in _SAME_MEMBER and section_value(inner) is not None:
        return section_value(inner) or e.OPAQUE
    return inner if word in {"AbsoluteUri", "OriginalString"} else e.Member(inner, word)


def _compound(node: Node, depth: int) -> e.Expression:
    match node.type:
        case "binary_expression":
            return binary(node, depth, lower)
        case "prefix_unary_expression" if node.children[0].type == "!" and node.named_children:
            return e.Negation(lower(node.named_children[0], depth + 1))
        case "cast_expression" | "as_expression":
            value = node.child_by_field_name("value") or node.child_by_field_name("left")
            return lower(value, depth + 1) if value is not None else e.OPAQUE
        case "conditional_expression":
            parts = [node.child_by_field_name(n) for n in ("condition", "consequence", "alternative")]
            return _choice([lower(part, depth + 1) for part in parts if part is not None])
        case "element_access_expression":
            return _item(node, depth)
        case "initializer_expression" | "collection_expression":
            return _display(node, depth)
        case "implicit_array_creation_expression" | "array_creation_expression":
            shown = next((c for c in node.named_children if c.type == "initializer_expression"), None)
            return _display(shown, depth) if shown is not None else e.OPAQUE
        case "anonymous_object_creation_expression":
            return e.Mapping(tuple(_pairs(node.named_children, depth)))
        case "assignment_expression":
            return _assigned(node, depth)
        case "lambda_expression":
            return _lambda(node, depth)
        case _:
            pass
    return e.OPAQUE


def _item(node: Node, depth: int) -> e.Expression:
    owner, subscript = node.child_by_field_name("expression"), node.child_by_field_name("subscript")
    if owner is None or subscript is None or not subscript.named_children:
        return e.OPAQUE
    key, inner = lower(subscript.named_children[0], depth + 1), lower(owner, depth + 1)
    return configured(inner, key, node.start_byte) or e.Item(inner, key)


def _assigned(node: Node, depth: int) -> e.Expression:
    """An assignment to a member of a package's type as a call that is given the value."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return e.OPAQUE
    return e.Invocation(lower(left, depth + 1), (("0", lower(right, depth + 1)),), node.start_byte, line(node))


def _choice(parts: list[e.Expression]) -> e.Expression:
    if len(parts) != 3:
        return e.OPAQUE
    condition, yes, no = parts
    if isinstance(condition, e.Invocation) and _EMPTY.search(e.dotted(condition.function)):
        return e.Either(no, yes)
    return e.Choice(condition, yes, no)


def _display(node: Node, depth: int) -> e.Expression:
    pairs = _pairs(node.named_children, depth)
    if pairs:
        return e.Mapping(tuple(pairs))
    items = [child for child in node.named_children[:MAX_ITEMS] if child.type != "comment"]
    return e.Sequence(tuple(lower(child, depth + 1) for child in items))


def _pairs(nodes: list[Node], depth: int) -> list[tuple[str, e.Expression]]:
    """`Name = value`, `["key"] = value` and `{ "key", value }` of initialisers, and assignments in lambdas."""
    found: list[tuple[str, e.Expression]] = []
    for statement in nodes[:MAX_ITEMS]:
        wrapped = statement.type == "expression_statement" and statement.named_children
        node = statement.named_children[0] if wrapped else statement
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if node.type == "assignment_expression" and left is not None and right is not None:
            key = text(left, 200).rsplit(".", 1)[-1].strip('[]"')
            found.append((key, lower(right, depth + 1)))
        elif node.type == "initializer_expression" and len(node.named_children) == 2:
            first = lower(node.named_children[0], depth + 1)
            if isinstance(first, e.Literal):
                found.append((first.text, lower(node.named_children[1], depth + 1)))
    return found


def _lambda(node: Node, depth: int) -> e.Expression:
    body = node.child_by_field_name("body")
    if body is None:
        return e.OPAQUE
    pairs = _pairs(body.named_children if body.type == "block" else [body], depth)
    if pairs:
        return e.Mapping(tuple(pairs))
    return lower(body, depth + 1) if body.type != "block" else e.OPAQUE


def _call(node: Node, depth: int) -> e.Expression:
    if node.type == "implicit_object_creation_expression":
        function = _declared_type(node)
    else:
        function = node.child_by_field_name("function") or node.child_by_field_name("type")
    if function is None:
        # An argument whose type the called method says: what it sets is all that the file tells.
        initial = next((child for child in node.named_children if child.type == "initializer_expression"), None)
        return _display(initial, depth) if initial is not None else e.OPAQUE
    listed = node.child_by_field_name("arguments") or next(
        (child for child in node.named_children if child.type == "argument_list"), None
    )
    arguments: list[tuple[str, e.Expression]] = []
    for child in listed.named_children[:MAX_ITEMS] if listed is not None else ():
        if child.type == "argument" and child.named_children:
            name = child.child_by_field_name("name")
            arguments.append((text(name) if name else str(len(arguments)), lower(child.named_children[-1], depth + 1)))
    initial = node.child_by_field_name("initializer")
    if initial is None and node.type != "invocation_expression":
        initial = next((child for child in node.named_children if child.type == "initializer_expression"), None)
    if initial is not None:
        arguments += _pairs(initial.named_children, depth)
    made = e.Invocation(lower(function, depth + 1), tuple(arguments), node.start_byte, line(node))
    return _plainer(made, invoked=node.type == "invocation_expression")


def _declared_type(node: Node) -> Node | None:
    """The type that `new(...)` makes: what the declaration or assignment around it says."""
    around = node.parent
    if around is None:
        return None
    if around.type == "variable_declarator" and around.parent is not None:
        return around.parent.child_by_field_name("type")
    if around.type == "assignment_expression":
        return around.child_by_field_name("left")
    return around.child_by_field_name("type") if around.type == "property_declaration" else None


def _plainer(call: e.Invocation, *, invoked: bool) -> e.Expression:
    """The call, or what it gives where that is plain: an address, a text, a setting."""
    name = e.dotted(call.function).rsplit(".", 1)[-1]
    given = dict(call.arguments)
    first, second = given.get("0"), given.get("1")
    if name == "Uri" and first is not None:
        return e.Joined((first, second)) if second is not None and not isinstance(second, e.Member) else first
    if not invoked or not isinstance(call.function, e.Member):
        return call
    owner, method = call.function.owner, call.function.name
    if method in _SAME_TEXT:
        return owner
    if method in {"GetEnvironmentVariable", "GetValue", "GetConnectionString", "GetSection", "GetRequiredSection"}:
        return setting_read(owner, method, call) or call
    return call


def _string(node: Node, depth: int) -> e.Expression:
    if node.type == "verbatim_string_literal":
        return e.Literal(text(node)[2:-1].replace('""', '"'))
    parts: list[e.Expression] = []
    for child in node.named_children[:MAX_ITEMS]:
        if child.type in {"string_literal_content", "string_content", "raw_string_content"}:
            parts.append(e.Literal(text(child)))
        elif child.type == "escape_sequence":
            parts.append(e.Literal(_ESCAPES.get(text(child, 12), "")))
        elif child.type == "interpolation":
            inner = [c for c in child.named_children if c.type != "interpolation_brace"]
            parts.append(lower(inner[0], depth + 1) if inner else e.OPAQUE)
    if not parts:
        return e.Literal("")
    return parts[0] if len(parts) == 1 and isinstance(parts[0], e.Literal) else e.Joined(tuple(parts))
