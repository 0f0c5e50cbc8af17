"""PHP source as a `Program`. Broken code gives what stands before and after the break."""

from __future__ import annotations

from tree_sitter import Node

from sovassess.formats import expressions as e
from sovassess.formats.branches import case, early_exit, fork
from sovassess.formats.php_expressions import lower
from sovassess.formats.program import Binding, Branch, Class, Draft, Function, Imported, Program
from sovassess.formats.shapes import Shape
from sovassess.formats.syntax import Span, Spans, captures, line, parse, text

MAX_ITEMS = 300
_QUERY = """
(namespace_use_declaration) @use
[(function_call_expression) (member_call_expression) (nullsafe_member_call_expression) (scoped_call_expression)
 (object_creation_expression)] @call
(assignment_expression) @assign
(property_element) @property
(const_element) @const
[(simple_parameter) (property_promotion_parameter)] @parameter
[(function_definition) (method_declaration)] @function
[(class_declaration) (trait_declaration)] @class
[(if_statement) (else_if_clause)] @if
(conditional_expression) @choice
(case_statement) @case
(match_conditional_expression) @arm
(return_statement) @return
(array_creation_expression) @array
(attribute_list) @attribute
"""
_LEAVES = frozenset({"return_statement", "continue_statement", "break_statement", "throw_expression"})
# Names under which the configuration of frameworks lists the suppliers of one need, beside the one chosen by default.
_GROUPS = frozenset(
    {"connections", "mailers", "disks", "stores", "channels", "drivers", "providers", "services", "apps"}
)
_CALLS = frozenset({"arguments"})
SHAPE = Shape(
    grammar="php",
    strings=frozenset({"string", "encapsed_string", "heredoc", "nowdoc"}),
    calls={
        "function_call_expression": _CALLS,
        "member_call_expression": _CALLS,
        "nullsafe_member_call_expression": _CALLS,
        "scoped_call_expression": _CALLS,
        "object_creation_expression": _CALLS,
    },
    named={
        "assignment_expression": ("left", "right"),
        "property_element": ("name", "default_value"),
        "const_element": ("", ""),
        "simple_parameter": ("name", "default_value"),
        "property_promotion_parameter": ("name", "default_value"),
        "static_variable_declaration": ("name", "value"),
    },
    pairs={"array_element_initializer": ("", ""), "match_conditional_expression": ("", "return_expression")},
    through=frozenset({
        "argument", "arguments", "parenthesized_expression", "binary_expression", "conditional_expression",
        "cast_expression", "array_creation_expression", "encapsed_string", "heredoc", "heredoc_body", "arrow_function",
        "array_element_initializer", "match_block", "match_expression", "match_default_expression",
        "subscript_expression",
        "nowdoc", "nowdoc_body", "string", "error_suppression_expression",
    }),
    lists=frozenset(),
    functions=frozenset({"function_definition", "method_declaration"}),
    gives=frozenset({"return_statement"}),
    silent=frozenset({"comment", "text", "attribute_list"}),
)  # fmt: skip


def read(data: bytes) -> Program:
    """The program in `data` (UTF-8). Raises `ParseError` if it is too large."""
    root = parse("php", data).root_node
    found = captures("php", _QUERY, root)
    draft = Draft()
    for node in found.get("use", []):
        _use(node, draft)
    for node in found.get("class", []):
        name = node.child_by_field_name("name")
        above = next((child for child in node.named_children if child.type == "base_clause"), None)
        if name is not None:
            bases = tuple(above.named_children[:1]) if above is not None else ()
            draft.span(node, "class", Class(text(name, 200), bases))
            span = (node.start_byte, node.end_byte)
            draft.names.append((text(name, 200), Binding(node.start_byte, "class", span=span)))
    for node in found.get("function", []):
        _function(node, draft)
    _values(found, draft)
    for node in found.get("return", []):
        if node.named_children:
            draft.returns.append((node.start_byte, node.named_children[0]))
    _branches(found, draft)
    for node in found.get("array", []):
        _choices(node, draft)
    draft.calls = _outside_attributes(found.get("call", []), found.get("attribute", []))
    return Program(data, root, draft, lower)


def _outside_attributes(calls: list[Node], attributes: list[Node]) -> list[Node]:
    """The calls that run: what an attribute constructs describes the code to tools."""
    around = Spans(Span(node.start_byte, node.end_byte, "attribute") for node in attributes)
    return [node for node in calls if around.innermost(node.start_byte) < 0]


