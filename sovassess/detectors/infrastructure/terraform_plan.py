"""Terraform plans as JSON (`terraform show -json`): the resources that a plan leaves standing, with their values."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.containers import Frame
from sovassess.detectors.declared_resources import Setting, resource
from sovassess.detectors.detector import Detector
from sovassess.formats.yaml import Node, json_document
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation, Resource, Workload
from sovassess.model.values import literal, unresolved
from sovassess.source.view import FileView

MAX_BYTES = 20_000_000
_SIGN = re.compile(r'"terraform_version"\s*:')


def _claims(path: str) -> bool:
    return path.endswith((".json", ".tfplan.json"))


def _recognises(view: FileView) -> bool:
    if len(view.data) > MAX_BYTES or not _SIGN.search(view.text[:4_000]):
        return False
    return '"planned_values"' in view.text or '"resource_changes"' in view.text


def _detect(view: FileView) -> Iterator[AnyObservation]:
    root = json_document(view.text)
    frame = Frame(view=view, component=view.path)
    yield frame.make(Workload, 1, key=view.path, name=view.name.partition(".")[0], kind="terraform", build=view.folder)
    for label, provider in root.get("configuration", "provider_config").items():
        region = provider.get("expressions", "region", "constant_value")
        attributes = (("region", literal(region.text)),) if region.is_scalar else ()
        name = provider.get("name").text or label
        yield frame.make(Resource, provider.line, type=f"provider.{name}", name=label, attributes=attributes)
    planned = root.get("planned_values", "root_module")
    if planned:
        for node in _resources(planned):
            yield from _resource(frame, node, node.get("values"), node.get("sensitive_values"))
        return
    for node in root.get("resource_changes").members:
        if node.get("change", "actions").texts not in (("delete",), ("forget",)):
            yield from _resource(frame, node, node.get("change", "after"), node.get("change", "after_sensitive"))


def _resources(module: Node) -> Iterator[Node]:
    stack = [module]
    while stack:
        current = stack.pop()
        yield from current.get("resources").members
        stack.extend(reversed(current.get("child_modules").members))


def _resource(frame: Frame, node: Node, values: Node, sensitive: Node) -> Iterator[AnyObservation]:
    kind = node.get("type").text
    if not kind:
        return
    prefix = "data." if node.get("mode").text == "data" else ""
    settings = list(_settings(values, sensitive))
    yield from resource(frame, prefix + kind, node.get("name").text, node.line_of("type"), settings)


def _settings(values: Node, sensitive: Node) -> Iterator[Setting]:
    for path, node in values.walk():
        if not path or not node.is_scalar:
            continue
        hidden = any(sensitive.get(*_steps(path[:depth])).flag for depth in range(1, len(path) + 1))
        yield Setting(path, unresolved("secret") if hidden else literal(node.text), node.line)


def _steps(path: tuple[str, ...]) -> tuple[str | int, ...]:
    return tuple(int(part) if part.isdigit() else part for part in path)


DETECTOR = Detector(
    id="terraform-plan",
    title="Terraform plan",
    evidence=EvidenceKind.IAC,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
