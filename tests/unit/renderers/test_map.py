"""The lane map: every node drawn once or counted, none on top of another, few crossings, the same for any order."""

from __future__ import annotations

from itertools import combinations

from sovassess.model.graph import Graph, GraphEdge, GraphNode
from sovassess.renderers import html_map
from sovassess.renderers.html_map import LaneMap
from tests.unit.renderers import sample


def _node(kind: str, name: str, status: str = "vendor", strength: str = "") -> GraphNode:
    return GraphNode(id=f"{kind}:{name}", kind=kind, name=name, status=status, strength=strength)


def _crossings(picture: LaneMap) -> int:
    y = {node.key: node.y for node in picture.nodes}
    return sum((y[a.source] - y[b.source]) * (y[a.target] - y[b.target]) < 0 for a, b in combinations(picture.edges, 2))


def test_every_node_of_a_small_graph_is_drawn() -> None:
    graph = sample.rich().graph
    drawn = {node.key for node in html_map.lay_out(graph).nodes}
    assert drawn == {node.id for node in graph.nodes if node.kind != "function"}


def test_a_full_lane_ends_in_a_count_of_the_rest() -> None:
    graph = Graph(nodes=tuple(_node("service", f"s{n:03d}") for n in range(100)), edges=())
    picture = html_map.lay_out(graph, cap=10)
    assert len(picture.nodes) == 10
    assert picture.nodes[-1].label == "+91 more"
    assert picture.hidden == 91


def test_a_lane_of_exactly_the_cap_is_not_folded() -> None:
    graph = Graph(nodes=tuple(_node("service", f"s{n:03d}") for n in range(10)), edges=())
    assert html_map.lay_out(graph, cap=10).hidden == 0


def test_what_is_outside_and_required_is_kept_before_what_is_self_run() -> None:
    nodes = (
        *(_node("service", f"a{n}", "self", "required") for n in range(8)),
        _node("service", "z", "vendor", "required"),
        _node("service", "y", "vendor", "optional"),
    )
    picture = html_map.lay_out(Graph(nodes=nodes, edges=()), cap=3)
    assert {node.label for node in picture.nodes} == {"z", "y", "+8 more"}
    assert next(node for node in picture.nodes if node.more).note == "8 of them self-run"


def test_nodes_do_not_overlap() -> None:
    for left, right in combinations(html_map.lay_out(sample.large().graph).nodes, 2):
        apart_x = left.x + left.width <= right.x or right.x + right.width <= left.x
        apart_y = left.y + left.height <= right.y or right.y + right.height <= left.y
        assert apart_x or apart_y


def test_the_order_in_a_lane_unties_crossings() -> None:
    nodes = tuple(_node(kind, f"{kind}{n}") for kind in ("component", "service") for n in range(6))
    edges = tuple(
        GraphEdge(source=f"component:component{n}", target=f"service:service{5 - n}", kind="uses") for n in range(6)
    )
    assert _crossings(html_map.lay_out(Graph(nodes=nodes, edges=edges))) == 0


def test_edges_of_folded_nodes_end_at_the_count() -> None:
    nodes = (_node("component", "c"), *(_node("service", f"s{n}") for n in range(20)))
    edges = tuple(GraphEdge(source="component:c", target=f"service:s{n}", kind="uses") for n in range(20))
    picture = html_map.lay_out(Graph(nodes=nodes, edges=edges), cap=5)
    assert sorted(edge.target for edge in picture.edges)[0] == "more:service"
    assert len(picture.edges) == 5


def test_an_unknown_strength_or_status_is_drawn_plainly() -> None:
    graph = Graph(nodes=(_node("service", "s", status="sideways", strength="mighty"),), edges=())
    assert html_map.lay_out(graph).nodes[0].shape == "plain"


def test_an_empty_graph_has_no_nodes() -> None:
    assert html_map.lay_out(Graph(nodes=(), edges=())).nodes == ()


def test_the_order_of_the_input_does_not_matter() -> None:
    graph = sample.large().graph
    turned = Graph(nodes=tuple(reversed(graph.nodes)), edges=tuple(reversed(graph.edges)))
    assert html_map.lay_out(turned) == html_map.lay_out(graph)


