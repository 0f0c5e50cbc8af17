"""Kubernetes manifests and what is installed like them: one document after the other, charts as rendered."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from sovassess.detectors.containers import Frame
from sovassess.detectors.detector import Detector
from sovassess.detectors.infrastructure.kubernetes import (
    cloud,
    custom,
    delivery,
    flows,
    gateways,
    model_servers,
    policies,
    settings,
    workloads,
)
from sovassess.detectors.infrastructure.kubernetes.objects import Manifest
from sovassess.errors import ParseError
from sovassess.formats.go_templates import RenderError
from sovassess.formats.template_lines import Rendering
from sovassess.formats.templates import is_templated, masked, templated_documents
from sovassess.formats.yaml import Node, documents
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import AnyObservation
from sovassess.source.view import FileView, RenderedView

_KUSTOMIZATION = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_PIPELINES = "tekton.dev/"
_READERS = (
    workloads.observed, settings.observed, policies.observed, delivery.observed, gateways.observed,
)  # fmt: skip


def _claims(path: str) -> bool:
    if "/.github/workflows/" in f"/{path}":
        return False
    return path.lower().endswith((".yaml", ".yml", ".yaml.tpl", ".yml.tpl", ".yaml.tmpl")) or path.endswith(
        "Kustomization"
    )


def _recognises(view: FileView) -> bool:
    if view.name in _KUSTOMIZATION:
        return True
    text = view.text
    return (
        re.search(rf"(?m)^[ \t]*(?:-[ \t]+)?\"?apiVersion\"?:[ \t]*(?!{_PIPELINES})\S", text) is not None
        and re.search(r"(?m)^[ \t]*(?:-[ \t]+)?\"?kind\"?:[ \t]*\S", text) is not None
    )


def _detect(view: FileView) -> Iterator[AnyObservation]:
    if isinstance(view.rendering, Rendering):
        yield from _installed(view, view.rendering)
        return
    manifests, failure = _read(view)
    yield from _observed(manifests)
    if failure:
        raise failure
    if isinstance(view.rendering, RenderError) and any(manifest.node.is_mapping for manifest in manifests):
        line = view.rendering.line if view.rendering.source.endswith(f"/{view.name}") else None
        raise ParseError(f"not rendered, so that what it computes stays open: {view.rendering.reason}", line)


def _installed(view: FileView, rendering: Rendering) -> Iterator[AnyObservation]:
    """A chart's template as it is installed with the chart's values, and then what is off with them."""
    as_installed = RenderedView(view, rendering)
    frame = Frame(view=as_installed)
    manifests: list[Manifest] = []
    failure: ParseError | None = None
    try:
        for document in documents(as_installed.text):
            manifests.extend(_manifests(frame, document))
    except ParseError as error:
        line = as_installed.source_line(error.line) if error.line else None
        failure = ParseError(f"rendered with its chart's values it is {error.reason}", line)
    yield from _observed(manifests)
    keys = {as_installed.source_line(manifest.line): manifest.key for manifest in manifests}
    written, _ = _read(view)
    renamed = {manifest.key: keys[manifest.line] for manifest in written if manifest.line in keys}
    for observation in _observed(written):
        line = observation.at.line
        if line is None or (line in rendering.shown and not failure):
            continue
        usage = Usage.OPTIONAL if observation.usage is Usage.MAIN and not failure else observation.usage
        yield replace(
            observation, usage=usage, component=renamed.get(observation.component, observation.component),
            condition=observation.condition or "off with the chart's own values",
        )  # fmt: skip
    if failure:
        raise failure


def _read(view: FileView) -> tuple[list[Manifest], ParseError | None]:
    """The manifests of a file as it is written, and what ended the reading."""
    mask = masked(view.text) if is_templated(view.text) else None
    frame = Frame(view=view, masked=mask)
    manifests: list[Manifest] = []
    try:
        for document in templated_documents(mask) if mask else documents(view.text):
            manifests.extend(_manifests(frame, document))
    except ParseError as error:
        return manifests, error
    return manifests, None


def _observed(manifests: list[Manifest]) -> Iterator[AnyObservation]:
    for manifest in manifests:
        handled = False
        for reader in _READERS:
            for observation in reader(manifest, manifests):
                handled = True
                yield observation
        yield from cloud.observed(manifest, manifests)
        yield from flows.observed(manifest)
        yield from model_servers.observed(manifest, manifests)
        handled |= manifest.kind in model_servers.WHOLE and "." in manifest.group
        yield from custom.observed(manifest, manifests, handled=handled)


def _manifests(frame: Frame, document: Node) -> Iterator[Manifest]:
    """The manifests of a document: itself, or the members of a list, plain or of kind List."""
    if document.get("kind").text == "List" or document.get("kind").text.endswith("List"):
        for member in document.get("items").members:
            yield from _manifests(frame, member)
        return
    if document.is_sequence:
        for member in document.members:
            if member.is_mapping:
                yield from _manifests(frame, member)
        return
    kustomization = frame.view.name in _KUSTOMIZATION
    if document.get("apiVersion").text.startswith(_PIPELINES):
        return  # they run to build and not to serve; their own reader says what they take
    if document.is_mapping and (
        kustomization or (document.get("apiVersion").is_scalar and document.get("kind").is_scalar)
    ):
        yield Manifest(frame, document, document.get("kind").shown or "Kustomization")


DETECTOR = Detector(
    id="kubernetes",
    title="Kubernetes manifest",
    evidence=EvidenceKind.MANIFESTS,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
