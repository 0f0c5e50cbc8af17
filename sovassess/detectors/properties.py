"""Addresses that a command gives a program of Java's or .NET's as a property: `-Dsonar.host.url=https://…`.

Knows how properties are written, and no program; what an address in one means is judged elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_PROPERTY = re.compile(
    r"^(?:-D|/d:|-P)(?P<name>[A-Za-z][\w.-]*?[._-]?(?:url|uri|server|endpoint|address|host))=(?P<url>https?://\S+)$",
    re.IGNORECASE,
)


def told(words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Name and address of each such property, behind the program's own name."""
    for word in words[1:]:
        found = _PROPERTY.match(word)
        if found is not None:
            yield found["name"], found["url"]
