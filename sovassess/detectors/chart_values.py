"""What Helm values say by their shape: images, addresses, variables and models, wherever they stand in the tree.

Used for values files and for the values that a delivery manifest gives to a chart. Definitions are the caller's affair.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from sovassess.detectors.containers import Frame, assigned
from sovassess.detectors.serving import served_models
from sovassess.detectors.switches import closed
from sovassess.formats.image import looks_like_image
from sovassess.formats.yaml import Node
from sovassess.model.observations import Address, AnyObservation, Fact, Image, ModelName
from sovassess.model.values import Value, joined, literal

_URL = re.compile(r"^[a-z][a-z0-9+.-]*://[^\s]+$", re.IGNORECASE)
_HOST_KEY = re.compile(r"(^|_|[a-z])(host|hostname|endpoint|server|url|uri|address|baseurl|domain)$", re.IGNORECASE)
_HOST = re.compile(r"^(?=.{4,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(:\d+)?$", re.IGNORECASE)
_MODEL_KEY = re.compile(
    r"^(model|modelurl|modelid|model_id|modelname|model_name|hfmodel|embeddingmodel)$", re.IGNORECASE
)
_MODEL = re.compile(r"^[\w.-]+/[\w.:-]+$")
_IMAGE_KEY = re.compile(r"(^|[a-z_.-])image$", re.IGNORECASE)
_ENV_KEY = re.compile(r"^(env|envs|environment|extraenv|extraenvvars|envvars|extraenvironment)$", re.IGNORECASE)
# Where a chart is told under which names it is reached from outside.
_REACHED_BY = re.compile(
    r"(^|\.)\w*(ingress(es)?|routes?|httproutes?|virtualservices?|expose|certificates?)(\[\d+\])?(\.|$)", re.IGNORECASE
)
_NAME_KEY = re.compile(r"^(hosts?|hostnames?|domains?|dnsnames?|commonname|servername)$", re.IGNORECASE)
_ABOUT = re.compile(r"(home|homepage|docs?|documentation|schema|icon|sources?)$", re.IGNORECASE)
_PASSED_OVER = frozenset({"annotations", "labels", "matchLabels", "nodeSelector", "affinity", "tolerations", "$schema"})
_SWITCHES = ("enabled", "enable", "create", "install", "deploy")


class Found(Struct, frozen=True):
    """A mapping of the values with its dotted path, and the condition under which it is off as shipped."""

    path: str
    node: Node
    off: str


def mappings(root: Node, prefix: str) -> Iterator[Found]:
    """Every mapping below, parents first; a subtree with `enabled: false` is off with everything in it."""
    stack = [Found(prefix, root, "")]
    while stack:
        found = stack.pop()
        node, off = found.node, found.off
        if node.is_mapping:
            if not off:
                off = next((f"{found.path}.{key}" for key in _SWITCHES if node.get(key).flag is False), "")
            yield Found(found.path, node, off)
        below = [Found(f"{found.path}.{key}", value, off) for key, value in node.items() if key not in _PASSED_OVER]
        below += [Found(f"{found.path}[{index}]", member, off) for index, member in enumerate(node.members)]
        stack.extend(reversed(below))


def value_observations(frame: Frame, root: Node, prefix: str) -> Iterator[AnyObservation]:
    """Images by their shape, URLs and hosts, environment lists and maps, and models."""
    for found in mappings(root, prefix):
        yield from _image(_placed(frame, found, "repository"), found)
        leaf = found.path.rsplit(".", 1)[-1]
        if _ENV_KEY.match(leaf):
            for name, value in found.node.items():
                if value.is_scalar and re.fullmatch(r"[A-Z][A-Z0-9_]+", name):
                    yield from assigned(_placed(frame, found, name), value.line, name, value.value)
            continue
        pair = found.node.get("name").is_scalar and found.node.get("value").is_scalar
        for key, value in found.node.items():
            if value.is_scalar and key not in _PASSED_OVER and not (pair and key == "value"):
                yield from _scalar(_placed(frame, found, key), found, key, value)
            elif value.is_sequence:
                yield from _sequence(_placed(frame, found, key), key, value)


def _placed(frame: Frame, found: Found, key: str) -> Frame:
    """The frame of a value: off where a switch above it is, or where only templates that are left out use it."""
    if found.off:
        return frame.optional(f"{found.off} is false")
    uses = frame.view.uses
    if uses is not None and uses.is_off(f"{found.path}.{key}"):
        return frame.optional(f"no installed template uses {found.path}.{key}")
    return frame


def _sequence(frame: Frame, key: str, node: Node) -> Iterator[AnyObservation]:
    for member in node.members:
        name, value = member.get("name"), member.get("value")
        if name.is_scalar and value.is_scalar and re.fullmatch(r"[A-Za-z_]\w*", name.text):
            yield from assigned(frame, value.line, name.text, value.value)
        elif member.is_scalar and _URL.match(member.text):
            yield frame.make(Address, member.line, value=member.value, key=key)
    if re.search(r"(args|command)$", key, re.IGNORECASE):
        for flag, model, weights in served_models(node.texts):
            yield frame.make(ModelName, node.line, value=literal(model), key=flag, weights=weights)


def _scalar(frame: Frame, found: Found, key: str, value: Node) -> Iterator[AnyObservation]:
    text = value.text
    path = f"{found.path}.{key}"
    if closed(f"{found.path.rpartition('.')[2]}.{key}", text):
        fields = (("setting", "file"), ("value", f"{path.removeprefix('.Values.')}={text.lower()}"))
        yield frame.make(Fact, value.line, kind="switch", name=key, fields=fields)
    if _IMAGE_KEY.search(key) and not _URL.match(text):
        sibling = found.node.first("tag", f"{key}Tag", "imageTag", "version")
        if found.node.get("repository") or not (looks_like_image(text) or (key == "image" and sibling)):
            return
        tagged = sibling.is_scalar and ":" not in text.rsplit("/", 1)[-1]
        reference = joined((value.value, literal(":"), sibling.value)) if tagged else value.value
        yield frame.make(Image, value.line, reference=reference, use="run")
    elif _MODEL_KEY.match(key) and (_MODEL.match(text) or text.startswith(("hf://", "s3://", "gs://"))):
        yield frame.make(ModelName, value.line, value=value.value, key=path, weights=True)
    elif _NAME_KEY.match(key) and _REACHED_BY.search(found.path):
        return
    elif (_URL.match(text) or (_HOST_KEY.search(key) and _HOST.match(text))) and not _ABOUT.search(key):
        yield frame.make(Address, value.line, value=value.value, key=path)


def _image(frame: Frame, found: Found) -> Iterator[AnyObservation]:
    """An image in parts: `repository` or `name` with `tag`, `digest` and perhaps `registry`."""
    node = found.node
    repository = node.get("repository")
    leaf = found.path.rsplit(".", 1)[-1].lower()
    if not repository.is_scalar and leaf.endswith("image"):
        repository = node.first("name", "image")
    parts = [node.first(name) for name in ("tag", "digest", "sha", "registry", "pullPolicy", "imagePullPolicy")]
    if not repository.is_scalar or not (leaf.endswith("image") or any(parts)) or _URL.match(repository.text):
        return
    yield frame.make(
        Image, repository.line, reference=image_reference(node, repository), use="run",
        pull=(node.first("pullPolicy", "imagePullPolicy").value.literal or "").lower(),
    )  # fmt: skip


def image_reference(node: Node, repository: Node) -> Value:
    """The reference that registry, repository, tag and digest make."""
    pieces: list[Value] = []
    registry, tag, digest = node.get("registry"), node.first("tag", "version"), node.first("digest", "sha")
    if registry.is_scalar and registry.text:
        pieces += [registry.value, literal("/")]
    pieces.append(repository.value)
    if tag.is_scalar and tag.text:
        pieces += [literal(":"), tag.value]
    if digest.is_scalar and digest.text:
        pieces += [literal("@" if ":" in digest.text else "@sha256:"), digest.value]
    return joined(pieces)
