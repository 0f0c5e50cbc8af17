"""An assessment for a question: read from a saved result, or made from a tree."""

from __future__ import annotations

from pathlib import Path

from sovassess.cli.gate import load
from sovassess.cli.scan import plain_request
from sovassess.model.assessment import Assessment
from sovassess.pipeline import assess


def assessed(path: Path) -> Assessment:
    """The saved assessment at `path`, or that of the tree there."""
    return load(path) if path.suffix == ".json" and path.is_file() else assess(plain_request(path))
