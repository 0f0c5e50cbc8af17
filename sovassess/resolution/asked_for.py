"""Folders whose files are applied only where somebody asks for them. It knows their names and not what lies in them."""

from __future__ import annotations

from collections.abc import Sequence
from posixpath import basename, dirname

from sovassess.detectors.commands import APPLIED
from sovassess.model.enums import Context
from sovassess.model.observations import Fact
from sovassess.model.scan import FileObservations


def optional_folders(files: Sequence[FileObservations]) -> frozenset[str]:
    """Folders whose files are applied only where somebody asks for them. What a script applies is one of them where
    the tree ships a chart elsewhere, since then the chart is how it is installed."""
    charts = [
        dirname(file.path)
        for file in files
        if basename(file.path) == "Chart.yaml" and file.context is Context.PRODUCTION
    ]
    return frozenset(
        observation.name
        for file in files
        for observation in file.observations
        if isinstance(observation, Fact) and observation.kind == "optional-folder" and observation.name
        if ("why", APPLIED) not in observation.fields or _is_elsewhere(charts, dirname(file.path))
    )


def _is_elsewhere(charts: Sequence[str], folder: str) -> bool:
    """Whether there are charts, and none of them lies in a folder or above or below it."""
    near = (f"{chart}/".startswith(f"{folder}/") or f"{folder}/".startswith(f"{chart}/") for chart in charts if chart)
    return bool(charts) and all(charts) and not any(near)


def optional_folder(path: str, folders: frozenset[str]) -> bool:
    """True for a file in such a folder or below it."""
    return any(path.startswith(folder + "/") for folder in folders)
