"""Minimal sets of events whose loss makes a node of an AND/OR graph fail. It knows no parties; events are nodes.

Singletons come first, all at once: for each node one integer whose bits are the events that fail it alone, by a least
fixed point. No larger minimal set holds one of them, so they leave the search. The rest is expanded from the leaves
upward (`sovassess.graph.expansion`). That list is complete. If it takes more than `BUDGET` comparisons,
because inner nodes have many more sets than the one that is asked about, a solver enumerates those of the top alone
(`sovassess.graph.enumeration`). Where even they are too many, or no solver is installed, all sets up to the largest
affordable size are found instead, and the answer says to which size it is complete.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from math import comb

from msgspec import Struct

from sovassess.graph import enumeration
from sovassess.graph.expansion import Compiled, Parts, Purse, TooMany, bits, expanded
from sovassess.graph.logic import AndOr

BUDGET = 2_600_000
TRIALS = 600_000
MAX_ORDER = 3
_CHUNK = 1 << 16


class MinimalSets(Struct, frozen=True):
    """Minimal sets, smallest first, each sorted. `complete_to` is the size up to which all are there, 0 for all."""

    sets: tuple[tuple[str, ...], ...]
    complete_to: int = 0


def minimal_sets(graph: AndOr, top: str, events: Sequence[str], *, cautious: bool = False) -> MinimalSets:
    """The minimal sets of `events` whose loss fails `top`, in the pass of `AndOr` that `cautious` names."""
    if top not in graph.groups:
        return MinimalSets(())
    compiled = _compile(graph, top, events, cautious=cautious)
    reached = sorted(event for event in set(events) if event in compiled.number)
    alone = _alone(compiled, compiled.number[top], reached)
    rest = [event for event in reached if event not in alone]
    try:
        numbers = [compiled.number[event] for event in rest]
        larger, complete_to = expanded(compiled, compiled.number[top], numbers, Purse(BUDGET)), 0
    except TooMany:
        larger, complete_to = _bounded(compiled, compiled.number[top], rest)
    found = [(event,) for event in alone] + [tuple(rest[n] for n in bits(entry)) for entry in larger]
    return MinimalSets(tuple(sorted(found, key=lambda entry: (len(entry), entry))), complete_to)


def alone(graph: AndOr, top: str, events: Sequence[str]) -> tuple[str, ...]:
    """The events that fail `top` by themselves, sorted: the sets of one, without the larger ones."""
    if top not in graph.groups:
        return ()
    compiled = _compile(graph, top, events, cautious=False)
    reached = sorted(event for event in set(events) if event in compiled.number)
    return tuple(_alone(compiled, compiled.number[top], reached))


# ------------------------------------------------------------------------------------------------------------- compile


def _compile(graph: AndOr, top: str, events: Sequence[str], *, cautious: bool) -> Compiled:
    keys = graph.reach(top)
    number = {key: index for index, key in enumerate(keys)}
    products: list[Parts] = []
    for key in keys:
        parts: set[tuple[int, ...]] = set()
        for group in graph.groups[key]:
            if not (group.sure or cautious):
                continue
            members = tuple(number[member] for member in graph.needed(group, cautious=cautious))
            enough = len(members) - group.least + 1
            if enough <= 0:  # too few would serve at best, so that the first loss shows it
                parts.update((number[member],) for member in group.members)
            else:
                parts.update(tuple(sorted(set(part))) for part in combinations(members, enough))
        products.append(tuple(sorted(parts)))
    kept = {number[top], *(number[event] for event in events if event in number)}
    products = _shortened(products, kept)
    return Compiled(tuple(products), tuple(_circles(products)), number)


def _shortened(products: Sequence[Parts], kept: Collection[int]) -> list[Parts]:
    """Without the nodes that one other node needs, by itself, and nothing else needs: what fails them fails that one.

    A node never fails because of itself, so that parts with the node are left out; so are nodes of which each is needed
    by the next alone, in a circle: nothing outside reaches them.
    """
    uses = Counter(member for parts in products for part in parts for member in part)
    user = {part[0]: node for node, parts in enumerate(products) for part in parts if len(part) == 1}
    within = {node: by for node, by in user.items() if uses[node] == 1 and node not in kept}
    out = [set(parts) for parts in products]
    for node in sorted(within):
        whole = within[node]
        seen = {node}
        while whole in within and whole not in seen:
            seen.add(whole)
            whole = within[whole]
        if whole not in within:
            out[whole] |= out[node]
        out[node] = set()
    return [
        tuple(sorted(part for part in parts if node not in part and part[0] not in within))
        for node, parts in enumerate(out)
    ]


def _circles(products: Sequence[Parts]) -> Iterator[tuple[int, ...]]:
    """Strongly connected components, what they need first (R. Tarjan, 1972), without recursion. Their nodes come as the
    search is done with them, so that few members stand after their users."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    done: dict[int, int] = {}
    stack: list[int] = []
    on_stack: set[int] = set()
    for root in range(len(products)):
        if root in index:
            continue
        work = [(root, iter(sorted({m for part in products[root] for m in part})))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, members = work[-1]
            step = next(members, None)
            if step is None:
                work.pop()
                done[node] = len(done)
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    at = stack.index(node)
                    yield tuple(sorted(stack[at:], key=done.__getitem__))
                    on_stack.difference_update(stack[at:])
                    del stack[at:]
            elif step not in index:
                index[step] = low[step] = len(index)
                stack.append(step)
                on_stack.add(step)
                work.append((step, iter(sorted({m for part in products[step] for m in part}))))
            elif step in on_stack:
                low[node] = min(low[node], index[step])


# ------------------------------------------------------------------------------------------------- many trials at once


def _fixpoint(compiled: Compiled, start: Mapping[int, int]) -> list[int]:
    """For each node the trials in which it fails: one bit for each trial, `start` the trials in which it is lost."""
    failing = [start.get(node, 0) for node in range(len(compiled.products))]
    for circle in compiled.order:
        changed = True
        while changed:
            changed = False
            for node in circle:
                before = failing[node]
                value = before
                for part in compiled.products[node]:
                    together = failing[part[0]]
                    for member in part[1:]:
                        together &= failing[member]
                    value |= together
                if value != before:
                    failing[node] = value
                    changed = len(circle) > 1
    return failing


def _alone(compiled: Compiled, top: int, events: Sequence[str]) -> list[str]:
    start = {compiled.number[event]: 1 << place for place, event in enumerate(events)}
    failing = _fixpoint(compiled, start)[top]
    return [events[place] for place in bits(failing)]


def _bounded(compiled: Compiled, top: int, events: Sequence[str]) -> tuple[list[int], int]:
    """The minimal sets as bit sets of events, and the size up to which all are there, 0 for all."""
    numbers = tuple(compiled.number[event] for event in events)
    solved = enumeration.enumerated(enumeration.Question(compiled.products, top, numbers))
    if solved is not None and (not solved[1] or solved[1] >= MAX_ORDER):
        return solved
    return _tried(compiled, top, events)


def _tried(compiled: Compiled, top: int, events: Sequence[str]) -> tuple[list[int], int]:
    """The minimal sets up to the largest size that can be tried, as bit sets of events, and that size."""
    found: list[int] = []
    size = 1
    for order in range(2, MAX_ORDER + 1):
        if comb(len(events), order) > TRIALS:
            break
        size = order
        known = list(found)
        numbers = [compiled.number[event] for event in events]
        for chosen in _failing_trials(compiled, top, numbers, order):
            entry = sum(1 << place for place in chosen)
            if not any(smaller & entry == smaller for smaller in known):
                found.append(entry)
    return found, size


def _failing_trials(compiled: Compiled, top: int, numbers: Sequence[int], order: int) -> Iterator[tuple[int, ...]]:
    """The combinations of `order` events whose loss fails `top`, in order, a chunk of trials at a time."""
    trials = combinations(range(len(numbers)), order)
    while True:
        chunk = [chosen for _, chosen in zip(range(_CHUNK), trials, strict=False)]
        if not chunk:
            return
        masks: dict[int, bytearray] = {}
        for place, chosen in enumerate(chunk):
            for event in chosen:
                mask = masks.setdefault(numbers[event], bytearray((len(chunk) >> 3) + 1))
                mask[place >> 3] |= 1 << (place & 7)
        start = {node: int.from_bytes(mask, "little") for node, mask in masks.items()}
        for place in bits(_fixpoint(compiled, start)[top]):
            yield chunk[place]
