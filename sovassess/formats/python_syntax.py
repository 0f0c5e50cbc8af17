"""Python source as a `Program`. Broken code gives what stands before and after the break."""

from __future__ import annotations

import re

from tree_sitter import Node

from sovassess.errors import ParseError
from sovassess.formats.code_words import WHERE_INSTALLED
from sovassess.formats.program import Binding, Branch, Class, Draft, Function, Imported, Program, Test
from sovassess.formats.python_expressions import lower
from sovassess.formats.syntax import Span, captures, line, parse, text

MAX_ITEMS = 200
MAX_LEVELS = 200
_QUOTES = "'\""
_DEEP = re.compile(rb"\n[ \t]{200}")
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
(dictionary) @dictionary
"""
_MISSING_MODULE = re.compile(r"\b(ImportError|ModuleNotFoundError|Exception)\b")


def read(data: bytes) -> Program:
    """The program in `data` (UTF-8). Raises `ParseError` if it is too large."""
    _refuse_deep_indentation(data)
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


def _refuse_deep_indentation(data: bytes) -> None:
    """Raise for blocks nested deeper than the grammar's scanner can remember: it keeps 512 levels and then crashes."""
    if _DEEP.search(data) is None:
        return
    levels: list[int] = []
    for number, row in enumerate(data.split(b"\n"), 1):
        width = len(row) - len(row.lstrip(b" \t"))
        while levels and levels[-1] >= width:
            levels.pop()
        levels.append(width)
        if len(levels) > MAX_LEVELS:
            raise ParseError("blocks are nested too deep", number)


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
        qualified = module + original if module.endswith(".") else f"{module}.{original}"
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
        elif owner is not None and name is not None and owner.type == "identifier" and value is not None:
            # What a module is given from outside, as in `openai.base_url = …`.
            draft.names.append((f"{text(owner)}.{text(name)}", Binding(target.start_byte, "value", value)))
    elif target.type == "subscript":
        owner, key = target.child_by_field_name("value"), target.child_by_field_name("subscript")
        if owner is not None and owner.type == "identifier" and key is not None and key.type == "string":
            entry = f"{text(owner)}[{text(key, 120).strip(_QUOTES)}]"
            draft.names.append((entry, Binding(target.start_byte, "value", value)))
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
    for node in found.get("dictionary", []):
        made = [value for pair in node.named_children[:MAX_ITEMS] if (value := pair.child_by_field_name("value"))]
        lambdas = [value for value in made if value.type == "lambda"]
        for value in lambdas if len(lambdas) > 1 else ():
            draft.span(value, "branch", Branch(reason="one of several entries"))
    for node in found.get("try", []):
        caught = " ".join(
            text(child, 80).split("\n", 1)[0] for child in node.named_children if child.type == "except_clause"
        )
        body = node.child_by_field_name("body")
        first = body.named_children[0] if body is not None and body.named_children else None
        imports = first is not None and first.type in {"import_statement", "import_from_statement"}
        if body is not None and imports and _MISSING_MODULE.search(caught):
            draft.span(body, "branch", Branch(reason=WHERE_INSTALLED))


def _if(node: Node, draft: Draft) -> None:
    tests: tuple[Test, ...] = ()
    condition, body = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
    alternatives = node.children_by_field_name("alternative")
    if condition is not None and body is not None:
        draft.span(body, "branch", Branch((Test(condition, expected=True),)))
        tests = (Test(condition, expected=False),)
    for clause in alternatives:
        condition = clause.child_by_field_name("condition")
        body = clause.child_by_field_name("consequence") or clause.child_by_field_name("body")
        if body is None:
            continue
        own = (Test(condition, expected=True),) if condition is not None else ()
        draft.span(body, "branch", Branch(tests + own))
        if condition is not None:
            tests += (Test(condition, expected=False),)
    around = node.parent
    bodies = [body, *(one.child_by_field_name("consequence") for one in alternatives)]  # an `else` has none
    if tests and around is not None and all(one is not None and _leaves(one) for one in bodies):
        draft.spans.append(Span(node.end_byte, around.end_byte, "branch", Branch(tests)))


def _leaves(body: Node) -> bool:
    """Whether a body ends the function or the round of a loop."""
    return bool(body.named_children) and body.named_children[-1].type in _LEAVES


_LEAVES = frozenset({"return_statement", "continue_statement"})
