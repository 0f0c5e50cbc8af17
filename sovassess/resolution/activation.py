"""Whether a hosted supplier is switched on: a client whose credential no manifest sets is an option, not a default.

This counts only where the tree has manifests that set variables; without any nobody can tell, and the call stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sovassess.formats.truths import OFF
from sovassess.model.enums import EvidenceKind, Operator, Role, Strength, Usage
from sovassess.model.observations import Call, Observation
from sovassess.model.scan import FileObservations
from sovassess.resolution.drafts import Target
from sovassess.resolution.scene import Scene
from sovassess.resolution.strength import weakest
from sovassess.resolution.variables import Setting

_SEVERAL = 3
# A variable without which the service answers nobody, not one that merely chooses a project or a region.
_KEY = re.compile(r"(KEY|TOKEN|SECRET|DSN|PASSWORD|CREDENTIALS|SID)$")
# What a manifest names is deployed, and what is public answers without a key.
_DEPLOYS = (EvidenceKind.MANIFESTS, EvidenceKind.IAC)
_OPEN_ROLES = (Role.REGISTRY, Role.CODE_HOST, Role.CDN, Role.OS, Role.DNS)
_CREDENTIALS = ("API_KEY", "CLIENT_ID", "CLIENT_SECRET", "SECRET", "SECRET_KEY", "TOKEN", "ACCESS_TOKEN", "KEY")
# What a manifest may give an address to without using it. Whose model answers is chosen by other settings than a key.
_IDLE_ROLES = (Role.TELEMETRY, Role.TOOL_API, Role.SEARCH_TOOL, Role.EMAIL_SMS, Role.OTHER)
# Credentials that a platform gives to what runs on it, without a key.
_GIVEN_ROLE = re.compile(r"(^|\.)(Default|ManagedIdentity|WorkloadIdentity)\w*Credentials?$|\.default$")
# What ends the name of a variable with an address, and what ends that of a switch beside it, with whether a word for
# off is what switches off.
_WHERE = re.compile(r"_(API_)?(BASE_)?(URL|URI|ENDPOINT|HOST|ADDR|ADDRESS|DSN|SERVER)$")
_SWITCH_WORDS = (
    ("ENABLED", True), ("ENABLE", True), ("TRACING", True), ("TRACING_V2", True), ("TRACING_ENABLED", True),
    ("DISABLED", False), ("DISABLE", False),
)  # fmt: skip
_OWN_KEY = re.compile(r"(API_KEY|CLIENT_ID|CLIENT_SECRET|LICENSE_KEY)$")


def credentials_of(scene: Scene, target: Target | None) -> tuple[str, ...]:
    """The variables that configure the target's service and no other."""
    entry = scene.catalog.services.get(target.service) if target is not None else None
    return entry.service.environment if entry is not None else ()


def activated(
    scene: Scene, file: FileObservations, observation: Observation, target: Target, base: Strength
) -> tuple[Strength, str]:
    """The base strength, weakened to an option where no manifest sets what is needed, and what it waits for."""
    if target.operated_by is Operator.SELF or file.evidence in _DEPLOYS or target.role in _OPEN_ROLES:
        return base, ""
    if not scene.environment.deployed:
        return _as_the_example_says(scene, target, base)
    # In a cloud a workload's own role signs in; only what has a key of its own needs one to be set.
    cloud = target.party is not None and scene.catalog.is_cloud(target.party)
    if cloud and isinstance(observation, Call) and _GIVEN_ROLE.search(observation.callee):
        return base, ""
    needed = _OWN_KEY if cloud else _KEY
    credentials = tuple(name for name in credentials_of(scene, target) if needed.search(name))
    owners = scene.owners(file, observation)
    unset = credentials and not scene.environment.is_set(credentials, owners)
    if unset and not scene.environment.may_be_set(credentials, owners):
        return Strength.OPTIONAL, f"no manifest sets {credentials[0]}"
    idle = left_empty(scene, file, observation, target)
    return (weakest(base, Strength.OPTIONAL), f"{idle} is left empty") if idle else (base, "")


def _as_the_example_says(scene: Scene, target: Target, base: Strength) -> tuple[Strength, str]:
    """Without manifests, an example of the environment says what to set: a supplier whose credential code asks for, and
    which the example leaves out beside those of several others, is an option."""
    examples = scene.environment.example_names()
    asked = [name for name in credentials_of(scene, target) if _KEY.search(name) and name in scene.environment.asked]
    if not asked or not examples.isdisjoint(credentials_of(scene, target)):
        return base, ""
    others = {scene.catalog.variable(name) for name in examples if _KEY.search(name)} - {None}
    if len(others) < _SEVERAL:
        return base, ""
    return weakest(base, Strength.OPTIONAL), f"the example of the environment leaves out {asked[0]}"


def idle_family(scene: Scene, file: FileObservations, observation: Observation, names: Iterable[str]) -> str:
    """The credential beside a variable with a default address that code asks for and no manifest sets, "" if none.

    `AUTH_X_URL` has a default, but without `AUTH_X_CLIENT_ID` nobody calls it.
    """
    if not scene.environment.deployed:
        return ""
    owners = scene.owners(file, observation)
    for name in names:
        family = name.rpartition("_")[0]
        asked = [f"{family}_{word}" for word in _CREDENTIALS if f"{family}_{word}" in scene.environment.asked]
        unset = family.count("_") and asked and not scene.environment.is_set(asked, owners)
        if unset and not scene.environment.may_be_set(asked, owners):
            return asked[0]
    return ""


def left_empty(scene: Scene, file: FileObservations, observation: Observation, target: Target) -> str:
    """The credential of the target that the manifests which give its address set and leave empty, "" if none.

    `TRACES_HOST: ${TRACES_HOST:-https://…}` beside `TRACES_KEY: ${TRACES_KEY:-}` is an offer; nothing is sent without.
    """
    if target.operated_by is not Operator.VENDOR or target.role not in _IDLE_ROLES:
        return ""
    owners = scene.owners(file, observation)
    for name in credentials_of(scene, target):
        settings = scene.environment.settings_of(name, owners) if _KEY.search(name) else []
        if settings and all(setting.value.with_defaults == "" for setting in settings):
            return name
    return ""


def silenced_family(scene: Scene, file: FileObservations, observation: Observation, name: str) -> str:
    """The switch beside a variable with an address that manifests leave off, "" if there is none or it is on.

    `X_ENDPOINT` says where, but with `X_ENABLED=false` or `X_TRACING=false` nothing is sent there.
    """
    family = _WHERE.sub("", name)
    if family == name or not family:
        return ""
    owners = scene.owners(file, observation)
    for switch, off_word in ((f"{family}_{word}", off_word) for word, off_word in _SWITCH_WORDS):
        known = [s for s in scene.environment.settings_of(switch, owners) if s.rank < 3 and s.usage is Usage.MAIN]
        texts = [_text(setting) for setting in known]
        if texts and all(text is not None and (text.lower() in OFF) is off_word for text in texts):
            return switch
    return ""


def _text(setting: Setting) -> str | None:
    return "" if setting.value.is_empty else setting.value.with_defaults
