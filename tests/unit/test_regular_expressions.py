"""Every regular expression of the program, fed what its own repetitions make of a worst case, comes to an end.

For each repetition without an upper bound a text is made that leads to it, goes through it many times and then fails:
what makes an ambiguous expression try every way to share the text out. What grows with a power of the length passes
here if the power is small; the limit of each file (`scanning/budget.py`) is for that.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest

import sovassess
from tests.endings import ending

# The parser of the standard library has no public name since 3.11.
_parser: Any = importlib.import_module("re._parser")
SHORT, LONG = 40, 500
_NEVER = "\x00"


def expressions() -> list[tuple[str, re.Pattern[Any]]]:
    """Every compiled expression that a module holds, by itself or in a collection, once."""
    found: dict[tuple[object, int], tuple[str, re.Pattern[Any]]] = {}
    for info in pkgutil.walk_packages(sovassess.__path__, "sovassess."):
        if info.name.endswith("__main__"):
            continue
        for name, value in sorted(vars(importlib.import_module(info.name)).items()):
            for pattern in _held(value, 0):
                found.setdefault((pattern.pattern, pattern.flags), (f"{info.name}:{name}", pattern))
    return sorted(found.values(), key=lambda entry: (entry[0], str(entry[1].pattern)))


def _held(value: object, depth: int) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 3 and isinstance(value, dict):
        for inner in (part for pair in cast("dict[object, object]", value).items() for part in pair):
            yield from _held(inner, depth + 1)
    elif depth < 3 and isinstance(value, list | tuple | set | frozenset):
        for inner in cast("list[object]", value):
            yield from _held(inner, depth + 1)


def attacks(pattern: re.Pattern[Any]) -> Iterator[str]:
    """Texts that are meant to hurt: for each repetition what leads to it, its content many times, what fails."""
    text = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
    tree = _parser.parse(text, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags)
    for before, bodies in _repetitions(list(tree), ""):
        for body in bodies:
            if body:
                for times in (SHORT, LONG // len(body)):
                    yield before + body * times + _NEVER
                    yield body * times + _NEVER


def _repetitions(nodes: list[Any], before: str) -> Iterator[tuple[str, list[str]]]:
    for position, (kind, value) in enumerate(nodes):
        here = before + "".join(_sample(node, 0) for node in nodes[:position])
        name = str(kind)
        if "REPEAT" in name:
            _, highest, inner = value
            if highest == _parser.MAXREPEAT:
                samples = [_samples(list(inner), choice) for choice in range(3)]
                yield here, list(dict.fromkeys([*samples, samples[0] + samples[1], samples[1] + samples[0]]))
            yield from _repetitions(list(inner), here)
        elif name == "SUBPATTERN":
            yield from _repetitions(list(value[3]), here)
        elif name == "BRANCH":
            for branch in value[1]:
                yield from _repetitions(list(branch), here)
        elif name == "ATOMIC_GROUP":
            yield from _repetitions(list(value), here)


def _samples(nodes: list[Any], choice: int) -> str:
    return "".join(_sample(node, choice) for node in nodes)


def _sample(node: Any, choice: int) -> str:
    """A short text that the node matches; `choice` takes another where there are several."""
    kind, value = node
    plain: dict[str, Callable[[], str]] = {
        "LITERAL": lambda: chr(value),
        "NOT_LITERAL": lambda: chr(value + 1),
        "ANY": lambda: "a_ "[choice],
        "IN": lambda: _member(value, choice),
        "BRANCH": lambda: _samples(list(value[1][choice % len(value[1])]), choice),
        "SUBPATTERN": lambda: _samples(list(value[3]), choice),
        "ATOMIC_GROUP": lambda: _samples(list(value), choice),
    }
    name = str(kind)
    if "REPEAT" in name:
        return _samples(list(value[2]), choice) * int(min(max(value[0], 1 if choice else 0), 5))
    return str(plain[name]()) if name in plain else ""


def _member(values: list[Any], choice: int) -> str:
    """A character of a set."""
    names = [str(kind) for kind, _ in values]
    if names[0] == "NEGATE":
        refused = re.compile("[" + "".join(_written(entry) for entry in values[1:]) + "]")
        return next((sign for sign in "a_ -0.\n"[choice:] if not refused.match(sign)), "§")
    kind, value = values[choice % len(values)]
    classes = {"CATEGORY_SPACE": " ", "CATEGORY_DIGIT": "0", "CATEGORY_WORD": "a_0"[choice]}
    if str(kind) == "CATEGORY":
        return classes.get(str(value), "-")
    return chr(value[0] + min(choice, value[1] - value[0]) if str(kind) == "RANGE" else value)


def _written(entry: Any) -> str:
    kind, value = str(entry[0]), entry[1]
    if kind == "LITERAL":
        return re.escape(chr(value))
    if kind == "RANGE":
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    letters = {"SPACE": r"\s", "DIGIT": r"\d", "WORD": r"\w"}
    word = str(value).removeprefix("CATEGORY_")
    return letters.get(word) or letters[word.removeprefix("NOT_")].upper()


def fed(pattern: re.Pattern[Any]) -> None:
    """Search for the expression in its worst cases, within the limit."""
    with ending():
        for text in attacks(pattern):
            data: Any = text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text
            pattern.search(data)


EXPRESSIONS = expressions()


def test_the_expressions_of_the_program_are_found() -> None:
    assert len(EXPRESSIONS) > 500
    assert sum(1 for _, pattern in EXPRESSIONS for _ in attacks(pattern)) > 2_000


@pytest.mark.parametrize("start", range(0, 1_000, 50))
def test_an_expression_ends_on_what_was_made_to_hurt_it(start: int) -> None:
    for name, pattern in EXPRESSIONS[start : start + 50]:
        try:
            fed(pattern)
        except AssertionError as error:
            raise AssertionError(f"{name}: {error}") from None


@pytest.mark.parametrize(
    "ambiguous", [r"^test([_-]\w+)*\.config$", r"^(a+)+$", r"^(\s*x?)*;", r"(?:a|a)*b", r"^(.*,)*;"]
)
def test_an_ambiguous_expression_does_not(ambiguous: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.endings.LIMIT", 0.3)
    with pytest.raises(AssertionError, match="did not end"):
        fed(re.compile(ambiguous))
