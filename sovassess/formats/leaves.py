"""Read JSON (with comments) and TOML as a flat stream of scalars, each with its path and line.

For configuration and manifests, where the line of a value is evidence. It builds no objects for its callers to walk,
recurses nowhere and stops at a fixed depth.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from typing import TypeAlias, cast

from msgspec import Struct

from sovassess.errors import ParseError
from sovassess.formats.unicode import whole

MAX_DEPTH = 100
Scalar: TypeAlias = str | int | float | bool | None


class Leaf(Struct, frozen=True):
    """One scalar. `path` holds keys, and for a member of a list its index as text; `line` is 1-based."""

    path: tuple[str, ...]
    value: Scalar
    line: int

    @property
    def key(self) -> str:
        """The path in dotted form."""
        return ".".join(self.path)

    @property
    def text(self) -> str:
        """The value if it is text, else ""."""
        return self.value if isinstance(self.value, str) else ""


_TOKEN = re.compile(
    r'(?P<string>"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\')|(?P<comment>//[^\n]*|(?s:/\*.*?(?:\*/|\Z)))'
    r"|(?P<mark>[{}\[\],:])|(?P<newline>\n)|(?P<word>[^\s{}\[\],:\"/]+)|(?P<blank>[^\S\n]+)|(?P<bad>.)"
)


# JSON5 (spec.json5.org) leaves keys that are identifiers without quotes and allows single ones.
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*")


def json_leaves(text: str) -> Iterator[Leaf]:
    """Every scalar of a JSON document, comments and trailing commas allowed. Raises `ParseError` where it is none."""
    containers: list[str] = []  # "{" or "[" per open container
    path: list[str] = []  # one entry per open container: the current key or index
    line, expect_key = 1, False
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        match kind:
            case "newline":
                line += 1
            case "comment":
                line += token[0].count("\n")
            case "mark":
                expect_key = _structure(token[0], containers, path, line, expect_key=expect_key)
            case "string" | "word":
                if expect_key:
                    bare = kind == "word" and _IDENTIFIER.fullmatch(token[0]) is not None
                    path[-1] = token[0] if bare else str(_decoded(token[0], kind, line))
                else:
                    yield Leaf(tuple(path), _decoded(token[0], kind, line), line)
            case "bad":
                raise ParseError("is not valid JSON", line)
            case _:
                pass
    if containers:
        raise ParseError("ends inside an object or list", line)


def _structure(mark: str, containers: list[str], path: list[str], line: int, *, expect_key: bool) -> bool:
    """Apply a structural character to the open containers; the result is whether a key comes next."""
    match mark:
        case "{" | "[":
            if len(containers) >= MAX_DEPTH:
                raise ParseError("nested too deep", line)
            containers.append(mark)
            path.append("" if mark == "{" else "0")
            return mark == "{"
        case "}" | "]":
            if not containers or (containers.pop() == "{") != (mark == "}"):
                raise ParseError("closes what was not opened", line)
            path.pop()
            return False
        case ",":
            if not containers:
                raise ParseError("is not valid JSON", line)
            if containers[-1] == "[":
                path[-1] = str(int(path[-1]) + 1)
            return containers[-1] == "{"
        case _:
            if not containers or containers[-1] != "{" or not expect_key:
                raise ParseError("is not valid JSON", line)
            return False


def _decoded(token: str, kind: str | None, line: int) -> Scalar:
    try:
        read = cast("Scalar", json.loads(token))
    except ValueError:
        if kind == "string":
            return token[1:-1]
        raise ParseError(f"is not valid JSON: {token[:20]!r}", line) from None
    return whole(read) if isinstance(read, str) else read


_HEADER = re.compile(r"\s*\[{1,2}([^\[\]]+)\]{1,2}\s*(?:#.*)?$")
_KEY = re.compile(r"\s*((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*=")
_KEY_CHAIN = re.compile(r"(?<![\w-])(?:(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')[ \t]*+\.[ \t]*+){100}")
_KEY_PART = re.compile(r"[\w-]+|\"[^\"]*\"|'[^']*'")


def toml_leaves(text: str) -> Iterator[Leaf]:
    """Every scalar of a TOML document. Raises `ParseError` where it is none."""
    chain = _KEY_CHAIN.search(text)
    if chain:  # the standard library's parser takes quadratic time for such a key
        raise ParseError("nested too deep", text.count("\n", 0, chain.start()) + 1)
    try:
        document: object = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise ParseError("is not valid TOML", int(found[1]) if found else None) from error
    except RecursionError as error:
        raise ParseError("nested too deep") from error
    lines = text.split("\n")
    index = _toml_lines(lines)
    stack: list[tuple[tuple[str, ...], object, int]] = [((), document, 1)]
    while stack:
        path, value, line = stack.pop()
        known = index.get(tuple(part for part in path if not part.isdigit()))
        line = max(known[0], line) if known and len(known) == 1 else _next(known, line)
        if isinstance(value, dict):
            entries = cast("dict[str, object]", value)
            stack.extend(((*path, key), item, line) for key, item in reversed(entries.items()))
        elif isinstance(value, list):
            members = _members(path, cast("list[object]", value), line, lines)
            stack.extend(_headed(members, [candidate for candidate in known or () if candidate >= line]))
        else:
            yield Leaf(path, value if isinstance(value, str | int | float | bool) else str(value), line)


def _headed(
    members: list[tuple[tuple[str, ...], object, int]], heads: list[int]
) -> Iterator[tuple[tuple[str, ...], object, int]]:
    """The members of a list, each table of an array of tables at its own head."""
    for path, item, line in members:
        number = int(path[-1])
        own = isinstance(item, dict) and len(heads) >= len(members)
        yield path, item, heads[number] if own else line


def _next(known: list[int] | None, line: int) -> int:
    return next((candidate for candidate in known or () if candidate >= line), line)


def _members(
    path: tuple[str, ...], items: list[object], line: int, lines: list[str]
) -> list[tuple[tuple[str, ...], object, int]]:
    """The members of a list with their lines, last first; a text is looked for from the list's own line downward."""
    placed: list[tuple[tuple[str, ...], object, int]] = []
    cursor = line
    budget = 200 + 4 * len(items)
    for number, item in enumerate(items):
        if isinstance(item, str):
            needle = item.split("\n")[0]
            for candidate in range(cursor, min(len(lines), cursor + 40) + 1):
                budget -= 1
                if budget < 0 or needle in lines[candidate - 1]:
                    cursor = candidate if budget >= 0 else cursor
                    break
        placed.append(((*path, str(number)), item, cursor))
    placed.reverse()
    return placed


def _toml_lines(lines: list[str]) -> dict[tuple[str, ...], list[int]]:
    """The lines at which each dotted key or table begins."""
    index: dict[tuple[str, ...], list[int]] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(lines, 1):
        header = _HEADER.match(line)
        if header:
            table = _parts(header[1])
            index.setdefault(table, []).append(number)
            continue
        key = _KEY.match(line[:400])
        if key:
            index.setdefault((*table, *_parts(key[1])), []).append(number)
    return index


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _KEY_PART.findall(dotted))
