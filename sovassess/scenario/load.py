"""Read scenario files and refuse what cannot be meant, with file and line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import cast

from sovassess import documents
from sovassess.documents import nearest
from sovassess.errors import InputFileError, SovassessError
from sovassess.graph.conditions import ConditionError, check_selector
from sovassess.scenario.model import Scenario, ScenarioFile, Selector

SHIPPED = Path(__file__).parent / "scenarios.yaml"


def load_scenarios(path: Path = SHIPPED) -> dict[str, Scenario]:
    """The scenarios of a file by id. Raises `InputFileError` with file and line."""
    data = _bytes(path)
    shown = path.name if path == SHIPPED else str(path)
    file = documents.parse(data, ScenarioFile, shown=shown)
    known: dict[str, Scenario] = {}
    for index, scenario in enumerate(file.scenarios):
        if scenario.id in known:
            line = documents.line_of(data, ("scenarios", index, "id"))
            raise InputFileError(shown, line, f"scenario {scenario.id!r} is there twice")
        known[scenario.id] = scenario
    for index, scenario in enumerate(file.scenarios):
        _check(data, shown, index, scenario, known)
    return known


def with_values(scenario: Scenario, values: Mapping[str, str]) -> Scenario:
    """The scenario with its parameters filled in; raises `SovassessError` for one that stays open."""
    filled = {name: values.get(name, default) for name, default in scenario.parameters.items()}
    missing = sorted(name for name, value in filled.items() if value is None)
    if missing:
        raise SovassessError(f"scenario {scenario.id} needs a value for {', '.join(missing)}")
    bound = {f"${name}": str(value) for name, value in filled.items()}
    return scenario.model_copy(
        update={
            "removes": tuple(_filled(selector, bound) for selector in scenario.removes),
            "keeps": tuple(_filled(selector, bound) for selector in scenario.keeps),
        }
    )


def _filled(selector: Selector, bound: Mapping[str, str]) -> Selector:
    def replace(value: object) -> object:
        if isinstance(value, str):
            return bound.get(value, value)
        if isinstance(value, list):
            return [replace(member) for member in cast("list[object]", value)]
        if isinstance(value, dict):
            return {str(key): replace(member) for key, member in cast("dict[object, object]", value).items()}
        return value

    return {key: replace(value) for key, value in selector.items()}


def _check(data: bytes, shown: str, index: int, scenario: Scenario, known: Mapping[str, Scenario]) -> None:
    samples = dict.fromkeys(scenario.parameters, "x")
    for part, selectors in (("removes", scenario.removes), ("keeps", scenario.keeps)):
        for position, selector in enumerate(selectors):
            try:
                check_selector(_filled(selector, {f"${name}": value for name, value in samples.items()}), "dependency")
            except ConditionError as error:
                where = ("scenarios", index, part, position, error.field)
                raise InputFileError(shown, documents.line_of(data, where), f"{scenario.id}: {error}") from error
    for position, other in enumerate(scenario.composes):
        if other in known and other != scenario.id and scenario.id in _reached(other, known):
            line = documents.line_of(data, ("scenarios", index, "composes", position))
            raise InputFileError(shown, line, f"{scenario.id} and {other} compose each other")
        if other not in known or other == scenario.id:
            line = documents.line_of(data, ("scenarios", index, "composes", position))
            raise InputFileError(shown, line, f"{scenario.id}: unknown scenario {other!r}{nearest(other, known)}")


def _reached(start: str, known: Mapping[str, Scenario]) -> set[str]:
    """The scenario and all that it composes, directly or through others."""
    found: set[str] = set()
    todo = [start]
    while todo:
        name = todo.pop()
        if name not in found and name in known:
            found.add(name)
            todo.extend(known[name].composes)
    return found


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputFileError(str(path), None, f"cannot be read: {error.strerror or error}") from error
