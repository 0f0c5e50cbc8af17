"""Python source as a `Program`. Broken code gives what stands before and after the break."""

from __future__ import annotations

import ast
import re

from tree_sitter import Node

from sovassess.formats import expressions as e
from sovassess.formats.program import Binding, Branch, Class, Draft, Function, Imported, Program, Test
from sovassess.formats.syntax import Span, captures, line, parse, text

MAX_NESTING = 24
MAX_ITEMS = 200
_QUERY = """
(import_statement) @import
(import_from_statement) @from
(call) @call
(assignment) @assign
(named_expression) @walrus
(as_pattern) @as
(function_definition) @function
(class_definition) @class
(if_statement) @if
(conditional_expression) @choice
(match_statement) @match
(try_statement) @try
(return_statement) @return
"""
_ESCAPE = re.compile(r"\\(\n|[\\'\"abfnrtv]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})")
_MISSING_MODULE = re.compile(r"\b(ImportError|ModuleNotFoundError|Exception)\b")
_TRANSPARENT = {"await": 0, "parenthesized_expression": 0, "type": 0, "expression_statement": 0}


def read(data: bytes) -> Program:
    """The program in `data` (UTF-8). Raises `ParseError` if it is too large."""
    root = parse("python", data).root_node
    found = captures("python", _QUERY, root)
    draft = Draft()
    for node in found.get("import", []):
        _plain_import(node, draft)
    for node in found.get("from", []):
        _from_import(node, draft)
    for node in found.get("function", []):
        _function(node, draft)
    for node in found.get("class", []):
        _class(node, draft)
    for node in found.get("assign", []):
        _assignment(node, draft)
    for node in found.get("walrus", []):
        _bind(node.child_by_field_name("name"), node.child_by_field_name("value"), draft)
    for node in found.get("as", []):
        alias = node.child_by_field_name("alias")
        if alias is not None and node.named_children:
            _bind(alias.named_child(0) if alias.named_children else alias, node.named_child(0), draft)
    _branches(found, draft)
    for node in found.get("return", []):
        if node.named_children:
            draft.returns.append((node.start_byte, node.named_children[0]))
    draft.calls = found.get("call", [])
    return Program(data, root, draft, lower)


def _plain_import(node: Node, draft: Draft) -> None:
    for name in node.children_by_field_name("name"):
        alias = name.child_by_field_name("alias")
        module = text(name.child_by_field_name("name") or name)
        draft.imports.append(Imported(node.start_byte, line(node), module))
        local = text(alias) if alias else module.split(".")[0]
        qualified = module if alias else local
        draft.names.append((local, Binding(node.start_byte, "import", qualified=qualified)))


def _from_import(node: Node, draft: Draft) -> None:
    source = node.child_by_field_name("module_name")
    if source is None:
        return
    module = text(source)
    names: list[str] = []
    for name in node.children_by_field_name("name"):
        alias = name.child_by_field_name("alias")
        original = text(name.child_by_field_name("name") or name)
        names.append(original)
        local = text(alias) if alias else original
        qualified = f"{module}.{original}"
        draft.names.append((local, Binding(node.start_byte, "import", qualified=qualified)))
    draft.imports.append(Imported(node.start_byte, line(node), module, tuple(names)))


def _function(node: Node, draft: Draft) -> None:
    name = text(node.child_by_field_name("name") or node, 200)
    parameters: list[str] = []
    listed = node.child_by_field_name("parameters")
    for child in (listed.named_children if listed else [])[:MAX_ITEMS]:
        word = child if child.type == "identifier" else child.child_by_field_name("name")
        if word is None and child.type == "typed_parameter" and child.named_children:
            word = child.named_children[0]
        if word is None or word.type != "identifier":
            continue
        if text(word) in {"self", "cls"} and not parameters:
            continue
        parameters.append(text(word))
        value, annotation = child.child_by_field_name("value"), child.child_by_field_name("type")
        draft.names.append((text(word), Binding(word.start_byte, "parameter", value, "", annotation)))
    draft.span(node, "function", Function(name, tuple(parameters)))
    draft.names.append((name, Binding(node.start_byte, "function", span=(node.start_byte, node.end_byte))))


