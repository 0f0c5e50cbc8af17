"""Make a large graph small enough to be read: services by party, components by folder. It draws nothing.

A cluster stands for its members under a name of its own; edges are those of the members, drawn once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping

from msgspec.structs import replace

from sovassess.model.graph import Graph, GraphEdge, GraphNode
from sovassess.renderers import wording

READABLE = 60
LANE = 22
OWN = "cluster:self:"
_FOLDERS = 12
_LANES = ("component", "service", "party", "jurisdiction")


def drawable(graph: Graph, kept: Collection[str] = ()) -> tuple[Graph, dict[str, tuple[str, ...]]]:
    """The graph of components, services, parties and jurisdictions, clustered if it has more than `READABLE` nodes,
    and by id of each cluster the names of its members.

    An owner stands only where it is among `kept`, and then beside the parties that it owns, tied to their services.
    """
    nodes = [node for node in graph.nodes if node.kind in _LANES]
    plain = _without(Graph(nodes=tuple(nodes), edges=(*_by_owners(graph, kept),)))
    if len(plain.nodes) <= READABLE:
        return plain, {}
    folders = _components(plain)
    drawn, members = _folded(plain, {**_services(plain, by_role=True), **folders})
    if sum(node.kind == "service" for node in drawn.nodes) <= LANE:
        return drawn, members
    return _folded(plain, {**_services(plain, by_role=False), **folders})


def _by_owners(graph: Graph, kept: Collection[str]) -> Iterator[GraphEdge]:
    """The edges without those between parties; a service of an owned party is tied to a kept owner as well."""
    owners: dict[str, list[str]] = defaultdict(list)
    for edge in graph.edges:
        if edge.kind == "owned-by":
            owners[edge.source].append(edge.target)
    for edge in graph.edges:
        if edge.kind != "owned-by":
            yield edge
        if edge.kind == "offered-by":
            yield from (replace(edge, target=o) for o in owners[edge.target] if o in kept)


def _without(graph: Graph) -> Graph:
    """Without edges that lead out of it, and without parties and laws that nothing reaches."""
    known = {node.id for node in graph.nodes}
    edges = [edge for edge in graph.edges if edge.source in known and edge.target in known]
    touched = {end for edge in edges for end in (edge.source, edge.target)}
    nodes = tuple(n for n in graph.nodes if n.kind in ("component", "service") or n.id in touched)
    return Graph(nodes=nodes, edges=tuple(edges))


def _services(graph: Graph, *, by_role: bool) -> dict[str, GraphNode]:
    """The cluster of each service: those of one party, those of one's own, all or by role, and those of nobody that is
    known."""
    party: dict[str, str] = {}
    for edge in graph.edges:
        if edge.kind == "offered-by":
            party.setdefault(edge.source, edge.target)
    names = {node.id: node.name for node in graph.nodes}
    members: dict[tuple[str, str], list[GraphNode]] = defaultdict(list)
    for node in graph.nodes:
        if node.kind == "service":
            owner = party.get(node.id, "")
            role = node.role if by_role and node.status == "self" else ""
            members[node.status, owner if node.status != "self" else role].append(node)
    out: dict[str, GraphNode] = {}
    for (status, key), found in members.items():
        if len(found) < 2:
            continue
        own = wording.role_name(key) if key else "run by yourself"
        whose = names.get(key) or {"self": own, "unknown": "not identified"}.get(status, key)
        strongest = max(
            found, key=lambda n: ("docs", "dev", "build", "optional", "default", "required").index(n.strength or "docs")
        )
        cluster = GraphNode(
            id=f"cluster:{status}:{key}",
            kind="service",
            name=whose,
            status=status,
            strength=strongest.strength,
        )
        out.update(dict.fromkeys((node.id for node in found), cluster))
    return out


def _components(graph: Graph) -> dict[str, GraphNode]:
    """The cluster of each component: its folder, as deep as a dozen folders allow."""
    paths = {
        node.id: node.id.removeprefix("component:").partition("#")[0]
        for node in graph.nodes
        if node.kind == "component"
    }
    for depth in (3, 2, 1):
        folder = {key: "/".join(path.split("/")[:-1][:depth]) for key, path in paths.items()}
        sizes = Counter(folder.values())
        if len(sizes) <= _FOLDERS or depth == 1:
            return {
                key: GraphNode(
                    id=f"cluster:folder:{place}",
                    kind="component",
                    name=place or "at the root",
                    status="self",
                )
                for key, place in folder.items()
                if sizes[place] > 1
            }
    return {}


def _folded(graph: Graph, stands_for: Mapping[str, GraphNode]) -> tuple[Graph, dict[str, tuple[str, ...]]]:
    nodes: dict[str, GraphNode] = {}
    members: dict[str, list[str]] = defaultdict(list)
    for node in graph.nodes:
        cluster = stands_for.get(node.id)
        nodes.setdefault((cluster or node).id, cluster or node)
        if cluster is not None:
            members[cluster.id].append(node.name)
    edges: dict[tuple[str, str, str], GraphEdge] = {}
    for edge in graph.edges:
        source, target = (stands_for[e].id if e in stands_for else e for e in (edge.source, edge.target))
        if source != target:
            edges.setdefault((source, target, edge.kind), replace(edge, source=source, target=target))
    small = Graph(nodes=tuple(nodes[k] for k in sorted(nodes)), edges=tuple(edges[k] for k in sorted(edges)))
    return small, {key: tuple(sorted(found)) for key, found in members.items()}
