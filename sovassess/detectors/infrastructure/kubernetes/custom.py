"""Custom resources that no other reader knows: the resource itself, images by shape, variables and URLs in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.containers import Frame, assigned, masked_secret
from sovassess.detectors.infrastructure.kubernetes.objects import Manifest, resolved
from sovassess.detectors.infrastructure.kubernetes.workloads import container_observations
from sovassess.detectors.switches import closed
from sovassess.formats.image import looks_like_image
from sovassess.formats.yaml import Node
from sovassess.model.observations import Address, AnyObservation, Fact, Image, ModelName, Resource, Workload
from sovassess.model.values import Value, joined, literal

_CORE_GROUPS = re.compile(
    r"^$|^(apps|batch|autoscaling|policy|extensions)$|\.k8s\.io$|^kustomize\.|^config\.openshift\.io$"
)
_DESCRIBED = frozenset({"CustomResourceDefinition", "List"})
_URL = re.compile(r"^(https?|wss?|grpc|s3|gs|oci)://\S+$")
_PORT = re.compile(r"^[\w.-]+\.[A-Za-z]{2,}:\d+$")
_NAME = re.compile(r"^[\w-]+(\.[\w-]+)*\.[A-Za-z]{2,}$")
_CONTAINERS = frozenset({"containers", "initContainers"})
MAX_ATTRIBUTES = 60


def observed(manifest: Manifest, others: list[Manifest], *, handled: bool) -> Iterator[AnyObservation]:
    """The resource of a foreign API group; its images, variables and URLs where nobody has `handled` the object."""
    if manifest.kind in _DESCRIBED or "." not in manifest.group or _CORE_GROUPS.search(manifest.group):
        return
    leaves = [(path, node) for path, node in manifest.spec.walk() if path and node.is_scalar and "\n" not in node.text]
    attributes = tuple(
        (".".join(path), masked_secret(".".join(path), node.value)) for path, node in leaves[:MAX_ATTRIBUTES]
    )
    kind = f"{manifest.group}/{manifest.kind}"
    yield manifest.frame.make(Resource, manifest.line, type=kind, name=manifest.name, attributes=attributes)
    for path, node in leaves:
        if closed(".".join(path), node.text):
            fields = (("setting", "file"), ("value", f"{'.'.join(path)}={node.text.lower()}"))
            yield manifest.frame.make(Fact, node.line, kind="switch", name=manifest.name, fields=fields)
    if handled:
        return
    frame = manifest.frame.within(manifest.key)
    found = list(_inside(frame, manifest, others))
    if image := next((entry for entry in found if isinstance(entry, Image)), None):
        yield frame.make(
            Workload, manifest.line, key=manifest.key, name=manifest.name, kind="workload", image=image.reference,
            hosts=() if "$" in manifest.name else (manifest.name,), namespace=manifest.namespace,
        )  # fmt: skip
    yield from found


def _inside(frame: Frame, manifest: Manifest, others: list[Manifest]) -> Iterator[AnyObservation]:
    """What any object may hold: pods with their containers, images by shape, variables, addresses, models."""
    pods: list[tuple[str, ...]] = []
    off: list[tuple[str, ...]] = []
    for path, node in manifest.spec.walk():
        if any(path[: len(pod)] == pod for pod in pods):
            continue
        if path and node.is_mapping and node.get("enabled").flag is False:
            off.append(path)
        within = frame.optional("enabled is false") if any(path[: len(part)] == part for part in off) else frame
        if path and path[-1] in _CONTAINERS and any(entry.get("image") for entry in node.members):
            pods.append(path)
            for container in node.members:
                yield from container_observations(within, container, others)
        elif node.is_mapping:
            yield from _image(within, node)
            name, value = node.get("name"), node.get("value")
            if "env" in path and name.is_scalar and value.is_scalar:
                yield from assigned(within, value.line, name.text, resolved(value.text))
        elif path and node.is_scalar:
            yield from _leaf(within, path, node)


def _leaf(frame: Frame, path: tuple[str, ...], node: Node) -> Iterator[AnyObservation]:
    if path[-1] in ("image", "containerImage") and looks_like_image(node.text):
        yield frame.make(Image, node.line, reference=node.value, use="run")
    elif path[-1] in ("modelURL", "baseModel", "modelId", "model") and re.match(r"^[\w.-]+/[\w.-]+$", node.text):
        yield frame.make(ModelName, node.line, value=node.value, key=".".join(path), weights=True)
    elif "env" not in path and _leads_out(path, node.text):
        yield frame.make(Address, node.line, value=node.value, key=".".join(path))


def _leads_out(path: tuple[str, ...], text: str) -> bool:
    """A URL anywhere; a name where the field holds nothing else: brokers, and the clusters of Envoy."""
    if path[-2:] == ("socket_address", "address"):
        return _NAME.match(text) is not None
    return _URL.match(text) is not None or ("bootstrapServers" in path and _PORT.search(text) is not None)


def _image(frame: Frame, node: Node) -> Iterator[AnyObservation]:
    repository, registry, tag = node.first("repository", "name"), node.get("registry"), node.first("tag", "version")
    if not repository.is_scalar or not (registry.is_scalar or tag.is_scalar):
        return
    known = not repository.value.variables
    if known and "/" not in registry.text + repository.text and not (registry.is_scalar and node.get("name").is_scalar):
        return
    pieces: list[Value] = []
    if registry.is_scalar and registry.text:
        pieces += [registry.value, literal("/")]
    pieces.append(repository.value)
    if tag.is_scalar:
        pieces += [literal(":"), tag.value]
    yield frame.make(Image, repository.line, reference=joined(pieces), use="run")