def _use(node: Node, draft: Draft) -> None:
    """`use A\\B as C;`, `use A\\{B, C as D};`; functions and constants count as names, too."""
    prefix = next((text(c, 300) for c in node.named_children if c.type == "namespace_name"), "")
    group = next((c for c in node.named_children if c.type == "namespace_use_group"), None)
    for clause in (group if group is not None else node).named_children[:MAX_ITEMS]:
        if clause.type != "namespace_use_clause":
            continue
        alias = clause.child_by_field_name("alias")
        target = next(
            (c for c in clause.named_children if c.type in {"qualified_name", "name", "namespace_name"}), None
        )
        if target is None:
            continue
        own = text(target, 300).strip("\\")
        whole = (f"{prefix}\\{own}" if group is not None and prefix else own).replace("\\", ".")
        local = text(alias, 200) if alias is not None else whole.rsplit(".", 1)[-1]
        draft.names.append((local, Binding(clause.start_byte, "import", qualified=whole)))
        draft.imports.append(Imported(clause.start_byte, line(clause), whole))


def _function(node: Node, draft: Draft) -> None:
    name, listed = node.child_by_field_name("name"), node.child_by_field_name("parameters")
    if name is None:
        return
    parameters = [
        text(word, 100)
        for child in (listed.named_children if listed is not None else [])[:MAX_ITEMS]
        if (word := child.child_by_field_name("name")) is not None
    ]
    draft.span(node, "function", Function(text(name, 200), tuple(parameters)))
    span = (node.start_byte, node.end_byte)
    draft.names.append((text(name, 200), Binding(node.start_byte, "function", span=span)))


def _values(found: dict[str, list[Node]], draft: Draft) -> None:
    for node in found.get("property", []):
        name, value, around = node.child_by_field_name("name"), node.child_by_field_name("default_value"), node.parent
        kind = around.child_by_field_name("type") if around is not None else None
        if name is not None:
            bound = Binding(name.start_byte, "value", value, "", _typed(kind))
            draft.names.append((text(name, 200).lstrip("$"), bound))
    for node in found.get("const", []):
        if len(node.named_children) == 2:
            name, value = node.named_children
            draft.names.append((text(name, 200), Binding(name.start_byte, "value", value)))
    for node in found.get("parameter", []):
        name, value = node.child_by_field_name("name"), node.child_by_field_name("default_value")
        if name is None:
            continue
        kind = _typed(node.child_by_field_name("type"))
        draft.names.append((text(name, 200), Binding(name.start_byte, "parameter", value, "", kind)))
        if node.type == "property_promotion_parameter":
            bound = Binding(name.start_byte, "value", value, "", kind)
            draft.names.append(("self." + text(name, 200).lstrip("$"), bound))
    for node in found.get("assign", []):
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        written = text(left, 200) if left is not None else ""
        if left is None or right is None:
            continue
        if left.type == "variable_name":
            draft.names.append((written, Binding(left.start_byte, "value", right)))
        elif written.startswith(("$this->", "self::$", "static::$")) and "[" not in written:
            member = written.replace("::$", "->").split("->", 1)[1]
            if member.isidentifier():
                draft.names.append(("self." + member, Binding(left.start_byte, "value", right)))


def _typed(node: Node | None) -> Node | None:
    return node if node is not None and node.type in {"named_type", "optional_type"} else None


def _branches(found: dict[str, list[Node]], draft: Draft) -> None:
    for node in found.get("if", []):
        condition, body = node.child_by_field_name("condition"), node.child_by_field_name("body")
        others = node.children_by_field_name("alternative")
        fork(condition, body, None, draft)
        for other in others:
            fork(condition, None, other, draft)
        if not others and node.type == "if_statement":
            early_exit(node, condition, body, draft, leaves=_LEAVES)
    for node in found.get("choice", []):
        condition, yes = node.child_by_field_name("condition"), node.child_by_field_name("body")
        fork(condition, yes, node.child_by_field_name("alternative"), draft)
    for node in found.get("case", []):
        switch = node.parent.parent if node.parent is not None else None
        subject = switch.child_by_field_name("condition") if switch is not None else None
        case(subject, node.child_by_field_name("value"), node, draft)
    for node in found.get("arm", []):
        match = node.parent.parent if node.parent is not None else None
        subject = match.child_by_field_name("condition") if match is not None else None
        case(subject, node.child_by_field_name("conditional_expressions"), node, draft)


def _choices(node: Node, draft: Draft) -> None:
    """`'default' => 'a', 'connections' => ['a' => […], 'b' => […]]`: all but the default are alternatives."""
    pairs = {
        text(child.named_children[0], 60).strip("'\""): child.named_children[1]
        for child in node.named_children[:MAX_ITEMS]
        if child.type == "array_element_initializer" and len(child.named_children) == 2
    }
    if "default" not in pairs or not _GROUPS & pairs.keys():
        return
    chosen = lower(pairs["default"])
    if isinstance(chosen, e.Either):
        chosen = chosen.second
    for group in sorted(_GROUPS & pairs.keys()):
        for child in pairs[group].named_children[:MAX_ITEMS]:
            if child.type != "array_element_initializer" or len(child.named_children) != 2:
                continue
            key, value = child.named_children
            word = text(key, 60).strip("'\"")
            if value.type == "array_creation_expression" and not (
                isinstance(chosen, e.Literal) and chosen.text == word
            ):
                draft.span(value, "branch", Branch(reason=f"{group}: {word} is not the default"))
