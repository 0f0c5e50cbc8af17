"""`sovassess gate`: decide on a saved assessment."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
from msgspec import Struct

from sovassess import comparison
from sovassess.errors import SovassessError
from sovassess.gate import MET, UNSEEN, Asked, Decision, decide
from sovassess.model.assessment import SCHEMA_VERSION, Assessment, decode
from sovassess.renderers.gated import SHOWN, Gated
from sovassess.renderers.wording import clean


class Wanted(Struct, frozen=True, kw_only=True):
    """The options of the gate, as given."""

    min_level: int | None = None
    minima: tuple[str, ...] = ()
    count_unknown_as: str = "fail"
    min_coverage: float | None = None
    strict: bool = False
    baseline: Path | None = None
    use_accepted: bool = True


def gate(path: Path, wanted: Wanted, *, exit_zero: bool = False) -> int:
    """Print what was missed; the exit code of the contract."""
    demand = asked(wanted)
    if not demand.anything:
        raise SovassessError("gate: nothing is asked; give --min-level, --min, --baseline, --min-coverage or --strict")
    decision = decide(load(path), demand)
    show(decision)
    return 0 if exit_zero else decision.code


def show(decision: Decision) -> None:
    """One line for each thing that was missed, then what should be known besides, on standard error."""
    reasons = [clean(" ".join(reason.split())) for reason in decision.reasons]
    if len(reasons) > SHOWN:
        reasons = [*reasons[:SHOWN], f"and {len(reasons) - SHOWN} more"]
    for reason in reasons:
        print(f"sovassess: gate: {reason}", file=sys.stderr)
    for note in decision.notes:
        print(f"sovassess: note: {clean(note)}", file=sys.stderr)


def told(asked: Asked, decision: Decision, *, enforced: bool) -> Gated:
    """The decision as reports tell it."""
    words = [f"overall level {asked.min_level}"] if asked.min_level is not None else []
    words += [f"{name.replace('_', ' ')} level {level}" for name, level in sorted(asked.minima.items())]
    words += ["nothing worse than the baseline"] if asked.baseline is not None else []
    words += [f"{asked.min_coverage:g} % of the files read"] if asked.min_coverage is not None else []
    words += ["every recognised file read"] if asked.strict else []
    counted = [", unknown counted as met"] if asked.unknown_passes else []
    return Gated(
        asked=(*words[:-1], "".join([*words[-1:], *counted])),
        met=decision.code == MET,
        unseen=decision.code == UNSEEN,
        enforced=enforced,
        reasons=decision.reasons,
        notes=decision.notes,
        new=decision.keys if asked.baseline is not None else None,
    )


def asked(wanted: Wanted) -> Asked:
    """The options as what is asked; raises `SovassessError` for one that cannot be meant."""
    if wanted.count_unknown_as not in ("fail", "pass"):
        raise SovassessError(f"--count-unknown-as takes fail or pass, not {wanted.count_unknown_as!r}")
    levels: dict[str, int] = {}
    for entry in wanted.minima:
        name, equals, level = entry.partition("=")
        if not equals or level not in tuple("012345"):
            raise SovassessError(f"--min takes DIMENSION=N with N from 0 to 5, not {entry!r}")
        levels[name] = int(level)
    return Asked(
        min_level=wanted.min_level,
        minima=levels,
        unknown_passes=wanted.count_unknown_as == "pass",
        min_coverage=wanted.min_coverage,
        strict=wanted.strict,
        baseline=None if wanted.baseline is None else comparison.decode(_bytes(wanted.baseline), str(wanted.baseline)),
        use_accepted=wanted.use_accepted,
    )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SovassessError(f"{path}: cannot be read: {error.strerror or error}") from error


def load(path: Path) -> Assessment:
    """A saved assessment; raises `SovassessError` if the file is none."""
    data = _bytes(path)
    try:
        assessment = decode(data)
    except (msgspec.DecodeError, RecursionError) as error:
        raise SovassessError(f"{path}: is not an assessment: {error}") from error
    if assessment.schema_version != SCHEMA_VERSION:
        raise SovassessError(
            f"{path}: has schema version {assessment.schema_version}, this version reads {SCHEMA_VERSION}"
        )
    return assessment
