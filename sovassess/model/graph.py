"""The dependency graph as a picture or another program needs it: nodes and edges, sorted. It answers no question."""

from __future__ import annotations

from msgspec import Struct


class GraphNode(Struct, frozen=True, kw_only=True):
    """`kind`: component, service, party, jurisdiction, model or function. `status` is free for pictures: `self`,
    `vendor` or `unknown`."""

    id: str
    kind: str
    name: str
    status: str = ""
    role: str = ""
    strength: str = ""


class GraphEdge(Struct, frozen=True, kw_only=True):
    """`kind`: uses, offered-by, under (a jurisdiction), serves (a function)."""

    source: str
    target: str
    kind: str
    strength: str = ""
    phases: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


class Graph(Struct, frozen=True, kw_only=True):
    """The dependency graph, sorted."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
