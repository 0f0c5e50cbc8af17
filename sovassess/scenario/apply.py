"""Apply a scenario to the graph: what is lost, what becomes of each function, and the path that proves it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from msgspec import structs

from sovassess.documents import nearest
from sovassess.errors import SovassessError
from sovassess.graph.conditions import Policy, matches_any
from sovassess.graph.graph import DependencyGraph
from sovassess.graph.needs import in_use
from sovassess.graph.rehearsal import Verdict
from sovassess.graph.say import LAW, PARTY, SERVICE
from sovassess.model.actions import Remedy
from sovassess.model.dependencies import Dependency
from sovassess.model.enums import Phase, Status
from sovassess.model.items import FieldValue
from sovassess.model.rehearsals import Cause, ScenarioResult
from sovassess.scenario.load import with_values
from sovassess.scenario.model import ANY, DURING, Parameter, Scenario, Selector
from sovassess.scenario.names import Names, strange_values
from sovassess.scenario.remedies import remedies_of, survives_with

Values = Mapping[str, Parameter]
Lost = dict[str, bool | None]
# A supplier whom nobody has named yet: its fields in the words of the vocabulary.
_NEWCOMER: dict[str, FieldValue] = {
    "operated_by": "vendor",
    "party": "somebody-else",
    "service": "somebody-else",
    "country": "ZZ",
    "jurisdictions": ("ZZ",),
    "reach": ("ZZ",),
    "owners": ("somebody-else",),
    "developers": ("none",),
    "developer_reach": ("none",),
    "location": "ZZ",
    "region": "elsewhere",
    "models": ("another-model",),
    "families": ("another-family",),
    "status": "active",
}


class Rehearsals:
    """All scenarios on one graph; each is applied once, when first asked for."""

    def __init__(self, graph: DependencyGraph, scenarios: Mapping[str, Scenario], policy: Policy) -> None:
        self._graph = graph
        self._scenarios = scenarios
        self._policy = policy
        self._results: dict[str, ScenarioResult] = {}

    def with_scenarios(self, more: Mapping[str, Scenario]) -> Rehearsals:
        """The same graph with further scenarios."""
        return Rehearsals(self._graph, {**self._scenarios, **more}, self._policy)

    def on(self, graph: DependencyGraph) -> Rehearsals:
        """The same scenarios on another graph."""
        return Rehearsals(graph, self._scenarios, self._policy)

    def names(self) -> tuple[str, ...]:
        """Every scenario that can be applied without a further value, in order of the file; one for each value that
        the estate has, and for each scope that is not the usual one, in brackets."""
        out: list[str] = []
        for scenario in self._scenarios.values():
            if all(value is not None for value in scenario.parameters.values()):
                out.append(scenario.id)
            out.extend(f"{scenario.id}({scope})" for scope in scenario.scopes if scope != scenario.scope)
            if scenario.each is not None:
                out.extend(f"{scenario.id}({value})" for value in self._graph.values(scenario.each))
        return tuple(out)

    def matching(self, pattern: str) -> tuple[str, ...]:
        """The scenarios that a name stands for: itself, or with `(*)` one for each value that the estate has."""
        base, bracket, rest = pattern.partition("(")
        if bracket and rest == "*)":
            return tuple(name for name in self.names() if name.startswith(base + "("))
        return (pattern,)

    def result(self, name: str) -> ScenarioResult:
        """The rehearsal of a scenario by name; raises `KeyError` for one that does not exist."""
        if name not in self._results:
            base, bracket, rest = name.partition("(")
            scenario = self._scenarios[base]
            self._results[name] = self.apply(scenario, _values(scenario, rest[:-1]) if bracket else {}, name)
        return self._results[name]

    def apply(self, scenario: Scenario, values: Values, name: str) -> ScenarioResult:
        """The rehearsal of any scenario with values for its parameters."""
        verdicts: list[Verdict] = []
        every: Lost = {}
        for phases in self._alike(scenario):
            lost = self.lost(scenario, values, phases[0])
            every = {key: True if gone or every.get(key) else None for key, gone in {**every, **lost}.items()}
            verdicts += self._graph.rehearse(lost, phases)
        order = list(self._graph.needs)
        verdicts.sort(key=lambda verdict: order.index(verdict.function))
        remedies = self._remedies(scenario, values, verdicts, every)
        lasting = {v.function.value: _worst(v) for v in verdicts}
        forbids = scenario.effect == "forbid"
        down = tuple(f for f, status in lasting.items() if status is not Status.UP)
        stands = Status.UP if forbids else None
        return ScenarioResult(
            id=name,
            title=self._title(scenario, values),
            functions={v.function.value: {v.phase.value: stands or v.status} for v in verdicts},
            removed=tuple(sorted(f"{SERVICE}{key}" for key, gone in every.items() if gone)),
            because=() if forbids else tuple(self._causes(scenario, values, verdicts)),
            moments={v.function.value: {m: stands or s for m, s in v.moments.items()} for v in verdicts},
            survives_with={} if forbids else {f: survives_with(remedies[f]) for f in down},
            remedies=() if forbids else tuple(dict.fromkeys(r for f in down for each in remedies[f] for r in each[:2])),
            degraded=tuple(f"{SERVICE}{key}" for key in self._graph.rehearsing.degraded(every)),
            checks=tuple(f for f in scenario.checks if f in lasting),
            forbidden=tuple(f for f in down if lasting[f] is Status.DOWN) if forbids else (),
            onset=scenario.onset,
            notice=scenario.notice,
            notes=scenario.notes,
        )

    def together(self, name: str, more: Scenario) -> ScenarioResult:
        """The rehearsal of a scenario by name with what `more` takes away lost as well.

        Raises `SovassessError` for one that only forbids: nothing of it is lost that could be lost together.
        """
        base, bracket, rest = name.partition("(")
        scenario = self._scenarios[base]
        if scenario.effect == "forbid":
            raise SovassessError(f"scenario {base} forbids and takes nothing away, so that nothing can be lost with it")
        values = _values(scenario, rest[:-1]) if bracket else {}
        said = {"title": f"{self._title(scenario, values)}, {more.title}", "composes": (base,)}
        both = more.model_copy(update={**said, "checks": scenario.checks, "notes": scenario.notes})
        found = self.apply(both, {**values, **_given(more)}, f"{name}+{more.id}")
        return structs.replace(found, title=str(said["title"]))

    def refuse_strange(self, name: str, names: Names) -> None:
        """Raise `SovassessError` for a value in a scenario's brackets that nobody knows."""
        base, bracket, rest = name.partition("(")
        scenario = self._scenarios[base]
        values = _values(scenario, rest[:-1]) if bracket else {}
        for part in self._parts(scenario):
            given = {parameter: value for parameter, value in values.items() if parameter in part.parameters}
            for _, text in strange_values(part, given, names):
                raise SovassessError(f"{base}: {text}")

    def _parts(self, scenario: Scenario) -> tuple[Scenario, ...]:
        """The scenario and all that it composes, directly or through others."""
        return (scenario, *(part for other in scenario.composes for part in self._parts(self._scenarios[other])))

    def _alike(self, scenario: Scenario) -> Iterable[tuple[Phase, ...]]:
        """The phases of a scenario, together where the same is lost in them."""
        parts = self._parts(scenario)
        selectors = [s for p in parts for s in (*p.removes, *(s for scope in p.scopes.values() for s in scope))]
        if any(DURING in selector for selector in selectors):
            return [(phase,) for phase in scenario.phases]
        return [scenario.phases]

    def lost(self, scenario: Scenario, values: Values, phase: Phase | None = None) -> Lost:
        """For each dependency: gone (True), perhaps gone (None) in the phase or in any; what stays is left out."""
        out: Lost = {}
        for other in scenario.composes:
            part = self._scenarios[other]
            handed = {n: v for n, v in values.items() if n in (*part.parameters, "scope")}
            for key, gone in self.lost(part, handed, phase).items():
                out[key] = True if gone or out.get(key) else None
        filled = with_values(scenario, values)
        removes = tuple(_during(filled.removes, phase))
        for item in self._graph.items("dependency"):
            removed = matches_any(removes, item, self._policy).truth
            if removed is not False and matches_any(filled.keeps, item, self._policy).truth is not True:
                out[item.id] = True if removed or out.get(item.id) else None
        return out

    # ------------------------------------------------------------------------------------------------------- the why

    def _title(self, scenario: Scenario, values: Values) -> str:
        names = [self._graph.party_name(v) if isinstance(v, str) else ", ".join(v or ()) for v in values.values()]
        return f"{scenario.title} ({', '.join(names)})" if names else scenario.title

    def _remedies(
        self, scenario: Scenario, values: Values, verdicts: Iterable[Verdict], lost: Lost
    ) -> dict[str, list[list[Remedy]]]:
        standing = self._graph.rehearsing.standing(lost)
        parts = self._parts(scenario)
        filled = [with_values(p, {n: v for n, v in values.items() if n in (*p.parameters, "scope")}) for p in parts]
        removes = tuple(selector for part in filled for selector in _during(part.removes, None))
        items = {item.id: item for item in self._graph.items("dependency")}

        def newcomer(dependency: Dependency) -> bool | None:
            item = items[dependency.id]
            new = structs.replace(item, id="somebody-else", fields={**item.fields, **_NEWCOMER})
            return matches_any(removes, new, self._policy).truth

        return {
            verdict.function.value: [remedies_of(self._graph, need, standing, newcomer) for need in verdict.needs]
            for verdict in verdicts
        }

    def _causes(self, scenario: Scenario, values: Values, verdicts: Iterable[Verdict]) -> Iterable[Cause]:
        filled = {**scenario.parameters, **values}
        for verdict in verdicts:
            if _worst(verdict) is Status.UP or not verdict.proof:
                continue
            removed = next((key for key in verdict.proof if key.startswith(SERVICE)), "").removeprefix(SERVICE)
            members = [removed, *(m for need in verdict.needs for m in in_use(need) if m != removed)]
            evidence = dict.fromkeys(e for m in members for e in self._graph.dependencies[m].evidence[:3])
            yield Cause(
                function=verdict.function.value,
                phase=verdict.phase.value,
                status=verdict.status,
                path=verdict.proof,
                evidence=tuple(evidence)[:12],
                reached=_reached(self._graph.dependencies[removed], filled),
                reason=verdict.reason,
                lasts=verdict.lasts,
            )


