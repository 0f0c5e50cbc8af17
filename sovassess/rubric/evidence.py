"""What a rubric asks of the graph, and what an operation gets and gives. It holds no judgement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from sovassess.graph.conditions import Policy, matches, matches_any
from sovassess.model.enums import CoverageLevel, EvidenceKind, Origin, Outcome, Status
from sovassess.model.items import Item
from sovassess.rubric.model import Selector
from sovassess.rubric.wording import listed


class Evidence(Protocol):
    """The graph, as far as a rubric sees it. Order never matters: operations sort what they show."""

    def items(self, kind: str) -> Sequence[Item]:
        """All items of a kind of the vocabulary."""
        ...

    def coverage(self, kind: EvidenceKind) -> CoverageLevel:
        """How much of an evidence kind was read."""
        ...

    def minor(self, kind: EvidenceKind) -> bool:
        """Whether a kind was read only in part, but for no more than a few files in languages without a reader."""
        ...

    def survives(self, scenario: str, functions: Sequence[str]) -> Mapping[str, tuple[Status, tuple[str, ...], str]]:
        """Per function its status in the scenario, evidence ids and the reason; a function that is left out does not
        exist here."""
        ...

    def scenarios_of(self, pattern: str) -> Sequence[str]:
        """The scenarios that a pattern such as `vendor-exit(*)` stands for."""
        ...

    def applicable(self, subject: str) -> bool | None:
        """Whether the subject occurs at all (`ai`: something calls or serves a model); None if nobody can tell."""
        ...

    def origin(self, evidence: str) -> Origin | None:
        """Where a piece of evidence comes from, None for an id that is not known."""
        ...


class Answer(Struct, frozen=True):
    """What an operation found: outcome, one sentence, and the ids of the evidence that decided it, sorted."""

    outcome: Outcome
    reason: str
    evidence: tuple[str, ...] = ()


class Sorted(Struct, frozen=True):
    """An item that is or may be selected. `sure` is False where that is undecided, for want of `missing`."""

    item: Item
    sure: bool
    missing: tuple[str, ...] = ()


class Question(Struct, frozen=True, kw_only=True):
    """The one thing that every operation gets beside its check. `tolerant` where the rubric overlooks a minor gap."""

    evidence: Evidence
    policy: Policy
    kinds: tuple[EvidenceKind, ...]
    needs: tuple[EvidenceKind, ...] = ()
    besides: tuple[EvidenceKind, ...] = ()
    tolerant: bool = False

    def _level(self, kind: EvidenceKind) -> CoverageLevel:
        level = self.evidence.coverage(kind)
        overlooked = level is CoverageLevel.PARTIAL and self.tolerant and self.evidence.minor(kind)
        return CoverageLevel.FULL if overlooked else level

    def sort(self, select: Selector, unless: Sequence[Selector] = ()) -> tuple[Sorted, ...]:
        """The items that match `select` and none of `unless`, surely or perhaps, in order of name, place and id."""
        out: list[Sorted] = []
        for item in self.evidence.items(str(select["kind"])):
            chosen = matches(select, item, self.policy)
            spared = matches_any(unless, item, self.policy)
            if chosen.truth is False or spared.truth is True:
                continue
            missing = tuple(sorted({*chosen.missing, *spared.missing}))
            out.append(Sorted(item, bool(chosen.truth) and spared.truth is False, missing))
        return tuple(sorted(out, key=lambda entry: (entry.item.name, entry.item.where, entry.item.id)))

    def gap(self, *, found: bool) -> str:
        """Why the evidence does not allow a statement about everything, "" if it does.

        With `found` something of the kind was seen, so that the tree is known to hold it; without, absence proves
        something only if at least one kind that could show it was read completely, or the tree holds none of them
        and was looked at.
        """
        partial = [kind.value for kind in self.kinds if self._level(kind) is CoverageLevel.PARTIAL]
        if partial:
            return f"{listed(partial)} could be read only in part"
        lacking = [kind.value for kind in self.needs if self.evidence.coverage(kind) is not CoverageLevel.FULL]
        if lacking:
            return f"no complete {listed(lacking)} evidence was given"
        full = any(self._level(kind) is CoverageLevel.FULL for kind in (*self.kinds, *self.besides))
        if not found and self.kinds and not full:
            return f"nothing that could show it was read ({listed([kind.value for kind in self.kinds])})"
        return ""

    def read(self) -> str:
        """The evidence kinds that were read, for a sentence about absence."""
        full = [kind.value for kind in self.kinds if self._level(kind) is CoverageLevel.FULL]
        if full:
            return listed(full)
        return f"the tree, which holds no {listed([kind.value for kind in self.kinds], 'or')}"


def ids_of(items: Sequence[Item]) -> tuple[str, ...]:
    """The evidence ids of the items, sorted."""
    return tuple(sorted({entry for item in items for entry in item.evidence}))
