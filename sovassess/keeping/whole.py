"""The result of a whole run, and how to know that nothing it rests on has changed, without opening a single file.

It trusts only stamps that had settled when they were taken; where any had not, the run is not kept by its stamps. What
the files are *read as* is kept elsewhere, file by file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from msgspec import Struct

from sovassess.keeping.program import digest_of
from sovassess.keeping.shelf import Shelf
from sovassess.model.assessment import Assessment
from sovassess.model.coverage import UnreadFile
from sovassess.model.scan import Scan
from sovassess.source.snapshot import Snapshot
from sovassess.source.stamps import Stamp, stamp_of
from sovassess.source.tree import LocalTree


class Rests(Struct, frozen=True, array_like=True):
    """What a listing and the content of its files rest on, for one tree; see `source.tree.Walk`."""

    files: tuple[str, ...]
    stamps: tuple[Stamp, ...]
    skipped: tuple[UnreadFile, ...]
    folders: dict[str, Stamp]
    left_out: dict[str, Stamp]
    rules: dict[str, Stamp | None]
    beginnings: dict[str, bool]


class _Run(Struct, frozen=True, array_like=True):
    """The trees of a run as they were, and the name of its result."""

    rests: tuple[Rests, ...]
    result: str


class Whole:
    """Kept runs, by the digest of what was asked: everything that decides a result but the content of the trees."""

    def __init__(self, shelf: Shelf, asked: str) -> None:
        self._shelf = shelf
        self._asked = asked

    def unchanged(self, trees: Sequence[LocalTree]) -> Assessment | None:
        """The result for these trees if nothing in them has changed since."""
        data = self._shelf.get(f"run-{self._asked}")
        try:
            run = msgspec.msgpack.decode(data, type=_Run) if data is not None else None
        except msgspec.DecodeError:
            return None
        if run is None or len(run.rests) != len(trees):
            return None
        if not all(_same(tree, rests) for tree, rests in zip(trees, run.rests, strict=True)):
            return None
        return self.result(run.result)

    def result(self, name: str) -> Assessment | None:
        """The result of that name."""
        data = self._shelf.get(f"result-{name}")
        try:
            return msgspec.msgpack.decode(data, type=Assessment) if data is not None else None
        except msgspec.DecodeError:
            return None

    def name_of(self, scanned: Scan) -> str:
        """The name of the result for what was read: another reading has another result."""
        return digest_of((self._asked, msgspec.msgpack.encode(scanned, order="deterministic")))

    def keep(self, name: str, assessment: Assessment) -> None:
        """Keep a result under a name."""
        self._shelf.put(f"result-{name}", msgspec.msgpack.encode(assessment))

    def note(self, trees: Sequence[Snapshot], name: str, moment: int) -> None:
        """Note that the trees as they were seen have the result of that name. `moment` is before they were looked at,
        in nanoseconds since 1970."""
        rests = [_rests(tree, moment) for tree in trees]
        whole = tuple(entry for entry in rests if entry is not None)
        if len(whole) == len(rests):
            self._shelf.put(f"run-{self._asked}", msgspec.msgpack.encode(_Run(whole, name)))


def _rests(tree: Snapshot, moment: int) -> Rests | None:
    """What the tree rests on, None if some of it may have changed in the very moment it was looked at."""
    walk = tree.walk
    files = walk.listing.files
    stamps = _settled(tree.stamps, moment)
    folders, left_out = _settled(walk.folders, moment), _settled(walk.left_out, moment)
    rules = {path: stamp for path, stamp in walk.rules.items() if stamp is not None}
    if stamps is None or folders is None or left_out is None or _settled(rules, moment) is None:
        return None
    return Rests(files, tuple(stamps.values()), walk.listing.skipped, folders, left_out, walk.rules, walk.beginnings)


def _settled(stamps: Mapping[str, Stamp | None], moment: int) -> dict[str, Stamp] | None:
    kept = {path: stamp for path, stamp in stamps.items() if stamp is not None and stamp.settled(moment)}
    return kept if len(kept) == len(stamps) else None


def _same(tree: LocalTree, rests: Rests) -> bool:
    """Whether a tree would be listed and read as it was."""
    if any(stamp_of(path) != stamp for path, stamp in rests.rules.items()):
        return False
    if any((stamp_of(path) is not None) != there for path, there in rests.beginnings.items()):
        return False
    look = tree.stamp
    if any(look(path) != stamp for path, stamp in rests.left_out.items()):
        return False
    changed = [path for path, stamp in rests.folders.items() if look(path) != stamp]
    if changed and not _same_folders(tree, rests, changed):
        return False
    return all(look(path) == stamp for path, stamp in zip(rests.files, rests.stamps, strict=True))


def _same_folders(tree: LocalTree, rests: Rests, changed: Iterable[str]) -> bool:
    """Whether folders in which something came or went hold what they held, as far as anybody reads it: reports that are
    written into an ignored folder of the tree itself change that folder and nothing else."""
    files = _by_folder(rests.files)
    folders = _by_folder(path for path in rests.folders if path)
    skipped = _by_folder(entry.path.removesuffix("/") for entry in rests.skipped)
    reasons = set(rests.skipped)
    for folder in changed:
        seen = tree.look(folder)
        if (
            sorted(seen.files) != sorted(files[folder])
            or sorted(seen.folders) != sorted(folders[folder])
            or len(seen.skipped) != len(skipped[folder])
            or not reasons.issuperset(seen.skipped)
        ):
            return False
    return True


def _by_folder(paths: Iterable[str]) -> Mapping[str, list[str]]:
    out: defaultdict[str, list[str]] = defaultdict(list)
    for path in paths:
        out[path.rpartition("/")[0]].append(path)
    return out
