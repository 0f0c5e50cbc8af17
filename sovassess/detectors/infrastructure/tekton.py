"""Tekton tasks and pipelines: steps in images, run by a cluster of one's own. Triggers and secrets are not judged."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from sovassess.detectors.containers import assigned
from sovassess.detectors.detector import Detector
from sovassess.detectors.pipelines import SELF_HOSTED, Pipeline, expression, pipeline
from sovassess.formats.templates import is_templated, masked, templated_documents
from sovassess.formats.yaml import Node, documents
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import Address, AnyObservation, Image
from sovassess.source.view import FileView

GROUP = "tekton.dev"
# `$(params.url)`, `$(tasks.build.results.digest)`; a shell's own `$(command)` stays
# (https://tekton.dev/docs/pipelines/variables/, read 2026-11-22).
_REFERENCE = re.compile(r"\$\(((?:params|inputs|outputs|workspaces|results|tasks|context|steps|resources)\b[^()]*)\)")
_OBJECT = re.compile(rf"(?m)^[ \t]*(?:-[ \t]+)?\"?apiVersion\"?:[ \t]*[\"']?{re.escape(GROUP)}/")
_OTHER_SHELL = re.compile(r"^#!.*(python|node|perl|ruby|pwsh)")
_URL = re.compile(r"^(https?|ssh|git|oci)://\S+$")
# Where a resolver takes a task from: a repository, a hub, a registry (https://tekton.dev/docs/pipelines/resolution/).
_FROM = frozenset({"url", "bundle", "catalog", "repo"})


def _claims(path: str) -> bool:
    return path.lower().endswith((".yaml", ".yml"))


def _recognises(view: FileView) -> bool:
    return _OBJECT.search(view.text) is not None


def _encoding(known: Mapping[str, str]) -> Callable[[str], str]:
    """Text with references as tokens, or as what they stand for where the object says so."""
    return lambda text: _REFERENCE.sub(lambda match: known.get(match[1]) or expression(match[1]), text)


def _detect(view: FileView) -> Iterator[AnyObservation]:
    found = templated_documents(masked(view.text)) if is_templated(view.text) else documents(view.text)
    first = True
    for document in found:
        if not is_tekton(document):
            continue
        whole = pipeline(view, "tekton", _encoding({}))
        if first:
            yield whole.declared(document.line, view.name)
            yield whole.step(document.line, runner=SELF_HOSTED)
            first = False
        yield from _object(whole, document)


def is_tekton(document: Node) -> bool:
    """Whether an object belongs to Tekton's pipelines; its triggers and its operator are other API groups."""
    return document.is_mapping and document.get("apiVersion").text.startswith(f"{GROUP}/")


def _object(whole: Pipeline, document: Node) -> Iterator[AnyObservation]:
    """A task, a pipeline or a run of one; each may hold the other's body in its own."""
    spec = document.get("spec")
    holder = replace(whole, encode=_encoding(_parameters(spec)))
    steps = [spec] if document.get("kind").text == "StepAction" else []
    for path, node in spec.walk():
        if not node.is_mapping:
            continue
        if path and path[-1] in ("taskRef", "pipelineRef", "ref"):
            yield from _taken(holder, node)
        steps += [*node.get("steps").members, *node.get("sidecars").members]
    for step in (*steps, spec.get("stepTemplate")):
        yield from _step(holder, step)
    names = [step.get("name").text for step in steps]
    name = document.get("metadata", "name").shown or whole.frame.view.name
    used = [step.get("image").text for step in steps]
    yield from whole.purpose(document.line, name, used, [step.get("script") for step in steps], names)


def _parameters(spec: Node) -> dict[str, str]:
    """What parameters stand for where all of the object agrees: their defaults, and what a run or a task is given."""
    said: dict[str, set[str]] = defaultdict(set)
    for _, node in spec.walk():
        for entry in node.get("params").members if node.is_mapping else ():
            value = entry.first("value", "default")
            if value.is_scalar and not _REFERENCE.search(value.text):
                said[entry.get("name").text].add(value.text)
    return {f"params.{name}": texts.pop() for name, texts in said.items() if len(texts) == 1}


def _taken(holder: Pipeline, reference: Node) -> Iterator[AnyObservation]:
    """Where the body of a task lies that the file only names."""
    bundle = reference.get("bundle")
    if bundle.is_scalar and bundle.text:
        yield holder.frame.make(Image, bundle.line, reference=holder.value(bundle.text), use="ci")
    resolver = reference.get("resolver").text
    for entry in reference.get("params").members:
        name, value = entry.get("name").text, entry.get("value")
        if name not in _FROM or not value.is_scalar:
            continue
        if resolver == "bundles" and name == "bundle":
            yield holder.frame.make(Image, value.line, reference=holder.value(value.text), use="ci")
        elif _URL.match(value.text):
            yield holder.frame.make(Address, value.line, value=holder.value(value.text), key=f"resolver.{name}")


def _step(holder: Pipeline, step: Node) -> Iterator[AnyObservation]:
    if not step.is_mapping:
        return
    yield from holder.image(step.get("image"))
    if not _OTHER_SHELL.match(step.get("script").text):
        yield from holder.script(step.get("script"))
    for entry in step.get("env").members:
        value = entry.get("value")
        if value.is_scalar:
            yield from assigned(holder.frame, value.line, entry.get("name").text, holder.value(value.text))


DETECTOR = Detector(
    id="tekton",
    title="Tekton task or pipeline",
    evidence=EvidenceKind.CI,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
