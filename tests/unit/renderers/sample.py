"""Hand-made assessments for the tests of renderers: a rich one with hostile strings, a large one and an empty one."""

from __future__ import annotations

from msgspec.structs import replace

from sovassess.model.assessment import (
    SCHEMA_VERSION,
    AcceptedRisk,
    Assessment,
    AttestationRecord,
    CatalogInfo,
    Contradiction,
    Overall,
    RubricInfo,
    SettingsInfo,
    Subject,
    ToolInfo,
)
from sovassess.model.coverage import Coverage, UnreadFile
from sovassess.model.dependencies import Component, Evidence, PartyReference
from sovassess.model.egress import EgressRow
from sovassess.model.enums import Operator, Origin
from sovassess.model.graph import Graph
from tests.unit.renderers.sample_graph import COMPONENTS, all_dependencies, all_scenarios, all_switch_offs, graph_of
from tests.unit.renderers.sample_judgement import (
    HOSTILE_MODEL,
    HOSTILE_PARTY,
    HOSTILE_PATH,
    IMAGE,
    LEVELS,
    SCRIPT,
    P,
    all_criteria,
    all_dimensions,
    all_evidence,
    digest_of,
)

__all__ = ["HOSTILE_MODEL", "HOSTILE_PARTY", "HOSTILE_PATH", "IMAGE", "SCRIPT", "empty", "large", "rich"]


def rich() -> Assessment:
    """An assessment with something in every part, and hostile strings in every free text."""
    criteria, dependencies = all_criteria(), all_dependencies()
    return Assessment(
        schema_version=SCHEMA_VERSION,
        tool=ToolInfo(name="sovassess", version="0.1.0"),
        rubric=RubricInfo(
            id="ai-sovereignty", version="1", title="AI sovereignty maturity", digest=digest_of("rubric"), levels=LEVELS
        ),
        catalog=CatalogInfo(version="2026.11", digest=digest_of("catalog"), parties=86, services=143),
        subject=Subject(
            name="acme-assistant", revision="3f9a1c0b7de24c5581a0e6b0c7f1d2e3a4b5c6d7", dirty=True, roots=(".",)
        ),
        settings=SettingsInfo(
            file="sovassess.yaml", digest=digest_of("settings"), exclude=("third_party/**", f"{HOSTILE_PATH}")
        ),
        overall=Overall(level=1, ceiling=1, name="Resident", limited_by=("model_control",)),
        dimensions=all_dimensions(criteria),
        criteria=criteria,
        components=COMPONENTS,
        dependencies=dependencies,
        evidence=all_evidence(),
        contradictions=(
            Contradiction(
                id="con-1",
                subject="SAF-3.1",
                claim="attested: no hosted moderation is called",
                against=f"{HOSTILE_PATH}:7 calls one",
                evidence=("ev-0004", "ev-0012"),
            ),
        ),
        accepted=(
            AcceptedRisk(
                id="MOD-2.1",
                reason="moves behind the gateway with release 4",
                by="architecture board",
                expires="2027-03-31",
                state="active",
                evidence=("ev-0001",),
            ),
            AcceptedRisk(id="SUP-4.1", reason=SCRIPT, by="nobody", expires="2025-01-01", state="expired"),
        ),
        scenarios=all_scenarios(),
        switch_off=all_switch_offs(),
        coverage=Coverage(
            files=412,
            read=187,
            unread=(
                UnreadFile(path=HOSTILE_PATH + ".yaml", reason="not YAML: a value stands where a key must", line=14),
                UnreadFile(path="charts/big/values.json", reason="larger than 5 MB"),
            ),
            skipped=(
                *(UnreadFile(path=f"vendor/lib{n}/x.py", reason="vendored") for n in range(40)),
                UnreadFile(path="logo.png", reason="binary"),
            ),
            formats={
                "kubernetes": 12,
                "python-imports": 140,
                "terraform": 9,
                "dockerfile": 3,
                "github-actions": 2,
                "pip-requirements": 1,
            },
            evidence_kinds={
                "manifests": "full",
                "iac": "full",
                "code": "partial",
                "config": "full",
                "lockfiles": "none",
                "ci": "full",
                "egress": "none",
            },
        ),
        graph=graph_of(dependencies, COMPONENTS),
        egress=(
            EgressRow(
                host="api.anthropic.example",
                party="anthropic",
                state="declared and seen",
                count=1204,
                evidence=("ev-0001", "ev-0010"),
            ),
            EgressRow(
                host="telemetry.vendor.example", party="", state="seen, never declared", count=88, evidence=("ev-0010",)
            ),
            EgressRow(host=SCRIPT, party="evil", state="seen, not permitted", count=1, evidence=()),
        ),
        attestations=(
            AttestationRecord(
                key="keys.root_on_premises",
                outcome=P,
                by="head of platform",
                signed="2026-10-01",
                expires="2027-10-01",
                evidence="key ceremony record 2026-09",
                state="valid",
            ),
            AttestationRecord(
                key="safety.no_hosted",
                outcome=P,
                by="head of platform",
                signed="2025-10-01",
                expires="2026-10-01",
                evidence=IMAGE,
                state="contradicted",
            ),
        ),
    )


