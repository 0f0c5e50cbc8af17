"""Look-ups and orderings over one assessment that several renderers need; it judges nothing anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from msgspec import Struct

from sovassess.model.assessment import Assessment, Dimension
from sovassess.model.dependencies import Component, Evidence, PartyReference
from sovassess.model.enums import Operator, Outcome
from sovassess.model.rehearsals import SwitchOff
from sovassess.renderers import wording

_OUTCOME_ORDER = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.PASS, Outcome.NOT_APPLICABLE)


class Reach(Struct, frozen=True, kw_only=True):
    """One function that somebody can stop, and the phases in which that shows."""

    function: str
    phases: tuple[str, ...]


class Culprit(Struct, frozen=True, kw_only=True):
    """A minimal set of parties or jurisdictions with everything that its withdrawal stops.

    `kind` is `party` or `jurisdiction`; `country` and `jurisdictions` are filled for a single known party.
    """

    kind: str
    ids: tuple[str, ...]
    names: tuple[str, ...]
    reach: tuple[Reach, ...]
    evidence: tuple[str, ...]
    country: str = ""
    jurisdictions: tuple[str, ...] = ()


class Fix(Struct, frozen=True, kw_only=True):
    """One thing to do, with what it is expected to change."""

    criterion: str
    dimension: str
    dimension_name: str
    title: str
    outcome: Outcome
    remediation: str
    effect: str
    evidence: tuple[str, ...]


def in_checkout(assessment: Assessment, path: str) -> str:
    """A path from the top of the checkout, as a forge names it."""
    folder = assessment.subject.folder
    return f"{folder}/{path}" if folder and path else path


class Reading:
    """One assessment with its indexes."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.evidence: dict[str, Evidence] = {item.id: item for item in assessment.evidence}
        self.parties: dict[str, PartyReference] = {
            dependency.party.id: dependency.party for dependency in assessment.dependencies if dependency.party
        }
        self._components = {component.id: component.name for component in assessment.components}
        self.places = {f"component:{c.id}": c.path for c in assessment.components if c.path}
        self.nodes: dict[str, str] = {node.id: node.name for node in assessment.graph.nodes}
        named = {f"component:{key}": name for key, name in _told_apart(assessment.components).items()}
        self.nodes.update((key, name) for key, name in named.items() if key in self.nodes)
        self.criteria = {criterion.id: criterion for criterion in assessment.criteria}

    def party_name(self, party: str) -> str:
        """The name of a party by its catalog id, or the id itself."""
        known = self.parties.get(party)
        return known.name if known else self.node_name(party, "party")

    def party_names(self, parties: Sequence[str]) -> tuple[str, ...]:
        """Names of parties by their ids, in the order given."""
        return tuple(self.party_name(party) for party in parties)

    def dimension_name(self, dimension: str) -> str:
        """The name of a dimension by its id, or the id itself."""
        return next((d.name for d in self.assessment.dimensions if d.id == dimension), dimension)

    def component_names(self, ids: tuple[str, ...]) -> tuple[str, ...]:
        """Names of components by their ids, sorted, each once."""
        return tuple(sorted({self._components.get(key, key) for key in ids}))

    def node_name(self, node: str, kind: str = "") -> str:
        """The name of a graph node, or the id without its kind."""
        found = self.nodes.get(node) or self.nodes.get(f"{kind}:{node}")
        return found or node.split(":", 1)[-1]

    def culprits(self) -> tuple[Culprit, ...]:
        """All minimal sets, merged over phases: smallest first, parties before jurisdictions, the worst reach first."""
        merged: dict[tuple[str, tuple[str, ...]], list[SwitchOff]] = {}
        for entry in self.assessment.switch_off:
            key = ("party", entry.parties) if entry.parties else ("jurisdiction", entry.jurisdictions)
            merged.setdefault(key, []).append(entry)
        made = [self._culprit(kind, ids, entries) for (kind, ids), entries in merged.items() if ids]
        return tuple(
            sorted(
                made,
                key=lambda c: (
                    len(c.ids),
                    c.kind != "party",
                    -len(c.reach),
                    wording.function_rank(c.reach[0].function) if c.reach else (0, ""),
                    c.names,
                ),
            )
        )

    def _culprit(self, kind: str, ids: tuple[str, ...], entries: list[SwitchOff]) -> Culprit:
        phases: dict[str, set[str]] = {}
        evidence: dict[str, None] = {}
        for entry in entries:
            for function in entry.functions:
                phases.setdefault(function, set()).add(entry.phase)
            evidence.update(dict.fromkeys(entry.evidence))
        known = self.parties.get(ids[0]) if kind == "party" and len(ids) == 1 else None
        return Culprit(
            kind=kind,
            ids=ids,
            names=tuple(self.party_name(i) if kind == "party" else self.node_name(i, kind) for i in ids),
            reach=tuple(
                Reach(function=f, phases=tuple(sorted(phases[f], key=wording.phase_rank)))
                for f in sorted(phases, key=wording.function_rank)
            ),
            evidence=tuple(evidence),
            country=known.country if known else "",
            jurisdictions=known.jurisdictions if known else (),
        )

    def alone(self, function: str, kind: str = "party") -> tuple[str, ...]:
        """Names of those who can stop the function by themselves."""
        return tuple(
            culprit.names[0]
            for culprit in self.culprits()
            if culprit.kind == kind and len(culprit.ids) == 1 and any(r.function == function for r in culprit.reach)
        )

    def functions(self) -> tuple[str, ...]:
        """Every function that a scenario or a minimal set speaks of, well-known ones first."""
        names = {function for scenario in self.assessment.scenarios for function in scenario.functions}
        names.update(function for entry in self.assessment.switch_off for function in entry.functions)
        return tuple(sorted(names, key=wording.function_rank))

    def fixes(self) -> tuple[Fix, ...]:
        """What blocks the next level, ordered: weakest dimension first, failures before unknowns, then by id."""
        single = [set(c.evidence) for c in self.culprits() if len(c.ids) == 1 and c.kind == "party"]
        ranked: list[tuple[tuple[int, bool, int, int, str], Fix]] = []
        for dimension in self.assessment.dimensions:
            for step in dimension.next if dimension.applicable else ():
                known = self.criteria.get(step.criterion)
                evidence = known.evidence if known else ()
                touched = sum(1 for ids in single if ids.intersection(evidence))
                fix = Fix(
                    criterion=step.criterion,
                    dimension=dimension.id,
                    dimension_name=dimension.name,
                    title=step.title,
                    outcome=step.outcome,
                    remediation=step.remediation,
                    effect=_effect(self.assessment, dimension, touched),
                    evidence=evidence,
                )
                weakest = dimension.id in self.assessment.overall.limited_by
                rank = (dimension.level, not weakest, _OUTCOME_ORDER.index(step.outcome), -touched, step.criterion)
                ranked.append((rank, fix))
        return tuple(fix for _, fix in sorted(ranked, key=lambda pair: pair[0]))

    def unknown_hosts(self) -> tuple[str, ...]:
        """Hosts that nobody has identified."""
        return tuple(
            sorted(
                {
                    d.host or d.name
                    for d in self.assessment.dependencies
                    if d.service.startswith("host:") and not d.party and d.operated_by is not Operator.SELF
                }
            )
        )


