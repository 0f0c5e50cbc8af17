"""Expressions of Java in the neutral form, as far as a string or a name can come from them."""

from __future__ import annotations

from tree_sitter import Node

from sovassess.formats import expressions as e
from sovassess.formats import jvm_expressions as jvm
from sovassess.formats.operators import binary
from sovassess.formats.syntax import line, text, unescaped

MAX_NESTING = 24
MAX_ITEMS = 200
_NAMES = frozenset({"identifier", "type_identifier"})
_SCOPED = frozenset({"scoped_identifier", "scoped_type_identifier", "field_access"})
_LITERALS = frozenset({"true", "false", "decimal_integer_literal", "decimal_floating_point_literal"})
_SEE_THROUGH = frozenset(
    {"parenthesized_expression", "generic_type", "annotated_type", "expression_statement", "switch_label"}
)
_ESCAPES = {"\\n": "\n", "\\t": "\t", "\\r": "\r", '\\"': '"', "\\'": "'", "\\\\": "\\"}


class JavaExpressions:
    """Lowers nodes of one file. `setters` says what a method later gives to the object that a declaration makes."""

    def __init__(self) -> None:
        self.setters: dict[int, list[tuple[str, Node]]] = {}
        """By the byte at which the value of a declaration starts: setters and what they are given."""
        self.defaults: dict[int, str] = {}
        """By the byte at which an annotation starts: the default of the property that it injects."""

    def lower(self, node: Node) -> e.Expression:
        """The node as an expression; `Opaque` where it is nested too deep or yields no string."""
        if node.start_byte in self.defaults and node.type in {"annotation", "modifiers"}:
            return e.Literal(jvm.text_of(self.defaults[node.start_byte]))
        lowered = self._lower(node, 0)
        around = node.parent
        linked = around is not None and around.type == "method_invocation"
        if linked and around and isinstance(lowered, jvm.Open) and around.child_by_field_name("object") == node:
            return e.OPAQUE  # the chain goes on, and says more
        if not isinstance(lowered, e.Invocation) or around is None or around.type != "variable_declarator":
            return lowered
        extra = tuple(
            (jvm.property_name(name), self._lower(value, 2)) for name, value in self.setters.get(node.start_byte, ())
        )
        pairs = (*extra, *lowered.arguments)[: jvm.MAX_ARGUMENTS]
        return e.Invocation(lowered.function, pairs, lowered.at, lowered.line)

    def _lower(self, node: Node, depth: int) -> e.Expression:
        kind = node.type
        if depth > MAX_NESTING:
            return e.OPAQUE
        if kind in _NAMES:
            return e.Name(text(node, 300), node.start_byte)
        if kind == "string_literal":
            return e.Literal(jvm.text_of(string(node)))
        if kind in _SCOPED:
            return self._scoped(node, depth)
        if kind in {"method_invocation", "object_creation_expression"}:
            return self._chain(node, depth)
        if kind == "this":
            return e.Name("this", node.start_byte)
        if kind == "null_literal":
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
                operand = node.child_by_field_name("operand")
                if operand is not None and node.children[0].type == "!":
                    return e.Negation(self._lower(operand, depth + 1))
            case "ternary_expression":
                condition, yes, no = (node.child_by_field_name(n) for n in ("condition", "consequence", "alternative"))
                if condition is not None and yes is not None and no is not None:
                    return jvm.choice(*(self._lower(part, depth + 1) for part in (condition, yes, no)))
            case "cast_expression":
                value = node.child_by_field_name("value")
                return self._lower(value, depth + 1) if value is not None else e.OPAQUE
            case "array_initializer":
                return e.Sequence(tuple(self._lower(part, depth + 1) for part in node.named_children[:MAX_ITEMS]))
            case "array_creation_expression":
                value = node.child_by_field_name("value")
                return self._lower(value, depth + 1) if value is not None else e.OPAQUE
            case "lambda_expression":
                body = node.child_by_field_name("body")
                if body is not None and body.type == "block":
                    return self._set_inside(body, depth)
                return self._lower(body, depth + 1) if body is not None else e.OPAQUE
            case "assignment_expression":
                right = node.child_by_field_name("right")
                return self._lower(right, depth + 1) if right is not None else e.OPAQUE
            case _:
                pass
        return e.OPAQUE

    def _set_inside(self, body: Node, depth: int) -> e.Expression:
        """What a block given as an option sets on what it gets: `options -> { options.setDsn("…"); }`."""
        found: list[tuple[str, e.Expression]] = []
        for statement in body.named_children[:MAX_ITEMS]:
            call = statement.named_children[0] if statement.named_children else statement
            named, listed = call.child_by_field_name("name"), call.child_by_field_name("arguments")
            if call.type == "method_invocation" and named is not None and listed is not None and listed.named_children:
                found.append((jvm.property_name(text(named, 100)), self._lower(listed.named_children[0], depth + 1)))
        return e.Mapping(tuple(found)) if found else e.OPAQUE

    def _scoped(self, node: Node, depth: int) -> e.Expression:
        owner = node.child_by_field_name("object") or node.child_by_field_name("scope")
        named = node.child_by_field_name("field") or node.child_by_field_name("name")
        if owner is None and len(node.named_children) > 1:
            owner, named = node.named_children[0], node.named_children[-1]
        if owner is None or named is None:
            return e.OPAQUE
        return jvm.member(self._lower(owner, depth + 1), text(named, 300))

    def _chain(self, node: Node, depth: int) -> e.Expression:
        """A call, and the calls that its object is made by, from the first to the last."""
        links: list[Node] = []
        root: Node | None = node
        while root is not None and root.type == "method_invocation" and len(links) < jvm.MAX_LINKS:
            links.append(root)
            root = root.child_by_field_name("object")
        if root is not None and root.type == "method_invocation":
            return e.OPAQUE
        current: e.Expression | None = None
        if root is not None:
            current = (
                self._construction(root, depth)
                if root.type == "object_creation_expression"
                else self._lower(root, depth + 1)
            )
        for link in reversed(links):
            named, listed = link.child_by_field_name("name"), link.child_by_field_name("arguments")
            if named is None or listed is None:
                return e.OPAQUE
            pairs = self._arguments(listed, depth)
            if current is None:
                current = e.Invocation(e.Name(text(named, 300), named.start_byte), pairs, node.start_byte, line(node))
            else:
                current = jvm.called(current, text(named, 300), pairs, node.start_byte, line(node))
        return current if current is not None else e.OPAQUE

    def _construction(self, node: Node, depth: int) -> e.Expression:
        kind, listed = node.child_by_field_name("type"), node.child_by_field_name("arguments")
        if kind is None or listed is None:
            return e.OPAQUE
        made = self._lower(kind, depth + 1)
        return jvm.constructed(made, self._arguments(listed, depth), node.start_byte, line(node))

    def _arguments(self, listed: Node, depth: int) -> tuple[tuple[str, e.Expression], ...]:
        parts = [part for part in listed.named_children[:MAX_ITEMS] if not part.type.endswith("comment")]
        return tuple((str(number), self._lower(part, depth + 1)) for number, part in enumerate(parts))


def string(node: Node) -> str:
    """The text of a string literal or text block."""
    return unescaped(node, _ESCAPES, MAX_ITEMS)
