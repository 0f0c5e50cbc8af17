"""Kotlin source: what it imports, constructs and calls, and where that goes. Build scripts are no programs."""

from __future__ import annotations

from collections.abc import Iterator

from sovassess.detectors.detector import Detector
from sovassess.detectors.jvm_programs import observations, worth_parsing
from sovassess.formats import kotlin_syntax
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation
from sovassess.source.view import FileView


def _claims(path: str) -> bool:
    return path.endswith((".kt", ".kts")) and not path.endswith(".gradle.kts")


def _detect(view: FileView) -> Iterator[AnyObservation]:
    data = view.utf8
    if worth_parsing(data):
        yield from observations(*kotlin_syntax.read(data), "kotlin", view)


DETECTOR = Detector(id="kotlin", title="Kotlin source", evidence=EvidenceKind.CODE, claims=_claims, detect=_detect)
