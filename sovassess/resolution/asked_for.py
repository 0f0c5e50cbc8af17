"""Folders and files that are applied only where somebody asks. It knows their names and not what lies in them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from posixpath import basename, dirname, normpath

from sovassess.detectors.commands import APPLIED
from sovassess.model.enums import Context
from sovassess.model.observations import EnvironmentValue, Fact
from sovassess.model.scan import FileObservations

# What Compose takes unasked; every other file is named by whoever starts it
# (https://docs.docker.com/compose/intro/compose-application-model/, read 2026-11-22).
_TAKEN = re.compile(r"^(docker-)?compose\.ya?ml$")
_NAMED = re.compile(r"^(docker-)?compose[._-](?P<variant>.+)\.ya?ml$")
# Variants that are how it is run in earnest, or a part that another file takes.
_IN_EARNEST = re.compile(
    r"(?<![a-z])(prod|production|release|deploy(ment)?|live|server|self[_-]?host(ed)?|override|base|common|core|shared|infra"
    r"(structure)?|services|full|all|app|main|stack|default)(?![a-z])",
    re.IGNORECASE,
)


def optional_folders(files: Sequence[FileObservations]) -> frozenset[str]:
    """Folders, and files, that are applied only where somebody asks for them. What a script applies is one of them
    where the tree ships a chart elsewhere, since then the chart is how it is installed."""
    charts = [
        dirname(file.path)
        for file in files
        if basename(file.path) == "Chart.yaml" and file.context is Context.PRODUCTION
    ]
    return frozenset(_variants(files)) | frozenset(
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
    """True for such a file, and for one in such a folder or below it."""
    return path in folders or any(path.startswith(folder + "/") for folder in folders)


def _variants(files: Sequence[FileObservations]) -> Iterator[str]:
    """The Compose files beside the one that is taken unasked, which neither it nor a setting names."""
    taken: set[str] = set()
    named: dict[str, list[str]] = defaultdict(list)
    asked = {path for file in files for path in _asked(file)}
    for file in files:
        if file.detector != "compose" or file.context is not Context.PRODUCTION:
            continue
        found = _NAMED.match(basename(file.path))
        if _TAKEN.match(basename(file.path)):
            taken.add(dirname(file.path))
        elif found and not _IN_EARNEST.search(found["variant"]):
            named[dirname(file.path)].append(file.path)
    for folder in taken & named.keys():
        yield from (path for path in named[folder] if path not in asked)


def _asked(file: FileObservations) -> Iterator[str]:
    """The Compose files that a file takes: by `include` or `extends`, or in the variable that names them."""
    for observation in file.observations:
        if isinstance(observation, Fact) and observation.kind == "included-file":
            yield normpath(f"{dirname(file.path)}/{observation.name}")
        elif isinstance(observation, EnvironmentValue) and observation.name == "COMPOSE_FILE":
            for name in re.split(r"[:;]", observation.value.literal or ""):
                yield normpath(f"{dirname(file.path)}/{name}").lstrip("/")
