"""What is known about one variable: the settings that files make, ranked, and the texts a value can stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import UNLESS_SET, EnvironmentValue, Observation
from sovassess.model.scan import FileObservations
from sovassess.model.values import Value

GAP = "\x00"
"""What stands in a text for a part that nobody knows."""
_WHOLE_HOST = re.compile(r"^[a-z][a-z0-9+.-]*://([^/@\s]*@)?[^/:@\s\x00]+([:/?]|$)", re.IGNORECASE)


class Setting(Struct, frozen=True):
    """One value that a file gives to a variable. `rank`: 0 a deploying manifest, 1 an image, 2 an environment file,
    3 an example file. `component` is the id of the component, "" where the file names none. `program` is the program
    that gives the value to its own process, "" for a file that others are started with."""

    value: Value
    component: str
    rank: int
    usage: Usage
    source: EnvironmentValue
    program: str = ""


class Resolved(Struct, frozen=True):
    """One text that a value can stand for, with the observations that gave it. `origin`: `literal` (the file itself),
    `manifest` (another file sets it), `default` (a fallback in the same place), `example`."""

    text: str
    origin: str
    sources: tuple[Observation, ...] = ()
    component: str = ""


def rank_of(file: FileObservations, observation: EnvironmentValue) -> int:
    """How near to what runs the file stands that sets the value; see `Setting.rank`."""
    if file.detector == "dotenv":
        return 3 if observation.usage is Usage.OPTIONAL else 2
    if file.detector == "dockerfile":
        return 1
    if file.detector == "generic":
        return 2  # a program's own file of settings, which every variable overrides
    if observation.condition == UNLESS_SET:
        return 2  # whatever deploys it comes first
    return 0


def program_of(file: FileObservations) -> str:
    """The program that a file is a part of, where what it sets holds for its own process alone."""
    return file.path if file.evidence is EvidenceKind.CODE and file.detector != "shell" else ""


def best_of(settings: Sequence[Setting]) -> list[Setting]:
    """Those of the best rank; switched-off ones only where nothing else is left."""
    if not settings:
        return []
    live = [setting for setting in settings if setting.usage is Usage.MAIN or setting.rank == 3] or list(settings)
    best = min(setting.rank for setting in live)
    found = [setting for setting in live if setting.rank == best]
    given = [setting for setting in found if setting.source.condition != UNLESS_SET]
    return given or found


def combined(parts: Sequence[Resolved]) -> Resolved:
    """The text of all parts in a row, as uncertain as its least certain part."""
    origins = {part.origin for part in parts}
    for origin in ("example", "manifest", "default"):
        if origin in origins:
            break
    else:
        origin = "literal"
    sources = tuple(dict.fromkeys(source for part in parts for source in part.sources))
    component = next((part.component for part in parts if part.component), "")
    return Resolved("".join(part.text for part in parts), origin, sources, component)


def whole_hosts(partial: Sequence[Resolved]) -> tuple[Resolved, ...]:
    """Those whose host is whole: a password, a port or a path that nobody knows does not hide the host between them."""
    return tuple(
        Resolved(resolved.text.replace(GAP, "x"), resolved.origin, resolved.sources, resolved.component)
        for resolved in partial
        if GAP in resolved.text and _WHOLE_HOST.match(resolved.text)
    )
