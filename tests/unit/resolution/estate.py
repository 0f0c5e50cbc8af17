"""Small estates in memory, taken through the whole pipeline, and short ways to ask what came of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sovassess.detectors.registry import DETECTORS
from sovassess.egress.inputs import EgressFile
from sovassess.model.assessment import Assessment
from sovassess.model.dependencies import Dependency
from sovassess.model.enums import Operator, Role
from sovassess.pipeline import Request, Stage, assess, prepare
from sovassess.resolution.own import OwnThings
from sovassess.resolution.resolve import Resolution, resolve
from sovassess.scanning import scan
from sovassess.settings import Settings
from sovassess.source.tree import MemoryTree
from tests.loaded import catalog, compiled

TODAY = dt.date(2026, 11, 21)
Files = Mapping[str, str | bytes]


def request(
    files: Files, settings: Settings | None = None, egress: tuple[EgressFile, ...] = (), today: dt.date = TODAY
) -> Request:
    """A request for a tree in memory."""
    return Request(
        tree=MemoryTree(files), today=today, settings=settings or Settings(), egress=egress, cache=compiled()
    )


def stage(files: Files, settings: Settings | None = None, egress: tuple[EgressFile, ...] = ()) -> Stage:
    """Everything up to the graph."""
    return prepare(request(files, settings, egress))


def assessed(
    files: Files,
    settings: Settings | None = None,
    egress: tuple[EgressFile, ...] = (),
    today: dt.date = TODAY,
) -> Assessment:
    """The whole assessment."""
    return assess(request(files, settings, egress, today))


def resolution_of(files: Files, own: OwnThings | None = None) -> Resolution:
    """Scan and resolve without graph and rubric; the catalog is read once, so this is the quick way."""
    scanned = scan(MemoryTree(files), DETECTORS)
    return resolve(scanned.files, catalog(), own or OwnThings(), scanned.paths)


def dependencies(files: Files, own: OwnThings | None = None) -> tuple[Dependency, ...]:
    """All dependencies of an estate."""
    return resolution_of(files, own).dependencies


def of_role(files: Files, *roles: Role) -> list[Dependency]:
    """The dependencies in one of the roles."""
    return [entry for entry in dependencies(files) if entry.role in roles]


def model_servers(files: Files) -> list[Dependency]:
    """Who serves models, hosted or not, without tests and mentions."""
    return [entry for entry in of_role(files, Role.MODEL_API, Role.MODEL_SERVER, Role.GATEWAY) if entry.strength.live]


def party(entry: Dependency) -> str:
    """The party's id, `self` for what is self-run, `unknown` for the rest."""
    if entry.operated_by is Operator.SELF:
        return "self"
    return entry.party.id if entry.party is not None else "unknown"


def servers(files: Files) -> set[str]:
    """The parties that serve models."""
    return {party(entry) for entry in model_servers(files)}


def services(files: Files) -> dict[str, Dependency]:
    """Live dependencies by service id."""
    return {entry.service: entry for entry in dependencies(files) if entry.strength.live}


def outsiders(files: Files) -> set[str]:
    """Ids of the parties that something live depends on, `unknown` among them for unidentified hosts."""
    return {party(e) for e in dependencies(files) if e.strength.live and e.operated_by is not Operator.SELF}
