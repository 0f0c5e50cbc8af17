"""Hand-made assessments for the tests of renderers: a rich one with hostile strings, a large one and an empty one."""

from __future__ import annotations

import hashlib

import msgspec

from sovassess.model.assessment import (
    SCHEMA_VERSION,
    AcceptedRisk,
    Assessment,
    AttestationRecord,
    CatalogInfo,
    Cause,
    Contradiction,
    Criterion,
    Dimension,
    EgressRow,
    Graph,
    GraphEdge,
    GraphNode,
    LevelName,
    NextStep,
    Overall,
    RubricInfo,
    Rung,
    ScenarioResult,
    Subject,
    SwitchOff,
    ToolInfo,
)
from sovassess.model.coverage import Coverage, UnreadFile
from sovassess.model.dependencies import Component, Dependency, Evidence, PartyReference
from sovassess.model.enums import Basis, Confidence, Operator, Origin, Outcome, Phase, Role, Status, Strength, Switch

SCRIPT = "<script>window.pwned=1</script>"
IMAGE = '"><img src=x onerror="window.pwned=1">'
HOSTILE_PATH = f"services/{SCRIPT}/app.py"
HOSTILE_PARTY = f"Evil & Sons {IMAGE}"
HOSTILE_MODEL = "gpt'-5.5\u202e{{7*7}}</title></style></script><svg onload=window.pwned=1>"

P, F, U, N = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE

_LEVELS = (
    LevelName(level=0, name="Unmapped", meaning="Level 1 is not reached."),
    LevelName(level=1, name="Resident", meaning="Places and owners are known and lie where you want them."),
    LevelName(
        level=2, name="Governed", meaning="Rules, versions and addresses are in your files; a change is a setting."
    ),
    LevelName(level=3, name="Substitutable", meaning="Each critical part has a stand-in under another owner and law."),
    LevelName(level=4, name="Self-operated", meaning="What must run is run by you; no outside party is in its path."),
    LevelName(level=5, name="Self-sustaining", meaning="You can also build, patch and recover with every line cut."),
)

_DIMENSIONS = (
    ("data_jurisdiction", "DAT", "Data location and legal reach", "Where is the data, and who can order it handed over?",
     2, 3, (P, P, U, F, F)),
    ("model_control", "MOD", "Model control", "Who decides which model answers, and for how long?", 1, 1, (P, F, F, U, F)),
    ("operational_dependence", "OPS", "Operational dependence", "What stops when somebody outside stops?",
     1, 2, (P, U, F, F, F)),
    ("lock_in", "LOC", "Lock-in and escape velocity", "How fast could you leave?", 2, 4, (P, P, U, U, F)),
    ("safety_architecture", "SAF", "Safety architecture", "Who runs the checks on what goes in and out?",
     1, 3, (P, U, U, F, F)),
    ("supply_chain", "SUP", "Software supply chain", "Who can change or withhold what you build from?",
     3, 3, (P, P, P, F, U)),
    ("airgap_readiness", "AIR", "Air-gap readiness", "What goes on with every line cut?", 2, 2, (P, P, F, P, F)),
)  # fmt: skip

_STATEMENTS = (
    "Every outside party is named and its place is known.",
    "Rules, versions and addresses stand in your own files, so that a change is a setting.",
    "Each critical part has a stand-in under another owner and another law.",
    "What must run is run by you, and no outside party stands in its path.",
    "You can build, change, patch, audit and recover with every line cut.",
)

