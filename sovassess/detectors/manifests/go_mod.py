"""Detect what a Go module requires; it reads neither go.sum nor any replaced module.

Format: the Go Modules Reference, "go.mod files".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.detector import Detector
from sovassess.errors import ParseError
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import AnyObservation, PackageSource, Requirement, Workload
from sovassess.source.view import FileView

ECOSYSTEM = "golang"
_ENTRY = re.compile(r"([^\s()]+\.[^\s()]+)\s+(v[^\s]+)(?:\s*//\s*(indirect))?")


def _claims(path: str) -> bool:
    return path.rpartition("/")[2] == "go.mod"


def _detect(view: FileView) -> Iterator[AnyObservation]:
    module = next((match for line in view.lines if (match := re.match(r"module\s+\"?([^\s\"]+)", line))), None)
    if module is None:
        raise ParseError("has no module line")
    key = view.folder or "."
    name = module[1].rpartition("/")[2]
    yield Workload(at=view.place(), key=key, component=key, name=name, kind="package", build=view.folder)
    block, fetches = "", False
    for number, raw in enumerate(view.lines, 1):
        line = raw[:2_000].strip()
        opened = re.match(r"(\w+)\s*\(", line)
        if opened:
            block = opened[1]
            continue
        if line.startswith(")"):
            block = ""
            continue
        entry = line if block == "require" else line.removeprefix("require ") if line.startswith("require ") else ""
        found = _ENTRY.match(entry.strip())
        if found:
            fetches = True
            yield Requirement(
                at=view.place(number), component=key, ecosystem=ECOSYSTEM, name=found[1], version=found[2],
                group="extra:indirect" if found[3] else "", pinned=True,
                usage=Usage.OPTIONAL if found[3] else Usage.MAIN, condition="indirect" if found[3] else "",
            )  # fmt: skip
    if fetches:
        yield PackageSource(at=view.place(), component=key, usage=Usage.BUILD, ecosystem=ECOSYSTEM)


DETECTOR = Detector(id="go-mod", title="Go module", evidence=EvidenceKind.MANIFESTS, claims=_claims, detect=_detect)
