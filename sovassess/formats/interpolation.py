"""Turn `$NAME`, `${NAME}`, `${NAME:-default}` and their kin into values. Never looks a variable up."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sovassess.formats.tokens import decoded, has_tokens
from sovassess.model.values import Part, Text, Unresolved, Value, Variable, joined

_START = re.compile(r"\$(\$|\{|[A-Za-z_]\w*|\()")
_BRACED = re.compile(r"^([A-Za-z_][\w.]*)(:?[-=?+]|%%?|##?|/|,|\^)?(.*)$", re.DOTALL)
_PREFIXED = re.compile(r"^(?:env|localEnv|config|input):([\w.-]+)$")
MAX_NESTING = 10


def interpolated(text: str, known: Mapping[str, Value] | None = None, *, depth: int = 0) -> Value:
    """The value of text in which a shell, compose or a Dockerfile would put variables.

    `known` replaces variables whose value the same file tells. `$$` is a dollar sign. `${env:X}` and `${input:X}`, as
    editors write them, are variables too. A command substitution is an unresolved part.
    """
    values: list[Value] = []
    position = 0
    for match in _START.finditer(text):
        if match.start() < position:
            continue
        values.append(decoded(text[position : match.start()]))
        word = match[1]
        if word == "$":
            values.append(Value((Text("$"),)))
            position = match.end()
        elif word in ("{", "("):
            end = _closing(text, match.end(), word)
            inner = text[match.end() : end]
            position = end + 1
            values.append(_braced(inner, known, depth) if word == "{" else Value((Unresolved("command output"),)))
        else:
            values.append(_variable(word, None, known))
            position = match.end()
    values.append(decoded(text[position:]))
    return joined(values)


def _closing(text: str, start: int, opening: str) -> int:
    closing = "}" if opening == "{" else ")"
    depth = 1
    for index in range(start, len(text)):
        if text[index] == opening:
            depth += 1
        elif text[index] == closing:
            depth -= 1
            if depth == 0:
                return index
    return len(text)


def _braced(inner: str, known: Mapping[str, Value] | None, depth: int) -> Value:
    if prefixed := _PREFIXED.match(inner):
        return Value((Variable(prefixed[1]),))
    match = _BRACED.match(inner)
    if not match or depth > MAX_NESTING:
        return Value((Unresolved("expression"),))
    name, operator, rest = match[1], match[2] or "", match[3]
    if operator in (":-", "-", ":=", "="):
        fallback = decoded(rest) if has_tokens(rest) else interpolated(rest, known, depth=depth + 1)
        return _variable(name, fallback.with_defaults, known)
    if operator in ("", ":?", "?"):
        return _variable(name, None, known)
    return Value((Unresolved(f"changed ${name}"),))


def _variable(name: str, default: str | None, known: Mapping[str, Value] | None) -> Value:
    if known is not None and name in known:
        value = known[name]
        if default is not None and value.parts == (Variable(name),):
            return Value((Variable(name, default),))
        return value
    parts: tuple[Part, ...] = (Variable(name, default),)
    return Value(parts)
