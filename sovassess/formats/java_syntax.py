"""Java source as a `Program`. Broken code gives what stands before and after the break."""

from __future__ import annotations

import re

from tree_sitter import Node

from sovassess.formats import jvm_expressions as jvm
from sovassess.formats.branches import early_exit, fork
from sovassess.formats.java_expressions import JavaExpressions, string
from sovassess.formats.program import Binding, Branch, Class, Draft, Function, Imported, Program, Test
from sovassess.formats.syntax import captures, line, order, parse, text

MAX_ITEMS = 200
_QUERY = """
(package_declaration) @package
(import_declaration) @import
(method_invocation) @call
(object_creation_expression) @call
(field_declaration) @field
(local_variable_declaration) @local
(assignment_expression) @assign
(method_declaration) @function
(constructor_declaration) @function
(class_declaration) @class
(record_declaration) @class
(interface_declaration) @class
(enum_declaration) @class
(if_statement) @if
(ternary_expression) @choice
(switch_expression) @switch
(return_statement) @return
"""
_BASIC = re.compile(
    r"^(String|int|long|boolean|double|float|void|Integer|Long|Boolean|Object|byte|char|var|Duration|List|Map|Set)\b"
)
_INJECTED = frozenset({"Value", "ConfigProperty", "Property"})
# Not a throw: a program that ends so does not do without what it asked for.
_LEAVES = frozenset({"return_statement", "continue_statement", "break_statement"})


def read(data: bytes) -> tuple[Program, str]:
    """The program in `data` (UTF-8) and the package that it declares. Raises `ParseError` if it is too large."""
    root = parse("java", data).root_node
    found = captures("java", _QUERY, root)
    draft, expressions = Draft(), JavaExpressions()
    package = next((text(node.named_children[-1], 200) for node in found.get("package", []) if node.named_children), "")
    for node in found.get("import", []):
        _import(node, draft)
    typed: list[tuple[str, Binding]] = []
    fields: dict[str, int] = {}
    for node in found.get("class", []):
        _class(node, draft, typed, expressions)
    for node in found.get("function", []):
        _function(node, draft, typed, expressions)
    for node in found.get("assign", []):
        _assign(node, draft)
    for node in found.get("field", []):
        _declared(node, draft, typed, expressions)
        for one in node.children_by_field_name("declarator"):
            named = one.child_by_field_name("name")
            if named is not None:
                fields[text(named)] = named.start_byte
    for node in found.get("local", []):
        _declared(node, draft, typed, expressions)
    for node in found.get("assign", []):
        _assigned_field(node, draft, fields)
    imported = {name: one.qualified for name, one in draft.names if one.kind == "import"}
    draft.names += [
        (n, Binding(b.at, "import", qualified=imported[b.qualified])) for n, b in typed if b.qualified in imported
    ]
    _branches(found, draft)
    for node in found.get("return", []):
        if node.named_children:
            draft.returns.append((node.start_byte, node.named_children[0]))
    draft.calls = [node for node in found.get("call", []) if not _is_link(node)]
    _setters(draft.calls, expressions)
    return Program(data, root, draft, expressions.lower), package


def _is_link(node: Node) -> bool:
    """A call that only leads on to the next: an accessor, the beginning of a builder chain."""
    around = node.parent
    if around is None or around.type != "method_invocation" or around.child_by_field_name("object") != node:
        return False
    listed = node.child_by_field_name("arguments")
    return node.type == "object_creation_expression" or listed is None or not listed.named_children


def _import(node: Node, draft: Draft) -> None:
    named = next((child for child in node.named_children if child.type in {"scoped_identifier", "identifier"}), None)
    if named is None:
        return
    path = text(named, 300)
    if node.named_children[-1].type == "asterisk":
        draft.imports.append(Imported(node.start_byte, line(node), path, ("*",)))
        return
    module, _, name = path.rpartition(".")
    draft.imports.append(Imported(node.start_byte, line(node), module, (name,)))
    draft.names.append((name, Binding(node.start_byte, "import", qualified=path)))


