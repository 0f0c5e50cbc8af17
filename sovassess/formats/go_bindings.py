"""What assignments, declarations and struct displays of Go source give to names, fields and configurations."""

from __future__ import annotations

import re

from msgspec import Struct
from tree_sitter import Node

from sovassess.formats.go_expressions import GoExpressions
from sovassess.formats.go_parts import Given, string
from sovassess.formats.program import Binding, Draft
from sovassess.formats.syntax import text

MAX_ITEMS = 200
_SETTING = re.compile(
    r"(url|uri|addr|address|endpoint|host|broker|brokers|server|dsn|region|model|registry|proxy)s?\s*:", re.IGNORECASE
)


class Fields(Struct, frozen=True, eq=False):
    """The structs of a file: where each field is declared."""

    declared: dict[tuple[str, str], int]


class Writer:
    """Adds what a file's assignments and struct displays say to a draft."""

    def __init__(self, draft: Draft, expressions: GoExpressions, fields: Fields, receivers: dict[int, str]) -> None:
        self.draft = draft
        self.expressions = expressions
        self.fields = fields
        self.receivers = receivers
        self._fallbacks: list[tuple[str, Binding]] = []

    def bind(self, names: list[Node], right: Node | None, kind: Node | None) -> None:
        """Names on the left of an assignment or declaration get what stands on the right."""
        values = right.named_children if right is not None and right.type == "expression_list" else []
        for position, target in enumerate(names[:MAX_ITEMS]):
            value = values[position] if len(values) == len(names) else None
            if len(values) == 1 and position == 0:
                value = values[0]
            if target.type == "identifier" and text(target) != "_":
                self._name(target, value, kind)
            elif target.type == "selector_expression" and value is not None:
                self._field(target, value)

    def _name(self, target: Node, value: Node | None, kind: Node | None) -> None:
        name = text(target, 200)
        if value is None:
            qualified = _qualified_type(kind)
            if qualified:
                bound = Binding(target.start_byte, "parameter", None, "", kind)
                self.draft.names.append((name, bound))
                self._typed(name, target, kind)
            return
        held = _inner_literal(value)
        self.draft.names.append((name, Binding(target.start_byte, "value", held, "", kind)))
        self._given(self.expressions.made, name, "", value)
        if value.type == "call_expression" and text(value, 7) == "append(":
            listed = value.child_by_field_name("arguments")
            for part in listed.named_children[1:MAX_ITEMS] if listed is not None else ():
                self._given(self.expressions.options, name, "", part)

    def _given(self, known: dict[str, list[Given]], owner: str, name: str, value: Node) -> None:
        function = self.expressions.function(value.start_byte)
        known.setdefault(owner, []).append(Given(function, value.start_byte, name, value))

    def _field(self, target: Node, value: Node) -> None:
        owner, named = target.child_by_field_name("operand"), target.child_by_field_name("field")
        if owner is None or named is None or owner.end_byte - owner.start_byte > 100:
            return
        self._given(self.expressions.fields, text(owner), text(named), value)
        struct = self.receivers.get(self.expressions.function(target.start_byte), "")
        receiver, _, kind = struct.partition(" ")
        if receiver and receiver == text(owner):
            self._struct_field(kind, text(named), value)

    def _struct_field(self, struct: str, field: str, value: Node) -> None:
        at = self.fields.declared.get((struct, field))
        if at is not None:
            self.draft.names.append(("self." + field, Binding(at, "value", _inner_literal(value))))

    def literal(self, node: Node) -> None:
        """A struct display: fields of the file's own structs, or something that another package offers."""
        kind, body = node.child_by_field_name("type"), node.child_by_field_name("body")
        if kind is None or body is None:
            return
        around = node.parent
        while around is not None and around.type in {"unary_expression", "parenthesized_expression"}:
            around = around.parent
        inside = around is not None and around.type in {"argument_list", "literal_element"}
        if kind.type == "qualified_type" and not inside:
            head = text(body, 1_000)
            if _SETTING.search(head):
                self.draft.calls.append(node)
        elif kind.type == "type_identifier":
            struct = text(kind)
            for part in body.named_children[:MAX_ITEMS]:
                key, value = part.child_by_field_name("key"), part.child_by_field_name("value")
                if key is not None and value is not None:
                    self._struct_field(
                        struct, text(key, 100), value.named_children[0] if value.named_children else value
                    )

    def flag(self, node: Node) -> None:
        """`flag.StringVar(&name, "option", "default", "usage")` gives the name its value."""
        function, listed = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if function is None or listed is None or not text(function, 120).endswith(("StringVar", "StringVarP")):
            return
        first = listed.named_children[0] if listed.named_children else None
        operand = first.child_by_field_name("operand") if first is not None else None
        if operand is None:
            return
        if operand.type == "identifier":
            self.draft.names.append((text(operand), Binding(operand.start_byte, "value", node)))
        elif operand.type == "selector_expression":
            field = operand.child_by_field_name("field")
            found = [at for (_, name), at in self.fields.declared.items() if field is not None and name == text(field)]
            for at in found[:1]:
                self.draft.names.append(
                    ("self." + text(field), Binding(at, "value", node)) if field else ("", Binding(0, "opaque"))
                )

    def setting(self, node: Node) -> None:
        """`viper.SetDefault("a.b", "x")` and `viper.BindEnv("a.b", "VARIABLE")`."""
        function, listed = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        word = text(function, 60).rsplit(".", 1)[-1] if function is not None else ""
        if word not in {"SetDefault", "BindEnv"} or listed is None or len(listed.named_children) < 2:
            return
        key, value = listed.named_children[0], listed.named_children[1]
        if key.type != "interpreted_string_literal":
            return
        if word == "SetDefault":
            self.expressions.settings[string(key).lower()] = value
        elif value.type == "interpreted_string_literal":
            self.expressions.bound[string(key).lower()] = string(value)

    def _typed(self, name: str, target: Node, kind: Node | None) -> None:
        qualified = _qualified_type(kind)
        if qualified:
            self._fallbacks.append((name, Binding(target.start_byte, "import", qualified=qualified)))

    def typed_fields(self) -> None:
        """Parameters and fields of an imported type stand for an instance of it, where nothing else is known."""
        packages = {name: bound.qualified for name, bound in self.draft.names if bound.kind == "import"}
        for name, bound in list(self.draft.names):
            if bound.kind in {"parameter", "field"} and bound.annotation is not None:
                self._typed(name, bound.annotation, bound.annotation)
        for name, bound in self._fallbacks:
            package, _, kind = bound.qualified.partition(" ")
            if package in packages:
                made = Binding(bound.at, "import", qualified=f"{packages[package]}.{kind}")
                self.draft.names.append((name, made))


def _qualified_type(kind: Node | None) -> str:
    """`package Type` for a type of another package, "" for anything else."""
    while kind is not None and kind.type == "pointer_type" and kind.named_children:
        kind = kind.named_children[0]
    if kind is None or kind.type != "qualified_type":
        return ""
    return text(kind, 200).replace(".", " ", 1)


def _inner_literal(value: Node) -> Node:
    """The body of a struct display of another package's type; any other node as it is."""
    inner = value
    while inner.type in {"unary_expression", "literal_element"} and inner.named_children:
        if inner.type == "unary_expression" and inner.children[0].type != "&":
            return value
        inner = inner.named_children[0]
    if inner.type != "composite_literal":
        return value
    kind, body = inner.child_by_field_name("type"), inner.child_by_field_name("body")
    return body if body is not None and kind is not None and kind.type != "type_identifier" else inner
