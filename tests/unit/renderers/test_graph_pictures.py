"""The graph as SVG, Mermaid and DOT: every name escaped, nothing that runs or loads, clusters where it is large."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from msgspec.structs import replace

from sovassess.model.assessment import Graph, GraphEdge, GraphNode
from sovassess.renderers.pictures import graph_text, svg
from sovassess.renderers.pictures.clusters import READABLE, drawable
from tests.unit.renderers.sample import large, rich

HOSTILE = '"></text><script>alert(1)</script> \\" ]; evil [label="x\n#quot;'
SVG = "{http://www.w3.org/2000/svg}"
TAGS = {"svg", "title", "desc", "style", "rect", "text", "g", "path"}


def _hostile() -> Graph:
    return Graph(
        nodes=(
            GraphNode(id="component:" + HOSTILE, kind="component", name=HOSTILE, status="self"),
            GraphNode(id="party:" + HOSTILE, kind="party", name=HOSTILE, status="vendor"),
            GraphNode(id="service:" + HOSTILE, kind="service", name=HOSTILE, status="vendor", role="model-api"),
        ),
        edges=(
            GraphEdge(source="component:" + HOSTILE, target="service:" + HOSTILE, kind="uses", strength="required"),
            GraphEdge(source="service:" + HOSTILE, target="party:" + HOSTILE, kind="offered-by"),
        ),
    )


def test_a_hostile_name_stays_text_in_the_picture() -> None:
    text = svg.render(replace(rich(), graph=_hostile()))
    root = ET.fromstring(text)
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= TAGS
    assert "<script" not in text
    assert any(HOSTILE.split("\n", maxsplit=1)[0][:10] in (element.text or "") for element in root.iter(SVG + "title"))


@pytest.mark.parametrize("made", [rich, large])
def test_the_picture_loads_nothing_and_runs_nothing(made: object) -> None:
    root = ET.fromstring(svg.render(made()))  # type: ignore[operator]
    for element in root.iter():
        assert element.tag.removeprefix(SVG) in TAGS
        assert not [name for name in element.attrib if name.startswith("on") or "href" in name or name == "src"]
    (style,) = root.iter(SVG + "style")
    assert not re.search(r"url\(|@import|expression", style.text or "")


def test_a_hostile_name_stays_one_label_in_mermaid() -> None:
    for line in graph_text.mermaid(_hostile()).splitlines():
        if '["' in line:
            label = line.partition('["')[2].rpartition('"]')[0]
            assert not set(label) & set('"<>[]{}|`')


def test_a_hostile_name_stays_one_string_in_dot() -> None:
    string = re.compile(r'"(?:[^"\\\n]|\\.)*"')
    for line in graph_text.dot(_hostile()).splitlines():
        rest = string.sub("", line)
        assert '"' not in rest
        assert "evil" not in rest


def test_a_graph_that_can_be_read_is_drawn_whole() -> None:
    graph = rich().graph
    drawn, members = drawable(graph)
    assert members == {}
    kinds = ("component", "service")
    assert {n.id for n in graph.nodes if n.kind in kinds} <= {n.id for n in drawn.nodes}


def _wide(parties: int, services: int, components: int) -> Graph:
    nodes = [GraphNode(id=f"component:f{n % 3}/a{n}.yaml#x", kind="component", name=f"c{n}") for n in range(components)]
    nodes += [GraphNode(id=f"party:p{n}", kind="party", name=f"P{n}", status="vendor") for n in range(parties)]
    edges: list[GraphEdge] = []
    for n in range(services):
        nodes.append(GraphNode(id=f"service:s{n}", kind="service", name=f"s{n}", status="vendor", strength="default"))
        edges.append(GraphEdge(source=f"service:s{n}", target=f"party:p{n % parties}", kind="offered-by"))
        edges.append(
            GraphEdge(source=f"component:f{n % 3}/a{n % components}.yaml#x", target=f"service:s{n}", kind="uses")
        )
    return Graph(nodes=tuple(sorted(nodes, key=lambda n: n.id)), edges=tuple(edges))


def test_a_large_graph_is_clustered_by_party_and_by_folder_and_loses_nobody() -> None:
    graph = _wide(5, 60, 30)
    drawn, members = drawable(graph)
    assert len(drawn.nodes) <= READABLE
    names = {node.name for node in drawn.nodes}
    assert {"P0: 12", "f0: 10"} <= names
    told = {name for found in members.values() for name in found}
    assert {node.name for node in graph.nodes if node.kind in ("service", "component")} <= told | names
    known = {node.id for node in drawn.nodes}
    assert all({edge.source, edge.target} <= known for edge in drawn.edges)
    assert not any(edge.source == edge.target for edge in drawn.edges)


def test_an_owner_stands_only_where_it_is_asked_for_and_is_tied_to_what_it_owns() -> None:
    graph = Graph(
        nodes=(
            GraphNode(id="party:child", kind="party", name="Child", status="vendor"),
            GraphNode(id="party:owner", kind="party", name="Owner", status="vendor"),
            GraphNode(id="service:s", kind="service", name="s", status="vendor"),
        ),
        edges=(
            GraphEdge(source="party:child", target="party:owner", kind="owned-by"),
            GraphEdge(source="service:s", target="party:child", kind="offered-by"),
        ),
    )
    without, _ = drawable(graph)
    assert {node.id for node in without.nodes} == {"party:child", "service:s"}
    kept, _ = drawable(graph, ["party:owner"])
    assert ("service:s", "party:owner") in {(edge.source, edge.target) for edge in kept.edges}
