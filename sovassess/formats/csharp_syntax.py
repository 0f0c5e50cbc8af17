"""C# source as a `Program`. Broken code gives what stands before and after the break."""

from __future__ import annotations

import re

from tree_sitter import Node

from sovassess.formats.branches import case, early_exit, fork
from sovassess.formats.csharp_expressions import lower
from sovassess.formats.program import Binding, Branch, Class, Draft, Function, Imported, Program
from sovassess.formats.shapes import Shape
from sovassess.formats.syntax import captures, line, parse, text

MAX_ITEMS = 200
_QUERY = """
(using_directive) @using
(invocation_expression) @call
(object_creation_expression) @call
(implicit_object_creation_expression) @call
(variable_declarator) @declare
(assignment_expression) @assign
(property_declaration) @property
(parameter) @parameter
[(method_declaration) (constructor_declaration) (local_function_statement)] @function
[(class_declaration) (record_declaration) (struct_declaration)] @class
(if_statement) @if
(conditional_expression) @choice
(switch_section) @section
(switch_expression) @switch
(preproc_if) @preproc
(return_statement) @return
"""
# Not a throw: a program that ends so does not do without what it asked for.
_LEAVES = frozenset({"return_statement", "continue_statement"})
_ASSIGNED_CALL = re.compile(rb"^[A-Z][\w.]*\.[A-Z]\w*$|\.(BaseAddress|BaseUrl|BaseUri|Endpoint|Dsn|ConnectionString)$")
_CALLS = frozenset({"argument_list", "bracketed_argument_list", "initializer_expression"})
SHAPE = Shape(
    grammar="csharp",
    strings=frozenset(
        {"string_literal", "verbatim_string_literal", "interpolated_string_expression", "raw_string_literal"}
    ),
    calls={
        "invocation_expression": _CALLS,
        "object_creation_expression": _CALLS,
        "implicit_object_creation_expression": _CALLS,
        "attribute": frozenset({"attribute_argument_list"}),
    },
    named={
        "variable_declarator": ("name", ""),
        "assignment_expression": ("left", "right"),
        "property_declaration": ("name", "value"),
        "parameter": ("name", ""),
    },
    pairs={"assignment_expression": ("left", "right"), "switch_expression_arm": ("", "")},
    through=frozenset({
        "argument", "argument_list", "parenthesized_expression", "postfix_unary_expression", "cast_expression",
        "binary_expression", "conditional_expression", "await_expression", "interpolation", "lambda_expression",
        "member_access_expression", "switch_expression", "expression_statement", "expression_element",
        "interpolated_string_expression", "initializer_expression", "array_creation_expression", "block",
        "implicit_array_creation_expression", "equals_value_clause", "string_literal", "collection_element",
        "element_access_expression", "bracketed_argument_list", "conditional_access_expression",
    }),
    lists=frozenset({"collection_expression"}),
    functions=frozenset({"method_declaration", "local_function_statement", "property_declaration"}),
    gives=frozenset({"return_statement", "arrow_expression_clause", "yield_statement"}),
    silent=frozenset({"comment", "attribute_list", "preproc_region", "xml_comment"}),
)  # fmt: skip


def read(data: bytes) -> Program:
    """The program in `data` (UTF-8). Raises `ParseError` if it is too large."""
    root = parse("csharp", data).root_node
    found = captures("csharp", _QUERY, root)
    draft = Draft()
    for node in found.get("using", []):
        _using(node, draft)
    for node in found.get("class", []):
        _class(node, draft)
    for node in found.get("function", []):
        _function(node, draft)
    assigned = _assignments(found.get("assign", []), draft)
    for node in found.get("declare", []):
        _declared(node, assigned, draft)
    for node in found.get("property", []):
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is not None:
            given = value if value is not None else assigned.get(text(name, 200))
            bound = Binding(name.start_byte, "value", given, "", node.child_by_field_name("type"))
            draft.names.append((text(name, 200), bound))
    for node in found.get("parameter", []):
        name = node.child_by_field_name("name")
        if name is not None:
            value = node.named_children[-1] if node.named_children[-1] != name else None
            bound = Binding(name.start_byte, "parameter", value, "", node.child_by_field_name("type"))
            draft.names.append((text(name, 200), bound))
    for node in found.get("return", []):
        if node.named_children:
            draft.returns.append((node.start_byte, node.named_children[0]))
    _branches(found, draft)
    draft.calls += found.get("call", [])
    return Program(data, root, draft, lower)


def _using(node: Node, draft: Draft) -> None:
    """`using A.B;`, `using X = A.B;`; what `using static` brings cannot be told apart by name."""
    alias = node.child_by_field_name("name")
    target = next(
        (c for c in node.named_children if c.type in {"qualified_name", "identifier", "generic_name"} and c != alias),
        None,
    )
    if target is None:
        return
    module = "".join(text(target, 300).split()).removeprefix("global::")
    draft.imports.append(Imported(node.start_byte, line(node), module))
    if alias is not None:
        draft.names.append((text(alias), Binding(node.start_byte, "import", qualified=module)))


