"""The tree of a commit, read through git's plumbing into memory: no checkout, no change to the work tree or the index.

The one place that starts a program. Git can be told by a repository to start others: hooks, a file system monitor,
filters, transports for objects that are missing. Only commands that list and print objects are used, without filters,
with monitor and hooks off and every transport refused.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from msgspec import Struct
from pathspec import GitIgnoreSpec

from sovassess.errors import SovassessError
from sovassess.model.coverage import UnreadFile
from sovassess.source import rules
from sovassess.source.ignoring import patterns
from sovassess.source.stamps import Stamp
from sovassess.source.tree import Listing

_OFF = (
    "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never",
    "-c", "core.quotePath=false", "--no-pager", "--no-replace-objects", "--literal-pathspecs",
)  # fmt: skip
_KEPT = ("PATH", "HOME", "USERPROFILE", "SYSTEMROOT", "XDG_CONFIG_HOME")
_AT_ONCE = 32_000_000
_SECONDS = 600
MAX_LISTING = 64_000_000
"""Bytes of the list of a commit's files: folders may hold one another many times over without taking any room."""
MAX_CONTENTS = 1_000_000_000
"""Bytes of all files together, each distinct one counted once; what is beyond is not read."""


class _Blob(Struct, frozen=True):
    """A file of a commit."""

    path: str
    object: str
    size: int


class CommittedTree:
    """The files below a folder of a checkout as a commit has them.

    `revision` is whatever git takes for a commit; `commit` is its full id. Files that git tracks are read whether or
    not an ignore file names them. Raises `SovassessError` where there is no git, no repository or no such commit.
    """

    def __init__(self, root: Path, revision: str, *, exclude: Sequence[str] = ()) -> None:
        self._git = _Git(root)
        self.name = root.resolve().name or "root"
        self.commit = self._git.commit(revision)
        excluded = patterns(exclude).spec if exclude else None
        blobs: list[_Blob] = []
        skipped: list[UnreadFile] = []
        entries = list(self._git.entries(self.commit))
        places = _places(path for _, _, _, path in entries)
        for mode, kind, blob, path in entries:
            reason = _reason(mode, kind, path, places, excluded)
            if reason is None:
                blobs.append(blob)
            else:
                skipped.append(UnreadFile(path, reason))
        self._sizes = {blob.path: blob.size for blob in blobs}
        self._objects = {blob.path: blob.object for blob in blobs}
        self._data = dict(self._git.contents(_affordable(blobs)))
        self._listing = Listing(tuple(sorted(self._sizes)), tuple(sorted(skipped)))

    def listing(self) -> Listing:
        """The files of the commit."""
        return self._listing

    def size(self, path: str) -> int:
        """Size in bytes."""
        return self._sizes[path]

    def stamp(self, path: str) -> Stamp | None:
        """None: what a commit holds has no record of changes."""
        del path
        return None

    def read(self, path: str) -> bytes:
        """The content; raises `OSError` if the repository does not hold it."""
        try:
            return self._data[self._objects[path]]
        except KeyError:
            raise OSError("the repository does not hold this object, or the commit holds too much") from None


