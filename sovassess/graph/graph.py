"""The façade: one object that holds the estate and answers what the rubric, the scenarios and the report ask of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import msgspec

from sovassess.graph.caches import caches_of
from sovassess.graph.estate import estate_of
from sovassess.graph.items import MAKERS
from sovassess.graph.needs import Function, Need, Softened, needs_of, operated_outside
from sovassess.graph.reconciliation import reconcile
from sovassess.graph.rehearsal import Rehearsing, Verdict
from sovassess.graph.stated import stated_of
from sovassess.graph.subject import Subject
from sovassess.graph.view import view_of
from sovassess.graph.withdrawal import Withdrawals, withdrawals
from sovassess.model.dependencies import Dependency
from sovassess.model.egress import EgressRow
from sovassess.model.enums import CoverageLevel, EvidenceKind, Operator, Origin, Phase, Role
from sovassess.model.graph import Graph
from sovassess.model.items import Item
from sovassess.model.rehearsals import SwitchOff
from sovassess.resolution.redaction import redacted

_FROM_FILES = ("base", "command", "component", "file", "image", "module", "pipeline", "project")
_AI_ROLES = (Role.MODEL_API, Role.EMBEDDINGS, Role.SPEECH, Role.MODEL_SERVER, Role.SAFETY)


class DependencyGraph:
    """Immutable; every answer is computed when first asked for."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._items: dict[str, tuple[Item, ...]] = {}
        self.dependencies: Mapping[str, Dependency] = subject.dependencies

    def with_dependencies(self, dependencies: Mapping[str, Dependency]) -> DependencyGraph:
        """The graph of the same scan with other dependencies, for asking what would be if."""
        other = DependencyGraph(self._subject.with_dependencies(dependencies))
        # What is read from files alone is the same; making it again is most of what a judgement costs.
        other._items = {kind: made for kind, made in self._items.items() if kind in _FROM_FILES}
        return other

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

    def minor(self, kind: EvidenceKind) -> bool:
        """Whether a kind is partial only for a few files in languages without a reader."""
        return kind.value in self._subject.coverage.minor

    def applicable(self, subject: str) -> bool | None:
        """Whether the subject occurs: `ai` if anything calls, serves or checks a model as shipped."""
        if subject != "ai":
            return None
        if any(d.role in _AI_ROLES and d.strength.core for d in self.dependencies.values()):
            return True
        telling = (EvidenceKind.CODE, EvidenceKind.CONFIG, EvidenceKind.MANIFESTS, EvidenceKind.IAC)
        hidden = any(self.coverage(kind) is CoverageLevel.PARTIAL and not self.minor(kind) for kind in telling)
        return None if hidden else False

    def origin(self, evidence: str) -> Origin | None:
        """Where a piece of evidence comes from, None for an id that is not known."""
        record = self._subject.resolution.book.records.get(evidence)
        return record.origin if record is not None else None

    # ------------------------------------------------------------------------------------------ functions and losses

    @cached_property
    def needs(self) -> dict[Function, tuple[Need, ...]]:
        """What each function needs."""
        softened = Softened(caches_of(self._subject), stated_of(self._subject))
        return needs_of(tuple(self.dependencies.values()), softened)

    @cached_property
    def rehearsing(self) -> Rehearsing:
        """What becomes of each function when dependencies are lost; see `sovassess.graph.rehearsal`."""
        return Rehearsing(estate_of(self._subject, self.needs))

    def rehearse(self, lost: Mapping[str, bool | None], phases: Sequence[Phase] = tuple(Phase)) -> tuple[Verdict, ...]:
        """What becomes of each function whose phase is among `phases` when dependencies are lost."""
        return self.rehearsing.verdicts(lost, phases)

    def evidence_by(self, evidence: Sequence[str], *, code: bool) -> tuple[str, ...]:
        """Evidence with what stands in code first, or what stands elsewhere first."""
        records = self._subject.resolution.book.records
        return tuple(sorted(evidence, key=lambda key: (records[key].path in self._code_files) is not code))

    @cached_property
    def _code_files(self) -> frozenset[str]:
        return frozenset(file.path for file in self._subject.files if file.evidence is EvidenceKind.CODE)

    def place(self, evidence: Sequence[str]) -> str:
        """`path:line` of the first piece of evidence, "" for none."""
        return self._subject.where(evidence)

    @cached_property
    def _withdrawals(self) -> Withdrawals:
        return withdrawals(self.rehearsing)

    @property
    def switch_off(self) -> tuple[SwitchOff, ...]:
        """The minimal sets of parties, then of jurisdictions, functions and phase by set."""
        return self._withdrawals.sure

    @property
    def may_switch_off(self) -> tuple[SwitchOff, ...]:
        """Sets that stop a function if what no file says turns out for the worse, or after a time."""
        return self._withdrawals.possible

    @property
    def complete_to(self) -> dict[str, int]:
        """By function the size up to which its sets are complete, where the list is bounded."""
        return self._withdrawals.complete_to

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

    def values(self, of: str) -> tuple[str, ...]:
        """What the estate has of parties, models, regions or services that others run, sorted."""
        if of == "party":
            return self.parties()
        fields = {"model": "models", "region": "region", "service": "service"}[of]
        out: set[str] = set()
        for item in self.items("dependency"):
            dependency = self.dependencies[item.id]
            if dependency.operated_by is Operator.VENDOR and dependency.strength.live:
                value = item.fields.get(fields)
                out |= {value} if isinstance(value, str) else set(value) if isinstance(value, tuple) else set()
        return tuple(sorted(out - {"none"}))

    @cached_property
    def egress(self) -> tuple[EgressRow, ...]:
        """What was seen, what is permitted and what is declared, side by side."""
        return reconcile(self._subject)

    # --------------------------------------------------------------------------------------------------------- pictures

    @cached_property
    def view(self) -> Graph:
        """Nodes and edges for the result."""
        return view_of(self._subject)
