"""The graph as SVG, Mermaid and DOT: every name escaped, nothing that runs or loads, clusters where it is large."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from msgspec.structs import replace

from sovassess.model.graph import Graph, GraphEdge, GraphNode
from sovassess.renderers.html_map import About, lay_out
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
    assert {"P0", "f0"} <= names
    sizes = {node.name: len(members[node.id]) for node in drawn.nodes if node.id in members}
    assert (sizes["P0"], sizes["f0"]) == (12, 10)
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


def test_what_is_run_by_oneself_and_by_nobody_known_is_one_box_each_where_parties_fill_the_lane() -> None:
    graph = _wide(40, 80, 30)
    own = [
        GraphNode(id=f"service:o{n}", kind="service", name=f"o{n}", status="self", role=role, strength="default")
        for n, role in enumerate(("queue", "queue", "data-store", "data-store"))
    ]
    few = Graph(nodes=(*_wide(5, 60, 30).nodes, *own), edges=_wide(5, 60, 30).edges)
    assert len([n for n in drawable(few)[0].nodes if n.status == "self" and n.kind == "service"]) == 2
    many, members = drawable(Graph(nodes=(*graph.nodes, *own), edges=graph.edges))
    assert [len(members[n.id]) for n in many.nodes if n.status == "self" and n.kind == "service"] == [4]


def test_what_must_be_seen_is_drawn_before_what_is_folded() -> None:
    graph, _ = drawable(_wide(40, 80, 30))
    last = sorted(node.id for node in graph.nodes if node.kind == "service")[-1]
    folded = {node.key for node in lay_out(graph, 10).nodes}
    seen = {node.key for node in lay_out(graph, 10, About(first=frozenset({last}))).nodes}
    assert last in seen
    assert last not in folded


def test_a_graph_that_mermaid_would_refuse_is_clustered_and_says_so() -> None:
    graph = _wide(20, 400, 100)
    text = graph_text.mermaid(graph)
    assert text.startswith("%% 520 nodes: services stand by party")
    assert len([line for line in text.splitlines() if "-->" in line]) < 500
    assert '"P0 (20)"' not in text  # brackets are escaped like any other
    assert "P0 #40;20#41;" in text
    assert graph_text.mermaid(_wide(5, 60, 30)).startswith("flowchart LR")


@pytest.mark.parametrize("made", [rich, large])
def test_on_a_narrow_screen_every_box_stands_below_the_one_before(made: object) -> None:
    root = ET.fromstring(svg.render(made()))  # type: ignore[operator]
    places: list[tuple[int, int]] = []
    for group in root.iter(SVG + "g"):
        moved = re.fullmatch(r"--to:translate\((-?\d+)px,(-?\d+)px\)", group.get("style", ""))
        box = group.find(SVG + "rect")
        if moved is not None and box is not None:
            assert int(box.get("x", "")) + int(moved[1]) == 0
            top = int(box.get("y", "")) + int(moved[2])
            places.append((top, top + int(box.get("height", ""))))
    assert len(places) == len([group for group in root.iter(SVG + "g") if group.find(SVG + "title") is not None])
    places.sort()
    assert all(above[1] < below[0] for above, below in pairwise(places))


def test_a_picture_in_a_page_keeps_its_lanes_whatever_its_width() -> None:
    root = ET.fromstring(svg.render(large()))
    (style,) = root.iter(SVG + "style")
    (shape,) = re.findall(r"max-aspect-ratio:(\d+)/1000", style.text or "")
    assert int(shape) / 1000 < int(root.get("width", "")) / int(root.get("height", ""))
