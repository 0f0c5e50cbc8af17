"""Where a file calls one of its own functions that nobody outside the file can call. It follows no value."""

from __future__ import annotations

import re

from sovassess.formats.program import Program

MAX_SITES = 20
_HEADER = 200
_EXPORTED = re.compile(rb"^[ \t]*export\b|\bmodule\.exports\b|^[ \t]*exports\.", re.MULTILINE)


def callers(program: Program, number: int, path: str) -> list[int]:
    """The bytes at which the function of a scope is called, its own body apart.

    Empty where that cannot be told: several functions share the name, it is called very often, or other files may
    call it. A language's own mark of what is private decides that: a small letter in Go, an underscore in Python,
    `private` in Java, Kotlin, C# and PHP, no export in JavaScript and TypeScript.
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
        return _EXPORTED.search(program.data) is None
    return False