def _class(node: Node, draft: Draft) -> None:
    name = text(node.child_by_field_name("name") or node, 200)
    listed = node.child_by_field_name("superclasses")
    bases = tuple(c for c in (listed.named_children if listed else []) if c.type in {"identifier", "attribute"})
    draft.span(node, "class", Class(name, bases))
    draft.names.append((name, Binding(node.start_byte, "class", span=(node.start_byte, node.end_byte))))


def _assignment(node: Node, draft: Draft) -> None:
    value = node.child_by_field_name("right")
    while value is not None and value.type == "assignment":
        value = value.child_by_field_name("right")
    _bind(node.child_by_field_name("left"), value, draft, node.child_by_field_name("type"))


def _bind(target: Node | None, value: Node | None, draft: Draft, annotation: Node | None = None) -> None:
    if target is None:
        return
    if target.type == "identifier":
        draft.names.append((text(target), Binding(target.start_byte, "value", value, "", annotation)))
    elif target.type == "attribute":
        owner, name = target.child_by_field_name("object"), target.child_by_field_name("attribute")
        if owner is not None and name is not None and owner.type == "identifier" and text(owner) in {"self", "cls"}:
            draft.names.append(("self." + text(name), Binding(target.start_byte, "value", value, "", annotation)))
    elif target.type in {"pattern_list", "tuple_pattern"}:
        for child in target.named_children[:MAX_ITEMS]:
            if child.type == "identifier":
                draft.names.append((text(child), Binding(child.start_byte, "opaque")))


def _branches(found: dict[str, list[Node]], draft: Draft) -> None:
    for node in found.get("if", []):
        _if(node, draft)
    for node in found.get("choice", []):
        parts = node.named_children
        if len(parts) == 3:
            draft.span(parts[0], "branch", Branch((Test(parts[1], expected=True),)))
            draft.span(parts[2], "branch", Branch((Test(parts[1], expected=False),)))
    for node in found.get("match", []):
        subject, body = node.child_by_field_name("subject"), node.child_by_field_name("body")
        for case in (body.named_children if body else [])[:MAX_ITEMS]:
            pattern = next((c for c in case.named_children if c.type == "case_pattern"), None)
            if subject is not None and pattern is not None and pattern.named_children:
                test = Test(subject, expected=True, equals=pattern.named_children[0])
                draft.span(case, "branch", Branch((test,)))
    for node in found.get("try", []):
        caught = " ".join(
            text(child, 80).split("\n", 1)[0] for child in node.named_children if child.type == "except_clause"
        )
        body = node.child_by_field_name("body")
        first = body.named_children[0] if body is not None and body.named_children else None
        imports = first is not None and first.type in {"import_statement", "import_from_statement"}
        if body is not None and imports and _MISSING_MODULE.search(caught):
            draft.span(body, "guarded", Branch(reason="only where its package is installed"))


def _if(node: Node, draft: Draft) -> None:
    tests: tuple[Test, ...] = ()
    condition, body = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
    alternatives = node.children_by_field_name("alternative")
    if condition is not None and body is not None:
        draft.span(body, "branch", Branch((Test(condition, expected=True),)))
        tests = (Test(condition, expected=False),)
        last = body.named_children[-1] if body.named_children else None
        around = node.parent
        if not alternatives and around is not None and last is not None and last.type in _LEAVES:
            draft.spans.append(Span(node.end_byte, around.end_byte, "branch", Branch(tests)))
    for clause in alternatives:
        condition = clause.child_by_field_name("condition")
        body = clause.child_by_field_name("consequence") or clause.child_by_field_name("body")
        if body is None:
            continue
        own = (Test(condition, expected=True),) if condition is not None else ()
        draft.span(body, "branch", Branch(tests + own))
        if condition is not None:
            tests += (Test(condition, expected=False),)


_LEAVES = frozenset({"return_statement", "continue_statement"})


def lower(node: Node, depth: int = 0) -> e.Expression:
    """The node as an expression; `Opaque` where it is nested too deep or yields no string."""
    kind = node.type
    if depth > MAX_NESTING:
        return e.OPAQUE
    if kind == "identifier":
        return e.Name(text(node), node.start_byte)
    if kind == "string":
        return _string(node, depth)
    if kind == "attribute":
        owner, name = node.child_by_field_name("object"), node.child_by_field_name("attribute")
        return e.Member(lower(owner, depth + 1), text(name)) if owner and name else e.OPAQUE
    if kind == "call":
        return _call(node, depth)
    if kind in {"true", "false", "integer", "float"}:
        return e.Literal(text(node, 60).lower(), quoted=False)
    if kind == "none":
        return e.NULL
    if kind in _TRANSPARENT:
        return lower(node.named_children[0], depth + 1) if node.named_children else e.OPAQUE
    return _compound(node, depth)


