"""Drafts from infrastructure code: resources, providers, modules and the state that holds the plan."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from sovassess.model.enums import Confidence, Operator, Phase, Role, Strength
from sovassess.model.observations import Resource
from sovassess.model.scan import FileObservations
from sovassess.resolution.drafts import Draft, Target, self_run
from sovassess.resolution.habits import draft_habits
from sovassess.resolution.providers import provider_address, provider_endpoint, provider_region, unknown_provider
from sovassess.resolution.scene import Scene
from sovassess.resolution.sign_in import draft_sign_in

_REGION = re.compile(r"[A-Za-z][\w. ()-]*")
_CONVENTION = re.compile(r"(?:^|/)terraform-(?P<provider>[a-z0-9]+)-(?P<name>[\w-]+?)(?:\.git)?(?:[/?].*)?$")


def draft_resource(scene: Scene, file: FileObservations, resource: Resource) -> Iterator[Draft]:
    """The service that an infrastructure resource belongs to, with its region where one is written."""
    if "/" in resource.type:
        yield from _custom(scene, file, resource)
    kind, _, rest = resource.type.removeprefix("Cluster").partition(".")
    if kind == "required_provider":
        yield from _fetched(scene, file, resource, "terraform")
        return
    if kind == "module":
        yield from _module(scene, file, resource, rest)
        return
    if kind == "sign-in":
        yield from draft_sign_in(scene, file, resource)
        return
    if kind == "backend":
        yield from _backend(scene, file, resource, rest)
        return
    service = (
        scene.catalog.terraform_provider(rest)
        if kind == "provider"
        else scene.catalog.terraform(rest if kind == "data" else resource.type)
    )
    if service is None:
        yield from _own_platform(scene, file, resource)
        return
    everywhere = scene.catalog.services[service].service.location == "global"
    # What is offered everywhere at once lies in no region, whichever the provider is set to.
    target = scene.service(service, region=None if everywhere else _region(scene, file, resource))
    if target is not None and scene.catalog.services[service].service.operator == "address":
        target = _at_address(scene, file, resource, target)
    if target is not None and target.party == "amazon":
        target = _elsewhere(scene, file, resource, target)
    if target is None:
        return
    off = scene.switched_off(file, resource)
    yield scene.draft(
        target,
        file,
        resource,
        base=Strength.OPTIONAL if off else Strength.DEFAULT,
        confidence=Confidence.HIGH,
        how="resource",
        attributes=(("resource", resource.type), *_store_attributes(scene, file, resource)),
    )


def _own_platform(scene: Scene, file: FileObservations, resource: Resource) -> Iterator[Draft]:
    """Software run by oneself that a resource is made in: a platform of machines, a firewall, a store."""
    product = scene.catalog.software_of_type(resource.type)
    base = Strength.OPTIONAL if scene.switched_off(file, resource) else Strength.DEFAULT
    unknown = unknown_provider(scene, file, resource) if product is None else None
    if unknown is not None:
        yield scene.draft(unknown, file, resource, base=base, how="resource")
    if product is None or "." in resource.type.removeprefix("data."):
        return
    yield scene.draft(self_run(product), file, resource, base=base, confidence=Confidence.HIGH, how="resource")
    yield from draft_habits(scene, file, resource, product.habits, product.name)


def _at_address(scene: Scene, file: FileObservations, resource: Resource, target: Target) -> Target:
    """Whose cloud it is where many run the same software: the address that the provider logs in at says so."""
    logged_in = resource.attribute("auth_url") if resource.type.startswith("provider.") else None
    texts = [found.text for found in scene.texts(logged_in, file, resource)] if logged_in is not None else []
    address = texts[0] if texts else provider_address(scene, file, resource.type)
    found = scene.address(address, role=target.role) if address else None
    if found is None or found.operated_by is Operator.UNKNOWN:
        host = found.host if found is not None else None
        return msgspec.structs.replace(target, party=None, operated_by=Operator.UNKNOWN, host=host)
    if found.operated_by is Operator.SELF:
        return msgspec.structs.replace(target, party=None, operated_by=Operator.SELF, host=found.host)
    placed = scene.service(found.service, region=target.region, host=found.host) or found
    return msgspec.structs.replace(placed, role=target.role, protocol=target.protocol, data=target.data)


def _elsewhere(scene: Scene, file: FileObservations, resource: Resource, target: Target) -> Target | None:
    """A provider whose endpoints are set to another address speaks the same interface to somebody else there."""
    kind, _, rest = resource.type.partition("_")
    words = ("s3",) if resource.type.startswith("provider.") else (rest.partition("_")[0],)
    address = provider_endpoint(scene, file, resource, words[0]) if kind == "aws" or words == ("s3",) else None
    found = scene.address(address, role=target.role) if address else None
    if found is None or found.party == target.party:
        return target
    if resource.type.startswith("provider."):
        return None  # what its resources reach is told by them
    return msgspec.structs.replace(found, role=target.role, protocol=target.protocol, data=target.data)


def _custom(scene: Scene, file: FileObservations, resource: Resource) -> Iterator[Draft]:
    """A resource of a foreign API group: the software that reads it is run in the same cluster."""
    group, _, kind = resource.type.partition("/")
    found = scene.catalog.product_index.kind(group, kind)
    if found is None:
        return
    product = found[0]
    yield scene.draft(
        self_run(product),
        file,
        resource,
        base=Strength.DEFAULT,
        confidence=Confidence.HIGH,
        how="resource",
        attributes=(("policy_source", "file"),) if product.role is Role.GATEWAY else (),
    )
    yield from draft_habits(scene, file, resource, product.habits, product.name)
    hosted = scene.service(product.relays_to) if product.relays_to and not product.relays_unless else None
    if hosted is not None:
        yield scene.draft(
            hosted,
            file,
            resource,
            base=Strength.DEFAULT,
            how="relay",
            confidence=Confidence.HIGH,
            reason=f"{product.name} is the local end of it",
        )


def _region(scene: Scene, file: FileObservations, resource: Resource) -> str | None:
    value = resource.attribute("region", "location", "zone", "availability_zone", "region_name", "datacenter")
    if value is not None:
        for resolved in scene.texts(value, file, resource):
            return resolved.text if _REGION.fullmatch(resolved.text) and resolved.text.lower() != "global" else None
        return None
    return provider_region(scene, file, resource.type)


def _store_attributes(scene: Scene, file: FileObservations, resource: Resource) -> tuple[tuple[str, str], ...]:
    """What the resource says about its keys."""
    for name, value in resource.attributes:
        last = name.rsplit(".", 1)[-1]
        if last in (
            "kms_key_id",
            "kms_key_arn",
            "kms_master_key_id",
            "kms_key_name",
            "customer_managed_key_id",
            "key_vault_key_id",
            "disk_encryption_set_id",
        ):
            return (("encryption_key", "customer"),) if not value.is_empty else ()
    for name, value in resource.attributes:
        last = name.rsplit(".", 1)[-1]
        if last in (
            "encrypted",
            "storage_encrypted",
            "sse_algorithm",
            "at_rest_encryption_enabled",
            "encryption_at_rest",
            "encryption",
        ):
            texts = {resolved.text for resolved in scene.texts(value, file, resource)}
            return (("encryption_key", "none" if "false" in texts else "provider"),)
    return ()


def _fetched(scene: Scene, file: FileObservations, resource: Resource, ecosystem: str) -> Iterator[Draft]:
    source = resource.attribute("source")
    text = source.literal if source is not None else None
    first = text.partition("/")[0] if text and text.count("/") == 2 else ""
    target = scene.address("https://" + first, role=Role.REGISTRY) if "." in first else None
    if target is None:
        service = scene.catalog.default_index(ecosystem)
        target = scene.service(service) if service else None
    if target is not None:
        yield scene.draft(
            target,
            file,
            resource,
            base=Strength.BUILD,
            role=Role.REGISTRY,
            how="provider",
            confidence=Confidence.HIGH,
            phases=(Phase.DEPLOY, Phase.UPDATE),
        )


def _module(scene: Scene, file: FileObservations, resource: Resource, source: str) -> Iterator[Draft]:
    text = source.removeprefix("git::")
    if text.startswith((".", "/")) or not text:
        return
    yield from _made_by(scene, file, resource, text)
    if "://" in text or text.startswith(("github.com/", "git@", "bitbucket.org/")):
        address = text.replace("git@", "ssh://", 1).replace(":", "/", 1) if text.startswith("git@") else text
        target = scene.address(address if "://" in address else "https://" + address, role=Role.CODE_HOST)
        role = Role.CODE_HOST
    else:
        service = scene.catalog.default_index("terraform")
        target, role = (scene.service(service) if service else None), Role.REGISTRY
    if target is not None:
        yield scene.draft(
            target,
            file,
            resource,
            base=Strength.BUILD,
            role=role,
            how="module",
            confidence=Confidence.HIGH,
            phases=(Phase.DEPLOY, Phase.UPDATE),
        )


def _made_by(scene: Scene, file: FileObservations, resource: Resource, source: str) -> Iterator[Draft]:
    """What a module from elsewhere makes, as far as its name says: `…/eks/aws`, `…/terraform-aws-vpc.git`."""
    elsewhere = "://" in source or source.startswith(("github.com/", "bitbucket.org/", "git@"))
    parts = source.partition("//")[0].split("/")
    found = _CONVENTION.search(source) if elsewhere else None
    if found is not None:
        provider, name = found["provider"], found["name"]
    elif not elsewhere and len(parts) in (3, 4):
        provider, name = parts[-1], parts[-2]
    else:
        return
    service = scene.catalog.terraform_family(provider, name.replace("-", "_").split("_"))
    if service is None:
        return
    everywhere = scene.catalog.services[service].service.location == "global"
    region = None if everywhere else provider_region(scene, file, f"{provider}_{name}")
    target = scene.service(service, region=region)
    if target is not None:
        off = scene.switched_off(file, resource)
        yield scene.draft(
            target,
            file,
            resource,
            base=Strength.OPTIONAL if off else Strength.DEFAULT,
            confidence=Confidence.MEDIUM,
            how="module",
            attributes=(("resource", resource.type),),
        )


def _backend(scene: Scene, file: FileObservations, resource: Resource, name: str) -> Iterator[Draft]:
    """Remote state: whoever holds it is part of the control plane of every deployment."""
    endpoint = resource.attribute("endpoint", "endpoints.s3", "address", "conn_str", "hostname")
    target = None
    if endpoint is not None:
        for resolved in scene.texts(endpoint, file, resource):
            target = scene.address(resolved.text, role=Role.CONTROL_PLANE)
    service = scene.catalog.terraform(f"backend.{name}")
    if target is None and name == "s3" and (endpoint is not None or _asks_no_amazon(resource)):
        reason = "the state's keeper speaks S3 at an address that the files do not tell"
        target = scene.unresolved("s3-state", Role.CONTROL_PLANE, reason)
    if target is None and service is not None:
        target = scene.service(service, region=_region(scene, file, resource))
    if target is not None:
        yield scene.draft(
            target,
            file,
            resource,
            base=Strength.DEFAULT,
            role=Role.CONTROL_PLANE,
            how="backend",
            confidence=Confidence.HIGH,
            phases=(Phase.DEPLOY, Phase.ADMIN),
            attributes=(("state", "true"),),
        )


# What a keeper of state by the same interface elsewhere cannot answer, and only such a one is spared
# (https://developer.hashicorp.com/terraform/language/backend/s3, read 2026-11-22).
_NOT_ANSWERED = ("skip_credentials_validation", "skip_requesting_account_id", "skip_s3_checksum")


def _asks_no_amazon(backend: Resource) -> bool:
    """Whether a state's keeper is told not to ask what only Amazon answers."""
    told = (backend.attribute(name) for name in _NOT_ANSWERED)
    return any(value is not None and value.literal == "true" for value in told)