_FILES = (
    (
        "deploy/assistant.yaml",
        41,
        "            - name: LLM_BASE_URL  value: https://api.anthropic.example/v1",
        "kubernetes",
    ),
    ("deploy/assistant.yaml", 58, "          image: docker.io/acme/assistant:latest", "kubernetes"),
    ("src/assistant/client.py", 12, "client = OpenAI(base_url=os.environ['LLM_BASE_URL'])", "python-imports"),
    (
        "src/assistant/guard.py",
        27,
        "verdict = moderation.create(model='omni-moderation-latest', input=text)",
        "python-imports",
    ),
    ("infra/main.tf", 3, 'provider "aws" { region = "us-east-1" }', "terraform"),
    ("infra/database.tf", 18, 'resource "aws_db_instance" "main" {', "terraform"),
    ("Dockerfile", 1, "FROM python:3.12-slim", "dockerfile"),
    (".github/workflows/release.yml", 22, "uses: actions/checkout@v4", "github-actions"),
    (HOSTILE_PATH, 7, f'model = "{HOSTILE_MODEL}"', "python-imports"),
    ("egress/proxy.log", 1932, "CONNECT telemetry.vendor.example:443  200", "egress-hosts"),
    ("requirements.txt", 4, "anthropic==0.80.0", "pip-requirements"),
    ("signed statement", None, "key ceremony record 2026-09", "settings"),
)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _evidence() -> tuple[Evidence, ...]:
    made: list[Evidence] = []
    for number, (path, line, excerpt, detector) in enumerate(_FILES, 1):
        origin = {"egress-hosts": Origin.EGRESS, "settings": Origin.ATTESTED}.get(detector, Origin.OBSERVED)
        digest = "" if origin is Origin.ATTESTED else _digest(path)
        made.append(
            Evidence(
                id=f"ev-{number:04d}",
                origin=origin,
                detector=detector,
                path=path,
                line=line,
                excerpt=excerpt,
                digest=digest,
            )
        )
    return tuple(made)


def _criteria() -> tuple[Criterion, ...]:
    made: list[Criterion] = []
    for position, (key, prefix, *_, outcomes) in enumerate(_DIMENSIONS):
        for level, outcome in enumerate(outcomes, 1):
            for turn in (1, 2):
                here = outcome if turn == 1 else (P if outcome is not U else N)
                cited = (
                    () if here in (U, N) else (f"ev-{(position + level + turn) % 12 + 1:04d}", f"ev-{position + 1:04d}")
                )
                made.append(
                    Criterion(
                        id=f"{prefix}-{level}.{turn}",
                        dimension=key,
                        level=level,
                        title=_TITLES[(position + level + turn) % len(_TITLES)],
                        outcome=here,
                        basis=Basis.OBSERVED if cited else Basis.NONE,
                        reason=_REASONS[here],
                        evidence=cited,
                        remediation="Name the second provider in the gateway's route and pin its version. Test it monthly.",
                    )
                )
    return tuple(sorted(made, key=lambda c: c.id))


_TITLES = (
    "Stores and compute carry an explicit location",
    "The model's address is a setting, not code",
    "Each model task has a stand-in of another developer",
    "Checks on input and output run on your own machines",
    "Images are pulled by digest from your own registry",
    "Nothing outside is needed for a restart",
)
_REASONS = {
    P: "All 4 of 4 selected items meet the condition.",
    F: f"2 of 5 do not: claude-fable-5 at Anthropic, and {HOSTILE_MODEL} at {HOSTILE_PARTY}.",
    U: "No egress recording was given, so the absence of a hosted call cannot be shown.",
    N: "Nothing of the kind exists, and every kind of evidence that could show it was read.",
}


def _dimensions(criteria: tuple[Criterion, ...]) -> tuple[Dimension, ...]:
    made: list[Dimension] = []
    for key, _, name, question, level, ceiling, outcomes in _DIMENSIONS:
        steps = [
            NextStep(criterion=c.id, outcome=c.outcome, title=c.title, remediation=c.remediation)
            for c in criteria
            if c.dimension == key and c.level == level + 1 and c.outcome in (F, U)
        ]
        made.append(
            Dimension(
                id=key,
                name=name,
                question=question,
                level=level,
                ceiling=ceiling,
                applicable=True,
                reason="",
                ladder=tuple(
                    Rung(level=i, statement=s, outcome=o)
                    for i, (s, o) in enumerate(zip(_STATEMENTS, outcomes, strict=True), 1)
                ),
                next=tuple(steps),
            )
        )
    return tuple(made)


ANTHROPIC = PartyReference(id="anthropic", name="Anthropic", country="US", parents=(), jurisdictions=("US",))
AMAZON = PartyReference(id="aws", name="Amazon Web Services", country="US", parents=("amazon",), jurisdictions=("US",))
OPENAI = PartyReference(id="openai", name="OpenAI", country="US", jurisdictions=("US",))
GITHUB = PartyReference(id="github", name="GitHub", country="US", parents=("microsoft",), jurisdictions=("US",))
DOCKER = PartyReference(id="docker", name="Docker", country="US", jurisdictions=("US",))
ZAI = PartyReference(id="z-ai", name="Z.ai", country="CN", jurisdictions=("CN", "SG"))
EVIL = PartyReference(id="evil", name=HOSTILE_PARTY, country="unknown", jurisdictions=())

