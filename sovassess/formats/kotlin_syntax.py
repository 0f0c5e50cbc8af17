"""Kotlin source as a `Program`. Broken code gives what stands before and after the break."""

from __future__ import annotations

import re
from itertools import pairwise

from tree_sitter import Node

from sovassess.formats import jvm_expressions as jvm
from sovassess.formats.branches import early_exit, fork
from sovassess.formats.kotlin_expressions import KotlinExpressions
from sovassess.formats.program import Binding, Branch, Class, Draft, Function, Imported, Program, Test
from sovassess.formats.syntax import captures, line, parse, text, without_markers

MAX_ITEMS = 200
_QUERY = """
(package_header) @package
(import) @import
(call_expression) @call
(property_declaration) @property
(assignment) @assign
(function_declaration) @function
(class_declaration) @class
(object_declaration) @class
(if_expression) @if
(when_expression) @when
(return_expression) @return
"""
_TOLD = "(call_expression (identifier)) @told (call_expression (navigation_expression)) @told"
_BASIC = re.compile(r"^(String|Int|Long|Boolean|Double|Float|Unit|Any|List|Map|Set|Duration)\b")
_DECLARATION = re.compile(rb"^(?:@|(?:[a-z]+ )*(?:fun|val|var|class|object|interface)\b)|(?<=\n}\n)", re.MULTILINE)
MAX_PIECES = 400
_INJECTED = frozenset({"Value", "ConfigProperty", "Property"})
_TYPES = frozenset({"user_type", "nullable_type"})
# Not a throw: a program that ends so does not do without what it asked for.
_LEAVES = frozenset({"return_expression", "continue_expression", "break_expression"})


def read(data: bytes) -> tuple[Program, str]:
    """The program in `data` (UTF-8) and the package that it declares. Raises `ParseError` if it is too large."""
    root = parse("kotlin", data).root_node
    if _is_broken(root, data):
        mended = parse("kotlin", _without_broken(without_markers(data))).root_node
        root = max((root, mended), key=lambda tree: len(captures("kotlin", _TOLD, tree).get("told", [])))
    found = captures("kotlin", _QUERY, root)
    draft, expressions = Draft(), KotlinExpressions()
    package = next((text(node.named_children[0], 200) for node in found.get("package", []) if node.named_children), "")
    for node in found.get("import", []):
        _import(node, draft)
    typed: list[tuple[str, Binding]] = []
    for node in found.get("class", []):
        _class(node, draft, typed, expressions)
    for node in found.get("function", []):
        _function(node, draft, typed)
    for node in found.get("property", []):
        _property(node, draft, typed, expressions)
    for node in found.get("assign", []):
        _assign(node, draft)
    imported = {name: one.qualified for name, one in draft.names if one.kind == "import"}
    draft.names += [
        (n, Binding(b.at, "import", qualified=imported[b.qualified])) for n, b in typed if b.qualified in imported
    ]
    _branches(found, draft)
    for node in found.get("return", []):
        if node.named_children:
            draft.returns.append((node.start_byte, node.named_children[0]))
    draft.calls = [node for node in found.get("call", []) if not _is_link(node)]
    return Program(data, root, draft, expressions.lower), package


def _is_broken(root: Node, data: bytes) -> bool:
    """Whether something could not be read; the grammar may also just stop, without an error, where it is lost."""
    return root.has_error or not root.children or root.children[-1].end_byte < len(data.rstrip())


def _without_broken(data: bytes) -> bytes:
    """The text with blanks for broken declarations: the grammar gives up the whole file for one of them."""
    starts = [0, *(match.start() for match in _DECLARATION.finditer(data)), len(data)]
    pieces: list[bytes] = []
    for start, end in pairwise(starts[:MAX_PIECES] + starts[-1:]):
        piece = data[start:end]
        broken = _is_broken(parse("kotlin", piece).root_node, piece)
        pieces.append(re.sub(rb"[^\n]", b" ", piece) if broken else piece)
    return b"".join(pieces)


