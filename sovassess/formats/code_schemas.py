"""Objects that a validated environment gives a program: zod, t3-env, envalid. It knows shapes, not checks."""

from __future__ import annotations

from collections.abc import Iterator

from sovassess.formats import expressions as e
from sovassess.formats.evaluation import Evaluator

_ENVIRONMENTS = frozenset({"process.env", "import.meta.env", "Bun.env"})
_PARSERS = frozenset({"parse", "safeParse", "parseAsync", "cleanEnv", "validateEnv", "parseEnv"})
_PARTS = ("server", "client", "shared")


def schema_of(evaluator: Evaluator, expression: e.Expression) -> e.Mapping | None:
    """The variables of a validated environment as an object of reads with defaults; None for anything else."""
    if isinstance(expression, e.Member) and expression.name == "data":
        expression = expression.owner
    if not isinstance(expression, e.Invocation):
        return None
    name = e.dotted(expression.function).rsplit(".", 1)[-1]
    if isinstance(expression.function, e.Member):
        name = expression.function.name
    arguments = dict(expression.arguments)
    if name == "createEnv":
        given = evaluator.display(arguments.get("0", e.OPAQUE))
        parts = dict(given.items) if isinstance(given, e.Mapping) else {}
        found = [pair for part in _PARTS for pair in _reads(evaluator.display(parts.get(part, e.OPAQUE)))]
    elif name in _PARSERS and any(e.dotted(one) in _ENVIRONMENTS for one in arguments.values()):
        owner = expression.function.owner if isinstance(expression.function, e.Member) else arguments.get("1", e.OPAQUE)
        found = list(_reads(_shape(evaluator, owner)))
    else:
        return None
    return e.Mapping(tuple(found)) if found else None


def _shape(evaluator: Evaluator, expression: e.Expression) -> e.Expression:
    """The object display inside `z.object({…})`, through the methods that refine it."""
    for _ in range(8):
        expression = evaluator.display(expression)
        if not isinstance(expression, e.Invocation):
            break
        first = dict(expression.arguments).get("0", e.OPAQUE)
        function = expression.function
        if isinstance(function, e.Member) and function.name in {"object", "strictObject", "looseObject"}:
            return evaluator.display(first)
        expression = function.owner if isinstance(function, e.Member) else first
    return expression


def _reads(shape: e.Expression) -> Iterator[tuple[str, e.Expression]]:
    environment = e.Member(e.Name("process", 0), "env")
    for key, rule in shape.items if isinstance(shape, e.Mapping) else ():
        read: e.Expression = e.Member(environment, key)
        default = _default(rule)
        yield key, e.Either(read, default) if default is not None else read


def _default(rule: e.Expression) -> e.Literal | None:
    """What `.default("…")` in a chain of rules, or `{ default: "…" }` as an argument, falls back to."""
    for _ in range(12):
        if not isinstance(rule, e.Invocation):
            return None
        first = dict(rule.arguments).get("0")
        if isinstance(rule.function, e.Member) and rule.function.name in {"default", "catch"}:
            return first if isinstance(first, e.Literal) else None
        given = dict(first.items).get("default") if isinstance(first, e.Mapping) else None
        if isinstance(given, e.Literal):
            return given
        if not isinstance(rule.function, e.Member):
            return None
        rule = rule.function.owner
    return None
