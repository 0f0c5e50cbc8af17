"""Whose account at a cloud a thing lies in, where the settings name the organisation's own accounts.

An account of one's own does not make a cloud one's own: its party stays the operator. It tells what others could close,
change or move from what only the cloud could. Without own accounts of a cloud nothing is said about any.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from sovassess.formats.cloud_accounts import AccountReference, account_references
from sovassess.model.enums import Confidence, Operator, Strength
from sovassess.model.observations import Address, AnyObservation, EnvironmentValue, Image, Resource
from sovassess.model.scan import FileObservations
from sovassess.model.values import Value
from sovassess.resolution.drafts import Draft, Target
from sovassess.resolution.scene import Scene

# The provider by whose name the catalog knows each cloud, and the type by which it knows a service of it.
_PROVIDERS = {"aws": "aws", "azure": "azurerm", "google": "google"}
_TYPES = {"aws": "AWS::{}::Any", "azure": "{}", "google": "google_{}"}
_GOOGLE_WORDS = {"iam": "service_account", "gcr": "container_registry", "docker": "artifact_registry_repository"}


def in_account(scene: Scene, draft: Draft) -> Draft:
    """The draft with the account that its place names: another's account is a dependency of its own."""
    if not scene.own.has_accounts or draft.target.operated_by is not Operator.VENDOR:
        return draft
    seen = draft.seen[0]
    if not isinstance(seen, Image | Address | EnvironmentValue):
        return draft
    held = [
        (found, own)
        for found in _references(scene, draft.file, seen, _value(seen))
        if (own := scene.own.holds_account(found.cloud, found.account)) is not None
        and _party(scene, found.cloud) == draft.target.party
    ]
    foreign = sorted(found for found, own in held if not own)
    if not held:
        return draft
    if not foreign:
        return msgspec.structs.replace(draft, attributes=(*draft.attributes, ("account", "own")))
    return _foreign(draft, foreign[0])


def draft_accounts(scene: Scene, file: FileObservations, observation: AnyObservation) -> Iterator[Draft]:
    """What the settings of a resource reach in accounts that are not the organisation's."""
    if not scene.own.has_accounts or not isinstance(observation, Resource):
        return
    seen: set[AccountReference] = set()
    for _, value in observation.attributes:
        for found in _references(scene, file, observation, value):
            if scene.own.holds_account(found.cloud, found.account) is False and found not in seen:
                seen.add(found)
                target = _target(scene, found)
                if target is not None:
                    draft = scene.draft(
                        target, file, observation, base=Strength.DEFAULT, how="account", confidence=Confidence.MEDIUM
                    )
                    yield _foreign(draft, found)


def _foreign(draft: Draft, found: AccountReference) -> Draft:
    target = msgspec.structs.replace(
        draft.target, account=found.account, name=f"{draft.target.name}, account {found.account}"
    )
    return msgspec.structs.replace(draft, target=target, attributes=(*draft.attributes, ("account", "foreign")))


def _value(seen: Image | Address | EnvironmentValue) -> Value:
    return seen.reference if isinstance(seen, Image) else seen.value


def _references(
    scene: Scene, file: FileObservations, observation: AnyObservation, value: Value
) -> Iterator[AccountReference]:
    texts = [found.text for found in scene.texts(value, file, observation)] or [str(value)]
    for text in texts:
        yield from account_references(text)


def _party(scene: Scene, cloud: str) -> str | None:
    service = scene.catalog.terraform_provider(_PROVIDERS[cloud])
    return scene.catalog.services[service].party.id if service else None


def _target(scene: Scene, found: AccountReference) -> Target | None:
    word = _GOOGLE_WORDS.get(found.service, found.service) if found.cloud == "google" else found.service
    service = scene.catalog.terraform(_TYPES[found.cloud].format(word)) if word else None
    service = service or scene.catalog.terraform_provider(_PROVIDERS[found.cloud])
    return scene.service(service, region=found.region or None) if service else None
