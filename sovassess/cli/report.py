"""`sovassess report`: render a saved assessment again."""

from __future__ import annotations

from pathlib import Path

from sovassess.cli.gate import load
from sovassess.cli.output import render, terminal_width, wants_color, write


def report(path: Path, name: str, output: str, color: str) -> int:
    """Render and write; always 0."""
    text = render(load(path), name, color=wants_color(color) and output == "-", width=terminal_width())
    write(text, output)
    return 0