def test_what_is_tied_to_the_drawn_services_is_drawn_before_what_is_not() -> None:
    services = tuple(_node("service", f"s{n}", strength="required" if n > 15 else "optional") for n in range(20))
    parties = tuple(_node("party", f"p{n:02d}") for n in range(20))
    edges = tuple(GraphEdge(source=f"service:s{n}", target=f"party:p{n:02d}", kind="offered-by") for n in range(20))
    picture = html_map.lay_out(Graph(nodes=services + parties, edges=edges), cap=5)
    assert {node.label for node in picture.nodes if node.key.startswith("party")} == {"p16", "p17", "p18", "p19"}


def test_edges_that_stand_for_folded_ones_are_faint_and_the_others_show_the_strength() -> None:
    nodes = (_node("component", "c"), *(_node("service", f"s{n}") for n in range(9)))
    edges = tuple(
        GraphEdge(source="component:c", target=f"service:s{n}", kind="uses", strength="optional") for n in range(9)
    )
    picture = html_map.lay_out(Graph(nodes=nodes, edges=edges), cap=4)
    assert {edge.line for edge in picture.edges if edge.target == "more:service"} == {"faint"}
    assert {edge.line for edge in picture.edges if edge.target != "more:service"} == {"dashed"}


def test_components_of_one_name_are_told_apart_by_their_files_and_by_their_ids_where_those_are_equal() -> None:
    nodes = tuple(
        GraphNode(id=f"component:{key}", kind="component", name="shop") for key in ("a/package.json", "x#1", "x#2")
    )
    places = {
        "component:a/package.json": "a/package.json",
        "component:x#1": "deploy.yaml",
        "component:x#2": "deploy.yaml",
    }
    drawn = html_map.lay_out(Graph(nodes=nodes, edges=()), about=html_map.About(places=places)).nodes
    assert [node.label for node in drawn] == ["shop"] * 3
    assert {node.note for node in drawn} == {"a/package.json", "x#1", "x#2"}
    assert len({node.title for node in drawn}) == 3


def test_services_of_one_name_are_told_apart_by_how_they_are_tied() -> None:
    nodes = tuple(
        GraphNode(id=f"service:hub/{s}", kind="service", name="Hub", role="registry", status="vendor", strength=s)
        for s in ("default", "build")
    )
    drawn = html_map.lay_out(Graph(nodes=nodes, edges=())).nodes
    assert {node.note for node in drawn} == {"registry · default", "registry · build"}


def test_a_long_path_keeps_its_end() -> None:
    node = GraphNode(id="component:a", kind="component", name="web")
    about = html_map.About(places={"component:a": "products/shop/frontend/web/package.json"})
    (drawn,) = html_map.lay_out(Graph(nodes=(node,), edges=()), about=about).nodes
    assert drawn.note.startswith("…")
    assert drawn.note.endswith("/package.json")
    assert "products/shop/frontend/web/package.json" in drawn.title


def test_services_that_only_their_ids_tell_apart_show_region_and_user() -> None:
    ids = ("bedrock/model-api/@eu-1/~chat-8ecc", "bedrock/model-api/@eu-1/~review-0c57", "bedrock/model-api")
    nodes = tuple(GraphNode(id=f"service:{key}", kind="service", name="Bedrock", role="model-api") for key in ids)
    drawn = html_map.lay_out(Graph(nodes=nodes, edges=())).nodes
    assert {node.note for node in drawn} == {"eu-1 · chat", "eu-1 · review", "model API"}


def test_a_name_is_cut_where_its_box_ends_and_not_before() -> None:
    names = ("Anthropic API (Claude)", "Python Software Foundation", "WWWWWWWWWWWWWWWWWW", "illicit little initials")
    nodes = tuple(GraphNode(id=f"service:{n}", kind="service", name=name) for n, name in enumerate(names))
    drawn = {node.title.split(",")[0]: node.label for node in html_map.lay_out(Graph(nodes=nodes, edges=())).nodes}
    assert drawn["Anthropic API (Claude)"] == "Anthropic API (Claude)"
    assert drawn["illicit little initials"] == "illicit little initials"
    assert drawn["Python Software Foundation"] == "Python Software Found…"
    assert len(drawn["WWWWWWWWWWWWWWWWWW"]) < 16
