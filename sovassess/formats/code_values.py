"""What may be shown of a value, and whether a text looks like a model. No credential leaves this module."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct

from sovassess.formats import code_words as words
from sovassess.formats import expressions as e
from sovassess.model.values import Text, Unresolved, Value, Variable, literal

MAX_TEXT = 400
ROUTED = frozenset(
    {"completion", "acompletion", "embedding", "aembedding", "text_completion", "responses", "aresponses"}
)
"""Functions of routers, whose models are named with a word before them for the provider or its protocol."""
_PROTOCOL = re.compile(r"^[a-z][a-z_0-9]*/(?=[\w.-])")


class Dialect(Struct, frozen=True):
    """What differs between languages. `outside` decides whether a module is somebody else's package; `quiet` are
    roots of qualified names that are not worth a call; `own` names what is taken from another module of the tree, given
    the module as imported and the names in it."""

    language: str
    outside: Callable[[str], bool]
    quiet: Callable[[str], bool]
    own: Callable[[str, tuple[str, ...]], str] | None = None


class Fallbacks:
    """The reads of variables of a file that fall back to an address."""

    def __init__(self) -> None:
        self._reads: list[tuple[int, int, Value]] = []

    def add(self, start: int, end: int, value: Value | None) -> None:
        """Take the read in the bytes [start, end), if it has an address to fall back to."""
        if value is not None and value.variables and "://" in (value.with_defaults or ""):
            self._reads.append((start, end, value))

    def at(self, byte: int) -> Value | None:
        """The read that the address at a byte is the fallback of, None if there is none."""
        return next((value for start, end, value in self._reads if start <= byte < end), None)


def without_protocol(value: Value) -> Value:
    """The model without the word before it that says which protocol the given address speaks (`openai/qwen`)."""
    first = value.parts[0] if value.parts else None
    if isinstance(first, Text):
        return Value((Text(_PROTOCOL.sub("", first.text)), *value.parts[1:]))
    return value


def clean(value: Value) -> Value:
    """The value without passwords in addresses, credentials, or endless text."""
    parts: list[Text | Variable | Unresolved] = []
    for part in value.parts:
        match part:
            case Text(content):
                if words.SECRET_TEXT.match(content):
                    parts.append(Unresolved("credential"))
                else:
                    parts.append(Text(_shortened(content)))
            case Variable(name, default) if default is not None:
                parts.append(Variable(name, None if words.SECRET.search(name) else _shortened(default)))
            case _:
                parts.append(part)
    return Value(tuple(parts)) if parts else literal("")


def _shortened(content: str) -> str:
    return words.USERINFO.sub(r"\g<scheme>@", content[:MAX_TEXT])


def is_model(shown: str) -> bool:
    """Whether text looks like the name of a model, not like a file, a word or an address."""
    if "://" in shown or not words.MODEL_TEXT.match(shown) or re.search(r"\.(py|json|ya?ml|pt|onnx|bin|ts|js)$", shown):
        return False
    return bool(words.LOOKS_LIKE_MODEL.search(shown)) and (bool(re.search(r"[-/:\d]", shown)))


def keys_of(expression: e.Expression) -> list[str]:
    """The keys of an object display."""
    return [key for key, _ in expression.items] if isinstance(expression, e.Mapping) else []
