"""What a telemetry service gets to see of what people wrote, by the switches of the libraries that report to it.

A library that reports prompts and answers as shipped may be told to leave them out, and one that leaves them out to put
them in. A function of the program's own that masks them leaves it open what remains.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sovassess.catalog.model import Sdk
from sovassess.model.enums import Role
from sovassess.model.observations import Call, Observation
from sovassess.model.scan import FileObservations
from sovassess.resolution.drafts import Draft, Target
from sovassess.resolution.habits import switched
from sovassess.resolution.scene import Scene
from sovassess.resolution.silence import is_told

_TAKES_ANYTHING = ("observability", "trace")
_NOT_GIVEN = frozenset({"", "none", "null", "undefined", "false", "true"})


def seen_by(scene: Scene, file: FileObservations, call: Call, sdk: Sdk, target: Target) -> tuple[Target, str]:
    """The target with what a client of a library lets it see, and why that is open ("" where it is not)."""
    if target.data != "content":
        return target, ""
    if is_told(scene, file, call, sdk.with_content):
        return target, ""
    if sdk.without_content and all(is_told(scene, file, call, off) for off in sdk.without_content):
        return msgspec.structs.replace(target, data="metadata"), ""
    if _masks(call, sdk):
        return msgspec.structs.replace(target, data=None), "a function of its own masks what it reports"
    return target, ""


def _masks(call: Call, sdk: Sdk) -> bool:
    found = [value for name in sdk.masks if (value := call.argument(name)) is not None]
    return any(value.literal is None or value.literal.strip().lower() not in _NOT_GIVEN for value in found)


def with_content(drafts: Sequence[Draft], scene: Scene) -> list[Draft]:
    """The drafts as the variables of their components have it, also where no client is constructed in code."""
    capturing: dict[str, tuple[str, ...]] = {}
    hiding: dict[str, list[Sdk]] = {}
    for sdk in scene.catalog.sdks:
        capturing.update(sdk.with_content.environment)
        if sdk.without_content and sdk.service:
            hiding.setdefault(sdk.service, []).append(sdk)
    return [_as_told(draft, scene, capturing, hiding.get(draft.target.service, [])) for draft in drafts]


def _as_told(draft: Draft, scene: Scene, capturing: dict[str, tuple[str, ...]], hiding: Sequence[Sdk]) -> Draft:
    if draft.role is not Role.TELEMETRY or not draft.seen:
        return draft
    user = (draft.file, draft.seen[0])
    if draft.target.data == "content" and draft.how == "habit":
        sources = [found for sdk in hiding if (found := _hidden(scene, sdk, draft, user))]
        return _seeing(draft, "metadata", sources[0]) if sources else draft
    entry = scene.catalog.services.get(draft.target.service)
    takes = entry is None or entry.service.telemetry in _TAKES_ANYTHING
    if draft.target.data == "content" or draft.how == "habit" or not takes:
        return draft
    found = switched(scene, capturing, draft.components, user)
    return _seeing(draft, "content", found) if found else draft


def _hidden(
    scene: Scene, sdk: Sdk, draft: Draft, user: tuple[FileObservations, Observation]
) -> tuple[Observation, ...]:
    """The settings that keep what people wrote out of what a library reports, none if one part is left in."""
    each = [switched(scene, off.environment, draft.components, user) for off in sdk.without_content]
    return tuple(one for found in each for one in found) if all(each) else ()


def _seeing(draft: Draft, data: str, sources: Sequence[Observation]) -> Draft:
    return msgspec.structs.replace(
        draft,
        target=msgspec.structs.replace(draft.target, data=data),
        seen=tuple(dict.fromkeys((*draft.seen, *sources))),
    )
