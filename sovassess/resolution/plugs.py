"""Folders in which suppliers, channels or tools lie side by side, told by their name and by how many they hold."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

FEWEST = 3
_HOLDS = frozenset(
    """plugins connectors connector integrations adapters channels retrievers gateways extensions drivers backends
    providers vendors transports notifiers importers loaders exporters scrapers crawlers syncers""".split()
)
# Files that hold what the others share.
_SHARED = re.compile(
    r"^(__init__|index|mod|lib|base\w*|common|types?|utils?|helpers?|registry|factory|interface|errors?|constants?|"
    r"config|schema|models?|manager|main|abstract\w*|readme|\w*\.d)$",
    re.IGNORECASE,
)
_CODE = re.compile(r"\.(py|js|mjs|cjs|ts|tsx|jsx|go|java|kt|cs|rs|rb|php)$")


def plug_folders(paths: Iterable[str]) -> frozenset[str]:
    """The folders whose name says that they hold things to choose from and that hold at least three of them."""
    children: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        if _CODE.search(path) is None:
            continue
        parts = path.split("/")
        for depth, name in enumerate(parts[:-1]):
            if name.lower() in _HOLDS:
                child = _CODE.sub("", parts[depth + 1])
                if _SHARED.match(child) is None and not child.endswith(("_test", ".test", ".spec")):
                    children["/".join(parts[: depth + 1])].add(child)
    return frozenset(folder for folder, found in children.items() if len(found) >= FEWEST)


def is_plug(path: str, folders: frozenset[str]) -> bool:
    """Whether a file is, or lies in, one of the things that such a folder holds."""
    parts = path.split("/")
    inside = any("/".join(parts[:depth]) in folders for depth in range(1, len(parts)))
    return inside and _SHARED.match(_CODE.sub("", parts[-1])) is None
