"""Reads of environment variables in the ways that languages and libraries offer. Not what the variables mean."""

from __future__ import annotations

import re

from msgspec import Struct

from sovassess.formats import expressions as e
from sovassess.formats.names import Names

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,120}")
_CONVENTIONAL = re.compile(r"[A-Z][A-Z0-9_]{2,120}")
_READERS = re.compile(
    r"os\.getenv|os\.environ\.(get|setdefault|pop)|os\.environb?\.get|decouple\.config|"
    r"(environs|environ)\.(Env|FileAwareEnv|env)(\.\w+)?|starlette\.config\.Config|(node:)?process\.env\.get|"
    r"\S*environ_or_\w+|os\.(Getenv|LookupEnv)|(java\.lang\.)?System\.getenv|env-var\.(default\.)?get"
)
_OWN_READER = re.compile(
    r"(get_?|read_?|load_?|must_?|must_?get_?|require_?|lookup_?)?(os_?)?env(iron)?(_?(var|variable|str|string|value|or|"
    r"or_?else|or_?fallback|default|or_?default|with_?default|with_?fallback|var_?or_?default))?$",
    re.I,
)
OPTION = "<option>"
"""The name of the function that a reader of a language puts in the place of one that reads a command-line option, a
property or the like: the first argument is the full name, the second the default."""
_OBJECTS = ("process.env", "import.meta.env", "Bun.env", "globalThis.process.env", "env")


class Read(Struct, frozen=True):
    """One read: the variable and what the read itself falls back to."""

    name: str
    default: e.Expression | None = None


def read_of(expression: e.Expression, names: Names) -> Read | None:
    """The read that an expression is, None if it is something else."""
    match expression:
        case e.Member(owner, name):
            return Read(name) if _VARIABLE.fullmatch(name) and _is_environment(owner, name, names) else None
        case e.Item(owner, e.Literal(key)):
            return Read(key) if _VARIABLE.fullmatch(key) and _is_environment(owner, key, names) else None
        case e.Invocation(function, arguments):
            return _call(function, arguments, names)
        case _:
            return None


def _is_environment(owner: e.Expression, name: str, names: Names) -> bool:
    path = e.dotted(owner)
    if path in _OBJECTS[:-1]:
        return True
    if not path or not path.split(".")[-1].startswith("env"):
        return False
    callee = names.callee(owner)
    if callee is None:
        return False
    if callee.name in {"os.environ", "node:process.env", "process.env", "process.default.env"}:
        return True
    # A schema of the variables in a module of the project: `import { env } from "@/env"`.
    module = callee.name.rsplit(".", 1)[0]
    return path == "env" and bool(re.search(r"(^|/)env(\.m?js|/\w+)?$", module)) and bool(_CONVENTIONAL.fullmatch(name))


def _call(function: e.Expression, arguments: tuple[tuple[str, e.Expression], ...], names: Names) -> Read | None:
    given = dict(arguments)
    first = given.get("0") or given.get("key")
    if isinstance(function, e.Name) and function.name == OPTION and isinstance(first, e.Literal):
        return Read(first.text, given.get("1"))
    if not isinstance(first, e.Literal) or not _VARIABLE.fullmatch(first.text):
        return None
    default = given.get("default") or given.get("1") or given.get("default_value")
    path = e.dotted(function)
    if path in {"Deno.env.get", "Bun.env.get", "process.env.get", "System.getenv", "java.lang.System.getenv"}:
        return Read(first.text, default)
    callee = names.callee(function)
    if callee is not None and _READERS.fullmatch(callee.name):
        return Read(first.text, default)
    # A reader of the project's own: by its name, and only for names written as variables are.
    if path and _CONVENTIONAL.fullmatch(first.text) and _OWN_READER.fullmatch(path.rsplit(".", 1)[-1]):
        return Read(first.text, default)
    return None
