"""Items about the estate as a whole: components, files, artefacts, literals, destinations, stores, environments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sovassess.graph.items.building import pin_of, references
from sovassess.graph.items.ties import dependencies
from sovassess.graph.subject import Subject
from sovassess.model.enums import Context, EvidenceKind, Operator, Role
from sovassess.model.dependencies import Dependency
from sovassess.model.items import FieldValue, Item
from sovassess.model.observations import Address, EgressDestination, Image, Import, LockState, ModelName, Resource
from sovassess.resolution.addresses import endpoint_of
from sovassess.resolution.images import registry_target

_DESCRIBING = ("service", "workload", "workflow", "terraform")
_STORES = (Role.DATA_STORE, Role.VECTOR_DB)


def components(subject: Subject) -> Iterator[Item]:
    """One item for each component in production."""
    locks = {state.project: state for _, state in subject.observed(LockState)}
    templates = {file.path for file, _ in subject.facts["template"]}
    sboms = bool(subject.facts["sbom"])
    for entry in subject.resolution.components.declared:
        if entry.context is not Context.PRODUCTION or entry.component.kind == "pipeline":
            continue
        dependencies = [subject.dependencies[tie.dependency] for tie in subject.ties_of_component.get(entry.id, ())]
        lock = next((locks[folder] for folder in _upward(entry.code) if folder in locks), None)
        ecosystems = [d for d in dependencies if d.attributes.get("artifact") == "package-set"]
        cited = (subject.resolution.book.place(entry.at, "components"),) if entry.at else ()
        locked = lock.locked if lock is not None else (None if ecosystems else True)
        yield Item(
            kind="component",
            id=entry.id,
            name=entry.component.name,
            fields={
                "type": entry.component.kind,
                "workload": entry.runs,
                "described": entry.component.kind in _DESCRIBING,
                "portable": entry.component.path not in templates,
                "egress": _egress(subject, entry.hosts, entry.component.path) if entry.runs else None,
                "locked": locked,
                "billed": True if sboms or (lock is not None and lock.locked) else locked,
                "calls_models": any(d.role in (Role.MODEL_API, Role.EMBEDDINGS, Role.SPEECH) for d in dependencies),
            },
            evidence=cited,
            where=subject.where(cited),
        )


def _upward(folders: tuple[str, ...]) -> Iterator[str]:
    for folder in folders:
        current = folder
        while True:
            yield current
            if not current:
                break
            current = current.rpartition("/")[0]


def _egress(subject: Subject, hosts: tuple[str, ...], path: str) -> str | None:
    """What the policies let out by default for a workload, by its namespace; None where no policy speaks of it."""
    namespaces = {host.partition(".")[2].partition(".")[0] for host in hosts if "." in host} or {""}
    verdicts: set[str] = set()
    for file, fact in subject.facts["egress-policy"]:
        fields = dict(fact.fields)
        scope = fields.get("scope", "")
        same_file = file.path == path
        if scope in namespaces or scope == "*" or (same_file and "/" not in scope):
            verdicts.add(fields.get("default", ""))
    if "denied" in verdicts:
        return "denied"
    return "open" if "open" in verdicts else None


def artifacts(subject: Subject) -> Iterator[Item]:
    """One item for each thing that is fetched: images that run, charts, package sets, weights."""
    bundled = {dict(fact.fields).get("artifact", "") for _, fact in subject.facts["bundle"]}
    for file, image in subject.observed(Image):
        if image.use != "run":
            continue
        cited = subject.cite(image, file)
        for reference in references(subject, file, image):
            target = registry_target(subject.scene, reference.registry, reference.repository)
            pin = pin_of(reference)
            name = f"{reference.registry}/{reference.repository}"
            listed = any(reference.repository and reference.repository in entry for entry in bundled)
            yield Item(
                kind="artifact",
                id=f"image:{cited[0]}:{name}",
                name=name,
                fields={
                    "type": "image",
                    "pinned": None if pin is None else pin in ("digest", "version"),
                    "source_operated_by": target.operated_by.value if target else None,
                    "phase": "start",
                    "verified": pin == "digest" if pin else None,
                    "bundled": listed if bundled else None,
                },
                evidence=cited,
                where=subject.where(cited),
            )
    yield from _charts(subject, bundled)
    yield from _weights(subject, bundled)


def _charts(subject: Subject, bundled: set[str]) -> Iterator[Item]:
    for file, fact in subject.facts["chart"]:
        fields = dict(fact.fields)
        cited = subject.cite(fact, file)
        version = fields.get("version", "")
        repository = fields.get("repository", "")
        endpoint = endpoint_of(repository.replace("oci://", "https://")) if repository else None
        target = subject.scene.endpoint(endpoint) if endpoint else None
        local = not repository or repository.startswith("file:")
        yield Item(
            kind="artifact",
            id=f"chart:{cited[0]}:{fact.name}",
            name=f"chart {fact.name}",
            fields={
                "type": "chart",
                "pinned": bool(version) and not any(sign in version for sign in "^~*><x"),
                "source_operated_by": "self" if local else target.operated_by.value if target else None,
                "phase": "start",
                "verified": None,
                "bundled": fact.name in bundled if bundled else None,
            },
            evidence=cited,
            where=subject.where(cited),
        )


def _weights(subject: Subject, bundled: set[str]) -> Iterator[Item]:
    recorded = [dict(fact.fields) for _, fact in subject.facts["weights"]]
    for dependency in subject.dependencies.values():
        if not dependency.strength.core or dependency.operated_by is not Operator.SELF:
            continue
        for model in dependency.models:
            if model.weights_from is None:
                continue
            digest = any(entry.get("digest") and entry.get("model", "") in model.id for entry in recorded)
            source = "vendor" if model.weights_from == "hub" else "self"
            yield Item(
                kind="artifact",
                id=f"weights:{dependency.id}:{model.id}",
                name=f"weights {model.id}",
                fields={
                    "type": "weights",
                    "pinned": digest or "@" in model.id or (True if source == "self" else False),
                    "source_operated_by": source,
                    "phase": "start",
                    "verified": digest or None,
                    "bundled": any(model.id in entry for entry in bundled) if bundled else None,
                },
                evidence=dependency.evidence,
                where=subject.where(dependency.evidence),
            )


def files(subject: Subject) -> Iterator[Item]:
    """One item for each file that a detector read something in."""
    templates = {file.path for file, _ in subject.facts["template"]}
    for file in subject.files:
        if file.context in (Context.TEST, Context.DOCS):
            continue
        yield Item(
            kind="file",
            id=f"{file.path}:{file.detector}",
            name=file.path,
            fields={
                "format": file.detector,
                "evidence": file.evidence.value,
                "portable": file.path not in templates,
            },
            evidence=(),
            where=file.path,
        )


def literals(subject: Subject) -> Iterator[Item]:
    """One item for each model name or vendor address that is written in code."""
    for file, naming in subject.observed(ModelName):
        text = naming.value.literal
        if file.evidence is EvidenceKind.CODE and text and not naming.weights and subject.catalog.models.find(text):
            yield _literal(subject, file.context, "model-name", text, subject.cite(naming, file))
    for file, address in subject.observed(Address):
        text = address.value.literal
        endpoint = endpoint_of(text, bare=False) if file.evidence is EvidenceKind.CODE and text else None
        target = subject.scene.endpoint(endpoint) if endpoint is not None and not address.asset else None
        if target is not None and target.operated_by is Operator.VENDOR and file.detector != "shell":
            models = target.role in (Role.MODEL_API, Role.EMBEDDINGS)
            kind = "model-endpoint" if models else "vendor-endpoint"
            yield _literal(subject, file.context, kind, target.host or "", subject.cite(address, file))
    for dependency in subject.dependencies.values():
        if dependency.attributes.get("in_code") == "true" and dependency.attributes.get("how") == "argument":
            if dependency.operated_by is Operator.VENDOR and dependency.strength.core:
                yield _literal(
                    subject,
                    Context.PRODUCTION,
                    _kind_of(dependency),
                    dependency.host or dependency.name,
                    dependency.evidence,
                )


def _kind_of(dependency: Dependency) -> str:
    return "model-endpoint" if dependency.role in (Role.MODEL_API, Role.EMBEDDINGS) else "vendor-endpoint"


def _literal(subject: Subject, context: Context, kind: str, name: str, cited: tuple[str, ...]) -> Item:
    return Item(
        kind="literal",
        id=f"{kind}:{cited[0]}:{name}",
        name=name,
        fields={"type": kind, "context": context.value},
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


def egress(subject: Subject) -> Iterator[Item]:
    """One item for each outside destination that is seen, permitted or declared."""
    rows: dict[str, dict[str, FieldValue]] = {}
    cited: dict[str, list[str]] = defaultdict(list)
    for file, destination in subject.observed(EgressDestination, tuple(Context)):
        row = rows.setdefault(destination.host.lower(), {"seen": False, "permitted": False, "declared": False})
        row[destination.kind] = True
        cited[destination.host.lower()] += subject.cite(destination, file)
    for dependency in subject.dependencies.values():
        outside = dependency.operated_by is not Operator.SELF and dependency.host and dependency.strength.live
        if outside and dependency.attributes.get("egress") != "seen":
            row = rows.setdefault(dependency.host or "", {"seen": False, "permitted": False})
            row["declared"] = True
            cited[dependency.host or ""] += dependency.evidence
    permitted = [host for host, row in rows.items() if row.get("permitted")]
    for host, row in sorted(rows.items()):
        endpoint = endpoint_of(host)
        target = subject.scene.endpoint(endpoint) if endpoint is not None else None
        row["operated_by"] = target.operated_by.value if target is not None else None
        row["permitted"] = bool(row.get("permitted")) or any(_covers(pattern, host) for pattern in permitted)
        row["listed"] = bool(row.get("seen")) or bool(row["permitted"])
        evidence = tuple(dict.fromkeys(cited[host]))
        yield Item(kind="egress", id=host, name=host, fields=row, evidence=evidence, where=subject.where(evidence))


def _covers(pattern: str, host: str) -> bool:
    return pattern.startswith("*.") and host.endswith(pattern[1:])


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
    """One item for each provider that the infrastructure files describe a place at; manifests stand for own hardware."""
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
