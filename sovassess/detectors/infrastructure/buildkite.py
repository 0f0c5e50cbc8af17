"""Buildkite pipelines: commands, plugins, images in plugins, and the queues of agents."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.detector import Detector
from sovassess.detectors.pipelines import SELF_HOSTED, Pipeline, pipeline
from sovassess.formats.templates import is_templated, masked, templated_documents
from sovassess.formats.yaml import Node, documents
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation, Download
from sovassess.model.values import literal
from sovassess.source.view import FileView

SYSTEM = "buildkite"
_URL = re.compile(r"^(https?|ssh|git)://|^git@")


def _claims(path: str) -> bool:
    return re.search(r"(^|/)\.?buildkite/.*\.ya?ml$|(^|/)buildkite[\w.-]*\.ya?ml$", path) is not None


def _recognises(view: FileView) -> bool:
    return re.search(r"(?m)^(steps|[ \t]*(?:-[ \t]+)?(command|commands|plugins))[ \t]*:", view.text) is not None


def _detect(view: FileView) -> Iterator[AnyObservation]:
    roots = templated_documents(masked(view.text)) if is_templated(view.text) else documents(view.text)
    for document in roots:
        whole = pipeline(view, SYSTEM).with_known(document.get("env"))
        yield whole.declared(document.line, view.name)
        yield from whole.variables(document.get("env"))
        shared = document.get("agents")
        scripts: list[Node] = []
        for path, node in document.walk():
            inside = {"plugins", "build", "agents"} & set(path)
            if not node.is_mapping or inside or not node.first("command", "commands", "plugins"):
                continue
            command = node.first("command", "commands")
            scripts.append(command)
            yield whole.step(node.line, runner=_runner(node.get("agents") or shared))
            yield from whole.variables(node.get("env"))
            yield from whole.script(command)
            yield from _plugins(whole, node.get("plugins"))
            yield from whole.image(node.get("image"))
        yield from whole.purpose(document.line, view.name, [], scripts)


def _runner(agents: Node) -> str:
    """Agents are the organisation's own, but for queues that say they are hosted."""
    words = [f"{name}={value.text}" for name, value in agents.items()] or list(agents.texts)
    hosted = any("hosted" in word and SELF_HOSTED not in word for word in words)
    return ",".join(words if hosted else [SELF_HOSTED, *words])


def _plugins(holder: Pipeline, node: Node) -> Iterator[AnyObservation]:
    entries = [pair for member in node.members for pair in member.items()] or list(node.items())
    entries += [(member.text, Node("missing", member.line)) for member in node.members if member.is_scalar]
    for name, settings in entries:
        line = settings.line or node.line
        if _URL.match(name):
            yield holder.frame.make(Download, line, address=literal(name), moving="#" not in name)
        else:
            yield holder.step(line, uses=name)
        yield from holder.image(settings.get("image"))
        yield from holder.variables(settings.get("environment"))


DETECTOR = Detector(
    id="buildkite",
    title="Buildkite pipeline",
    evidence=EvidenceKind.CI,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
