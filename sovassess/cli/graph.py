"""`sovassess graph`: the dependency graph as a picture or for other tools."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import msgspec

from sovassess.cli.assessed import assessed
from sovassess.documents import nearest
from sovassess.errors import SovassessError

FORMATS = ("svg", "mermaid", "dot", "graphml", "json")


def graph(path: Path, name: str, output: str) -> int:
    """Write the graph in a format; `output` is a file, `-` for standard output."""
    if name not in FORMATS:
        raise SovassessError(f"unknown format {name!r}{nearest(name, FORMATS)}")
    text = render(path, name)
    if output == "-":
        sys.stdout.write(text)
        return 0
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError as error:
        raise SovassessError(f"{output}: cannot be written: {error.strerror or error}") from error
    return 0


def render(path: Path, name: str) -> str:
    """The graph of a tree or a saved result as text in a format."""
    assessment = assessed(path)
    found = assessment.graph
    match name:
        case "json":
            return json.dumps(msgspec.to_builtins(found), indent=2, sort_keys=True) + "\n"
        case "graphml":
            from sovassess.graph.exchange import graphml

            return graphml(found) + "\n"
        case "svg":
            from sovassess.renderers.pictures import svg

            return svg.render(assessment)
        case _:
            from sovassess.renderers.pictures import graph_text

            return graph_text.mermaid(found) if name == "mermaid" else graph_text.dot(found)
