"""The graph for other graph tools, by way of networkx, which knows their formats."""

from __future__ import annotations

import networkx as nx

from sovassess.model.graph import Graph


def as_networkx(graph: Graph) -> nx.DiGraph[str]:
    """Nodes and edges of a result as a directed graph; attributes as in the result."""
    out: nx.DiGraph[str] = nx.DiGraph()
    for node in graph.nodes:
        out.add_node(node.id, kind=node.kind, name=node.name, status=node.status, role=node.role)
    for edge in graph.edges:
        out.add_edge(edge.source, edge.target, kind=edge.kind, strength=edge.strength, phases=" ".join(edge.phases))
    return out


def graphml(graph: Graph) -> str:
    """The graph in GraphML (http://graphml.graphdrawing.org/)."""
    return "\n".join(nx.generate_graphml(as_networkx(graph)))