def _class(node: Node, draft: Draft) -> None:
    name = node.child_by_field_name("name")
    if name is None:
        return
    listed = next((child for child in node.named_children if child.type == "base_list"), None)
    bases = [
        c for c in (listed.named_children if listed is not None else []) if c.type in {"identifier", "qualified_name"}
    ]
    bases = [base for base in bases if not re.match(r"I[A-Z]", text(base, 40).rsplit(".", 1)[-1])]
    draft.span(node, "class", Class(text(name, 200), tuple(bases)))
    draft.names.append((text(name, 200), Binding(node.start_byte, "class", span=(node.start_byte, node.end_byte))))


def _function(node: Node, draft: Draft) -> None:
    name, listed = node.child_by_field_name("name"), node.child_by_field_name("parameters")
    if name is None:
        return
    parameters = [
        text(word, 200)
        for child in (listed.named_children if listed is not None else [])[:MAX_ITEMS]
        if (word := child.child_by_field_name("name")) is not None
    ]
    draft.span(node, "function", Function(text(name, 200), tuple(parameters)))
    draft.names.append((text(name, 200), Binding(node.start_byte, "function", span=(node.start_byte, node.end_byte))))
    body = node.child_by_field_name("body")
    if body is not None and body.type == "arrow_expression_clause":
        draft.returns.append((body.start_byte, body))


def _assignments(nodes: list[Node], draft: Draft) -> dict[str, Node]:
    """The first value that each bare name or member of `this` is assigned; members of packages' types are calls."""
    assigned: dict[str, Node] = {}
    for node in nodes:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None or left.end_byte - left.start_byte > 200:
            continue
        if left.type == "identifier":
            assigned.setdefault(text(left), right)
        elif left.type == "member_access_expression":
            written = left.text or b""
            if written.startswith(b"this."):
                assigned.setdefault(written[5:].decode("utf-8", "replace"), right)
            elif _ASSIGNED_CALL.search(written) and not (node.parent and node.parent.type == "initializer_expression"):
                draft.calls.append(node)
    return assigned


def _declared(node: Node, assigned: dict[str, Node], draft: Draft) -> None:
    name, around = node.child_by_field_name("name"), node.parent
    if name is None:
        return
    word = text(name, 200)
    value = node.named_children[-1] if node.named_children[-1] != name else None
    kind = around.child_by_field_name("type") if around is not None else None
    if value is None:
        value = assigned.get(word)
    annotation = kind if kind is not None and kind.type not in {"implicit_type", "predefined_type"} else None
    draft.names.append((word, Binding(name.start_byte, "value", value, "", annotation)))


def _words(section: Node) -> list[Node]:
    """What a section of a switch compares with: its pattern, several joined by `or`, or what stands behind `when`, as
    in `case string x when x.Equals("a"):`."""
    words: list[Node] = []
    for part in section.named_children[:MAX_ITEMS]:
        if part.type == "constant_pattern":
            words.append(part)
        elif part.type == "or_pattern":
            words += [one for one in part.named_children if one.type == "constant_pattern"]
        elif part.type == "when_clause" and part.named_children:
            words += _compared_with(part.named_children[0])
    return words


def _compared_with(test: Node) -> list[Node]:
    given = test.child_by_field_name("arguments") if test.type == "invocation_expression" else test
    function = test.child_by_field_name("function")
    if given is None or (function is not None and not text(function, 200).endswith(".Equals")):
        return []
    if test.type == "binary_expression" and text(test.child_by_field_name("operator") or test, 2) != "==":
        return []
    parts = [one.named_children[0] if one.type == "argument" else one for one in given.named_children[:2]]
    return [one for one in parts if one.type in SHAPE.strings][:1]


def _has_no_body(section: Node) -> bool:
    return all(child.type.endswith(("pattern", "when_clause")) for child in section.named_children)


def _branches(found: dict[str, list[Node]], draft: Draft) -> None:
    for node in found.get("if", []):
        condition, yes = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
        no = node.child_by_field_name("alternative")
        fork(condition, yes, no, draft)
        if no is None:
            early_exit(node, condition, yes, draft, leaves=_LEAVES)
    for node in found.get("choice", []):
        condition, yes = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
        fork(condition, yes, node.child_by_field_name("alternative"), draft)
    for node in found.get("section", []):
        switch = node.parent.parent if node.parent is not None else None
        subject = switch.child_by_field_name("value") if switch is not None else None
        words = _words(node)
        before = node.prev_named_sibling
        while words and before is not None and before.type == "switch_section" and _has_no_body(before):
            words, before = words + _words(before), before.prev_named_sibling
        if words:
            case(subject, words[0], node, draft, also=tuple(words[1:MAX_ITEMS]))
    for node in found.get("switch", []):
        for arm in node.named_children[1:MAX_ITEMS]:
            if arm.type == "switch_expression_arm" and arm.named_children[0].type == "constant_pattern":
                case(node.named_children[0], arm.named_children[0], arm, draft)
    for node in found.get("preproc", []):
        condition = node.child_by_field_name("condition")
        reason = text(condition, 60) if condition is not None else ""
        if reason and not reason.startswith(("!", "NET", "NETSTANDARD")):
            draft.span(node, "branch", Branch(reason=f"built with {reason}"))
