"""Items about the estate as a whole: components, files, artefacts, literals, destinations, stores, environments."""

from __future__ import annotations

from collections.abc import Iterator

from sovassess.graph.items.building import pin_of, references
from sovassess.graph.items.projects import projects
from sovassess.graph.subject import Subject
from sovassess.model.enums import Context, Operator, Role
from sovassess.model.items import Item
from sovassess.model.observations import Image, LockState
from sovassess.resolution.addresses import endpoint_of
from sovassess.resolution.components import Declared
from sovassess.resolution.images import registry_target

_DESCRIBING = ("service", "workload", "workflow", "terraform")
_STORES = (Role.DATA_STORE, Role.VECTOR_DB)


def components(subject: Subject) -> Iterator[Item]:
    """One item for each component in production."""
    locks = {state.project: state for _, state in subject.observed(LockState)}
    templates = {file.path for file, _ in subject.facts["template"]}
    sboms = bool(subject.facts["sbom"])
    loose = {item.id.rpartition(":")[0] for item in projects(subject) if item.fields["locked"] is False}
    for entry in subject.resolution.components.declared:
        if entry.context is not Context.PRODUCTION or entry.component.kind == "pipeline":
            continue
        dependencies = [subject.dependencies[tie.dependency] for tie in subject.ties_of_component.get(entry.id, ())]
        lock = next((locks[folder] for folder in _upward(entry.code) if folder in locks), None)
        ecosystems = [d for d in dependencies if d.attributes.get("artifact") == "package-set"]
        cited = (subject.resolution.book.place(entry.at, "components"),) if entry.at else ()
        locked = lock.locked if lock is not None else (None if ecosystems else True)
        if lock is None and loose & {code or "." for code in entry.code}:
            locked = False
        yield Item(
            kind="component",
            id=entry.id,
            name=entry.component.name,
            fields={
                "type": entry.component.kind,
                "workload": entry.runs,
                "described": entry.component.kind in _DESCRIBING,
                "portable": entry.component.path not in templates,
                "covered": entry.component.path in templates and _covered(subject, templates, entry.component.path),
                "egress": _egress(subject, entry) if entry.runs else None,
                "locked": locked,
                "billed": sboms or (lock.locked if lock is not None else not ecosystems),
                "calls_models": any(d.role in (Role.MODEL_API, Role.EMBEDDINGS, Role.SPEECH) for d in dependencies),
            },
            evidence=cited,
            where=subject.where(cited),
        )


def _covered(subject: Subject, templates: set[str], path: str) -> bool:
    """Whether what a vendor's template deploys is described in an open format too: a portable workload that is built
    in the template's folder, below it, or in a folder that holds it."""
    folder = path.rpartition("/")[0]
    built = {
        code
        for entry in subject.resolution.components.declared
        if entry.runs and entry.context is Context.PRODUCTION and entry.component.path not in templates
        for code in entry.code
    }
    return any(_within(code, folder) or _within(folder, code) for code in built)


def _within(folder: str, other: str) -> bool:
    return not other or folder == other or folder.startswith(f"{other}/")


def _upward(folders: tuple[str, ...]) -> Iterator[str]:
    for folder in folders:
        current = folder
        while True:
            yield current
            if not current:
                break
            current = current.rpartition("/")[0]


def _egress(subject: Subject, entry: Declared) -> str | None:
    """What the policies let out by default for a workload, by its namespace; None where no policy speaks of it."""
    stated = entry.workload.namespace if entry.workload is not None else ""
    namespaces = (
        {stated} if stated else {h.partition(".")[2].partition(".")[0] for h in entry.hosts if "." in h} or {""}
    )
    verdicts: set[str] = set()
    for file, fact in subject.facts["egress-policy"]:
        fields = dict(fact.fields)
        scope = fields.get("scope", "")
        same_file = file.path == entry.component.path
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
                    "pinned": digest or "@" in model.id or (source == "self"),
                    "source_operated_by": source,
                    "phase": "start",
                    "verified": digest or None,
                    "bundled": _in_bundle(model.id, bundled),
                },
                evidence=dependency.evidence,
                where=subject.where(dependency.evidence),
            )


def _in_bundle(weights: str, bundled: set[str]) -> bool | None:
    """Whether a bundle lists the weights, by their folder's or repository's own name; None without any bundle."""
    name = weights.rstrip("/").rsplit("/", 1)[-1]
    return any(name in entry.split("/") or weights in entry for entry in bundled) if bundled else None


def files(subject: Subject) -> Iterator[Item]:
    """One item for each file that a detector read something in."""
    cited = {file.path: subject.cite(fact, file) for file, fact in subject.facts["template"]}
    templates = set(cited)
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
                "covered": file.path in templates and _covered(subject, templates, file.path),
            },
            evidence=cited.get(file.path, ()),
            where=file.path,
        )