def _class(node: Node, draft: Draft, typed: list[tuple[str, Binding]], expressions: JavaExpressions) -> None:
    named = node.child_by_field_name("name")
    if named is None:
        return
    above = node.child_by_field_name("superclass")
    bases = tuple(above.named_children[:1]) if above is not None else ()
    name = text(named, 200)
    draft.span(node, "class", Class(name, bases))
    draft.names.append((name, Binding(node.start_byte, "class", span=(node.start_byte, node.end_byte))))
    listed = node.child_by_field_name("parameters")
    for child in (listed.named_children if listed is not None else [])[:MAX_ITEMS]:
        word, kind = child.child_by_field_name("name"), child.child_by_field_name("type")
        if word is not None:
            _one(word, None, kind, _injected(child, expressions), draft, typed)


def _function(node: Node, draft: Draft, typed: list[tuple[str, Binding]], expressions: JavaExpressions) -> None:
    named, listed = node.child_by_field_name("name"), node.child_by_field_name("parameters")
    name = text(named, 200) if named is not None else ""
    parameters: list[str] = []
    for child in (listed.named_children if listed is not None else [])[:MAX_ITEMS]:
        word, kind = child.child_by_field_name("name"), child.child_by_field_name("type")
        if word is None or kind is None:
            continue
        parameters.append(text(word))
        injected = _injected(child, expressions)
        if injected is not None:
            draft.names.append((text(word), injected))
            continue
        annotation = kind if not _BASIC.match(text(kind, 60)) else None
        draft.names.append((text(word), Binding(word.start_byte, "parameter", None, "", annotation)))
        typed.append((text(word), Binding(word.start_byte, "typed", qualified=_type_name(kind))))
    called = "constructor" if node.type == "constructor_declaration" else name
    draft.span(node, "function", Function(called, tuple(parameters)))
    if name and node.type == "method_declaration":
        draft.names.append((name, Binding(node.start_byte, "function", span=(node.start_byte, node.end_byte))))


def _declared(node: Node, draft: Draft, typed: list[tuple[str, Binding]], expressions: JavaExpressions) -> None:
    kind = node.child_by_field_name("type")
    injected = _injected(node, expressions)
    for one in node.children_by_field_name("declarator"):
        word, value = one.child_by_field_name("name"), one.child_by_field_name("value")
        if word is not None:
            _one(word, value, kind, injected, draft, typed)


def _one(
    word: Node,
    value: Node | None,
    kind: Node | None,
    injected: Binding | None,
    draft: Draft,
    typed: list[tuple[str, Binding]],
) -> None:
    name = text(word, 200)
    if injected is not None:
        draft.names.append((name, Binding(word.start_byte, "environment", injected.value, injected.qualified)))
    elif value is not None:
        draft.names.append((name, Binding(word.start_byte, "value", value, "", None)))
    elif kind is not None and not _BASIC.match(text(kind, 60)):
        draft.names.append((name, Binding(word.start_byte, "field", None, "", kind)))
        typed.append((name, Binding(word.start_byte, "typed", qualified=_type_name(kind))))


def _type_name(kind: Node) -> str:
    return text(kind, 200).split("<", 1)[0].split(".", 1)[0]


def _injected(node: Node, expressions: JavaExpressions) -> Binding | None:
    """The property that an annotation puts into a field or parameter: `@Value("${a.b:default}")`."""
    modifiers = next((child for child in node.children[:3] if child.type == "modifiers"), None)
    for annotation in modifiers.named_children if modifiers is not None else ():
        named, listed = annotation.child_by_field_name("name"), annotation.child_by_field_name("arguments")
        if named is None or listed is None or text(named, 60).rsplit(".", 1)[-1] not in _INJECTED:
            continue
        pairs = _stated(listed)
        known = jvm.placeholder(pairs.get("value", ""))
        if known is None and pairs.get("name"):
            known = (pairs["name"], pairs.get("defaultValue"))
        if known is None:
            continue
        if known[1] is not None:
            expressions.defaults[annotation.start_byte] = known[1]
        return Binding(node.start_byte, "environment", annotation if known[1] is not None else None, known[0])
    return None


def _stated(listed: Node) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in listed.named_children[:20]:
        if part.type == "string_literal":
            found["value"] = string(part)
        key, value = part.child_by_field_name("key"), part.child_by_field_name("value")
        if key is not None and value is not None and value.type == "string_literal":
            found[text(key, 60)] = string(value)
    return found


