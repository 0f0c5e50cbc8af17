"""Bills of materials in the tree: CycloneDX and SPDX documents that list at least one part, which is not read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from sovassess.detectors.detector import Detector
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation, Fact
from sovassess.source.view import FileView

_NAME = re.compile(r"(^|[-_.])(s?boms?|cdx|cyclonedx|spdx)([-_.]|$)", re.IGNORECASE)
_ENDINGS = (".json", ".xml", ".spdx", ".yaml", ".yml")
# The words that the formats' own schemas require: https://cyclonedx.org/docs/1.6/json/ and
# https://spdx.github.io/spdx-spec/v2.3/document-creation-information/ ; SPDX 3 is JSON-LD with a context of its own.
_MARKS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (re.compile(r'"bomFormat"\s*:\s*"CycloneDX"'), re.compile(r'"components"\s*:\s*\[\s*\{')),
    (re.compile(r"<(\w+:)?bom\b[^>]*cyclonedx\.org/schema/bom"), re.compile(r"<(\w+:)?component\b")),
    (re.compile(r'"spdxVersion"\s*:\s*"SPDX-\d'), re.compile(r'"packages"\s*:\s*\[\s*\{')),
    (re.compile(r"(?m)^SPDXVersion:\s*SPDX-\d"), re.compile(r"(?m)^PackageName:\s*\S")),
    (re.compile(r"(?m)^[\"']?spdxVersion[\"']?:\s*[\"']?SPDX-\d"), re.compile(r"(?m)^[\"']?packages[\"']?:\s*\n\s*-")),
    (re.compile(r'"@context"\s*:\s*"https://spdx\.org/rdf/3'), re.compile(r'"software_Package"')),
)


def _claims(path: str) -> bool:
    name = basename(path).lower()
    return name.endswith(_ENDINGS) and _NAME.search(name) is not None


def _line(view: FileView) -> int | None:
    """The line of the format's mark in a bill that lists something, None if the file is none."""
    for mark, part in _MARKS:
        found = mark.search(view.text)
        if found and part.search(view.text):
            return view.text.count("\n", 0, found.start()) + 1
    return None


def _detect(view: FileView) -> Iterator[AnyObservation]:
    line = _line(view)
    if line is not None:
        yield Fact(at=view.place(line), kind="sbom", name=view.name, fields=(("path", view.path),))


DETECTOR = Detector(
    id="sbom",
    title="Bill of materials",
    evidence=EvidenceKind.LOCKFILES,
    claims=_claims,
    recognises=lambda view: _line(view) is not None,
    detect=_detect,
)
