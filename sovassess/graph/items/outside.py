"""Items about what lies outside or binds to it: destinations, stores, environments, literals, proprietary modules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sovassess.graph.items.ties import dependencies
from sovassess.graph.reconciliation import standings
from sovassess.graph.subject import Subject
from sovassess.model.dependencies import Dependency
from sovassess.model.enums import Context, CoverageLevel, EvidenceKind, Operator, Role
from sovassess.model.items import FieldValue, Item
from sovassess.model.observations import Address, Import, ModelName, Resource
from sovassess.resolution.addresses import endpoint_of

_NAMING = (EvidenceKind.CODE, EvidenceKind.CONFIG, EvidenceKind.MANIFESTS, EvidenceKind.IAC)


def egress(subject: Subject) -> Iterator[Item]:
    """One item for each outside destination that is seen, permitted or declared."""
    # What part of the tree hides may name a destination that the rest does not.
    hidden = any(subject.coverage.evidence_kinds.get(k.value) == CoverageLevel.PARTIAL.value for k in _NAMING)
    for host, standing in sorted(standings(subject).items()):
        endpoint = endpoint_of(host)
        target = standing.found.target if standing.found is not None else None
        if target is None and endpoint is not None:
            target = subject.scene.endpoint(endpoint)
        row: dict[str, FieldValue] = {
            "seen": standing.seen,
            "permitted": standing.permitted,
            "declared": standing.declared or (None if hidden else False),
            "operated_by": target.operated_by.value if target is not None else None,
            "listed": standing.seen or standing.permitted,
        }
        evidence = tuple(standing.evidence)
        yield Item(kind="egress", id=host, name=host, fields=row, evidence=evidence, where=subject.where(evidence))


def stores(subject: Subject) -> Iterator[Item]:
    """One item for each data store, with what is known about the immutability of its records."""
    immutable = {dict(fact.fields).get("target", fact.name) for _, fact in subject.facts["immutable-store"]}
    audit = {
        dict(f.fields).get("value", "")
        for _, f in subject.facts["switch"]
        if dict(f.fields).get("setting") == "audit-sink"
    }
    for item in dependencies(subject):
        if item.fields["role"] not in (Role.DATA_STORE.value, Role.TELEMETRY.value):
            continue
        yield Item(
            kind="store",
            id=item.id,
            name=item.name,
            fields={
                "immutable": True if immutable else None,
                "audit": True if item.fields["role"] == Role.TELEMETRY.value or audit else None,
                "operated_by": item.fields["operated_by"],
            },
            evidence=item.evidence,
            where=item.where,
        )


def environments(subject: Subject) -> Iterator[Item]:
    """One item for each provider that infrastructure files describe a place at; manifests stand for own hardware."""
    found: dict[str, tuple[str, ...]] = {}
    for dependency in subject.dependencies.values():
        if dependency.role is Role.CLOUD and dependency.party is not None and dependency.strength.live:
            found.setdefault(dependency.party.id, dependency.evidence)
    described = any(True for _ in subject.observed(Resource))
    if not described or any(entry.runs for entry in subject.resolution.components.declared):
        own = [e for e in subject.resolution.components.declared if e.runs and e.at is not None]
        if own and own[0].at is not None:
            found.setdefault("self", (subject.resolution.book.place(own[0].at, "components"),))
    for provider, cited in sorted(found.items()):
        yield Item(
            kind="environment",
            id=provider,
            name=provider,
            fields={"provider": provider},
            evidence=cited,
            where=subject.where(cited),
        )


def literals(subject: Subject) -> Iterator[Item]:
    """One item for each model name or vendor address that is written in code; `core` where something that is required
    or on as shipped stands behind it, so that a link to a page or one of many connectors is no tie."""
    core = [d for d in subject.dependencies.values() if d.strength.core]
    hosts = {d.host for d in core}
    names = {model.id for d in core for model in d.models}
    fields: dict[str, FieldValue]
    for file, naming in subject.observed(ModelName):
        text = naming.value.literal
        if file.evidence is EvidenceKind.CODE and text and not naming.weights and subject.catalog.models.find(text):
            fields = {"type": "model-name", "context": file.context.value, "core": text in names}
            yield _literal(subject, fields, text, subject.cite(naming, file))
    for file, address in subject.observed(Address):
        text = address.value.literal
        endpoint = endpoint_of(text, bare=False) if file.evidence is EvidenceKind.CODE and text else None
        target = subject.scene.endpoint(endpoint) if endpoint is not None and not address.asset else None
        if target is not None and target.operated_by is Operator.VENDOR and file.detector != "shell":
            models = target.role in (Role.MODEL_API, Role.EMBEDDINGS)
            kind = "model-endpoint" if models else "vendor-endpoint"
            fields = {"type": kind, "context": file.context.value, "core": (target.host or "") in hosts}
            yield _literal(subject, fields, target.host or "", subject.cite(address, file))
    for dependency in subject.dependencies.values():
        written = dependency.attributes.get("in_code") == "true" and dependency.attributes.get("how") == "argument"
        if written and dependency.operated_by is Operator.VENDOR and dependency.strength.core:
            name = dependency.host or dependency.name
            fields = {"type": _kind_of(dependency), "context": Context.PRODUCTION.value, "core": True}
            yield _literal(subject, fields, name, dependency.evidence)


def _kind_of(dependency: Dependency) -> str:
    return "model-endpoint" if dependency.role in (Role.MODEL_API, Role.EMBEDDINGS) else "vendor-endpoint"


def _literal(subject: Subject, fields: dict[str, FieldValue], name: str, cited: tuple[str, ...]) -> Item:
    return Item(
        kind="literal",
        id=f"{fields['type']}:{cited[0]}:{name}",
        name=name,
        fields=fields,
        evidence=cited,
        where=subject.where(cited),
    )


def modules(subject: Subject) -> Iterator[Item]:
    """One item for each proprietary service, with the number of modules that import its SDK."""
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for file, imported in subject.observed(Import):
        if imported.type_only:
            continue
        entry = subject.catalog.imported(imported.language, imported.module)
        service = subject.catalog.services.get(entry.sdk.service) if entry and entry.sdk.service else None
        if service is not None and service.service.substitutability == "proprietary":
            found[service.service.id].setdefault(file.path, subject.cite(imported, file))
    for service_id, places in sorted(found.items()):
        cited = tuple(place[0] for _, place in sorted(places.items()))
        yield Item(
            kind="module",
            id=service_id,
            name=subject.catalog.services[service_id].service.name,
            fields={"service": service_id, "modules": len(places)},
            evidence=cited,
            where=subject.where(cited),
        )