def _given(scenario: Scenario) -> dict[str, Parameter]:
    """The parameters of a scenario that have a value."""
    return {name: value for name, value in scenario.parameters.items() if value is not None}


def _worst(verdict: Verdict) -> Status:
    """The worst that the loss comes to at any moment at which we look."""
    statuses = verdict.moments.values()
    return next((s for s in (Status.DOWN, Status.UNKNOWN) if s in statuses), Status.UP)


def _during(selectors: Sequence[Selector], phase: Phase | None) -> Iterable[Selector]:
    """The selectors that count in a phase, without the word that says so."""
    for selector in selectors:
        written = selector.get(DURING)
        phases = cast("list[str]", written) if isinstance(written, list) else [written] if written else []
        if phase is None or not phases or phase.value in phases:
            yield {key: value for key, value in selector.items() if key != DURING}


def _values(scenario: Scenario, text: str) -> dict[str, Parameter]:
    """The values in a name's brackets: `VALUE` for the scope or the first parameter, or `NAME=VALUE`, with commas."""
    out: dict[str, Parameter] = {}
    for piece in (part.strip() for part in text.split(",")):
        name, equals, value = piece.partition("=")
        known = [*scenario.parameters, *(["scope"] if scenario.scopes else [])]
        if equals and name in known:
            out[name] = value
        elif piece in scenario.scopes:
            out["scope"] = piece
        elif scenario.scopes and not (len(piece) == 2 and piece.isupper()):
            raise SovassessError(f"scenario {scenario.id} has no scope {piece!r}{nearest(piece, scenario.scopes)}")
        elif scenario.parameters and not equals:
            out[next(iter(scenario.parameters))] = piece
        else:
            raise SovassessError(f"scenario {scenario.id} has no parameter {name!r}{nearest(name, known)}")
    scope = out.get("scope")
    if scope is not None and scope not in scenario.scopes:
        raise SovassessError(f"scenario {scenario.id} has no scope {scope!r}{nearest(str(scope), scenario.scopes)}")
    return out


def _reached(dependency: Dependency, values: Mapping[str, Parameter]) -> tuple[str, ...]:
    """From the law or the party that a scenario names to the dependency that it takes away."""
    party = dependency.party
    for value in (v for v in values.values() if isinstance(v, str) and v != ANY):
        if party is not None and value in party.jurisdictions:
            return (LAW + value, PARTY + party.id)
        maker = next((m.developer for m in dependency.models if m.developer_country == value and m.developer), None)
        if maker is not None:
            return (LAW + value, PARTY + maker)
        if dependency.location == value:
            return (LAW + value,)
        if party is not None and value in (party.id, *party.parents):
            return tuple(dict.fromkeys((PARTY + value, PARTY + party.id)))
        if any(m.developer == value for m in dependency.models):
            return (PARTY + value,)
    return (PARTY + party.id,) if party is not None else ()
