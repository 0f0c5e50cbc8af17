"""Items about what things are built from and by: images, bases, commands, pipelines."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from sovassess.catalog.bases import BaseMatch
from sovassess.formats.image import ImageReference, parsed
from sovassess.graph.subject import Subject
from sovassess.model.enums import Context, Operator, Role, Usage
from sovassess.model.items import FieldValue, Item
from sovassess.model.observations import Download, Image, PackageSource, PipelineStep
from sovassess.model.scan import FileObservations
from sovassess.model.values import literal
from sovassess.resolution.images import registry_target

_MOVING = re.compile(r"^(latest|main|master|edge|nightly|dev|stable|current|rolling|snapshot|canary)([-.].*)?$")


def references(subject: Subject, file: FileObservations, image: Image) -> list[ImageReference]:
    """What an image reference can stand for at its place."""
    texts = subject.scene.texts(image.reference, file, image)
    return list(dict.fromkeys(parsed(literal(r.text)) for r in texts)) or [parsed(image.reference)]


def pin_of(reference: ImageReference) -> str | None:
    """`digest`, `version`, `moving` or `none`; None where the tag is not known."""
    if reference.digest:
        return "digest"
    if reference.tag is None or reference.digest is None:
        return None
    if not reference.tag:
        return "none"
    return "moving" if _MOVING.match(reference.tag.lower()) else "version"


def images(subject: Subject) -> Iterator[Item]:
    """One item for each image reference in production files."""
    verified = bool(subject.facts["signature-policy"])
    coded = [entry for entry in subject.resolution.components.declared if entry.code]
    built = {name for entry in coded for name in entry.images}
    # A compose service with a build section is built where it runs; a cluster pulls even what is built in the tree.
    local = {name for entry in coded if entry.component.kind == "service" for name in entry.images}
    for file, image in subject.observed(Image):
        cited = subject.cite(image, file)
        for reference in references(subject, file, image):
            target = registry_target(subject.scene, reference.registry, reference.repository)
            service = subject.catalog.services.get(target.service) if target else None
            pin = pin_of(reference)
            yield Item(
                kind="image",
                id=f"{cited[0]}:{_text(reference)}",
                name=_text(reference),
                fields={
                    "reference": str(image.reference),
                    "use": image.use,
                    "registry": reference.registry,
                    "operated_by": target.operated_by.value if target else None,
                    "pin": pin,
                    "status": service.service.status if service else "active" if target else None,
                    "verified": True if verified or pin == "digest" else None if pin is None else False,
                    "built_here": str(image.reference) in built,
                    "local": str(image.reference) in local,
                },
                evidence=cited,
                where=subject.where(cited),
            )


def _text(reference: ImageReference) -> str:
    tag = "" if not reference.tag else f":{reference.tag}"
    digest = "@" + reference.digest[:19] if reference.digest else ""
    return f"{reference.registry or '?'}/{reference.repository or '?'}{tag}{digest}"


def bases(subject: Subject) -> Iterator[Item]:
    """One item for each operating-system base under an image that is built here, or that a workload runs directly."""
    package_operators = _package_operators(subject)
    for file, image in subject.observed(Image):
        if image.use == "ci" or (image.use == "base" and not image.final):
            continue
        for reference in references(subject, file, image):
            if reference.repository in ("scratch", "library/scratch"):
                continue
            found = subject.catalog.bases.find(
                reference.registry or "", reference.repository or "", reference.tag or ""
            )
            if found is None and image.use != "base":
                continue
            yield _base(subject, file, image, reference, found, _packages_of(package_operators, file.path))


def _base(
    subject: Subject,
    file: FileObservations,
    image: Image,
    reference: ImageReference,
    found: BaseMatch | None,
    packages: str | None,
) -> Item:
    cited = subject.cite(image, file)
    target = registry_target(subject.scene, reference.registry, reference.repository)
    fields: dict[str, FieldValue] = {
        "built_here": image.use == "base",
        "registry_operated_by": target.operated_by.value if target else None,
        "packages_operated_by": packages,
    }
    name = _text(reference)
    if found is not None:
        end = found.end_of_life
        fields |= {
            "base": found.base.id,
            "maker": found.base.maker,
            "governance": found.base.governance,
            "state": _state(subject, found),
            "end_of_life": end.isoformat() if end else None,
            "alternatives": len(found.base.compatible),
            "subscription": found.base.subscription,
        }
        name = f"{found.base.name}{' ' + found.release if found.release else ''} ({_text(reference)})"
    return Item(
        kind="base",
        id=f"{cited[0]}:{_text(reference)}",
        name=name,
        fields=fields,
        evidence=cited,
        where=subject.where(cited),
    )


def _state(subject: Subject, found: BaseMatch) -> str | None:
    if found.base.ended is not None and found.base.ended <= subject.today:
        return "ended"
    if found.end_of_life is not None:
        days = (found.end_of_life - subject.today).days
        return "ended" if days <= subject.declared.notice_days else "supported"
    # An image of another maker whose tag does not tell the release follows its maker's current one.
    if found.base.rolling or not found.exact:
        return "supported"
    return None


def _package_operators(subject: Subject) -> dict[str, str]:
    """Who runs the system package sources that a build file uses, by the file's path or, for repository files that it
    takes in, by folder (with a `/` at the end)."""
    out: dict[str, str] = {}
    for file, source in subject.observed(PackageSource):
        if source.ecosystem not in ("deb", "rpm", "apk") or source.usage is Usage.OPTIONAL:
            continue
        beside = file.detector == "package-repositories"
        key = file.path.rpartition("/")[0] + "/" if beside else file.path
        if source.address is None:
            out.setdefault(key, "vendor")
            continue
        for resolved in subject.scene.texts(source.address, file, source):
            target = subject.scene.address(resolved.text)
            if target is not None:
                out[key] = target.operated_by.value
    return out


def _packages_of(operators: dict[str, str], path: str) -> str | None:
    """The operator for a build file: its own sources, else repository files in its folder or below it."""
    if path in operators:
        return operators[path]
    folder = path.rpartition("/")[0]
    near = {whose for key, whose in operators.items() if key.endswith("/") and key.startswith(f"{folder}/".lstrip("/"))}
    anywhere = {whose for key, whose in operators.items() if key.endswith("/")}
    found = near or anywhere
    return found.pop() if len(found) == 1 else None


def commands(subject: Subject) -> Iterator[Item]:
    """One item for each download that a shell runs at once, or whose content changes under the same name."""
    for file, download in subject.observed(Download, (Context.PRODUCTION, Context.TOOLING)):
        if not (download.piped or download.moving) or download.checked:
            continue
        cited = subject.cite(download, file)
        yield Item(
            kind="command",
            id=cited[0],
            name=str(download.address),
            fields={
                "type": "pipe-to-shell" if download.piped else "moving-download",
                "context": file.context.value,
            },
            evidence=cited,
            where=subject.where(cited),
        )


def pipelines(subject: Subject) -> Iterator[Item]:
    """One item for each pipeline file, with the purpose and properties that it shows."""
    steps: dict[str, list[PipelineStep]] = defaultdict(list)
    evidence: dict[str, tuple[str, ...]] = {}
    contexts = (Context.PRODUCTION, Context.TOOLING)
    for file, step in subject.observed(PipelineStep, contexts):
        steps[file.path].append(step)
        evidence.setdefault(file.path, subject.cite(step, file))
    facts: dict[str, list[dict[str, str]]] = defaultdict(list)
    for file, fact in subject.facts["pipeline"]:
        facts[file.path].append(dict(fact.fields))
        evidence.setdefault(file.path, subject.cite(fact, file))
    for path in sorted(evidence):
        known = facts.get(path, [])
        purposes = sorted({entry["purpose"] for entry in known if entry.get("purpose")}) or ["other"]
        keys = {entry["keys"] for entry in known if entry.get("keys")}
        operator = _pipeline_operator(subject, steps[path])
        for purpose in purposes:
            yield Item(
                kind="pipeline",
                id=f"{path}:{purpose}",
                name=f"{path} ({purpose})",
                fields={
                    "purpose": purpose,
                    "operated_by": operator,
                    "provenance": any(entry.get("provenance") == "true" for entry in known),
                    "keys": next(iter(keys)) if len(keys) == 1 else None,
                },
                evidence=evidence[path],
                where=subject.where(evidence[path]),
            )


def _pipeline_operator(subject: Subject, steps: list[PipelineStep]) -> str | None:
    """Who runs a pipeline: its runners where it names them, else the service that its format belongs to."""
    services = {subject.catalog.system(step.system) for step in steps} - {None}
    platform = {
        d.operated_by.value
        for d in subject.dependencies.values()
        if d.service in services and d.role is Role.CONTROL_PLANE
    }
    if platform:
        return platform.pop() if len(platform) == 1 else None
    runners = [step.runner for step in steps if step.runner]
    hosted = [runner for runner in runners if "self-hosted" not in runner]
    if runners and not hosted:
        return Operator.SELF.value
    return Operator.VENDOR.value if services else None
