"""Kotlin source: what it imports, constructs and calls, and where that goes. Build scripts are no programs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.detector import Detector
from sovassess.detectors.program_resources import with_resources
from sovassess.formats import code_environment as environment
from sovassess.formats import code_literals as literals
from sovassess.formats import code_models as models
from sovassess.formats import kotlin_syntax
from sovassess.formats.code_chosen import chosen
from sovassess.formats.code_reading import Reading
from sovassess.formats.jvm_annotations import declared
from sovassess.formats.jvm_names import dialect, outside
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation
from sovassess.source.view import FileView

_IMPORT = re.compile(rb"^[ \t]*import[ \t]+([\w.]+)", re.MULTILINE)
_ELSE = re.compile(rb"://|getenv|@Value|@ConfigProperty|getProperty|[mM]odel\w*\s*=\s*\"")
_READS = re.compile(rb"getenv\(|[gG]et_?[eE]nv\w*\(|getProperty\(|getRequiredProperty\(")


def _claims(path: str) -> bool:
    return path.endswith((".kt", ".kts")) and not path.endswith(".gradle.kts")


def _detect(view: FileView) -> Iterator[AnyObservation]:
    data = view.utf8
    foreign = any(outside(match.group(1).decode()) for match in _IMPORT.finditer(data))
    if not (foreign or _ELSE.search(data)):
        return
    program, package = kotlin_syntax.read(data)
    reading = Reading(program, dialect("kotlin", package), view.place)
    yield from reading.imports()
    yield from with_resources(reading.calls())
    yield from chosen(reading)
    yield from environment.environment_reads(reading, _READS)
    yield from literals.addresses(reading)
    yield from declared(reading)
    yield from models.model_constants(reading)


DETECTOR = Detector(id="kotlin", title="Kotlin source", evidence=EvidenceKind.CODE, claims=_claims, detect=_detect)
