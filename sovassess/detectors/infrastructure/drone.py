"""Drone and Woodpecker pipelines: servers of one's own that run steps in images, with plugins as images."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from sovassess.detectors.containers import assigned
from sovassess.detectors.detector import Detector
from sovassess.detectors.pipelines import SELF_HOSTED, Pipeline, pipeline
from sovassess.formats.yaml import Node, documents
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import Address, AnyObservation
from sovassess.model.values import unresolved
from sovassess.source.view import FileView

_ADDRESS_SETTINGS = ("registry", "repo", "url", "server", "endpoint", "host", "api_url", "base_url")


def _claims(path: str) -> bool:
    name = basename(path)
    if re.fullmatch(r"\.(drone|woodpecker)[\w.-]*\.ya?ml", name):
        return True
    return re.search(r"(^|/)\.woodpecker/.*\.ya?ml$", path) is not None


def _recognises(view: FileView) -> bool:
    return re.search(r"(?m)^(steps|pipeline|clone|services)[ \t]*:", view.text) is not None


def _detect(view: FileView) -> Iterator[AnyObservation]:
    system = "woodpecker" if "woodpecker" in view.path.lower() else "drone"
    for number, document in enumerate(documents(view.text)):
        if document.get("kind").text in ("secret", "signature", "cron"):
            continue
        whole = pipeline(view, system)
        if number == 0:
            yield whole.declared(document.line, view.name)
        labels = [f"{name}={value.text}" for name, value in document.first("labels", "node").items()]
        yield whole.step(document.line, runner=",".join([SELF_HOSTED, *labels]))
        steps = [*_entries(document.first("steps", "pipeline")), *_entries(document.get("services"))]
        steps += _entries(document.get("clone"))
        for step in steps:
            yield from _step(whole, step)
        name = document.get("name").text or view.name
        names = [step.get("name").text for step in steps]
        scripts = [step.get("commands") for step in steps]
        yield from whole.purpose(document.line, name, [step.get("image").text for step in steps], scripts, names)


def _entries(node: Node) -> list[Node]:
    """Steps as a list or, in the older form, as a mapping by name."""
    return [entry for entry in (*node.members, *node.values()) if entry.is_mapping]


def _step(holder: Pipeline, step: Node) -> Iterator[AnyObservation]:
    yield from holder.image(step.get("image"))
    yield from holder.script(step.get("commands"))
    for name, value in step.get("environment").items():
        secret = value.get("from_secret")
        if secret.is_scalar:
            yield from assigned(holder.frame, secret.line, name, unresolved(f"secret {secret.text}"))
        elif value.is_scalar:
            yield from assigned(holder.frame, value.line, name, holder.value(value.text))
    for entry in step.get("environment").members:
        name, equals, text = entry.text.partition("=")
        if equals:
            yield from assigned(holder.frame, entry.line, name, holder.value(text))
    for key, value in step.get("settings").items():
        text = value.text if value.is_scalar else ""
        if key in _ADDRESS_SETTINGS and re.match(r"^(https?://)?[\w-]+(\.[\w-]+)+(:\d+)?(/|$)", text):
            yield holder.frame.make(Address, value.line, value=holder.value(text), key=f"settings.{key}")


DETECTOR = Detector(
    id="drone",
    title="Drone or Woodpecker pipeline",
    evidence=EvidenceKind.CI,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
