"""Small assessments for the gate and for comparisons: two dimensions of three levels, one criterion on each rung."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from sovassess.model.assessment import (
    AcceptedRisk,
    Assessment,
    Criterion,
    Dimension,
    LevelName,
    NextStep,
    Overall,
    Rung,
)
from sovassess.model.dependencies import Dependency, Evidence, PartyReference
from sovassess.model.enums import Basis, Operator, Origin, Outcome, Phase, Role, Strength
from tests.unit.renderers.sample import empty

P, F, U, N = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE
DIMENSIONS = {"DAT": "data", "OPS": "operation"}
NAMES = {"data": "Data location", "operation": "Operation"}
TOP = 3


def evidence(key: str, path: str = "app.py", line: int = 3, excerpt: str = "client = Vendor()") -> Evidence:
    return Evidence(
        id=key, origin=Origin.OBSERVED, detector="python", path=path, line=line, excerpt=excerpt, digest="0" * 64
    )


def tie(
    service: str, party: str = "", country: str = "US", strength: Strength = Strength.DEFAULT, cited: str = "e-1"
) -> Dependency:
    owner = PartyReference(id=party, name=party.title(), country=country, jurisdictions=(country,)) if party else None
    return Dependency(
        id=f"{service}/model-api",
        party=owner,
        service=service,
        name=service.replace("-", " ").title(),
        role=Role.MODEL_API,
        strength=strength,
        operated_by=Operator.VENDOR if party else Operator.UNKNOWN,
        phases=(Phase.RUN,),
        evidence=(cited,),
    )


def estate(
    outcomes: Mapping[str, Outcome] | None = None,
    *,
    records: tuple[Evidence, ...] = (),
    ties: tuple[Dependency, ...] = (),
    accepted: tuple[AcceptedRisk, ...] = (),
) -> Assessment:
    """All criteria pass but those named; every criterion that is not met cites all records."""
    records = records or (evidence("e-1"),)
    judged: list[Criterion] = []
    dimensions: list[Dimension] = []
    for prefix, dimension in DIMENSIONS.items():
        here = [
            Criterion(
                id=f"{prefix}-{level}.1",
                dimension=dimension,
                level=level,
                title=f"Question {prefix} {level}",
                outcome=(outcomes or {}).get(f"{prefix}-{level}.1", P),
                basis=Basis.OBSERVED,
                reason="as the files say",
                evidence=tuple(r.id for r in records) if f"{prefix}-{level}.1" in (outcomes or {}) else (),
                remediation=f"Do what {prefix} {level} asks.",
            )
            for level in range(1, TOP + 1)
        ]
        judged += here
        dimensions.append(_dimension(dimension, here))
    level = min(d.level for d in dimensions)
    return replace(
        empty(),
        rubric=replace(empty().rubric, levels=tuple(LevelName(level=n, name=f"L{n}", meaning="") for n in range(4))),
        overall=Overall(
            level=level,
            ceiling=min(d.ceiling for d in dimensions),
            name=f"L{level}",
            limited_by=tuple(d.id for d in dimensions if d.level == level),
        ),
        dimensions=tuple(dimensions),
        criteria=tuple(judged),
        dependencies=ties or (tie("openai-api", "openai"),),
        evidence=records,
        accepted=accepted,
        coverage=replace(empty().coverage, files=10, read=10),
    )


def _dimension(name: str, criteria: list[Criterion]) -> Dimension:
    def reached(*enough: Outcome) -> int:
        level = 0
        for criterion in criteria:
            if criterion.outcome not in enough:
                break
            level = criterion.level
        return level

    level = reached(P, N)
    return Dimension(
        id=name,
        name=NAMES[name],
        question="?",
        level=level,
        ceiling=reached(P, N, U),
        applicable=True,
        reason="",
        ladder=tuple(Rung(level=c.level, statement="", outcome=c.outcome) for c in criteria),
        next=tuple(
            NextStep(criterion=c.id, outcome=c.outcome, title=c.title, remediation=c.remediation)
            for c in criteria
            if c.level == level + 1
        ),
    )


def risk(key: str, state: str = "active", path: str = "") -> AcceptedRisk:
    return AcceptedRisk(
        id=key, reason="leaves with release 4", by="the board", expires="2027-03-31", state=state, path=path
    )
