"""A folder of files that are whole or not there, no more than it may hold. What they hold is not its business.

What it gives back is what was put in: each file carries the SHA-256 of its content. Data only, never code: whoever
reads decodes into types of its own.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

# The number grows when the form of the files does.
_MARK = b"sovassess-kept-1\n"
_HEAD = len(_MARK) + 32
MAX_BYTES = 512_000_000
MAX_FILES = 400
MAX_ENTRY = 128_000_000
_SUFFIX = ".kept"
_TRIES = 20


class Shelf:
    """A folder for kept files. Nothing that goes wrong with it is ever an error: it gives None and keeps nothing.

    Two runs may use it at once: a file appears by renaming a finished one, and the later one stays.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, name: str) -> bytes | None:
        """What was put under the name; None if it is not there or not whole."""
        path = self._folder / (name + _SUFFIX)
        try:
            if path.stat().st_size > MAX_ENTRY + _HEAD:
                return None
            data = path.read_bytes()
        except OSError:
            return None
        if not data.startswith(_MARK) or sha256(memoryview(data)[_HEAD:]).digest() != data[len(_MARK) : _HEAD]:
            return None
        self._use(path)
        return data[_HEAD:]

    def put(self, name: str, content: bytes) -> bool:
        """Keep content under a name; whether that could be done."""
        if len(content) > MAX_ENTRY:
            return False
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            partial = self._claimed(name)
            if partial is None:
                return False
            try:
                partial.write_bytes(_MARK + sha256(content).digest() + content)
                partial.replace(self._folder / (name + _SUFFIX))
            except BaseException:
                partial.unlink(missing_ok=True)
                raise
            self._prune(name + _SUFFIX)
        except OSError:
            return False
        return True

    def _claimed(self, name: str) -> Path | None:
        """An empty file that this run alone writes to; nobody else may read it."""
        for number in range(_TRIES):
            partial = self._folder / f"{name}.{number}.part"
            try:
                partial.touch(mode=0o600, exist_ok=False)
            except FileExistsError:
                continue
            return partial
        return None

    def _use(self, path: Path) -> None:
        """Note that it was used: what was used longest ago goes first."""
        try:
            path.touch(mode=0o600)
        except OSError:
            return

    def _prune(self, newest: str) -> None:
        """Drop what was used longest ago until the rest is small enough, and what a run that was cut short left."""
        found: list[tuple[int, int, Path]] = []
        for path in self._folder.iterdir():
            if path.name.endswith((_SUFFIX, ".part")):
                try:
                    told = path.lstat()
                except OSError:
                    continue
                found.append((told.st_mtime_ns if path.name != newest else 1 << 62, told.st_size, path))
        found.sort(reverse=True)
        total = 0
        for number, (_, size, path) in enumerate(found):
            total += size
            if total > MAX_BYTES or number >= MAX_FILES:
                path.unlink(missing_ok=True)
