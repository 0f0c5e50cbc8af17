"""Evidence made by hand, for the tests of the rubric. It looks into no file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sovassess.graph.conditions import AttestationInput
from sovassess.model.enums import CoverageLevel, EvidenceKind, Origin, Status
from sovassess.model.items import FieldValue, Item

TODAY = dt.date(2026, 11, 21)


def item(kind: str, name: str, **fields: FieldValue) -> Item:
    return Item(kind=kind, id=f"{kind}:{name}", name=name, fields=fields, evidence=(f"e-{name}",), where=f"{name}.tf:1")


def signed(key: str, outcome: str = "pass", **changes: object) -> AttestationInput:
    values: dict[str, object] = {
        "key": key,
        "outcome": outcome,
        "by": "head of platform",
        "signed": dt.date(2026, 10, 1),
        "expires": dt.date(2027, 10, 1),
        "evidence": "record 7",
        **changes,
    }
    return AttestationInput(**values)  # type: ignore[arg-type]


class FakeEvidence:
    """Items, coverage (full unless stated) and rehearsals (up unless stated)."""

    def __init__(
        self,
        items: Sequence[Item] = (),
        coverage: Mapping[EvidenceKind, CoverageLevel] | None = None,
        statuses: Mapping[tuple[str, str], Status] | None = None,
        *,
        functions: Sequence[str] | None = None,
        applicable: bool | None = True,
        default_coverage: CoverageLevel = CoverageLevel.FULL,
        minor: Sequence[EvidenceKind] = (),
    ) -> None:
        self._items = tuple(items)
        self._coverage = dict(coverage or {})
        self._default = default_coverage
        self._minor = tuple(minor)
        self._statuses = dict(statuses or {})
        self._functions = functions
        self._applicable = applicable

    def items(self, kind: str) -> Sequence[Item]:
        return [entry for entry in self._items if entry.kind == kind]

    def coverage(self, kind: EvidenceKind) -> CoverageLevel:
        return self._coverage.get(kind, self._default)

    def minor(self, kind: EvidenceKind) -> bool:
        return kind in self._minor

    def survives(self, scenario: str, functions: Sequence[str]) -> Mapping[str, tuple[Status, tuple[str, ...], str]]:
        return {
            function: (self._statuses.get((scenario, function), Status.UP), (f"e-{scenario}",), "needs x")
            for function in functions
            if self._functions is None or function in self._functions
        }

    def scenarios_of(self, pattern: str) -> Sequence[str]:
        parties = {str(entry.fields.get("party")) for entry in self.items("dependency") if entry.fields.get("party")}
        return [pattern.replace("*", party) for party in parties]

    def applicable(self, subject: str) -> bool | None:
        return self._applicable if subject == "ai" else None

    def origin(self, evidence: str) -> Origin | None:
        return Origin.EGRESS if evidence.startswith("e-seen") else Origin.OBSERVED
