"""What the provider of a resource says: the region it works in, the address it logs in at. It decides about nothing."""

from __future__ import annotations

import re

from sovassess.model.enums import Operator, Role
from sovassess.model.observations import Resource
from sovassess.model.scan import FileObservations
from sovassess.resolution.drafts import Target
from sovassess.resolution.scene import Scene

# Providers that work on the machine, in the plan itself, or on a cluster and programs that other resources make.
_NOBODYS = frozenset({
    "random", "null", "local", "tls", "time", "archive", "template", "external", "http", "cloudinit", "terraform",
    "kubernetes", "helm", "kubectl", "kustomization", "k8s", "docker", "sops", "utils", "assert", "corefunc", "shell",
    "environment", "jinja", "validation", "ansible", "ssh", "remote", "file", "flux", "argocd", "restapi", "sshkey",
    "pkcs12", "jks", "htpasswd", "ct", "ignition", "matchbox", "zipper", "toolbox", "dotenv", "git", "graphql",
    "deepmerge", "wireguard", "acme", "postgresql", "mysql", "mssql", "sql", "mongodb", "redis", "kafka", "age",
})  # fmt: skip
_TYPE = re.compile(r"^(?P<provider>[a-z][a-z0-9-]*)_[a-z0-9_]+$")
_ADDRESSES = ("endpoint", "url", "host", "server", "address", "api_url", "base_url", "server_url", "uri")


def provider_region(scene: Scene, file: FileObservations, resource_type: str) -> str | None:
    """The region that the provider of a resource names, None if it names none."""
    return _of_provider(scene, file, resource_type, ("region", "location"))


def provider_address(scene: Scene, file: FileObservations, resource_type: str) -> str | None:
    """The address that the provider of a resource logs in at, None if it names none."""
    return _of_provider(scene, file, resource_type, ("auth_url", "endpoint", "identity_endpoint"))


def provider_endpoint(scene: Scene, file: FileObservations, resource: Resource, service: str) -> str | None:
    """The address that a provider gives to one service of its own (`endpoints { s3 = … }`), None if it gives none."""
    name = f"endpoints.{service}"
    if resource.type.startswith("provider."):
        value = resource.attribute(name)
        return next((found.text for found in scene.texts(value, file, resource)), None) if value else None
    return _of_provider(scene, file, resource.type, (name,))


def unknown_provider(scene: Scene, file: FileObservations, resource: Resource) -> Target | None:
    """Somebody whom nobody knows answers a resource of Terraform, unless its provider logs in at an address that says
    who; None for types of other formats and for providers behind which there is nobody."""
    found = _TYPE.match(resource.type)
    if found is None or file.detector not in ("terraform", "terraform-plan"):
        return None
    name = found["provider"]
    if name in _NOBODYS or name in scene.catalog.provider_names or scene.catalog.product_index.name(name) is not None:
        return None
    address = _of_provider(scene, file, resource.type, _ADDRESSES)
    target = scene.address(address) if address else None
    if target is not None and target.operated_by is not Operator.UNKNOWN:
        return target
    return scene.unresolved(f"provider-{name}", Role.OTHER, f"whoever answers the Terraform provider {name}")


def _of_provider(scene: Scene, asking: FileObservations, resource_type: str, names: tuple[str, ...]) -> str | None:
    for file, provider in scene.infrastructure.providers(asking, resource_type):
        value = provider.attribute(*names)
        if value is not None:
            for resolved in scene.texts(value, file, provider):
                return resolved.text
    return None
