"""Build descriptions of two clouds: Cloud Build (`steps` with images by `name`) and CodeBuild (`phases`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from sovassess.detectors.commands import registry_address
from sovassess.detectors.detector import Detector
from sovassess.detectors.pipelines import Pipeline, pipeline
from sovassess.formats.yaml import Node, documents, json_document
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import Address, AnyObservation, EnvironmentValue
from sovassess.model.values import unresolved
from sovassess.source.view import FileView


def _claims(path: str) -> bool:
    name = basename(path).lower()
    return re.search(r"^[\w.-]*(cloud[-_]?build|buildspec)[\w.-]*\.(ya?ml|json)$", name) is not None


def _recognises(view: FileView) -> bool:
    text = view.text
    return re.search(r"(?m)^[ \t{]*\"?(steps|phases)\"?[ \t]*:", text) is not None and "jobs:" not in text


def _detect(view: FileView) -> Iterator[AnyObservation]:
    roots = [json_document(view.text)] if view.name.endswith(".json") else documents(view.text)
    for document in roots:
        if document.get("phases").is_mapping:
            yield from _phases(pipeline(view, "aws-codebuild"), document)
        elif document.get("steps").is_sequence:
            yield from _steps(pipeline(view, "cloud-build").with_known(document.get("substitutions")), document)


def _steps(whole: Pipeline, document: Node) -> Iterator[AnyObservation]:
    view = whole.frame.view
    yield whole.declared(document.line, view.name)
    pool = document.first("options").first("pool").get("name") or document.get("options", "workerPool")
    yield whole.step((pool or document).line, runner=pool.text or "hosted")
    scripts: list[Node] = []
    used: list[str] = []
    for step in document.get("steps").members:
        yield from whole.image(step.get("name"))
        for entry in step.get("env").members:
            name, equals, text = entry.text.partition("=")
            if equals:
                value = whole.value(text)
                yield whole.frame.make(EnvironmentValue, entry.line, name=name, value=value)
        shell = step.get("entrypoint").text.rsplit("/", 1)[-1] in ("bash", "sh")
        arguments = step.get("args")
        script = arguments.members[-1] if shell and arguments.members else step.get("script")
        scripts.append(script)
        used += [step.get("name").text, *arguments.texts[:2]]
        yield from whole.script(script)
    for image in document.get("images").members:
        value = registry_address(whole.value(image.text))
        yield whole.frame.make(Address, image.line, value=value, key="images")
    for key in ("logsBucket", "artifacts"):
        node = document.get(key) if key == "logsBucket" else document.get(key, "objects", "location")
        if node.is_scalar and "://" in node.text:
            yield whole.frame.make(Address, node.line, value=whole.value(node.text), key=key)
    yield from whole.purpose(document.line, view.name, used, scripts)


def _phases(whole: Pipeline, document: Node) -> Iterator[AnyObservation]:
    view = whole.frame.view
    whole = whole.with_known(document.get("env", "variables"))
    yield whole.declared(document.line, view.name)
    yield whole.step(document.line, runner="hosted")
    yield from whole.variables(document.get("env", "variables"))
    for kind in ("parameter-store", "secrets-manager"):
        for name, value in document.get("env", kind).items():
            yield whole.frame.make(
                EnvironmentValue, value.line, name=name, value=unresolved(f"secret {value.text}"), secret=True
            )
    scripts = [phase.get(key) for phase in document.get("phases").values() for key in ("commands", "finally")]
    for script in scripts:
        yield from whole.script(script)
    yield from whole.purpose(document.line, view.name, [], scripts)


DETECTOR = Detector(
    id="cloud-build",
    title="Cloud Build or CodeBuild description",
    evidence=EvidenceKind.CI,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
