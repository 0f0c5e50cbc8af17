"""Read line-based settings (INI, properties, .npmrc, pip.conf, systemd units) as section, key, value and line.

It joins continuation lines and drops comments; it interprets no value and no interpolation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

_SECTION = re.compile(r"\[([^\]]*)\]\s*(?:[#;].*)?$")
_MARK = re.compile(r"[=:]")
_OWN_KEY = re.compile(r"[\w.-]+\s*=\s*[^=]")


class Setting(Struct, frozen=True):
    """One `key = value` or one continued line of it (then with the same key). `line` is 1-based."""

    section: str
    key: str
    value: str
    line: int


def settings(lines: Iterable[str]) -> Iterator[Setting]:
    """Every setting; an indented line without a key continues the one before it."""
    section = key = ""
    for number, raw in enumerate(lines, 1):
        if len(raw) > 20_000:
            continue
        line = raw.strip()
        if not line or line[0] in "#;!":
            continue
        heading = _SECTION.match(line)
        if heading:
            section, key = heading[1].strip(), ""
            continue
        mark = _MARK.search(line)
        if raw[0] in " \t" and key and (mark is None or not _OWN_KEY.match(line)):
            yield Setting(section, key, _uncommented(line), number)
        elif mark and mark.start():
            key = line[: mark.start()].rstrip()
            yield Setting(section, key, _uncommented(line[mark.end() :].strip()), number)


def _uncommented(value: str) -> str:
    """The value without a trailing comment, which needs a blank before its mark, and without its quotes."""
    cut = re.split(r"\s[#;]", value, maxsplit=1)[0].strip()
    if len(cut) >= 2 and cut[0] == cut[-1] and cut[0] in "\"'":
        return cut[1:-1]
    return cut
