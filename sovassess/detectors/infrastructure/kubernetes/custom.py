"""Custom resources that no other reader knows: the resource itself, images by shape, variables and URLs in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.containers import Frame, assigned, masked_secret
from sovassess.detectors.infrastructure.kubernetes.objects import Manifest, resolved
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
MAX_ATTRIBUTES = 60


def observed(manifest: Manifest, *, handled: bool) -> Iterator[AnyObservation]:
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
    found = list(_inside(frame, manifest))
    if image := next((entry for entry in found if isinstance(entry, Image)), None):
        yield frame.make(
            Workload, manifest.line, key=manifest.key, name=manifest.name, kind="workload", image=image.reference,
            hosts=() if "$" in manifest.name else (manifest.name,), namespace=manifest.namespace,
        )  # fmt: skip
    yield from found


def _inside(frame: Frame, manifest: Manifest) -> Iterator[AnyObservation]:
    for path, node in manifest.spec.walk():
        if node.is_mapping:
            yield from _image(frame, node)
            name, value = node.get("name"), node.get("value")
            if "env" in path and name.is_scalar and value.is_scalar:
                yield from assigned(frame, value.line, name.text, resolved(value.text))
        elif path and node.is_scalar:
            if path[-1] in ("image", "containerImage") and looks_like_image(node.text):
                yield frame.make(Image, node.line, reference=node.value, use="run")
            elif path[-1] in ("modelURL", "baseModel", "modelId", "model") and re.match(
                r"^[\w.-]+/[\w.-]+$", node.text
            ):
                yield frame.make(ModelName, node.line, value=node.value, key=".".join(path), weights=True)
            elif _URL.match(node.text) and "env" not in path:
                yield frame.make(Address, node.line, value=node.value, key=".".join(path))


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
