"""Read Bicep line by line: resources and modules with their settings, parameters and variables with their defaults.

No expression is worked out: a name is a variable, a string template is text with variables, the rest is unresolved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec import Struct

from sovassess.formats.template_conditions import decided
from sovassess.model.values import Value, joined, literal, unresolved, variable

MAX_DEPTH = 60
MAX_LINE = 4_000
MAX_LINES = 4_000
MAX_DECLARATIONS = 1_000
_HEAD = re.compile(
    r"^\s*(?P<keyword>resource|module)\s+(?P<name>\w+)\s+'(?P<source>[^']+)'\s*(?P<existing>existing\s*)?=\s*(?P<rest>.*)$"
)
_DEFAULT = re.compile(
    r"^\s*(?:param\s+(?P<param>\w+)\s+[\w\[\]|'. ]+?|var\s+(?P<var>\w+)(?:\s+\w+)?)\s*=\s*(?P<value>\S.*)$"
)
_PARAMETER = re.compile(r"^\s*param\s+(\w+)\b")
_VARIABLE = re.compile(r"^\s*var\s+(\w+)\b")
# What a parameter is called among the variables of a value, so that files of parameters can set it.
PARAMETER = "param."
_ENTRY = re.compile(r"^(?:(?P<key>[A-Za-z_]\w*|'[^']+')\s*:\s*)?(?P<value>.*)$")
_STRING = re.compile(r"^'((?:[^'\\]|\\.)*)'$")
# A member of a list on one line, as far as it is a string or a name.
_MEMBER = re.compile(r"'(?:[^'\\]|\\.)*'|\b\w+\b")
_PART = re.compile(r"\$\{([^{}]*)\}")
_GIVEN = re.compile(r"^\s*param\s+(\w+)\s*=\s*'([^'$]*)'\s*$")
_IF = re.compile(r"^\[?(?:for\s.*?:\s*)?if\s*\((?P<test>.*)\)\s*\{?$")


class _Names(Struct, frozen=True):
    """What the names of a file stand for: defaults of parameters and variables as text, which are parameters, and which
    are variables whose value is no text."""

    defaults: dict[str, str]
    parameters: frozenset[str]
    worked_out: frozenset[str]


class Leaf(Struct, frozen=True):
    """A scalar with its path (indexes as text) and its 1-based line."""

    path: tuple[str, ...]
    value: Value
    line: int


class Declaration(Struct, frozen=True, kw_only=True):
    """A resource or module. `condition` is the test that may leave it out, "" where there is none or it is true."""

    keyword: str
    name: str
    source: str
    line: int
    existing: bool = False
    condition: str = ""
    leaves: tuple[Leaf, ...] = ()


def declarations(lines: Sequence[str]) -> Iterator[Declaration]:
    """Every resource and module of the file, nested ones too, each with the settings inside its braces."""
    clean = [_uncommented(line[:MAX_LINE]) for line in _without_blocks(lines)]
    defaults = _defaults(clean)
    names = _Names(
        defaults,
        frozenset(match[1] for line in clean if (match := _PARAMETER.match(line))),
        frozenset(match[1] for line in clean if (match := _VARIABLE.match(line)) and match[1] not in defaults),
    )
    heads = ((number, head) for number, line in enumerate(clean) if (head := _HEAD.match(line)))
    for number, head in islice(heads, MAX_DECLARATIONS):
        test = _IF.match(head["rest"].strip())
        condition = test["test"].strip() if test else ""
        if condition and decided(condition, names.defaults) is True:
            condition = ""
        yield Declaration(
            keyword=head["keyword"],
            name=head["name"],
            source=head["source"],
            line=number + 1,
            existing=bool(head["existing"]),
            condition=condition,
            leaves=tuple(_leaves(clean, number, head["rest"], names)),
        )


def parameters(lines: Sequence[str]) -> Iterator[Leaf]:
    """The values that a `.bicepparam` file gives to parameters; what is worked out is left out."""
    for number, line in enumerate(lines):
        match = _GIVEN.match(_uncommented(line[:MAX_LINE]))
        if match:
            yield Leaf((match[1],), literal(match[2]), number + 1)


def _defaults(lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        match = _DEFAULT.match(line)
        if match is None:
            continue
        text = match["value"].strip()
        string = _STRING.match(text)
        if string and "${" not in text:
            found[match["param"] or match["var"]] = string[1]
        elif text in ("true", "false"):
            found[match["param"] or match["var"]] = text
    return found


def _leaves(lines: list[str], start: int, rest: str, names: _Names) -> Iterator[Leaf]:
    """The settings between the braces that open at the end of a head. Nested resources are their own declarations."""
    stack: list[list[str | int]] = []  # per open bracket: the key it hangs on, and the next index for a list or -1
    yield from _entry(rest.strip(), stack, start + 1, names)
    skip = 0  # brackets open inside a nested resource
    for number in range(start + 1, min(len(lines), start + MAX_LINES)):
        if not stack:
            return
        text = lines[number]
        if skip or _HEAD.match(text):
            skip += _balance(text)
        elif stripped := text.strip().rstrip(","):
            yield from _entry(stripped, stack, number + 1, names)


def _balance(text: str) -> int:
    bare = re.sub(r"'(?:[^'\\]|\\.)*'", "", text)
    return sum(bare.count(mark) for mark in "{[(") - sum(bare.count(mark) for mark in "}])")


def _entry(text: str, stack: list[list[str | int]], line: int, names: _Names) -> Iterator[Leaf]:
    while text and text[0] in "}])":
        if stack:
            stack.pop()
        text = text[1:].strip().lstrip(",").strip()
    if not text:
        return
    match = _ENTRY.match(text)
    key, value = (match["key"] or "").strip("'") if match else "", match["value"].strip() if match else text
    if not key and stack and stack[-1][1] != -1:
        key = str(stack[-1][1])
        stack[-1][1] = int(stack[-1][1]) + 1
    opened = value[-1:] if value[-1:] in ("{", "[") else ""
    if opened or (_balance(value) > 0 and value[:1] != "'"):
        if len(stack) < MAX_DEPTH:
            mark = opened or ("[" if "[" in value else "{")
            stack.append([key, 0 if mark == "[" and " for " not in f" {value} " else -1])
        return
    path = (*(str(entry[0]) for entry in stack if entry[0] != ""), key)
    if value[:1] == "{" and value[-1:] == "}":
        for part in re.finditer(r"(\w+)\s*:\s*('(?:[^'\\]|\\.)*'|[\w.]+)", value):
            yield Leaf(_kept((*path, part[1])), _value(part[2], names), line)
    elif key and value[:1] == "[" and value[-1:] == "]" and not value.startswith("[for "):
        for index, part in enumerate(_MEMBER.finditer(value[1:-1])):
            yield Leaf(_kept((*path, str(index))), _value(part[0], names), line)
    elif key and value:
        yield Leaf(_kept(path), _value(value, names), line)


def _kept(path: tuple[str, ...]) -> tuple[str, ...]:
    """The path without the `properties` that every resource has."""
    return path[1:] if path[0] == "properties" and len(path) > 1 else path


def _value(text: str, names: _Names) -> Value:
    string = _STRING.match(text)
    if string:
        values: list[Value] = []
        position = 0
        for part in _PART.finditer(string[1]):
            values.append(literal(string[1][position : part.start()]))
            values.append(_name(part[1], names))
            position = part.end()
        values.append(literal(string[1][position:]))
        return joined(value for value in values if value.literal != "")
    if re.fullmatch(r"true|false|-?\d+", text):
        return literal(text)
    return _name(text, names)


def _name(text: str, names: _Names) -> Value:
    name = text.strip()
    if not re.fullmatch(r"[A-Za-z_]\w*", name):
        return unresolved("expression")
    if name in names.parameters:
        return variable(f"{PARAMETER}{name}", names.defaults.get(name))
    if name in names.worked_out:
        return unresolved("expression")  # it has a value, and nobody outside gives it one
    return variable(name, names.defaults.get(name))


def _uncommented(line: str) -> str:
    """The line without a comment that stands outside a string."""
    if "//" not in line:
        return line
    match = re.match(r"((?:[^'/]|'(?:[^'\\]|\\.)*'|/(?!/))*+)//", line)
    return match[1] if match else line


def _without_blocks(lines: Sequence[str]) -> Iterator[str]:
    """The lines with block comments and texts of several lines blanked out, each line kept in its place."""
    inside = ""
    for line in lines:
        kept = line
        if inside:
            if inside not in line:
                yield ""
                continue
            kept = line.partition(inside)[2] if inside == "*/" else ""
            inside = ""
        if "/*" in kept and "*/" not in kept and "'" not in kept.partition("/*")[0]:
            kept, inside = kept.partition("/*")[0], "*/"
        elif kept.count("'''") % 2:
            kept, inside = kept.partition("'''")[0] + "''", "'''"
        yield kept
