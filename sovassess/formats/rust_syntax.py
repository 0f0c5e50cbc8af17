"""Rust source as a `Program`. Broken code gives what stands before and after the break."""

from __future__ import annotations

import re

from tree_sitter import Node

from sovassess.formats.branches import case, early_exit, fork
from sovassess.formats.program import Binding, Branch, Class, Draft, Function, Imported, Program
from sovassess.formats.rust_expressions import lower
from sovassess.formats.shaped_evaluation import DEVELOPMENT
from sovassess.formats.shapes import Shape
from sovassess.formats.syntax import captures, line, parse, text

MAX_ITEMS = 200
MAX_LEVELS = 12
_QUERY = """
(use_declaration) @use
(extern_crate_declaration) @extern
(call_expression) @call
(struct_expression) @struct
(let_declaration) @let
[(const_item) (static_item)] @const
(assignment_expression) @assign
(function_item) @function
(parameter) @parameter
(impl_item) @impl
(struct_item) @type
(field_declaration) @field
(attribute_item) @attribute
(if_expression) @if
(match_arm) @arm
(return_expression) @return
"""
_TEST = re.compile(r"#\[(cfg\(test\)|cfg\(all\(test\b.*|test|(\w+::)*test(\(.*\))?|bench|rstest.*)\]$", re.DOTALL)
_FEATURE = re.compile(r"#\[cfg\((?!not).*feature\s*=\s*\"([^\"]+)\"", re.DOTALL)
_ARGUMENT = re.compile(r"#\[\s*(arg|clap|structopt|envconfig|serde|config|env|env_config)\b")
_ENV = re.compile(r"\b(?:env|from)\s*=\s*\"([A-Za-z_]\w*)\"")
_BARE_ENV = re.compile(r"[(,]\s*env\s*[,)]")
_LEAVES = frozenset({"return_expression", "continue_expression"})
SHAPE = Shape(
    grammar="rust",
    strings=frozenset({"string_literal", "raw_string_literal"}),
    calls={"call_expression": frozenset({"arguments"}), "macro_invocation": frozenset({"token_tree"})},
    named={
        "let_declaration": ("pattern", "value"),
        "const_item": ("name", "value"),
        "static_item": ("name", "value"),
        "assignment_expression": ("left", "right"),
    },
    pairs={"field_initializer": ("field", "value"), "match_arm": ("pattern", "value")},
    through=frozenset({
        "arguments", "parenthesized_expression", "reference_expression", "binary_expression", "try_expression",
        "await_expression", "block", "if_expression", "else_clause", "match_block", "match_expression", "token_tree",
        "field_expression", "closure_expression", "tuple_expression", "type_cast_expression", "field_initializer_list",
        "struct_expression", "string_literal", "raw_string_literal", "expression_statement", "unsafe_block",
        "generic_function", "async_block",
    }),
    lists=frozenset({"array_expression"}),
    functions=frozenset({"function_item"}),
    gives=frozenset({"return_expression"}),
    bodies=frozenset({"block"}),
    silent=frozenset({"line_comment", "block_comment", "doc_comment", "attribute_item", "inner_attribute_item",
                      "macro_definition"}),
)  # fmt: skip


def read(data: bytes) -> Program:
    """The program in `data` (UTF-8). Raises `ParseError` if it is too large."""
    root = parse("rust", data).root_node
    found = captures("rust", _QUERY, root)
    draft = Draft()
    for node in found.get("use", []):
        argument = node.child_by_field_name("argument")
        if argument is not None:
            _use(node, argument, draft)
    for node in found.get("extern", []):
        name = node.child_by_field_name("name")
        if name is not None:
            draft.imports.append(Imported(node.start_byte, line(node), text(name)))
    _definitions(found, draft)
    _values(found, draft)
    _branches(found, draft)
    draft.calls = found.get("call", []) + found.get("struct", [])
    return Program(data, root, draft, lower)


def _use(node: Node, argument: Node, draft: Draft) -> None:
    """`use a::{b, c::{self, D as E}, f::*};`, one import for each package that it names."""
    names: dict[str, list[str]] = {}
    stack: list[tuple[Node, tuple[str, ...]]] = [(argument, ())]
    left = MAX_ITEMS
    while stack and left:
        left -= 1
        current, prefix = stack.pop()
        if len(prefix) > MAX_LEVELS:
            continue
        match current.type:
            case "scoped_use_list":
                path, listed = current.child_by_field_name("path"), current.child_by_field_name("list")
                inner = prefix + (_path(path) if path is not None else ())
                stack += [(child, inner) for child in reversed(listed.named_children if listed is not None else [])]
            case "use_list":
                stack += [(child, prefix) for child in reversed(current.named_children)]
            case "use_wildcard":
                whole = prefix + (_path(current.named_children[0]) if current.named_children else ())
                names.setdefault(".".join(whole[:1]), []).append(".".join((*whole[1:], "*")))
            case "use_as_clause":
                path, alias = current.child_by_field_name("path"), current.child_by_field_name("alias")
                if path is not None and alias is not None:
                    _used(prefix + _path(path), text(alias), node, draft, names)
            case _:
                whole = prefix if current.type == "self" else prefix + _path(current)
                if whole:
                    _used(whole, whole[-1], node, draft, names)
    for module, taken in names.items():
        if module:
            draft.imports.append(Imported(node.start_byte, line(node), module, tuple(taken)))


def _used(whole: tuple[str, ...], local: str, node: Node, draft: Draft, names: dict[str, list[str]]) -> None:
    names.setdefault(whole[0], []).append(".".join(whole[1:]) or whole[0])
    draft.names.append((local, Binding(node.start_byte, "import", qualified=".".join(whole))))


