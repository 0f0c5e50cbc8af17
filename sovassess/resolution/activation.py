"""Whether a hosted supplier is switched on: a client whose credential no manifest sets is an option, not a default.

This counts only where the tree has manifests that set variables; without any nobody can tell, and the call stands.
"""

from __future__ import annotations

from sovassess.model.enums import Operator, Strength
from sovassess.model.observations import Observation
from sovassess.model.scan import FileObservations
from sovassess.resolution.scene import Scene, Target


def credentials_of(scene: Scene, target: Target | None) -> tuple[str, ...]:
    """The variables that configure the target's service and no other."""
    entry = scene.catalog.services.get(target.service) if target is not None else None
    return entry.service.environment if entry is not None else ()


def activated(
    scene: Scene, file: FileObservations, observation: Observation, target: Target, base: Strength
) -> tuple[Strength, str]:
    """The base strength, weakened to an option where no manifest sets what the supplier needs, and what it waits for."""
    if target.operated_by is Operator.SELF or not scene.environment.deployed:
        return base, ""
    credentials = credentials_of(scene, target)
    owners = scene.owners(file, observation)
    unset = credentials and not scene.environment.is_set(credentials, owners)
    if unset and not scene.environment.may_be_set(credentials, owners):
        return Strength.OPTIONAL, f"no manifest sets {credentials[0]}"
    return base, ""
