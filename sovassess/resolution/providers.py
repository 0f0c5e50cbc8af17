"""What the provider of a resource says: the region it works in, the address it logs in at. It decides about nothing."""

from __future__ import annotations

from sovassess.model.observations import Resource
from sovassess.model.scan import FileObservations
from sovassess.resolution.scene import Scene


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


def _of_provider(scene: Scene, asking: FileObservations, resource_type: str, names: tuple[str, ...]) -> str | None:
    for file, provider in scene.infrastructure.providers(asking, resource_type):
        value = provider.attribute(*names)
        if value is not None:
            for resolved in scene.texts(value, file, provider):
                return resolved.text
    return None
