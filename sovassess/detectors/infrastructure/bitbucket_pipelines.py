"""Bitbucket Pipelines: images, services, pipes, scripts and the labels that choose a runner."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from sovassess.detectors.detector import Detector
from sovassess.detectors.pipelines import SELF_HOSTED, Pipeline, pipeline
from sovassess.formats.yaml import Node, documents
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation, Image
from sovassess.source.view import FileView

SYSTEM = "bitbucket-pipelines"
_SCRIPTS = ("script", "after-script")


def _claims(path: str) -> bool:
    return basename(path) in ("bitbucket-pipelines.yml", "bitbucket-pipelines.yaml")


def _detect(view: FileView) -> Iterator[AnyObservation]:
    for document in documents(view.text):
        whole = pipeline(view, SYSTEM)
        yield whole.declared(document.line, view.name)
        yield from whole.image(document.get("image"))
        for service in document.get("definitions", "services").values():
            yield from whole.image(service.get("image"))
            yield from whole.variables(service.first("variables", "environment"))
        scripts: list[Node] = []
        used: list[str] = []
        deploys = False
        for _, node in document.walk():
            if node.is_mapping and node.get("script").is_sequence:
                yield from _step(whole, node)
                scripts += [node.get(key) for key in _SCRIPTS]
                used += [entry.get("pipe").text for entry in node.get("script").members if entry.get("pipe")]
                deploys |= bool(node.get("deployment"))
        yield from whole.purpose(document.line, view.name, [*used, "deploy"] if deploys else used, scripts)


def _step(holder: Pipeline, node: Node) -> Iterator[AnyObservation]:
    labels = node.get("runs-on").texts
    own = any(label.startswith("self.hosted") for label in labels)
    yield holder.step(node.line, runner=",".join([SELF_HOSTED, *labels] if own else labels) or "hosted")
    yield from holder.image(node.get("image"))
    for key in _SCRIPTS:
        yield from holder.script(node.get(key))
        for entry in node.get(key).members:
            pipe = entry.get("pipe")
            if not pipe.is_scalar:
                continue
            yield from holder.variables(entry.get("variables"))
            if pipe.text.startswith("docker://"):
                yield holder.frame.make(Image, pipe.line, reference=holder.value(pipe.text[9:]), use="ci")
            else:
                yield holder.step(pipe.line, uses=pipe.text)


DETECTOR = Detector(
    id="bitbucket-pipelines",
    title="Bitbucket pipeline",
    evidence=EvidenceKind.CI,
    claims=_claims,
    detect=_detect,
)
