"""Which imported thing a name in a source file stands for, through aliases, instances and one hop of functions."""

from __future__ import annotations

import re

from msgspec import Struct
from tree_sitter import Node

from sovassess.formats import expressions as e
from sovassess.formats.program import MODULE, SELVES, Binding, Program
from sovassess.formats.syntax import starts_with_word

MAX_HOPS = 14
_FACTORY = re.compile(
    r"(^[A-Z]|^(create|make|build|init|from_|from[A-Z]|connect|client|resource|session|default$|new|configure|load|"
    r"wrap|instrument|get_|get[A-Z]|aio|async_|ollama$|openai$|anthropic$|patch))|[Cc]lient$|Session$"
)
REMAKES = frozenset({"with_options", "withOptions", "copy"})
"""Methods that give the same client again with other options."""
_OPENING = re.compile(rb"(?:await\b|new\b|[\s(])*")


class Callee(Struct, frozen=True):
    """A qualified name; `made` where it is reached through an instance, with the arguments that made the instance."""

    name: str
    made_with: tuple[tuple[str, e.Expression], ...] = ()
    made: bool = False


class Names:
    """Answers "what is this?" for one program. Bounded: no chain longer than `MAX_HOPS` is followed."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._callees: dict[int, Callee | None] = {}
        self._classes: dict[int, int] = {}

    def callee(self, expression: e.Expression, hops: int = 0) -> Callee | None:
        """What is called when the expression is called; None if nothing imported stands behind it."""
        if hops > MAX_HOPS:
            return None
        match expression:
            case e.Name(name, at):
                return self._named(name, at, hops)
            case e.Member(e.Name(owner, at), name) if owner in SELVES:
                return self._attribute(self.program.class_at(at), name, hops)
            case e.Member(owner, name):
                inner = self.callee(owner, hops + 1)
                if inner is not None:
                    owned = inner.name if inner.made else inner.name.removesuffix(".default")
                    return Callee(f"{owned}.{name}", inner.made_with, inner.made)
                scope = self.class_of(owner, hops + 1)
                return self._attribute(scope, name, hops) if scope != MODULE else None
            case e.Invocation(function, arguments):
                return self._made(function, arguments, hops)
            case e.Either(first, second):
                return self.callee(first, hops + 1) or self.callee(second, hops + 1)
            case e.Choice(_, yes, no):
                return self.callee(yes, hops + 1) or self.callee(no, hops + 1)
            case e.Both(_, second):
                return self.callee(second, hops + 1)
            case _:
                return None

    def _made(
        self, function: e.Expression, arguments: tuple[tuple[str, e.Expression], ...], hops: int
    ) -> Callee | None:
        """What a call makes: only constructors and factories make something worth following."""
        if isinstance(function, e.Name) and function.name in {"require", "import"} and arguments:
            module = arguments[0][1]
            return Callee(module.text) if isinstance(module, e.Literal) else None
        inner = self.callee(function, hops + 1)
        if inner is None:
            return None
        owner, _, last = inner.name.rpartition(".")
        if last in REMAKES and inner.made:
            inner = Callee(owner, inner.made_with, made=True)
        elif not _FACTORY.search(last):
            return None
        own = {name for name, _ in arguments}
        return Callee(inner.name, arguments + tuple(pair for pair in inner.made_with if pair[0] not in own), made=True)

    def _named(self, name: str, at: int, hops: int) -> Callee | None:
        if name == "err":
            return None  # what went wrong is no client, whoever gave it
        bound = self.program.find(name, at)
        for one in bound[-8:]:
            found = self.bound(one, name, hops)
            if found is not None:
                return found
        return None

    def bound(self, one: Binding, name: str, hops: int = 0) -> Callee | None:
        """What a binding makes of its name."""
        if id(one) not in self._callees:
            self._callees[id(one)] = None  # a name defined by itself stands for nothing
            self._callees[id(one)] = self._fresh(one, name, hops)
        return self._callees[id(one)]

    def _fresh(self, one: Binding, name: str, hops: int) -> Callee | None:
        if one.kind == "import":
            return Callee(one.qualified)
        if one.kind == "value" and one.value is not None and self._can_name(one.value):
            return self.callee(self.program.lower(one.value), hops + 1)
        if one.kind == "function":
            for node in self.returns(self.program.functions.get(one.span)):
                found = self.callee(self.program.lower(node), hops + 1)
                if found is not None:
                    return found
        if one.kind == "class":
            about = self.program.class_about(self.program.classes.get(name, MODULE))
            for base in about.bases if about is not None else ():
                found = self.callee(self.program.lower(base), hops + 1)
                if found is not None:
                    return found
        return None

    def _attribute(self, scope: int, name: str, hops: int) -> Callee | None:
        if scope == MODULE:
            return None
        for one in self.program.attribute(scope, name)[:8]:
            found = self.bound(one, name, hops)
            if found is not None:
                return found
        return None

    def _can_name(self, node: Node) -> bool:
        """Whether the text starts with a name that the file binds; spares lowering what cannot lead anywhere."""
        data = self.program.data
        start = _OPENING.match(data, node.start_byte)
        word = starts_with_word(data, start.end() if start else node.start_byte)
        return word in SELVES or word in self.program.anywhere or word in {"require", "import"}

    def returns(self, number: int | None) -> list[Node]:
        """What a function returns, by its number: at most four expressions."""
        return self.program.returns.get(number, [])[:4] if number is not None else []

    def class_of(self, expression: e.Expression, hops: int = 0) -> int:
        """The class of this file that an expression is or is an instance of; `MODULE` if none."""
        if hops > MAX_HOPS:
            return MODULE
        match expression:
            case e.Name(name, at) if name in SELVES:
                return self.program.class_at(at)
            case e.Name(name, at):
                for one in self.program.find(name, at)[:3]:
                    found = self._class_bound(one, name, hops)
                    if found != MODULE:
                        return found
            case e.Invocation(function):
                return self.class_of(function, hops + 1)
            case e.Member(owner, name):
                scope = self.class_of(owner, hops + 1)
                for one in self.program.attribute(scope, name)[:2] if scope != MODULE else ():
                    if one.kind == "value" and one.value is not None:
                        return self.class_of(self.program.lower(one.value), hops + 1)
                    if one.kind == "field" and one.annotation is not None:
                        return self.class_of(self.program.lower(one.annotation), hops + 1)
            case e.Either(_, second):
                return self.class_of(second, hops + 1)
            case _:
                pass
        return MODULE

    def _class_bound(self, one: Binding, name: str, hops: int) -> int:
        if id(one) not in self._classes:
            self._classes[id(one)] = MODULE
            self._classes[id(one)] = self._fresh_class(one, name, hops)
        return self._classes[id(one)]

    def _fresh_class(self, one: Binding, name: str, hops: int) -> int:
        if one.kind == "class":
            return self.program.classes.get(name, MODULE)
        if one.kind == "function":
            number = self.program.functions.get(one.span)
            for returned in self.returns(number):
                return self.class_of(self.program.lower(returned), hops + 1)
        for node in (one.value, one.annotation):
            if node is not None and one.kind in {"value", "parameter"}:
                return self.class_of(self.program.lower(node), hops + 1)
        return MODULE
