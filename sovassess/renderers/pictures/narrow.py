"""The same boxes one below the other, for a picture that is opened by itself on a narrow screen. Style sheets only: who
reads none sees the lanes, and so does who puts the picture into a page, whatever its width there.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from math import floor
from textwrap import wrap

from msgspec import Struct

from sovassess.renderers.html_boxes import MapNode
from sovassess.renderers.html_map import LaneMap

# The whole is as wide as a third of the picture, shown three times as large: on a phone one unit is about one pixel.
_TIMES = 3
_WIDEST_SCREEN = 600  # px
_MARGIN, _LINE, _GAP, _LANE = 20, 18, 12, 44
_HEAD_LETTERS, _TEXT_LETTERS = 30, 52
_HIDDEN_LINES = "The lines between the boxes are drawn on a wider screen."


class Narrow(Struct, frozen=True):
    """`style` is a part of a style sheet, `head` the lines of the heading, `moves` by node and by title of a lane what
    its element says of its place in the narrow picture."""

    style: str
    head: tuple[str, ...]
    moves: Mapping[str, str]


def narrowed(lanes: LaneMap, title: str, told: str, size: tuple[int, int]) -> Narrow:
    """The places of all boxes, lane after lane, those who can stop something first; `size` is that of the wide picture,
    in px, whose boxes and titles of lanes stand as `lay_out` placed them."""
    width, height = size
    head, below = _head(title, told)
    moves: dict[str, str] = {}
    y = below
    for lane in reversed(lanes.lanes):
        moves[lane.title] = _move(-lane.x, y)
        y += _LANE - _GAP
        for node in sorted(_of_lane(lanes, lane.x), key=lambda node: node.y):
            moves[node.key] = _move(-node.x, y - node.y)
            y += node.height + _GAP
        y += _GAP
    tall = (y + 2 * _MARGIN) * _TIMES
    # A picture within a page has the shape of the wide one; only a screen that is narrower than that is a phone.
    shape = floor(min(0.6, 0.97 * width / height) * 1000)
    rules = (
        f"svg{{width:100vw;height:calc(100vw*{tall}/{width})}}.paper{{height:{tall}px}}",
        ".wide,.edge{display:none}.narrow{display:inline}",
        f".all{{transform:scale({_TIMES})}}.lanes{{transform:translate({_MARGIN}px,0px)}}[style]{{transform:var(--to)}}",
    )
    phone = f"@media (max-width:{_WIDEST_SCREEN}px) and (max-aspect-ratio:{shape}/1000)"
    style = "\n".join((".narrow{display:none}", f"{phone}{{", *rules, "}"))
    return Narrow(style, head, moves)


def _of_lane(lanes: LaneMap, x: int) -> list[MapNode]:
    return [node for node in lanes.nodes if node.x == x]


def _move(x: int, y: int) -> str:
    return f' style="--to:translate({x}px,{y}px)"'


def _head(title: str, told: str) -> tuple[tuple[str, ...], int]:
    """The heading broken into lines, and where what follows it begins."""
    out: list[str] = []
    y = 34
    for kind, text, letters in (("head", title, _HEAD_LETTERS), ("quiet", f"{told} {_HIDDEN_LINES}", _TEXT_LETTERS)):
        for line in wrap(text, letters):
            out.append(f'<text class="{kind} narrow" x="{_MARGIN}" y="{y}">{escape(line, quote=True)}</text>')
            y += _LINE + 6 * (kind == "head")
    return tuple(out), y + _GAP
