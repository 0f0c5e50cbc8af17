"""Which software answers at a component's name: what its images are, or what an image that is built here stands on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sovassess.catalog.images import ProductMatch
from sovassess.formats.image import parsed
from sovassess.model.enums import Role
from sovassess.model.values import literal
from sovassess.resolution.components import Declared

_KEPT_WHEN_BUILT = frozenset(
    {Role.DATA_STORE, Role.VECTOR_DB, Role.QUEUE, Role.MODEL_SERVER, Role.TELEMETRY, Role.SECRETS, Role.IDENTITY}
)
Find = Callable[[str, str], ProductMatch | None]


def product_at(reached: Sequence[Declared], find: Find) -> ProductMatch | None:
    """The software of the components that a name reaches; `find` knows it by registry and repository.

    An image that is built on a server's is that server with settings. Built on a gateway's, it is most often a page of
    one's own that the gateway hands out.
    """
    product = _first([image for entry in reached for image in entry.images], find)
    if product is not None:
        return product
    built = _first([image for entry in reached for image in entry.bases], find)
    return built if built is not None and built[0].role in _KEPT_WHEN_BUILT else None


def _first(images: Sequence[str], find: Find) -> ProductMatch | None:
    for image in images:
        reference = parsed(literal(image))
        found = find(reference.registry or "", reference.repository) if reference.repository is not None else None
        if found is not None:
            return found
    return None
