"""The measurements as a page: figures beside their bars, between two marks; the words around them stay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

BEGIN, END = "<!-- figures -->", "<!-- /figures -->"
# Figures of issue 10: at most this much of the peer's CPU seconds, for S, M and L.
COLD: dict[str, tuple[float, float, float]] = {
    "ripgrep": (12, 8, 8),
    "cdxgen": (1 / 12, 1 / 6, 1 / 8),
    "checkov": (1 / 25, 1 / 25, 1 / 25),
    "semgrep": (1 / 75, 1 / 75, 1 / 15),
    "borderlint": (1 / 4, 1 / 6, 1 / 6),
}
WARM: tuple[float | None, float, float] = (None, 1.5, 1)
CHANGED = 1.2
STARTS = {"--version": 60, "--help": 100, "gate": 150}
MEMORY = 150
PAGE = (1.0, 2_000_000)
TREES = ("S", "M", "L")


def page(old: str, data: Mapping[str, Any]) -> str:
    """The page with new figures."""
    before, rest = old.split(BEGIN, 1)
    return f"{before}{BEGIN}\n\n" + "\n".join(_figures(data)) + f"\n\n{END}{rest.split(END, 1)[1]}"


def _figures(data: Mapping[str, Any]) -> Iterator[str]:
    trees = {name: data[f"tree {name}"] for name in TREES if f"tree {name}" in data}
    yield from _head("tree", "files", "MB", "rounds")
    for name, told in trees.items():
        yield _row(name, f"{told['files']:,}", f"{told['bytes'] / 1e6:.0f}", told["rounds"])
    yield from ("", "CPU seconds, medians:", "")
    yield from _head("", *TREES)
    rows = [("sovassess, cold", "cold"), ("sovassess, nothing changed", "warm"), ("sovassess, ten changed", "changed")]
    for name, told in data["peers"].items():
        rows.append((f"{name} {told['version'] or '(not had: ' + told['reason'] + ')'}", name))
    for shown, key in rows:
        cells = [trees[name]["seconds"].get(key) if name in trees else None for name in TREES]
        yield _row(shown, *("-" if cell is None else f"{cell:.2f}" for cell in cells))
    yield from ("", "Cold, as a ratio to the peer in the same round (bar in brackets):", "")
    yield from _head("", *TREES)
    for peer, bars in COLD.items():
        yield _row(peer, *_ratios(trees, f"cold/{peer}", bars))
    yield from ("", "With what earlier runs kept:", "")
    yield from _head("", *TREES)
    yield _row("nothing changed, to ripgrep", *_ratios(trees, "warm/ripgrep", WARM))
    yield _row("ten changed, to nothing changed", *_ratios(trees, "changed/warm", (CHANGED,) * 3))
    yield ""
    yield from _beside(data)
    if "curve" not in data:
        return
    yield from ("", "Cost over size: copies of S side by side, cold, one process:", "")
    yield from _head("copies", "files", "MB", "CPU s", "CPU s for each MB more")
    before: Mapping[str, Any] | None = None
    for point in data["curve"]:
        more = ""
        if before is not None:
            more = f"{(point['cpu'] - before['cpu']) / (point['bytes'] - before['bytes']) * 1e6:.3f}"
        yield _row(point["copies"], f"{point['files']:,}", f"{point['bytes'] / 1e6:.0f}", f"{point['cpu']:.2f}", more)
        before = point


def _beside(data: Mapping[str, Any]) -> Iterator[str]:
    yield from _head("beside", "measured", "bar", "")
    bare = f"{data['start']['python -c pass']:.0f}" if "start" in data else ""
    for name, bar in STARTS.items() if "start" in data else ():
        value = data["start"][name]
        yield _row(f"`{name}`, CPU ms (bare Python: {bare})", f"{value:.0f}", bar, _met(value, bar))
    for name in TREES:
        value = data.get(f"memory {name}")
        if value is not None:
            judged = (MEMORY, _met(value, MEMORY)) if name == "L" else ("", "")
            yield _row(f"peak memory of the process tree on {name}, MB (PSS)", value, *judged)
    if "page" not in data:
        return
    told = data["page"]
    yield _row(f"HTML of {told['rows']:,} findings, CPU s", told["cpu"], PAGE[0], _met(told["cpu"], PAGE[0]))
    yield _row("its size, MB", f"{told['bytes'] / 1e6:.2f}", f"{PAGE[1] / 1e6:.0f}", _met(told["bytes"], PAGE[1]))


def _head(first: str, *others: str) -> Iterator[str]:
    yield _row(first, *others)
    yield "|---|" + "--:|" * len(others)


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _ratios(trees: Mapping[str, Any], key: str, bars: tuple[float | None, ...]) -> Iterator[str]:
    for name, bar in zip(TREES, bars, strict=True):
        value = trees[name]["ratios"].get(key) if name in trees else None
        if value is None:
            yield "not measured" + (f" ({_shown(bar)})" if bar else "")
        else:
            yield _shown(value) + (f" ({_shown(bar)}) {_met(value, bar)}" if bar else "")


def _shown(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.1f} times".replace(".0 ", " ") if value >= 0.5 else f"1/{1 / value:.0f}"


def _met(value: float, bar: float) -> str:
    return "met" if value <= bar else "**missed**"
