"""The dependency graph as one SVG picture: lanes from component to jurisdiction. No script, nothing loaded, no link.

Whoever can stop serving or a restart alone is marked with words, a heavier frame and a colour.
"""

from __future__ import annotations

from collections.abc import Collection
from html import escape

from sovassess.model.assessment import Assessment
from sovassess.model.graph import Graph
from sovassess.renderers import wording
from sovassess.renderers.html_boxes import MapNode
from sovassess.renderers.html_map import About, LaneMap, MapEdge, lay_out
from sovassess.renderers.pictures.clusters import LANE, OWN, READABLE, drawable
from sovassess.renderers.pictures.narrow import Narrow, narrowed
from sovassess.renderers.reading import Reading

_WIDEST = 236
_NOTE = 34
_MANY = (("service", "services"), ("component", "components"))
_MARGIN = 24
_HEAD = 64
_FOOT = 56
_STEP, _LETTER = 50, 6
_STYLE = """
.paper{fill:#fff}
text{font-family:system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif;fill:#1d2530}
.head{font-size:18px;font-weight:600}.quiet,.note{font-size:11.5px;fill:#4d5866}
.lane{font-size:13px;font-weight:600;fill:#4d5866}.label{font-size:13px}
.edge{fill:none;stroke:#8a95a3;stroke-width:1.2;opacity:.75}
.dashed{stroke-dasharray:6 4}.dotted{stroke-dasharray:2 4}.faint{opacity:.35}
.stops{stroke:#b3261e;opacity:.9;stroke-width:1.6}
rect.box{stroke-width:1.2;rx:7}
.self rect.box{fill:#e9f5eb;stroke:#2f7d3b}.vendor rect.box{fill:#fdf0ee;stroke:#b3261e}
.unknown rect.box{fill:#fff6de;stroke:#8a6100;stroke-dasharray:5 3}.plain rect.box{fill:#f1f4f8;stroke:#5b6675}
.alone rect.box{stroke-width:3}.alone .note{fill:#8c1d18;font-weight:600}
"""


def render(assessment: Assessment) -> str:
    """The picture as a document of its own."""
    alone = _alone(assessment)
    graph, members = drawable(assessment.graph, frozenset(alone))
    owners = _owners(assessment)
    about = About(places=Reading(assessment).places, first=_first(graph, alone), widest=_WIDEST)
    lanes = lay_out(graph, LANE if members else READABLE, about)
    width, height = lanes.width + 2 * _MARGIN, lanes.height + _HEAD + _FOOT
    name = wording.clean(assessment.subject.name)
    title = f"What {name} depends on"
    told = _subtitle(assessment, lanes)
    narrow = narrowed(lanes, title, wording.clean(told), (width, height))
    body = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' preserveAspectRatio="xMinYMin meet" role="img" aria-labelledby="t d">',
        f'<title id="t">{_text(title)}</title>',
        f'<desc id="d">{_text(_description(lanes))}</desc>',
        f"<style>{_STYLE}{narrow.style}\n</style>",
        f'<rect class="paper" width="{width}" height="{height}"/>',
        f'<text class="head wide" x="{_MARGIN}" y="30">{_text(title)}</text>',
        f'<text class="quiet wide" x="{_MARGIN}" y="50">{_text(told)}</text>',
        '<g class="all">',
        *narrow.head,
        f'<g class="lanes" transform="translate({_MARGIN} {_HEAD})">',
        *(
            f'<text class="lane" x="{lane.x}" y="20"{narrow.moves[lane.title]}>{_text(lane.title)}</text>'
            for lane in lanes.lanes
        ),
        *(_edge(edge, alone) for edge in lanes.edges),
        *(
            _node(node, alone.get(node.key, ""), owners.get(node.key, ""), members.get(node.key, ()), narrow)
            for node in lanes.nodes
        ),
        "</g>",
        "</g>",
        '<g class="wide">',
        *_legend(height),
        "</g>",
        "</svg>",
    ]
    return "\n".join(body) + "\n"


def _text(text: str) -> str:
    return escape(wording.clean(text), quote=True)


