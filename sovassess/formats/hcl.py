"""Read HCL (Terraform, OpenTofu, Packer, Nomad) into blocks and values with lines; it follows no reference.

Grammar: tree-sitter-hcl. Parsing is tolerant: what the grammar cannot place is left out, the rest is kept. References
to `var.x` and `local.x` become `Variable` parts; whatever only a plan could tell becomes an `Unresolved` part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise

import tree_sitter_hcl
from tree_sitter import Language, Node, Parser, Range

from sovassess.errors import ParseError
from sovassess.formats.blocks import Attribute, Block, Expression, Mapping, Scalar, Sequence
from sovassess.formats.bounded import bounded
from sovassess.model.values import Value, joined, literal, unresolved, variable

MAX_DEPTH = 60
MAX_SOURCE = 200
MAX_PARTS = 5_000
_HEADER = re.compile(rb"(?m)^[a-z][a-z_]{1,30}(?: +(?:\"[^\"\n]{1,200}\"|[\w-]{1,100})){0,3} *\{")
# The grammar's scanner looks at the rest of a gap again for each blank in it.
_GAP = re.compile(rb"[ \t]{500,}")
# What a merge leaves behind would swallow the attribute before it (`<<` opens a heredoc).
_CONFLICT = re.compile(rb"(?m)^(?:<{7}|={7}|>{7}|\|{7})(?: [^\n]*)?$")


def parse(data: bytes) -> Block:
    """The file as one block. Raises `ParseError` if it holds text but no block and no attribute could be read."""
    return read(data)[0]


def read(data: bytes) -> tuple[Block, int | None]:
    """As `parse`, and the line of the first thing that is no HCL, None if all of it is."""
    data = _GAP.sub(b" ", data)
    data = _CONFLICT.sub(lambda found: b" " * len(found[0]), data)
    root = bounded(Parser(_language()), data).root_node
    bodies = _bodies(root)
    if root.has_error:
        bodies = [body for part in _parts(data) for body in _bodies(part)] or bodies
    blocks, attributes = _contents(bodies, 0)
    if not blocks and not attributes and root.has_error:
        raise ParseError("no HCL block or attribute could be read", _line(root))
    return Block("", (), attributes, blocks, 1), _first_error(root) if root.has_error else None


def _first_error(root: Node) -> int:
    """The line of the innermost first error: what is around it was read."""
    node = root
    while inner := next((child for child in node.children if child.has_error or child.is_missing), None):
        node = inner
        if node.type == "ERROR":
            break
    return _line(node)


def _bodies(root: Node) -> list[Node]:
    body = next((child for child in root.children if child.type == "body"), None)
    return [body] if body else [root]


def _parts(data: bytes) -> Iterator[Node]:
    """Each top-level block parsed by itself, in place, so that an error in one cannot swallow the next."""
    starts = [match.start() for match in _HEADER.finditer(data)][:MAX_PARTS]
    if not starts:
        return
    bounds = [*([0] if starts[0] else []), *starts, len(data)]
    line = 0
    for begin, end in pairwise(bounds):
        after = line + data.count(b"\n", begin, end)
        parser = Parser(_language(), included_ranges=[Range((line, 0), (after, 0), begin, end)])
        yield bounded(parser, data).root_node
        line = after


@cache
def _language() -> Language:
    return Language(tree_sitter_hcl.language())


def _line(node: Node) -> int:
    return node.start_point[0] + 1


def _text(node: Node) -> str:
    return (node.text or b"").decode("utf-8", errors="replace")


def _contents(bodies: Iterable[Node], depth: int) -> tuple[tuple[Block, ...], tuple[Attribute, ...]]:
    """Blocks and attributes of some bodies; error nodes are looked through, since what they hold is often whole."""
    blocks: list[Block] = []
    attributes: list[Attribute] = []
    pending = [child for body in bodies for child in body.children]
    pending.reverse()
    while pending:
        node = pending.pop()
        if node.type == "block":
            block = _block(node, depth + 1)
            if block is not None:
                blocks.append(block)
        elif node.type == "attribute":
            attribute = _attribute(node)
            if attribute is not None:
                attributes.append(attribute)
        elif node.type in ("ERROR", "body"):
            pending.extend(reversed(node.children))
    return tuple(blocks), tuple(attributes)


def _block(node: Node, depth: int) -> Block | None:
    if depth > MAX_DEPTH:
        return None
    words: list[str] = []
    bodies: list[Node] = []
    for child in node.children:
        if child.type == "identifier":
            words.append(_text(child))
        elif child.type == "string_lit":
            words.append(_text(child).strip('"'))
        elif child.type in ("body", "ERROR"):
            bodies.append(child)
    if not words:
        return None
    blocks, attributes = _contents(bodies, depth)
    return Block(words[0], tuple(words[1:]), attributes, blocks, _line(node))


def _attribute(node: Node) -> Attribute | None:
    name = next((child for child in node.children if child.type == "identifier"), None)
    value = next((child for child in node.children if child.type == "expression"), None)
    if name is None or value is None:
        return None
    source = (value.text or b"")[: MAX_SOURCE * 4].decode("utf-8", errors="replace")
    return Attribute(_text(name), _expression(value, 0), _line(name), " ".join(source.split())[:MAX_SOURCE])


def _expression(node: Node, depth: int) -> Expression:
    """The expression under a node; wrappers and parentheses are looked through."""
    line = _line(node)
    while node.type in ("expression", "literal_value", "collection_value", "template_expr"):
        inner = [child for child in node.children if child.is_named and child.type != "comment"]
        if len(inner) != 1:
            return Scalar(_flat(node, inner, depth), line)
        node = inner[0]
    if depth > MAX_DEPTH:
        return Scalar(unresolved("nested too deep"), line)
    match node.type:
        case "tuple":
            items = (child for child in node.children if child.type == "expression")
            return Sequence(tuple(_expression(item, depth + 1) for item in items), line)
        case "object":
            return Mapping(tuple(_entries(node, depth)), line)
        case "function_call":
            return _call(node, depth)
        case "conditional":
            return _conditional(node, depth)
        case _:
            return Scalar(_scalar(node, depth), line)


def _entries(node: Node, depth: int) -> Iterator[tuple[str, Expression]]:
    for element in node.children:
        if element.type != "object_elem":
            continue
        sides = [child for child in element.children if child.type == "expression"]
        if len(sides) != 2:
            continue
        key = _text(sides[0]).strip('"')
        if re.fullmatch(r"[^(){}$\n]+", key):
            yield key, _expression(sides[1], depth + 1)


# Functions that pass their argument on unchanged, as far as a reader of strings is concerned.
_TRANSPARENT = frozenset(
    ("jsonencode", "yamlencode", "toset", "tolist", "tomap", "tostring", "sensitive", "nonsensitive", "trimspace")
)


def _call(node: Node, depth: int) -> Expression:
    line = _line(node)
    name = next((_text(child) for child in node.children if child.type == "identifier"), "")
    holder = next((child for child in node.children if child.type == "function_arguments"), None)
    nodes = [child for child in holder.children if child.type == "expression"] if holder else []
    arguments = [_expression(child, depth + 1) for child in nodes]
    if name in _TRANSPARENT and len(arguments) == 1:
        return arguments[0]
    if name == "merge":
        return Mapping(tuple(e for part in arguments if isinstance(part, Mapping) for e in part.entries), line)
    if name == "concat":
        return Sequence(tuple(i for p in arguments for i in (p.items if isinstance(p, Sequence) else (p,))), line)
    if name == "format" and arguments and all(isinstance(part, Scalar) for part in arguments):
        return Scalar(_formatted([part.value for part in arguments if isinstance(part, Scalar)]), line)
    if name == "coalesce" and arguments and isinstance(arguments[-1], Scalar) and isinstance(arguments[0], Scalar):
        return Scalar(_with_fallback(arguments[0].value, arguments[-1].value), line)
    return Scalar(unresolved(f"function {name}"), line)


def _formatted(values: list[Value]) -> Value:
    """`format("%s/%s", a, b)` joined; Unresolved for verbs other than %s, %d and %v."""
    template = values[0].literal
    if template is None:
        return unresolved("function format")
    pieces = re.split(r"%[sdv]", template)
    if len(pieces) != len(values) or any("%" in piece.replace("%%", "") for piece in pieces):
        return unresolved("function format")
    out = [literal(pieces[0])]
    for value, piece in zip(values[1:], pieces[1:], strict=True):
        out += [value, literal(piece)]
    return joined(value for value in out if value.literal != "")


def _with_fallback(first: Value, last: Value) -> Value:
    names = first.variables
    if len(first.parts) == 1 and len(names) == 1 and last.literal is not None:
        return variable(names[0], last.literal)
    return first if first.literal else unresolved("function coalesce")


def _conditional(node: Node, depth: int) -> Expression:
    """`c ? a : b`: the branch that is taken where the file decides it, else unresolved."""
    sides = [child for child in node.children if child.type == "expression"]
    if len(sides) == 3:
        test = _text(sides[0]).strip()
        then, other = (_expression(side, depth + 1) for side in sides[1:])
        if test in ("true", "false"):
            return then if test == "true" else other
        if isinstance(then, Scalar) and isinstance(other, Scalar) and then.value == other.value:
            return then
    return Scalar(unresolved("conditional"), _line(node))


def _scalar(node: Node, depth: int) -> Value:
    match node.type:
        case "string_lit" | "quoted_template":
            return _template(node, depth, unescape=True)
        case "heredoc_template":
            return _template(node, depth, unescape=False)
        case "numeric_lit" | "bool_lit":
            return literal(_text(node))
        case "null_lit":
            return unresolved("null")
        case "variable_expr":
            return _flat(node, [node], depth)
        case "operation":
            return literal(_text(node)) if re.fullmatch(r"-[0-9.]+", _text(node)) else unresolved("operation")
        case "for_expr":
            return unresolved("for expression")
        case _:
            return unresolved("expression")


def _template(node: Node, depth: int, *, unescape: bool) -> Value:
    """A quoted or heredoc template; blanks that the grammar drops between its parts are taken from the bytes."""
    data, base = node.text or b"", node.start_byte
    end = None
    parts: list[Value] = []
    for child in node.children:
        if child.type in ("quoted_template_start", "heredoc_start", "quoted_template_end"):
            end = child.end_byte if child.type == "quoted_template_start" else end
            continue
        if child.type == "heredoc_identifier":
            end = child.end_byte + 1
            continue
        if end is not None and child.start_byte > end:
            parts.append(literal(data[end - base : child.start_byte - base].decode("utf-8", errors="replace")))
        end = child.end_byte
        if child.type == "template_literal":
            text = _text(child)
            parts.append(literal(_unescaped(text) if unescape else text))
        elif child.type == "template_interpolation":
            inner = next((part for part in child.children if part.type == "expression"), None)
            value = _expression(inner, depth + 1) if inner else None
            parts.append(value.value if isinstance(value, Scalar) else unresolved("collection in a template"))
        elif child.type in ("template_directive", "ERROR"):
            parts.append(unresolved("template directive"))
    return joined(parts)


def _unescaped(text: str) -> str:
    if "\\" not in text and "$$" not in text:
        return text
    text = text.replace("$${", "${").replace("%%{", "%{")
    return re.sub(r"\\(.)", lambda m: {"n": "\n", "t": "\t", "r": "\r"}.get(m[1], m[1]), text)


def _flat(node: Node, inner: list[Node], depth: int) -> Value:
    """A reference (`var.x`, `module.m.out`) or a parenthesised expression."""
    text = _text(node)
    if inner and inner[0].type == "expression" and text.startswith("("):
        value = _expression(inner[0], depth + 1)
        return value.value if isinstance(value, Scalar) else unresolved("collection")
    match = re.fullmatch(r"(var|local)\s*\.\s*([A-Za-z_][\w-]*)((?:\.[A-Za-z_][\w-]*)*)", text)
    if match:
        return variable(f"{match[1]}.{match[2]}{match[3]}")
    head = ".".join(re.findall(r"[A-Za-z_][\w-]*", text[:120])[:3])
    return unresolved(f"reference {head}" if head else "expression")
