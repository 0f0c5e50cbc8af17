"""Drafts from facts of configuration: upstreams of a gateway, checks, licences, charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from sovassess.model.dependencies import ModelUse
from sovassess.model.enums import Confidence, Operator, Phase, Role, Strength
from sovassess.model.observations import Fact, ModelName
from sovassess.model.scan import FileObservations
from sovassess.model.values import literal
from sovassess.resolution.drafts import Draft, Target, self_run
from sovassess.resolution.habits import draft_habits
from sovassess.resolution.images import draft_product
from sovassess.resolution.models import model_use
from sovassess.resolution.scene import Scene

_PROXIES = frozenset({"nginx", "haproxy", "caddy", "envoy", "traefik"})
_MODEL_ROLES = frozenset({Role.MODEL_API, Role.MODEL_SERVER, Role.EMBEDDINGS, Role.SPEECH, Role.GATEWAY})
# Programs of these roles act on something elsewhere, with the same words with which servers are started.
_TOOLS = frozenset({Role.CONTROL_PLANE, Role.CI, Role.CLOUD, Role.OTHER})


def draft_fact(scene: Scene, file: FileObservations, fact: Fact) -> Iterator[Draft]:
    """Drafts from the kinds of facts that name somebody; the others are only items that a question selects."""
    fields = dict(fact.fields)
    match fact.kind:
        case "upstream":
            yield from _upstream(scene, file, fact, fields)
        case "check":
            yield from _check(scene, file, fact, fields)
        case "licence":
            yield from _licence(scene, file, fact, fields)
        case "chart":
            yield from _chart(scene, file, fact, fields)
        case "gateway":
            yield from _gateway(scene, file, fact)
        case "server":
            found = scene.catalog.product_index.command(fact.name)
            if found is None and "by" in fields:  # a unit or a role is called as the product is, not as its program
                found = scene.catalog.product_index.called(fact.name)
            if found is not None and found[0].role not in _TOOLS:
                yield from draft_product(scene, file, fact, found[0], how="command")
        case _:
            return


def _upstream(scene: Scene, file: FileObservations, fact: Fact, fields: Mapping[str, str]) -> Iterator[Draft]:
    """One provider behind a gateway route: its route is the group of alternatives, its place the order."""
    use: ModelUse | None = None
    name = fields.get("model", "")
    bare = name.partition("/")[2] if "/" in name else name
    if name:
        match = scene.catalog.models.find(name)
        naming = ModelName(at=fact.at, component=fact.component, value=literal(bare or name), key="model")
        use = model_use(scene, file, naming, bare or name, match)
    # A proxy that names no model may pass on anything; what answers there says what it is.
    plain = not name and fields.get("gateway") in _PROXIES
    asked = None if plain else Role.MODEL_API
    target = scene.address(fields["address"], role=asked) if fields.get("address") else None
    if target is None and fields.get("address"):
        target = _provider_of(scene, fields["address"] + "/")
    if target is None and "/" in name:
        target = _provider_of(scene, name)
    if target is None:
        return
    if fields.get("region") and target.operated_by is Operator.VENDOR:
        target = scene.service(target.service, region=fields["region"], host=target.host) or target
    order = int(fields["order"]) if fields.get("order", "").isdigit() else 0
    own = target.operated_by is Operator.SELF
    yield scene.draft(
        target,
        file,
        fact,
        base=Strength.DEFAULT,
        role=target.role if own or plain or target.operated_by is Operator.UNKNOWN else Role.MODEL_API,
        model=use,
        group=f"{file.path}#{fields.get('route', '')}",
        order=order,
        how="upstream",
        confidence=Confidence.HIGH,
        attributes=(
            *(() if plain and target.role not in _MODEL_ROLES else (("via_gateway", "self"),)),
            ("when", fields.get("when", "configured")),
        ),
    )


def _provider_of(scene: Scene, name: str) -> Target | None:
    """The service that a provider prefix (`anthropic/…`, `azure/…`) stands for: the developer's own model service."""
    prefix = name.partition("/")[0].lower()
    direct = scene.catalog.provider(prefix)
    return scene.service(direct) if direct else None


