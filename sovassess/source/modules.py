"""Which Python modules a tree holds, by the paths of its files alone: what tells a tree's own code from others'.

It opens no file. A package of the tree may bear the name of somebody else's, so only a module below a package counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from posixpath import dirname

# Folders that are put on the path for imports without being a package.
_ROOTS = ("", "src/", "lib/", "python/")
_ENDINGS = (".py", ".pyw", ".pyi")
MAX_SEGMENTS = 6


class OwnModules:
    """The Python modules of a tree."""

    def __init__(self, files: Iterable[str] = ()) -> None:
        self._paths: set[str] = set()
        for path in files:
            if path.endswith(_ENDINGS):
                module = path.rpartition(".")[0].removesuffix("/__init__")
                while module and module not in self._paths:
                    self._paths.add(module)
                    module = dirname(module)

    def holds(self, folder: str, name: str) -> bool:
        """Whether a qualified name (`shop.billing.client.Client`) leads into a module that code in `folder` can import.

        The first two segments at least must be a module (`shop/billing`) at a folder above the code, since a
        folder `redis` is no proof that `redis.Redis` is one's own.
        """
        segments = name.split(".")[:MAX_SEGMENTS]
        if len(segments) < 2 or "" in segments:
            return False
        start = "/".join(segments[:2])
        while True:
            base = f"{folder}/" if folder else ""
            if any(f"{base}{root}{start}" in self._paths for root in _ROOTS):
                return True
            if not folder:
                return False
            folder = dirname(folder)


class NotedModules(OwnModules):
    """The modules of a tree for one reader, with what it asked and was told: all that it can know of them."""

    def __init__(self, modules: OwnModules) -> None:
        self._modules = modules
        self.noted: dict[tuple[str, str], bool] = {}

    def holds(self, folder: str, name: str) -> bool:
        """The answer of the tree's modules."""
        answer = self._modules.holds(folder, name)
        self.noted[folder, name] = answer
        return answer
