"""Tool servers that code starts as programs of its own: their commands, as the call gives them. It follows no file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sovassess.formats import expressions as e
from sovassess.formats.tool_commands import bridges, fetched_package, is_runner, tool_name
from sovassess.model.observations import Place, Tool
from sovassess.model.values import literal

if TYPE_CHECKING:  # commands outside of code are read with this as well, and need no parser
    from sovassess.formats.evaluation import Evaluator
    from sovassess.formats.truths import Circumstance

MAX_WORDS = 60
MAX_NESTING = 6
_STARTS_TOOL = re.compile(r"mcp|stdio|ServerParameters|CommandTransport|TokioChildProcess", re.IGNORECASE)
_COMMAND = frozenset({"command", "cmd", "fullcommand", "executable"})
_REST = frozenset({"args", "arguments", "arg"})
_URL = re.compile(r"^https?://[^\s/]")


def started_tools(
    evaluator: Evaluator, callee: str, call: e.Invocation, at: Place, around: Circumstance
) -> Iterator[Tool]:
    """The tool servers that a call starts."""
    if _STARTS_TOOL.search(callee) is None:
        return
    found = [tuple(words[:MAX_WORDS]) for words in _commands(evaluator, call.arguments, 0) if words]
    for words in dict.fromkeys(found):
        remote = remote_of(words)
        yield Tool(
            at=at,
            usage=around.usage,
            condition=around.condition,
            gates=around.gates,
            name=tool_name(words),
            transport="http" if remote else "stdio",
            url=literal(remote) if remote else None,
            command=words,
            package=fetched_package(words),
        )


def remote_of(words: tuple[str, ...]) -> str:
    """The address that a local program only passes on to, "" for one that answers itself."""
    if not bridges(fetched_package(words)):
        return ""
    return next((word for word in words[1:] if _URL.match(word)), "")


def _commands(evaluator: Evaluator, pairs: tuple[tuple[str, e.Expression], ...], depth: int) -> Iterator[list[str]]:
    """The commands in arguments: one under a key of its own, or the words in a row that begin with a runner."""
    named = [words for key, one in pairs if key.lower() in _COMMAND and (words := _texts(evaluator, one, depth))]
    if named:
        rest = [word for key, one in pairs if key.lower() in _REST for word in _texts(evaluator, one, depth)]
        yield [*_split(named[0]), *rest]
        return
    given = [one for key, one in pairs if key.isdigit() or key.lower() in _REST]
    row = _split([word for one in given for word in _texts(evaluator, one, depth)])
    if row and is_runner(row[0]):
        yield row
        return
    for _, one in pairs if depth < MAX_NESTING else ():
        yield from _inside(evaluator, one, depth + 1)


def _inside(evaluator: Evaluator, expression: e.Expression, depth: int) -> Iterator[list[str]]:
    match evaluator.display(expression):
        case e.Mapping(items):
            yield from _commands(evaluator, items, depth)
        case e.Invocation(_, arguments):
            yield from _commands(evaluator, arguments, depth)
        case e.Sequence(items):
            for one in items[:MAX_WORDS] if depth < MAX_NESTING else ():
                yield from _inside(evaluator, one, depth + 1)
        case _:
            return


def _split(words: list[str]) -> list[str]:
    """A command that is written as one text, in words."""
    return [*words[0].split(), *words[1:]] if words else words


def _texts(evaluator: Evaluator, expression: e.Expression, depth: int) -> list[str]:
    """The texts in an expression in the order in which they stand, those of a builder's chain included."""
    if depth > MAX_NESTING:
        return []
    match evaluator.display(expression):
        case e.Literal(text, quoted):
            return [text] if quoted and text else []
        case e.Sequence(items):
            return [word for one in items[:MAX_WORDS] for word in _texts(evaluator, one, depth + 1)]
        case e.Invocation(function, arguments):
            before = _texts(evaluator, function.owner, depth + 1) if isinstance(function, e.Member) else []
            return before + [word for _, one in arguments for word in _texts(evaluator, one, depth + 1)]
        case e.Mapping() | e.Null() | e.Opaque() | e.Member():
            return []
        case shown:
            value = evaluator.value(shown)
            return [value.literal] if value is not None and value.literal else []
