"""Charts: `Chart.yaml` with its dependencies, and values files with what they define. Renders nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from sovassess.detectors.chart_values import mappings, value_observations
from sovassess.detectors.containers import Frame, masked_secret
from sovassess.detectors.detector import Detector
from sovassess.formats.templates import is_templated, masked
from sovassess.formats.yaml import Node, documents
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import Address, AnyObservation, Definition, Fact
from sovassess.model.values import Value
from sovassess.source.view import FileView

_VALUES = re.compile(r"^(.*[._-])?values([._-].+)?\.ya?ml(\.gotmpl)?$", re.IGNORECASE)
_CHART = re.compile(r"^(Chart|requirements)\.ya?ml$")
MAX_DEFINITIONS = 5_000


def _claims(path: str) -> bool:
    name = basename(path)
    return bool(_VALUES.match(name) or _CHART.match(name)) and "/templates/" not in f"/{path}"


def _recognises(view: FileView) -> bool:
    if _CHART.match(view.name):
        return re.search(r"(?m)^(apiVersion|dependencies|name)\s*:", view.text) is not None
    # A catalog of named, typed values belongs to another format; a manifest that is called values is none either.
    if re.search(r"(?m)^values:[ \t]*(?:#[^\n]*)?\n(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*-[ \t]+name:", view.text):
        return False
    return not all(re.search(rf"(?m)^{key}:[ \t]*\S", view.text) for key in ("apiVersion", "kind"))


def _detect(view: FileView) -> Iterator[AnyObservation]:
    mask = masked(view.text) if is_templated(view.text) and view.name.endswith(".gotmpl") else None
    frame = Frame(view=view, masked=mask)
    for document in documents(mask.text if mask else view.text):
        if _CHART.match(view.name):
            yield from _chart(frame, document)
        else:
            yield from _definitions(frame, document)
            yield from value_observations(frame, document, ".Values")


def _chart(frame: Frame, document: Node) -> Iterator[AnyObservation]:
    for key, defined in (("appVersion", "AppVersion"), ("name", "Name"), ("version", "Version")):
        if document.get(key).is_scalar:
            yield _definition(frame, f".Chart.{defined}", document.get(key).value, document.line_of(key))
    for dependency in document.get("dependencies").members:
        repository = dependency.get("repository")
        name = dependency.get("name")
        switch = dependency.get("condition").text.partition(",")[0]
        condition = f".Values.{switch}" if switch else ""
        fields = [("enabled", switch), ("repository", repository.text), ("version", dependency.get("version").text)]
        inner = Frame(view=frame.view, condition=condition)
        facts = tuple(field for field in fields if field[1])
        yield inner.make(Fact, dependency.line, kind="chart", name=name.text, fields=facts)
        if repository.is_scalar and re.match(r"^(https?|oci)://", repository.text):
            yield inner.make(Address, repository.line, value=repository.value, key="dependencies.repository")


def _definition(frame: Frame, name: str, value: Value, line: int) -> AnyObservation:
    return frame.make(Definition, line, name=name, value=masked_secret(name, value), scope=frame.view.folder)


def _definitions(frame: Frame, document: Node) -> Iterator[AnyObservation]:
    count = 0
    for found in mappings(document, ".Values"):
        for key, value in found.node.items():
            if value.kind == "scalar" and not value.block and count < MAX_DEFINITIONS:
                count += 1
                yield _definition(frame, f"{found.path}.{key}", value.value, value.line)


DETECTOR = Detector(
    id="helm-values",
    title="Helm chart and its values",
    evidence=EvidenceKind.MANIFESTS,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
