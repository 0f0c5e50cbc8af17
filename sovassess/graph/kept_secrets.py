"""What is kept of the secrets that an outside store gives: copies in the cluster, mounted files, leases.

It reads who takes secrets from the store, and counts a kind of keeping only where nothing else is seen to read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import inf
from typing import TypeAlias

from msgspec import Struct

from sovassess.formats.durations import hours
from sovassess.graph.lifetimes import Lifetime, length
from sovassess.graph.subject import Subject
from sovassess.model.dependencies import Dependency
from sovassess.model.enums import Context, EvidenceKind
from sovassess.model.observations import Address, EnvironmentValue, Observation, Resource, Workload
from sovassess.model.scan import FileObservations

ByType: TypeAlias = Mapping[str, list[tuple[FileObservations, Resource]]]

# Copies that a controller keeps in the cluster; the interval at which it looks again is an hour where none is stated
# (https://external-secrets.io/latest/api/externalsecret/ and, for copies of a Vault, 60 seconds,
# https://developer.hashicorp.com/vault/docs/deploy/kubernetes/vso/api-reference, read 2026-11-22).
# A store that is gone takes none of them away.
_COPYING = ("external-secrets.io/ExternalSecret", "external-secrets.io/ClusterExternalSecret")
_STORES = ("SecretStore", "ClusterSecretStore")
_REFRESH = 1.0
_CONNECTION, _STATIC = "VaultConnection", "secrets.hashicorp.com/VaultStaticSecret"
_LEASED = ("secrets.hashicorp.com/VaultDynamicSecret", "secrets.hashicorp.com/VaultPKISecret")
# The driver that mounts secrets reads them anew only where rotation is on
# (https://secrets-store-csi-driver.sigs.k8s.io/topics/secret-auto-rotation, read 2026-11-22).
_ROTATION = re.compile(r"^--rotation-poll-interval(?:=(?P<value>\S+))?$")
_ROTATION_VALUES = "rotationPollInterval"

# What a lease is renewed at: agents ask again when two thirds are over
# (https://developer.hashicorp.com/vault/docs/agent-and-proxy/agent, read 2026-11-22).
_LEASES = re.compile(r"(^|\.)(token_ttl|default_ttl|default_lease_ttl(_seconds)?|ttl)$")
_LEASING = ("vault-leases", *_LEASED)


class Kept(Struct, frozen=True):
    """What bridges the loss while the system runs, and the places where copies are made that also spare a restart."""

    running: Lifetime
    copied: tuple[str, ...] = ()


class _Readers(Struct, frozen=True):
    """Who reads a store: names of the operator's stores, places that mount, connections of Vault's operator."""

    stores: frozenset[str]
    mounts: tuple[str, ...]
    connected: bool
    others: bool


def kept_secrets(subject: Subject, dependency: Dependency, by_type: ByType) -> Kept | None:
    """What is kept of a store's secrets, as far as files say; None where they do not."""
    if sealed := _sealed(subject, dependency, by_type):
        return sealed
    readers = _readers(subject, dependency, by_type)
    if readers.others:
        return _leases(dependency, by_type)
    copies = list(_copies(readers, by_type))
    if copies and not readers.mounts:
        again, place = min(copies)
        what = f"copies in the cluster, read anew every {length(again)}" if again else "copies in the cluster"
        return Kept(Lifetime(what, inf, None, place), tuple(place for _, place in copies))
    if readers.mounts and (copies or not (readers.stores or readers.connected)):
        again, place = next(_rotation(subject), (0.0, readers.mounts[0]))
        what = f"mounted secrets, read anew every {length(again)}" if again else "mounted secrets"
        # A pod that starts has them mounted anew, so that they spare a restart nothing.
        return Kept(Lifetime(what, inf, None, place))
    return _leases(dependency, by_type)


