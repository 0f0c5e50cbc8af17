"""The catalog's documents as a check reads them: each entry with the file it stands in, so that a problem has a line.

It finds files, lays own entries over those of the package and collects what does not fit; it judges no entry.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Literal

from msgspec import Struct

from sovassess import documents
from sovassess.catalog.claims import AnyFile, Place
from sovassess.catalog.load import FOLDERS, HERE
from sovassess.catalog.overlay import KINDS, key_of, place_over, read_own
from sovassess.catalog.written import parse_struct
from sovassess.errors import InputFileError

Severity = Literal["error", "notice"]
# Hosts of public package indexes, which `index_of` names by ecosystem and nobody writes out; kept as digests for the
# same reason. First 16 hex digits of the SHA-256 of the host.
UNWRITTEN_HOSTS = frozenset(
    """a4aa2ac280bb8d1a d6d7019ca9fcbf07 8b5bb5eb9d758455 8743857e3ea00fd1 3ca29e55be4befa4 e680c440a2e92079
        1ba4e37997a2e986 c2b35955576ffa71 2e97613f5a81eaa4""".split()
)
_WORD = re.compile(rb"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


class Problem(Struct, frozen=True, order=True):
    """A `notice` is worth a look, an `error` must be mended. `line` counts from 1 and is 0 if none is known."""

    path: str
    line: int
    text: str
    severity: Severity = "error"

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {self.text}"


class Document(Struct, frozen=True):
    """An entry that could be read, as shown and as parsed. `layer` is 0 for the package and counts own catalogs from 1;
    `written` leads from a place of the entry to the place where it was written, `alone` is False for an entry that
    shares its file with others."""

    path: str
    data: bytes
    entry: AnyFile
    layer: int = 0
    written: Callable[[Place], Place] = lambda place: place
    alone: bool = True

    def problem(self, place: Place, text: str, severity: Severity = "error") -> Problem:
        """A problem at a place of this document."""
        return Problem(self.path, documents.line_of(self.data, self.written(place)) or 0, text, severity)


def read_documents(roots: Sequence[Path], own: Sequence[Path]) -> tuple[list[Document], list[Problem]]:
    """All entries as they hold, own ones last, and what could not be read. Raises `InputFileError` for no folder."""
    read: dict[tuple[str, str], Document] = {}
    problems: list[Problem] = []
    stray: list[Document] = []
    for layer, root in enumerate(roots):
        for folder, path in _files(root):
            shown = f"{folder}/{path.name}" if path.is_relative_to(HERE) else str(path)
            data = path.read_bytes()
            problems += _unwritten_hosts(shown, data)
            try:
                found = Document(shown, data, parse_struct(data, KINDS[folder], shown=shown), layer)
            except InputFileError as error:
                problems.append(Problem(shown, error.line or 0, error.problem))
                continue
            # Two files of one root for one party are two claims, and both are checked.
            key = key_of(found.entry)
            (stray.append(found) if key in read and read[key].layer == layer else read.update({key: found}))
    for layer, root in enumerate(own, start=len(roots)):
        problems += _lay_over(read, root, layer)
    return sorted([*read.values(), *stray], key=lambda document: (document.layer, document.path)), problems


def _lay_over(read: dict[tuple[str, str], Document], root: Path, layer: int) -> Iterator[Problem]:
    seen: set[str] = set()
    for entry in read_own(root):
        if entry.path not in seen:
            seen.add(entry.path)
            yield from _unwritten_hosts(entry.path, entry.data)
        try:
            (placed,) = place_over({key: document.entry for key, document in read.items()}, [entry])
        except InputFileError as error:
            yield Problem(entry.path, error.line or 0, error.problem)
            continue
        read.pop(key_of(placed.entry), None)
        read[key_of(placed.entry)] = Document(
            entry.path,
            entry.data,
            placed.entry,
            layer,
            partial(_within, entry.at, placed.written),
            alone=not entry.at and placed.amended is None,
        )


def _within(at: Place, written: Callable[[Place], Place], place: Place) -> Place:
    return (*at, *written(place))


def _files(root: Path) -> Iterable[tuple[str, Path]]:
    if not root.is_dir():
        raise InputFileError(str(root), None, "is not a folder with catalog files")
    return [(folder, path) for folder in FOLDERS for path in sorted((root / folder).glob("*.yaml"))]


def _unwritten_hosts(shown: str, data: bytes) -> Iterator[Problem]:
    for found in _WORD.finditer(data):
        labels = found.group().decode().lower().split(".")
        tails = (".".join(labels[start:]) for start in range(len(labels) - 1))
        if any(sha256(tail.encode()).hexdigest()[:16] in UNWRITTEN_HOSTS for tail in tails):
            line = data.count(b"\n", 0, found.start()) + 1
            yield Problem(shown, line, "writes out the host of a public package index; say `index_of` instead")