def _path(node: Node) -> tuple[str, ...]:
    return tuple(part.strip() for part in text(node, 300).split("::") if part.strip())


def _definitions(found: dict[str, list[Node]], draft: Draft) -> None:
    for node in found.get("type", []) + found.get("impl", []):
        named = node.child_by_field_name("name") or node.child_by_field_name("type")
        if named is not None:
            word = text(named, 200).split("<", 1)[0].rsplit("::", 1)[-1]
            draft.span(node, "class", Class(word))
            span = (node.start_byte, node.end_byte)
            draft.names.append((word, Binding(node.start_byte, "class", span=span)))
    for node in found.get("function", []):
        name, listed = node.child_by_field_name("name"), node.child_by_field_name("parameters")
        if name is None:
            continue
        parameters = [
            text(pattern, 100)
            for child in (listed.named_children if listed is not None else [])[:MAX_ITEMS]
            if child.type == "parameter" and (pattern := child.child_by_field_name("pattern")) is not None
        ]
        draft.span(node, "function", Function(text(name, 200), tuple(parameters)))
        span = (node.start_byte, node.end_byte)
        draft.names.append((text(name, 200), Binding(node.start_byte, "function", span=span)))
        body = node.child_by_field_name("body")
        if body is not None and body.named_children:
            draft.returns.append((body.start_byte, body.named_children[-1]))
    for node in found.get("return", []):
        if node.named_children:
            draft.returns.append((node.start_byte, node.named_children[0]))


def _values(found: dict[str, list[Node]], draft: Draft) -> None:
    for node in found.get("let", []) + found.get("const", []):
        name = node.child_by_field_name("pattern") or node.child_by_field_name("name")
        if name is not None and name.type == "identifier":
            value, kind = node.child_by_field_name("value"), node.child_by_field_name("type")
            draft.names.append((text(name, 200), Binding(name.start_byte, "value", value, "", _typed(kind))))
    for node in found.get("parameter", []):
        name, kind = node.child_by_field_name("pattern"), node.child_by_field_name("type")
        if name is not None and name.type == "identifier":
            draft.names.append((text(name, 200), Binding(name.start_byte, "parameter", None, "", _typed(kind))))
    for node in found.get("assign", []):
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        written = text(left, 200) if left is not None else ""
        if left is not None and written.startswith("self.") and written.count(".") == 1:
            draft.names.append((written, Binding(left.start_byte, "value", right)))
    for node in found.get("struct", []):
        body = node.child_by_field_name("body")
        for child in (body.named_children if body is not None else [])[:MAX_ITEMS]:
            name, value = child.child_by_field_name("field"), child.child_by_field_name("value")
            if child.type == "field_initializer" and name is not None:
                draft.names.append(("self." + text(name, 200), Binding(child.start_byte, "value", value)))
            elif child.type == "shorthand_field_initializer" and child.named_children:
                bound = Binding(child.start_byte, "value", child.named_children[0])
                draft.names.append(("self." + text(child, 200), bound))
    for node in found.get("field", []):
        _field(node, draft)


def _typed(node: Node | None) -> Node | None:
    return node if node is not None and node.type not in {"primitive_type"} else None


def _field(node: Node, draft: Draft) -> None:
    """A field of a structure; an argument parser's attribute says which variable and default it has."""
    name, kind = node.child_by_field_name("name"), node.child_by_field_name("type")
    if name is None:
        return
    word, variable, default = text(name, 200), "", None
    before = node.prev_named_sibling
    while before is not None and before.type in {"attribute_item", "line_comment"}:
        written = text(before, 2_000)
        if _ARGUMENT.match(written):
            match = _ENV.search(written)
            bare = _BARE_ENV.search(written) is not None
            variable = variable or (match.group(1) if match is not None else word.upper() if bare else "")
            default = default or _default(before)
        before = before.prev_named_sibling
    if variable:
        draft.names.append((word, Binding(name.start_byte, "environment", default, variable)))
    else:
        draft.names.append((word, Binding(name.start_byte, "value", default, "", _typed(kind))))


def _default(attribute: Node) -> Node | None:
    inner = attribute.named_children[0] if attribute.named_children else None
    tree = inner.child_by_field_name("arguments") if inner is not None else None
    tokens = tree.children if tree is not None else []
    for position, token in enumerate(tokens[:-2]):
        if token.type == "identifier" and text(token) in {"default_value", "default_value_t", "default"}:
            value = tokens[position + 2]
            return value if value.type in {"string_literal", "raw_string_literal"} else None
    return None


def _branches(found: dict[str, list[Node]], draft: Draft) -> None:
    for node in found.get("if", []):
        condition, yes = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
        no = node.child_by_field_name("alternative")
        fork(condition, yes, no, draft)
        if no is None:
            around = node.parent if node.parent is not None and node.parent.type == "expression_statement" else node
            early_exit(around, condition, yes, draft, leaves=_LEAVES)
    for node in found.get("arm", []):
        pattern, block = node.child_by_field_name("pattern"), node.parent
        inner = pattern.named_children[0] if pattern is not None and pattern.named_children else None
        match = block.parent if block is not None else None
        if inner is not None and match is not None and inner.type in {"string_literal", "or_pattern"}:
            case(match.child_by_field_name("value"), inner, node, draft)
    for node in found.get("attribute", []):
        written = text(node, 300)
        below = node.next_named_sibling
        while below is not None and below.type in {"attribute_item", "line_comment", "block_comment"}:
            below = below.next_named_sibling
        feature = _FEATURE.match(written)
        if below is None:
            continue
        if _TEST.match(written):
            draft.span(below, DEVELOPMENT, None)
        elif feature is not None:
            draft.span(below, "branch", Branch(reason=f"feature {feature.group(1)}"))
