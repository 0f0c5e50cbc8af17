"""Go source as a `Program`. Broken code gives what stands before and after the break."""

from __future__ import annotations

import re
from functools import cache

from tree_sitter import Node

from sovassess.formats.branches import fork
from sovassess.formats.go_bindings import Fields, Writer
from sovassess.formats.go_expressions import GoExpressions
from sovassess.formats.go_parts import is_option, string, tag_of
from sovassess.formats.program import Binding, Branch, Class, Draft, Function, Imported, Program, Test
from sovassess.formats.syntax import Span, captures, line, order, parse, text

MAX_ITEMS = 200
_QUERY = """
(import_spec) @import
(call_expression) @call
(composite_literal) @literal
(short_var_declaration) @declare
(var_spec) @declare
(const_spec) @declare
(assignment_statement) @assign
(function_declaration) @function
(method_declaration) @function
(func_literal) @closure
(type_spec) @type
(if_statement) @if
(expression_switch_statement) @switch
(return_statement) @return
"""
_VERSION = re.compile(r"^v\d+$")
_DECORATION = re.compile(
    r"^(go|golang)[-_.]|[-_.](go|golang)$|(?<=.)[-_.](go|golang)(?=[-_.])|\.v\d+$|-?sdk$|^sdk-|-client$"
)
_BASIC = frozenset({"string", "bool", "byte", "error", "any", "rune", "int", "int64", "int32", "uint", "float64"})
_SETTINGS = re.compile(rb"StringVarP?\(|SetDefault\(|BindEnv\(")
_OPTION = re.compile(rb"\b(?:With|Option|Set|Seed)[A-Z]|Option\(")
_LEAVES = frozenset({"return_statement", "continue_statement", "break_statement"})


def read(data: bytes) -> Program:
    """The program in `data` (UTF-8). Raises `ParseError` if it is too large."""
    root = parse("go", data).root_node
    found = captures("go", _QUERY, root)
    draft, expressions = Draft(), GoExpressions()
    for node in found.get("import", []):
        _import(node, draft)
    fields = Fields({})
    for node in found.get("type", []):
        _struct(node, draft, fields)
    receivers: dict[int, str] = {}
    for node in found.get("function", []):
        expressions.functions.append((node.start_byte, node.end_byte))
        _function(node, draft, receivers)
    for node in found.get("closure", []):
        _function(node, draft, receivers)
    writer = Writer(draft, expressions, fields, receivers)
    for node in found.get("declare", []):
        left = node.child_by_field_name("left")
        names = left.named_children if left is not None else node.children_by_field_name("name")
        right = node.child_by_field_name("right") or node.child_by_field_name("value")
        writer.bind(names, right, node.child_by_field_name("type"))
    for node in found.get("assign", []):
        left = node.child_by_field_name("left")
        writer.bind(left.named_children if left is not None else [], node.child_by_field_name("right"), None)
    draft.calls = [node for node in found.get("call", []) if not _may_be_option(data, node) or not is_option(node)]
    for node in found.get("literal", []):
        writer.literal(node)
    for node in draft.calls if _SETTINGS.search(data) is not None else ():
        writer.flag(node)
        writer.setting(node)
    draft.calls.sort(key=order)
    writer.typed_fields()
    _branches(found, draft)
    for node in found.get("return", []):
        if node.named_children:
            first = node.named_children[0]
            first = first.named_children[0] if first.type == "expression_list" and first.named_children else first
            draft.returns.append((node.start_byte, first))
    return Program(data, root, draft, expressions.lower)


def _may_be_option(data: bytes, node: Node) -> bool:
    """Whether the text of a call starts like one of an option function; spares looking closely at every call."""
    return _OPTION.search(data, node.start_byte, min(node.start_byte + 120, node.end_byte)) is not None


@cache
def package_names(path: str) -> tuple[str, ...]:
    """What a package may be called in code, the likeliest first, by its import path."""
    parts = [part for part in path.split("/") if part]
    while len(parts) > 1 and _VERSION.match(parts[-1]):
        parts.pop()
    last = parts[-1] if parts else ""
    bare = last
    for _ in range(3):
        bare = _DECORATION.sub("", bare)
    names = [bare, last, bare.replace("-", ""), bare.replace("-", "_"), bare.rsplit("-", 1)[-1], bare.split(".")[0]]
    return tuple(dict.fromkeys(name for name in names if name and re.fullmatch(r"\w+", name)))


