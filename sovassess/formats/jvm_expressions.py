"""Calls as Java and Kotlin write them, brought into one form: builder chains, factories, readers of settings.

It works on neutral expressions and knows neither language's grammar.
"""

from __future__ import annotations

import re

from sovassess.formats import expressions as e
from sovassess.formats.environment import OPTION
from sovassess.formats.format_strings import formatted

MAX_LINKS = 80
MAX_ARGUMENTS = 60
_BUILDERS = re.compile(r"^(builder|newBuilder|standard|builder\w+|\w+Builder)$")
_BUILT = re.compile(r"^(build\w*|create\w*|connect|make|get|of|done|init|asyncClient|target)$")
_FACTORIES = frozenset(
    "create fromEnv createDefault defaultClient getInstance newClient withDefaults fromEnvironment invoke".split()
)
_SAME = re.compile(
    r"^(URI\.create|HttpUrl\.(parse|get)|Uri\.parse|Objects\.requireNonNull|Url\.parse|Optional\.of(Nullable)?|"
    r"UriComponentsBuilder\.from\w+|Paths?\.(get|of)|String\.valueOf)$"
)
_STRINGS = frozenset({"URI", "URL", "HttpUrl", "Url", "ServerAddress"})
_ELSE = frozenset(
    "orElse orElseGet requireNonNullElse requireNonNullElseGet defaultIfBlank defaultIfEmpty defaultString "
    "firstNonNull ifBlank ifEmpty coalesce".split()
)
_LISTS = re.compile(
    r"^(List|Set|Arrays|Collections)\.(of|asList|singletonList|singleton)$|^(listOf|setOf|arrayOf|mutableListOf)$"
)
_PROPERTY = frozenset({"getProperty", "getRequiredProperty"})
_MODELS = re.compile(r"(^|[a-z])Model(Name|Id)?$")
_SETTER = re.compile(r"^(?:set|with|use|add)([A-Z]\w*)$")


class Open(e.Invocation, frozen=True):
    """A builder that has not built yet."""


def property_name(setter: str) -> str:
    """`baseUrl` for `setBaseUrl`, `withBaseUrl` and `baseUrl`."""
    found = _SETTER.match(setter)
    return found.group(1)[0].lower() + found.group(1)[1:] if found else setter


def given(pairs: tuple[tuple[str, e.Expression], ...]) -> tuple[tuple[str, e.Expression], ...]:
    """Arguments, those that are configurations built in place as what they were built from."""
    return tuple((name, _mapping(value)) for name, value in pairs)


def _mapping(value: e.Expression) -> e.Expression:
    built = isinstance(value, e.Invocation) and bool(value.arguments) and _is_type(value.function)
    if built and isinstance(value, e.Invocation) and any(not name.isdigit() for name, _ in value.arguments):
        return e.Mapping(value.arguments)
    return value


def _is_type(expression: e.Expression) -> bool:
    name = e.dotted(expression).rsplit(".", 1)[-1]
    return name[:1].isupper() and not name.isupper()


def constructed(
    made: e.Expression, arguments: tuple[tuple[str, e.Expression], ...], at: int, line: int
) -> e.Expression:
    """`new X(…)`, `X(…)`: a string if X wraps one, an open builder if X is one."""
    name = e.dotted(made).rsplit(".", 1)[-1]
    if name in _STRINGS and arguments:
        return arguments[0][1]
    pairs = given(arguments)
    if name == "Builder" and isinstance(made, e.Member):
        return Open(made.owner, pairs, at, line)
    if name.endswith("Builder"):
        return Open(made, pairs, at, line)
    return e.Invocation(made, pairs, at, line)


