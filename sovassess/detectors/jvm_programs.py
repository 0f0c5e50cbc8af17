"""What Java and Kotlin programs have in common once they are parsed. It parses nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.program_resources import with_resources
from sovassess.formats import code_environment as environment
from sovassess.formats import code_literals as literals
from sovassess.formats import code_models as models
from sovassess.formats.code_chosen import chosen
from sovassess.formats.code_reading import Reading
from sovassess.formats.jvm_annotations import declared
from sovassess.formats.jvm_names import dialect, outside
from sovassess.formats.program import Program
from sovassess.model.observations import AnyObservation
from sovassess.source.view import FileView

_IMPORT = re.compile(rb"^[ \t]*import[ \t]+(?:static[ \t]+)?([\w.]+)", re.MULTILINE)
_ELSE = re.compile(rb"://|getenv|@Value|@ConfigProperty|getProperty|[mM]odel\w*\s*=\s*\"")
_READS = re.compile(rb"getenv\(|[gG]et_?[eE]nv\w*\(|getProperty\(|getRequiredProperty\(")


def worth_parsing(data: bytes) -> bool:
    """Whether anything in the bytes can lead to somebody else."""
    return any(outside(match.group(1).decode()) for match in _IMPORT.finditer(data)) or _ELSE.search(data) is not None


def observations(program: Program, package: str, language: str, view: FileView) -> Iterator[AnyObservation]:
    """What a program of a package says."""
    reading = Reading(program, dialect(language, package), view.place, view.known)
    yield from reading.imports()
    yield from with_resources(reading.calls())
    yield from chosen(reading)
    yield from environment.environment_reads(reading, _READS)
    yield from literals.addresses(reading)
    yield from declared(reading)
    yield from models.model_constants(reading)
