"""The dependency map: fixed lanes, ordered by barycentre sweeps, drawn as one picture. It computes places, no markup.

Layered drawing after Sugiyama, Tagawa and Toda (1981): the lanes are given, so only the order within a lane is
searched, by sweeps that move each node to the mean place of its neighbours. Lengths are in SVG user units (1 unit is
1 CSS pixel at full width).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import msgspec
from msgspec import Struct

from sovassess.model.enums import Strength
from sovassess.model.graph import Graph, GraphEdge, GraphNode
from sovassess.renderers.html_boxes import Boxes, MapNode, notes
from sovassess.renderers.html_facets import Facets, union

WIDTH = 1120
LANE_CAP = 14
# A larger map is drawn beside the first; beyond so many lines nobody can follow one, and the page grows heavy.
LARGER_CAPS = (60, 40, 28, 20)
MAX_LINES = 200
_LANES: tuple[tuple[str, str], ...] = (
    ("component", "Components"),
    ("service", "Services"),
    ("model", "Models"),
    ("party", "Parties"),
    ("jurisdiction", "Jurisdictions"),
)
_BY_WEIGHT = ("service", "model", "party", "jurisdiction", "component")
_TIED = 1000
_NODE_HEIGHT = 44
_ROW = 56
_TOP = 40
_SWEEPS = 8
_STRENGTHS = frozenset(strength.value for strength in Strength)
_STATUS_ORDER = ("vendor", "unknown", "", "self")


class MapEdge(Struct, frozen=True, kw_only=True):
    """A drawn edge from one node key to another; `line`: `solid`, `dashed`, `dotted` or `faint` (folded ends)."""

    source: str
    target: str
    path: str
    line: str


class Lane(Struct, frozen=True, kw_only=True):
    """A column: its title and the place of the title."""

    title: str
    x: int


class LaneMap(Struct, frozen=True, kw_only=True):
    """The whole picture."""

    width: int
    height: int
    lanes: tuple[Lane, ...]
    nodes: tuple[MapNode, ...]
    edges: tuple[MapEdge, ...]
    hidden: int


class About(Struct, frozen=True, kw_only=True):
    """What the map tells beside the graph: the facets of the services and the file of each component, by node id.

    `first` are ids of nodes that are drawn before all others; `widest` is how wide a box may be.
    """

    facets: Mapping[str, Facets] = {}
    places: Mapping[str, str] = {}
    first: frozenset[str] = frozenset()
    widest: int = 208


def lay_out(graph: Graph, cap: int = LANE_CAP, about: About | None = None) -> LaneMap:
    """Places for the nodes and edges of `graph`; a lane with more than `cap` ends in one for the rest."""
    about = about or About()
    lanes: list[tuple[str, list[str]]] = []
    stands_for: dict[str, str] = {}
    rest: dict[str, list[GraphNode]] = {}
    for (kind, title), (shown, folded) in zip(_LANES, _chosen(graph, cap, about.first), strict=True):
        drawn = [node.id for node in shown]
        stands_for.update({key: key for key in drawn})
        if folded:
            key = f"more:{kind}"
            rest[key] = folded
            stands_for.update(dict.fromkeys((node.id for node in folded), key))
            drawn.append(key)
        if drawn:
            lanes.append((title, drawn))
    links = _links(graph.edges, stands_for)
    _order(lanes, links)
    by_id = {node.id: node for node in graph.nodes}
    boxes = Boxes(by_id, rest, notes(graph, about.places))
    return _with_facets(_draw(lanes, links, boxes, about.widest), about.facets, rest)


def larger(graph: Graph, first: LaneMap, about: About) -> LaneMap:
    """The largest map that can still be followed, for those who unfold the `first`; that one if none shows more."""
    if first.hidden:
        for cap in LARGER_CAPS:
            drawn = lay_out(graph, cap, about)
            if len(drawn.edges) <= MAX_LINES:
                return drawn
    return first


def _with_facets(drawn: LaneMap, found: Mapping[str, Facets], rest: dict[str, list[GraphNode]]) -> LaneMap:
    nodes: list[MapNode] = []
    for node in drawn.nodes:
        behind = [found[one.id] for one in rest.get(node.key, ()) if one.id in found]
        own = found.get(node.key) or (union(behind) if behind else None)
        nodes.append(msgspec.structs.replace(node, facets=own))
    return msgspec.structs.replace(drawn, nodes=tuple(nodes))


def _chosen(graph: Graph, cap: int, first: frozenset[str]) -> list[tuple[list[GraphNode], list[GraphNode]]]:
    """Per lane the nodes to draw and the nodes to fold; services first, then what is tied to those that are drawn."""
    ends = [(edge.source, edge.target) for edge in graph.edges]
    taken: set[str] = set()
    chosen: dict[str, tuple[list[GraphNode], list[GraphNode]]] = {}
    for kind in _BY_WEIGHT:
        weight: Counter[str] = Counter()
        for source, target in ends:
            weight[source] += _TIED if target in taken else 1
            weight[target] += _TIED if source in taken else 1
        members = sorted(
            (n for n in graph.nodes if n.kind == kind), key=lambda n: (n.id not in first, *_importance(n, weight[n.id]))
        )
        cut = len(members) if len(members) <= cap else cap - 1
        chosen[kind] = (members[:cut], members[cut:])
        taken.update(node.id for node in members[:cut])
    return [chosen[kind] for kind, _ in _LANES]


def _importance(node: GraphNode, weight: int) -> tuple[int, int, int, str]:
    status = _STATUS_ORDER.index(node.status) if node.status in _STATUS_ORDER else len(_STATUS_ORDER)
    return (status, -_rank(node.strength), -weight, node.id)


def _rank(strength: str) -> int:
    return Strength(strength).rank if strength in _STRENGTHS else -1


def _links(edges: tuple[GraphEdge, ...], stands_for: dict[str, str]) -> dict[tuple[str, str], str]:
    """Drawn ends to the strongest strength among the edges that fall together there."""
    links: dict[tuple[str, str], str] = {}
    for edge in edges:
        ends = (stands_for.get(edge.source, ""), stands_for.get(edge.target, ""))
        if all(ends) and ends[0] != ends[1] and (ends not in links or _rank(edge.strength) > _rank(links[ends])):
            links[ends] = edge.strength
    return links


def _order(lanes: list[tuple[str, list[str]]], links: dict[tuple[str, str], str]) -> None:
    """Sort each lane in place by the mean place of its neighbours, to and fro; the node for the rest stays last."""
    neighbours: dict[str, list[str]] = {}
    for source, target in sorted(links):
        neighbours.setdefault(source, []).append(target)
        neighbours.setdefault(target, []).append(source)
    place: dict[str, float] = {}

    def settle(keys: list[str]) -> None:
        for index, key in enumerate(keys):
            place[key] = (index + 1) / (len(keys) + 1)

    for _, keys in lanes:
        settle(keys)
    lane_of = {key: number for number, (_, keys) in enumerate(lanes) for key in keys}
    for sweep in range(_SWEEPS):
        forward = sweep % 2 == 0
        for number in range(len(lanes)) if forward else reversed(range(len(lanes))):
            keys = lanes[number][1]
            mean: dict[str, float] = {}
            for key in keys:
                near = [place[n] for n in neighbours.get(key, []) if (lane_of[n] < number) == forward]
                mean[key] = sum(near) / len(near) if near else place[key]
            keys.sort(key=lambda key: (key.startswith("more:"), mean[key], place[key], key))
            settle(keys)


def _draw(lanes: list[tuple[str, list[str]]], links: dict[tuple[str, str], str], boxes: Boxes, widest: int) -> LaneMap:
    tallest = max((len(keys) for _, keys in lanes), default=0)
    height = _TOP + max(tallest, 1) * _ROW + 8
    columns = max(len(lanes), 1)
    width = min(widest, WIDTH // columns - 46)
    step = (WIDTH - width) // max(columns - 1, 1)
    placed: dict[str, MapNode] = {}
    for number, (_, keys) in enumerate(lanes):
        top = _TOP + (tallest - len(keys)) * _ROW // 2
        for index, key in enumerate(keys):
            box = (number * step, top + index * _ROW, width, _NODE_HEIGHT)
            placed[key] = boxes.at(key, box)
    return LaneMap(
        width=WIDTH,
        height=height,
        lanes=tuple(Lane(title=title, x=number * step) for number, (title, _) in enumerate(lanes)),
        nodes=tuple(placed[key] for _, keys in lanes for key in keys),
        edges=tuple(_edge(placed[s], placed[t], strength) for (s, t), strength in sorted(links.items())),
        hidden=sum(len(nodes) for nodes in boxes.rest.values()),
    )


def _edge(source: MapNode, target: MapNode, strength: str) -> MapEdge:
    if source.x > target.x:
        x1, x2 = source.x, target.x + target.width
    else:
        x1, x2 = source.x + source.width, target.x
    y1, y2 = source.y + source.height // 2, target.y + target.height // 2
    middle = (x1 + x2) // 2
    lines = {
        Strength.OPTIONAL.value: "dashed",
        Strength.BUILD.value: "dotted",
        Strength.DEV.value: "dotted",
        Strength.DOCS.value: "dotted",
    }
    return MapEdge(
        source=source.key,
        target=target.key,
        path=f"M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}",
        line="faint" if source.more or target.more else lines.get(strength, "solid"),
    )
