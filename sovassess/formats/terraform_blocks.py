"""Tell whether a Terraform block acts, and list its settings with dotted names; it knows no provider.

`count` and `for_each` decide; where they hang on a variable whose default stands in the same file, the default decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from sovassess.formats.blocks import Block, Expression, Mapping, Scalar, Sequence, scalars
from sovassess.model.enums import Usage
from sovassess.model.values import Value, variable

SWITCH_NAMES = frozenset(("count", "for_each", "depends_on", "provider", "providers", "lifecycle.ignore_changes"))
_CHOICE = re.compile(r"\(?\s*+(?P<test>\S(?:.*?\S)??)\s*+\)?\s*+\?\s*+(?P<then>[^?:]+?)\s*+:\s*+(?P<other>[^?:]+)$")
_TEST = re.compile(
    r"(?P<not>!\s*)?\(?var\.(?P<name>[\w-]+)\)?(?:\s*(?P<operator>==|!=)\s*(?P<quote>\"?)(?P<value>[^\"]*)(?P=quote))?$"
)
_SIZE = re.compile(r"length\(\s*var\.(?P<name>[\w-]+)\s*\)\s*(?P<operator>>|==|!=)\s*0$")
_NOTHING = frozenset(("0", "[]", "{}", "toset([])", "null", "false", '""', "tomap({})"))


class Switch(Struct, frozen=True):
    """Whether a block acts. `never` is a constant zero count."""

    usage: Usage = Usage.MAIN
    condition: str = ""
    never: bool = False
    attributes: tuple[tuple[str, Value], ...] = ()


def defaults_of(root: Block) -> dict[str, str]:
    """The defaults of the variables that a file declares, as text; an empty collection or null is ""."""
    defaults: dict[str, str] = {}
    for block in root.children("variable"):
        default = block.attribute("default")
        if default is None or not block.labels:
            continue
        leaves = [leaf.value.literal for _, leaf in scalars(default.expression)]
        defaults[block.labels[0]] = next((text for text in leaves if text), "")
    return defaults


def switch_of(block: Block, defaults: dict[str, str]) -> Switch:
    """How `count` or `for_each` switches a resource or module."""
    attribute = block.attribute("count") or block.attribute("for_each")
    if attribute is None:
        return _module_switch(block)
    source = attribute.source
    if source in _NOTHING:
        return Switch(Usage.OPTIONAL, f"{attribute.name} = {source}", never=True)
    choice = _CHOICE.match(source)
    test, positive = source, True
    if choice:
        then, other = choice["then"] in _NOTHING, choice["other"] in _NOTHING
        if then == other:
            return Switch()
        test, positive = choice["test"], other
    elif not re.fullmatch(r"(?:var|local)\.[\w.-]+", source):
        return Switch()
    condition = f"{attribute.name} = {source}"
    decided = _decided(test, defaults)
    if decided is not None:
        return Switch() if decided == positive else Switch(Usage.OPTIONAL, condition)
    if not choice and attribute.name == "for_each":
        return Switch()  # a collection from elsewhere: as a rule it has members
    # All of several have to hold, so that each of them alone can turn it off; other files of the folder tell them.
    parts = re.split(r"\s*&&\s*", test)
    if positive and all(re.fullmatch(r"(?:var|local)\.[\w-]+", part) for part in parts):
        return Switch(Usage.MAIN, condition, attributes=tuple(("count", variable(part)) for part in parts))
    return Switch(Usage.OPTIONAL, condition)


# A comparison with a word for on, which comes to what the variable says: `var.x == "true" ? true : false`.
_SAME = re.compile(
    r"\(?\s*+(?P<name>(?:var|local)\.[\w-]+)\s*+==\s*+\"?(?:true|1)\"?\s*+\)?(?:\s*+\?\s*+\"?(?:true|1)\"?\s*+:\s*+"
    r"\"?(?:false|0)\"?)?$|(?P<bare>(?:var|local)\.[\w-]+)\s*+\?\s*+true\s*+:\s*+false$"
)


def told_by(source: str) -> Value | None:
    """The variable whose own word an expression hands on as yes or no; None for any other expression."""
    match = _SAME.match(source.strip())
    return variable(match["name"] or match["bare"]) if match else None


def _module_switch(block: Block) -> Switch:
    """A module that its own `create` or `enabled` input turns off."""
    for name in ("create", "enabled"):
        attribute = block.attribute(name) if block.type == "module" else None
        if attribute is not None and attribute.source == "false":
            return Switch(Usage.OPTIONAL, f"{name} = false")
    return Switch()


def _decided(test: str, defaults: dict[str, str]) -> bool | None:
    """What a test comes to with the defaults of the same file; None if they do not tell."""
    parts = re.split(r"\s*(&&|\|\|)\s*", test)
    if len(parts) > 1:
        results = [_decided(part, defaults) for part in parts[::2]]
        if set(parts[1::2]) == {"&&"}:
            return False if False in results else True if None not in results else None
        if set(parts[1::2]) == {"||"}:
            return True if True in results else False if None not in results else None
        return None
    size = _SIZE.match(test)
    if size and size["name"] in defaults:
        return bool(defaults[size["name"]]) == (size["operator"] != "==")
    match = _TEST.match(test)
    if match is None or match["name"] not in defaults:
        return None
    default = defaults[match["name"]]
    if match["operator"]:
        wanted = "" if match["value"] == "null" else match["value"].strip()
        result = (default == wanted) == (match["operator"] == "==")
    else:
        result = default not in ("", "false", "0")
    return result != bool(match["not"])


def nested_leaves(block: Block, prefix: str = "") -> Iterator[tuple[str, Scalar]]:
    """Every scalar setting of a block with its dotted name; `dynamic "x" { content {} }` counts as `x`."""
    stack: list[tuple[str, Block]] = [(prefix, block)]
    while stack:
        name, current = stack.pop()
        for attribute in current.attributes:
            if current.type == "dynamic" and attribute.name in ("for_each", "iterator"):
                continue
            yield from scalars(attribute.expression, f"{name}.{attribute.name}" if name else attribute.name)
        for child in reversed(current.blocks):
            label = child.labels[0] if child.type == "dynamic" and child.labels else child.type
            if child.type == "content":
                stack.append((name, child))
            elif child.type not in ("lifecycle", "timeouts", "provisioner", "connection"):
                stack.append((f"{name}.{label}" if name else label, child))


_ENVIRONMENT_NAMES = frozenset(("environment", "variables", "environment_variables", "env_vars", "app_settings", "env"))
_ENVIRONMENT_BLOCKS = frozenset(("content", "env", "environment_variable", "environment"))


def environment_of(block: Block) -> Iterator[tuple[str, Scalar]]:
    """Variables that a block gives to what it runs: `environment { variables = {…} }`, `env { name value }`."""
    stack = [block]
    while stack:
        current = stack.pop()
        stack.extend(reversed(current.blocks))
        name, value = current.attribute("name"), current.attribute("value")
        if current.type in _ENVIRONMENT_BLOCKS and name is not None and value is not None:
            label = name.expression.value.literal if isinstance(name.expression, Scalar) else None
            if label and isinstance(value.expression, Scalar):
                yield label, value.expression
        for attribute in current.attributes:
            yield from _environment_entries(attribute.name, attribute.expression)


def _environment_entries(name: str, expression: Expression) -> Iterator[tuple[str, Scalar]]:
    """Pairs in an `environment`-like attribute, at any depth: an object, or a list of `{name, value}` objects."""
    stack: list[tuple[str, Expression]] = [(name, expression)]
    while stack:
        label, current = stack.pop()
        if isinstance(current, Sequence):
            stack.extend((label, item) for item in reversed(current.items))
        elif isinstance(current, Mapping):
            key, value = current.get("name"), current.get("value")
            named = label in _ENVIRONMENT_NAMES
            if named and isinstance(key, Scalar) and isinstance(value, Scalar) and key.value.literal:
                yield key.value.literal, value
                continue
            for entry, item in reversed(current.entries):
                if named and isinstance(item, Scalar):
                    yield entry, item
                else:
                    stack.append((entry, item))
