"""Find, read and validate rubrics; every problem names file and line. It evaluates nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct

import sovassess
from sovassess import documents
from sovassess.errors import InputFileError
from sovassess.graph.conditions import ConditionError, check_field, check_selector
from sovassess.model.assessment import LevelName, RubricInfo
from sovassess.rubric import model
from sovassess.rubric.satisfiable import never_passes

DEFAULT_RUBRIC = "ai-sovereignty"
Location: TypeAlias = tuple[str | int, ...]


class LoadedRubric(Struct, frozen=True, kw_only=True):
    """A rubric with the SHA-256 of its file, in hex."""

    rubric: model.Rubric
    digest: str

    @property
    def info(self) -> RubricInfo:
        """What an assessment says about the rubric that judged."""
        levels = sorted(self.rubric.levels, key=lambda level: level.level)
        return RubricInfo(
            id=self.rubric.id,
            version=self.rubric.version,
            title=self.rubric.title,
            digest=self.digest,
            levels=tuple(LevelName(level=level.level, name=level.name, meaning=level.meaning) for level in levels),
        )


class Finding(Struct, frozen=True, order=True):
    """Something that an author should know about a rubric that is valid. `line` is 1-based, None for the whole file."""

    line: int | None
    text: str


def rubrics_folder() -> Path:
    """The folder of the shipped rubrics: in the installed package, else beside it in a checkout."""
    package = Path(sovassess.__file__).resolve().parent
    installed = package / "rubrics"
    return installed if installed.is_dir() else package.parent / "rubrics"


def available() -> tuple[str, ...]:
    """The ids of the shipped rubrics, sorted."""
    return tuple(sorted(path.stem for path in rubrics_folder().glob("*.yaml")))


def load_rubric(name: str = DEFAULT_RUBRIC) -> LoadedRubric:
    """The rubric with that id, or in the file of that name. Raises `InputFileError`."""
    if name in available():
        path = rubrics_folder() / f"{name}.yaml"
    else:
        path = Path(name)
        if not path.suffix and not path.exists():
            raise InputFileError(name, None, f"is no rubric{documents.nearest(name, available())}")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputFileError(name, None, f"cannot be read: {error.strerror or error}") from error
    return parse_rubric(data, shown=name if path.name == name else str(path))


def parse_rubric(data: bytes, *, shown: str) -> LoadedRubric:
    """The rubric in `data`, validated; errors name it as `shown`. Raises `InputFileError`."""
    rubric = documents.parse(data, model.Rubric, shown=shown)
    for location, problem in _problems(rubric):
        raise InputFileError(shown, documents.line_of(data, location), problem)
    return LoadedRubric(rubric=rubric, digest=sha256(data).hexdigest())


def check(data: bytes, *, shown: str) -> tuple[Finding, ...]:
    """What an author should know: cells without a criterion, too many questions that no file can answer, criteria
    that nobody can sign for. Raises `InputFileError` for a rubric that is not valid."""
    rubric = parse_rubric(data, shown=shown).rubric
    findings: list[Finding] = []
    wanted = [level.level for level in rubric.levels if level.level > 0]
    for index, dimension in enumerate(rubric.dimensions):
        line = documents.line_of(data, ("dimensions", index, "id"))
        filled = {rung.level for rung in dimension.levels if rung.criteria}
        findings += [
            Finding(line, f"{dimension.id} asks nothing at level {level}, so it is never proven")
            for level in sorted(set(wanted) - filled)
        ]
    only = [criterion.id for _, _, criterion in rubric.criteria() if criterion.attested_only]
    if len(only) > rubric.attested_only:
        findings.append(Finding(None, f"{len(only)} criteria can only be attested, {rubric.attested_only} are allowed"))
    for location, criterion in criteria_of(rubric):
        reason = never_passes(criterion.check)
        if reason:
            line = documents.line_of(data, (*location, "check"))
            findings.append(Finding(line, f"{criterion.id} can never pass: {reason}"))
        if criterion.key is None:
            line = documents.line_of(data, (*location, "id"))
            findings.append(Finding(line, f"{criterion.id} names no attestation key, so nobody can answer it"))
    return tuple(sorted(findings, key=lambda finding: (finding.line or 0, finding.text)))


def criteria_of(rubric: model.Rubric) -> Iterator[tuple[Location, model.Criterion]]:
    """Every criterion with its place in the document."""
    for d, dimension in enumerate(rubric.dimensions):
        for r, rung in enumerate(dimension.levels):
            for c, criterion in enumerate(rung.criteria):
                yield ("dimensions", d, "levels", r, "criteria", c), criterion


def _problems(rubric: model.Rubric) -> Iterator[tuple[Location, str]]:
    levels = [level.level for level in rubric.levels]
    if sorted(levels) != list(range(len(levels))):
        yield ("levels",), f"levels must be numbered 0 to {len(levels) - 1}, each once"
    ids: set[str] = set()
    prefixes: set[str] = set()
    for d, dimension in enumerate(rubric.dimensions):
        at: Location = ("dimensions", d)
        if dimension.id in ids:
            yield (*at, "id"), f"the dimension {dimension.id!r} occurs twice"
        if dimension.prefix in prefixes:
            yield (*at, "prefix"), f"the prefix {dimension.prefix!r} occurs twice"
        ids.add(dimension.id)
        prefixes.add(dimension.prefix)
        seen: set[int] = set()
        for r, rung in enumerate(dimension.levels):
            if not 1 <= rung.level <= rubric.top:
                yield (*at, "levels", r, "level"), f"level {rung.level} is out of range, 1 to {rubric.top} are known"
            if rung.level in seen:
                yield (*at, "levels", r, "level"), f"level {rung.level} of {dimension.id} occurs twice"
            seen.add(rung.level)
    yield from _weighting_problems(rubric)
    names: set[str] = set()
    for location, criterion in criteria_of(rubric):
        if criterion.id in names:
            yield (*location, "id"), f"the criterion {criterion.id!r} occurs twice"
        names.add(criterion.id)
        if not criterion.evidence and not criterion.attested_only:
            yield (*location, "id"), f"{criterion.id} names no evidence kind that could show it"
        for key, value in (("check", criterion.check), ("not_applicable_when", criterion.not_applicable_when)):
            if value is not None:
                yield from _check_problems((*location, key), criterion.id, value)


def _weighting_problems(rubric: model.Rubric) -> Iterator[tuple[Location, str]]:
    known = {dimension.id for dimension in rubric.dimensions}
    seen: set[str] = set()
    for w, weighting in enumerate(rubric.weightings):
        if weighting.id in seen:
            yield ("weightings", w, "id"), f"the weighting {weighting.id!r} occurs twice"
        seen.add(weighting.id)
        for name in weighting.weights:
            if name not in known:
                problem = f"{weighting.id}: unknown dimension {name!r}{documents.nearest(name, known)}"
                yield ("weightings", w, "weights", name), problem
        if not sum(weighting.weights.values()):
            yield ("weightings", w, "weights"), f"{weighting.id}: all weights are 0"


def _check_problems(at: Location, name: str, check_: model.Check) -> Iterator[tuple[Location, str]]:
    kind = "path"
    if isinstance(check_, model.Selecting):
        yield from _selector_problems((*at, "select"), name, check_.select, None)
        kind = str(check_.select.get("kind"))
        yield from _conditions_problems((*at, "unless"), name, check_.unless, kind)
    if isinstance(check_, model.All | model.Ratio | model.SameSink):
        yield from _conditions_problems((*at, "where"), name, check_.where, kind)
    if isinstance(check_, model.Max | model.Alternative):
        yield from _conditions_problems((*at, "exempt"), name, check_.exempt, kind)
    match check_:
        case model.EveryPath():
            yield from _selector_problems((*at, "to"), name, check_.to, "path")
            yield from _conditions_problems((*at, "via"), name, check_.via, "path")
        case model.Subset():
            yield from _selector_problems((*at, "within"), name, check_.within, None)
            yield from _field_problems((*at, "by"), name, kind, check_.by)
            yield from _field_problems((*at, "within_by"), name, str(check_.within.get("kind")), check_.within_by)
        case model.Max(field=str() as field, measure=measure):
            types = ("number",) if measure == "largest" else ("text",)
            yield from _field_problems((*at, "field"), name, kind, field, types)
        case model.Alternative():
            yield from _selector_problems((*at, "among"), name, check_.among, None)
            yield from _field_problems((*at, "same"), name, kind, check_.same)
            yield from _field_problems((*at, "same"), name, str(check_.among.get("kind")), check_.same)
        case model.SameSink():
            yield from _field_problems((*at, "field"), name, kind, check_.field)
        case _:
            pass


def _conditions_problems(
    at: Location, name: str, selectors: tuple[model.Selector, ...], kind: str
) -> Iterator[tuple[Location, str]]:
    for index, selector in enumerate(selectors):
        yield from _selector_problems((*at, index), name, selector, kind)


def _selector_problems(
    at: Location, name: str, selector: Mapping[str, object], kind: str | None
) -> Iterator[tuple[Location, str]]:
    try:
        check_selector(selector, kind)
    except ConditionError as error:
        yield (*at, error.field) if error.field else at, f"{name}: {error}"


def _field_problems(
    at: Location, name: str, kind: str, field: str, types: tuple[str, ...] = ()
) -> Iterator[tuple[Location, str]]:
    try:
        check_field(kind, field, types)
    except ConditionError as error:
        yield at, f"{name}: {error}"
