"""Expressions of Kotlin in the neutral form, as far as a string or a name can come from them."""

from __future__ import annotations

import re

from tree_sitter import Node

from sovassess.formats import expressions as e
from sovassess.formats import jvm_expressions as jvm
from sovassess.formats.operators import binary
from sovassess.formats.syntax import line, text

MAX_NESTING = 24
MAX_ITEMS = 200
_LITERALS = frozenset({"number_literal", "boolean_literal", "true", "false"})
_SEE_THROUGH = frozenset({
    "parenthesized_expression", "as_expression", "when_subject", "annotated_expression", "user_type", "nullable_type",
    "property_delegate", "when_condition",
})  # fmt: skip
_DOLLAR = re.compile(r"\$([A-Za-z_]\w*)")
_ESCAPES = {"\\n": "\n", "\\t": "\t", "\\r": "\r", '\\"': '"', "\\'": "'", "\\\\": "\\", "\\$": "$"}
_SCOPES = frozenset({"apply", "also", "run", "with", "let"})


class KotlinExpressions:
    """Lowers nodes of one file."""

    def __init__(self) -> None:
        self.defaults: dict[int, str] = {}
        """By the byte at which an annotation starts: the default of the property that it injects."""

    def lower(self, node: Node) -> e.Expression:
        """The node as an expression; `Opaque` where it is nested too deep or yields no string."""
        if node.type == "annotation" and node.start_byte in self.defaults:
            return e.Literal(jvm.text_of(self.defaults[node.start_byte]))
        lowered = self._lower(node, 0)
        around = node.parent
        if isinstance(lowered, jvm.Open) and around is not None and around.type == "navigation_expression":
            return e.OPAQUE  # the chain goes on, and says more
        return lowered

    def _lower(self, node: Node, depth: int) -> e.Expression:
        kind = node.type
        if depth > MAX_NESTING:
            return e.OPAQUE
        if kind == "identifier":
            name = text(node, 300)
            return e.Literal(name, quoted=False) if name in _LITERALS else e.Name(name, node.start_byte)
        if kind in {"string_literal", "multiline_string_literal"}:
            return self._string(node, depth)
        if kind in {"call_expression", "navigation_expression"}:
            return self._chain(node, depth)
        if kind == "this_expression":
            return e.Name("this", node.start_byte)
        if kind in {"null", "null_literal"}:
            return e.NULL
        if kind in _LITERALS:
            return e.Literal(text(node, 60), quoted=False)
        if kind in _SEE_THROUGH:
            return self._lower(node.named_children[0], depth + 1) if node.named_children else e.OPAQUE
        return self._compound(node, depth)

    def _compound(self, node: Node, depth: int) -> e.Expression:
        match node.type:
            case "binary_expression":
                return binary(node, depth, self._lower)
            case "unary_expression":
                operand = node.child_by_field_name("argument")
                if operand is None:
                    return e.OPAQUE
                inner = self._lower(operand, depth + 1)
                return e.Negation(inner) if node.children[0].type == "!" else inner
            case "if_expression":
                condition = node.child_by_field_name("condition")
                rest = [part for part in node.named_children if part != condition]
                if condition is not None and len(rest) == 2:
                    yes, no = (self._lower(_single(part), depth + 1) for part in rest)
                    return jvm.choice(self._lower(condition, depth + 1), yes, no)
            case "collection_literal":
                return e.Sequence(tuple(self._lower(part, depth + 1) for part in node.named_children[:MAX_ITEMS]))
            case "lambda_literal" | "annotated_lambda" | "function_body" | "block":
                inner_node = _single(node)
                return self._lower(inner_node, depth + 1) if inner_node is not node else e.OPAQUE
            case _:
                pass
        return e.OPAQUE

    def _string(self, node: Node, depth: int) -> e.Expression:
        parts: list[e.Expression] = []
        written = ""
        for child in node.named_children[:MAX_ITEMS]:
            if child.type == "interpolation":
                parts += [e.Literal(written)] if written else []
                written = ""
                inner = child.named_children[0] if child.named_children else child
                parts.append(e.Literal("$") if inner.type == "character_literal" else self._lower(inner, depth + 1))
            else:
                content = text(child)
                written += _ESCAPES.get(content, "") if child.type == "escape_sequence" else content
        if written or not parts:
            parts.append(e.Literal(written))
        found = [piece for part in parts for piece in _names_in(part, node.start_byte)]
        if len(found) == 1 and isinstance(found[0], e.Literal):
            return e.Literal(jvm.text_of(found[0].text))
        if isinstance(found[0], e.Literal):
            found[0] = e.Literal(jvm.text_of(found[0].text))
        return e.Joined(tuple(found))

    def _chain(self, node: Node, depth: int) -> e.Expression:
        """A call or member, and what it is called on, from the first to the last."""
        links: list[Node] = []
        root = node
        while root.type in {"call_expression", "navigation_expression", "unary_expression"} and root.named_children:
            if root.type == "unary_expression" and not text(root, 20_000).endswith("!!"):
                break
            if len(links) >= 2 * jvm.MAX_LINKS:
                return e.OPAQUE
            links.append(root)
            root = root.named_children[0]
        current = self._lower(root, depth + 1)
        at, number = node.start_byte, line(node)
        for link in reversed(links):
            if link.type == "navigation_expression":
                current = (
                    jvm.member(current, text(link.named_children[-1], 300))
                    if len(link.named_children) > 1
                    else e.OPAQUE
                )
            elif link.type == "call_expression":
                current = self._invoked(current, link, depth, (at, number))
        return current

    def _invoked(self, function: e.Expression, link: Node, depth: int, where: tuple[int, int]) -> e.Expression:
        pairs = self._arguments(link, depth)
        if isinstance(function, e.Invocation) and not isinstance(function, jvm.Open):
            # `X(a) { b = c }`: the block belongs to the call before it.
            return e.Invocation(function.function, (*function.arguments, *pairs), function.at, function.line)
        if isinstance(function, e.Name):
            if function.name[:1].isupper():
                return jvm.constructed(function, pairs, *where)
            lists = function.name in {"listOf", "setOf", "arrayOf", "mutableListOf"}
            if function.name in {"lazy", "run"} and len(pairs) == 1:
                return pairs[0][1]
            return e.Sequence(tuple(value for _, value in pairs)) if lists else e.Invocation(function, pairs, *where)
        if not isinstance(function, e.Member):
            return e.Invocation(function, pairs, *where)
        if function.name in _SCOPES and isinstance(function.owner, e.Invocation):
            owner = function.owner
            made = jvm.Open if isinstance(owner, jvm.Open) else e.Invocation
            named = tuple((jvm.property_name(name), value) for name, value in pairs if not name.isdigit())
            return made(owner.function, (*owner.arguments, *named), owner.at, owner.line)
        if function.name[:1].isupper() and function.name != "Builder" and not pairs:
            return e.Invocation(function, pairs, *where)
        if function.name[:1].isupper():
            return jvm.constructed(function, pairs, *where)
        return jvm.called(function.owner, function.name, pairs, *where)

    def _arguments(self, link: Node, depth: int) -> tuple[tuple[str, e.Expression], ...]:
        found: list[tuple[str, e.Expression]] = []
        position = 0
        for part in link.named_children[1:]:
            if part.type == "value_arguments":
                for one in part.named_children[:MAX_ITEMS]:
                    inner = one.named_children
                    if not inner:
                        continue
                    named = len(inner) == 2 and inner[0].type == "identifier" and one.children[1].type == "="
                    name = text(inner[0], 100) if named else str(position)
                    found.append((name, self._lower(inner[-1], depth + 2)))
                    position += 1
            elif part.type == "annotated_lambda":
                found += self._block(part, depth + 1)
        return jvm.given(tuple(found))

    def _block(self, part: Node, depth: int) -> list[tuple[str, e.Expression]]:
        """What a block at the end of a call sets: `{ region = "x"; endpoint("y") }`; its value, if it is one."""
        literal = part.named_children[0] if part.named_children else part
        found: list[tuple[str, e.Expression]] = []
        if depth > MAX_NESTING:
            return found
        statements = [child for child in literal.named_children[:MAX_ITEMS] if not child.type.endswith("comment")]
        for child in statements:
            left, right = child.child_by_field_name("left"), child.child_by_field_name("right")
            if child.type == "assignment" and left is not None and right is not None:
                found.append((text(left, 200).rsplit(".", 1)[-1], self._lower(right, depth + 1)))
            elif child.type == "call_expression" and child.named_children[0].type == "identifier":
                inner = self._arguments(child, depth + 1)
                found += [(text(child.named_children[0], 100), value) for name, value in inner[:1] if name == "0"]
        if not found and len(statements) == 1:
            found.append(("0", self._lower(statements[0], depth + 1)))
        return found


def _names_in(part: e.Expression, at: int) -> list[e.Expression]:
    """Text with `$name` in it as text and names; the grammar leaves them in the text."""
    if not isinstance(part, e.Literal) or "$" not in part.text:
        return [part]
    pieces = _DOLLAR.split(part.text)
    found: list[e.Expression] = []
    for number, piece in enumerate(pieces):
        if number % 2:
            found.append(e.Name(piece, at))
        elif piece:
            found.append(e.Literal(piece))
    return found or [part]


def _single(node: Node) -> Node:
    """The one statement of a block, the node itself if it is none or has more."""
    for _ in range(4):
        if (
            node.type not in {"block", "lambda_literal", "annotated_lambda", "function_body"}
            or len(node.named_children) != 1
        ):
            break
        node = node.named_children[0]
    return node
