"""Expressions of Go in the neutral form. Options and configuration structs become the arguments they stand for."""

from __future__ import annotations

import re
from functools import reduce

from tree_sitter import Node

from sovassess.formats import expressions as e
from sovassess.formats.environment import OPTION
from sovassess.formats.format_strings import formatted
from sovassess.formats.go_parts import Given, bare_of, called_word, is_option, string, tag_of
from sovassess.formats.operators import binary
from sovassess.formats.syntax import line, text

MAX_NESTING = 24
MAX_ITEMS = 200
MAX_SET = 60
_NAMES = frozenset({"identifier", "type_identifier", "package_identifier", "field_identifier"})
_STRINGS = frozenset({"interpreted_string_literal", "raw_string_literal"})
_NUMBERS = frozenset({"true", "false", "int_literal", "float_literal"})
_SEE_THROUGH = frozenset({
    "parenthesized_expression", "literal_element", "pointer_type", "slice_type", "variadic_argument",
    "type_assertion_expression", "expression_statement", "generic_type", "type_elem",
})  # fmt: skip
_CONFIGURES = re.compile(
    r"^Parse(URL|Config|DSN)$|^(Default|New|Load)\w*(Config|Options|ConfigWithDefaults)$|^(Config|Options)$"
)
_FLAG = re.compile(r"^String(P|Var|VarP)?$")
_FLAG_OWNER = re.compile(r"(^|\.)(flag|pflag|fs|flags?|flagSet|\w*[fF]lags(\(\))?|\w*FlagSet)$")
_SAME_VALUE = re.compile(
    r"^(options\.Client\(\)\.ApplyURI|aws\.String|to\.Ptr|to\.StringPtr|ptr\.(To|String)|pointer\.(To|String)(Ptr)?|"
    r"proto\.String|\w+\.(F|String|Ptr|TCP)|lo\.ToPtr|url\.(Parse|ParseRequestURI)|new|Ptr|ptr|strPtr|stringPtr)$"
)
_FIRST = re.compile(
    r"^(cmp\.Or|lo\.CoalesceOrEmpty|(\w+\.)?([cC]oalesce(String|Str)?|[fF]irst(Non|Not)(Empty|Zero|Blank)(String)?))$"
)
_VIPER = re.compile(r"(^|\.)(viper|v|vp)\.(GetString|Get|GetStringSlice)$")


