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
    """The trees of a run as they were, the name of its result, and the digests of the files that it cites."""

    rests: tuple[Rests, ...]
    result: str
    digests: dict[str, str]


class _Result(Struct, frozen=True, array_like=True):
    """An assessment, with the digests that the files it cites had then."""

    assessment: Assessment
    digests: dict[str, str]


class Whole:
    """Kept runs, by the digest of what was asked: everything that decides a result but the content of the trees.

    `exact`: whether the paths of what was handed in beside the trees may be those of files in them, so that a digest
    cannot be told to be that of the one or the other.
    """

    def __init__(self, shelf: Shelf, asked: str, *, exact: bool = False) -> None:
        self._shelf = shelf
        self._asked = asked
        self._exact = exact

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
        return self.result(run.result, run.digests)

    def name_of(self, scanned: Scan) -> str:
        """The name of the result for what was read: another reading has another result.

        The digests of files are no part of it. They decide nothing and are shown only where a file is cited: a comment
        at the end of a file changes what is shown, not what is judged.
        """
        plain = tuple(msgspec.structs.replace(file, digest="") for file in scanned.files)
        told = scanned if self._exact else msgspec.structs.replace(scanned, files=plain)
        return digest_of((self._asked, msgspec.msgpack.encode(told)))

    def result(self, name: str, digests: Mapping[str, str]) -> Assessment | None:
        """The result of that name, as it cites files with these digests."""
        data = self._shelf.get(f"result-{name}")
        try:
            kept = msgspec.msgpack.decode(data, type=_Result) if data is not None else None
        except msgspec.DecodeError:
            return None
        return _citing(kept, digests) if kept is not None else None

    def keep(self, name: str, assessment: Assessment, digests: Mapping[str, str]) -> None:
        """Keep a result under a name, with the digests of the files that were read."""
        kept = _Result(assessment, _cited(assessment, digests))
        self._shelf.put(f"result-{name}", msgspec.msgpack.encode(kept))

    def note(
        self, trees: Sequence[Snapshot], name: str, assessment: Assessment, digests: Mapping[str, str], moment: int
    ) -> None:
        """Note that the trees as they were seen have this result. `moment` is before they were looked at, in
        nanoseconds since 1970."""
        rests = [_rests(tree, moment) for tree in trees]
        whole = tuple(entry for entry in rests if entry is not None)
        if len(whole) == len(rests):
            run = _Run(whole, name, _cited(assessment, digests))
            self._shelf.put(f"run-{self._asked}", msgspec.msgpack.encode(run))


def _cited(assessment: Assessment, digests: Mapping[str, str]) -> dict[str, str]:
    """The digests of the files that are cited."""
    paths = {record.path for record in assessment.evidence}
    return {path: digests[path] for path in sorted(paths.intersection(digests))}


def _citing(kept: _Result, digests: Mapping[str, str]) -> Assessment:
    """A kept result with the digests that its files have now."""
    if all(digests.get(path) == digest for path, digest in kept.digests.items()):
        return kept.assessment
    evidence = tuple(
        msgspec.structs.replace(record, digest=digests[record.path])
        if record.path in digests and record.digest == kept.digests.get(record.path)
        else record
        for record in kept.assessment.evidence
    )
    return msgspec.structs.replace(kept.assessment, evidence=evidence)


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
