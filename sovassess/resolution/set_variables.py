"""Drafts from variables: addresses that manifests set, and what configures one service and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.switches import closed
from sovassess.formats.code_words import KEYLESS
from sovassess.model.enums import Confidence, EvidenceKind, Operator, Role, Strength
from sovassess.model.observations import EnvironmentRead, EnvironmentValue
from sovassess.model.scan import FileObservations
from sovassess.model.values import Unresolved, Value
from sovassess.resolution.activation import left_empty, silenced_family
from sovassess.resolution.addresses import endpoint_of, is_bucket, names_an_address
from sovassess.resolution.configuration import OWN_ADDRESS, WEAK_KEYS, binds_everything, told_by_variable
from sovassess.resolution.drafts import Draft, Target, self_run
from sovassess.resolution.own import is_local
from sovassess.resolution.scene import Scene
from sovassess.resolution.strength import weakest

# Who may come in is nobody who is asked.
_LET_IN = re.compile(r"(?:^|_)(?:TRUST(?:ED)?|ALLOW(?:ED|LIST)?|WHITELIST|DENY|DENIED|BLOCKLIST)(?:_|$)", re.IGNORECASE)
# A name that the program answers to, or a part of a broker that is told by a word: neither is asked.
_ANSWERED_TO = re.compile(r"(?:^|_)V(?:IRTUAL_?)?HOSTS?$", re.IGNORECASE)
# Several addresses in one variable, as front ends for models take them.
_LIST = re.compile(r"[;,]\s*(?=[a-z][a-z0-9+.-]*://)", re.IGNORECASE)


def _named_after(component: str, host: str | None) -> bool:
    """Whether a host that nobody knows begins with the component's own name: `n8n` is told that it is reached at
    `n8n.corp.example`."""
    label, dot, _ = (host or "").partition(".")
    name = component.rpartition("/")[2].partition(".")[0]
    return bool(dot) and len(label) > 1 and (name == label or name.startswith(f"{label}-"))


def draft_environment(scene: Scene, file: FileObservations, setting: EnvironmentValue) -> Iterator[Draft]:
    """A variable that is an address, or that configures one service and no other."""
    shown = any(word in setting.name.lower() for word in WEAK_KEYS)
    if not setting.secret and not shown and not _ANSWERED_TO.search(setting.name):
        for draft in _addresses(scene, file, setting):
            shown = True
            yield draft
    service = scene.catalog.variable(setting.name)
    if service is None or shown or setting.value.is_empty or closed(setting.name, setting.value.with_defaults or ""):
        return
    target = scene.service(service)
    if target is not None and not _points_elsewhere(scene, file, setting):
        yield _offered(scene, file, setting, target, f"{setting.name} is set")


def _offered(
    scene: Scene, file: FileObservations, seen: EnvironmentValue | EnvironmentRead, target: Target, reason: str
) -> Draft:
    """A service of which only a credential is known."""
    return scene.draft(
        target,
        file,
        seen,
        base=Strength.OPTIONAL,
        confidence=Confidence.LOW,
        how="credential",
        reason=reason,
    )


def _addresses(scene: Scene, file: FileObservations, setting: EnvironmentValue) -> Iterator[Draft]:
    """Who answers at the addresses that a variable holds."""
    texts = [(part, found) for found in scene.texts(setting.value, file, setting) for part in _LIST.split(found.text)]
    for text, resolved in texts:
        only_host = setting.name.upper().endswith(("_HOST", "_HOSTNAME"))
        endpoint = endpoint_of(text, bare=names_an_address(setting.name), host=only_host)
        target = scene.endpoint(endpoint) if endpoint is not None else None
        if target is None and is_bucket(text):
            target = scene.bucket(file, setting)
        if target is None or binds_everything(target):
            continue
        if target.operated_by is Operator.UNKNOWN and (
            OWN_ADDRESS.search(setting.name)
            or _LET_IN.search(setting.name)
            or _named_after(setting.component, target.host)
        ):
            continue
        target = told_by_variable(scene, target, (setting.name,))
        waits = _waits(scene, file, setting, target)
        yield scene.draft(
            target,
            file,
            setting,
            base=weakest(_base(file, target), Strength.OPTIONAL) if waits else _base(file, target),
            sources=resolved.sources,
            confidence=Confidence.MEDIUM,
            how="variable",
            attributes=(("condition", waits),) if waits else (),
        )


def _base(file: FileObservations, target: Target) -> Strength:
    if file.evidence is EvidenceKind.CI:
        return Strength.DEV  # what a pipeline sets holds for its own steps
    if target.role is Role.REGISTRY and file.evidence is EvidenceKind.CODE:
        return Strength.BUILD  # a script that sets where packages come from builds something
    return Strength.DEFAULT


def _waits(scene: Scene, file: FileObservations, setting: EnvironmentValue, target: Target) -> str:
    """What an address in a manifest waits for before anything is sent there, "" if nothing."""
    silenced = silenced_family(scene, file, setting, setting.name)
    if silenced:
        return f"{silenced} is off"
    empty = left_empty(scene, file, setting, target)
    return f"{empty} is left empty" if empty else ""


def draft_read(scene: Scene, file: FileObservations, read: EnvironmentRead) -> Iterator[Draft]:
    """Code that reads a credential of one service offers that service, whoever is used in the end."""
    service = scene.catalog.variable(read.name)
    target = scene.service(service) if service is not None else None
    keyless = KEYLESS.match(read.default or "") is not None
    if target is not None and not keyless and not _is_key_of_an_address(scene, file, target):
        yield _offered(scene, file, read, target, f"{read.name} is read")
    yield from _self_run(scene, file, read)


def _self_run(scene: Scene, file: FileObservations, read: EnvironmentRead) -> Iterator[Draft]:
    """A server on the same machine whose software the variable names that may move it: `SEARXNG_URL`."""
    endpoint = endpoint_of(read.default, bare=names_an_address(read.name)) if read.default else None
    if endpoint is None or not is_local(endpoint.host) or not names_an_address(read.name):
        return
    product = scene.catalog.product_index.variable(read.name)
    if product is not None and not scene.environment.is_set((read.name,), scene.owners(file, read)):
        yield scene.draft(
            self_run(product[0], host=endpoint.netloc),
            file,
            read,
            base=Strength.DEFAULT,
            confidence=Confidence.MEDIUM,
            how="default",
        )


def _points_elsewhere(scene: Scene, file: FileObservations, credential: EnvironmentValue) -> bool:
    """A credential beside an address of the same name family that is not the vendor's: the address decides."""
    family = credential.name.partition("_")[0]
    vendor = scene.service(scene.catalog.variable(credential.name) or "")
    owners = scene.owners(file, credential)
    for name in scene.environment.names():
        if family in name and names_an_address(name):
            settings = scene.environment.settings_of(name, owners)
            for resolved in (text for setting in settings for text in scene.texts_of(setting, owners)):
                target = scene.address(resolved.text)
                if target is not None and (vendor is None or target.party != vendor.party):
                    return True
    return False


