"""Where a file calls one of its own functions that nobody outside the file can call. It follows no value."""

from __future__ import annotations

import re

from sovassess.formats.program import Program
from sovassess.formats.syntax import occurrences

MAX_SITES = 20
_HEADER = 200
_EXPORTS = re.compile(rb"\bexports\b")
# `export { a, b }`, `export default a`, `module.exports = { a, b }`, `exports.a = a`
_LISTS = re.compile(
    rb"^[ \t]*(?:export\s*(?:default\b[^\n]*|\{[^}]{0,4000}\})|module\.exports\b[^;]{0,4000}|exports\.[^\n]*)", re.M
)
_MAKER = re.compile(r"_?(create|make|build|new)_?[A-Za-z]")
# A first argument that names, then the function.
_REGISTERS = rb"\b\w*[rR]egister\w*\(\s*(?:[\"'][^\"'\n]{1,60}[\"']|[\w.]{2,80})\s*,\s*%s\s*,?\s*\)"
_EXPORTED = re.compile(rb"^[ \t]*export\b|\bmodule\.exports\b|^[ \t]*exports\.", re.MULTILINE)


def callers(program: Program, number: int, path: str) -> list[int]:
    """The bytes at which the function of a scope is called, its own body apart.

    Empty where that cannot be told: several functions share the name, it is called very often, or other files may
    call it. A language's own mark of what is private decides that: a small letter in Go, an underscore in Python,
    `private` in Java, Kotlin, C# and PHP, no export of its own in JavaScript and TypeScript.
    """
    about = program.function_about(number)
    if about is None or not about.name or not _is_private(program, number, about.name, path):
        return []
    name = about.name
    if program.named(name) != 1:
        return []
    span = program.spans.spans[number]
    sites = [at for at in program.sites_of(name) if not span.start <= at < span.end]
    return sites if len(sites) <= MAX_SITES else []


def is_registered(program: Program, number: int) -> bool:
    """Whether all that the file does with a function that makes something is to register it under a name, as what
    somebody may ask for: `tools.register("search", create_search)`."""
    about = program.function_about(number)
    if about is None or not about.name or not _MAKER.match(about.name):
        return False
    name = re.escape(about.name.encode())
    spoken = sum(1 for _ in occurrences(program.data, about.name, not_after=b"$/'\"-", not_before=b"-"))
    if spoken != 2 or not (found := re.search(_REGISTERS % name, program.data)):
        return False
    return any(node.start_byte <= found.start() and found.end() <= node.end_byte for node in program.calls)


def _is_private(program: Program, number: int, name: str, path: str) -> bool:
    ending = path.rpartition(".")[2].lower()
    if ending == "go":
        return name[0].islower()
    if ending == "py":
        return name.startswith("_") and not name.startswith("__")
    if ending in {"java", "kt", "kts", "cs", "php"}:
        start = program.spans.spans[number].start
        return b"private" in program.data[start : start + _HEADER].partition(b"(")[0]
    if ending in {"js", "mjs", "cjs", "jsx", "ts", "mts", "tsx"}:
        return not _is_exported(program, number, name)
    return False


def _is_exported(program: Program, number: int, name: str) -> bool:
    """Whether a module hands a function on: where it declares it, or by its name in a list of exports."""
    data, start = program.data, program.spans.spans[number].start
    line = data[data.rfind(b"\n", 0, start) + 1 : start + 20]
    if b"export" in line or (b"exports" in data and _EXPORTS.search(line) is not None):
        return True
    if program.class_at(start) >= 0:
        return _EXPORTED.search(data) is not None
    return any(name.encode() in match.group() for match in _LISTS.finditer(data))


def uses(program: Program, at: int, path: str) -> list[int]:
    """The bytes at which something is called on what is made at a byte and kept under a name.

    Empty where the name is handed on, where other files may use it, or where nothing is kept.
    """
    name = program.kept_as(at)
    if not name:
        return []
    found = sorted({node.start_byte for node in program.calls_of(name)} - {at})  # a chain of calls starts but once
    spoken = sum(1 for _ in occurrences(program.data, name, not_after=b".$/'\"-", not_before=b"-"))
    shared = program.function_at(at) < 0 and _is_shared(program, at, name, path)
    return found if found and not shared and spoken == len(found) + 1 and len(found) <= MAX_SITES else []


def _is_shared(program: Program, at: int, name: str, path: str) -> bool:
    """Whether other files may use a name of the module."""
    ending = path.rpartition(".")[2].lower()
    if ending == "py":
        return not name.startswith("_")
    if ending in {"js", "mjs", "cjs", "jsx", "ts", "mts", "tsx"}:
        line = program.data[program.data.rfind(b"\n", 0, at) + 1 : at]
        return b"export" in line or any(name.encode() in match.group() for match in _LISTS.finditer(program.data))
    return True
