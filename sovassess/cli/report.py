"""`sovassess report`: render a saved assessment again."""

from __future__ import annotations

from pathlib import Path

from sovassess.cli.gate import load
from sovassess.cli.output import targets, write_all


def report(path: Path, formats: tuple[str, ...], output: str | None, color: str) -> int:
    """Render and write; always 0."""
    outputs = targets(formats, output)
    write_all(load(path), outputs, color)
    return 0
