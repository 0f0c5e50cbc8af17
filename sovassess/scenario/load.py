"""Read scenario files and refuse what cannot be meant, with file and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from sovassess import documents
from sovassess.documents import nearest
from sovassess.errors import InputFileError, SovassessError
from sovassess.graph.conditions import ConditionError, check_selector
from sovassess.graph.needs import Function
from sovassess.model.enums import Phase
from sovassess.scenario.model import ANY, DURING, Parameter, Scenario, ScenarioFile, Selector
from sovassess.scenario.names import Names, strange_values, words

SHIPPED = Path(__file__).parent / "scenarios.yaml"
_FUNCTIONS = tuple(function.value for function in Function)
_PHASES = tuple(phase.value for phase in Phase)
_KIND = "dependency"
Location = tuple[str | int, ...]


def load_scenarios(path: Path = SHIPPED, names: Names | None = None) -> dict[str, Scenario]:
    """The scenarios of a file by id; they may compose those that come with sovassess.

    With `names` another name in a selector is an error, which says what there is in the tree.
    Raises `InputFileError` with file and line.
    """
    data = _bytes(path)
    shown = path.name if path == SHIPPED else str(path)
    file = documents.parse(data, ScenarioFile, shown=shown)
    known: dict[str, Scenario] = {}
    for index, scenario in enumerate(file.scenarios):
        if scenario.id in known:
            line = documents.line_of(data, ("scenarios", index, "id"))
            raise InputFileError(shown, line, f"scenario {scenario.id!r} is there twice")
        known[scenario.id] = scenario
    others = {} if path == SHIPPED else load_scenarios()
    for index, scenario in enumerate(file.scenarios):
        for problem, where in _problems(scenario, {**others, **known}, names or Names()):
            line = documents.line_of(data, ("scenarios", index, *where))
            raise InputFileError(shown, line, f"{scenario.id}: {problem}")
    return known


def with_values(scenario: Scenario, values: Mapping[str, Parameter]) -> Scenario:
    """The scenario with its parameters and its scope filled in; raises `SovassessError` for one that stays open."""
    filled = {name: values.get(name, default) for name, default in scenario.parameters.items()}
    missing = sorted(name for name, value in filled.items() if value is None)
    if missing:
        raise SovassessError(f"scenario {scenario.id} needs a value for {', '.join(missing)}")
    bound = {f"${name}": value for name, value in filled.items() if value is not None}
    scope = values.get("scope") or scenario.scope
    chosen = scenario.scopes.get(str(scope), scenario.removes) if scope else scenario.removes
    return scenario.model_copy(
        update={
            "removes": tuple(_filled(selector, bound) for selector in chosen),
            "keeps": tuple(_filled(selector, bound) for selector in scenario.keeps),
        }
    )


def _filled(selector: Selector, bound: Mapping[str, Parameter]) -> Selector:
    """The selector with parameters replaced; a condition whose parameter is `any` is left out."""
    out: Selector = {}
    for key, value in selector.items():
        if isinstance(value, dict):
            inner = {k: _value(v, bound) for k, v in cast("dict[str, object]", value).items()}
            if ANY not in inner.values():
                out[key] = inner
        else:
            made = _value(value, bound)
            if made != ANY:
                out[key] = made
    return out


def _value(value: object, bound: Mapping[str, Parameter]) -> object:
    if isinstance(value, str):
        found = bound.get(value, value)
        return list(found) if isinstance(found, tuple) else found
    if isinstance(value, list):
        return [_value(member, bound) for member in cast("list[object]", value)]
    return value


# -------------------------------------------------------------------------------------------------------------- checks


def _problems(scenario: Scenario, known: Mapping[str, Scenario], names: Names) -> Iterator[tuple[str, Location]]:
    """What cannot be meant, each with its place inside the scenario."""
    for where, selector in _selectors(scenario):
        yield from ((text, (*where, field)) for text, field in _wrong(scenario, selector, names))
    for name, text in strange_values(scenario, scenario.parameters, names):
        yield text, ("parameters", name)
    if scenario.scopes and scenario.scope not in scenario.scopes:
        yield f"unknown scope {scenario.scope!r}{nearest(scenario.scope, scenario.scopes)}", ("scope",)
    for position, function in enumerate(scenario.checks):
        if function not in _FUNCTIONS:
            yield f"unknown function {function!r}{nearest(function, _FUNCTIONS)}", ("checks", position)
    for position, other in enumerate(scenario.composes):
        where = ("composes", position)
        if other not in known or other == scenario.id:
            yield f"unknown scenario {other!r}{nearest(other, known)}", where
        elif scenario.id in _reached(other, known):
            yield f"it and {other} compose each other", where
    if not (scenario.removes or scenario.composes or scenario.scopes):
        yield "it removes nothing: give removes, scopes or composes", ("id",)


def _selectors(scenario: Scenario) -> Iterator[tuple[Location, Selector]]:
    for part, selectors in (("removes", scenario.removes), ("keeps", scenario.keeps)):
        yield from (((part, position), selector) for position, selector in enumerate(selectors))
    for scope, selectors in scenario.scopes.items():
        yield from ((("scopes", scope, position), selector) for position, selector in enumerate(selectors))


def _wrong(scenario: Scenario, selector: Selector, names: Names) -> Iterator[tuple[str, str]]:
    """Problems of one selector, each with the field at fault."""
    for phase in _listed(selector.get(DURING, [])):
        if phase not in _PHASES:
            yield f"unknown phase {phase!r}{nearest(str(phase), _PHASES)}", DURING
    plain = {key: value for key, value in selector.items() if key != DURING}
    if plain.pop("kind", _KIND) != _KIND:
        yield f"a scenario selects items of the kind {_KIND!r} only", "kind"
    for field, value in plain.items():
        for word in words(value):
            if word.startswith("$") and word[1:] not in scenario.parameters and not _is_reference(word):
                yield f"no parameter {word!r}{nearest(word, [f'${p}' for p in scenario.parameters])}", field
            elif names.strange(field, word):
                yield names.complaint(field, word), field
    try:
        check_selector({k: _sample(v, scenario) for k, v in plain.items()}, _KIND)
    except ConditionError as error:
        yield str(error), error.field


def _is_reference(word: str) -> bool:
    return word in ("$home", "$home_if_declared", "$today", "$notice")


def _sample(value: object, scenario: Scenario) -> object:
    """The condition with its parameters replaced by what they may be, so that its form can be checked."""
    bound: dict[str, Parameter] = {
        f"${name}": default if isinstance(default, tuple) else "x" for name, default in scenario.parameters.items()
    }
    if isinstance(value, dict):
        return {k: _value(v, bound) for k, v in cast("dict[str, object]", value).items()}
    return _value(value, bound)


def _listed(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else [value]


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
