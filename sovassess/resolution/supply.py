"""Drafts from what builds are fed with: package sources, packages, pipelines, tools, downloads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from sovassess.catalog.model import Habit
from sovassess.model.enums import Confidence, Context, EvidenceKind, Operator, Phase, Role, Strength, Usage
from sovassess.model.observations import Download, PackageSource, PipelineStep, Requirement, Tool
from sovassess.model.scan import FileObservations
from sovassess.resolution.addresses import endpoint_of
from sovassess.resolution.habits import draft_habits
from sovassess.resolution.scene import Draft, Scene, Target


def draft_package_source(scene: Scene, file: FileObservations, source: PackageSource) -> Iterator[Draft]:
    """The index that packages come from: a named one, or the ecosystem's default and so its operator."""
    target: Target | None = None
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
    usage_is_live = source.usage in (Usage.MAIN, Usage.BUILD)
    yield scene.draft(
        target,
        file,
        source,
        base=Strength.BUILD if usage_is_live else Strength.DEV,
        role=Role.REGISTRY,
        phases=(Phase.BUILD, Phase.UPDATE),
        confidence=Confidence.HIGH,
        how="packages",
        attributes=(("artifact", "package-set"), ("ecosystem", source.ecosystem)),
    )


def draft_requirement(scene: Scene, file: FileObservations, requirement: Requirement) -> Iterator[Draft]:
    """A package alone: its habits at build time, and its service where no code reader could have seen the call."""
    entry = scene.catalog.package(requirement.ecosystem, requirement.name)
    if entry is None or requirement.group.startswith("dev") or file.context is not Context.PRODUCTION:
        return
    if requirement.ecosystem in ("npm", "pypi"):
        yield from draft_habits(scene, file, requirement, _build_habits(scene, entry.sdk.habits), requirement.name)
        return
    target = scene.service(entry.sdk.service) if entry.sdk.service and not entry.sdk.local else None
    if target is not None:
        yield scene.draft(
            target,
            file,
            requirement,
            base=Strength.OPTIONAL,
            how="requirement",
            confidence=Confidence.LOW,
            reason=f"package {requirement.name} is required; the calls are in a language that is not read",
        )


def _build_habits(scene: Scene, habits: Iterable[Habit]) -> list[Habit]:
    """What a package does when something is built; what it does at run time its import shows."""
    out: list[Habit] = []
    for habit in habits:
        entry = scene.catalog.services.get(habit.service)
        if entry is not None and set(entry.service.phases) == {Phase.BUILD}:
            out.append(habit)
    return out


def draft_step(scene: Scene, file: FileObservations, step: PipelineStep) -> Iterator[Draft]:
    """The service that runs the pipeline, unless its runner is one's own."""
    service = scene.catalog.system(step.system)
    target = scene.service(service) if service else None
    if target is None:
        return
    if step.runner and "self-hosted" in step.runner:
        yield scene.draft(
            Target(service="host:runner", name=step.runner, party=None, operated_by=Operator.SELF, role=Role.CI),
            file,
            step,
            base=Strength.BUILD,
            how="runner",
        )
    if target.role is Role.CONTROL_PLANE:
        yield _platform(scene, file, step, target)
        return
    yield scene.draft(
        target,
        file,
        step,
        base=Strength.BUILD,
        role=Role.CI,
        how="pipeline",
        confidence=Confidence.HIGH,
        phases=(Phase.BUILD, Phase.DEPLOY, Phase.UPDATE),
    )


def _platform(scene: Scene, file: FileObservations, step: PipelineStep, target: Target) -> Draft:
    """A format that only one maker's platform runs. Whether that platform is self-run the file cannot tell."""
    return scene.draft(
        msgspec.structs.replace(target, operated_by=Operator.UNKNOWN),
        file,
        step,
        base=Strength.REQUIRED,
        role=Role.CONTROL_PLANE,
        how="platform",
        confidence=Confidence.HIGH,
        phases=(Phase.DEPLOY, Phase.START, Phase.ADMIN),
        reason="the platform can be self-run or hosted; its files do not tell which",
    )


def draft_tool(scene: Scene, file: FileObservations, tool: Tool) -> Iterator[Draft]:
    """An MCP server: a remote one is somebody's service, a local one may be fetched when it starts."""
    base = Strength.DEFAULT
    if tool.url is not None:
        targets = [scene.address(r.text, role=Role.TOOL_API) for r in scene.texts(tool.url, file, tool)]
        found = [target for target in targets if target is not None]
        if not found:
            found = [scene.unresolved(f"mcp-{tool.name}", Role.TOOL_API, f"MCP server {tool.name}: {tool.url}")]
        for target in found:
            yield scene.draft(
                target,
                file,
                tool,
                base=base,
                role=Role.TOOL_API,
                how="mcp",
                confidence=Confidence.HIGH,
                attributes=(("tool", "mcp"),),
            )
        return
    yield scene.draft(
        Target(
            service=f"mcp:{tool.name}",
            name=f"MCP server {tool.name}",
            party=None,
            operated_by=Operator.SELF,
            role=Role.TOOL_API,
            protocol="mcp",
        ),
        file,
        tool,
        base=base,
        how="mcp",
        confidence=Confidence.HIGH,
        attributes=(("tool", "mcp"),),
    )
    if tool.package:
        service = scene.catalog.default_index(tool.package.partition(":")[0])
        index = scene.service(service) if service else None
        if index is not None:
            yield scene.draft(
                index,
                file,
                tool,
                base=base,
                role=Role.REGISTRY,
                how="mcp",
                phases=(Phase.START, Phase.UPDATE),
                confidence=Confidence.HIGH,
                attributes=(("artifact", "package-set"),),
                reason=f"{tool.package} is fetched when the tool starts",
            )


def draft_download(scene: Scene, file: FileObservations, download: Download) -> Iterator[Draft]:
    """Where a build or start step fetches from."""
    for resolved in scene.texts(download.address, file, download):
        endpoint = endpoint_of(resolved.text)
        target = scene.endpoint(endpoint, role=Role.REGISTRY) if endpoint is not None else None
        if target is None or target.operated_by is Operator.SELF:
            continue
        # A script is run by a person who sets something up; a build file by every build.
        base = Strength.OPTIONAL if file.evidence is EvidenceKind.CODE else Strength.BUILD
        yield scene.draft(
            target,
            file,
            download,
            base=base,
            role=target.role,
            how="download",
            confidence=Confidence.HIGH,
            phases=(Phase.BUILD, Phase.UPDATE),
        )
