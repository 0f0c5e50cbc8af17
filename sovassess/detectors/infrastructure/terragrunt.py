"""Terragrunt files: the module that a unit takes, the state behind it, and provider blocks that it generates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from sovassess.detectors.containers import Frame, masked_secret
from sovassess.detectors.detector import Detector
from sovassess.errors import ParseError
from sovassess.formats import hcl
from sovassess.formats.blocks import Attribute, Block, scalars
from sovassess.formats.terraform_blocks import nested_leaves
from sovassess.formats.tokens import encoded
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import AnyObservation, Download, PackageSource, Resource, Workload
from sovassess.model.values import Value, literal
from sovassess.source.view import FileView

_LOCAL = re.compile(r"^(\.{0,2}/|\$|<|find_|get_)|^$")
_REGISTRY = re.compile(r"^(?:tfr://(?P<host>[\w.-]*)/)(?P<path>.+)$")
_OTHERS = (".pkr.hcl", ".nomad.hcl", ".terraform.lock.hcl", "docker-bake.hcl")


def _claims(path: str) -> bool:
    return path.endswith(".hcl") and not path.endswith(_OTHERS)


def _recognises(view: FileView) -> bool:
    if basename(view.path) in ("terragrunt.hcl", "terragrunt.stack.hcl"):
        return True
    return (
        re.search(r"(?m)^(remote_state\s*\{|include\s+\"|dependency\s+\"|generate\s+\"|unit\s+\")", view.text)
        is not None
    )


def _detect(view: FileView) -> Iterator[AnyObservation]:
    root = hcl.parse(view.data)
    frame = Frame(view=view, component=view.folder or ".")
    name = view.folder.rpartition("/")[2] or "root"
    yield frame.make(Workload, 1, key=frame.component, name=name, kind="terraform", build=view.folder)
    for block in root.blocks:
        if block.type in ("terraform", "unit", "stack"):
            source = block.attribute("source")
            if source is not None:
                yield from _module(frame, source, block.labels[0] if block.labels else name)
        elif block.type == "remote_state":
            yield from _state(frame, block)
        elif block.type == "generate":
            yield from _generated(frame, block)


def _first(attribute: Attribute | None) -> Value:
    leaves = [leaf.value for _, leaf in scalars(attribute.expression)] if attribute is not None else []
    return leaves[0] if leaves else Value()


def _module(frame: Frame, source: Attribute, name: str) -> Iterator[AnyObservation]:
    value = _first(source)
    shown = str(value)
    if _LOCAL.match(shown) or "{{" in shown:
        return
    line = source.line
    build = Frame(view=frame.view, component=frame.component, usage=Usage.BUILD)
    yield build.make(Resource, line, type=f"module.{shown}", name=name)
    registry = _REGISTRY.match(shown)
    if registry:
        host = literal(registry["host"]) if registry["host"] else None
        yield build.make(PackageSource, line, ecosystem="terraform", address=host)
        return
    moving = re.search(r"[?&]ref=(v?\d|[0-9a-f]{7,40}\b|\$|<)", shown) is None
    address = literal(shown.removeprefix("git::").removeprefix("s3::").removeprefix("gcs::"))
    yield build.make(Download, line, address=address, moving=moving)


def _state(frame: Frame, block: Block) -> Iterator[AnyObservation]:
    backend = _first(block.attribute("backend")).literal
    if not backend:
        return
    leaves = [
        (key.removeprefix("config."), leaf.value) for key, leaf in nested_leaves(block) if key.startswith("config.")
    ]
    attributes = tuple((key, masked_secret(key, value)) for key, value in leaves)
    yield frame.make(Resource, block.line, type=f"backend.{backend}", name=backend, attributes=attributes)


def _generated(frame: Frame, block: Block) -> Iterator[AnyObservation]:
    """Provider blocks inside a text that is written beside the module."""
    contents = _first(block.attribute("contents"))
    text = "".join(encoded((part,)) for part in contents.parts)
    if "provider" not in text and "backend" not in text:
        return
    try:
        inner = hcl.parse(text.encode())
    except ParseError:
        return
    for provider in inner.children("provider"):
        if provider.labels:
            attributes = tuple((key, masked_secret(key, leaf.value)) for key, leaf in nested_leaves(provider))
            yield frame.make(
                Resource,
                block.line,
                type=f"provider.{provider.labels[0]}",
                name=provider.labels[0],
                attributes=attributes,
            )


DETECTOR = Detector(
    id="terragrunt",
    title="Terragrunt unit",
    evidence=EvidenceKind.IAC,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
