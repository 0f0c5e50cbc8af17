"""Drafts from what builds are fed with: package sources, packages, pipelines, tools, downloads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sovassess.catalog.model import Habit
from sovassess.model.enums import Confidence, Context, EvidenceKind, Operator, Phase, Role, Strength, Usage
from sovassess.model.observations import Download, PackageSource, Requirement
from sovassess.model.scan import FileObservations
from sovassess.resolution.addresses import endpoint_of
from sovassess.resolution.drafts import Draft, Target
from sovassess.resolution.habits import draft_habits
from sovassess.resolution.scene import Scene
from sovassess.resolution.starters import draft_starter


def draft_package_source(scene: Scene, file: FileObservations, source: PackageSource) -> Iterator[Draft]:
    """The index that packages come from: a named one, or the ecosystem's default and so its operator."""
    target: Target | None = None
    if not scene.packages.indexes.stands(file, source):
        return  # the default gives way to what the project's own files name
    if source.address is None:
        service = scene.catalog.default_index(source.ecosystem)
        target = scene.service(service) if service else None
    else:
        for resolved in scene.texts(source.address, file, source):
            target = scene.address(resolved.text, role=Role.REGISTRY)
        if target is None and not source.address.is_empty and source.address.literal is None:
            target = scene.unresolved(
                f"{source.ecosystem}-index", Role.REGISTRY, f"index {source.address} is not known"
            )
    if target is None:
        return
    phases = _when(scene, file, source)
    base = Strength.BUILD if source.usage in (Usage.MAIN, Usage.BUILD) else Strength.DEV
    yield scene.draft(
        target,
        file,
        source,
        base=Strength.DEFAULT if Phase.START in phases else base,
        role=Role.REGISTRY,
        phases=phases,
        confidence=Confidence.HIGH,
        how="packages",
        attributes=(("artifact", "package-set"), ("ecosystem", source.ecosystem)),
    )


def _when(scene: Scene, file: FileObservations, found: PackageSource | Download) -> tuple[Phase, ...]:
    """A command that something is started with fetches at every start, any other when something is built."""
    owners = (scene.components.by_id[owner] for owner in scene.owners(file, found))
    described = file.evidence is EvidenceKind.MANIFESTS and found.usage is Usage.MAIN
    if described and file.context is Context.PRODUCTION and any(owner.runs for owner in owners):
        return (Phase.DEPLOY, Phase.START, Phase.UPDATE)
    return (Phase.BUILD, Phase.UPDATE)


def draft_requirement(scene: Scene, file: FileObservations, requirement: Requirement) -> Iterator[Draft]:
    """A package alone: its habits at build time. Whom it makes the code talk to, the calls tell."""
    entry = scene.catalog.package(requirement.ecosystem, requirement.name)
    yield from draft_starter(scene, file, requirement)
    if entry is None or requirement.group.startswith("dev") or file.context is not Context.PRODUCTION:
        return
    habits = _build_habits(scene, entry.sdk.habits)
    yield from draft_habits(scene, file, requirement, habits, requirement.name)


def _build_habits(scene: Scene, habits: Iterable[Habit]) -> list[Habit]:
    """What a package does when something is built; what it does at run time its import shows."""
    out: list[Habit] = []
    for habit in habits:
        entry = scene.catalog.services.get(habit.service)
        if entry is not None and set(entry.service.phases) == {Phase.BUILD}:
            out.append(habit)
    return out


def draft_download(scene: Scene, file: FileObservations, download: Download) -> Iterator[Draft]:
    """Where a build or start step fetches from."""
    for resolved in scene.texts(download.address, file, download):
        endpoint = endpoint_of(resolved.text)
        target = scene.endpoint(endpoint, role=Role.REGISTRY) if endpoint is not None else None
        if target is None or target.operated_by is Operator.SELF:
            continue
        # A script is run by a person who sets something up; a build file by every build.
        base = Strength.OPTIONAL if file.evidence is EvidenceKind.CODE else Strength.BUILD
        phases = _when(scene, file, download)
        yield scene.draft(
            target,
            file,
            download,
            base=Strength.DEFAULT if Phase.START in phases else base,
            role=target.role,
            how="download",
            confidence=Confidence.HIGH,
            phases=phases,
        )
