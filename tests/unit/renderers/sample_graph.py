"""Parties, dependencies, graph, scenarios and culprits of the sample."""

from __future__ import annotations

from msgspec.structs import replace

from sovassess.model.dependencies import Component, Dependency, ModelUse, PartyReference
from sovassess.model.enums import Confidence, Operator, Phase, Role, Status, Strength, Switch
from sovassess.model.graph import Graph, GraphEdge, GraphNode
from sovassess.model.rehearsals import Cause, ScenarioResult, SwitchOff
from tests.unit.renderers.sample_judgement import HOSTILE_MODEL, HOSTILE_PARTY

ANTHROPIC = PartyReference(id="anthropic", name="Anthropic", country="US", parents=(), jurisdictions=("US",))
AMAZON = PartyReference(id="aws", name="Amazon Web Services", country="US", parents=("amazon",), jurisdictions=("US",))
OPENAI = PartyReference(id="openai", name="OpenAI", country="US", jurisdictions=("US",))
GITHUB = PartyReference(id="github", name="GitHub", country="US", parents=("microsoft",), jurisdictions=("US",))
DOCKER = PartyReference(id="docker", name="Docker", country="US", jurisdictions=("US",))
ZAI = PartyReference(id="z-ai", name="Z.ai", country="CN", jurisdictions=("CN", "SG"))
EVIL = PartyReference(id="evil", name=HOSTILE_PARTY, country="unknown", jurisdictions=())

_TIES: tuple[tuple[PartyReference | None, str, str, Role, Strength, Operator, tuple[Phase, ...], Switch, str], ...] = (
    (
        ANTHROPIC,
        "anthropic-api",
        "Anthropic API",
        Role.MODEL_API,
        Strength.REQUIRED,
        Operator.VENDOR,
        (Phase.RUN,),
        Switch.CONFIGURED,
        "anthropic-messages",
    ),
    (
        OPENAI,
        "openai-moderation",
        "OpenAI moderation",
        Role.SAFETY,
        Strength.REQUIRED,
        Operator.VENDOR,
        (Phase.RUN,),
        Switch.NONE,
        "openai-moderations",
    ),
    (
        AMAZON,
        "aws-rds",
        "Amazon RDS",
        Role.DATA_STORE,
        Strength.REQUIRED,
        Operator.VENDOR,
        (Phase.START, Phase.RUN),
        Switch.PLANNED,
        "postgresql",
    ),
    (
        AMAZON,
        "aws-eks",
        "Amazon EKS",
        Role.CLOUD,
        Strength.REQUIRED,
        Operator.VENDOR,
        (Phase.DEPLOY, Phase.START, Phase.RUN),
        Switch.PLANNED,
        "kubernetes",
    ),
    (
        DOCKER,
        "docker-hub",
        "Docker Hub",
        Role.REGISTRY,
        Strength.DEFAULT,
        Operator.VENDOR,
        (Phase.BUILD, Phase.START),
        Switch.CONFIGURED,
        "oci",
    ),
    (
        GITHUB,
        "github-actions",
        "GitHub Actions",
        Role.CI,
        Strength.BUILD,
        Operator.VENDOR,
        (Phase.BUILD, Phase.UPDATE),
        Switch.PLANNED,
        "",
    ),
    (
        ZAI,
        "z-ai-api",
        "Z.ai API",
        Role.MODEL_API,
        Strength.OPTIONAL,
        Operator.VENDOR,
        (Phase.RUN,),
        Switch.AUTOMATIC,
        "anthropic-messages",
    ),
    (
        EVIL,
        "evil-api",
        HOSTILE_MODEL,
        Role.MODEL_API,
        Strength.OPTIONAL,
        Operator.VENDOR,
        (Phase.RUN,),
        Switch.NONE,
        "openai-chat",
    ),
    (
        None,
        "self:vllm",
        "vllm.models.svc",
        Role.MODEL_SERVER,
        Strength.DEFAULT,
        Operator.SELF,
        (Phase.START, Phase.RUN),
        Switch.AUTOMATIC,
        "openai-chat",
    ),
    (
        None,
        "self:redis",
        "redis",
        Role.QUEUE,
        Strength.REQUIRED,
        Operator.SELF,
        (Phase.RUN,),
        Switch.CONFIGURED,
        "redis",
    ),
    (
        None,
        "host:telemetry.vendor.example",
        "telemetry.vendor.example",
        Role.TELEMETRY,
        Strength.DEFAULT,
        Operator.UNKNOWN,
        (Phase.RUN,),
        Switch.NONE,
        "",
    ),
)

COMPONENTS = (
    Component(id="component:assistant", name="assistant", kind="workload", path="deploy/assistant.yaml"),
    Component(id="component:guard", name="guard", kind="workload", path="deploy/assistant.yaml"),
    Component(id="component:infra", name="infra", kind="terraform", path="infra"),
    Component(id="component:release", name="release", kind="pipeline", path=".github/workflows/release.yml"),
)


def _model(name: str) -> ModelUse:
    return ModelUse(
        id=name,
        family="claude",
        developer="anthropic",
        developer_country="US",
        open_weights=False,
        licence=None,
        licence_restricted=None,
        retirement=None,
        version="floating",
        task="chat",
        weights_from=None,
        in_code=True,
    )


def all_dependencies() -> tuple[Dependency, ...]:
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
                components=(COMPONENTS[number % 4].id, COMPONENTS[0].id) if number % 4 else (COMPONENTS[0].id,),
                evidence=(f"ev-{number + 1:04d}", "ev-0003"),
                confidence=Confidence.HIGH if party else Confidence.MEDIUM,
                host="telemetry.vendor.example" if service.startswith("host:") else None,
                group="chat" if role is Role.MODEL_API else "",
                models=(_model(HOSTILE_MODEL),) if role is Role.MODEL_API and party else (),
                reason="The deploying manifest sets the address that the code reads.",
            )
        )
    return tuple(sorted(made, key=lambda d: d.id))


def graph_of(dependencies: tuple[Dependency, ...], components: tuple[Component, ...]) -> Graph:
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


def all_scenarios() -> tuple[ScenarioResult, ...]:
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
            functions={
                "serve": {"run": down, "start": down},
                "safety": {"run": down},
                "restart": {"start": unknown},
                "patch": {"update": up},
            },
            removed=("party:anthropic", "party:openai"),
            because=(
                cause,
                replace(
                    cause, function="safety", path=("party:openai", "service:openai-moderation", "component:assistant")
                ),
            ),
        ),
        ScenarioResult(
            id="internet-uplink-cut",
            title="All outside links are cut",
            functions={
                f: {"run": down, "start": down}
                for f in ("serve", "safety", "restart", "login", "deploy", "build", "patch", "recover")
            },
            removed=("every address outside",),
            because=(cause,),
        ),
        ScenarioResult(
            id="telemetry-gone",
            title="A hosted telemetry service is gone",
            functions={
                "serve": {"run": up, "start": up},
                "safety": {"run": up},
                "restart": {"start": up},
                "patch": {"update": up},
                "audit": {"run": unknown},
            },
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
    )


def all_switch_offs() -> tuple[SwitchOff, ...]:
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
