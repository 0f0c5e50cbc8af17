"""Calls that stand where a package may be missing, in a tree that requires the package: there it is never missing.

`try: import x … except ImportError` makes an option of what follows only where nothing says that `x` is installed. It
looks at what manifests require as they are, and follows no requirement of a requirement.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sovassess.catalog.catalog import Catalog
from sovassess.formats.code_words import WHERE_INSTALLED
from sovassess.model.enums import Usage
from sovassess.model.observations import AnyObservation, Call
from sovassess.model.scan import FileObservations
from sovassess.resolution.packages import Packages


def as_installed(files: Sequence[FileObservations], catalog: Catalog, packages: Packages) -> list[FileObservations]:
    """The files, with calls of required packages as what they are without the guard."""
    out: list[FileObservations] = []
    for file in files:
        changed = tuple(_unguarded(one, catalog, packages) for one in file.observations)
        out.append(msgspec.structs.replace(file, observations=changed) if changed != file.observations else file)
    return out


def _unguarded(observation: AnyObservation, catalog: Catalog, packages: Packages) -> AnyObservation:
    if not isinstance(observation, Call) or observation.condition != WHERE_INSTALLED:
        return observation
    match = catalog.client(observation.language, observation.callee)
    if match is None or not packages.is_required(match.sdk):
        return observation
    return msgspec.structs.replace(observation, usage=Usage.MAIN, condition="")
