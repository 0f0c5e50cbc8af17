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
# Grammars that do not name the sides: what stands after the equals sign is given to what stands before it.
_UNNAMED = frozenset({"property_declaration", "class_parameter", "function_value_parameters", "assignment"})
_GIVEN_BACK = frozenset({"return_statement", "return_expression", "getter"})
_PAIRS = frozenset({"keyword_argument", "pair", "keyed_element", "value_argument", "infix_expression"})
_OPENS = re.compile(r"\.(openStream|openConnection|readText|readBytes|readLines|getContent)$")
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
    climb = _Climb(path, index, see_through)
    for number in range(index - 1, max(-1, index - 24), -1):
        if not climb.goes_on(number):
            break
    if climb.found is None and climb.broken:
        return _torn(path, index, tuple(climb.keys))
    return climb.found


class _Climb:
    """The way from a string up to where it stands. `found` is that place once `goes_on` says False."""

    def __init__(self, path: list[Node], index: int, see_through: re.Pattern[str]) -> None:
        self.path = path
        self.string = path[index]
        self.see_through = see_through
        self.whole = path[index]
        self.keys: list[str] = []
        self.listed = False
        self.broken = False
        self.found: Stand | None = None

    def goes_on(self, number: int) -> bool:
        """Take the node of that number in; False where the way ends at it."""
        node, inner = self.path[number], self.path[number + 1]
        kind = node.type
        if kind in _SEE_THROUGH:
            if self.whole == inner:
                self.whole = node
            return not _is_comparison(node)
        if kind in _DISPLAYS:
            self.listed = self.listed or kind in {"list", "array", "tuple", "set"}
        elif kind in _PAIRS:
            return self._pair(node, inner)
        elif kind == "ERROR":
            self.broken = True  # nobody can tell what the string was to be, but it stands in code
        elif kind in _CALLS:
            return self._call(node, inner)
        elif kind not in _MEMBERS:  # else it is a method of the string itself; the call comes next
            self.found = _final(self.path, number, (tuple(self.keys), self.whole, self.listed, self.string))
            return False
        return True

    def _pair(self, node: Node, inner: Node) -> bool:
        if node.type == "value_argument":
            self.keys += [text(word, 120) for word in node.named_children[:-1] if word.type == "identifier"]
            return True
        key = node.child_by_field_name("name") or node.child_by_field_name("key")
        if node.type == "infix_expression":  # `"key" to "value"`
            parts = node.named_children
            key = parts[0] if len(parts) == 3 and text(parts[1], 4) == "to" else None
        if key is None or key == inner:
            return False
        self.keys.append(text(key, 120).strip("'\"`"))
        return True

    def _call(self, node: Node, inner: Node) -> bool:
        owner = "".join(_called(node).split())
        opened = _OPENS.search(owner)
        own = inner.type in _MEMBERS or node.child_by_field_name("object") == inner
        if not (own and opened) and (own or self.see_through.search(owner)):
            self.whole, self.keys = node, []
            return True
        name = f"URL{opened.group()}" if own and opened else owner
        keys = (*self.keys, *_setter(node)) if not own else ()
        self.found = Stand("argument", name, keys, self.whole, node.start_byte, self.listed, self.string)
        return False


def _torn(path: list[Node], index: int, keys: tuple[str, ...]) -> Stand:
    """A string of which a break in the code hides where it goes."""
    return Stand("name", "", keys, path[index], path[index].start_byte, False, path[index])


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
    if node.type in _UNNAMED and node.child_by_field_name("left") is None:
        owner = _left_of(node, inner)
        return Stand("name", owner, keys, whole, node.start_byte, listed, string) if owner else None
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
    expression = node.type == "function_body" and node.children[0].type == "="
    if (
        node.type in _GIVEN_BACK
        or expression
        or (node.type in _FUNCTIONS and node.child_by_field_name("body") == inner)
    ):
        return Stand("returned", function_name(path, number), keys, whole, node.start_byte, listed, string)
    return None


def _left_of(node: Node, given: Node) -> str:
    """The name before the equals sign that stands before `given`, "" if it stands elsewhere."""
    for number, child in enumerate(node.children[1:-1], 1):
        if child.type == "=" and node.children[number + 1] == given:
            named = node.children[number - 1]
            while named.type in {"variable_declaration", "parameter", "user_type"}:
                inner = next((one for one in named.named_children if one.type == "identifier"), None)
                if inner is None:
                    break
                named = inner
            if node.type == "class_parameter":
                named = next((one for one in node.named_children if one.type == "identifier"), named)
            return text(named, 120).removeprefix("this.")
    return ""


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