def _import(node: Node, draft: Draft) -> None:
    path, named = node.child_by_field_name("path"), node.child_by_field_name("name")
    if path is None:
        return
    module = string(path)
    draft.imports.append(Imported(node.start_byte, line(node), module))
    if named is not None and named.type != "package_identifier":
        return
    for name in (text(named),) if named is not None else package_names(module):
        draft.names.append((name, Binding(node.start_byte, "import", qualified=module)))


def _struct(node: Node, draft: Draft, fields: Fields) -> None:
    named, kind = node.child_by_field_name("name"), node.child_by_field_name("type")
    if named is None or kind is None or kind.type != "struct_type" or not kind.named_children:
        return
    struct = text(named, 200)
    draft.span(node, "class", Class(struct))
    draft.names.append((struct, Binding(node.start_byte, "class", span=(node.start_byte, node.end_byte))))
    for field in kind.named_children[0].named_children[:MAX_ITEMS]:
        annotation, tag = field.child_by_field_name("type"), tag_of(field)
        for word in field.children_by_field_name("name"):
            fields.declared[(struct, text(word))] = word.start_byte
            if tag is not None:
                value = field if tag.default is not None else None
                draft.names.append((text(word), Binding(word.start_byte, "environment", value, tag.variable)))
            else:
                draft.names.append((text(word), Binding(word.start_byte, "field", None, "", annotation)))


def _function(node: Node, draft: Draft, receivers: dict[int, str]) -> None:
    named, listed = node.child_by_field_name("name"), node.child_by_field_name("parameters")
    name = text(named, 200) if named is not None else ""
    parameters: list[str] = []
    for child in (listed.named_children if listed is not None else [])[:MAX_ITEMS]:
        annotation = child.child_by_field_name("type")
        for word in child.children_by_field_name("name"):
            parameters.append(text(word))
            draft.names.append((text(word), Binding(word.start_byte, "parameter", None, "", _told(annotation))))
    receiver = node.child_by_field_name("receiver")
    declared = receiver.named_children[0] if receiver is not None and receiver.named_children else None
    own = declared.child_by_field_name("name") if declared is not None else None
    kind = declared.child_by_field_name("type") if declared is not None else None
    while kind is not None and kind.type in {"pointer_type", "generic_type"} and kind.named_children:
        kind = kind.named_children[0]
    if own is not None and kind is not None:
        receivers[node.start_byte] = f"{text(own)} {text(kind)}"
        draft.names.append((text(own), Binding(own.start_byte, "parameter", None, "", kind)))
    draft.span(node, "function", Function(name, tuple(parameters)))
    if name and receiver is None:
        draft.names.append((name, Binding(node.start_byte, "function", span=(node.start_byte, node.end_byte))))


def _told(annotation: Node | None) -> Node | None:
    """The type, unless it is one of the language itself, which leads nowhere."""
    return None if annotation is None or text(annotation, 40).lstrip("[].*") in _BASIC else annotation


def _branches(found: dict[str, list[Node]], draft: Draft) -> None:
    for node in found.get("if", []):
        _if(node, draft)
    for node in found.get("switch", []):
        subject = node.child_by_field_name("value")
        for case in node.named_children[:MAX_ITEMS]:
            value = case.child_by_field_name("value")
            if case.type != "expression_case" or value is None:
                continue
            test = Test(value, expected=True) if subject is None else Test(subject, expected=True, equals=value)
            draft.span(case, "branch", Branch((test,)))


def _if(node: Node, draft: Draft) -> None:
    condition, body = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
    alternative = node.child_by_field_name("alternative")
    if condition is None or body is None or _is_error(condition):
        return
    fork(condition, body, alternative, draft)
    if alternative is not None:
        return
    inner = body.named_children[0] if body.named_children else None
    last = inner.named_children[-1] if inner is not None and inner.named_children else None
    around = node.parent
    if around is not None and around.type in {"block", "statement_list"} and last is not None and last.type in _LEAVES:
        otherwise = Branch((Test(condition, expected=False),))
        draft.spans.append(Span(node.end_byte, around.end_byte, "branch", otherwise))


def _is_error(condition: Node) -> bool:
    """`if err != nil`: what follows is no choice that somebody made."""
    return text(condition, 20) in {"err != nil", "err == nil"}
