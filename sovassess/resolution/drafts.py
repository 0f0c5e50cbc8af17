"""What a drafter makes: a target, and a draft that ties a place to it. Values only."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from sovassess.catalog.model import Product
from sovassess.model.dependencies import ModelUse
from sovassess.model.enums import Confidence, Operator, Phase, Role, Strength
from sovassess.model.observations import Observation
from sovassess.model.scan import FileObservations
from sovassess.resolution.strength import weakest


class Target(Struct, frozen=True, kw_only=True):
    """Who answers. `service` is a catalog id, `host:NAME` or `unresolved:WHAT`; `component` is the one reached,
    `account` another's account at the party."""

    service: str
    name: str
    party: str | None
    operated_by: Operator
    role: Role
    region: str | None = None
    location: str | None = None
    protocol: str | None = None
    host: str | None = None
    component: str = ""
    account: str = ""
    data: str | None = None


def self_run(product: Product, *, role: Role | None = None, host: str | None = None, component: str = "") -> Target:
    """A product that whoever holds the tree runs; its own role unless another is given."""
    return Target(
        service=product.id,
        name=product.name,
        party=None,
        operated_by=Operator.SELF,
        role=role or product.role,
        protocol=product.protocol,
        host=host,
        component=component,
    )


class Draft(Struct, frozen=True, kw_only=True):
    """One place's contribution to a dependency; drafts of the same target and role are merged."""

    target: Target
    role: Role
    strength: Strength
    file: FileObservations
    seen: tuple[Observation, ...]
    components: tuple[str, ...]
    phases: tuple[Phase, ...]
    confidence: Confidence = Confidence.MEDIUM
    model: ModelUse | None = None
    group: str = ""
    order: int = 0
    how: str = ""
    choice: bool = False
    attributes: tuple[tuple[str, str], ...] = ()
    reason: str = ""


def as_option(draft: Draft, reason: str) -> Draft:
    """The draft as an option at the most; why it is one is said where nothing else was said before."""
    strength = weakest(draft.strength, Strength.OPTIONAL)
    return msgspec.structs.replace(draft, strength=strength, reason=draft.reason or reason)
