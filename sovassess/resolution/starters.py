"""Drafts from starters: packages that build a client by themselves from properties, so that no code constructs it.

Knows Spring Boot's and Quarkus' way of naming them. What the properties say of the address counts before the default.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.catalog.model import Client, Sdk
from sovassess.model.enums import Confidence, Context, Operator, Strength
from sovassess.model.observations import Address, Requirement
from sovassess.model.scan import FileObservations
from sovassess.resolution.code import CHOICE_ROLES
from sovassess.resolution.drafts import Draft, Target, self_run
from sovassess.resolution.scene import Scene

_STARTER = re.compile(r":([\w.-]*-)?starter(-[\w-]+)?$|:quarkus-langchain4j-[\w-]+$")
_ADDRESSED = re.compile(r"(^|[.-])(base-?url|endpoint|url|uri|host|hosts|addresses)$", re.IGNORECASE)
_PLAIN = frozenset({"spring", "boot", "starter", "model", "ai", "cloud", "api", "langchain4j", "data", "sdk", "io"})


def draft_starter(scene: Scene, file: FileObservations, requirement: Requirement) -> Iterator[Draft]:
    """Who answers the client that a starter makes: its library's default, unless a property names an address."""
    if requirement.group or file.context is Context.TEST or not _STARTER.search(requirement.name):
        return
    entry = scene.catalog.package(requirement.ecosystem, requirement.name)
    if entry is None or not (entry.sdk.clients or entry.sdk.service):
        return
    target = _default(scene, entry.sdk)
    if target is None or _is_addressed(scene, file, requirement.name):
        return
    yield scene.draft(
        target,
        file,
        requirement,
        base=Strength.DEFAULT,
        confidence=Confidence.MEDIUM,
        choice=target.role in CHOICE_ROLES and target.operated_by is not Operator.SELF,
        how="default",
        reason="the starter makes the client",
    )


def _default(scene: Scene, sdk: Sdk) -> Target | None:
    client = sdk.clients[0] if sdk.clients else None
    service = (client.service if client else None) or sdk.service
    if client is not None and client.address.default != "service":
        return _local(scene, sdk, client)
    product = scene.catalog.products.get(service or "")
    if product is not None and service not in scene.catalog.services:
        return self_run(product[0], host="localhost")
    return scene.service(service) if service else None


def _local(scene: Scene, sdk: Sdk, client: Client) -> Target | None:
    if client.address.default == "none":
        return None
    index = scene.catalog.product_index
    for word in (sdk.id, *reversed(sdk.id.split("-"))):
        product = index.name(word) or index.scheme(client.protocol or "")
        if product is not None and word not in _PLAIN:
            return self_run(product[0], host="localhost")
    return None


def _is_addressed(scene: Scene, file: FileObservations, package: str) -> bool:
    """Whether a property below the package's folder names the address, as `spring.ai.openai.base-url` does."""
    folder = file.path.rpartition("/")[0]
    words = {word for word in re.split(r"[^a-z0-9]+", package.partition(":")[2].lower()) if word not in _PLAIN}
    for other in scene.files:
        if folder and not other.path.startswith(folder + "/"):
            continue
        for observation in other.observations:
            if isinstance(observation, Address) and _ADDRESSED.search(observation.key):
                named = set(re.split(r"[^a-z0-9]+", observation.key.lower()))
                if words & named and other.context is not Context.TEST:
                    return True
    return False
