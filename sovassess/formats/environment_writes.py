"""Environment variables that a program gives itself: written texts only, with what the place hangs on.

Whether what reads the variable runs in the same process, and later, is decided where both are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Protocol

from tree_sitter import Node

from sovassess.formats import code_words as words
from sovassess.formats.syntax import path_to
from sovassess.formats.truths import Circumstance
from sovassess.model.enums import Usage
from sovassess.model.observations import UNLESS_SET, EnvironmentValue, Place
from sovassess.model.values import literal

MAX_HITS = 200
CONDITION = "set under a condition"
"""The condition of a value that is set where nobody can tell whether the program comes."""
_TEXT = rb"""["'](?P<value>[^"'\\\n]{0,200})["']"""
_NAME = rb"""["'](?P<name>[A-Za-z_]\w{1,100})["']"""
_QUOTED_PAIR = rb"""["']\w+["']\s*:\s*["'][^"'\\\n]*["']\s*,?\s*"""
_NAMED_PAIR = rb"""\w+\s*=\s*["'][^"'\\\n]*["']\s*,?\s*"""
# In the order of the languages' documentation: what is written before the name, and between the name and the value.
_WRITES: dict[str, tuple[re.Pattern[bytes], ...]] = {
    "python": (
        re.compile(rb"\benviron\.(?P<gap>setdefault)\(\s*" + _NAME + rb"\s*,\s*" + _TEXT),
        re.compile(rb"\benviron(?:\.update\(|\s*\|=)\s*\{\s*(?P<many>(?:" + _QUOTED_PAIR + rb")+)\}"),
        re.compile(rb"\benviron\.update\(\s*(?P<many>(?:" + _NAMED_PAIR + rb")+)\)"),
    ),
    "javascript": (
        re.compile(
            rb"\bprocess\.env(?:\.(?P<name>[A-Za-z_]\w{1,100})|\[" + _NAME.replace(b"name", b"key") + rb"\])"
            rb"\s*(?P<gap>\?\?=|\|\|=)\s*" + _TEXT
        ),
    ),
    "go": (re.compile(rb"\bos\.Setenv\(\s*" + _NAME + rb"\s*,\s*" + _TEXT),),
    "csharp": (re.compile(rb"\bEnvironment\.SetEnvironmentVariable\(\s*" + _NAME + rb"\s*,\s*" + _TEXT),),
    "ruby": (
        re.compile(rb"\bENV\[" + _NAME + rb"\]\s*(?P<gap>\|\|)?=(?!=)\s*" + _TEXT),
        re.compile(rb"\bENV\.store\(\s*" + _NAME + rb"\s*,\s*" + _TEXT),
    ),
    "php": (re.compile(rb"""\bputenv\(\s*["'](?P<name>[A-Za-z_]\w{1,100})=(?P<value>[^"'\\\n]{0,200})["']"""),),
    "rust": (re.compile(rb"\benv::set_var\(\s*" + _NAME + rb"\s*,\s*" + _TEXT),),
}  # fmt: skip
_PAIR = re.compile(rb"""["']?(\w+)["']?\s*[:=]\s*["']([^"'\\\n]*)["']""")
_SILENT = re.compile(r"comment|string|text|heredoc|regex")
_BRANCH = re.compile(
    r"^(?:if|elif|else|elsif|unless|case|when|while|until|for|foreach|do|except|catch|rescue|switch|match|conditional|ternary)"
    r"(?:_|$)|^(?:conditional_expression|ternary_expression|match_arm|except_clause|catch_clause|boolean_operator)$"
)
_FUNCTION = re.compile(r"^(?!.*call).*(?:function|method|lambda|closure|func_literal)|^(?:block|do_block)$")
# What runs first, and once, whoever starts the program.
_STARTS = re.compile(rb"^(?:main|Main|init|<main>)$")
_AS_SCRIPT = re.compile(rb"""^\s*\(?\s*__name__\s*==\s*["']__main__["']""")
_BLOCKS = frozenset({"block", "do_block"})


class _Program(Protocol):
    @property
    def data(self) -> bytes: ...
    @property
    def root(self) -> Node: ...


class _Circumstances(Protocol):
    def at(self, offset: int, /) -> Circumstance: ...


class _Reading(Protocol):
    @property
    def circumstances(self) -> _Circumstances: ...
    @property
    def program(self) -> _Program: ...
    def place(self, number: int, /) -> Place: ...


def environment_writes(reading: _Reading, language: str) -> Iterator[EnvironmentValue]:
    """Values that the program gives to variables of its own process, but for plain assignments to a member."""
    program = reading.program
    for pattern in _WRITES.get(language, ()):
        for count, match in enumerate(pattern.finditer(program.data)):
            if count >= MAX_HITS:
                break
            path = path_to(program.root, match.start())
            around = reading.circumstances.at(match.start())
            if around.dead or any(_SILENT.search(node.type) for node in path[-2:]):
                continue
            for name, text, at in _pairs(match):
                number = program.data.count(b"\n", 0, at) + 1
                yield _value(reading, (name, text), number, around, given(path, gap=bool(match.groupdict().get("gap"))))


def given(path: Sequence[Node], *, gap: bool = False) -> str | None:
    """What a write hangs on: "" for nothing, `UNLESS_SET`, None where nobody can tell whether it is reached."""
    for outer, node in pairwise(path):
        if _BRANCH.search(node.type) and not _starts_script(node) and node is not path[-1]:
            return None
        if _FUNCTION.search(node.type) and not _is_start(node) and not (node.type in _BLOCKS and not _is_ruby(outer)):
            return None
    return UNLESS_SET if gap else ""


def _is_ruby(outer: Node) -> bool:
    """A block that is given to a call, as Ruby has them; elsewhere a block is what braces or an indent enclose."""
    return outer.type in {"call", "method_call"}


def _starts_script(node: Node) -> bool:
    condition = node.child_by_field_name("condition")
    return condition is not None and condition.text is not None and _AS_SCRIPT.match(condition.text) is not None


def _is_start(node: Node) -> bool:
    name = node.child_by_field_name("name")
    return name is not None and name.text is not None and _STARTS.match(name.text) is not None


def _pairs(match: re.Match[bytes]) -> Iterator[tuple[str, str, int]]:
    groups = match.groupdict()
    if groups.get("many") is not None:
        for pair in _PAIR.finditer(groups["many"]):
            yield pair[1].decode(), pair[2].decode("utf-8", "replace"), match.start("many") + pair.start()
        return
    name = groups.get("name") or groups.get("key") or b""
    yield name.decode(), groups["value"].decode("utf-8", "replace"), match.start()


def _value(
    reading: _Reading, pair: tuple[str, str], number: int, around: Circumstance, told: str | None
) -> EnvironmentValue:
    name, text = pair
    secret = words.SECRET.search(name) is not None
    return EnvironmentValue(
        at=reading.place(number),
        usage=Usage.OPTIONAL if told is None else around.usage,
        condition=around.condition or (told if told is not None else CONDITION),
        gates=around.gates,
        name=name,
        value=literal("" if secret else text),
        secret=secret,
    )
