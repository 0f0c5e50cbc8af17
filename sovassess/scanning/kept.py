"""Readings kept from earlier scans of a tree, each used again only if everything that it rests on is as it was.

What a reading rests on, all of it:

* the content of the file: by stamp where that had settled, else by SHA-256;
* the path, and which detectors claim it, which follows from the path and the program;
* what the tree's own modules answer to the names that the reader asked for;
* the chart that the file lies in: the content of all its files, of the helpers of other charts, and its rank;
* what the kustomizations above the file rename;
* what is told by all files together: the stamps of all of them;
* the program and the catalog, own entries included: their digests are part of the name under which readings are kept.

The settings and the rubric come after reading; a listing is made anew each time. A reading that may turn out otherwise
at the next look (a file that could not be opened, a reader that broke) is not kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import sha256

import msgspec
from msgspec import Struct

from sovassess.keeping.program import digest_of
from sovassess.keeping.shelf import Shelf
from sovassess.keeping.thawing import no_collection
from sovassess.scanning.reading import FileReading, Surroundings
from sovassess.source.stamps import Stamp
from sovassess.source.tree import Tree


class _Content(Struct, frozen=True, array_like=True):
    """The SHA-256 of a file with the stamp it had; `sure` if the stamp had settled by then."""

    stamp: Stamp
    digest: bytes
    sure: bool


class _Kept(Struct, frozen=True, array_like=True):
    """A reading with what it rests on beside the file; `around` is the digest of its chart and its renames."""

    around: str
    reading: FileReading


class _Tree(Struct, frozen=True, array_like=True):
    """All that is kept of a tree."""

    contents: dict[str, _Content]
    readings: dict[str, _Kept]


class Readings:
    """The readings of one tree. `name` tells it from others and holds the digest of the program; `moment` is before
    anything of the tree was looked at, in nanoseconds since 1970."""

    def __init__(self, shelf: Shelf, name: str, moment: int) -> None:
        self._shelf = shelf
        self._name = f"tree-{name}"
        self._moment = moment
        self._before = self._load()
        self._stamps: dict[str, Stamp | None] = {}
        self._contents: dict[str, _Content] = {}
        self._readings: dict[str, _Kept] = {}
        self._new: dict[str, FileReading] = {}
        self._charts: dict[tuple[str, ...], str] = {}
        self.lasting = True
        """Whether all that was read so far would be read the same again."""

    def found(self, tree: Tree, path: str, around: Surroundings) -> FileReading | None:
        """The kept reading of a file, if it still holds. Has to be asked before the file is read."""
        self._stamp(tree, path)
        kept = self._before.readings.get(path)
        if kept is None or kept.reading.digest != self._digest(tree, path):
            return None
        if any(around.own.holds(folder, name) is not told for folder, name, told in kept.reading.asked):
            return None
        if kept.around != self._around(tree, path, around):
            return None
        self._readings[path] = kept
        return kept.reading

    def add(self, path: str, reading: FileReading) -> None:
        """Keep a reading that was made just now."""
        self.lasting = self.lasting and reading.lasting
        if reading.lasting and reading.digest:
            self._new[path] = reading
            self._note(path, reading.digest)

    def close(self, tree: Tree, around: Surroundings) -> None:
        """Put everything that holds now in the place of what was kept before."""
        self._charts.clear()
        charted = {inner for path in self._new for inner in around.charts.rests_on(path)[0]}
        shared = charted.union(around.kustomizations.paths)
        for path in sorted(shared):
            self._digest(tree, path)
        # A chart that changed while it was read was perhaps not rendered from what was seen of it here.
        steady = all(tree.stamp(path) == self._stamps.get(path) for path in shared)
        for path, reading in self._new.items():
            rests = self._around(tree, path, around)
            if steady or not rests:
                self._readings[path] = _Kept(rests, reading)
        now = _Tree(self._contents, self._readings)
        if now != self._before:
            self._shelf.put(self._name, msgspec.msgpack.encode(now))

    def of_all(self, tree: Tree, paths: Sequence[str], work: Callable[[], dict[str, str]]) -> dict[str, str]:
        """What is told by all files together: as it was told before if none of them has changed, worked out if not."""
        stamps = [self._stamp(tree, path) for path in paths]
        if not all(stamp is not None and stamp.settled(self._moment) for stamp in stamps):
            return work()
        name, digest = f"{self._name}-all", digest_of((tuple(paths), stamps))
        data = self._shelf.get(name)
        before: tuple[str, dict[str, str]] | None = None
        with suppress(msgspec.DecodeError):  # what cannot be read is worked out anew
            before = msgspec.msgpack.decode(data, type=tuple[str, dict[str, str]]) if data is not None else None
        if before is not None and before[0] == digest:
            return before[1]
        told = work()
        self._shelf.put(name, msgspec.msgpack.encode((digest, told)))
        return told

    def _load(self) -> _Tree:
        data = self._shelf.get(self._name)
        try:
            with no_collection():
                return msgspec.msgpack.decode(data, type=_Tree) if data is not None else _Tree({}, {})
        except msgspec.DecodeError:
            return _Tree({}, {})

    def _around(self, tree: Tree, path: str, around: Surroundings) -> str:
        paths, rendered = around.charts.rests_on(path)
        chains = around.kustomizations.chains(path)
        if not paths and not chains:
            return ""
        return digest_of((self._chart(tree, paths), rendered, chains))

    def _chart(self, tree: Tree, paths: tuple[str, ...]) -> str:
        if not paths:
            return ""
        if paths not in self._charts:
            self._charts[paths] = digest_of([(path, self._digest(tree, path)) for path in paths])
        return self._charts[paths]

    def _digest(self, tree: Tree, path: str) -> bytes:
        """The SHA-256 of a file, b"" if it cannot be read."""
        known = self._contents.get(path)
        if known is not None:
            return known.digest
        stamp = self._stamp(tree, path)
        before = self._before.contents.get(path)
        if before is not None and before.sure and before.stamp == stamp:
            self._contents[path] = before
            return before.digest
        try:
            digest = sha256(tree.read(path)).digest()
        except OSError:
            return b""
        self._note(path, digest)
        return digest

    def _note(self, path: str, digest: bytes) -> None:
        stamp = self._stamps.get(path)
        if stamp is not None:
            self._contents[path] = _Content(stamp, digest, stamp.settled(self._moment))

    def _stamp(self, tree: Tree, path: str) -> Stamp | None:
        """The stamp from before the file was read: whatever changes it after that gives it another one."""
        if path not in self._stamps:
            self._stamps[path] = tree.stamp(path)
        return self._stamps[path]
