"""Which values of a chart its installed templates use: a value that only left-out lines name is off as shipped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from sovassess.formats.template_lines import Rendering

_NAMED = re.compile(r"\.Values((?:\.\w[\w-]*)+)")
_DECIDES = re.compile(r"\s*\{\{-?\s*(?:(?:if|else|end)\b|/\*)[^}]*\}\}\s*$")
_ENTERS = re.compile(r"\s*\{\{-?\s*(?:(?:with|range)\b|\$\w+\s*:?=)")
MAX_NAMES = 5_000


class ValueUses(Struct, frozen=True):
    """Dotted names below `.Values`, those on lines that come out and those on lines that do not."""

    on: frozenset[str]
    off: frozenset[str]

    def is_off(self, name: str) -> bool:
        """True if something names the value, a part of it or what it is part of, and nothing that comes out does."""
        return _touched(name, self.off) and not _touched(name, self.on)


def _touched(name: str, names: frozenset[str]) -> bool:
    steps = name.split(".")
    if any(".".join(steps[:count]) in names for count in range(2, len(steps) + 1)):
        return True
    return any(other.startswith(f"{name}.") for other in names)


def value_uses(templates: Mapping[str, str], renderings: Mapping[str, Rendering], helpers: Iterable[str]) -> ValueUses:
    """What templates and helpers name. A line that only decides is no use; a helper's lines may come out anywhere."""
    on: set[str] = set()
    off: set[str] = set()
    for text in helpers:
        on.update(_names(text))
    for path, text in sorted(templates.items()):
        shown = renderings[path].shown
        for number, line in enumerate(text.split("\n"), 1):
            if "Values" not in line or _DECIDES.match(line):
                continue
            # What is entered or given another name is named no more below: it counts where anything comes out at all.
            out = number in shown or (bool(shown) and _ENTERS.match(line))
            (on if out else off).update(_names(line))
    return ValueUses(frozenset(sorted(on)[:MAX_NAMES]), frozenset(sorted(off)[:MAX_NAMES]))


def _names(text: str) -> set[str]:
    return {f".Values{name}" for name in _NAMED.findall(text)}
