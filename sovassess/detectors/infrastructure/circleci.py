"""CircleCI configurations: executors, images, orbs, commands and the runners of one's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.detector import Detector
from sovassess.detectors.pipelines import SELF_HOSTED, Pipeline, expression, pipeline
from sovassess.formats.yaml import Node, documents
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation
from sovassess.source.view import FileView

SYSTEM = "circleci"
_PARAMETER = re.compile(r"<<\s*((?:pipeline\.)?(?:parameters|matrix)?[\w.-]+)\s*>>")


def _claims(path: str) -> bool:
    return re.search(r"(^|/)\.circleci/.*\.ya?ml$", path) is not None or path == "circle.yml"


def _recognises(view: FileView) -> bool:
    return re.search(r"(?m)^(jobs|commands|executors|orbs|workflows)[ \t]*:", view.text) is not None


def _encode(text: str) -> str:
    return _PARAMETER.sub(lambda match: expression(match[1]), text)


def _detect(view: FileView) -> Iterator[AnyObservation]:
    for document in documents(view.text):
        whole = pipeline(view, SYSTEM, _encode)
        yield whole.declared(document.line, view.name)
        orbs = [node for _, node in document.get("orbs").items()]
        for orb in orbs:
            if orb.is_scalar:
                yield whole.step(orb.line, uses=orb.text)
        scripts: list[Node] = []
        for executor in document.get("executors").values():
            yield from _container(whole, executor)
        for job in document.get("jobs").values():
            yield from _runner(whole, job)
            yield from _container(whole, job)
        for section in ("commands", "jobs"):
            for entry in document.get(section).values():
                for run in _runs(entry):
                    command = run if run.is_scalar else run.get("command")
                    scripts.append(command)
                    yield from whole.variables(run.get("environment"))
                    if not run.get("shell").text.startswith(("powershell", "python")):
                        yield from whole.script(command)
        names = [name for name, _ in document.get("jobs").items()]
        yield from whole.purpose(document.line, view.name, [orb.text for orb in orbs], scripts, names)


def _container(holder: Pipeline, node: Node) -> Iterator[AnyObservation]:
    for entry in node.get("docker").members:
        yield from holder.image(entry.get("image"))
        yield from holder.variables(entry.get("environment"))
    yield from holder.variables(node.get("environment"))


def _runner(holder: Pipeline, job: Node) -> Iterator[AnyObservation]:
    """A resource class with a name space (`acme/large`) is a runner that the organisation runs itself."""
    label = job.get("resource_class")
    text = label.text if label.is_scalar else ""
    own = re.fullmatch(r"[\w.-]+/[\w.-]+", text) is not None
    yield holder.step((label or job).line, runner=f"{SELF_HOSTED},{text}" if own else text or "hosted")


def _runs(entry: Node) -> Iterator[Node]:
    """Every `run` step, those under `when` and `unless` too."""
    for _, node in entry.get("steps").walk():
        run = node.get("run")
        if run.is_scalar or run.is_mapping:
            yield run


DETECTOR = Detector(
    id="circleci",
    title="CircleCI configuration",
    evidence=EvidenceKind.CI,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
