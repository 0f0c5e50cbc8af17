"""What an expression's string is and which imported thing is called, as far as one file tells. It runs nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

from sovassess.formats import expressions as e
from sovassess.formats.code_merging import either, merged
from sovassess.formats.environment import read_of
from sovassess.formats.fields import Fields, fields_of
from sovassess.formats.names import Names
from sovassess.formats.program import MODULE, Binding, Program
from sovassess.model.values import Value, joined, literal, unresolved, variable

MAX_HOPS = 14
_MAIN = re.compile(rb"^if __name__ ==", re.MULTILINE)
_SAME_TEXT = frozenset(
    {
        "strip",
        "rstrip",
        "lstrip",
        "trim",
        "lower",
        "toLowerCase",
        "upper",
        "get_secret_value",
        "toString",
        "unicode_string",
        "as_posix",
        "href",
        "encode",
        "decode",
    }
)
_WRAPPERS = re.compile(r"(^|\.)(str|String|SecretStr|HttpUrl|AnyHttpUrl|AnyUrl|Url|URL|cast|normalize_url|Path|quote)$")


class Evaluator:
    """Answers questions about one program. Bounded: no chain of names longer than `MAX_HOPS` is followed."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.names = Names(program)
        self.trail: list[int] = []
        """Bindings in the order in which their values have been read, by identity."""
        self._values: dict[int, Value | None] = {}
        self._busy: set[int] = set()
        main = _MAIN.search(program.data)
        self._tried_out = main.start() if main is not None else len(program.data)
        self._fields: dict[int, Fields | None] = {}
        self.elsewhere: Callable[[str], Value | None] = _nowhere
        """What an imported name (qualified) stands for in another module of the tree; None if it is not of the tree."""

    # --- strings -----------------------------------------------------------------------------------------------

    def value(self, expression: e.Expression, hops: int = 0) -> Value | None:
        """The string; None for null. Parts that cannot be known are unresolved."""
        if hops > MAX_HOPS:
            return unresolved("nested too deep")
        read = read_of(expression, self.names)
        if read is not None:
            default = self.value(read.default, hops + 1) if read.default is not None else None
            return variable(read.name, default.with_defaults if default is not None else None)
        match expression:
            case e.Literal(content):
                return literal(content)
            case e.Null():
                return None
            case e.Joined(parts):
                return joined(self.value(part, hops + 1) or unresolved("null") for part in parts)
            case e.Either(first, second):
                return either(self.value(first, hops + 1), self.value(second, hops + 1))
            case e.Both(_, second):
                return self.value(second, hops + 1)
            case e.Choice(condition, yes, no):
                return self._choice(condition, yes, no, hops)
            case e.Name(name, at):
                return self._named(name, at, hops)
            case e.Member():
                return self._member(expression, hops)
            case e.Invocation():
                return self._called(expression, hops)
            case e.Item(owner, e.Literal(key)):
                return self._item(owner, key, hops)
            case _:
                return unresolved("not a string")

    def _choice(self, condition: e.Expression, yes: e.Expression, no: e.Expression, hops: int) -> Value | None:
        first, second = self.value(yes, hops + 1), self.value(no, hops + 1)
        if first == second or second is None:
            return first
        if first is None:
            return second
        tested = self.value(condition, hops + 1)
        if tested is not None and first.variables and first.variables == tested.variables:
            return either(first, second)
        if bool(first.variables) != bool(second.variables):
            return first if first.variables else second
        return unresolved("conditional")

    def _named(self, name: str, at: int, hops: int) -> Value | None:
        bound = self.program.find(name, at)
        if not bound:
            return unresolved(f"name {name}")
        found = [value for one in bound[:8] if (value := self.bound_value(one, name, hops)) is not None]
        if not found:
            return None
        return merged(found)

    def bound_value(self, binding: Binding, name: str, hops: int = 0) -> Value | None:
        """The string that a binding gives its name."""
        self.trail.append(id(binding))
        if id(binding) in self._values:
            return self._values[id(binding)]
        if id(binding) in self._busy or hops > MAX_HOPS:
            return unresolved("defined by itself")
        self._busy.add(id(binding))
        value = self._fresh(binding, name, hops)
        self._busy.discard(id(binding))
        self._values[id(binding)] = value
        return value

    def _fresh(self, binding: Binding, name: str, hops: int) -> Value | None:
        expression = self.program.lowered(binding)
        match binding.kind:
            case "environment":
                default = self.value(expression, hops + 1) if expression is not None else None
                return variable(binding.qualified, default.with_defaults if default is not None else None)
            case "import":
                return self.elsewhere(binding.qualified) or unresolved(f"imported {name}")
            case "parameter":
                given = self._given(binding, name, hops)
                if given is not None:
                    return given
                return self.value(expression, hops + 1) if expression is not None else unresolved(f"parameter {name}")
            case "value" if expression is not None:
                return self.value(expression, hops + 1)
            case "value":
                return None
            case _:
                return unresolved(name)

    def _given(self, binding: Binding, name: str, hops: int) -> Value | None:
        """What the calls in this file, if they all agree, pass for a parameter."""
        scope = self.program.function_at(binding.at)
        function = self.program.function_about(scope)
        if function is None or name not in function.parameters:
            return None
        owner = self.program.class_about(self.program.class_at(binding.at))
        called = owner.name if owner is not None and function.name in {"__init__", "constructor"} else function.name
        given: list[Value] = []
        for node in self.program.calls_of(called)[:6]:
            if node.start_byte > self._tried_out:
                continue  # how somebody tries the file out says nothing about how others call it
            call = self.program.lower(node)
            if not isinstance(call, e.Invocation) or not isinstance(call.function, e.Name):
                continue
            passed = dict(call.arguments)
            argument = passed.get(name, passed.get(str(function.parameters.index(name))))
            value = self.value(argument, hops + 1) if argument is not None else None
            if value is None:
                return None
            given.append(value)
        return given[0] if given and all(value == given[0] for value in given) else None

    def _member(self, member: e.Member, hops: int) -> Value | None:
        if member.name in {"value", "href"} and isinstance(member.owner, e.Member | e.Name | e.Invocation):
            inner = self.value(member.owner, hops + 1)
            if inner is not None and inner.with_defaults is not None:
                return inner
        scope = self.names.class_of(member.owner, hops + 1)
        if scope == MODULE:
            return self._item(member.owner, member.name, hops)
        return self.attribute_value(scope, member.name, hops + 1)

    def _item(self, owner: e.Expression, key: str, hops: int) -> Value | None:
        found = self.display(owner, hops + 1)
        if isinstance(found, e.Mapping):
            for name, value in found.items:
                if name == key:
                    return self.value(value, hops + 1)
        callee = self.names.callee(owner, hops + 1)
        qualified = callee.name if callee is not None else self._annotated(owner)
        taken = self.elsewhere(f"{qualified.removesuffix('.default')}.{key}") if qualified else None
        return taken or unresolved(e.dotted(owner) or "not a string")

    def _annotated(self, owner: e.Expression) -> str:
        """The imported type that a parameter is said to have, "" if none is said."""
        if not isinstance(owner, e.Name):
            return ""
        for one in self.program.find(owner.name, owner.at)[:1]:
            if one.kind == "parameter" and one.annotation is not None:
                callee = self.names.callee(self.program.lower(one.annotation))
                return callee.name if callee is not None else ""
        return ""

    def display(self, expression: e.Expression, hops: int = 0) -> e.Expression:
        """The object or list display that a name stands for; the expression itself if it is none."""
        if isinstance(expression, e.Name) and hops <= MAX_HOPS:
            bound = self.program.find(expression.name, expression.at)
            shown = self.program.lowered(bound[0]) if len(bound) == 1 and bound[0].kind == "value" else None
            if shown is not None:
                self.trail.append(id(bound[0]))
                return self._filled(expression, self.display(shown, hops + 1))
        if isinstance(expression, e.Invocation) and expression.function == e.Name("dict", expression.at):
            return e.Mapping(tuple(pair for pair in expression.arguments if not pair[0].isdigit()))
        return expression

    def _filled(self, name: e.Name, shown: e.Expression) -> e.Expression:
        """An object display with the entries that are set on it one by one afterwards."""
        if not isinstance(shown, e.Mapping) or not self.program.entries:
            return shown
        scope = next((s for s in self.program.scopes(name.at) if (s, name.name) in self.program.bindings), MODULE)
        later = [(key, one) for key, one in self.program.entries.get((scope, name.name), []) if one.at < name.at]
        found = [(key, given) for key, one in later if (given := self.program.lowered(one)) is not None]
        return e.Mapping(shown.items + tuple(found)) if found else shown

    def attribute_value(self, scope: int, name: str, hops: int = 0) -> Value | None:
        """The string of an attribute of a class, by what its methods assign, its fields' defaults, or its bases."""
        if hops > MAX_HOPS:
            return unresolved("nested too deep")
        bound = self.program.attribute(scope, name)
        found: list[Value] = []
        for one in bound[:8]:
            self.trail.append(id(one))
            if one.kind == "environment":
                value = self.bound_value(one, name, hops)
            else:
                value = self._field(scope, name, one, hops) if one.kind == "value" else self._returned(one, hops)
            if value is not None:
                found.append(value)
        if bound:
            return merged(found) if found else None
        about = self.program.class_about(scope)
        for base in about.bases if about else ():
            parent = self.names.class_of(self.program.lower(base), hops + 1)
            if parent not in {MODULE, scope}:
                return self.attribute_value(parent, name, hops + 1)
        return unresolved(f"attribute {name}")

    def body_value(self, scope: int, name: str) -> Value | None:
        """What the body of a class gives an attribute, whatever its methods assign; None where it gives nothing."""
        bound = self.program.bindings.get((scope, name), [])
        return self._field(scope, name, bound[0], 0) if bound and bound[0].kind == "value" else None

    def _field(self, scope: int, name: str, binding: Binding, hops: int) -> Value | None:
        fields = self.fields(scope)
        if fields is None or (scope, name) not in self.program.bindings:
            return self.bound_value(binding, name, hops)
        field = fields.field(name, binding)
        default = self.value(field.default, hops + 1) if field.default is not None else None
        if not field.variable:
            return default
        return variable(field.variable, default.with_defaults if default is not None else None)

    def fields(self, scope: int) -> Fields | None:
        """How the fields of a class get their values, None for a class that has no fields in this sense."""
        if scope not in self._fields:
            self._fields[scope] = fields_of(self.names, scope)
        return self._fields[scope]

    def _returned(self, binding: Binding, hops: int) -> Value | None:
        number = self.program.functions.get(binding.span)
        values = [self.value(self.program.lower(node), hops + 1) for node in self.names.returns(number)]
        found = [value for value in values if value is not None]
        return merged(found) if found else unresolved("function")

    def _called(self, call: e.Invocation, hops: int) -> Value | None:
        function, first = call.function, next((value for name, value in call.arguments if name == "0"), None)
        if isinstance(function, e.Member):
            if function.name in _SAME_TEXT:
                return self.value(function.owner, hops + 1)
            if function.name in {"urljoin", "join"} and len(call.arguments) == 2:
                return unresolved("joined address")
        name = e.dotted(function)
        if name == "URL" and len(call.arguments) == 2:
            base = self.value(call.arguments[1][1], hops + 1)
            path = self.value(call.arguments[0][1], hops + 1)
            absolute = path is not None and "://" in str(path)
            return path if absolute or base is None or path is None else joined((base, literal("/"), path))
        if name and _WRAPPERS.search(name) and first is not None:
            return self.value(first, hops + 1)
        if isinstance(function, e.Name):
            for one in self.program.find(function.name, function.at)[:2]:
                if one.kind == "function":
                    return self._returned(one, hops + 1)
        return unresolved("result of a call")


def _nowhere(_: str) -> Value | None:
    return None
