"""JavaScript and TypeScript source as a `Program`. Broken code gives what stands before and after the break."""

from __future__ import annotations

from tree_sitter import Node

from sovassess.formats.branches import case, early_exit, fork
from sovassess.formats.javascript_expressions import lower
from sovassess.formats.program import SETTINGS_OBJECTS, Binding, Branch, Class, Draft, Function, Imported, Program, Test
from sovassess.formats.syntax import captures, line, parse, text

MAX_ITEMS = 200
EXPORTS = "module.exports"
"""The name of what a CommonJS module as a whole gives to whoever requires it."""
_QUERY = """
(import_statement) @import
(export_statement source: (string)) @reexport
(call_expression) @call
(new_expression) @call
(variable_declarator) @declare
(assignment_expression) @assign
(function_declaration) @function
(function_expression) @function
(arrow_function) @function
(method_definition) @function
(class_declaration) @class
(class) @class
(if_statement) @if
(ternary_expression) @choice
(switch_statement) @switch
(return_statement) @return
(export_statement value: (_) @default)
"""
_ELEMENTS = """
(jsx_opening_element) @element
(jsx_self_closing_element) @element
(binary_expression operator: "&&" right: [
  (jsx_element) (jsx_self_closing_element) (parenthesized_expression [(jsx_element) (jsx_self_closing_element)])
]) @shown
"""
_OF_GRAMMAR = {
    "javascript": f"(field_definition) @field {_ELEMENTS}",
    "typescript": "(public_field_definition) @field",
    "tsx": f"(public_field_definition) @field {_ELEMENTS}",
}
_LEAVES = frozenset({"return_statement", "continue_statement", "break_statement"})
_LOADERS = frozenset({"require", "import", "jest.requireActual", "__non_webpack_require__"})


def read(data: bytes, grammar: str) -> Program:
    """The program in `data` (UTF-8) by `javascript`, `typescript` or `tsx`. Raises `ParseError` if too large."""
    root = parse(grammar, data).root_node
    found = captures(grammar, _QUERY + _OF_GRAMMAR[grammar], root)
    draft = Draft()
    for node in found.get("import", []):
        _import(node, draft)
    for node in found.get("reexport", []):
        source = node.child_by_field_name("source")
        if source is not None:
            draft.imports.append(Imported(node.start_byte, line(node), _quoted(source), type_only=_is_type(node)))
    for node in found.get("function", []):
        _function(node, draft)
    for node in found.get("class", []):
        _class(node, draft)
    for node in found.get("declare", []):
        _bind(node.child_by_field_name("name"), node.child_by_field_name("value"), draft)
    for node in found.get("assign", []):
        _bind(node.child_by_field_name("left"), node.child_by_field_name("right"), draft)
    for node in found.get("default", []):
        draft.names.append(("default", Binding(node.start_byte, "value", node)))
    _bodies(found, draft)
    _branches(found, draft)
    # A component is called by being written as an element; a name in lower case is the browser's own.
    components = [
        node for node in found.get("element", []) if data[node.start_byte + 1 : node.start_byte + 2].isupper()
    ]
    draft.calls = found.get("call", [])
    if components:
        draft.calls = sorted([*draft.calls, *components], key=lambda node: node.start_byte)
    for node in draft.calls:
        if data.startswith((b"require", b"import", b"jest", b"__non"), node.start_byte):
            _loaded(node, draft)
    return Program(data, root, draft, lower)


def _bodies(found: dict[str, list[Node]], draft: Draft) -> None:
    """Fields of classes, and what functions return."""
    for node in found.get("field", []):
        named = node.child_by_field_name("name") or node.child_by_field_name("property")
        if named is not None:
            bound = Binding(named.start_byte, "value", node.child_by_field_name("value"))
            draft.names.append((text(named, 200), bound))
    for node in found.get("return", []):
        if node.named_children:
            draft.returns.append((node.start_byte, node.named_children[0]))


def _quoted(node: Node) -> str:
    return text(node, 300).strip("'\"`")


def _is_type(node: Node) -> bool:
    return any(child.type == "type" for child in node.children[:3])


