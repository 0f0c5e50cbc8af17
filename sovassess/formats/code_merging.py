"""One value out of several that a name can have: what stands as shipped. It reads no program."""

from __future__ import annotations

from sovassess.model.values import Value, Variable, literal, unresolved, variable


def either(first: Value | None, second: Value | None) -> Value | None:
    """What `first or second` is as shipped: a variable keeps its name and takes the second as its default."""
    if first is None or second is None:
        return second if first is None else first
    if len(first.parts) == 1 and isinstance(first.parts[0], Variable):
        name, default = first.parts[0].name, first.parts[0].default
        return variable(name, default or second.with_defaults)
    if first.literal:
        return first
    if first.is_empty or second.literal is not None or second.variables:
        return second
    return first


def merged(found: list[Value]) -> Value:
    """The one value of several assignments, if there is one that can be told."""
    distinct = list(dict.fromkeys(value for value in found if not value.is_empty)) or found[:1]
    if len(distinct) == 1:
        return distinct[0]
    from_environment = [value for value in distinct if value.variables]
    if len(from_environment) == 1:
        others = [value.literal for value in distinct if value is not from_environment[0]]
        if len(others) == 1 and others[0]:  # `x = env(…)`, and another text where that is empty, in either order
            return either(from_environment[0], literal(others[0])) or from_environment[0]
        return from_environment[0]
    return unresolved("several values")