def _readers(subject: Subject, dependency: Dependency, by_type: ByType) -> _Readers:
    cited = [subject.resolution.book.records[key] for key in dependency.evidence]
    places = {(record.path, record.line) for record in cited}
    made = {file.path for file in subject.files if file.evidence is EvidenceKind.IAC}
    told: set[tuple[str, int | None]] = set()
    servers: set[str | None] = set()
    mounted: list[str] = []
    connected = False
    for _, address in subject.observed(Address, (Context.PRODUCTION,)):
        at = (address.at.path, address.at.line)
        if at not in places:
            continue
        if address.key.startswith(("spec.provider.", "spec.parameters.")):
            told.add(at)
            servers |= {address.value.literal} if address.value.literal else set()
            mounted += [_at(address)] if address.key.startswith("spec.parameters.") else []
        elif address.component.startswith(f"{_CONNECTION}/"):
            told.add(at)
            connected = True
    stores: set[str] = set()
    for kind, entries in by_type.items():
        for _, resource in entries if kind.partition(".")[0] in _STORES else ():
            at = (resource.at.path, resource.at.line)
            if at in places or servers & {value.literal for _, value in resource.attributes}:
                told.add(at)
                if resource.attribute("mounted") is not None:
                    mounted.append(_at(resource))
                else:
                    stores.add(resource.name)
    others = any((r.path, r.line) not in told and r.path not in made for r in cited)
    return _Readers(frozenset(stores), tuple(sorted(set(mounted))), connected, others)


def _copies(readers: _Readers, by_type: ByType) -> Iterator[tuple[float, str]]:
    """How often each copy is read anew, in hours, and where it is declared."""
    for kind in _COPYING:
        for _, resource in by_type.get(kind, ()):
            if _text(resource, "secretStoreRef.name", "externalSecretSpec.secretStoreRef.name") in readers.stores:
                again = hours(_text(resource, "refreshInterval", "externalSecretSpec.refreshInterval"), "s")
                yield (_REFRESH if again is None else again), _at(resource)
    if readers.connected and not any(by_type.get(kind) for kind in _LEASED):
        for _, resource in by_type.get(_STATIC, ()):
            again = hours(_text(resource, "refreshAfter"), "s")
            yield (1 / 60 if again is None else again), _at(resource)


def _rotation(subject: Subject) -> Iterator[tuple[float, str]]:
    """The stated interval of rotation, where the driver's arguments or its chart's values say it."""
    for _, workload in subject.observed(Workload):
        for position, word in enumerate(workload.command):
            found = _ROTATION.match(word)
            if found is not None:
                given = found["value"] or next(iter(workload.command[position + 1 : position + 2]), "")
                if again := hours(given):
                    yield again, _at(workload)
    for _, value in subject.observed(EnvironmentValue):
        if value.name.rpartition(".")[2] == _ROTATION_VALUES and (again := hours(value.value.literal or "")):
            yield again, _at(value)


def _sealed(subject: Subject, dependency: Dependency, by_type: ByType) -> Kept | None:
    """A key that only opens a store of one's own when that starts."""
    seals = {(r.at.path, r.at.line): r for kind in by_type if kind.startswith("seal.") for _, r in by_type[kind]}
    records = [subject.resolution.book.records[key] for key in dependency.evidence]
    if not records or not all((record.path, record.line) in seals for record in records):
        return None
    return Kept(Lifetime("a store that is open", inf, None, _at(seals[records[0].path, records[0].line])))


def _leases(dependency: Dependency, by_type: ByType) -> Kept | None:
    """What a hosted Vault gives out for a time, by the roles and mounts that files make in it."""
    if "vault" not in dependency.service:
        return None
    found: list[tuple[float, float, str]] = []
    for kind, entries in by_type.items():
        for _, resource in entries if kind.startswith("vault_") or kind in _LEASING else ():
            for name, value in resource.attributes:
                lasts = hours(value.literal or "", "s") if _LEASES.search(name) else None
                if lasts:
                    found.append((lasts / 3, lasts, _at(resource)))
    if not found:
        return None
    first = min(found, key=lambda entry: (entry[1], entry[0], entry[2]))
    return Kept(Lifetime("leases of secrets", min(entry[0] for entry in found), first[1], first[2]))


def _text(resource: Resource, *names: str) -> str:
    value = resource.attribute(*names)
    return (value.literal or "") if value is not None else ""


def _at(observation: Observation) -> str:
    at = observation.at
    return at.path if at.line is None else f"{at.path}:{at.line}"