def _import(node: Node, draft: Draft) -> None:
    source = node.child_by_field_name("source")
    clause = next((child for child in node.named_children if child.type.startswith("import_")), None)
    if source is None and clause is not None:
        source = clause.child_by_field_name("source")
    if source is None:
        return
    module, type_only, names = _quoted(source), _is_type(node), list[str]()
    typed = 0
    for child in clause.named_children if clause is not None else ():
        if child.type == "identifier":
            suffix = "" if clause is not None and clause.type == "import_require_clause" else ".default"
            names.append("default")
            _imported(child, module + suffix, draft)
        elif child.type == "namespace_import" and child.named_children:
            names.append("*")
            _imported(child.named_children[0], module, draft)
        elif child.type == "named_imports":
            for part in child.named_children[:MAX_ITEMS]:
                name = part.child_by_field_name("name")
                if name is None:
                    continue
                names.append(text(name))
                typed += _is_type(part)
                _imported(part.child_by_field_name("alias") or name, f"{module}.{_quoted(name)}", draft)
    type_only = type_only or bool(names and typed == len(names))
    draft.imports.append(Imported(node.start_byte, line(node), module, tuple(names), type_only))


def _imported(local: Node, qualified: str, draft: Draft) -> None:
    draft.names.append((text(local), Binding(local.start_byte, "import", qualified=qualified)))


def _loaded(node: Node, draft: Draft) -> None:
    """A call that loads a module: `require("x")`, `import("x")`."""
    function, listed = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None or listed is None or not listed.named_children or function.end_byte - function.start_byte > 30:
        return
    first = listed.named_children[0]
    if text(function) in _LOADERS and first.type == "string":
        draft.imports.append(Imported(node.start_byte, line(node), _quoted(first)))


def _function(node: Node, draft: Draft) -> None:
    named = node.child_by_field_name("name")
    name = text(named, 200) if named is not None else ""
    listed = node.child_by_field_name("parameters")
    single = node.child_by_field_name("parameter")
    parameters: list[str] = []
    for child in [single] if single is not None else (listed.named_children if listed is not None else [])[:MAX_ITEMS]:
        pattern = child.child_by_field_name("pattern") or child.child_by_field_name("left") or child
        value = child.child_by_field_name("value") or child.child_by_field_name("right")
        annotation = child.child_by_field_name("type")
        parameters.append(text(pattern, 120))
        if pattern.type in {"identifier", "shorthand_property_identifier_pattern"}:
            draft.names.append((text(pattern), Binding(pattern.start_byte, "parameter", value, "", annotation)))
            if child.named_children and child.named_children[0].type == "accessibility_modifier":
                draft.names.append(("self." + text(pattern), Binding(pattern.start_byte, "value", pattern)))
        elif pattern.type == "object_pattern":
            _destructured(pattern, None, draft, "parameter")
    draft.span(node, "function", Function(name or _kept_as(node), tuple(parameters)))
    if name:
        draft.names.append((name, Binding(node.start_byte, "function", span=(node.start_byte, node.end_byte))))
    body = node.child_by_field_name("body")
    if body is not None and node.type == "arrow_function" and body.type != "statement_block":
        draft.returns.append((body.start_byte, body))


def _kept_as(function: Node) -> str:
    """The variable that a function without a name of its own is kept in, "" if there is none."""
    around = function.parent
    named = around.child_by_field_name("name") if around is not None and around.type == "variable_declarator" else None
    return text(named, 200) if named is not None and named.type == "identifier" else ""


def _class(node: Node, draft: Draft) -> None:
    named = node.child_by_field_name("name")
    if named is None:
        return
    bases: list[Node] = []
    interfaces: list[Node] = []
    for child in node.named_children:
        if child.type == "class_heritage":
            for part in child.named_children:
                if part.type == "implements_clause":
                    interfaces += part.named_children[:MAX_ITEMS]
                value = part.child_by_field_name("value") if part.type == "extends_clause" else part
                if value is not None and value.type in {"identifier", "member_expression"}:
                    bases.append(value)
    draft.span(node, "class", Class(text(named, 200), tuple(bases), tuple(interfaces)))
    draft.names.append((text(named, 200), Binding(node.start_byte, "class", span=(node.start_byte, node.end_byte))))


