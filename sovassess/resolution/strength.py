"""Strength and phases from structure: where a file lies, what surrounds the place, what kind of thing it names."""

from __future__ import annotations

import re
from posixpath import basename

from sovassess.model.enums import Context, EvidenceKind, Phase, Role, Strength, Usage
from sovassess.model.observations import Address, AnyObservation, Download, EnvironmentValue, Image, ModelName
from sovassess.model.scan import FileObservations
from sovassess.model.values import Text

_CAPS: dict[Usage, Strength] = {
    Usage.MENTION: Strength.DOCS,
    Usage.DEV: Strength.DEV,
    Usage.BUILD: Strength.BUILD,
    Usage.OPTIONAL: Strength.OPTIONAL,
    Usage.MAIN: Strength.REQUIRED,
}
_DESCRIBES_DEPLOYMENT = (EvidenceKind.MANIFESTS, EvidenceKind.IAC, EvidenceKind.CONFIG)

# Phases in which a dependency of the role is needed, unless the place says otherwise.
_PHASES: dict[Role, tuple[Phase, ...]] = {
    Role.REGISTRY: (Phase.DEPLOY, Phase.START, Phase.UPDATE),
    Role.CODE_HOST: (Phase.BUILD, Phase.UPDATE),
    Role.CI: (Phase.BUILD, Phase.DEPLOY, Phase.UPDATE),
    Role.OS: (Phase.BUILD, Phase.UPDATE),
    Role.CONTROL_PLANE: (Phase.DEPLOY, Phase.ADMIN),
    Role.CLOUD: (Phase.DEPLOY, Phase.START, Phase.RUN, Phase.ADMIN),
    Role.IDENTITY: (Phase.RUN, Phase.ADMIN),
    Role.SECRETS: (Phase.START, Phase.RUN),
    Role.LICENSE_SERVER: (Phase.START, Phase.RUN),
    Role.DATA_STORE: (Phase.START, Phase.RUN),
    Role.VECTOR_DB: (Phase.START, Phase.RUN),
    Role.QUEUE: (Phase.START, Phase.RUN),
}


def weakest(one: Strength, other: Strength) -> Strength:
    """The weaker of two."""
    return one if one.rank <= other.rank else other


def strongest(one: Strength, other: Strength) -> Strength:
    """The stronger of two."""
    return one if one.rank >= other.rank else other


def strength_of(base: Strength, context: Context, usage: Usage, evidence: EvidenceKind) -> Strength:
    """What `base` comes to at this place: usage and context can only weaken it.

    An example that describes a deployment is a way to run the thing, so it stays `optional`; example code is not.
    """
    strength = weakest(base, _CAPS[usage])
    match context:
        case Context.PRODUCTION:
            return strength
        case Context.TEST:
            return weakest(strength, Strength.DEV)
        case Context.DOCS:
            return weakest(strength, Strength.DOCS)
        case Context.EXAMPLE:
            return weakest(strength, Strength.OPTIONAL if evidence in _DESCRIBES_DEPLOYMENT else Strength.DEV)
        case Context.TOOLING:
            cap = Strength.BUILD if usage is Usage.BUILD or evidence is EvidenceKind.CI else Strength.DEV
            return weakest(strength, cap)


# Templates that have a list of values beside them: what stands in the template itself, no value replaces.
_NAMES_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*://)?[\w-]+(?:\.[\w-]+)+(?::\d+)?/")
_WITH_VALUES = frozenset({"fuzzball"})


def as_written(base: Strength, file: FileObservations, observation: AnyObservation) -> Strength:
    """`base`, or `required` where a workflow's template writes down as text what others leave to a value."""
    if base is not Strength.DEFAULT or file.detector not in _WITH_VALUES or basename(file.path).startswith("values."):
        return base
    match observation:
        case Image():
            value = observation.reference
        case Address() | EnvironmentValue() | ModelName():
            value = observation.value
        case Download():
            value = observation.address
        case _:
            return Strength.REQUIRED
    first = value.parts[0] if value.parts else None
    fixed = isinstance(first, Text) and _NAMES_HOST.match(first.text)
    return Strength.REQUIRED if value.literal is not None or fixed else base


def phases_of(role: Role, strength: Strength) -> tuple[Phase, ...]:
    """The phases in which it is needed, from role and strength alone."""
    if strength is Strength.BUILD:
        return (Phase.BUILD, Phase.UPDATE)
    if not strength.live:
        return ()
    return _PHASES.get(role, (Phase.RUN,))
