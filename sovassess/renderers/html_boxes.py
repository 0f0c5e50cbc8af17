"""The boxes of the dependency map: their words, cut to fit, and what each stands for. It places nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from msgspec import Struct

from sovassess.model.enums import Operator
from sovassess.model.graph import Graph, GraphNode
from sovassess.renderers import wording
from sovassess.renderers.html_facets import Facets

_OPERATORS = frozenset(operator.value for operator in Operator)
# As wide as the widest of the fonts that a browser may take: 13 units bold, 11.5 units plain.
_NARROW = frozenset(" !'()*,-./:;I[]fijlrt|·")
_MARGINS = 24
_PIXELS_PER_SMALL_LETTER = 6.4


class MapNode(Struct, frozen=True, kw_only=True):
    """A drawn node. `shape`: `self`, `vendor`, `unknown` or `plain`; `more` counts those it stands for, 0 for one.

    `facets` is None for what is no service.
    """

    key: str
    target: str
    label: str
    note: str
    title: str
    shape: str
    x: int
    y: int
    width: int
    height: int
    more: int = 0
    facets: Facets | None = None


class Boxes:
    """What a key of the picture stands for: a node with its small print, or the rest of a lane."""

    def __init__(self, by_id: dict[str, GraphNode], rest: dict[str, list[GraphNode]], notes: dict[str, str]) -> None:
        self.rest = rest
        self._by_id = by_id
        self._notes = notes

    def at(self, key: str, box: tuple[int, int, int, int]) -> MapNode:
        """The node of a key in its box."""
        if key in self.rest:
            return _more(key, self.rest[key], box)
        return _node(self._by_id[key], self._notes[key], box)


def notes(graph: Graph, places: Mapping[str, str]) -> dict[str, str]:
    """The small print of each node: the file of a component, else role and operator; namesakes are told apart."""
    named = Counter((node.kind, node.name) for node in graph.nodes)
    made: dict[str, str] = {}
    for node in graph.nodes:
        word = wording.OPERATORS[Operator(node.status)][1] if node.status in _OPERATORS else ""
        if named[node.kind, node.name] > 1 and node.strength:
            word = node.strength
        role = wording.role_name(node.role) if node.role else ""
        if node.kind in ("component", "jurisdiction"):
            role, word = places.get(node.id, ""), ""
        made[node.id] = " · ".join(part for part in (role, word) if part) or node.kind
    for mark in (_where, _id):
        read = Counter((node.kind, node.name, made[node.id]) for node in graph.nodes)
        made.update({n.id: mark(n) or made[n.id] for n in graph.nodes if read[n.kind, n.name, made[n.id]] > 1})
    return made


def _id(node: GraphNode) -> str:
    return node.id.partition(":")[2]


def _where(node: GraphNode) -> str:
    """Region and user out of the id of a service, `bedrock/model-api/@eu-1/~assistant-8ecc`; "" if it has none."""
    parts = [part for part in _id(node).split("/")[1:] if part.startswith(("@", "~"))]
    return " · ".join(re.sub(r"-[0-9a-f]{4}$", "", part[1:]) for part in parts)


def _clip(text: str, width: int) -> str:
    room: float = width - _MARGINS
    if sum(map(_pixels, text)) <= room:
        return text
    room -= _pixels("…")
    wide = 0.0
    for place, letter in enumerate(text):
        wide += _pixels(letter)
        if wide > room:
            return text[:place].rstrip() + "…"
    return text


def _pixels(letter: str) -> float:
    """How wide a letter of a label is at most, in the widest of the fonts that it is set in (DejaVu Sans bold)."""
    if letter in _NARROW:
        return 5.5
    if letter in "mwMW@%…" or letter > "\u2e7f":
        return 13.0
    return 8.5 if letter.islower() else 10.5


def _small(text: str, width: int, *, keep_end: bool = False) -> str:
    """The small print as far as it fits; of a path the end says more."""
    room = int((width - 24) / _PIXELS_PER_SMALL_LETTER)
    if len(text) <= room:
        return text
    return "…" + text[1 - room :].lstrip() if keep_end else text[: room - 1].rstrip(" ·") + "…"


def _node(node: GraphNode, note: str, box: tuple[int, int, int, int]) -> MapNode:
    name = wording.clean(node.name)
    status = node.status if node.status in _OPERATORS else ""
    word = wording.OPERATORS[Operator(status)][1] if status else ""
    if node.kind in ("component", "jurisdiction"):
        status, word = "", note if note != node.kind else ""
    parts = [wording.role_name(node.role) if node.role else "", word]
    note = wording.clean(note)
    return MapNode(
        key=node.id,
        target=node.id,
        label=_clip(name, box[2]),
        note=_small(note, box[2], keep_end=node.kind == "component" or "/" in note),
        title=f"{name}, {node.kind}{', ' + ', '.join(p for p in (*parts, node.strength) if p) if any(parts) else ''}",
        shape=status or "plain",
        x=box[0],
        y=box[1],
        width=box[2],
        height=box[3],
    )


def _more(key: str, nodes: list[GraphNode], box: tuple[int, int, int, int]) -> MapNode:
    own = sum(1 for node in nodes if node.status == Operator.SELF)
    note = f"{own} of them self-run" if own and not key.endswith(":component") else "see the table below"
    return MapNode(
        key=key,
        target="",
        label=f"+{len(nodes)} more",
        note=_small(note, box[2]),
        title=f"{len(nodes)} more, {note}",
        shape="plain",
        x=box[0],
        y=box[1],
        width=box[2],
        height=box[3],
        more=len(nodes),
    )