def called(
    owner: e.Expression, name: str, arguments: tuple[tuple[str, e.Expression], ...], at: int, line: int
) -> e.Expression:
    """`owner.name(…)`."""
    first = arguments[0][1] if arguments else None
    path = f"{e.dotted(owner)}.{name}"
    if isinstance(owner, Open):
        return _linked(owner, name, arguments)
    known = _of_string(owner, name, path, arguments)
    if known is not None:
        return known
    if name in _PROPERTY and isinstance(first, e.Literal):
        return e.Invocation(e.Name(OPTION, at), arguments, at, line)
    if isinstance(owner, e.Invocation) and not owner.arguments and isinstance(owner.function, e.Member):
        if e.dotted(owner.function) == "System.getenv" and name in {"get", "getOrDefault"}:
            return e.Invocation(owner.function, arguments, at, line)
        if not _is_type(owner.function):
            owner = owner.function  # an accessor: `client.chat().completions()`
    if _is_type(owner):
        if _BUILDERS.match(name):
            return Open(owner, given(arguments), at, line)
        if name in _FACTORIES:
            return e.Invocation(owner, given(arguments), at, line)
    return e.Invocation(e.Member(owner, name), given(arguments), at, line)


def _linked(owner: Open, name: str, arguments: tuple[tuple[str, e.Expression], ...]) -> e.Expression:
    """A builder's next link: it builds, or it is given something more."""
    if _BUILT.match(name) and not (arguments and name == "of"):
        return e.Invocation(owner.function, owner.arguments, owner.at, owner.line)
    value = _mapping(arguments[0][1]) if arguments else e.Literal("true", quoted=False)
    if name in {"args", "arguments", "command"} and len(arguments) > 1:
        value = e.Sequence(tuple(one for _, one in arguments))
    pairs = (*owner.arguments, (property_name(name), value))
    return Open(owner.function, pairs[:MAX_ARGUMENTS], owner.at, owner.line)


def _of_string(
    owner: e.Expression, name: str, path: str, arguments: tuple[tuple[str, e.Expression], ...]
) -> e.Expression | None:
    first = arguments[0][1] if arguments else None
    second = arguments[1][1] if len(arguments) > 1 else None
    if first is None:
        return e.Negation(owner) if name in {"isEmpty", "isBlank", "isNullOrBlank", "isNullOrEmpty"} else None
    if _SAME.match(path):
        return first
    if _LISTS.match(path):
        return e.Sequence(tuple(value for _, value in arguments))
    if name in _ELSE:
        return e.Either(first, second) if second is not None else e.Either(owner, first)
    if name in {"equals", "equalsIgnoreCase", "contentEquals"}:
        left, right = (first, owner) if isinstance(owner, e.Literal) else (owner, first)
        return e.Comparison(left, "==", right)
    if path == "String.format" and isinstance(first, e.Literal):
        return formatted(first.text, tuple(value for _, value in arguments[1:]))
    if name == "formatted" and isinstance(owner, e.Literal):
        return formatted(owner.text, tuple(value for _, value in arguments))
    return None


def choice(condition: e.Expression, yes: e.Expression, no: e.Expression) -> e.Expression:
    """`condition ? yes : no`; a test for null asks whether what it tests is there."""
    if isinstance(condition, e.Comparison) and isinstance(condition.right, e.Null):
        first, second = (no, yes) if condition.operator == "==" else (yes, no)
        return e.Choice(condition.left, first, second)
    return e.Choice(condition, yes, no)


def member(owner: e.Expression, name: str) -> e.Expression:
    """`owner.name`; constants by which clients name regions and models are those names."""
    if isinstance(owner, e.Name) and owner.name in {"Region", "Regions"} and name.isupper():
        return e.Literal(name.lower().replace("_", "-"))
    if isinstance(owner, e.Name) and name.isupper() and _MODELS.search(owner.name) and "_" in name:
        plain = re.sub(r"^(gpt-\d)-o(?![a-z])", r"\1o", name.lower().replace("_", "-"))
        return e.Literal(re.sub(r"^(gpt-\d)-(\d)(?!\d)", r"\1.\2", plain))
    return e.Member(owner, name)


def text_of(content: str) -> str:
    """The text of a string literal; an address keeps no `jdbc:` before it."""
    return content[5:] if content.startswith("jdbc:") and "://" in content[:40] else content


def placeholder(content: str) -> tuple[str, str | None] | None:
    """Name and default of a property in `${name:default}` or `${name}`, None for any other text."""
    found = re.fullmatch(r"\s*\$\{([\w.\-\[\]]+)(?::(.*))?\}\s*", content, re.DOTALL)
    if found is None:
        return None
    default = found.group(2)
    return found.group(1), None if default is None or "${" in default else default
