"""Minimal failing sets by expansion from the leaves upward, in antichains of bit sets (after MOCUS: J. Fussell and
W. Vesely, 1972). It gives up after a number of comparisons and knows no bound of size.

In a circle only what changed is looked at again, members before users, until nothing changes: failure is a least fixed
point. Whether a candidate holds a set that is kept already is asked of all of those at once: for each event one integer
whose bits are the kept sets that have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

Parts = tuple[tuple[int, ...], ...]


class TooMany(Exception):
    """The list of sets outgrew the budget."""


class Purse:
    """Counts comparisons, so that the same input stops at the same place on any machine."""

    def __init__(self, budget: int) -> None:
        self._left = budget

    def spend(self, amount: int) -> None:
        """Raise `TooMany` if it is used up."""
        self._left -= amount
        if self._left < 0:
            raise TooMany


class Compiled(Struct, frozen=True):
    """The part of a graph below one node, as numbers. `products[n]` are the member sets of which one must fail whole
    for node n to fail; `order` lists circles of nodes, what they need first, within a circle as far as it can be."""

    products: tuple[Parts, ...]
    order: tuple[tuple[int, ...], ...]
    number: Mapping[str, int]


class _Antichain:
    """Sets of which none holds another, as bits. They must come smallest first."""

    def __init__(self) -> None:
        self.kept: list[int] = []
        self._having: dict[int, int] = {}

    def covers(self, candidate: int) -> bool:
        """Whether a kept set is part of the candidate: one that has none of the events that the candidate lacks."""
        lacking = 0
        for bit, having in self._having.items():
            if not candidate & bit:
                lacking |= having
        return lacking != (1 << len(self.kept)) - 1

    def keep(self, entry: int) -> None:
        mark = 1 << len(self.kept)
        self.kept.append(entry)
        while entry:
            low = entry & -entry
            self._having[low] = self._having.get(low, 0) | mark
            entry ^= low

    @property
    def cost(self) -> int:
        """What a question costs, in comparisons of two sets."""
        return 1 + len(self._having) * (1 + (len(self.kept) >> 11)) // 2


def expanded(compiled: Compiled, top: int, events: Sequence[int], purse: Purse) -> list[int]:
    """All minimal sets of the events (numbers of nodes, in the order of the bits); raises `TooMany`."""
    cuts: list[list[int]] = [[] for _ in compiled.products]
    for place, event in enumerate(events):
        cuts[event] = [1 << place]
    own = list(cuts)
    users = _users(compiled.products)
    for circle in compiled.order:
        inside, dirty = set(circle), set(circle)
        while dirty:
            for node in circle:
                if node not in dirty:
                    continue
                dirty.discard(node)
                found = _of_node(compiled.products[node], own[node], cuts, purse)
                if found != cuts[node]:
                    cuts[node] = found
                    dirty.update(user for user in users[node] if user in inside)
    return cuts[top]


def bits(value: int) -> Iterator[int]:
    """The places of the bits that are set, lowest first."""
    while value:
        low = value & -value
        yield low.bit_length() - 1
        value ^= low


def _users(products: Sequence[Parts]) -> list[set[int]]:
    out: list[set[int]] = [set() for _ in products]
    for node, parts in enumerate(products):
        for part in parts:
            for member in part:
                out[member].add(node)
    return out


def _of_node(parts: Parts, own: Sequence[int], cuts: Sequence[list[int]], purse: Purse) -> list[int]:
    """The minimal sets of a node from those of its members."""
    gathered = set(own)
    for part in parts:
        first, *others = sorted(part, key=lambda member: len(cuts[member]))
        together = cuts[first]
        for member in others:
            purse.spend(len(together) * len(cuts[member]) // 4)
            together = _minimal({a | b for a in together for b in cuts[member]}, purse)
            if not together:
                break
        gathered.update(together)
    return _minimal(gathered, purse)


def _minimal(sets: Iterable[int], purse: Purse) -> list[int]:
    """The sets of which no other is a part, smallest first."""
    found = _Antichain()
    ordered = sorted(sets)
    purse.spend(2 * len(ordered))
    ordered.sort(key=int.bit_count)
    for candidate in ordered:
        purse.spend(found.cost)
        if not (found.kept and found.covers(candidate)):
            found.keep(candidate)
    return found.kept
