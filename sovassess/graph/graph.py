"""The façade: one object that holds the estate and answers what the rubric, the scenarios and the report ask of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import msgspec

from sovassess.graph.cuts import Cut, jurisdictions_of, minimal_cuts, parties_of
from sovassess.graph.items import MAKERS
from sovassess.graph.needs import FUNCTION_PHASE, Function, Need, needs_of, operated_outside
from sovassess.graph.reconciliation import reconcile
from sovassess.graph.rehearsal import Verdict, rehearse
from sovassess.graph.subject import Subject
from sovassess.graph.view import view_of
from sovassess.model.assessment import EgressRow, Graph, SwitchOff
from sovassess.model.dependencies import Dependency
from sovassess.model.enums import CoverageLevel, EvidenceKind, Operator, Origin, Phase, Role
from sovassess.model.items import Item
from sovassess.resolution.redaction import redacted

_AI_ROLES = (Role.MODEL_API, Role.EMBEDDINGS, Role.SPEECH, Role.MODEL_SERVER, Role.SAFETY)


class DependencyGraph:
    """Immutable; every answer is computed when first asked for."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._items: dict[str, tuple[Item, ...]] = {}
        self.dependencies: Mapping[str, Dependency] = subject.dependencies

    # ------------------------------------------------------------------------------------------------------ questions

    def items(self, kind: str) -> tuple[Item, ...]:
        """All items of a kind, in order of id; the same id appears once."""
        if kind not in self._items:
            if kind == "function":
                made = self._functions()
            else:
                maker = MAKERS.get(kind)
                made = list(maker(self._subject)) if maker is not None else []
            unique = {item.id: msgspec.structs.replace(item, name=redacted(item.name)) for item in made}
            self._items[kind] = tuple(unique[key] for key in sorted(unique))
        return self._items[kind]

    def _functions(self) -> list[Item]:
        out: list[Item] = []
        required = self._subject.declared.required
        for function, group in self.needs.items():
            own = [any(not operated_outside(self.dependencies[m]) for m in need.members) for need in group]
            # What is outside only is what a reader wants to see; else whatever the function needs.
            shown = [need for need, has_own in zip(group, own, strict=True) if not has_own] or group
            evidence = tuple(dict.fromkeys(e for n in shown for m in n.members for e in self.dependencies[m].evidence))
            out.append(
                Item(
                    kind="function",
                    id=function.value,
                    name=function.value,
                    fields={"required": function.value in required, "outside_only": not all(own)},
                    evidence=evidence[:20],
                    where=self._subject.where(evidence),
                )
            )
        return out

    def coverage(self, kind: EvidenceKind) -> CoverageLevel:
        """How much of an evidence kind was read."""
        return CoverageLevel(self._subject.coverage.evidence_kinds.get(kind.value, CoverageLevel.NONE.value))

    def applicable(self, subject: str) -> bool | None:
        """Whether the subject occurs: `ai` if anything live calls, serves or checks a model."""
        if subject != "ai":
            return None
        if any(d.role in _AI_ROLES and d.strength.live for d in self.dependencies.values()):
            return True
        telling = (EvidenceKind.CODE, EvidenceKind.CONFIG, EvidenceKind.MANIFESTS, EvidenceKind.IAC)
        return None if any(self.coverage(kind) is CoverageLevel.PARTIAL for kind in telling) else False

    def origin(self, evidence: str) -> Origin | None:
        """Where a piece of evidence comes from, None for an id that is not known."""
        record = self._subject.resolution.book.records.get(evidence)
        return record.origin if record is not None else None

    # ------------------------------------------------------------------------------------------ functions and losses

    @cached_property
    def needs(self) -> dict[Function, tuple[Need, ...]]:
        """What each function needs."""
        return needs_of(tuple(self.dependencies.values()))

    def rehearse(self, lost: Mapping[str, bool | None], phases: Sequence[Phase] = tuple(Phase)) -> tuple[Verdict, ...]:
        """What becomes of each function when dependencies are lost; see `sovassess.graph.rehearsal`."""
        return rehearse(self.needs, lost, phases)

    @cached_property
    def switch_off(self) -> tuple[SwitchOff, ...]:
        """The minimal sets of parties, then of jurisdictions, functions and phase by set."""
        out: list[SwitchOff] = []
        by_id = dict(self.dependencies)
        for kind, who in (("party", parties_of), ("jurisdiction", jurisdictions_of)):
            grouped: dict[tuple[tuple[str, ...], Phase], list[Cut]] = {}
            for function, group in self.needs.items():
                found = minimal_cuts(function, group, by_id, who)
                for cut in self._without_owners(found) if kind == "party" else found:
                    grouped.setdefault((cut.members, FUNCTION_PHASE[function]), []).append(cut)
            for (members, phase), cuts in grouped.items():
                functions = tuple(sorted({cut.function.value for cut in cuts}))
                out.append(
                    SwitchOff(
                        id=f"{kind}:{'+'.join(members)}:{phase.value}",
                        parties=members if kind == "party" else (),
                        jurisdictions=members if kind == "jurisdiction" else (),
                        functions=functions,
                        phase=phase.value,
                        evidence=self._evidence_of(members, functions, who=kind),
                    )
                )
        return tuple(sorted(out, key=lambda s: (len(s.parties) + len(s.jurisdictions), s.id)))

    def _without_owners(self, cuts: Sequence[Cut]) -> list[Cut]:
        """The cuts without those of an owner that adds nothing: through a single subsidiary that is named itself."""
        alone = {cut.members[0] for cut in cuts if len(cut.members) == 1}
        direct = {d.party.id: d.party for d in self.dependencies.values() if d.party is not None}
        kept: list[Cut] = []
        for cut in cuts:
            owned = [p for p in alone if p in direct and cut.members[0] in direct[p].parents]
            shadow = len(cut.members) == 1 and cut.members[0] not in direct and len(owned) == 1
            if not shadow:
                kept.append(cut)
        return kept

    def _evidence_of(self, members: tuple[str, ...], functions: tuple[str, ...], *, who: str) -> tuple[str, ...]:
        elements = parties_of if who == "party" else jurisdictions_of
        wanted = set(members)
        found: list[str] = []
        for name in functions:
            for need in self.needs[Function(name)]:
                for member in need.members:
                    dependency = self.dependencies[member]
                    if elements(dependency) & wanted:
                        found += dependency.evidence[:5]
        return tuple(dict.fromkeys(found))[:20]

    def party_name(self, party: str) -> str:
        """The name of a party by its id."""
        return self._subject.catalog.party_name(party)

    def parties(self) -> tuple[str, ...]:
        """Ids of the parties that something live depends on, and of their parents, sorted."""
        out: set[str] = set()
        for dependency in self.dependencies.values():
            if dependency.party is not None and dependency.operated_by is Operator.VENDOR and dependency.strength.live:
                out |= {dependency.party.id, *dependency.party.parents}
        return tuple(sorted(out))

    @cached_property
    def egress(self) -> tuple[EgressRow, ...]:
        """What was seen, what is permitted and what is declared, side by side."""
        return reconcile(self._subject)

    # --------------------------------------------------------------------------------------------------------- pictures

    @cached_property
    def view(self) -> Graph:
        """Nodes and edges for the result."""
        return view_of(self._subject)
