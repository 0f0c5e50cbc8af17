"""What the modules of a tree offer to each other, found by the path of an import. It resolves no value."""

from __future__ import annotations

from collections import defaultdict

from sovassess.model.observations import Definition
from sovassess.model.values import Variable

MODULE = "module:"


class Offers:
    """All names that modules define, by path."""

    def __init__(self) -> None:
        self._by_name: dict[str, list[tuple[tuple[str, ...], Definition]]] = defaultdict(list)

    def add(self, definition: Definition) -> None:
        """Take a definition whose name starts with `MODULE`."""
        path = tuple(definition.name.removeprefix(MODULE).lstrip("/").split("/"))
        self._by_name[path[-1]].append((path, definition))

    def find(self, name: str, scope: str) -> list[Definition]:
        """The definitions of an imported name: those of the module whose path ends as the import says, the nearest to
        the folder `scope` of several; failing those, of the one module behind a package that hands it on."""
        name = name.removeprefix(MODULE)
        wanted = tuple(part for part in name.split("/") if part)
        offers = self._by_name.get(wanted[-1], []) if wanted else []
        found = [offer for offer in offers if _ends(offer[0], wanted, whole=name.startswith("/"))]
        if not found:
            found = [offer for offer in offers if _hands_on(offer[0], wanted, whole=name.startswith("/"))]
            if len({path for path, _ in found}) > 1:
                return []
        if not found:
            return []
        nearest = min(found, key=lambda offer: (-_shared(scope, offer[1].at.path), len(offer[0]), offer[0]))[0]
        return [definition for path, definition in found if path == nearest]

    def declared(self, variable: str) -> tuple[Definition, str] | None:
        """What a schema of the environment (`env.NAME`) says that a variable falls back to wherever it is read."""
        for path, definition in self._by_name.get(variable, ()):
            part = definition.value.parts[0] if len(definition.value.parts) == 1 else None
            if path[-2:] == ("env", variable) and isinstance(part, Variable) and part.name == variable and part.default:
                return definition, part.default
        return None


def _ends(path: tuple[str, ...], wanted: tuple[str, ...], *, whole: bool) -> bool:
    return path == wanted if whole else path[-len(wanted) :] == wanted


def _hands_on(path: tuple[str, ...], wanted: tuple[str, ...], *, whole: bool) -> bool:
    """True where a package hands on what one of its own modules defines: one more step somewhere in the path."""
    if len(path) <= len(wanted) or (whole and len(path) != len(wanted) + 1):
        return False
    tail = path[-len(wanted) - 1 :]
    return any(tail[:cut] + tail[cut + 1 :] == wanted for cut in range(1, len(wanted)))


def _shared(folder: str, path: str) -> int:
    """How many folders from the root two places have in common."""
    count = 0
    for one, other in zip(folder.split("/"), path.rpartition("/")[0].split("/"), strict=False):
        if one != other:
            break
        count += 1
    return count
