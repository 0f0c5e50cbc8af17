"""Apply a scenario to the graph: what is lost, what becomes of each function, and the path that proves it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sovassess.graph.conditions import Policy, matches_any
from sovassess.graph.graph import DependencyGraph
from sovassess.graph.needs import in_use
from sovassess.graph.rehearsal import Verdict
from sovassess.model.assessment import Cause, ScenarioResult
from sovassess.model.enums import Phase, Status
from sovassess.scenario.load import with_values
from sovassess.scenario.model import Scenario


class Rehearsals:
    """All scenarios on one graph; each is applied once, when first asked for."""

    def __init__(self, graph: DependencyGraph, scenarios: Mapping[str, Scenario], policy: Policy) -> None:
        self._graph = graph
        self._scenarios = scenarios
        self._policy = policy
        self._results: dict[str, ScenarioResult] = {}

    def names(self) -> tuple[str, ...]:
        """Every scenario that can be applied without a further value, in order of the file."""
        out: list[str] = []
        for scenario in self._scenarios.values():
            if scenario.each is None and all(value is not None for value in scenario.parameters.values()):
                out.append(scenario.id)
            elif scenario.each == "party":
                out.extend(f"{scenario.id}({party})" for party in self._graph.parties())
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
            base, bracket, value = name.partition("(")
            scenario = self._scenarios[base]
            values = {next(iter(scenario.parameters)): value[:-1]} if bracket and scenario.parameters else {}
            self._results[name] = self.apply(scenario, values, name)
        return self._results[name]

    def apply(self, scenario: Scenario, values: Mapping[str, str], name: str) -> ScenarioResult:
        """The rehearsal of any scenario with values for its parameters."""
        lost = self.lost(scenario, values)
        verdicts = self._graph.rehearse(lost, self._phases(scenario))
        functions: dict[str, dict[str, Status]] = {}
        causes: list[Cause] = []
        for verdict in verdicts:
            functions[verdict.function.value] = {verdict.phase.value: verdict.status}
            cause = self._cause(verdict, lost)
            if cause is not None:
                causes.append(cause)
        value = next(iter(values.values()), "")
        return ScenarioResult(
            id=name,
            title=f"{scenario.title} ({self._graph.party_name(value)})" if scenario.each and value else scenario.title,
            functions=functions,
            removed=tuple(sorted(f"service:{key}" for key, gone in lost.items() if gone)),
            because=tuple(causes),
        )

    def lost(self, scenario: Scenario, values: Mapping[str, str]) -> dict[str, bool | None]:
        """For each dependency: gone (True), perhaps gone (None); what stays is left out."""
        out: dict[str, bool | None] = {}
        for other in scenario.composes:
            part = self._scenarios[other]
            for key, gone in self.lost(part, {n: v for n, v in values.items() if n in part.parameters}).items():
                out[key] = True if gone or out.get(key) else None
        filled = with_values(scenario, values)
        for item in self._graph.items("dependency"):
            removed = matches_any(filled.removes, item, self._policy).truth
            if removed is not False and matches_any(filled.keeps, item, self._policy).truth is not True:
                out[item.id] = True if removed or out.get(item.id) else None
        return out

    def _phases(self, scenario: Scenario) -> Sequence[Phase]:
        if not scenario.composes:
            return scenario.phases
        return tuple(Phase)

    def _cause(self, verdict: Verdict, lost: Mapping[str, bool | None]) -> Cause | None:
        if verdict.status is Status.UP or not verdict.needs:
            return None
        need = verdict.needs[0]
        member = next((m for m in in_use(need) if lost.get(m, False) is not False), need.members[0])
        dependency = self._graph.dependencies[member]
        components = [f"component:{component}" for component in dependency.components[:1]]
        evidence = tuple(
            dict.fromkeys(e for n in verdict.needs for m in n.members for e in self._graph.dependencies[m].evidence[:3])
        )
        return Cause(
            function=verdict.function.value,
            phase=verdict.phase.value,
            status=verdict.status,
            path=(f"service:{member}", *components, f"function:{verdict.function.value}"),
            evidence=evidence[:12],
        )