def _gateway(scene: Scene, file: FileObservations, fact: Fact) -> Iterator[Draft]:
    """A gateway whose configuration is in the tree is run by whoever holds the tree."""
    found = scene.catalog.product_index.name(fact.name)
    if found is None or found[0].role is not Role.GATEWAY:
        return
    yield scene.draft(self_run(found[0]), file, fact, base=Strength.DEFAULT, how="gateway", confidence=Confidence.HIGH)


def _check(scene: Scene, file: FileObservations, fact: Fact, fields: Mapping[str, str]) -> Iterator[Draft]:
    target = scene.address(fields["address"], role=Role.SAFETY) if fields.get("address") else None
    operated_by = fields.get("operated_by", "")
    called = fields.get("guard") or fact.name
    service = scene.catalog.guard(called) if operated_by != "self" else None
    guard = scene.service(service) if service else None
    if target is None and guard is None and fields.get("address"):
        guard = _provider_of(scene, fields["address"])  # a model that is asked through its supplier
    if target is None:
        target = guard
    elif guard is not None and target.party == guard.party:
        target = scene.service(guard.service, region=target.region, host=target.host)
    if target is None:
        product = scene.catalog.product_index.name(fact.name) or scene.catalog.product_index.name(called)
        operator = Operator.SELF if operated_by == "self" or product is not None else Operator.UNKNOWN
        target = Target(
            service=product[0].id if product else f"check:{fact.name}",
            name=product[0].name if product else fact.name,
            party=None,
            operated_by=operator,
            role=Role.SAFETY,
        )
    kept = ("check", "policy_source", "scope", "on_failure", "timeout", "assets_from")
    attributes = tuple(
        (f"check_{name}" if name != "check" else "checks", fields[name]) for name in kept if name in fields
    )
    yield scene.draft(
        target,
        file,
        fact,
        base=Strength.DEFAULT,
        role=Role.SAFETY,
        how="check",
        confidence=Confidence.HIGH,
        attributes=attributes,
    )


def _licence(scene: Scene, file: FileObservations, fact: Fact, fields: Mapping[str, str]) -> Iterator[Draft]:
    if fields.get("mode") == "offline":
        return
    address = fields.get("address", "")
    target = scene.address(address.rpartition("@")[2] or address, role=Role.LICENSE_SERVER) if address else None
    service = scene.catalog.variable(fields.get("product", fact.name)) or scene.catalog.variable(fact.name)
    maker = scene.service(service) if service else None
    if maker is not None and (target is None or target.operated_by is not Operator.VENDOR):
        # Wherever the server stands, the licence that it hands out is its maker's.
        target = msgspec.structs.replace(maker, operated_by=Operator.UNKNOWN)
    if target is None:
        product = fields.get("product", fact.name)
        target = scene.unresolved(f"licence-{product}", Role.LICENSE_SERVER, f"licence server of {product}")
    yield scene.draft(
        target,
        file,
        fact,
        base=Strength.DEFAULT,
        role=Role.LICENSE_SERVER,
        how="licence",
        phases=(Phase.START, Phase.RUN),
        confidence=Confidence.MEDIUM,
    )


def _chart(scene: Scene, file: FileObservations, fact: Fact, fields: Mapping[str, str]) -> Iterator[Draft]:
    repository = fields.get("repository", "")
    if repository and not repository.startswith(("file:", "@", "alias:")):
        target = scene.address(repository.replace("oci://", "https://"), role=Role.REGISTRY)
        if target is not None:
            yield scene.draft(
                target,
                file,
                fact,
                role=Role.REGISTRY,
                how="chart",
                confidence=Confidence.HIGH,
                base=Strength.OPTIONAL if fields.get("enabled") == "false" else Strength.DEFAULT,
                phases=(Phase.DEPLOY, Phase.UPDATE),
                attributes=(("artifact", "chart"),),
            )
    found = scene.catalog.product_index.chart(fact.name)
    if found is not None:
        yield scene.draft(
            self_run(found[0]),
            file,
            fact,
            how="chart",
            confidence=Confidence.HIGH,
            base=Strength.OPTIONAL if fields.get("enabled") == "false" else Strength.DEFAULT,
        )
        if fields.get("enabled") != "false":
            yield from draft_habits(scene, file, fact, found[0].habits, found[0].name)
