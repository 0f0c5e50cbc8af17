"""What each function needs: a conjunction of needs, each a choice among alternatives, per phase.

A dependency is a need of a function if its role and phases make it one. Members of one group of alternatives serve the
same need; which of them counts without anybody's hand is said by how the switch is made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from sovassess.model.dependencies import Dependency
from sovassess.model.enums import Operator, Phase, Role


class Function(StrEnum):
    """What must go on. The order is the order of importance in a report."""

    SERVE = "serve"
    SAFETY = "safety"
    RESTART = "restart"
    LOGIN = "login"
    ADMIN_LOGIN = "admin_login"
    CHANGE_POLICY = "change_policy"
    DEPLOY = "deploy"
    BUILD = "build"
    PATCH = "patch"
    RECOVER = "recover"
    AUDIT = "audit"


FUNCTION_PHASE: Mapping[Function, Phase] = {
    Function.SERVE: Phase.RUN,
    Function.SAFETY: Phase.RUN,
    Function.RESTART: Phase.START,
    Function.LOGIN: Phase.RUN,
    Function.ADMIN_LOGIN: Phase.ADMIN,
    Function.CHANGE_POLICY: Phase.ADMIN,
    Function.DEPLOY: Phase.DEPLOY,
    Function.BUILD: Phase.BUILD,
    Function.PATCH: Phase.UPDATE,
    Function.RECOVER: Phase.DEPLOY,
    Function.AUDIT: Phase.RUN,
}

# Roles whose loss stops the component that uses them; the others only take something away.
BLOCKING_ROLES = frozenset(
    {Role.MODEL_API, Role.EMBEDDINGS, Role.MODEL_SERVER, Role.DATA_STORE, Role.VECTOR_DB, Role.QUEUE, Role.CLOUD}
    | {Role.GATEWAY, Role.SECRETS, Role.LICENSE_SERVER, Role.SPEECH}
)
_FETCHING_ROLES = frozenset({Role.REGISTRY, Role.CODE_HOST, Role.CDN, Role.OS})


class Need(Struct, frozen=True):
    """One thing that a function needs: any one of the members, in order of preference.

    `automatic` are the members that take over by themselves; the first member is in use as shipped.
    """

    function: Function
    members: tuple[str, ...]
    automatic: tuple[str, ...]
    group: str


def needs_of(dependencies: Sequence[Dependency]) -> dict[Function, tuple[Need, ...]]:
    """The needs of every function that exists in this estate, in order of the functions."""
    out: dict[Function, tuple[Need, ...]] = {}
    for function in Function:
        chosen = [dependency for dependency in dependencies if _is_need(function, dependency)]
        needs = tuple(_grouped(function, chosen))
        if needs or function in (Function.SERVE, Function.RESTART):
            out[function] = needs
    if not dependencies:
        return {}
    return out


def is_blocking(dependency: Dependency) -> bool:
    """True if its loss stops the component that uses it, as far as its role tells."""
    return dependency.role in BLOCKING_ROLES


def _is_need(function: Function, dependency: Dependency) -> bool:
    strength = dependency.strength
    phases = dependency.phases
    role = dependency.role
    match function:
        case Function.SERVE:
            if role is Role.SAFETY:
                return strength.core and dependency.attributes.get("check_on_failure") == "block"
            return strength.core and Phase.RUN in phases and is_blocking(dependency)
        case Function.SAFETY:
            return strength.core and role is Role.SAFETY
        case Function.RESTART:
            started = Phase.START in phases or (Phase.RUN in phases and is_blocking(dependency))
            return strength.core and started and role not in (Role.TELEMETRY, Role.CDN)
        case Function.LOGIN:
            return strength.core and role is Role.IDENTITY and Phase.RUN in phases
        case Function.ADMIN_LOGIN:
            return strength.core and Phase.ADMIN in phases and role in (Role.IDENTITY, Role.CLOUD, Role.CONTROL_PLANE)
        case Function.CHANGE_POLICY:
            return (
                role in (Role.CONTROL_PLANE, Role.CODE_HOST, Role.CI) and strength.live and _is_own_delivery(dependency)
            )
        case Function.DEPLOY | Function.RECOVER:
            delivers = role in (Role.CI, Role.CODE_HOST) and _is_own_delivery(dependency)
            return delivers or (strength.core and Phase.DEPLOY in phases)
        case Function.BUILD:
            fetched = Phase.BUILD in phases and strength.live and role in _FETCHING_ROLES
            return fetched or (role is Role.CI and strength.live)
        case Function.PATCH:
            return strength.live and Phase.UPDATE in phases and role in _FETCHING_ROLES
        case Function.AUDIT:
            return strength.core and role is Role.TELEMETRY and dependency.attributes.get("habit") is None


def _is_own_delivery(dependency: Dependency) -> bool:
    """A pipeline, or the code host that a deployment reads from: not a host that something is merely fetched from."""
    return dependency.role in (Role.CI, Role.CONTROL_PLANE) and dependency.strength.live


def _grouped(function: Function, dependencies: Sequence[Dependency]) -> list[Need]:
    groups: dict[str, list[Dependency]] = defaultdict(list)
    for dependency in dependencies:
        groups[dependency.group or dependency.id].append(dependency)
    out: list[Need] = []
    for group in sorted(groups):
        members = sorted(groups[group], key=lambda entry: (entry.order, entry.id))
        automatic = tuple(m.id for m in members[1:] if m.attributes.get("when") == "automatic")
        out.append(Need(function, tuple(m.id for m in members), automatic, group if len(members) > 1 else ""))
    return out


def in_use(need: Need) -> tuple[str, ...]:
    """The members that serve the need without anybody changing anything."""
    return (need.members[0], *need.automatic) if need.members else ()


def operated_outside(dependency: Dependency) -> bool:
    """True for what is not known to be one's own."""
    return dependency.operated_by is not Operator.SELF
