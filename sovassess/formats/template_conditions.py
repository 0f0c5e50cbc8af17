"""Work out the condition of a Bicep or ARM declaration from the defaults of its parameters. It knows no other file.

Names, texts, `==`, `!=`, `!`, `&&`, `||`, `empty()` and ARM's functions of the same meaning are read; what holds
anything else cannot be told (learn.microsoft.com, "Bicep operators" and "Logical functions for ARM templates").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

MAX_TOKENS = 200
MAX_DEPTH = 20
_TOKEN = re.compile(r"'(?:[^'\\]|\\.)*'|[A-Za-z_]\w*|==|!=|=~|!~|&&|\|\||[!(),]|\S")
_WORDS = {"true": True, "false": False}

# A text, a decision, or None for what nobody can tell.
_Found: TypeAlias = str | bool | None


def decided(condition: str, defaults: Mapping[str, str]) -> bool | None:
    """Whether a condition holds where every parameter keeps its default; None where that cannot be told.

    `condition` is Bicep's text between the brackets of `if (…)`, or ARM's `[…]` expression. `defaults` gives each
    parameter or variable its default as text, booleans as `true` and `false`.
    """
    text = condition.strip()
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1]
    tokens = _TOKEN.findall(text)
    if len(tokens) > MAX_TOKENS:
        return None
    reader = _Reader(tokens, defaults)
    found = reader.either(0)
    return _truth(found) if reader.at_end else None


def _truth(found: _Found) -> bool | None:
    return found if isinstance(found, bool) or found is None else _WORDS.get(found.lower())


class _Reader:
    def __init__(self, tokens: list[str], defaults: Mapping[str, str]) -> None:
        self._tokens = tokens
        self._defaults = defaults
        self._next = 0

    @property
    def at_end(self) -> bool:
        return self._next == len(self._tokens)

    def _peek(self) -> str:
        return self._tokens[self._next] if self._next < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        self._next += 1
        return token

    def either(self, depth: int) -> _Found:
        found = self._both(depth)
        while self._peek() == "||":
            self._take()
            found = _any([found, self._both(depth)])
        return found

    def _both(self, depth: int) -> _Found:
        found = self._compared(depth)
        while self._peek() == "&&":
            self._take()
            found = _all([found, self._compared(depth)])
        return found

    def _compared(self, depth: int) -> _Found:
        found = self._single(depth)
        while self._peek() in {"==", "!=", "=~", "!~"}:
            operator = self._take()
            same = _same(found, self._single(depth), folded=operator.endswith("~"))
            found = same if same is None or operator in {"==", "=~"} else not same
        return found

    def _single(self, depth: int) -> _Found:
        word = self._take()
        if depth > MAX_DEPTH:
            return None
        if word == "!":
            inner = _truth(self._single(depth + 1))
            return None if inner is None else not inner
        if word == "(":
            found = self.either(depth + 1)
            return found if self._take() == ")" else None
        if word[:1] == "'":
            return None if "${" in word else word[1:-1]
        if not re.match(r"[A-Za-z_]", word):
            return None
        if self._peek() == "(":
            self._take()
            return self._call(word.lower(), depth)
        return _WORDS.get(word.lower(), self._defaults.get(word))

    def _call(self, name: str, depth: int) -> _Found:
        given: list[_Found] = []
        while self._peek() not in {")", ""}:
            given.append(self.either(depth + 1))
            if self._peek() != ",":
                break
            self._take()
        if self._take() != ")":
            return None
        return _called(name, given, self._defaults)


def _called(name: str, given: list[_Found], defaults: Mapping[str, str]) -> _Found:
    first = given[0] if given else None
    match name:
        case "parameters" | "variables":
            return defaults.get(first) if isinstance(first, str) else None
        case "equals" if len(given) == 2:
            return _same(first, given[1], folded=False)
        case "not":
            inner = _truth(first)
            return None if inner is None else not inner
        case "and":
            return _all(given)
        case "or":
            return _any(given)
        case "empty":
            return first == "" if isinstance(first, str) else None
        case "bool" | "tolower" | "toupper" if len(given) == 1:
            return first if name == "bool" or not isinstance(first, str) else first.lower()
        case _:
            return None


def _same(one: _Found, other: _Found, *, folded: bool) -> bool | None:
    if one is None or other is None:
        return None
    texts = [str(value).lower() if isinstance(value, bool) else value for value in (one, other)]
    return texts[0].lower() == texts[1].lower() if folded else texts[0] == texts[1]


def _all(given: list[_Found]) -> bool | None:
    found = [_truth(one) for one in given]
    return False if False in found else (None if None in found else True)


def _any(given: list[_Found]) -> bool | None:
    found = [_truth(one) for one in given]
    return True if True in found else (None if None in found else False)
