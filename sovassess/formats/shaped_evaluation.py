"""Values and circumstances where classes have several bodies and tests stand beside the code. It runs nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from sovassess.formats import expressions as e
from sovassess.formats.circumstances import Circumstances
from sovassess.formats.evaluation import Evaluator
from sovassess.formats.program import Program
from sovassess.formats.shaped_names import ShapedNames
from sovassess.formats.truths import Circumstance, Truth
from sovassess.model.enums import Usage
from sovassess.model.values import OPTION, Gate, Value, unresolved, variable

DEVELOPMENT = "development"
_PRODUCTION = re.compile(r"production", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"(^|\.)(is_?)?(development|local|testing|test|running_?unit_?tests|staging)\??$", re.IGNORECASE
)
_STAGE = re.compile(r"(env|environment|stage)\w*\??$", re.IGNORECASE)
_PROPERTY = re.compile(r"[A-Z]\w*[a-z]\w*")


class ShapedEvaluator(Evaluator):
    """`Evaluator` that looks for attributes in every body of a class and reads those that the environment gives."""

    def __init__(self, program: Program, root: Callable[[str], str | None]) -> None:
        super().__init__(program)
        self.shaped = ShapedNames(program, root)
        self.names = self.shaped

    def attribute_value(self, scope: int, name: str, hops: int = 0) -> Value | None:
        """The string of an attribute of a class, whichever of its bodies gives it."""
        if hops > 12:
            return unresolved("nested too deep")
        for body in (scope, *self.shaped.bodies(scope)):
            bound = self.program.attribute(body, name)
            given = next((one for one in bound if one.kind == "environment"), None)
            if given is not None:
                return self.bound_value(given, name, hops)
            if any(one.value is not None or one.kind == "function" for one in bound):
                return super().attribute_value(body, name, hops)
        return super().attribute_value(scope, name, hops)


class ShapedCircumstances(Circumstances):
    """`Circumstances` that knows spans of development code and the names of stages.

    `binds` says that the language binds settings to properties of the same name.
    """

    def __init__(self, evaluator: Evaluator, *, binds: bool = False) -> None:
        super().__init__(evaluator)
        self._binds = binds

    def at(self, offset: int) -> Circumstance:
        """The circumstance of a byte: the strictest of the branches around it."""
        result = super().at(offset)
        for number in self.program.spans.around(offset):
            if self.program.spans.spans[number].kind == DEVELOPMENT:
                return msgspec.structs.replace(result, usage=Usage.DEV)
        return result

    def truth(self, expression: e.Expression, hops: int = 0) -> Truth:
        """How a condition turns out as shipped: what is shipped runs in production."""
        if isinstance(expression, e.Comparison) and isinstance(expression.right, e.Literal):
            if expression.operator == "==" and _STAGE.search(e.dotted(expression.left)):
                return self.truth(e.Name(expression.right.text, 0), hops + 1)
            return super().truth(expression, hops)
        named = expression.function if isinstance(expression, e.Invocation) else expression
        path = e.dotted(named) if isinstance(named, e.Member | e.Name) else ""
        last = named.name if isinstance(named, e.Member) else path
        given = expression.arguments if isinstance(expression, e.Invocation) else ()
        if given and _STAGE.search(last) and isinstance(given[0][1], e.Literal):
            last = given[0][1].text
        if last and _PRODUCTION.search(last):
            return Truth(holds=True, basis="setting")
        if last and _ELSEWHERE.search(last):
            return Truth(holds=False, basis="setting")
        return super().truth(expression, hops)

    def compared(self, left: e.Expression, operator: str, right: e.Expression) -> Truth:
        """A property that is compared with words is a gate of its own: settings of its name may be bound to it."""
        found = super().compared(left, operator, right)
        told = found.gates is not None and any(not gate.value.variables[0].startswith(".") for gate in found.gates)
        if not self._binds or found.basis != "choice" or told or not isinstance(left, e.Member):
            return found
        words = self.words(right)
        if not words or not _PROPERTY.fullmatch(left.name):
            return found
        lowered = tuple(sorted({word.lower() for word in words}))
        bound, negated = variable(OPTION + e.dotted(left)), operator in {"!=", "is not", "not in"}
        gate = Gate(value=bound, words=lowered, negated=negated)
        return msgspec.structs.replace(found, gates=(gate,))