class _Git:
    """Git's plumbing in one folder."""

    def __init__(self, root: Path) -> None:
        program = shutil.which("git")
        if program is None:
            raise SovassessError("to read a commit, git is needed, and there is none on the path")
        self._program = program
        self._root = root if root.is_dir() else root.parent

    def commit(self, revision: str) -> str:
        """The full id of a commit."""
        done = self._run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", refused=True)
        found = done.decode("ascii", "replace").strip()
        if not found:
            raise SovassessError(f"{self._root}: git knows no commit {revision!r} here")
        return found

    def entries(self, commit: str) -> Iterator[tuple[str, str, _Blob, str]]:
        """Mode, kind, object and path of everything below the folder."""
        for line in self._run("ls-tree", "-r", "-l", "-z", commit, most=MAX_LISTING).split(b"\0"):
            head, tab, name = line.partition(b"\t")
            if not tab:
                continue
            mode, kind, key, size = head.decode("ascii").split()
            try:
                path = name.decode("utf-8")
            except UnicodeDecodeError:
                path, kind = name.decode("utf-8", "backslashreplace"), "unnamed"
            yield mode, kind, _Blob(path, key, int(size) if size.isdigit() else 0), path

    def contents(self, blobs: Sequence[_Blob]) -> Iterator[tuple[str, bytes]]:
        """The bytes of each object, some millions at once."""
        chunk: list[_Blob] = []
        weight = 0
        for blob in blobs:
            chunk.append(blob)
            weight += blob.size
            if weight >= _AT_ONCE:
                yield from self._batch(chunk)
                chunk, weight = [], 0
        yield from self._batch(chunk)

    def _batch(self, blobs: Sequence[_Blob]) -> Iterator[tuple[str, bytes]]:
        if not blobs:
            return
        asked = "".join(f"{blob.object}\n" for blob in blobs).encode("ascii")
        data = self._run("cat-file", "--batch", given=asked)
        at = 0
        for blob in blobs:
            end = data.index(b"\n", at)
            words = data[at:end].split()
            at = end + 1
            if len(words) == 3 and words[1] == b"blob":
                size = int(words[2])
                yield blob.object, data[at : at + size]
                at += size + 1

    def _run(self, *arguments: str, given: bytes = b"", refused: bool = False, most: int = 0) -> bytes:
        """What git prints. A refusal is an error, or nothing where it is expected; so is more than `most` bytes."""
        kept = {name: value for name, value in os.environ.items() if name in _KEPT}
        fixed = {
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_ALLOW_PROTOCOL": "none",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_TERMINAL_PROMPT": "0",
            "LC_ALL": "C",
        }
        command = [self._program, *_OFF, "-C", str(self._root), *arguments]
        try:
            with subprocess.Popen(  # noqa: S603 - git itself, with commands that print objects
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**kept, **fixed}
            ) as process:
                done = _answer(process, given, most)
        except (OSError, subprocess.SubprocessError) as error:
            raise SovassessError(f"{self._root}: git could not be asked: {error}") from error
        if done.returncode and not (refused and done.returncode == 1):
            lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
            why = lines[-1] if lines else "it gave no reason"
            raise SovassessError(f"{self._root}: git could not be asked: {why}")
        return done.stdout


def _answer(process: subprocess.Popen[bytes], given: bytes, most: int) -> subprocess.CompletedProcess[bytes]:
    """What the process printed and how it ended. Raises `SubprocessError` if it takes too long or prints too much."""
    try:
        head = b""
        if most and process.stdout is not None:
            head = process.stdout.read(most + 1)
        if most and len(head) > most:
            raise subprocess.SubprocessError(f"it lists more than {most // 1_000_000} MB of names")
        out, problems = process.communicate(given, timeout=_SECONDS)
    except BaseException:
        process.kill()
        raise
    return subprocess.CompletedProcess(process.args, process.returncode, head + out, problems)


def _places(paths: Iterable[str]) -> frozenset[str]:
    """Every path with every folder above it."""
    found: set[str] = set()
    for path in paths:
        place = path
        while place and place not in found:
            found.add(place)
            place = place.rpartition("/")[0]
    return frozenset(found)


def _affordable(blobs: Iterable[_Blob]) -> list[_Blob]:
    """One of each object that is small enough to be read, as far as all of them together may be held."""
    out: dict[str, _Blob] = {}
    left = MAX_CONTENTS
    for blob in blobs:
        if blob.size <= rules.MAX_FILE_BYTES and blob.object not in out and blob.size <= left:
            out[blob.object] = blob
            left -= blob.size
    return list(out.values())


def _reason(mode: str, kind: str, path: str, places: frozenset[str], excluded: GitIgnoreSpec | None) -> str | None:
    """Why a file is not read, by the same rules as in a folder; None if it is."""
    if kind == "commit":
        return "submodule, not entered"
    if kind != "blob":
        return "name is not valid UTF-8"
    if mode == "120000":
        return "link, not followed"
    if excluded is not None and excluded.match_file(path):
        return "excluded"
    parts = path.split("/")
    if len(parts) > rules.MAX_DEPTH:
        return f"deeper than {rules.MAX_DEPTH} folders"
    for depth, part in enumerate(parts[:-1], 1):
        reason = rules.folder_reason(part, partial(_holds, places, "/".join(parts[:depth])))
        if reason is not None:
            return reason
    return rules.place_reason(path, is_folder=False) or rules.name_reason(parts[-1])


def _holds(places: frozenset[str], folder: str, name: str) -> bool:
    """True if the folder has a file or a folder of that name."""
    return f"{folder}/{name}" in places