def large(rows: int = 5000, ties: int = 200) -> Assessment:
    """An assessment of a big product: `rows` pieces of evidence, `ties` dependencies of 60 components."""
    base = rich()
    evidence = tuple(
        Evidence(
            id=f"ev-{n:06d}",
            origin=Origin.OBSERVED,
            detector=("python-imports", "terraform", "kubernetes")[n % 3],
            path=f"services/team{n % 1203 % 23:02d}/component{n % 1203:04d}/module_{n % 1203}.py",
            line=n % 997 + 1,
            excerpt=f"client_{n} = make_client(endpoint=settings.ENDPOINT_{n % 77}, timeout=30)",
            digest=digest_of(str(n % 1203)),
        )
        for n in range(rows)
    )
    components = tuple(
        Component(id=f"component:c{n:02d}", name=f"team-service-{n:02d}", kind="workload", path=f"services/c{n}")
        for n in range(60)
    )
    parties = tuple(
        PartyReference(
            id=f"party{n}", name=f"Vendor number {n}", country="US", jurisdictions=(("US", "CN", "FR", "DE")[n % 4],)
        )
        for n in range(70)
    )
    template = base.dependencies[0]
    dependencies = tuple(
        replace(
            template,
            id=f"dep:{n:04d}",
            party=parties[n % 70] if n % 3 else None,
            service=f"service-{n}",
            name=f"Service number {n}",
            operated_by=Operator.VENDOR if n % 3 else Operator.SELF,
            components=(components[n % 60].id, components[(n * 7) % 60].id),
            evidence=tuple(evidence[(n * 12 + k) % rows].id for k in range(12)),
        )
        for n in range(ties)
    )
    criteria = tuple(
        replace(c, evidence=tuple(e.id for e in evidence[i * 60 : i * 60 + 200])) for i, c in enumerate(base.criteria)
    )
    return replace(
        base,
        evidence=evidence,
        components=components,
        dependencies=dependencies,
        criteria=criteria,
        graph=graph_of(dependencies, components),
    )


def empty() -> Assessment:
    """An assessment of a folder in which nothing could be read."""
    base = rich()
    return replace(
        base,
        subject=Subject(name="empty", revision="", dirty=None, roots=(".",)),
        overall=Overall(level=0, ceiling=0, name="Unmapped", limited_by=()),
        dimensions=tuple(
            replace(d, level=0, ceiling=0, applicable=False, reason="nothing was read", next=())
            for d in base.dimensions
        ),
        criteria=(),
        components=(),
        dependencies=(),
        evidence=(),
        contradictions=(),
        accepted=(),
        scenarios=(),
        switch_off=(),
        coverage=Coverage(files=3, read=0),
        graph=Graph(nodes=(), edges=()),
        egress=(),
        attestations=(),
    )
