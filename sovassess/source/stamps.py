"""What a file system says of a file without opening it, and whether that is enough to know the file again.

Opens nothing and asks no clock. A stamp holds the time of the last change of content *and* of the last change of the
file's record (`st_ctime`, which no program can set back: POSIX.1-2017, `<sys/stat.h>` and `utimensat`), so that a file
of the same size whose older time was put back is seen to have changed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

# A change in the same tick of the clock as the look leaves no trace. FAT counts in steps of two seconds, other file
# systems in finer ones; git calls such files racily clean and reads them again, and so does whoever uses stamps.
SETTLING = 2_000_000_000
# Where the record's time is the time of creation, a stamp proves nothing.
_TOLD = os.name == "posix"


class Stamp(Struct, frozen=True, array_like=True):
    """Device, inode, size in bytes, time of the last change of content and of the record in nanoseconds."""

    device: int
    inode: int
    size: int
    modified: int
    changed: int

    def settled(self, moment: int) -> bool:
        """Whether whatever changes the file after `moment` (nanoseconds since 1970) is bound to change the stamp."""
        return _TOLD and max(self.modified, self.changed) < moment - SETTLING


def stamp_of(path: Path | str) -> Stamp | None:
    """The stamp of what lies there, of a link itself; None if nothing can be told."""
    try:
        told = os.lstat(path)
    except (OSError, ValueError):
        return None
    return Stamp(told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns)


def stamps_below(folder: str) -> Iterator[tuple[str, Stamp | None]]:
    """Every file below a folder with the stamp of what it holds, in no order; compiled code is passed over.

    For folders of one's own: links are followed, and nothing bounds the depth.
    """
    try:
        with os.scandir(folder) as found:
            entries = list(found)
    except OSError:
        return
    for entry in entries:
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from stamps_below(entry.path)
            continue
        try:
            told = entry.stat()
        except OSError:
            yield entry.path, None
        else:
            yield entry.path, Stamp(told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns)
