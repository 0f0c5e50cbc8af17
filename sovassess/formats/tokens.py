"""Variables inside text that must survive another parser: encoded with private-use characters, decoded to a value.

Knows nothing of what the variables mean. The encoded form has no character that YAML gives a meaning to.
"""

from __future__ import annotations

import re

from sovassess.model.values import Part, Text, Unresolved, Value, Variable

_START, _MIDDLE, _END = "\uf6d0", "\uf6d1", "\uf6d2"
_VARIABLE, _DEFAULTED, _UNRESOLVED = "\uf6d3", "\uf6d4", "\uf6d5"
_BASE = 0xF500  # 256 code points from here stand for U+0000 to U+00FF
_TOKEN = re.compile(f"{_START}([{_VARIABLE}{_DEFAULTED}{_UNRESOLVED}])([^{_START}{_END}]*){_END}")


def _hidden(text: str) -> str:
    return "".join(chr(_BASE + ord(char)) if ord(char) < 0x100 else char for char in text)


def _shown(text: str) -> str:
    return "".join(chr(ord(char) - _BASE) if _BASE <= ord(char) < _BASE + 0x100 else char for char in text)


def encoded(parts: tuple[Part, ...]) -> str:
    """The parts as text: literal text as it is, everything else as a token."""
    out: list[str] = []
    for part in parts:
        match part:
            case Text(text):
                out.append(text)
            case Variable(name, None):
                out.append(f"{_START}{_VARIABLE}{_hidden(name)}{_END}")
            case Variable(name, default):
                out.append(f"{_START}{_DEFAULTED}{_hidden(name)}{_MIDDLE}{_hidden(default or '')}{_END}")
            case Unresolved(reason):
                out.append(f"{_START}{_UNRESOLVED}{_hidden(reason)}{_END}")
    return "".join(out)


def decoded(text: str) -> Value:
    """The value that the text stands for."""
    if _START not in text:
        return Value((Text(text),)) if text else Value()
    parts: list[Part] = []
    position = 0
    for match in _TOKEN.finditer(text):
        if match.start() > position:
            parts.append(Text(text[position : match.start()]))
        name, _, default = match[2].partition(_MIDDLE)
        if match[1] == _UNRESOLVED:
            parts.append(Unresolved(_shown(name)))
        else:
            parts.append(Variable(_shown(name), _shown(default) if match[1] == _DEFAULTED else None))
        position = match.end()
    if position < len(text):
        parts.append(Text(text[position:]))
    return Value(tuple(parts))


def has_tokens(text: str) -> bool:
    """True if the text holds an encoded part."""
    return _START in text
