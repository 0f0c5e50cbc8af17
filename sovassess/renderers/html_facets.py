"""By what a reader narrows the dependency map: the roles, phases and laws of each service. It draws nothing."""

from __future__ import annotations

from msgspec import Struct

from sovassess.model.assessment import Graph


class Facets(Struct, frozen=True, kw_only=True):
    """By what a service can be picked out: its roles, the phases in which it is needed, the laws that reach it."""

    roles: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()


def union(several: list[Facets]) -> Facets:
    """The facets of several services taken together."""
    return Facets(
        roles=tuple(sorted({role for one in several for role in one.roles})),
        phases=tuple(sorted({phase for one in several for phase in one.phases})),
        laws=tuple(sorted({law for one in several for law in one.laws})),
    )


def facets(graph: Graph) -> dict[str, Facets]:
    """The facets of each service, by node id; laws are the names of the jurisdictions behind its parties."""
    kinds = {node.id: node.kind for node in graph.nodes}
    names = {node.id: node.name for node in graph.nodes}
    onward: dict[str, set[str]] = {}
    phases: dict[str, set[str]] = {}
    for edge in graph.edges:
        onward.setdefault(edge.source, set()).add(edge.target)
        phases.setdefault(edge.target, set()).update(edge.phases)
    out: dict[str, Facets] = {}
    for node in graph.nodes:
        if node.kind != "service":
            continue
        laws: set[str] = set()
        seen, left = {node.id}, [node.id]
        while left:
            for target in onward.get(left.pop(), ()):
                if kinds.get(target) == "jurisdiction":
                    laws.add(names[target])
                elif kinds.get(target) in ("party", "model") and target not in seen:
                    seen.add(target)
                    left.append(target)
        role = (node.role,) if node.role else ()
        out[node.id] = Facets(roles=role, phases=tuple(sorted(phases.get(node.id, ()))), laws=tuple(sorted(laws)))
    return out
