"""`sovassess gate`: decide on a saved assessment."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from sovassess.errors import SovassessError
from sovassess.gate import Asked, Decision, decide
from sovassess.model.assessment import SCHEMA_VERSION, Assessment, decode


def gate(path: Path, wanted: Asked) -> int:
    """Print what was missed; the exit code of the contract."""
    if not wanted.anything:
        raise SovassessError("gate: nothing is asked; give --min-level, --min, --min-coverage or --strict")
    decision = decide(load(path), wanted)
    show(decision)
    return decision.code


def show(decision: Decision) -> None:
    """One line for each thing that was missed, on standard error."""
    for reason in decision.reasons:
        print(f"sovassess: gate: {reason}", file=sys.stderr)


def asked(
    min_level: int | None,
    minima: tuple[str, ...],
    count_unknown_as: str,
    min_coverage: float | None,
    *,
    strict: bool,
) -> Asked:
    """The options as what is asked; raises `SovassessError` for one that cannot be meant."""
    if count_unknown_as not in ("fail", "pass"):
        raise SovassessError(f"--count-unknown-as takes fail or pass, not {count_unknown_as!r}")
    levels: dict[str, int] = {}
    for entry in minima:
        name, equals, level = entry.partition("=")
        if not equals or level not in tuple("012345"):
            raise SovassessError(f"--min takes DIMENSION=N with N from 0 to 5, not {entry!r}")
        levels[name] = int(level)
    return Asked(
        min_level=min_level,
        minima=levels,
        unknown_passes=count_unknown_as == "pass",
        min_coverage=min_coverage,
        strict=strict,
    )


def load(path: Path) -> Assessment:
    """A saved assessment; raises `SovassessError` if the file is none."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SovassessError(f"{path}: cannot be read: {error.strerror or error}") from error
    try:
        assessment = decode(data)
    except msgspec.DecodeError as error:
        raise SovassessError(f"{path}: is not an assessment: {error}") from error
    if assessment.schema_version != SCHEMA_VERSION:
        raise SovassessError(
            f"{path}: has schema version {assessment.schema_version}, this version reads {SCHEMA_VERSION}"
        )
    return assessment
