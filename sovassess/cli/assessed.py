"""An assessment for a question: read from a saved result, or made from a tree."""

from __future__ import annotations

from pathlib import Path

from sovassess.cli.gate import load
from sovassess.cli.kept import assess_wish
from sovassess.cli.scan import plain_wish
from sovassess.model.assessment import Assessment


def assessed(path: Path) -> Assessment:
    """The saved assessment at `path`, or that of the tree there."""
    return load(path) if path.suffix == ".json" and path.is_file() else assess_wish(plain_wish(path))
