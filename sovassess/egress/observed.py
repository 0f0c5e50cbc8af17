"""From recordings to observations that resolution understands: one for each destination, at its first line."""

from __future__ import annotations

from collections.abc import Sequence

from sovassess.egress.record import Recorded, listed
from sovassess.model.egress import Destination, Recording
from sovassess.model.enums import Context, EvidenceKind
from sovassess.model.observations import EgressDestination, Place
from sovassess.model.scan import FileObservations


def observed(recorded: Sequence[Recorded]) -> tuple[FileObservations, ...]:
    """The destinations that were reached; what was only tried and refused is in the recording's figures."""
    out: list[FileObservations] = []
    for entry, destinations in listed(recorded):
        recording = entry.recording
        seen = tuple(_observation(recording, found) for found in destinations if found.flows)
        out.append(
            FileObservations(
                recording.path, recording.digest, Context.PRODUCTION, recording.format, EvidenceKind.EGRESS, seen
            )
        )
    return tuple(out)


def _observation(recording: Recording, found: Destination) -> EgressDestination:
    return EgressDestination(
        at=Place(recording.path, found.line, _excerpt(found)),
        kind="seen",
        host=found.host,
        port=found.port,
        count=found.flows,
        protocol=found.protocol,
        bytes=found.bytes,
        first=found.first,
        last=found.last,
        names=found.names,
        addresses=found.addresses,
    )


def _excerpt(found: Destination) -> str:
    """What the records of one destination come to, in place of the first of perhaps a million lines."""
    port = f" port {found.port}" if found.port is not None else ""
    protocol = f" {found.protocol}" if found.protocol else ""
    size = f", {found.bytes} bytes" if found.bytes else ""
    at = f" at {found.addresses[0]}" if found.addresses else ""
    return f"{found.host}{port}{protocol}{at}: {found.flows} flow{'s' if found.flows != 1 else ''}{size}"