def _is_link(node: Node) -> bool:
    """A call that only leads on to the next: an accessor, the head of a call with a block."""
    around = node.parent
    if around is None or around.named_children[0] != node:
        return False
    if around.type == "call_expression":
        return True
    listed = next((part for part in node.named_children[1:] if part.type == "value_arguments"), None)
    return around.type == "navigation_expression" and (listed is None or not listed.named_children)


def _import(node: Node, draft: Draft) -> None:
    named = node.named_children[0] if node.named_children else None
    if named is None:
        return
    path = text(named, 300)
    if node.children[-1].type == "*" or text(node, 400).rstrip().endswith(".*"):
        draft.imports.append(Imported(node.start_byte, line(node), path, ("*",)))
        return
    module, _, name = path.rpartition(".")
    local = text(node.named_children[1], 200) if len(node.named_children) > 1 else name
    draft.imports.append(Imported(node.start_byte, line(node), module, (name,)))
    draft.names.append((local, Binding(node.start_byte, "import", qualified=path)))


def _class(node: Node, draft: Draft, typed: list[tuple[str, Binding]], expressions: KotlinExpressions) -> None:
    named = node.child_by_field_name("name")
    if named is None:
        return
    name = text(named, 200)
    draft.span(node, "class", Class(name))
    draft.names.append((name, Binding(node.start_byte, "class", span=(node.start_byte, node.end_byte))))
    made = next((child for child in node.named_children if child.type == "primary_constructor"), None)
    listed = made.named_children[0] if made is not None and made.named_children else None
    for child in (listed.named_children if listed is not None else [])[:MAX_ITEMS]:
        word = next((part for part in child.named_children if part.type == "identifier"), None)
        if word is None:
            continue
        kind = next((part for part in child.named_children if part.type in _TYPES), None)
        last = child.named_children[-1]
        value = last if last not in (word, kind) else None
        _one(word, value, kind, (_injected(child, expressions), draft, typed))


def _one(
    word: Node,
    value: Node | None,
    kind: Node | None,
    known: tuple[Binding | None, Draft, list[tuple[str, Binding]]],
) -> None:
    injected, draft, typed = known
    name = text(word, 200)
    if injected is not None:
        draft.names.append((name, injected))
    elif value is not None:
        draft.names.append((name, Binding(word.start_byte, "value", value)))
    elif kind is not None and not _BASIC.match(text(kind, 60)):
        draft.names.append((name, Binding(word.start_byte, "field", None, "", kind)))
        typed.append((name, Binding(word.start_byte, "typed", qualified=_type_name(kind))))
    else:
        draft.names.append((name, Binding(word.start_byte, "parameter")))


def _type_name(kind: Node) -> str:
    return re.split(r"[<.?]", text(kind, 200), maxsplit=1)[0]


def _function(node: Node, draft: Draft, typed: list[tuple[str, Binding]]) -> None:
    named = node.child_by_field_name("name")
    name = text(named, 200) if named is not None else ""
    listed = next((child for child in node.named_children if child.type == "function_value_parameters"), None)
    parameters: list[str] = []
    body = next((child for child in node.named_children if child.type == "function_body"), None)
    before: Node | None = None
    for child in (listed.named_children if listed is not None else [])[:MAX_ITEMS]:
        if child.type == "parameter" and child.named_children:
            word = child.named_children[0]
            kind = next((part for part in child.named_children if part.type in _TYPES), None)
            parameters.append(text(word))
            told = kind if kind is not None and not _BASIC.match(text(kind, 60)) else None
            draft.names.append((text(word), Binding(word.start_byte, "parameter", None, "", told)))
            if kind is not None:
                typed.append((text(word), Binding(word.start_byte, "typed", qualified=_type_name(kind))))
            before = word
        elif before is not None and child.type != "parameter_modifiers":
            draft.names[:] = [
                pair for pair in draft.names if not (pair[1].at == before.start_byte and pair[1].kind == "parameter")
            ]
            draft.names.append((text(before), Binding(before.start_byte, "parameter", child)))
            before = None
    draft.span(node, "function", Function(name, tuple(parameters)))
    if name:
        draft.names.append((name, Binding(node.start_byte, "function", span=(node.start_byte, node.end_byte))))
    if body is not None and body.named_children and body.named_children[0].type != "block":
        draft.returns.append((body.start_byte, body.named_children[0]))