def _alone(assessment: Assessment) -> dict[str, str]:
    """By party or jurisdiction what it can stop alone, of what people ask about first."""
    reading = Reading(assessment)
    out: dict[str, str] = {}
    for culprit in reading.culprits():
        if len(culprit.ids) == 1:
            reach = {entry.function for entry in culprit.reach}
            stops = [f for f in ("serve", "restart") if f in reach]
            if stops:
                out[f"{culprit.kind}:{culprit.ids[0]}"] = f"alone stops {' + '.join(stops)}"
    return out


def _first(graph: Graph, alone: Collection[str]) -> frozenset[str]:
    """What no folding may hide: who can stop something alone, what they run, and what is run by oneself or nobody."""
    theirs = {edge.source for edge in graph.edges if edge.target in alone and edge.kind == "offered-by"}
    whole = {node.id for node in graph.nodes if node.id in (OWN, "cluster:unknown:")}
    return frozenset({*alone, *theirs, *whole})


def _owners(assessment: Assessment) -> dict[str, str]:
    """By party the name of who owns it."""
    names = {node.id: node.name for node in assessment.graph.nodes}
    return {edge.source: names[edge.target] for edge in assessment.graph.edges if edge.kind == "owned-by"}


def _description(lanes: LaneMap) -> str:
    drawn = ", ".join(lane.title.lower() for lane in lanes.lanes)
    return f"Lanes from left to right: {drawn}. {len(lanes.nodes)} boxes, {len(lanes.edges)} lines."


def _subtitle(assessment: Assessment, lanes: LaneMap) -> str:
    reading = Reading(assessment)
    names = reading.alone("serve")
    who = f"Alone able to stop serving: {wording.listed(names, 5)}." if names else "Nobody alone can stop serving."
    hidden = f" {lanes.hidden} more are folded into the last boxes of their lanes." if lanes.hidden else ""
    return who + hidden


def _edge(edge: MapEdge, alone: dict[str, str]) -> str:
    stops = " stops" if edge.target in alone and edge.source.startswith(("service:", "cluster:")) else ""
    return f'<path class="edge {edge.line}{stops}" d="{edge.path}"/>'


def _node(node: MapNode, told: str, owner: str, members: tuple[str, ...], narrow: Narrow) -> str:
    more = [told, f"owned by {owner}" if owner else "", ", ".join(members)]
    title = ", ".join([node.title, *(text for text in more if text)])
    many = wording.count(len(members), *_MANY[node.key.startswith("cluster:folder:")]) if members else node.note
    note = told or (f"of {owner}" if owner else "named by -f json" if node.more else many)
    kind = node.shape if node.shape in ("self", "vendor", "unknown") else "plain"
    return (
        f'<g class="{kind}{" alone" if told else ""}"{narrow.moves[node.key]}><title>{_text(title)}</title>'
        f'<rect class="box" x="{node.x}" y="{node.y}" width="{node.width}" height="{node.height}"/>'
        f'<text class="label" x="{node.x + 10}" y="{node.y + 19}">{_text(node.label)}</text>'
        f'<text class="note" x="{node.x + 10}" y="{node.y + 35}">{_text(_clip(note))}</text></g>'
    )


def _clip(text: str) -> str:
    return text if len(text) <= _NOTE else text[: _NOTE - 1].rstrip() + "…"


def _legend(height: int) -> list[str]:
    boxes = (("self", "run by yourself"), ("vendor", "run by somebody else"), ("unknown", "not known who runs it"))
    out: list[str] = []
    x, y = _MARGIN, height - 30
    for kind, words in (*boxes, ("vendor alone", "can stop it alone")):
        out.append(f'<g class="{kind}"><rect class="box" x="{x}" y="{y - 12}" width="22" height="15"/></g>')
        out.append(f'<text class="quiet" x="{x + 30}" y="{y}">{words}</text>')
        x += _STEP + _LETTER * len(words)
    lines = (("", "needed as shipped"), ("dashed", "a choice"), ("dotted", "to build or update"))
    for line, words in lines:
        out.append(f'<path class="edge {line}" d="M{x} {y - 4}h26"/>')
        out.append(f'<text class="quiet" x="{x + 34}" y="{y}">{words}</text>')
        x += _STEP + _LETTER * len(words)
    return out