_TIES: tuple[tuple[PartyReference | None, str, str, Role, Strength, Operator, tuple[Phase, ...], Switch, str], ...] = (
    (ANTHROPIC, "anthropic-api", "Anthropic API", Role.MODEL_API, Strength.REQUIRED, Operator.VENDOR, (Phase.RUN,), Switch.CONFIGURED, "anthropic-messages"),
    (OPENAI, "openai-moderation", "OpenAI moderation", Role.SAFETY, Strength.REQUIRED, Operator.VENDOR, (Phase.RUN,), Switch.NONE, "openai-moderations"),
    (AMAZON, "aws-rds", "Amazon RDS", Role.DATA_STORE, Strength.REQUIRED, Operator.VENDOR, (Phase.START, Phase.RUN), Switch.PLANNED, "postgresql"),
    (AMAZON, "aws-eks", "Amazon EKS", Role.CLOUD, Strength.REQUIRED, Operator.VENDOR, (Phase.DEPLOY, Phase.START, Phase.RUN), Switch.PLANNED, "kubernetes"),
    (DOCKER, "docker-hub", "Docker Hub", Role.REGISTRY, Strength.DEFAULT, Operator.VENDOR, (Phase.BUILD, Phase.START), Switch.CONFIGURED, "oci"),
    (GITHUB, "github-actions", "GitHub Actions", Role.CI, Strength.BUILD, Operator.VENDOR, (Phase.BUILD, Phase.UPDATE), Switch.PLANNED, ""),
    (ZAI, "z-ai-api", "Z.ai API", Role.MODEL_API, Strength.OPTIONAL, Operator.VENDOR, (Phase.RUN,), Switch.AUTOMATIC, "anthropic-messages"),
    (EVIL, "evil-api", HOSTILE_MODEL, Role.MODEL_API, Strength.OPTIONAL, Operator.VENDOR, (Phase.RUN,), Switch.NONE, "openai-chat"),
    (None, "self:vllm", "vllm.models.svc", Role.MODEL_SERVER, Strength.DEFAULT, Operator.SELF, (Phase.START, Phase.RUN), Switch.AUTOMATIC, "openai-chat"),
    (None, "self:redis", "redis", Role.QUEUE, Strength.REQUIRED, Operator.SELF, (Phase.RUN,), Switch.CONFIGURED, "redis"),
    (None, "host:telemetry.vendor.example", "telemetry.vendor.example", Role.TELEMETRY, Strength.DEFAULT, Operator.UNKNOWN, (Phase.RUN,), Switch.NONE, ""),
)  # fmt: skip

_COMPONENTS = (
    Component(id="component:assistant", name="assistant", kind="workload", path="deploy/assistant.yaml"),
    Component(id="component:guard", name="guard", kind="workload", path="deploy/assistant.yaml"),
    Component(id="component:infra", name="infra", kind="terraform", path="infra"),
    Component(id="component:release", name="release", kind="pipeline", path=".github/workflows/release.yml"),
)


def _dependencies() -> tuple[Dependency, ...]:
    made: list[Dependency] = []
    for number, (party, service, name, role, strength, operated, phases, switch, protocol) in enumerate(_TIES):
        made.append(
            Dependency(
                id=f"dep:{service}",
                party=party,
                service=service,
                name=name,
                role=role,
                strength=strength,
                operated_by=operated,
                location="US" if party and "US" in party.jurisdictions else None,
                region="us-east-1" if party is AMAZON else None,
                phases=phases,
                switch=switch,
                protocol=protocol or None,
                components=(_COMPONENTS[number % 4].id, _COMPONENTS[0].id) if number % 4 else (_COMPONENTS[0].id,),
                evidence=(f"ev-{number + 1:04d}", "ev-0003"),
                confidence=Confidence.HIGH if party else Confidence.MEDIUM,
                host="telemetry.vendor.example" if service.startswith("host:") else None,
                group="chat" if role is Role.MODEL_API else "",
                reason="The deploying manifest sets the address that the code reads.",
            )
        )
    return tuple(sorted(made, key=lambda d: d.id))


