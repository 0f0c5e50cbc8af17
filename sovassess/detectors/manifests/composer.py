"""Detect what PHP projects require and from where: composer.json; it runs no script of it.

Format: Composer documentation, "The composer.json schema".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.detector import Detector
from sovassess.formats.leaves import Leaf, json_leaves
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import AnyObservation, Download, PackageSource, Requirement, Workload
from sovassess.model.values import literal
from sovassess.source.view import FileView

ECOSYSTEM = "composer"


def _claims(path: str) -> bool:
    return path.rpartition("/")[2] == "composer.json"


def _detect(view: FileView) -> Iterator[AnyObservation]:
    leaves = list(json_leaves(view.text))
    key = view.folder or "."
    name = (
        next((leaf.text for leaf in leaves if leaf.path == ("name",)), "") or view.folder.rpartition("/")[2] or "root"
    )
    yield Workload(at=view.place(), key=key, component=key, name=name, kind="package", build=view.folder)
    public, fetches = True, False
    for leaf in leaves:
        match leaf.path:
            case ("require" | "require-dev" as table, package) if "/" in package:
                fetches = True
                yield Requirement(
                    at=view.place(leaf.line), component=key, ecosystem=ECOSYSTEM, name=package, version=leaf.text,
                    usage=Usage.MAIN if table == "require" else Usage.DEV,
                    group="" if table == "require" else "dev:dev",
                    pinned=re.fullmatch(r"v?\d+(?:\.\d+){1,3}", leaf.text) is not None,
                )  # fmt: skip
            case ("repositories", index, "url") if "://" in leaf.text:
                yield _source(view, key, leaf, _kind(leaves, index))
            case ("repositories", "packagist.org" | "packagist") | ("repositories", _, "packagist.org" | "packagist"):
                public &= leaf.value is not False
            case _:
                pass
    if fetches and public:
        yield PackageSource(at=view.place(), component=key, usage=Usage.BUILD, ecosystem=ECOSYSTEM)


def _kind(leaves: list[Leaf], index: str) -> str:
    return next((leaf.text for leaf in leaves if leaf.path == ("repositories", index, "type")), "")


def _source(view: FileView, key: str, leaf: Leaf, kind: str) -> PackageSource | Download:
    at = view.place(leaf.line)
    if kind == "composer":
        return PackageSource(at=at, component=key, usage=Usage.BUILD, ecosystem=ECOSYSTEM, address=literal(leaf.text))
    return Download(at=at, component=key, usage=Usage.BUILD, address=literal(leaf.text), moving=True)


DETECTOR = Detector(id="composer", title="PHP project", evidence=EvidenceKind.MANIFESTS, claims=_claims, detect=_detect)
