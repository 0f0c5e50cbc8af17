"""Stores of one's own that stand before a public source: pull-through caches and mirrors, and what they surely hold.

A cache holds what was fetched through it and may ask upstream before it hands it out. So it stands in for its source
only for what a list in the tree says that it holds; for everything else that is open. It never stands in for updates.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from sovassess.formats.image import parsed
from sovassess.graph.subject import Subject
from sovassess.model.enums import Context, Operator, Role
from sovassess.model.observations import Image
from sovassess.model.values import literal
from sovassess.resolution.addresses import endpoint_of
from sovassess.resolution.images import registry_target

_ANY = frozenset({"*", "_default", "external:*"})


class Cache(Struct, frozen=True, kw_only=True):
    """A store by its address. `holds` is True where a list names everything that is fetched, else None."""

    name: str
    holds: bool | None
    evidence: tuple[str, ...]


def caches_of(subject: Subject) -> dict[str, Cache]:
    """The caches by the id of the registry that each stands before."""
    out: dict[str, Cache] = {}
    rules = list(_rules(subject))
    if not rules:
        return out
    listed = {_plain(dict(fact.fields).get("artifact", "")) for _, fact in subject.facts["bundle"]} - {""}
    images = _images(subject)
    for dependency in subject.dependencies.values():
        if dependency.role is not Role.REGISTRY or dependency.operated_by is Operator.SELF:
            continue
        found = [(mirror, cited) for service, mirror, cited in rules if service in ("*", dependency.service)]
        if not found:
            continue
        fetched = images.get(dependency.service, set())
        out[dependency.id] = Cache(
            name=found[0][0],
            holds=True if fetched and fetched <= listed else None,
            evidence=tuple(dict.fromkeys(e for _, cited in found for e in cited)),
        )
    return out


def _rules(subject: Subject) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Service that is mirrored (`*` for any), address of the mirror, evidence; only mirrors of one's own."""
    for file, fact in subject.facts["mirror"]:
        fields = dict(fact.fields)
        upstream, mirror = fields.get("upstream", ""), fields.get("mirror", "")
        endpoint = endpoint_of(mirror)
        target = subject.scene.endpoint(endpoint) if endpoint is not None else None
        if target is None or target.operated_by is not Operator.SELF:
            continue
        if file.detector == "maven":
            # `*` of a build tool's settings stands for its own repositories, not for images.
            index = subject.catalog.default_index("maven") if upstream in (*_ANY, "central") else None
            if index is not None:
                yield index, mirror, subject.cite(fact, file)
            continue
        if upstream in _ANY:
            yield "*", mirror, subject.cite(fact, file)
            continue
        found = subject.catalog.host(upstream.partition("/")[0].partition(":")[0], "")
        if found is not None:
            yield found.service, mirror, subject.cite(fact, file)


def _images(subject: Subject) -> dict[str, set[str]]:
    """The images that workloads run, by the service that each is pulled from."""
    out: dict[str, set[str]] = {}
    for file, image in subject.observed(Image, (Context.PRODUCTION,)):
        if image.use != "run":
            continue
        for resolved in subject.scene.texts(image.reference, file, image):
            reference = parsed(literal(resolved.text))
            target = registry_target(subject.scene, reference.registry, reference.repository)
            if target is not None:
                out.setdefault(target.service, set()).add(_plain(resolved.text))
    return out


def _plain(reference: str) -> str:
    """A reference without transport, default registry and digest, so that a list and a manifest can be compared."""
    text = reference.partition("://")[2] or reference
    for prefix in ("docker.io/", "index.docker.io/", "library/"):
        text = text.removeprefix(prefix)
    return text.partition("@")[0]
