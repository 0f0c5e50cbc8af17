"""Whether a client contacts nobody as shipped: switched off where it is made or deployed, or given what lies on disk.

What says so has to stand in the files; a switch whose value nobody knows leaves the client as it is.
"""

from __future__ import annotations

from sovassess.catalog.libraries import ClientMatch
from sovassess.catalog.model import Off
from sovassess.model.enums import EvidenceKind, Role
from sovassess.model.observations import Address, Call
from sovassess.model.scan import FileObservations
from sovassess.resolution.habits import switched
from sovassess.resolution.scene import Scene
from sovassess.resolution.weights import is_on_disk

MAX_LINES = 40
"""How many lines a call is taken to be long at most."""


def is_silent(scene: Scene, file: FileObservations, call: Call, match: ClientMatch) -> bool:
    """True for a call that reaches nobody although its library could."""
    return is_told(scene, file, call, match.sdk.off) or _reads_disk(scene, file, call, match)


def is_told(scene: Scene, file: FileObservations, call: Call, off: Off) -> bool:
    """Whether the place itself, or what its component is given, says so."""
    if any(_has(scene, file, call, name, values) for name, values in off.arguments.items()):
        return True
    return bool(off.environment and switched(scene, off.environment, scene.owners(file, call), (file, call)))


def in_silent_call(scene: Scene, file: FileObservations, address: Address) -> bool:
    """Whether an address is only what a silent call is given."""
    if file.evidence is not EvidenceKind.CODE or address.at.line is None:
        return False
    for call in scene.calls[file.path]:
        if call.at.line is None or abs(address.at.line - call.at.line) > MAX_LINES:
            continue
        if any(value == address.value for _, value in call.arguments):
            match = scene.catalog.client(call.language, call.callee)
            if match is not None and is_silent(scene, file, call, match):
                return True
    return False


def _has(scene: Scene, file: FileObservations, call: Call, name: str, values: tuple[str, ...]) -> bool:
    """Whether an argument has one of the values wherever the program runs."""
    value = call.argument(name)
    if value is None:
        return False
    found = [resolved.text.strip().lower() for resolved in scene.texts(value, file, call)]
    return bool(found) and set(found) <= {word.lower() for word in values}


def _reads_disk(scene: Scene, file: FileObservations, call: Call, match: ClientMatch) -> bool:
    """Whether a library that loads from a hub is told a path instead of a name."""
    service = scene.catalog.services.get(match.client.service or match.sdk.service or "")
    if service is None or service.service.role is not Role.REGISTRY:
        return False
    value = call.argument(*match.client.models)
    if value is None:
        return False
    found = [resolved.text for resolved in scene.texts(value, file, call)]
    return bool(found) and all(is_on_disk(text) for text in found)