def _graph(dependencies: tuple[Dependency, ...], components: tuple[Component, ...]) -> Graph:
    nodes: dict[str, GraphNode] = {
        c.id: GraphNode(id=c.id, kind="component", name=c.name, status="self") for c in components
    }
    edges: dict[tuple[str, str], GraphEdge] = {}
    for tie in dependencies:
        service = f"service:{tie.service}"
        nodes[service] = GraphNode(
            id=service,
            kind="service",
            name=tie.name,
            status=tie.operated_by.value,
            role=tie.role.value,
            strength=tie.strength.value,
        )
        for component in tie.components:
            edges[component, service] = GraphEdge(
                source=component,
                target=service,
                kind="uses",
                strength=tie.strength.value,
                phases=tuple(p.value for p in tie.phases),
                evidence=tie.evidence,
            )
        if tie.party:
            party = f"party:{tie.party.id}"
            nodes[party] = GraphNode(id=party, kind="party", name=tie.party.name, status="vendor")
            edges[service, party] = GraphEdge(source=service, target=party, kind="offered-by")
            for law in tie.party.jurisdictions:
                nodes[f"jurisdiction:{law}"] = GraphNode(id=f"jurisdiction:{law}", kind="jurisdiction", name=law)
                edges[party, f"jurisdiction:{law}"] = GraphEdge(
                    source=party, target=f"jurisdiction:{law}", kind="under"
                )
    nodes["function:serve"] = GraphNode(id="function:serve", kind="function", name="serve")
    edges["component:assistant", "function:serve"] = GraphEdge(
        source="component:assistant", target="function:serve", kind="serves"
    )
    return Graph(nodes=tuple(nodes[k] for k in sorted(nodes)), edges=tuple(edges[k] for k in sorted(edges)))


def _scenarios() -> tuple[ScenarioResult, ...]:
    up, unknown, down = Status.UP, Status.UNKNOWN, Status.DOWN
    cause = Cause(
        function="serve",
        phase="run",
        status=down,
        path=("party:anthropic", "service:anthropic-api", "component:assistant", "function:serve"),
        evidence=("ev-0001", "ev-0003"),
    )
    return (
        ScenarioResult(
            id="export-control-directive",
            title="Export-control order stops named model APIs",
            functions={"serve": {"run": down, "start": down}, "safety": {"run": down}, "restart": {"start": unknown}, "patch": {"update": up}},
            removed=("party:anthropic", "party:openai"),
            because=(cause, msgspec.structs.replace(cause, function="safety", path=("party:openai", "service:openai-moderation", "component:assistant"))),
        ),
        ScenarioResult(
            id="internet-uplink-cut",
            title="All outside links are cut",
            functions={f: {"run": down, "start": down} for f in ("serve", "safety", "restart", "login", "deploy", "build", "patch", "recover")},
            removed=("every address outside",),
            because=(cause,),
        ),
        ScenarioResult(
            id="telemetry-gone",
            title="A hosted telemetry service is gone",
            functions={"serve": {"run": up, "start": up}, "safety": {"run": up}, "restart": {"start": up}, "patch": {"update": up}, "audit": {"run": unknown}},
            removed=("service:host:telemetry.vendor.example",),
            because=(),
        ),
        ScenarioResult(
            id="vendor-exit",
            title=f"One vendor stops serving you: {HOSTILE_PARTY}",
            functions={"serve": {"run": up}, "patch": {"update": up}},
            removed=("party:evil",),
            because=(),
        ),
    )  # fmt: skip


def _switch_off() -> tuple[SwitchOff, ...]:
    rows: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], str, tuple[str, ...]], ...] = (
        (("aws",), (), ("serve", "restart", "recover"), "run", ("ev-0005", "ev-0006")),
        (("aws",), (), ("restart", "deploy"), "start", ("ev-0005",)),
        (("openai",), (), ("safety", "serve"), "run", ("ev-0004",)),
        (("docker",), (), ("restart",), "start", ("ev-0002", "ev-0007")),
        (("github",), (), ("build", "patch"), "update", ("ev-0008",)),
        (("anthropic", "z-ai"), (), ("serve",), "run", ("ev-0001", "ev-0011")),
        ((), ("US",), ("serve", "safety", "restart", "patch", "build"), "run", ("ev-0001", "ev-0005")),
    )
    return tuple(
        SwitchOff(id=f"so-{n}", parties=p, jurisdictions=j, functions=f, phase=phase, evidence=e)
        for n, (p, j, f, phase, e) in enumerate(rows, 1)
    )


