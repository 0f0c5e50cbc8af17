"""An AND/OR graph and what fails in it when nodes are lost, over three values. It knows no parties and no phases.

A node fails if it is lost or one of its groups fails; a group fails if fewer than `least` of its members stand. What
fails is the least fixed point of that, so that nothing is down without a lost node to blame and a circle of nodes that
need each other stands until something outside it falls.

Three values come from two passes. The first takes everything undecided for the good (what may be lost stays, a doubtful
need is none, a doubtful member serves): what fails all the same is down. The second takes it for the bad: what fails
only there is unknown. Failure is monotone in each undecided thing, so the two passes are the extremes of all
completions, and the answer is unknown exactly where two completions disagree.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from sovassess.model.enums import Status


class Group(Struct, frozen=True):
    """One need of a node: at least `least` of the `members` must stand.

    `sure` is False where it is open whether the node needs it at all; `doubtful` are members of which it is open
    whether they would serve. `need` is a key of the caller's own, handed back in proofs.
    """

    members: tuple[str, ...]
    least: int = 1
    sure: bool = True
    doubtful: frozenset[str] = frozenset()
    need: str = ""


class AndOr:
    """The graph; immutable. A key that only occurs as a member is a node without needs."""

    def __init__(self, nodes: Mapping[str, Sequence[Group]]) -> None:
        keys = set(nodes)
        for groups in nodes.values():
            for group in groups:
                keys.update(group.members)
        self.keys: tuple[str, ...] = tuple(sorted(keys))
        self.groups: dict[str, tuple[Group, ...]] = {key: tuple(nodes.get(key, ())) for key in self.keys}
        self._users: dict[str, list[tuple[str, Group]]] = {key: [] for key in self.keys}
        for key in self.keys:
            for group in self.groups[key]:
                for member in dict.fromkeys(group.members):
                    self._users[member].append((key, group))

    def needed(self, group: Group, *, cautious: bool) -> tuple[str, ...]:
        """The members of a group that count in a pass; a group that does not count at all has none."""
        if not cautious:
            return group.members if group.sure else ()
        return tuple(member for member in group.members if member not in group.doubtful)

    def failed(self, lost: Iterable[str], *, cautious: bool) -> dict[str, Group | None]:
        """Each node that fails, with the group that failed first, None for what is lost itself.

        In order of distance from what is lost, so that following the groups back gives a shortest proof.
        """
        out: dict[str, Group | None] = {}
        wave = sorted(key for key in set(lost) if key in self.groups)
        out.update(dict.fromkeys(wave))
        while wave:
            candidates = sorted({key for fallen in wave for key, _ in self._users[fallen] if key not in out})
            wave.clear()
            for key in candidates:
                group = next((g for g in self.groups[key] if self._fails(g, out, cautious=cautious)), None)
                if group is not None:
                    wave.append(key)
                    out[key] = group
        return out

    def _fails(self, group: Group, fallen: Mapping[str, object], *, cautious: bool) -> bool:
        if not (group.sure or cautious):
            return False
        standing = sum(1 for member in self.needed(group, cautious=cautious) if member not in fallen)
        return standing < group.least and any(member in fallen for member in group.members)

    def statuses(self, lost: Mapping[str, bool | None]) -> dict[str, Status]:
        """What becomes of each node that is not up. `lost`: True is gone, None perhaps, False or left out stays."""
        surely = self.failed((key for key, gone in lost.items() if gone), cautious=False)
        perhaps = self.failed((key for key, gone in lost.items() if gone is not False), cautious=True)
        return {key: Status.DOWN if key in surely else Status.UNKNOWN for key in {**surely, **perhaps}}

    def proof(self, top: str, lost: Mapping[str, bool | None]) -> tuple[tuple[str, Group | None], ...]:
        """The way from what is lost to `top`, each node with the group of it that fails; () if it stays up."""
        for cautious in (False, True):
            gone = [key for key, state in lost.items() if state or (cautious and state is None)]
            fallen = self.failed(gone, cautious=cautious)
            if top in fallen:
                return tuple(reversed(list(_way(top, fallen))))
        return ()

    def reach(self, top: str) -> tuple[str, ...]:
        """`top` and every node that it can depend on, sorted."""
        seen, todo = {top}, [top]
        while todo:
            for group in self.groups.get(todo.pop(), ()):
                for member in group.members:
                    if member not in seen:
                        seen.add(member)
                        todo.append(member)
        return tuple(sorted(seen))


def _way(top: str, fallen: Mapping[str, Group | None]) -> Iterable[tuple[str, Group | None]]:
    order = {key: number for number, key in enumerate(fallen)}
    at: str | None = top
    while at is not None:
        group = fallen[at]
        yield at, group
        before: Collection[str] = () if group is None else [m for m in group.members if m in order]
        at = min(before, key=order.__getitem__, default=None)
