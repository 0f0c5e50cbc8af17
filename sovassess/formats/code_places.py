"""Where a piece of text stands in a program: what it is an argument, a name, a default or an attribute of."""

from __future__ import annotations

import re
from posixpath import basename

from msgspec import Struct
from tree_sitter import Node

from sovassess.formats.syntax import text

STRINGS = frozenset({
    "string", "template_string", "concatenated_string", "interpreted_string_literal", "raw_string_literal",
    "string_literal", "multiline_string_literal",
})  # fmt: skip
_SEE_THROUGH = frozenset({
    "concatenated_string", "parenthesized_expression", "boolean_operator", "conditional_expression", "binary_operator",
    "ternary_expression", "await_expression", "await", "as_expression", "satisfies_expression", "non_null_expression",
    "interpolation", "template_substitution", "template_string", "string", "jsx_expression", "type_assertion",
    "binary_expression", "interpreted_string_literal", "raw_string_literal", "string_literal", "cast_expression",
    "multiline_string_literal", "expression_list", "literal_element", "unary_expression",
})  # fmt: skip
_DISPLAYS = frozenset({"list", "array", "tuple", "set", "dictionary", "object", "argument_list", "arguments",
                       "literal_value", "composite_literal", "array_initializer", "value_arguments"})  # fmt: skip
_CALLS = frozenset({"call", "call_expression", "new_expression", "method_invocation", "object_creation_expression"})
_NAMED = {
    "assignment": ("left", "right"), "variable_declarator": ("name", "value"),
    "assignment_expression": ("left", "right"), "public_field_definition": ("name", "value"),
    "field_definition": ("property", "value"), "default_parameter": ("name", "value"),
    "typed_default_parameter": ("name", "value"), "required_parameter": ("pattern", "value"),
    "optional_parameter": ("pattern", "value"), "assignment_pattern": ("left", "right"),
    "object_assignment_pattern": ("left", "right"), "named_expression": ("name", "value"),
    "short_var_declaration": ("left", "right"), "var_spec": ("name", "value"), "const_spec": ("name", "value"),
    "assignment_statement": ("left", "right"),
}  # fmt: skip
_FUNCTIONS = frozenset({"function_definition", "function_declaration", "method_definition", "arrow_function",
                        "function_expression", "method_declaration", "func_literal", "lambda_expression"})  # fmt: skip
_MEMBERS = frozenset({"attribute", "member_expression", "navigation_expression", "selector_expression", "field_access"})
_COMPARES = re.compile(r"^(===?|!==?|in|<|>|<=|>=|instanceof)$")


class Stand(Struct, frozen=True):
    """Where a string acts. `kind`: `argument`, `name`, `attribute` or `returned`; `keys` are the names on the way from
    inside out (object keys, keywords), `owner` what is called, assigned, returned from, or the tag.

    `whole` is the largest expression that `string` is a part of, `at` the byte at which the owner starts.
    """

    kind: str
    owner: str
    keys: tuple[str, ...]
    whole: Node
    at: int
    listed: bool = False
    string: Node | None = None


def stand(path: list[Node], see_through: re.Pattern[str]) -> Stand | None:
    """Where the innermost string on a path stands; None where it does not act (comment, comparison, prose, type).

    Calls whose name matches `see_through` give back what they are given.
    """
    if any(node.type in {"comment", "html_comment", "regex", "jsx_text", "type", "type_annotation"} for node in path):
        return None
    index = max((number for number, node in enumerate(path) if node.type in STRINGS), default=-1)
    if index < 1:
        return None
    whole, keys, listed = path[index], list[str](), False
    for number in range(index - 1, max(-1, index - 24), -1):
        node, inner = path[number], path[number + 1]
        kind = node.type
        if kind in _SEE_THROUGH:
            if _is_comparison(node):
                return None
            if whole == inner:
                whole = node
        elif kind in _DISPLAYS:
            listed = listed or kind in {"list", "array", "tuple", "set"}
        elif kind in {"keyword_argument", "pair", "keyed_element"}:
            key = node.child_by_field_name("name") or node.child_by_field_name("key")
            if key is None or key == inner:
                return None
            keys.append(text(key, 120).strip("'\"`"))
        elif kind == "value_argument":
            keys += [text(word, 120) for word in node.named_children[:-1] if word.type == "identifier"]
        elif kind in _MEMBERS:
            continue  # a method of the string itself; the call comes next
        elif kind in _CALLS:
            owner = "".join(_called(node).split())
            own = inner.type in _MEMBERS or node.child_by_field_name("object") == inner
            if own or see_through.search(owner):
                whole, keys = node, []
                continue
            keys += _setter(node)
            return Stand("argument", owner, tuple(keys), whole, node.start_byte, listed, path[index])
        else:
            return _final(path, number, (tuple(keys), whole, listed, path[index]))
    return None


def _called(node: Node) -> str:
    """The text of what a call calls, however the grammar of its language names the parts."""
    called = node.child_by_field_name("function") or node.child_by_field_name("constructor")
    if called is not None:
        return text(called, 160)
    owner, name = node.child_by_field_name("object"), node.child_by_field_name("name")
    if name is not None:
        return f"{text(owner, 160)}.{text(name, 80)}" if owner is not None else text(name, 160)
    made = node.child_by_field_name("type") or (node.named_children[0] if node.named_children else node)
    return text(made, 160)


def _setter(node: Node) -> list[str]:
    """The method by which a builder is given something, in a chain such as `builder().url("…")`."""
    owner, name = node.child_by_field_name("object"), node.child_by_field_name("name")
    if name is None and node.named_children and node.named_children[0].type == "navigation_expression":
        parts = node.named_children[0].named_children
        owner, name = (parts[0], parts[-1]) if len(parts) > 1 else (None, None)
    chained = owner is not None and owner.type in _CALLS
    return [text(name, 80)] if chained and name is not None else []


def _is_comparison(node: Node) -> bool:
    if node.type != "binary_expression":
        return False
    operator = node.child_by_field_name("operator")
    return operator is not None and _COMPARES.match(text(operator, 12)) is not None


def _final(path: list[Node], number: int, known: tuple[tuple[str, ...], Node, bool, Node]) -> Stand | None:
    node, inner = path[number], path[number + 1]
    keys, whole, listed, string = known
    if node.type in _NAMED:
        left, right = (node.child_by_field_name(name) for name in _NAMED[node.type])
        if left is None or right is None or right != inner:
            return None
        return Stand("name", text(left, 120), keys, whole, node.start_byte, listed, string)
    if node.type == "jsx_attribute" and node.named_children:
        tag = path[number - 1].child_by_field_name("name")
        owner = text(tag, 80) if tag is not None else ""
        return Stand(
            "attribute", owner, (*keys, text(node.named_children[0], 80)), whole, node.start_byte, listed, string
        )
    if node.type == "return_statement" or (node.type in _FUNCTIONS and node.child_by_field_name("body") == inner):
        return Stand("returned", function_name(path, number), keys, whole, node.start_byte, listed, string)
    return None


def function_name(path: list[Node], number: int) -> str:
    """The name of the innermost function around a node of a path; that of its variable for an arrow function."""
    for position in range(number, 0, -1):
        node = path[position]
        if node.type in _FUNCTIONS:
            named = node.child_by_field_name("name")
            if named is None and path[position - 1].type == "variable_declarator":
                named = path[position - 1].child_by_field_name("name")
            return basename(text(named, 120)) if named is not None else ""
    return ""
