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

from msgspec import Struct
from pathspec import GitIgnoreSpec

from sovassess.errors import SovassessError
from sovassess.model.coverage import UnreadFile
from sovassess.source import rules
from sovassess.source.ignoring import Patterns, patterns, read_patterns

IgnoreSpecs = tuple[tuple[str, GitIgnoreSpec], ...]


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
        if self._single is not None:
            return Listing((self._single,), ())
        files: list[str] = []
        skipped: list[UnreadFile] = []
        stack: list[tuple[str, IgnoreSpecs]] = [("", self._outer_specs(skipped))]
        while stack:
            folder, specs = stack.pop()
            entries = self._entries(folder, skipped)
            here = self._specs_of(folder, entries, skipped)
            specs = (*specs, (folder, here)) if here is not None else specs
            for entry in entries:
                path = f"{folder}/{entry.name}" if folder else entry.name
                reason = self._entry_reason(entry, path, specs)
                if reason is not None:
                    if reason:
                        path = path.encode("utf-8", "backslashreplace").decode("utf-8")
                        is_folder = entry.is_dir(follow_symlinks=False)
                        skipped.append(UnreadFile(path + "/" if is_folder else path, reason))
                elif entry.is_dir(follow_symlinks=False):
                    stack.append((path, specs))
                else:
                    files.append(path)
        return Listing(tuple(sorted(files)), tuple(sorted(skipped)))

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
            return self._ignored(path + "/", specs)
        if not entry.is_file(follow_symlinks=False):
            return "not a regular file"
        if self._include is not None and not self._include.match_file(path):
            return ""
        return self._ignored(path, specs) or rules.name_reason(entry.name)

    def _ignored(self, path: str, specs: IgnoreSpecs) -> str | None:
        if self._exclude is not None and self._exclude.match_file(path):
            return "excluded"
        # The innermost file that has an opinion decides, as in git.
        for folder, spec in reversed(specs):
            if folder.startswith("/"):
                relative = f"{folder[1:]}/{path}" if folder != "/" else path
            else:
                relative = path[len(folder) + 1 :] if folder else path
            verdict = spec.check_file(relative).include
            if verdict is not None:
                return "ignored (.gitignore)" if verdict else None
        return None

    def _specs_of(
        self, folder: str, entries: Iterable[os.DirEntry[str]], skipped: list[UnreadFile]
    ) -> GitIgnoreSpec | None:
        if not any(entry.name == ".gitignore" and entry.is_file(follow_symlinks=False) for entry in entries):
            return None
        path = f"{folder}/.gitignore" if folder else ".gitignore"
        return _applied(read_patterns(self._root / path), path, skipped)

    def _outer_specs(self, skipped: list[UnreadFile]) -> IgnoreSpecs:
        """What applies to the root from above it in the same checkout, outermost first. The folder of each is given as
        what a path must be prefixed with, marked by a leading `/`."""
        root = self._root.resolve()
        above = [root, *root.parents]
        top = next((folder for folder in above if (folder / ".git").exists()), None)
        if top is None:
            return ()
        out: list[tuple[str, GitIgnoreSpec]] = []
        chain = [top, *reversed(above[1 : above.index(top)])] if top != root else []
        for folder in [*([top / ".git" / "info" / "exclude"]), *(f / ".gitignore" for f in chain)]:
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
    return rules.name_reason(parts[-1])


class Forest:
    """Several trees as one; each file's path begins with the name of its tree."""

    def __init__(self, trees: Sequence[Tree]) -> None:
        self._trees: dict[str, Tree] = {}
        for tree in trees:
            name, number = tree.name, 2
            while name in self._trees:
                name, number = f"{tree.name}-{number}", number + 1
            self._trees[name] = tree
        self.name = "+".join(self._trees)

    def listing(self) -> Listing:
        """The files of all trees."""
        files: list[str] = []
        skipped: list[UnreadFile] = []
        for name, tree in self._trees.items():
            listing = tree.listing()
            files += [f"{name}/{path}" for path in listing.files]
            skipped += [UnreadFile(f"{name}/{entry.path}", entry.reason, entry.line) for entry in listing.skipped]
        return Listing(tuple(sorted(files)), tuple(sorted(skipped)))

    def size(self, path: str) -> int:
        """Size in bytes."""
        name, _, rest = path.partition("/")
        return self._trees[name].size(rest)

    def read(self, path: str) -> bytes:
        """The content; raises `OSError` if it cannot be read."""
        name, _, rest = path.partition("/")
        return self._trees[name].read(rest)
