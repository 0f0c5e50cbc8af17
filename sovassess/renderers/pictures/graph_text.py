"""The dependency graph as text for other tools: Mermaid and DOT, clustered by kind. Every name is escaped."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from sovassess.model.graph import Graph, GraphNode
from sovassess.renderers import wording
from sovassess.renderers.pictures.clusters import drawable

_KINDS = (
    ("component", "Components"),
    ("service", "Services"),
    ("model", "Models"),
    ("party", "Parties"),
    ("jurisdiction", "Jurisdictions"),
    ("function", "Functions"),
)
# Mermaid takes character references between # and ;, and would read these signs as its own
# (https://mermaid.js.org/syntax/flowchart.html, entity codes).
_MERMAID = {ord(sign): f"#{ord(sign)};" for sign in '"#<>&;`\\[](){}|'}
# What Mermaid draws at most unless it is told otherwise (maxEdges and maxTextSize in
# https://mermaid.js.org/config/schema-docs/config.html, read 2026-11-22).
_MOST_EDGES, _MOST_LETTERS = 500, 50_000
_BREAKS = str.maketrans({"\n": " ", "\r": " ", "\t": " "})


def mermaid(graph: Graph) -> str:
    """A flowchart in Mermaid's language; of a graph that Mermaid would not draw the clusters, and a comment says so."""
    text = _flowchart(graph)
    if len(graph.edges) <= _MOST_EDGES and len(text) <= _MOST_LETTERS:
        return text
    small, members = drawable(graph)
    sizes = {key: f" ({len(names)})" for key, names in members.items()}
    named = tuple(replace(node, name=node.name + sizes.get(node.id, "")) for node in small.nodes)
    said = f"%% {len(graph.nodes)} nodes: services stand by party and components by folder, -f json names all"
    return f"{said}\n{_flowchart(replace(small, nodes=named))}"


def _flowchart(graph: Graph) -> str:
    ids = {node.id: f"n{number}" for number, node in enumerate(graph.nodes)}
    out = ["flowchart LR"]
    for kind, title, nodes in _clusters(graph):
        out.append(f'  subgraph {kind}s["{title}"]')
        out += [f'    {ids[node.id]}["{_plain(_label(node)).translate(_MERMAID)}"]:::{_shape(node)}' for node in nodes]
        out.append("  end")
    for edge in graph.edges:
        if edge.source in ids and edge.target in ids:
            line = "-.->" if edge.strength in ("optional", "build") else "-->"
            out.append(f"  {ids[edge.source]} {line}|{edge.kind}| {ids[edge.target]}")
    out += [
        "  classDef self fill:#e3f2e6,stroke:#2f7d3b,color:#14351a",
        "  classDef vendor fill:#fdecea,stroke:#b3261e,color:#4a0f0b",
        "  classDef unknown fill:#fff4d6,stroke:#8a6100,color:#3d2b00",
        "  classDef plain fill:#eef1f5,stroke:#5b6675,color:#1d2530",
    ]
    return "\n".join(out) + "\n"


def dot(graph: Graph) -> str:
    """A directed graph in the language of Graphviz."""
    out = ["digraph sovassess {", "  rankdir=LR;", '  node [shape=box, style=rounded, fontname="sans-serif"];']
    for kind, title, nodes in _clusters(graph):
        out += [f"  subgraph cluster_{kind} {{", f"    label={_quoted(title)};"]
        out += [
            f"    {_quoted(node.id)} [label={_quoted(_label(node))}, class={_quoted(_shape(node))}];" for node in nodes
        ]
        out.append("  }")
    known = {node.id for node in graph.nodes}
    for edge in graph.edges:
        if edge.source in known and edge.target in known:
            style = ", style=dashed" if edge.strength in ("optional", "build") else ""
            ends = f"{_quoted(edge.source)} -> {_quoted(edge.target)}"
            out.append(f"  {ends} [label={_quoted(edge.kind)}{style}];")
    return "\n".join([*out, "}"]) + "\n"


def _clusters(graph: Graph) -> Iterator[tuple[str, str, list[GraphNode]]]:
    for kind, title in _KINDS:
        nodes = [node for node in graph.nodes if node.kind == kind]
        if nodes:
            yield kind, title, nodes


def _label(node: GraphNode) -> str:
    role = wording.role_name(node.role) if node.role else ""
    return f"{node.name} ({role})" if role else node.name


def _shape(node: GraphNode) -> str:
    return node.status if node.kind in ("service", "party") and node.status else "plain"


def _plain(text: str) -> str:
    return wording.clean(text.translate(_BREAKS))


def _quoted(text: str) -> str:
    """A string in double quotes; a backslash would start an escape, so it is doubled."""
    return '"' + _plain(text).replace("\\", "\\\\").replace('"', '\\"') + '"'
