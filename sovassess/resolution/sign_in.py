"""Drafts from what identity servers send people on to: a service by its address, or the public one of its kind.

A server of one's own that asks somebody else is no less one's own; this says only who is asked.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from sovassess.model.enums import Confidence, Role, Strength
from sovassess.model.observations import Resource
from sovassess.model.scan import FileObservations
from sovassess.resolution.drafts import Draft, Target
from sovassess.resolution.scene import Scene

PREFIX = "sign-in."


def draft_sign_in(scene: Scene, file: FileObservations, resource: Resource) -> Iterator[Draft]:
    """Who vouches for people behind a connector of an identity server; nothing where that cannot be told."""
    target = _target(scene, file, resource)
    if target is not None:
        yield scene.draft(
            target, file, resource, base=Strength.DEFAULT, role=Role.IDENTITY, confidence=Confidence.HIGH,
            how="sign-in", attributes=(("resource", resource.type),),
        )  # fmt: skip


def _target(scene: Scene, file: FileObservations, resource: Resource) -> Target | None:
    service = scene.catalog.terraform(resource.type)
    usual = scene.service(service) if service is not None else None
    address = resource.attribute("address")
    if address is None:
        return usual
    for found in scene.texts(address, file, resource):
        target = scene.address(found.text, role=Role.IDENTITY, host=True)
        if target is None:
            continue
        # `https://gitlab.com` is where people sign in as well, whatever else it is known for.
        if usual is not None and target.party is not None and target.party == usual.party:
            return usual
        return msgspec.structs.replace(target, role=Role.IDENTITY)
    return None
