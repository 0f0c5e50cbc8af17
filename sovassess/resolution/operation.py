"""Drafts from what operates on a system: pipelines, platforms whose formats are used, tools of agents."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from sovassess.model.enums import Confidence, Operator, Phase, Role, Strength
from sovassess.model.observations import Fact, PipelineStep, Tool
from sovassess.model.scan import FileObservations
from sovassess.resolution.drafts import Draft, Target
from sovassess.resolution.scene import Scene


def draft_step(scene: Scene, file: FileObservations, step: PipelineStep) -> Iterator[Draft]:
    """The service that runs the pipeline, unless its runner is one's own, and those that it signs in at to deploy."""
    if step.uses:
        yield from _signed_in(scene, file, step)
    service = scene.catalog.system(step.system)
    target = scene.service(service) if service else None
    if step.runner and "self-hosted" in step.runner:
        yield scene.draft(
            Target(service="host:runner", name=step.runner, party=None, operated_by=Operator.SELF, role=Role.CI),
            file,
            step,
            base=Strength.BUILD,
            how="runner",
        )
    if target is None:
        return
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


def _signed_in(scene: Scene, file: FileObservations, step: PipelineStep) -> Iterator[Draft]:
    """Whom a pipeline that deploys hands its work to: who lets it in no more ends the deploying, and nothing else."""
    service = scene.catalog.action(step.uses)
    target = scene.service(service) if service else None
    if target is None or target.role is Role.CI or not _deploys(file):
        return
    yield scene.draft(
        target,
        file,
        step,
        base=Strength.BUILD,
        how="sign-in",
        confidence=Confidence.HIGH,
        phases=(Phase.DEPLOY,),
        reason="a pipeline that deploys signs in there",
    )


def _deploys(file: FileObservations) -> bool:
    facts = (o for o in file.observations if isinstance(o, Fact) and o.kind == "pipeline")
    return any(("purpose", "deploy") in fact.fields for fact in facts)


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
    if tool.url is None:
        yield from _local_tool(scene, file, tool)
        return
    targets = [scene.address(r.text, role=Role.TOOL_API) for r in scene.texts(tool.url, file, tool)]
    found = [target for target in targets if target is not None]
    unknown = scene.unresolved(f"mcp-{tool.name}", Role.TOOL_API, f"MCP server {tool.name}: {tool.url}")
    for target in found or [unknown]:
        yield scene.draft(
            target,
            file,
            tool,
            base=Strength.DEFAULT,
            role=Role.TOOL_API,
            how="mcp",
            confidence=Confidence.HIGH,
            attributes=(("tool", "mcp"),),
        )


def _local_tool(scene: Scene, file: FileObservations, tool: Tool) -> Iterator[Draft]:
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
        base=Strength.DEFAULT,
        how="mcp",
        confidence=Confidence.HIGH,
        attributes=(("tool", "mcp"),),
    )
    service = scene.catalog.default_index(tool.package.partition(":")[0]) if tool.package else None
    index = scene.service(service) if service else None
    if index is not None:
        yield scene.draft(
            index,
            file,
            tool,
            base=Strength.DEFAULT,
            role=Role.REGISTRY,
            how="mcp",
            phases=(Phase.START, Phase.UPDATE),
            confidence=Confidence.HIGH,
            attributes=(("artifact", "package-set"),),
            reason=f"{tool.package} is fetched when the tool starts",
        )
