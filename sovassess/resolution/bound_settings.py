"""Which settings .NET binds to a property, told by their names alone. It reads no value."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SEVERAL_WORDS = re.compile(r"[a-z][A-Z]")


def bound_to(path: str, names: Iterable[str]) -> tuple[str, ...]:
    """Those of the variables `names` that are bound to a property, as `chatStore.Type`: their last part, behind `__`,
    is its name. The members of a list have numbers behind it.

    Where a name that is one word stands in several sections, it is that of the section after which the object is
    called, and of none if that cannot be told.
    """
    owner, _, name = path.rpartition(".")
    wanted = re.compile(rf"(?:^|__)(?P<section>[^_]*)__{re.escape(name)}(__\d+)?$", re.IGNORECASE)
    found = {one: match["section"].lower() for one in names if (match := wanted.search(one))}
    sections = set(found.values())
    if len(sections) > 1 and not _SEVERAL_WORDS.search(name):
        sections = {section for section in sections if section and section in owner.lower()}
    return tuple(sorted(one for one, section in found.items() if section in sections))
