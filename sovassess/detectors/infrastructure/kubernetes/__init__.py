"""Kubernetes manifests and what is installed like them: one document after the other, charts without rendering them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.containers import Frame
from sovassess.detectors.detector import Detector
from sovassess.detectors.infrastructure.kubernetes import (
    cloud,
    custom,
    delivery,
    flows,
    gateways,
    policies,
    settings,
    workloads,
)
from sovassess.detectors.infrastructure.kubernetes.objects import Manifest
from sovassess.errors import ParseError
from sovassess.formats.templates import is_templated, masked, templated_documents
from sovassess.formats.yaml import Node, documents
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation
from sovassess.source.view import FileView

_KUSTOMIZATION = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_READERS = (workloads.observed, settings.observed, policies.observed, delivery.observed, gateways.observed)


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
        re.search(r"(?m)^[ \t]*(?:-[ \t]+)?\"?apiVersion\"?:[ \t]*\S", text) is not None
        and re.search(r"(?m)^[ \t]*(?:-[ \t]+)?\"?kind\"?:[ \t]*\S", text) is not None
    )


def _detect(view: FileView) -> Iterator[AnyObservation]:
    mask = masked(view.text) if is_templated(view.text) else None
    frame = Frame(view=view, masked=mask)
    manifests: list[Manifest] = []
    failure: ParseError | None = None
    try:
        for document in templated_documents(mask) if mask else documents(view.text):
            manifests.extend(_manifests(frame, document))
    except ParseError as error:
        failure = error
    for manifest in manifests:
        handled = False
        for reader in _READERS:
            for observation in reader(manifest, manifests):
                handled = True
                yield observation
        yield from cloud.observed(manifest, manifests)
        yield from flows.observed(manifest)
        yield from custom.observed(manifest, handled=handled)
    if failure:
        raise failure


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
