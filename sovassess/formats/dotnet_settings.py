"""Reads of .NET settings as reads of the variables that override them. It opens no settings file.

The configuration provider of environment variables writes `__` for the `:` between the parts of a key, and connection
strings stand under `ConnectionStrings`.
"""

from __future__ import annotations

import re

from sovassess.formats import expressions as e
from sovassess.formats.branches import environment

_SETTINGS = re.compile(r"(cfg|config|configuration|section)$", re.IGNORECASE)


def setting_read(owner: e.Expression, method: str, call: e.Invocation) -> e.Expression | None:
    """The read that a call of a method is, None if it is none; a connection string is a setting like any other."""
    given = dict(call.arguments)
    first = given.get("0")
    if not isinstance(first, e.Literal):
        return None
    if method == "GetEnvironmentVariable":
        return environment(first.text, call.at)
    if method == "GetConnectionString":
        return environment(f"ConnectionStrings__{first.text}", call.at)
    if method == "GetValue":
        found = configured(owner, first, call.at)
        default = given.get("1") or given.get("defaultValue")
        return e.Either(found, default) if found is not None and default is not None else found
    return None


def configured(owner: e.Expression, key: e.Expression, at: int) -> e.Expression | None:
    """`configuration["A:B"]`: settings are joined from files and from variables, which write `__` for `:`."""
    if not isinstance(key, e.Literal) or not key.quoted:
        return None
    prefix = _section(owner)
    if prefix is None:
        return None
    return environment(f"{prefix}{key.text}".replace(":", "__"), at)


def _section(owner: e.Expression) -> str | None:
    """The part of the settings that an expression is, with `:` at its end; None if it is none."""
    if isinstance(owner, e.Invocation) and isinstance(owner.function, e.Member):
        if owner.function.name in {"GetSection", "GetRequiredSection"} and owner.arguments:
            outer, key = _section(owner.function.owner), owner.arguments[0][1]
            return f"{outer or ''}{key.text}:" if isinstance(key, e.Literal) else None
        return None
    path = e.dotted(owner)
    return "" if path and _SETTINGS.search(path) else None


def section_value(expression: e.Expression) -> e.Expression | None:
    """`configuration.GetSection("A:B").Value` as a read."""
    prefix = _section(expression) if isinstance(expression, e.Invocation) else None
    return environment(prefix.rstrip(":").replace(":", "__"), 0) if prefix else None