def _property(node: Node, draft: Draft, typed: list[tuple[str, Binding]], expressions: KotlinExpressions) -> None:
    declared = next((child for child in node.named_children if child.type == "variable_declaration"), None)
    word = declared.named_children[0] if declared is not None and declared.named_children else None
    if declared is None or word is None or word.type != "identifier":
        return
    kind = next((part for part in declared.named_children if part.type in _TYPES), None)
    last = node.named_children[-1]
    value = last if last.start_byte >= declared.end_byte and last.type not in {"getter", "setter"} else None
    _one(word, value, kind, (_injected(node, expressions), draft, typed))


def _injected(node: Node, expressions: KotlinExpressions) -> Binding | None:
    """The property that an annotation puts into a field or parameter: `@Value("\\${a.b:default}")`."""
    modifiers = next((child for child in node.named_children[:1] if child.type.endswith("modifiers")), None)
    for annotation in modifiers.named_children if modifiers is not None else ():
        made = annotation.named_children[-1] if annotation.named_children else annotation
        if annotation.type != "annotation" or made.type != "constructor_invocation" or len(made.named_children) < 2:
            continue
        if text(made.named_children[0], 60).rsplit(".", 1)[-1] not in _INJECTED:
            continue
        written = text(made.named_children[1], 1_000).replace("\\$", "$").replace("${'$'}", "$")
        stated = re.search(r'"([^"]*)"', written)
        known = jvm.placeholder(stated.group(1)) if stated else None
        named = re.search(r'\bname\s*=\s*"([^"]*)"', written)
        fallback = re.search(r'\bdefaultValue\s*=\s*"([^"]*)"', written)
        if known is None and named is not None:
            known = (named.group(1), fallback.group(1) if fallback else None)
        if known is None:
            continue
        if known[1] is not None:
            expressions.defaults[annotation.start_byte] = known[1]
        return Binding(node.start_byte, "environment", annotation if known[1] is not None else None, known[0])
    return None


def _assign(node: Node, draft: Draft) -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None or not _is_statement(node):
        return
    if left.type == "identifier":
        draft.names.append((text(left), Binding(left.start_byte, "value", right)))
    elif left.type == "navigation_expression" and left.named_children[0].type == "this_expression":
        draft.names.append(("self." + text(left.named_children[-1]), Binding(left.start_byte, "value", right)))


def _is_statement(node: Node) -> bool:
    """False in a block that configures something else: its names are that thing's."""
    around = node.parent
    return around is not None and around.type != "lambda_literal"


def _branches(found: dict[str, list[Node]], draft: Draft) -> None:
    for node in found.get("if", []):
        _if(node, draft)
    for node in found.get("when", []):
        subject = next((child for child in node.named_children if child.type == "when_subject"), None)
        for entry in node.named_children[:MAX_ITEMS]:
            conditions = entry.children_by_field_name("condition")
            if entry.type != "when_entry" or not conditions:
                continue
            if subject is None:
                test = Test(conditions[0], expected=True)
            else:
                test = Test(subject, expected=True, equals=conditions[0])
            draft.span(entry, "branch", Branch((test,)))


def _if(node: Node, draft: Draft) -> None:
    condition = node.child_by_field_name("condition")
    yes, no, *_ = [*(child for child in node.named_children if child != condition), None, None]
    fork(condition, yes, no, draft)
    if no is None:
        early_exit(node, condition, yes, draft, leaves=_LEAVES, block="block")