def _assign(node: Node, draft: Draft) -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return
    if left.type == "field_access":
        owner, named = left.child_by_field_name("object"), left.child_by_field_name("field")
        if owner is not None and named is not None and owner.type == "this":
            draft.names.append(("self." + text(named), Binding(left.start_byte, "value", right)))
    elif left.type == "identifier":
        draft.names.append((text(left), Binding(left.start_byte, "value", right)))


def _assigned_field(node: Node, draft: Draft, fields: dict[str, int]) -> None:
    """An assignment gives a field of the file its value also for the other methods."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    named = left.child_by_field_name("field") if left is not None and left.type == "field_access" else left
    if named is None or right is None or named.type != "identifier":
        return
    at = fields.get(text(named))
    if at is not None and not (right.type == "identifier" and text(right) == text(named)):
        draft.names.append((text(named), Binding(at, "value", right)))


def _setters(calls: list[Node], expressions: JavaExpressions) -> None:
    """What statements such as `client.setEndpoint("…")` give to an object that the same method made before."""
    made: dict[str, Node] = {}
    for node in sorted(calls, key=order):
        around = node.parent
        if around is not None and around.type == "variable_declarator":
            named = around.child_by_field_name("name")
            if named is not None:
                made[text(named)] = node
        if around is None or around.type != "expression_statement" or node.type != "method_invocation":
            continue
        owner, named = node.child_by_field_name("object"), node.child_by_field_name("name")
        listed = node.child_by_field_name("arguments")
        if owner is None or owner.type != "identifier" or named is None or listed is None:
            continue
        given = listed.named_children
        value = made.get(text(owner))
        if value is None or len(given) != 1 or node.start_byte - value.end_byte > 5_000:
            continue
        opened = re.search(r"[bB]uilder|standard", text(value, 200)) is not None
        if opened or jvm.property_name(text(named)) != text(named):
            expressions.setters.setdefault(value.start_byte, []).append((text(named), given[0]))


def _branches(found: dict[str, list[Node]], draft: Draft) -> None:
    for node in found.get("if", []):
        _if(node, draft)
    for node in found.get("choice", []):
        condition, yes, no = (node.child_by_field_name(n) for n in ("condition", "consequence", "alternative"))
        if condition is not None and yes is not None and no is not None:
            draft.span(yes, "branch", Branch((Test(condition, expected=True),)))
            draft.span(no, "branch", Branch((Test(condition, expected=False),)))
    for node in found.get("switch", []):
        subject, body = node.child_by_field_name("condition"), node.child_by_field_name("body")
        for case in (body.named_children if body is not None else [])[:MAX_ITEMS]:
            label = next((child for child in case.named_children if child.type == "switch_label"), None)
            if subject is not None and label is not None and label.named_children:
                test = Test(subject, expected=True, equals=label.named_children[0])
                draft.span(case, "branch", Branch((test,)))
    _conditional_beans(found, draft)


def _conditional_beans(found: dict[str, list[Node]], draft: Draft) -> None:
    """Classes and methods that a framework leaves out unless a property or a profile asks for them."""
    for node in found.get("class", []) + found.get("function", []):
        modifiers = next((child for child in node.children[:2] if child.type == "modifiers"), None)
        for annotation in modifiers.named_children if modifiers is not None else ():
            named, listed = annotation.child_by_field_name("name"), annotation.child_by_field_name("arguments")
            word = text(named, 80).rsplit(".", 1)[-1] if named is not None else ""
            if listed is None or word not in {"ConditionalOnProperty", "Profile", "IfBuildProperty", "Requires"}:
                continue
            shown = " ".join(text(listed, 200).split())
            if "matchIfMissing = true" in shown or "enableIfMissing = true" in shown or '"!' in shown:
                continue
            draft.span(node, "branch", Branch(reason=f"{word}{shown}"[:100]))


def _if(node: Node, draft: Draft) -> None:
    condition, body = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
    alternative = node.child_by_field_name("alternative")
    fork(condition, body, alternative, draft)
    if alternative is None:
        early_exit(node, condition, body, draft, leaves=_LEAVES, block="block")
