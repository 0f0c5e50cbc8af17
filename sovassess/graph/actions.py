"""What could be done against being switched off: each action as a change to the dependencies, and what it restores.

An action is applied to the list of dependencies alone; ids and evidence stay. What it restores is what the minimal sets
of one party no longer hold. Which levels it would turn is for whoever holds a rubric.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from sovassess.graph.cuts import alone
from sovassess.graph.lifetimes import ACME
from sovassess.graph.needs import Function, Need
from sovassess.graph.network import FUNCTION, Estate, build
from sovassess.graph.say import PARTY
from sovassess.graph.withdrawal import events_below
from sovassess.model.dependencies import Dependency, ModelUse
from sovassess.model.enums import Operator, Role, Switch

Dependencies = Mapping[str, Dependency]
Chooses = Callable[[Dependency], bool]
EFFORTS = ("setting", "mirror", "service", "migration")


class Step(Struct, frozen=True, kw_only=True):
    """One thing to do: whom it concerns, and the dependencies as they would be."""

    id: str
    title: str
    effort: str
    services: tuple[str, ...]
    after: dict[str, Dependency]


class Kind(Struct, frozen=True):
    """A sort of action: what it is called, what it takes, which dependencies it concerns."""

    id: str
    title: str
    effort: str
    chooses: Chooses


def _of(*roles: Role) -> Chooses:
    return lambda dependency: dependency.role in roles and dependency.protocol != ACME


def _artefact(*artefacts: str, protocols: tuple[str, ...] = ()) -> Chooses:
    def chooses(dependency: Dependency) -> bool:
        given = dependency.attributes.get("artifact", "")
        return dependency.role is Role.REGISTRY and (given in artefacts or (dependency.protocol or "") in protocols)

    return chooses


_HUBS = ("huggingface-hub", "ollama")
KINDS: tuple[Kind, ...] = (
    Kind("own-images", "Keep the images that run in a registry of your own", "mirror", _artefact("image")),
    Kind(
        "own-weights",
        "Keep the weights in a store of your own",
        "mirror",
        lambda d: _artefact("weights", protocols=_HUBS)(d) or (d.role is Role.CDN and not d.loaded_by_pages),
    ),
    Kind(
        "own-packages",
        "Keep packages and base systems in mirrors of your own",
        "mirror",
        lambda d: _artefact("package-set", "chart", "")(d) or d.role is Role.OS,
    ),
    Kind("own-assets", "Serve scripts, fonts and styles yourself", "setting", _of(Role.CDN)),
    Kind("own-embeddings", "Run the embedding model yourself", "migration", _of(Role.EMBEDDINGS)),
    Kind("own-checks", "Run the safety checks yourself", "service", _of(Role.SAFETY)),
    Kind("own-identity", "Run the sign-in yourself", "service", _of(Role.IDENTITY)),
    Kind("own-secrets", "Keep secrets and keys yourself", "service", _of(Role.SECRETS)),
    Kind("own-records", "Keep logs, traces and reports yourself", "service", _of(Role.TELEMETRY)),
    Kind("own-stores", "Run the data stores and queues yourself", "migration", _of(Role.DATA_STORE, Role.QUEUE)),
    Kind("own-index", "Run the vector database yourself", "migration", _of(Role.VECTOR_DB)),
    Kind("own-machines", "Move what runs to machines of your own", "migration", _of(Role.CLOUD)),
    Kind("own-control", "Run control planes and remote state yourself", "service", _of(Role.CONTROL_PLANE)),
    Kind("own-pipeline", "Run the source host and the pipeline yourself", "service", _of(Role.CI, Role.CODE_HOST)),
    Kind("own-gateway", "Run the gateway yourself", "service", _of(Role.GATEWAY)),
    Kind("own-licences", "Get licences that need no outside server", "migration", _of(Role.LICENSE_SERVER)),
    Kind("own-tools", "Run search and tools yourself", "service", _of(Role.TOOL_API, Role.SEARCH_TOOL)),
)


def steps(dependencies: Dependencies, needs: Mapping[Function, tuple[Need, ...]]) -> Iterator[Step]:
    """Every action that has something to act on."""
    yield from _switched(dependencies, needs)
    yield from _with_own_model(dependencies)
    for kind in KINDS:
        chosen = [d for d in dependencies.values() if _outside(d) and kind.chooses(d)]
        if chosen:
            made = {d.id: replace(d, operated_by=Operator.SELF, party=None, location=None) for d in chosen}
            yield Step(
                id=kind.id,
                title=kind.title,
                effort=kind.effort,
                services=tuple(made),
                after={**dependencies, **made},
            )


def _outside(dependency: Dependency) -> bool:
    return dependency.operated_by is not Operator.SELF and dependency.strength.live


def _switched(dependencies: Dependencies, needs: Mapping[Function, tuple[Need, ...]]) -> Iterator[Step]:
    """Let the alternatives that a person has to switch to take over by themselves."""
    standby = {
        member: dependencies[member]
        for group in needs.values()
        for need in group
        for member, switch in need.standby
        if switch is Switch.CONFIGURED
    }
    made = {key: replace(d, attributes={**d.attributes, "when": "automatic"}) for key, d in sorted(standby.items())}
    if made:
        yield Step(
            id="switch-by-itself",
            title="Let the alternatives that are there take over by themselves",
            effort="setting",
            services=tuple(made),
            after={**dependencies, **made},
        )


def _with_own_model(dependencies: Dependencies) -> Iterator[Step]:
    """Put an open model of one's own behind every hosted one, to take over by itself."""
    chosen = [d for d in dependencies.values() if _outside(d) and d.role in (Role.MODEL_API, Role.SPEECH)]
    made: dict[str, Dependency] = {}
    for hosted in chosen:
        group = hosted.group or f"own#{hosted.id}"
        made[hosted.id] = replace(hosted, group=group, switch=Switch.AUTOMATIC)
        made[f"own-model~{group}"] = replace(
            hosted,
            id=f"own-model~{group}",
            party=None,
            service="own-model",
            name="a model of your own",
            role=Role.MODEL_SERVER,
            operated_by=Operator.SELF,
            location=None,
            group=group,
            order=1000,
            models=(_open_model(hosted),),
            attributes={"when": "automatic"},
        )
    if made:
        yield Step(
            id="own-models",
            title="Let an open model of your own take over from the hosted ones by itself",
            effort="service",
            services=tuple(d.id for d in chosen),
            after={**dependencies, **made},
        )


def _open_model(hosted: Dependency) -> ModelUse:
    return ModelUse(
        id="own-model",
        family=None,
        developer="of-your-choice",
        developer_country=None,
        open_weights=True,
        licence="Apache-2.0",
        licence_restricted=False,
        retirement=None,
        version="pinned",
        task="speech" if hosted.role is Role.SPEECH else "chat",
        weights_from="local",
        in_code=False,
    )


def stoppers(estate: Estate) -> frozenset[tuple[str, str]]:
    """Pairs of a party and a function that it can surely stop alone, at once."""
    graph = build(estate)
    out: set[tuple[str, str]] = set()
    for function in estate.needs:
        top = FUNCTION + function
        found = alone(graph, top, events_below(graph, top, PARTY))
        out |= {(key.removeprefix(PARTY), function.value) for key in found}
    return frozenset(out)
