"""Lists of what is carried into a closed network: Zarf packages, Hauler manifests, image sets, image lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from sovassess.detectors.detector import Detector
from sovassess.formats.image import looks_like_image
from sovassess.formats.yaml import Node, documents
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation, Fact
from sovassess.source.view import FileView

_KIND = re.compile(r"(?m)^kind:\s*[\"']?(ZarfPackageConfig|ImageSetConfiguration|Images|Charts|Files)\b")
_LIST = re.compile(
    r"(air-?gap|offline|bundle|mirror|transfer|rancher)[\w.-]*images?[\w.-]*\.(txt|list)$|images?[-_.](air-?gap|offline|bundle)[\w.-]*\.(txt|list)$",
    re.IGNORECASE,
)


def _claims(path: str) -> bool:
    name = basename(path).lower()
    return name.endswith((".yaml", ".yml")) or _LIST.search(name) is not None


def _recognises(view: FileView) -> bool:
    if _LIST.search(view.name):
        return any(_listed(line) for line in view.lines)
    return _KIND.search(view.text) is not None


def _listed(line: str) -> str:
    """The image on a line of a list, "" if there is none."""
    text = line.split("#", 1)[0].strip()
    return text if "/" in text and ":" in text and "://" not in text and looks_like_image(text) else ""


def _detect(view: FileView) -> Iterator[AnyObservation]:
    if _LIST.search(view.name):
        for number, line in enumerate(view.lines, 1):
            if image := _listed(line):
                yield _bundled(view, number, image)
        return
    for document in documents(view.text):
        for node in _members(document):
            if node.is_scalar:
                yield _bundled(view, node.line, node.shown)


def _bundled(view: FileView, line: int, artifact: str) -> AnyObservation:
    return Fact(at=view.place(line), kind="bundle", name=view.name, fields=(("artifact", artifact),))


def _members(document: Node) -> Iterator[Node]:
    group, kind, spec = document.get("apiVersion").text, document.get("kind").text, document.get("spec")
    if kind == "ZarfPackageConfig":
        for component in document.get("components").members:
            yield from component.get("images").members
            yield from component.get("repos").members
            for key, name in (("charts", "name"), ("files", "source"), ("dataInjections", "source")):
                yield from (entry.get(name) for entry in component.get(key).members)
    elif kind == "ImageSetConfiguration" and group.startswith("mirror.openshift.io/"):
        mirror = document.get("mirror")
        yield from (entry.get("name") for entry in mirror.get("additionalImages").members)
        yield from (entry.get("catalog") for entry in mirror.get("operators").members)
        yield from (entry.get("name") for entry in mirror.get("platform", "channels").members)
        for repository in mirror.get("helm", "repositories").members:
            yield from (entry.get("name") for entry in repository.get("charts").members)
    elif group.startswith("content.hauler.cattle.io/"):
        for key, name in (("images", "name"), ("charts", "name"), ("files", "path")):
            yield from (entry.get(name) for entry in spec.get(key).members)


DETECTOR = Detector(
    id="transfer-bundles",
    title="List of a transfer bundle",
    evidence=EvidenceKind.CONFIG,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