class GoExpressions:
    """Lowers nodes of one file. `fields`, `options` and `made` say, by variable, what its function makes of it."""

    def __init__(self) -> None:
        self.fields: dict[str, list[Given]] = {}
        self.options: dict[str, list[Given]] = {}
        self.made: dict[str, list[Given]] = {}
        self.functions: list[tuple[int, int]] = []
        self.settings: dict[str, Node] = {}
        """Defaults of the keys of a configuration that `viper.SetDefault` states, and by `bound` their variables."""
        self.bound: dict[str, str] = {}
        self._known: dict[int, list[tuple[str, e.Expression]]] = {}

    def lower(self, node: Node) -> e.Expression:
        """The node as an expression; `Opaque` where it is nested too deep or yields no string."""
        if node.type == "composite_literal":
            kind = node.child_by_field_name("type")
            if kind is not None and kind.type in {"qualified_type", "type_identifier"}:
                body = node.child_by_field_name("body")
                pairs = tuple(self._pairs(body, 1)) if body is not None else ()
                return e.Invocation(self._lower(kind, 1), pairs, node.start_byte, line(node))
        return self._lower(node, 0)

    def function(self, at: int) -> int:
        """The byte at which the innermost named function around a byte starts, -1 outside of all."""
        low, high = 0, len(self.functions)
        while low < high:
            middle = (low + high) // 2
            if self.functions[middle][0] <= at:
                low = middle + 1
            else:
                high = middle
        return self.functions[low - 1][0] if low and at < self.functions[low - 1][1] else -1

    def _lower(self, node: Node, depth: int) -> e.Expression:
        kind = node.type
        if depth > MAX_NESTING:
            return e.OPAQUE
        if kind in _NAMES:
            return e.Name(text(node, 300), node.start_byte)
        if kind in _STRINGS:
            return e.Literal(string(node))
        if kind == "nil":
            return e.NULL
        if kind in _NUMBERS:
            return e.Literal(text(node, 60), quoted=False)
        if kind in _SEE_THROUGH:
            return self._lower(node.named_children[0], depth + 1) if node.named_children else e.OPAQUE
        if kind == "call_expression":
            return self._call(node, depth)
        return self._compound(node, depth)

    def _compound(self, node: Node, depth: int) -> e.Expression:
        match node.type:
            case "selector_expression" | "qualified_type":
                owner = node.child_by_field_name("operand") or node.child_by_field_name("package")
                named = node.child_by_field_name("field") or node.child_by_field_name("name")
                if owner is not None and named is not None:
                    return e.Member(self._lower(owner, depth + 1), text(named, 300))
            case "unary_expression":
                operand = node.child_by_field_name("operand")
                if operand is None:
                    return e.OPAQUE
                inner = self._lower(operand, depth + 1)
                return e.Negation(inner) if node.children[0].type == "!" else inner
            case "binary_expression":
                return _compared(binary(node, depth, self._lower))
            case "index_expression":
                owner, key = node.child_by_field_name("operand"), node.child_by_field_name("index")
                if owner is not None and key is not None:
                    return e.Item(self._lower(owner, depth + 1), self._lower(key, depth + 1))
            case "composite_literal":
                body = node.child_by_field_name("body")
                return self._lower(body, depth + 1) if body is not None else e.OPAQUE
            case "literal_value":
                return self._display(node, depth)
            case "expression_list":
                items = tuple(self._lower(one, depth + 1) for one in node.named_children[:MAX_ITEMS])
                return items[0] if len(items) == 1 else e.Sequence(items)
            case "field_declaration":
                tag = tag_of(node)
                return e.Literal(tag.default) if tag is not None and tag.default is not None else e.NULL
            case _:
                pass
        return e.OPAQUE

    def _display(self, node: Node, depth: int) -> e.Expression:
        pairs = self._pairs(node, depth)
        if pairs:
            return e.Mapping(tuple(pairs))
        items: list[tuple[str, e.Expression]] = []
        for position, part in enumerate(node.named_children[:MAX_ITEMS]):
            items += self._argument(part, position, depth + 1) if part.type != "comment" else ()
        if any(not name.isdigit() for name, _ in items):
            return e.Mapping(tuple(items))
        return e.Sequence(tuple(value for _, value in items))

    def _pairs(self, body: Node, depth: int) -> list[tuple[str, e.Expression]]:
        found: list[tuple[str, e.Expression]] = []
        for part in body.named_children[:MAX_ITEMS] if depth < MAX_NESTING else ():
            key, value = part.child_by_field_name("key"), part.child_by_field_name("value")
            if part.type == "keyed_element" and key is not None and value is not None:
                named = self._lower(key, depth + 1)
                name = named.text if isinstance(named, e.Literal) else e.dotted(named)
                if name:
                    found.append((name, self._lower(value, depth + 1)))
        return found

    # --- calls --------------------------------------------------------------------------------------------------

    def _call(self, node: Node, depth: int) -> e.Expression:
        function, listed = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if function is None or listed is None:
            return e.OPAQUE
        written = text(function, 120)
        given = [part for part in listed.named_children[:MAX_ITEMS] if part.type != "comment"]
        if given and _SAME_VALUE.match(written):
            return self._lower(given[0], depth + 1)
        if len(given) > 1 and _FIRST.match(written):
            first, *others = (self._lower(part, depth + 1) for part in given)
            return reduce(e.Either, others, first)
        if given and written.endswith(("fmt.Sprintf", "fmt.Sprint")):
            form, *values = (self._lower(part, depth + 1) for part in given)
            return formatted(form.text, tuple(values)) if isinstance(form, e.Literal) else e.Joined((form, *values))
        if given and written == "net.JoinHostPort" and len(given) == 2:
            return e.Joined((self._lower(given[0], depth + 1), e.Literal(":"), self._lower(given[1], depth + 1)))
        if _VIPER.search(written) and given:
            return self._setting(given[0], node, depth)
        option = self._flag(written, given, node, depth)
        if option is not None:
            return option
        arguments: list[tuple[str, e.Expression]] = []
        for position, part in enumerate(given):
            arguments += self._argument(part, position, depth + 1)
        return e.Invocation(self._lower(function, depth + 1), tuple(arguments), node.start_byte, line(node))

    def _argument(self, part: Node, position: int, depth: int) -> list[tuple[str, e.Expression]]:
        """One argument under its place; an option under its own name."""
        if depth > MAX_NESTING:
            return []
        bare = bare_of(part)
        if part.type == "variadic_argument" and bare.type == "identifier":
            known = [*self._of(self.made, bare), *self._of(self.options, bare)]
            return [pair for one in known for pair in self._options(one.value, depth + 1)]
        if bare.type == "call_expression" and is_option(bare):
            return self._options(bare, depth)
        if bare.type == "call_expression" and _CONFIGURES.match(called_word(bare)):
            return [(str(position), e.Mapping(tuple(self._configured(bare, depth + 1))))]
        if bare.type == "identifier":
            items = [(one.name, self._lower(one.value, depth + 1)) for one in reversed(self._of(self.fields, bare))]
            for one in self._of(self.made, bare):
                items += self._configured(one.value, depth + 1)
            if items:
                return [(str(position), e.Mapping(tuple(items)))]
        if bare.type == "func_literal":
            return [(str(position), e.Mapping(tuple(self._set_inside(bare, depth))))]
        return [(str(position), self._lower(bare, depth))]

    def _options(self, node: Node, depth: int) -> list[tuple[str, e.Expression]]:
        """The options in a call of an option function or in a display of such calls."""
        bare = bare_of(node)
        if bare.type == "call_expression":
            listed = bare.child_by_field_name("arguments")
            given = listed.named_children[:1] if listed is not None else []
            value = self._lower(given[0], depth + 1) if given else e.Literal("true", quoted=False)
            return [(called_word(bare), value)] if is_option(bare) else []
        body = bare.child_by_field_name("body") if bare.type == "composite_literal" else None
        parts = body.named_children[:MAX_ITEMS] if body is not None and depth < MAX_NESTING else []
        return [pair for part in parts for pair in self._options(part, depth + 1)]

    def _configured(self, node: Node, depth: int) -> list[tuple[str, e.Expression]]:
        """What the call or struct display that makes a configuration puts into it."""
        if node.start_byte not in self._known:
            self._known[node.start_byte] = []  # what is configured by itself gets nothing from there
            self._known[node.start_byte] = self._fresh(bare_of(node), depth)
        return self._known[node.start_byte]

    def _fresh(self, bare: Node, depth: int) -> list[tuple[str, e.Expression]]:
        if depth > MAX_NESTING:
            return []
        if bare.type == "composite_literal":
            kind, body = bare.child_by_field_name("type"), bare.child_by_field_name("body")
            named = kind is not None and kind.type in {"qualified_type", "type_identifier"}
            return self._pairs(body, depth + 1) if body is not None and named else []
        if bare.type != "call_expression":
            return []
        lowered = self._call(bare, depth)
        pairs = lowered.arguments if isinstance(lowered, e.Invocation) else ()
        word = called_word(bare)
        keep = _CONFIGURES.match(word) is not None
        found: list[tuple[str, e.Expression]] = []
        for key, value in pairs:
            if isinstance(value, e.Mapping):
                found += value.items
            elif not key.isdigit() or keep:
                found.append((f"{word}.{key}" if key.isdigit() else key, value))
        return found

    def _set_inside(self, literal: Node, depth: int) -> list[tuple[str, e.Expression]]:
        """The fields that a function given as an option sets on what it gets."""
        listed, body = literal.child_by_field_name("parameters"), literal.child_by_field_name("body")
        first = listed.named_children[0] if listed is not None and listed.named_children else None
        named = first.child_by_field_name("name") if first is not None else None
        if named is None or body is None:
            return []
        return [
            (one.name, self._lower(one.value, depth + 1))
            for one in self.fields.get(text(named, 100), [])[:MAX_SET]
            if body.start_byte <= one.at < body.end_byte
        ]

    def _of(self, known: dict[str, list[Given]], node: Node) -> list[Given]:
        found = known.get(text(node, 100), [])[:MAX_SET]
        if not found:
            return []
        function = self.function(node.start_byte)
        return [one for one in found if one.function == function]

    def _setting(self, key: Node, node: Node, depth: int) -> e.Expression:
        """A key of a configuration that variables override: its name in capitals unless it is bound to another."""
        named = self._lower(key, depth + 1)
        if not isinstance(named, e.Literal):
            return e.OPAQUE
        known = self.settings.get(named.text.lower())
        variable = self.bound.get(named.text.lower()) or re.sub(r"[.\-]", "_", named.text).upper()
        default = self._lower(known, depth + 1) if known is not None else e.NULL
        pairs = (("0", e.Literal(variable)), ("1", default))
        return e.Invocation(e.Name(OPTION, node.start_byte), pairs, node.start_byte, line(node))

    def _flag(self, written: str, given: list[Node], node: Node, depth: int) -> e.Expression | None:
        """A command-line option with its default: `flag.String("url", "http://…", "usage")`."""
        owner, _, word = written.rpartition(".")
        shape = _FLAG.match(word)
        if shape is None or not _FLAG_OWNER.search(owner):
            return None
        start = 1 if "Var" in word else 0
        step = 2 if word.endswith("P") else 1
        if len(given) <= start + step:
            return None
        name, default = self._lower(given[start], depth + 1), self._lower(given[start + step], depth + 1)
        if not isinstance(name, e.Literal):
            return None
        pairs = (("0", e.Literal("--" + name.text)), ("1", default))
        return e.Invocation(e.Name(OPTION, node.start_byte), pairs, node.start_byte, line(node))


def _compared(expression: e.Expression) -> e.Expression:
    """Whether a string is empty asks in Go whether it is set at all."""
    match expression:
        case e.Comparison(first, operator, e.Literal("", quoted=True)):
            return e.Negation(first) if operator == "==" else first
        case _:
            return expression
