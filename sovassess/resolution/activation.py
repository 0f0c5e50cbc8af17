"""Whether a hosted supplier is switched on: a client whose credential no manifest sets is an option, not a default.

This counts only where the tree has manifests that set variables; without any nobody can tell, and the call stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sovassess.model.enums import EvidenceKind, Operator, Role, Strength
from sovassess.model.observations import Call, Observation
from sovassess.model.scan import FileObservations
from sovassess.resolution.drafts import Target
from sovassess.resolution.scene import Scene

# A variable without which the service answers nobody, not one that merely chooses a project or a region.
_KEY = re.compile(r"(KEY|TOKEN|SECRET|DSN|PASSWORD|CREDENTIALS|SID)$")
# What a manifest names is deployed, and what is public answers without a key.
_DEPLOYS = (EvidenceKind.MANIFESTS, EvidenceKind.IAC)
_OPEN_ROLES = (Role.REGISTRY, Role.CODE_HOST, Role.CDN, Role.OS, Role.DNS)
_CREDENTIALS = ("API_KEY", "CLIENT_ID", "CLIENT_SECRET", "SECRET", "SECRET_KEY", "TOKEN", "ACCESS_TOKEN", "KEY")
# Credentials that a platform gives to what runs on it, without a key.
_GIVEN_ROLE = re.compile(r"(^|\.)(Default|ManagedIdentity|WorkloadIdentity)\w*Credentials?$|\.default$")
_OWN_KEY = re.compile(r"(API_KEY|CLIENT_ID|CLIENT_SECRET|LICENSE_KEY)$")


def credentials_of(scene: Scene, target: Target | None) -> tuple[str, ...]:
    """The variables that configure the target's service and no other."""
    entry = scene.catalog.services.get(target.service) if target is not None else None
    return entry.service.environment if entry is not None else ()


def activated(
    scene: Scene, file: FileObservations, observation: Observation, target: Target, base: Strength
) -> tuple[Strength, str]:
    """The base strength, weakened to an option where no manifest sets what is needed, and what it waits for."""
    if target.operated_by is Operator.SELF or not scene.environment.deployed or file.evidence in _DEPLOYS:
        return base, ""
    if target.role in _OPEN_ROLES:
        return base, ""
    # In a cloud a workload's own role signs in; only what has a key of its own needs one to be set.
    cloud = target.party is not None and scene.catalog.is_cloud(target.party)
    if cloud and isinstance(observation, Call) and _GIVEN_ROLE.search(observation.callee):
        return base, ""
    needed = _OWN_KEY if cloud else _KEY
    credentials = tuple(name for name in credentials_of(scene, target) if needed.search(name))
    owners = scene.owners(file, observation)
    unset = credentials and not scene.environment.is_set(credentials, owners)
    if unset and not scene.environment.may_be_set(credentials, owners):
        return Strength.OPTIONAL, f"no manifest sets {credentials[0]}"
    return base, ""


def idle_family(scene: Scene, file: FileObservations, observation: Observation, names: Iterable[str]) -> str:
    """The credential beside a variable with a default address that code asks for and no manifest sets, "" if none.

    `AUTH_X_URL` has a default, but without `AUTH_X_CLIENT_ID` nobody calls it.
    """
    if not scene.environment.deployed:
        return ""
    owners = scene.owners(file, observation)
    for name in names:
        family = name.rpartition("_")[0]
        asked = [f"{family}_{word}" for word in _CREDENTIALS if f"{family}_{word}" in scene.environment.asked]
        unset = family.count("_") and asked and not scene.environment.is_set(asked, owners)
        if unset and not scene.environment.may_be_set(asked, owners):
            return asked[0]
    return ""
