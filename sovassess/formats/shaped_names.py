"""What a name stands for in languages whose packages can be named without an import. It knows no package."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable

from tree_sitter import Node

from sovassess.formats import expressions as e
from sovassess.formats.names import MAX_HOPS, Callee, Names
from sovassess.formats.program import MODULE, SELVES, Binding, Class, Program

_MAKES = re.compile(
    r"^(new|default|builder|build|init|initialize|setup|configure|instance|factory|client|session|service|"
    r"(with|from|for|to|as|try|get|create|make|build|new|open|connect|init|load|client|default|use)([_A-Z]\w*|$)|"
    r"connect\w*|establish\w*|resource|bucket|database|collection|table|group|chat|embed\w*|messages|models?|"
    r"responses|moderations|images|audio|completions?|agent|baseUrl|timeout|acceptJson|asForm|asJson|retry|contentType|"
    r"\w*(Client|Connection|Multiplexer|Kernel|Session|Service|Manager|Factory|Builder|Request|Options|Database))$"
)
_CONSTRUCTS = re.compile(r"^(new|default|parse|from_\w+|load|build|init|create|instance|getInstance|Instance)$")


class ShapedNames(Names):
    """`Names` with three more ways to an imported thing: an unbound name that `root` says belongs to a package, the
    type of a field or parameter, and a method without arguments of something constructed."""

    def __init__(self, program: Program, root: Callable[[str], str | None]) -> None:
        super().__init__(program)
        self.root = root
        self._by_class: dict[str, list[int]] | None = None

    def _named(self, name: str, at: int, hops: int) -> Callee | None:
        found = super()._named(name, at, hops)
        if found is not None:
            return found
        if name in self.program.classes:
            return None
        if any(one.kind in {"class", "function", "parameter", "opaque"} for one in self.program.find(name, at)):
            return None
        if self.program.bindings.get((self.program.scope_at(at), name)):
            return None
        rooted = self.root(name)
        return Callee(rooted) if rooted is not None else None

    def _fresh(self, one: Binding, name: str, hops: int) -> Callee | None:
        found = super()._fresh(one, name, hops)
        if found is not None or one.annotation is None or one.kind not in {"value", "parameter"}:
            return found
        typed = self.callee(self.program.lower(one.annotation), hops + 1)
        return Callee(typed.name, (), made=True) if typed is not None else None

    def _made(
        self, function: e.Expression, arguments: tuple[tuple[str, e.Expression], ...], hops: int
    ) -> Callee | None:
        inner = self.callee(function, hops + 1)
        if inner is None:
            return None
        last = inner.name.rsplit(".", 1)[-1]
        if not _MAKES.search(last) and not (last[:1].isupper() and not inner.made):
            return None
        own = {name for name, _ in arguments}
        return Callee(inner.name, arguments + tuple(pair for pair in inner.made_with if pair[0] not in own), made=True)

    def _attribute(self, scope: int, name: str, hops: int) -> Callee | None:
        found = super()._attribute(scope, name, hops)
        if found is not None or scope == MODULE:
            return found
        for other in self.bodies(scope):
            found = super()._attribute(other, name, hops)
            if found is not None:
                return found
        return None

    def bodies(self, scope: int) -> list[int]:
        """The other bodies of the class whose scope it is: partial classes, a structure and its implementations."""
        about = self.program.class_about(scope)
        if about is None:
            return []
        if self._by_class is None:
            self._by_class = defaultdict(list)
            for number, span in enumerate(self.program.spans.spans):
                if isinstance(span.about, Class):
                    self._by_class[span.about.name].append(number)
        return [number for number in self._by_class[about.name][:8] if number != scope]

    def class_of(self, expression: e.Expression, hops: int = 0) -> int:
        """The class of this file that an expression is or is an instance of; `MODULE` if none."""
        if isinstance(expression, e.Member) and _CONSTRUCTS.match(expression.name) and hops <= MAX_HOPS:
            owner = expression.owner
            if not (isinstance(owner, e.Name) and owner.name in SELVES):
                found = self.class_of(owner, hops + 1)
                if found != MODULE:
                    return found
        return super().class_of(expression, hops)

    def _can_name(self, node: Node) -> bool:
        return node.type not in {"string", "string_literal", "integer", "integer_literal"}