def rich() -> Assessment:
    """An assessment with something in every part, and hostile strings in every free text."""
    criteria, dependencies = _criteria(), _dependencies()
    return Assessment(
        schema_version=SCHEMA_VERSION,
        tool=ToolInfo(name="sovassess", version="0.1.0"),
        rubric=RubricInfo(id="ai-sovereignty", version="1", title="AI sovereignty maturity", digest=_digest("rubric"), levels=_LEVELS),
        catalog=CatalogInfo(version="2026.11", digest=_digest("catalog"), parties=86, services=143),
        subject=Subject(name="acme-assistant", revision="3f9a1c0b7de24c5581a0e6b0c7f1d2e3a4b5c6d7", dirty=True, roots=(".",)),
        overall=Overall(level=1, ceiling=1, name="Resident", limited_by=("model_control",)),
        dimensions=_dimensions(criteria),
        criteria=criteria,
        components=_COMPONENTS,
        dependencies=dependencies,
        evidence=_evidence(),
        contradictions=(
            Contradiction(id="con-1", subject="SAF-3.1", claim="attested: no hosted moderation is called", against=f"{HOSTILE_PATH}:7 calls one", evidence=("ev-0004", "ev-0012")),
        ),
        accepted=(
            AcceptedRisk(id="MOD-2.1", reason="moves behind the gateway with release 4", by="architecture board", expires="2027-03-31", state="active", evidence=("ev-0001",)),
            AcceptedRisk(id="SUP-4.1", reason=SCRIPT, by="nobody", expires="2025-01-01", state="expired"),
        ),
        scenarios=_scenarios(),
        switch_off=_switch_off(),
        coverage=Coverage(
            files=412,
            read=187,
            unread=(
                UnreadFile(path=HOSTILE_PATH + ".yaml", reason="not YAML: mapping values are not allowed here", line=14),
                UnreadFile(path="charts/big/values.json", reason="larger than 5 MB"),
            ),
            skipped=tuple(UnreadFile(path=f"vendor/lib{n}/x.py", reason="vendored") for n in range(40)) + (UnreadFile(path="logo.png", reason="binary"),),
            formats={"kubernetes": 12, "python-imports": 140, "terraform": 9, "dockerfile": 3, "github-actions": 2, "pip-requirements": 1},
            evidence_kinds={"manifests": "full", "iac": "full", "code": "partial", "config": "full", "lockfiles": "none", "ci": "full", "egress": "none"},
        ),
        graph=_graph(dependencies, _COMPONENTS),
        egress=(
            EgressRow(host="api.anthropic.example", party="anthropic", state="declared and seen", count=1204, evidence=("ev-0001", "ev-0010")),
            EgressRow(host="telemetry.vendor.example", party="", state="seen, never declared", count=88, evidence=("ev-0010",)),
            EgressRow(host=SCRIPT, party="evil", state="seen, not permitted", count=1, evidence=()),
        ),
        attestations=(
            AttestationRecord(key="keys.root_on_premises", outcome=P, by="head of platform", signed="2026-10-01", expires="2027-10-01", evidence="key ceremony record 2026-09", state="valid"),
            AttestationRecord(key="safety.no_hosted", outcome=P, by="head of platform", signed="2025-10-01", expires="2026-10-01", evidence=IMAGE, state="contradicted"),
        ),
    )  # fmt: skip


def large(rows: int = 5000, ties: int = 400) -> Assessment:
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
            digest=_digest(str(n % 1203)),
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
        msgspec.structs.replace(
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
        msgspec.structs.replace(c, evidence=tuple(e.id for e in evidence[i * 60 : i * 60 + 200]))
        for i, c in enumerate(base.criteria)
    )
    return msgspec.structs.replace(
        base,
        evidence=evidence,
        components=components,
        dependencies=dependencies,
        criteria=criteria,
        graph=_graph(dependencies, components),
    )


def empty() -> Assessment:
    """An assessment of a folder in which nothing could be read."""
    base = rich()
    return msgspec.structs.replace(
        base,
        subject=Subject(name="empty", revision="", dirty=None, roots=(".",)),
        overall=Overall(level=0, ceiling=0, name="Unmapped", limited_by=()),
        dimensions=tuple(
            msgspec.structs.replace(d, level=0, ceiling=0, applicable=False, reason="nothing was read", next=())
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
