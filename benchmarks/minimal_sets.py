"""How much processor time the minimal sets take on graphs of 2,000 nodes, and to which size they are complete.

    python benchmarks/minimal_sets.py

Four shapes. An estate: components that need groups of alternatives, services of parties with owners. Layers: every node
needs groups of the layer below, so that inner nodes have ever more sets. Ring: regions that stand in for one another in
circles. A tangle: nodes that need random others, with circles, where a complete list can be astronomically long.
Nothing is asserted.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from math import inf

from sovassess.graph.cuts import minimal_sets
from sovassess.graph.logic import AndOr, Group

NODES = 2_000
ROUNDS = 5


def estate(parties: int, seed: int) -> tuple[AndOr, list[str]]:
    """Components, each with needs of one to four alternatives among services of the parties."""
    chance = random.Random(seed)
    names = [f"party{n}" for n in range(parties)]
    nodes: dict[str, list[Group]] = {name: [] for name in names}
    for name in names[: parties // 3]:
        nodes[name].append(Group((f"owner{chance.randrange(parties // 6 + 1)}",)))
    services = [f"service{n}" for n in range(NODES // 2)]
    for service in services:
        nodes[service] = [Group((chance.choice(names),))]
        if chance.random() < 0.15:
            nodes[service].append(Group((chance.choice(names),)))
    components = [f"component{n}" for n in range(NODES - len(services) - parties - 1)]
    for component in components:
        nodes[component] = [
            Group(tuple(chance.sample(services, chance.choice((2, 2, 3, 3, 4))))) for _ in range(chance.randint(1, 3))
        ]
    nodes["top"] = [Group((component,)) for component in components]
    return AndOr(nodes), [*names, *(f"owner{n}" for n in range(parties // 6 + 1))]


def tangle(parties: int, seed: int) -> tuple[AndOr, list[str]]:
    """Nodes that need two groups of one to three others anywhere, and forty that close circles."""
    chance = random.Random(seed)
    names = [f"party{n}" for n in range(parties)]
    inner = [f"n{n}" for n in range(NODES - parties)]
    nodes: dict[str, list[Group]] = {}
    for place, node in enumerate(inner):
        below = inner[place + 1 :] or names
        groups: list[Group] = []
        for _ in range(2):
            members = [
                chance.choice(below if chance.random() < 0.75 else names) for _ in range(chance.choice((1, 2, 2, 3)))
            ]
            groups.append(Group(tuple(dict.fromkeys(members))))
        nodes[node] = groups
    for node in chance.sample(inner, 40):
        nodes[node].append(Group((chance.choice(inner), chance.choice(inner))))
    return AndOr(nodes), names


def layers(parties: int, seed: int) -> tuple[AndOr, list[str]]:
    """Twenty layers; each node needs one or two groups of one to three of the layer below, the last needs parties."""
    chance = random.Random(seed)
    names = [f"party{n}" for n in range(parties)]
    width = (NODES - parties) // 20
    nodes: dict[str, list[Group]] = {}
    for depth in range(20):
        below = [f"n{depth + 1}-{n}" for n in range(width)] if depth < 19 else names
        for place in range(width):
            nodes[f"n{depth}-{place}"] = [
                Group(tuple(chance.sample(below, chance.choice((1, 2, 2, 3))))) for _ in range(chance.randint(1, 2))
            ]
    nodes["top"] = [Group((f"n0-{place}",)) for place in range(5)]
    return AndOr(nodes), names


def ring(parties: int, seed: int) -> tuple[AndOr, list[str]]:
    """Regions in a circle, each with services that its own or the next region's party serves, all needed at the top."""
    chance = random.Random(seed)
    names = [f"party{n}" for n in range(parties)]
    each = (NODES - parties) // parties - 1
    nodes: dict[str, list[Group]] = {}
    for region in range(parties):
        services = [f"service{region}-{n}" for n in range(each)]
        for service in services:
            nodes[service] = [Group((names[region], f"region{(region + 1) % parties}"))]
            if chance.random() < 0.3:
                nodes[service].append(Group(tuple(chance.sample(names, 3))))
        nodes[f"region{region}"] = [Group((service,)) for service in services]
    nodes["top"] = [Group(("region0", f"region{parties // 2}"))]
    return AndOr(nodes), names


def cases() -> Iterator[tuple[str, AndOr, list[str], str]]:
    for parties in (20, 60, 150, 400):
        for seed in range(2):
            yield (f"estate, {parties} parties", *estate(parties, seed), "top")
    for shape, make in (("layers", layers), ("ring", ring)):
        for parties in (20, 60, 150):
            yield (f"{shape}, {parties} parties", *make(parties, 0), "top")
    for parties in (20, 60, 150):
        for seed in range(3):
            yield (f"tangle, {parties} parties", *tangle(parties, seed), "n0")


def main() -> None:
    for name, graph, events, top in cases():
        spent = inf
        for _ in range(ROUNDS):  # the least is what the rest of the machine disturbed least
            start = time.process_time()
            found = minimal_sets(graph, top, events)
            spent = min(spent, time.process_time() - start)
        bound = "complete" if not found.complete_to else f"complete to size {found.complete_to}"
        alone = sum(len(entry) == 1 for entry in found.sets)
        print(
            f"{name:24} {len(graph.keys):5} nodes {len(found.sets):7} sets, {alone:3} single, {bound:20} {spent:6.2f} s"
        )


if __name__ == "__main__":
    main()
