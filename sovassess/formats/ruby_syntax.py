"""Ruby source as a `Program`. Broken code gives what stands before and after the break."""

from __future__ import annotations

import re

from tree_sitter import Node

from sovassess.formats.branches import case, fork
from sovassess.formats.program import Binding, Branch, Class, Draft, Function, Imported, Program, Test
from sovassess.formats.ruby_expressions import lower
from sovassess.formats.shaped_evaluation import DEVELOPMENT
from sovassess.formats.shapes import Shape
from sovassess.formats.syntax import Span, captures, line, parse, text

MAX_ITEMS = 200
_QUERY = """
(call) @call
(assignment) @assign
(operator_assignment) @assign
[(method) (singleton_method)] @function
[(class) (module)] @class
[(optional_parameter) (keyword_parameter)] @parameter
[(if) (elsif)] @if
(unless) @unless
(if_modifier) @modifier
(unless_modifier) @without
(conditional) @choice
(case) @case
(return) @return
"""
_LEAVES = frozenset({"return", "next", "break"})
_ASSIGNED_CALL = re.compile(rb"^(::)?[A-Z][\w:]*\.[a-z]\w*$")
_GROUP = re.compile(rb"group\b.*:(development|test)")
_CALLS = frozenset({"argument_list", "do_block", "block"})
SHAPE = Shape(
    grammar="ruby",
    strings=frozenset({"string", "bare_string", "heredoc_body"}),
    calls={"call": _CALLS},
    named={
        "assignment": ("left", "right"),
        "operator_assignment": ("left", "right"),
        "optional_parameter": ("name", "value"),
        "keyword_parameter": ("name", "value"),
    },
    pairs={"pair": ("key", "value")},
    through=frozenset({
        "argument_list", "parenthesized_statements", "binary", "conditional", "interpolation", "hash", "begin", "then",
        "else", "if", "unless", "case", "when", "if_modifier", "unless_modifier", "element_reference", "string",
        "chained_string", "begin_block", "rescue_modifier", "block", "block_body", "rescue", "ensure",
    }),
    lists=frozenset({"array", "string_array"}),
    functions=frozenset({"method", "singleton_method"}),
    gives=frozenset({"return"}),
    bodies=frozenset({"body_statement"}),
    silent=frozenset({"comment", "regex", "heredoc_end", "uninterpreted"}),
)  # fmt: skip


def read(data: bytes) -> Program:
    """The program in `data` (UTF-8). Raises `ParseError` if it is too large."""
    root = parse("ruby", data).root_node
    found = captures("ruby", _QUERY, root)
    draft = Draft()
    for node in found.get("call", []):
        if data.startswith((b"require", b"gem", b"group"), node.start_byte):
            _loaded(node, draft)
    for node in found.get("class", []):
        name, above = node.child_by_field_name("name"), node.child_by_field_name("superclass")
        if name is None:
            continue
        bases = tuple(above.named_children[:1]) if above is not None else ()
        word = text(name, 200).rsplit("::", 1)[-1]
        draft.span(node, "class", Class(word, bases))
        span = (node.start_byte, node.end_byte)
        draft.names.append((word, Binding(node.start_byte, "class", span=span)))
    for node in found.get("function", []):
        _function(node, draft)
    for node in found.get("parameter", []):
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is not None:
            draft.names.append((text(name, 200), Binding(name.start_byte, "parameter", value)))
    for node in found.get("assign", []):
        _assigned(node, draft)
    for node in found.get("return", []):
        given = node.named_children[0] if node.named_children else None
        if given is not None and given.named_children:
            draft.returns.append((node.start_byte, given.named_children[0]))
    _branches(found, draft)
    draft.calls += found.get("call", [])
    return Program(data, root, draft, lower)


def _loaded(node: Node, draft: Draft) -> None:
    """`require "x"`; what a bundle loads for development is marked."""
    named, listed = node.child_by_field_name("method"), node.child_by_field_name("arguments")
    if named is None or listed is None or not listed.named_children or node.child_by_field_name("receiver") is not None:
        return
    first = listed.named_children[0]
    word = text(named, 20)
    if word == "require" and first.type == "string":
        module = text(first, 200).strip("'\"")
        if not module.startswith((".", "/")) and "#{" not in module:
            draft.imports.append(Imported(node.start_byte, line(node), module.replace("/", ".")))
    elif word == "group" and _GROUP.match(node.text or b""):
        draft.span(node, DEVELOPMENT, None)


def _function(node: Node, draft: Draft) -> None:
    name, listed = node.child_by_field_name("name"), node.child_by_field_name("parameters")
    if name is None:
        return
    parameters: list[str] = []
    for child in (listed.named_children if listed is not None else [])[:MAX_ITEMS]:
        word = child if child.type == "identifier" else child.child_by_field_name("name")
        if word is None:
            continue
        parameters.append(text(word, 100))
        if child.type == "identifier":
            draft.names.append((text(word, 100), Binding(word.start_byte, "parameter")))
    draft.span(node, "function", Function(text(name, 200), tuple(parameters)))
    span = (node.start_byte, node.end_byte)
    draft.names.append((text(name, 200), Binding(node.start_byte, "function", span=span)))
    body = node.child_by_field_name("body")
    if body is not None:
        last = body.named_children[-1] if body.type == "body_statement" and body.named_children else body
        draft.returns.append((body.start_byte, last))


def _assigned(node: Node, draft: Draft) -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return
    if left.type in {"identifier", "constant", "global_variable"}:
        draft.names.append((text(left, 200), Binding(left.start_byte, "value", right)))
    elif left.type in {"instance_variable", "class_variable"}:
        draft.names.append(("self." + text(left, 200).lstrip("@"), Binding(left.start_byte, "value", right)))
    elif left.type == "call" and _ASSIGNED_CALL.match(left.text or b""):
        draft.calls.append(node)


def _branches(found: dict[str, list[Node]], draft: Draft) -> None:
    for node in found.get("if", []):
        condition, yes = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
        fork(condition, yes, node.child_by_field_name("alternative"), draft)
    for node in found.get("unless", []):
        condition, no = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
        fork(condition, no, node.child_by_field_name("alternative"), draft, expected=False)
    for node in found.get("modifier", []):
        condition, body = node.child_by_field_name("condition"), node.child_by_field_name("body")
        fork(condition, body, None, draft)
        if body is not None and body.type in _LEAVES and condition is not None and node.parent is not None:
            _after(node, condition, draft, expected=False)
    for node in found.get("without", []):
        condition, body = node.child_by_field_name("condition"), node.child_by_field_name("body")
        fork(condition, body, None, draft, expected=False)
        if body is not None and body.type in _LEAVES and condition is not None:
            _after(node, condition, draft, expected=True)
    for node in found.get("choice", []):
        condition, yes = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
        fork(condition, yes, node.child_by_field_name("alternative"), draft)
    for node in found.get("case", []):
        subject = node.child_by_field_name("value")
        for clause in node.named_children[:MAX_ITEMS]:
            pattern, body = clause.child_by_field_name("pattern"), clause.child_by_field_name("body")
            if clause.type == "when" and pattern is not None and body is not None:
                case(subject, pattern, body, draft)


def _after(node: Node, condition: Node, draft: Draft, *, expected: bool) -> None:
    """What follows `return if x` and `return unless x` in the same block."""
    around = node.parent
    if around is not None and around.type in {"body_statement", "then", "else"} and around.end_byte > node.end_byte:
        draft.spans.append(
            Span(node.end_byte, around.end_byte, "branch", Branch((Test(condition, expected=expected),)))
        )
