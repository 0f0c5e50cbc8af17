"""A local tree that was listed once, with the stamp of each file from before anybody read it.

Everything but the listing goes through to the tree as it is at that time.
"""

from __future__ import annotations

from sovassess.source.stamps import Stamp
from sovassess.source.tree import Listing, LocalTree


class Snapshot:
    """A tree whose listing does not change any more. `walk` is what that rests on, `stamps` are of its files."""

    def __init__(self, tree: LocalTree) -> None:
        self._tree = tree
        self.name = tree.name
        self.walk = tree.walk()
        self.stamps = {path: tree.stamp(path) for path in self.walk.listing.files}

    def listing(self) -> Listing:
        """What was listed."""
        return self.walk.listing

    def size(self, path: str) -> int:
        """Size in bytes."""
        return self._tree.size(path)

    def read(self, path: str) -> bytes:
        """The content; raises `OSError` if it cannot be read."""
        return self._tree.read(path)

    def stamp(self, path: str) -> Stamp | None:
        """What the file system says of the file now."""
        return self._tree.stamp(path)