def _told_apart(components: tuple[Component, ...]) -> dict[str, str]:
    """Names by component id; namesakes with as much of their file as tells them apart, else with their id."""
    marks: tuple[Callable[[Component], str], ...] = (
        _tail,
        lambda component: component.path,
        lambda component: component.id,
    )
    named = Counter(component.name for component in components)
    out = {component.id: component.name for component in components}
    for mark in marks:
        marked = Counter((component.name, mark(component)) for component in components)
        for component in components:
            if out[component.id] == component.name != "" and named[component.name] > 1:
                found = mark(component)
                if found and marked[component.name, found] == 1:
                    out[component.id] = f"{component.name} ({found})"
    return out


def _tail(component: Component) -> str:
    return "/".join(component.path.split("/")[-2:])


def _effect(assessment: Assessment, dimension: Dimension, touched: int) -> str:
    target = dimension.level + 1
    if len(dimension.next) == 1:
        text = f"the only step to level {target} in {dimension.name}"
        if assessment.overall.limited_by == (dimension.id,):
            text += ", which holds the overall level"
    else:
        text = f"one of {len(dimension.next)} steps to level {target} in {dimension.name}"
    if touched:
        text += f"; concerns {wording.count(touched, 'party', 'parties')} that can switch you off alone"
    return text
