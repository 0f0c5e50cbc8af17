"""Nodes and edges of the graph as a result shows them: component, service, party, jurisdiction, model, function."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sovassess.graph.subject import Subject
from sovassess.model.dependencies import Dependency
from sovassess.model.enums import Operator
from sovassess.model.graph import Graph, GraphEdge, GraphNode


def view_of(subject: Subject) -> Graph:
    """The live part of the estate: what is only tested with or mentioned is left to the list of dependencies."""
    live = [d for d in subject.dependencies.values() if d.strength.live]
    names = {parent.id: parent.name for party in subject.catalog.parties.values() for parent in party.parents} | {
        party.id: party.name for party in subject.catalog.parties.values()
    }
    nodes: dict[str, GraphNode] = {}
    edges: dict[tuple[str, str, str], GraphEdge] = {}
    for dependency in live:
        for node in _nodes(dependency, names):
            nodes.setdefault(node.id, node)
        for edge in _edges(dependency):
            edges.setdefault((edge.source, edge.target, edge.kind), edge)
    for entry in subject.resolution.components.declared:
        for tie in subject.ties_of_component.get(entry.id, ()):
            if not tie.strength.live:
                continue
            source = f"component:{entry.id}"
            nodes.setdefault(source, GraphNode(id=source, kind="component", name=entry.component.name, status="self"))
            target = f"service:{tie.dependency}"
            edges[source, target, "uses"] = GraphEdge(
                source=source,
                target=target,
                kind="uses",
                strength=tie.strength.value,
                phases=tuple(phase.value for phase in tie.phases),
                evidence=tie.evidence[:5],
            )
    return Graph(
        nodes=tuple(nodes[key] for key in sorted(nodes)),
        edges=tuple(edges[key] for key in sorted(edges)),
    )


def _nodes(dependency: Dependency, names: Mapping[str, str]) -> Iterator[GraphNode]:
    yield GraphNode(
        id=f"service:{dependency.id}",
        kind="service",
        name=dependency.name,
        status=dependency.operated_by.value,
        role=dependency.role.value,
        strength=dependency.strength.value,
    )
    party = dependency.party
    if party is not None:
        yield GraphNode(id=f"party:{party.id}", kind="party", name=party.name, status="vendor")
        for parent in party.parents:
            yield GraphNode(id=f"party:{parent}", kind="party", name=names.get(parent, parent), status="vendor")
        for country in party.jurisdictions:
            yield GraphNode(id=f"jurisdiction:{country}", kind="jurisdiction", name=country)
    for model in dependency.models:
        yield GraphNode(
            id=f"model:{model.id}",
            kind="model",
            name=model.id,
            status=dependency.operated_by.value,
            role=model.task,
        )


def _edges(dependency: Dependency) -> Iterator[GraphEdge]:
    service = f"service:{dependency.id}"
    party = dependency.party
    if party is not None and dependency.operated_by is not Operator.SELF:
        yield GraphEdge(source=service, target=f"party:{party.id}", kind="offered-by")
        for parent in party.parents:
            yield GraphEdge(source=f"party:{party.id}", target=f"party:{parent}", kind="owned-by")
        for country in party.jurisdictions:
            yield GraphEdge(source=f"party:{party.id}", target=f"jurisdiction:{country}", kind="under")
    for model in dependency.models:
        yield GraphEdge(source=f"model:{model.id}", target=service, kind="served-by")
