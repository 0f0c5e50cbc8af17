"""Fuzzball workflows: jobs and services with images, data in and out, variables, licences; catalog entries too.

A catalog entry is a template beside a list of named values: the template is read without being rendered, and the values
become definitions of the same folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.containers import Frame, assigned, masked_secret, started
from sovassess.detectors.detector import Detector
from sovassess.detectors.purposes import Shown, purpose_fields
from sovassess.formats.interpolation import interpolated
from sovassess.formats.shell import SHELLS, commands
from sovassess.formats.templates import is_templated, masked, templated_documents
from sovassess.formats.yaml import Node, documents
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import (
    Address,
    AnyObservation,
    Definition,
    EnvironmentValue,
    Fact,
    Image,
    PipelineStep,
    Workload,
)
from sovassess.model.values import unresolved
from sovassess.source.view import FileView

_WORKFLOW = re.compile(r"(?m)^[ \t]*(jobs|services)[ \t]*:")
_VERSION = re.compile(r"(?m)^version:[ \t]*[\"']?v\d")
_IMAGE = re.compile(
    r"(?m)^[ \t]*image:[ \t]*(?:#[^\n]*)?\n(?:[ \t]*(?:secret|#|\{\{)[^\n]*\n)*[ \t]*uri:"
    r"|^[ \t]*image:[ \t]*\{[ \t]*uri:"
)
_VALUES = re.compile(r"(?m)^values:[ \t]*(?:#[^\n]*)?\n(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*-[ \t]+name:")
_TYPED_VALUE = re.compile(r"(?m)^[ \t]+\w+_value[ \t]*:")
_REGISTRIES = ("docker://", "oras://", "library://", "shub://")
_REMOTE = re.compile(r"^(https?|s3|gs|ftp|git|swift|azure)://", re.IGNORECASE)
_TYPED = ("string_value", "uint_value", "int_value", "bool_value", "float_value", "default", "value")


def _claims(path: str) -> bool:
    return path.lower().endswith((".fz", ".fz.yaml", ".yaml", ".yml"))


def _recognises(view: FileView) -> bool:
    text = view.text
    if view.name in ("values.yaml", "values.yml"):
        return _VALUES.search(text) is not None and _TYPED_VALUE.search(text) is not None
    return bool(_VERSION.search(text) and _WORKFLOW.search(text) and (_IMAGE.search(text) or view.name.endswith(".fz")))


def _detect(view: FileView) -> Iterator[AnyObservation]:
    if view.name in ("values.yaml", "values.yml"):
        for document in documents(view.text):
            yield from _values(view, document)
        return
    mask = masked(view.text) if is_templated(view.text) else None
    name = view.folder.rsplit("/", 1)[-1] if view.name.startswith("template.") else view.name.partition(".")[0]
    frame = Frame(view=view, component=view.path, masked=mask)
    for document in templated_documents(mask) if mask else documents(view.text):
        line = document.line_of("version")
        yield frame.make(Workload, line, key=view.path, name=name or view.name, kind="workflow")
        yield frame.make(PipelineStep, line, system="fuzzball")
        for volume in document.get("volumes").values():
            yield from _transfers(frame, volume)
        for member in document.get("jobs").values():
            yield from _member(frame, member)
        yield from _purposes(frame, document, name)
        for service, member in document.get("services").items():
            # A service answers under its name, so it is a unit of its own; jobs come and go with the workflow.
            inner = frame.within(service)
            yield inner.make(Workload, member.line, key=service, name=service, kind="service", hosts=(service,))
            yield from _member(inner, member)
        for kind in ("job", "service"):
            yield from _member(frame, document.get("defaults", kind))


def _purposes(frame: Frame, document: Node, name: str) -> Iterator[AnyObservation]:
    """What the workflow is for, by its name, its jobs and their commands; nothing where none of them tells."""
    jobs = dict(document.get("jobs").items())
    runs: list[tuple[str, ...]] = []
    for job in jobs.values():
        for key in ("script", "command", "args"):
            node = job.get(key)
            if node.is_sequence and not any(word in SHELLS for word in node.texts[:1]):
                runs.append(node.texts)
            else:
                runs += [command.words for text in node.texts[-1:] for command in commands(text)]
    for fields in purpose_fields(Shown(name=name, jobs=tuple(jobs), runs=tuple(runs))):
        if ("purpose", "other") not in fields:
            yield frame.make(Fact, document.line_of("jobs"), kind="pipeline", name=name, fields=fields)


def _values(view: FileView, document: Node) -> Iterator[AnyObservation]:
    for entry in document.get("values").members:
        name, value = entry.get("name"), entry.first(*_TYPED)
        if not name.is_scalar or value.kind != "scalar":
            continue
        at = view.place(value.line)
        yield Definition(at=at, name=f".{name.text}", value=masked_secret(name.text, value.value), scope=view.folder)
        if value.text.startswith(_REGISTRIES):
            yield Image(at=at, reference=value.value, use="run")
        elif _REMOTE.match(value.text):
            yield Address(at=at, value=value.value, key=name.text)


def _member(frame: Frame, member: Node) -> Iterator[AnyObservation]:
    image = member.get("image")
    uri = image.get("uri") if image.is_mapping else image
    if uri.is_scalar:
        if _REMOTE.match(uri.text):
            yield frame.make(Address, uri.line, value=uri.value, key="image.uri")
        elif not uri.text.startswith("file://"):
            yield frame.make(Image, uri.line, reference=uri.value, use="run")
    yield from _secret(frame, image.get("secret"))
    for name, value in member.get("env").items():
        yield from assigned(frame, value.line, name, interpolated(value.text))
    for entry in member.get("env").members:
        name, equals, text = entry.text.partition("=")
        if equals:
            yield from assigned(frame, entry.line, name, interpolated(text))
    for key in ("script", "command", "args"):
        yield from started(frame, member.get(key), interpolated)
    for key in ("ingress", "egress"):
        if member.get(key):
            yield from _transfers(frame, member)
            break


def _transfers(frame: Frame, holder: Node) -> Iterator[AnyObservation]:
    """Data that is fetched before the jobs and sent away after them."""
    for key, end in (("ingress", "source"), ("egress", "destination")):
        for transfer in holder.get(key).members:
            uri = transfer.get(end, "uri")
            if uri.is_scalar and not uri.text.startswith(("file://", "volume://")):
                yield frame.make(Address, uri.line, value=uri.value, key=f"volumes.{key}.{end}.uri")
            yield from _secret(frame, transfer.get(end, "secret"))


def _secret(frame: Frame, node: Node) -> Iterator[AnyObservation]:
    if node.is_scalar and node.text.startswith("secret://"):
        name = node.text.rsplit("/", 1)[-1]
        yield frame.make(EnvironmentValue, node.line, name=name, value=unresolved("secret"), secret=True)


DETECTOR = Detector(
    id="fuzzball",
    title="Fuzzball workflow",
    evidence=EvidenceKind.MANIFESTS,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
