"""Several trees as one. It reads nothing itself."""

from __future__ import annotations

from collections.abc import Sequence

from sovassess.model.coverage import UnreadFile
from sovassess.source.stamps import Stamp
from sovassess.source.tree import Listing, Tree


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

    def stamp(self, path: str) -> Stamp | None:
        """What the file system says of a file."""
        name, _, rest = path.partition("/")
        return self._trees[name].stamp(rest)
