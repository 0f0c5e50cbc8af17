"""Make the items that questions select from: one module for each side of the estate, one list of makers here."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sovassess.graph.items.behaviour import checks, paths
from sovassess.graph.items.building import bases, commands, images, pipelines
from sovassess.graph.items.estate import artifacts, components, files
from sovassess.graph.items.models import models
from sovassess.graph.items.outside import egress, environments, literals, modules, stores
from sovassess.graph.items.projects import projects
from sovassess.graph.items.ties import dependencies
from sovassess.graph.subject import Subject
from sovassess.model.items import Item

Maker = Callable[[Subject], Iterable[Item]]

MAKERS: dict[str, Maker] = {
    "artifact": artifacts,
    "base": bases,
    "check": checks,
    "command": commands,
    "component": components,
    "dependency": dependencies,
    "egress": egress,
    "environment": environments,
    "file": files,
    "image": images,
    "literal": literals,
    "model": models,
    "module": modules,
    "path": paths,
    "pipeline": pipelines,
    "project": projects,
    "store": stores,
}