_ADDRESS_ARGUMENTS = ("base_url", "api_base", "host", "hostname", "server", "url", "endpoint", "baseURL", "baseUrl")


def _is_key_of_an_address(scene: Scene, file: FileObservations, vendor: Target) -> bool:
    """Whether the one credential that a file reads goes, in each call that takes it, along with an address that is set
    elsewhere and not the vendor's: then it is the key there, whatever it is called."""
    reads = {o.name for o in file.observations if isinstance(o, EnvironmentRead) and scene.catalog.variable(o.name)}
    taking = [call for call in scene.calls[file.path] if any(_is_credential(*one) for one in call.arguments)]
    if len(reads) != 1 or not taking:
        return False
    for call in taking:
        value = call.argument(*_ADDRESS_ARGUMENTS)
        if scene.catalog.client(call.language, call.callee) is not None or value is None or not value.variables:
            return False
        found = [scene.address(text.text, host=True) for text in scene.texts(value, file, call)]
        if any(target is not None and target.party == vendor.party for target in found):
            return False
    return True


def _is_credential(name: str, value: Value) -> bool:
    """Whether an argument is a key; numbers of tokens only sound like one."""
    return not name.endswith("tokens") and any(
        isinstance(part, Unresolved) and part.reason == "credential" for part in value.parts
    )
