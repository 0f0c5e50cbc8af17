"""Who a recorded destination is: by its name, by the names that DNS gave its address, by published address ranges."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from sovassess.formats.addresses import is_ip
from sovassess.model.enums import Confidence, Operator, Phase, Strength
from sovassess.model.observations import EgressDestination
from sovassess.model.scan import FileObservations
from sovassess.resolution.addresses import endpoint_of
from sovassess.resolution.drafts import Draft, Target
from sovassess.resolution.scene import Scene


class Identified(Struct, frozen=True):
    """The target of a destination and what told it: `name`, `dns`, `range`, or "" where nothing did."""

    target: Target
    by: str


def identified(scene: Scene, destination: EgressDestination) -> Identified | None:
    """Who answers there; None for what names nobody, such as a network."""
    found = _named(scene, destination.host)
    called = [target for name in destination.names if (target := _named(scene, name)) is not None]
    if called and all(target.service == called[0].service for target in called):
        return Identified(called[0], "dns")
    if found is None:
        return None
    if found.operated_by is Operator.UNKNOWN:
        return Identified(found, "")
    if is_ip(destination.host) and found.operated_by is Operator.VENDOR:
        return Identified(found, "range")
    return Identified(found, "dns" if destination.host in destination.names else "name")


def _named(scene: Scene, host: str) -> Target | None:
    endpoint = endpoint_of(host)
    return scene.endpoint(endpoint) if endpoint is not None else None


def draft_egress(scene: Scene, file: FileObservations, destination: EgressDestination) -> Iterator[Draft]:
    """A destination that a recording saw is a dependency, whatever the files say; a permitted one is only possible."""
    if destination.kind != "seen":
        return
    found = identified(scene, destination)
    if found is None or found.target.operated_by is Operator.SELF:
        return
    yield scene.draft(
        found.target,
        file,
        destination,
        base=Strength.DEFAULT,
        phases=(Phase.RUN,),
        confidence=Confidence.LOW if found.by == "range" else Confidence.HIGH,
        how="egress",
        attributes=(("egress", "seen"),),
    )