def _bind(target: Node | None, value: Node | None, draft: Draft) -> None:
    if target is None:
        return
    if target.type == "identifier":
        name = text(target, 200)
        if value is not None and value.type in {"arrow_function", "function_expression"}:
            span = (value.start_byte, value.end_byte)
            draft.names.append((name, Binding(target.start_byte, "function", span=span)))
        else:
            draft.names.append((name, Binding(target.start_byte, "value", value)))
    elif target.type == "member_expression":
        owner, named = target.child_by_field_name("object"), target.child_by_field_name("property")
        if owner is None or named is None:
            return
        if owner.type == "this":
            draft.names.append(("self." + text(named), Binding(target.start_byte, "value", value)))
        elif owner.type == "identifier" and text(owner) in SETTINGS_OBJECTS and value is not None:
            # What a module's own settings are given, as in `env.remoteHost = …`.
            draft.names.append((f"{text(owner)}.{text(named)}", Binding(target.start_byte, "value", value)))
        elif text(target, 60) == "module.exports":
            draft.names += [(name, Binding(target.start_byte, "value", value)) for name in ("default", EXPORTS)]
        elif text(owner, 60) in {"exports", "module.exports"}:
            draft.names.append((text(named, 120), Binding(target.start_byte, "value", value)))
    elif target.type == "object_pattern":
        _destructured(target, value, draft, "value")


def _destructured(pattern: Node, value: Node | None, draft: Draft, kind: str) -> None:
    """`const { a: b, c = 1 } = value`: each name is a member of what stands on the right."""
    whole = text(value, 200) if value is not None else ""
    module = ""
    if value is not None and value.type in {"call_expression", "await_expression"}:
        called = value.named_children[0] if value.type == "await_expression" and value.named_children else value
        function, listed = called.child_by_field_name("function"), called.child_by_field_name("arguments")
        if function is not None and listed is not None and text(function, 40) in _LOADERS and listed.named_children:
            module = _quoted(listed.named_children[0])
    for part in pattern.named_children[:MAX_ITEMS]:
        key, local, default = part.child_by_field_name("key"), part, part.child_by_field_name("right")
        if part.type == "pair_pattern":
            inner = part.child_by_field_name("value")
            if inner is None:
                continue
            default = inner.child_by_field_name("right")
            local = inner.child_by_field_name("left") or inner
        elif part.type == "object_assignment_pattern":
            local = part.child_by_field_name("left") or part
        name, original = text(local, 120), text(key if key is not None else local, 120)
        if whole in {"process.env", "import.meta.env", "Bun.env"}:
            bound = Binding(local.start_byte, "environment", default, original)
        elif module:
            bound = Binding(local.start_byte, "import", qualified=f"{module}.{original}")
        elif kind == "parameter" and default is not None:
            bound = Binding(local.start_byte, "parameter", default)
        else:
            bound = Binding(local.start_byte, "opaque", value)
        draft.names.append((name, bound))


def _branches(found: dict[str, list[Node]], draft: Draft) -> None:
    for node in found.get("if", []):
        _if(node, draft)
    for node in found.get("choice", []):
        condition, yes, no = (node.child_by_field_name(n) for n in ("condition", "consequence", "alternative"))
        if condition is not None and yes is not None and no is not None:
            draft.span(yes, "branch", Branch((Test(condition, expected=True),)))
            draft.span(no, "branch", Branch((Test(condition, expected=False),)))
    for node in found.get("shown", []):
        fork(node.child_by_field_name("left"), node.child_by_field_name("right"), None, draft)
    for node in found.get("switch", []):
        subject, body = node.child_by_field_name("value"), node.child_by_field_name("body")
        before: list[Node] = []  # the values of cases without code of their own, which lead to the next one's
        for arm in (body.named_children if body else [])[:MAX_ITEMS]:
            value = arm.child_by_field_name("value")
            case(subject, value, arm, draft, also=tuple(before))
            empty = value is not None and not [one for one in arm.named_children[1:] if one.type != "comment"]
            before = [*before, value] if empty and value is not None else []


def _if(node: Node, draft: Draft) -> None:
    condition, body = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
    alternative = node.child_by_field_name("alternative")
    fork(condition, body, alternative, draft)
    if alternative is None:
        early_exit(node, condition, body, draft, leaves=_LEAVES, block="statement_block")
