"""A scanned tree: lists its files under the rules and reads each once. The local one never leaves its root.

Links are not followed: a link to a folder could be a circle or a way out, and a link to a file inside the tree is read
where it really lies.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec import Struct
from pathspec import GitIgnoreSpec

from sovassess.errors import SovassessError
from sovassess.model.coverage import UnreadFile
from sovassess.source import rules
from sovassess.source.ignoring import IgnoreSpecs, Patterns, ignored, patterns, read_patterns
from sovassess.source.stamps import Stamp, stamp_of


class Listing(Struct, frozen=True):
    """The files of a tree in order of their paths, and what was passed over with its reason."""

    files: tuple[str, ...]
    skipped: tuple[UnreadFile, ...]


class Tree(Protocol):
    """Something that can be scanned."""

    @property
    def name(self) -> str:
        """How the tree is named in the result."""
        ...

    def listing(self) -> Listing:
        """The files to read, by the rules."""
        ...

    def size(self, path: str) -> int:
        """Size in bytes."""
        ...

    def read(self, path: str) -> bytes:
        """The content; raises `OSError` if it cannot be read."""
        ...

    def stamp(self, path: str) -> Stamp | None:
        """What the file system says of a file; None where there is none that could."""
        ...


class Walk(Struct, frozen=True):
    """A listing with what it rests on: the folders that were entered, those that were left out by what lies in them,
    and the files of ignore rules, each with its stamp from before it was looked at ("" is the root, rules have their
    whole path); and where a checkout was looked for, with whether it begins there."""

    listing: Listing = Listing((), ())
    folders: dict[str, Stamp | None] = {}
    left_out: dict[str, Stamp | None] = {}
    rules: dict[str, Stamp | None] = {}
    beginnings: dict[str, bool] = {}


class Look(Struct, frozen=True):
    """What lies in one folder: files to read, folders to enter, what is passed over, the rules that hold below it."""

    files: list[str]
    folders: list[str]
    skipped: list[UnreadFile]
    specs: IgnoreSpecs


class MemoryTree:
    """A tree of files held in memory, for embedding and for tests; the same rules apply."""

    def __init__(self, files: Mapping[str, bytes | str], name: str = "memory") -> None:
        self._files = {p: c.encode() if isinstance(c, str) else c for p, c in files.items()}
        self.name = name

    def listing(self) -> Listing:
        """All files but those that a rule leaves out by name."""
        kept: list[str] = []
        skipped: list[UnreadFile] = []
        for path in sorted(self._files):
            reason = _path_reason(path)
            if reason is None:
                kept.append(path)
            else:
                skipped.append(UnreadFile(path, reason))
        return Listing(tuple(kept), tuple(skipped))

    def size(self, path: str) -> int:
        """Size in bytes."""
        return len(self._files[path])

    def read(self, path: str) -> bytes:
        """The content."""
        return self._files[path]

    def stamp(self, path: str) -> Stamp | None:
        """None: memory keeps no record of changes."""
        del path
        return None


class LocalTree:
    """A folder, or one file, on this machine.

    `include` and `exclude` are globs in the manner of `.gitignore`, relative to the root.
    """

    def __init__(self, root: Path, *, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> None:
        if not root.exists():
            raise SovassessError(f"{root}: there is no such file or folder")
        if not (root.is_dir() or root.is_file()):
            raise SovassessError(f"{root}: is neither a folder nor a regular file")
        self._single = None if root.is_dir() else root.name
        self._root = root if root.is_dir() else root.parent
        self._at = str(self._root)
        self._include = patterns(include).spec if include else None
        self._exclude = patterns(exclude).spec if exclude else None
        self.name = root.resolve().name or "root"

    @property
    def root(self) -> Path:
        """The folder below which everything lies."""
        return self._root

    def size(self, path: str) -> int:
        """Size in bytes; 0 if it has vanished."""
        try:
            return os.lstat(self._root / path).st_size
        except OSError:
            return 0

    def read(self, path: str) -> bytes:
        """At most `MAX_FILE_BYTES` of the file, without following a link or waiting for a pipe."""
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        descriptor = os.open(self._root / path, flags)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise OSError("not a regular file")
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                return file.read(rules.MAX_FILE_BYTES + 1)
        finally:
            os.close(descriptor)

    def listing(self) -> Listing:
        """Walk the tree once. Honours `.gitignore` files at every level, in a checkout or not."""
        return self.walk().listing

    def walk(self) -> Walk:
        """The listing, and what has to be as it was for the next one to be the same."""
        if self._single is not None:
            return Walk(Listing((self._single,), ()))
        files: list[str] = []
        skipped: list[UnreadFile] = []
        walk = Walk()
        stack: list[tuple[str, IgnoreSpecs]] = [("", self._outer_specs(walk, skipped))]
        while stack:
            here = self._entered(*stack.pop(), walk)
            files += here.files
            skipped += here.skipped
            stack += [(folder, here.specs) for folder in here.folders]
        return msgspec.structs.replace(walk, listing=Listing(tuple(sorted(files)), tuple(sorted(skipped))))

    def look(self, folder: str) -> Look:
        """What a walk sees in one folder, for a folder that it would enter."""
        specs = self._outer_specs(Walk(), [])
        parts = folder.split("/") if folder else []
        for above in ("/".join(parts[:depth]) for depth in range(len(parts))):
            found = read_patterns(self._root / above / ".gitignore")
            specs = (*specs, (above, found.spec)) if found is not None else specs
        return self._entered(folder, specs, Walk())

    def _entered(self, folder: str, specs: IgnoreSpecs, walk: Walk) -> Look:
        files: list[str] = []
        folders: list[str] = []
        skipped: list[UnreadFile] = []
        walk.folders[folder] = stamp_of(self._root / folder)
        entries = self._entries(folder, skipped)
        rule = self._specs_of(folder, entries, walk, skipped)
        specs = (*specs, (folder, rule)) if rule is not None else specs
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            reason = self._entry_reason(entry, path, specs)
            is_folder = entry.is_dir(follow_symlinks=False)
            if reason is None:
                (folders if is_folder else files).append(path)
            elif reason:
                path = path.encode("utf-8", "backslashreplace").decode("utf-8")
                if is_folder and rules.is_marked(entry.name):
                    walk.left_out[path] = stamp_of(self._root / path)
                skipped.append(UnreadFile(path + "/" if is_folder else path, reason))
        return Look(files, folders, skipped, specs)

    def stamp(self, path: str) -> Stamp | None:
        """What the file system says of a file."""
        return stamp_of(f"{self._at}/{path}" if path else self._at)

    def _entries(self, folder: str, skipped: list[UnreadFile]) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self._root / folder) as found:
                return sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            skipped.append(UnreadFile(folder + "/", f"cannot be listed: {error.strerror or error}"))
            return []

    def _entry_reason(self, entry: os.DirEntry[str], path: str, specs: IgnoreSpecs) -> str | None:
        """None to keep it, "" to leave it out silently (outside `--include`), else the reason."""
        try:
            entry.name.encode("utf-8")
        except UnicodeEncodeError:
            return "name is not valid UTF-8"
        if entry.is_symlink():
            return "link, not followed"
        if entry.is_dir(follow_symlinks=False):
            if path.count("/") >= rules.MAX_DEPTH:
                return f"deeper than {rules.MAX_DEPTH} folders"
            reason = rules.folder_reason(entry.name, lambda name: os.path.lexists(self._root / path / name))
            if reason is not None:
                return reason
            return self._ignored(path + "/", specs) or rules.place_reason(path, is_folder=True)
        if not entry.is_file(follow_symlinks=False):
            return "not a regular file"
        if self._include is not None and not self._include.match_file(path):
            return ""
        ignored_by = self._ignored(path, specs)
        return ignored_by or rules.place_reason(path, is_folder=False) or rules.name_reason(entry.name)

    def _ignored(self, path: str, specs: IgnoreSpecs) -> str | None:
        if self._exclude is not None and self._exclude.match_file(path):
            return "excluded"
        return "ignored (.gitignore)" if ignored(path, specs) else None

    def _specs_of(
        self, folder: str, entries: Iterable[os.DirEntry[str]], walk: Walk, skipped: list[UnreadFile]
    ) -> GitIgnoreSpec | None:
        if not any(entry.name == ".gitignore" and entry.is_file(follow_symlinks=False) for entry in entries):
            return None
        path = f"{folder}/.gitignore" if folder else ".gitignore"
        walk.rules[str(self._root / path)] = stamp_of(self._root / path)
        return _applied(read_patterns(self._root / path), path, skipped)

    def _outer_specs(self, walk: Walk, skipped: list[UnreadFile]) -> IgnoreSpecs:
        """What applies to the root from above it in the same checkout, outermost first. The folder of each is given as
        what a path must be prefixed with, marked by a leading `/`."""
        root = self._root.resolve()
        above = [root, *root.parents]
        # Where a checkout begins, and that none begins below it, is part of what the rules rest on.
        top = next((folder for folder in above if (folder / ".git").exists()), None)
        for folder in above if top is None else above[: above.index(top) + 1]:
            walk.beginnings[str(folder / ".git")] = folder == top
        if top is None:
            return ()
        out: list[tuple[str, GitIgnoreSpec]] = []
        chain = [top, *reversed(above[1 : above.index(top)])] if top != root else []
        for folder in [*([top / ".git" / "info" / "exclude"]), *(f / ".gitignore" for f in chain)]:
            walk.rules[str(folder)] = stamp_of(folder)
            spec = _applied(read_patterns(folder), f"{folder.name} above the tree", skipped)
            base = top if folder.name == "exclude" else folder.parent
            if spec is not None:
                prefix = root.relative_to(base).as_posix()
                out.append(("/" + ("" if prefix == "." else prefix), spec))
        return tuple(out)


def _applied(found: Patterns | None, shown: str, skipped: list[UnreadFile]) -> GitIgnoreSpec | None:
    """What of an ignore file counts; what does not is noted."""
    if found is None:
        return None
    if found.problem:
        skipped.append(UnreadFile(shown, found.problem))
    return found.spec


def _path_reason(path: str) -> str | None:
    parts = path.split("/")
    for part in parts[:-1]:
        reason = rules.folder_reason(part, lambda _: False)
        if reason is not None:
            return reason
    return rules.place_reason(path, is_folder=False) or rules.name_reason(parts[-1])