def _compound(node: Node, depth: int) -> e.Expression:  # noqa: PLR0912 - one case per node type
    parts = [child for child in node.named_children[:MAX_ITEMS] if child.type != "comment"]
    match node.type:
        case "concatenated_string":
            return e.Joined(tuple(lower(part, depth + 1) for part in parts))
        case "binary_operator":
            if len(parts) == 2 and node.children[1].type == "+":
                return e.Joined((lower(parts[0], depth + 1), lower(parts[1], depth + 1)))
        case "boolean_operator" if len(parts) == 2:
            make = e.Either if node.children[1].type == "or" else e.Both
            return make(lower(parts[0], depth + 1), lower(parts[1], depth + 1))
        case "not_operator" if parts:
            return e.Negation(lower(parts[0], depth + 1))
        case "comparison_operator" if len(parts) == 2:
            operator = text(node.children[1], 10)
            return e.Comparison(lower(parts[0], depth + 1), operator, lower(parts[1], depth + 1))
        case "conditional_expression" if len(parts) == 3:
            yes, condition, no = (lower(part, depth + 1) for part in parts)
            return e.Choice(condition, yes, no)
        case "subscript" if len(parts) >= 2:
            return e.Item(lower(parts[0], depth + 1), lower(parts[1], depth + 1))
        case "list" | "tuple" | "set" | "union_pattern" | "expression_list":
            return e.Sequence(tuple(lower(part, depth + 1) for part in parts))
        case "dictionary":
            return e.Mapping(tuple(_pairs(parts, depth)))
        case "named_expression" | "lambda":
            body = node.child_by_field_name("value") or node.child_by_field_name("body")
            return lower(body, depth + 1) if body else e.OPAQUE
        case "dotted_name" if len(parts) == 1:
            return lower(parts[0], depth + 1)
        case _:
            pass
    return e.OPAQUE


def _pairs(parts: list[Node], depth: int) -> list[tuple[str, e.Expression]]:
    found: list[tuple[str, e.Expression]] = []
    for part in parts:
        key, value = part.child_by_field_name("key"), part.child_by_field_name("value")
        if part.type == "pair" and key is not None and value is not None:
            named = lower(key, depth + 1)
            if isinstance(named, e.Literal):
                found.append((named.text, lower(value, depth + 1)))
    return found


def _call(node: Node, depth: int) -> e.Expression:
    function, listed = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None or listed is None:
        return e.OPAQUE
    arguments: list[tuple[str, e.Expression]] = []
    position = 0
    for child in listed.named_children[:MAX_ITEMS]:
        if child.type == "keyword_argument":
            name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
            if name is not None and value is not None:
                arguments.append((text(name), lower(value, depth + 1)))
        elif child.type == "list_splat":
            position = 100  # nobody knows how many there are
        elif child.type not in {"dictionary_splat", "comment"}:
            arguments.append((str(position), lower(child, depth + 1)))
            position += 1
    return e.Invocation(lower(function, depth + 1), tuple(arguments), node.start_byte, line(node))


def _string(node: Node, depth: int) -> e.Expression:
    parts: list[e.Expression] = []
    prefix = text(node.children[0], 8).lower() if node.children else ""
    raw = "r" in prefix
    for child in node.children[:MAX_ITEMS]:
        if child.type == "string_content":
            content = text(child)
            if "f" in prefix:
                content = content.replace("{{", "{").replace("}}", "}")
            parts.append(e.Literal(content if raw else _ESCAPE.sub(_unescaped, content)))
        elif child.type == "interpolation" and child.named_children:
            parts.append(lower(child.named_children[0], depth + 1))
    if not parts:
        return e.Literal("")
    return parts[0] if len(parts) == 1 and isinstance(parts[0], e.Literal) else e.Joined(tuple(parts))


def _unescaped(match: re.Match[str]) -> str:
    if match.group(1) == "\n":
        return ""
    return str(ast.literal_eval(f'"{match.group()}"'))
