"""Merge drafts into dependencies, with one evidence record for each place and one tie for each component."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256

from msgspec import Struct

from sovassess.model.dependencies import Dependency, Evidence
from sovassess.model.enums import Confidence, Operator, Origin, Phase, Role, Strength, Switch
from sovassess.model.observations import EgressDestination, Observation, Place, Resource
from sovassess.model.scan import FileObservations
from sovassess.resolution.drafts import Draft
from sovassess.resolution.redaction import redacted
from sovassess.resolution.scene import Scene
from sovassess.resolution.strength import strongest

MAX_EVIDENCE = 60
_MACHINES = re.compile(
    r"^annotation\.|(^|_)iam(_|$)|service_?account|(managed|assigned|federated)_?identity|::IAM::|projected-token"
    r"|rolesanywhere|workload_?identity",
    re.IGNORECASE,
)
_CONFIDENCE = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)


class Tie(Struct, frozen=True, kw_only=True):
    """One component's use of one dependency."""

    component: str
    dependency: str
    strength: Strength
    phases: tuple[Phase, ...]
    evidence: tuple[str, ...]
    reaches: str = ""


class EvidenceBook:
    """Evidence by its id; the same place seen by the same detector is one record."""

    def __init__(self, files: Sequence[FileObservations]) -> None:
        self._files: dict[int, FileObservations] = {}
        self._digests: dict[str, str] = {}
        for file in files:
            self._digests[file.path] = file.digest
            for observation in file.observations:
                self._files[id(observation)] = file
        self.records: dict[str, Evidence] = {}

    def cite(self, observation: Observation, file: FileObservations | None = None) -> str:
        """The id of the evidence for an observation."""
        origin = Origin.EGRESS if isinstance(observation, EgressDestination) else Origin.OBSERVED
        found = self._files.get(id(observation), file)
        return self.place(observation.at, found.detector if found else "", origin)

    def place(self, place: Place, detector: str, origin: Origin = Origin.OBSERVED) -> str:
        """The id of the evidence for a place."""
        excerpt = redacted(place.excerpt)
        key = f"{origin.value}\0{detector}\0{place.path}\0{place.line}\0{excerpt}"
        identifier = "e-" + sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        if identifier not in self.records:
            self.records[identifier] = Evidence(
                id=identifier,
                origin=origin,
                detector=detector,
                path=place.path,
                line=place.line,
                excerpt=excerpt,
                digest=self._digests.get(place.path, ""),
            )
        return identifier


def merge(drafts: Iterable[Draft], scene: Scene, book: EvidenceBook) -> tuple[tuple[Dependency, ...], tuple[Tie, ...]]:
    """The dependencies in order of their ids, and the ties of components to them."""
    groups: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        groups[_identity(draft)].append(draft)
    dependencies: list[Dependency] = []
    ties: list[Tie] = []
    for identifier in sorted(groups):
        members = sorted(groups[identifier], key=_order)
        dependencies.append(_dependency(identifier, members, scene, book))
        ties.extend(_ties(identifier, members, book))
    return tuple(dependencies), tuple(ties)


def _class(strength: Strength) -> str:
    """What is built with, tested with or only mentioned is kept apart from what runs."""
    return strength.value if strength in (Strength.BUILD, Strength.DEV, Strength.DOCS) else ""


def _identity(draft: Draft) -> str:
    target = draft.target
    parts = [target.service, draft.role.value]
    if target.operated_by is Operator.SELF:
        parts.append("self")
    kind = _class(draft.strength)
    if kind:
        parts.append(kind)
    if draft.strength is Strength.BUILD and draft.how in ("packages", "download") and Phase.START in draft.phases:
        parts.append("start")  # what is installed at every start is lost at another moment than what an image holds
    if target.region:
        parts.append("@" + target.region)
    if target.account:
        parts.append("account-" + target.account)
    if draft.group:
        parts.append("~" + draft.group.rpartition("#")[2] + "-" + sha256(draft.group.encode()).hexdigest()[:4])
    return re.sub(r"[^a-z0-9@~.:/_-]+", "-", "/".join(parts).lower())


def _order(draft: Draft) -> tuple[int, str, int, str]:
    place = draft.seen[0].at
    return (-draft.strength.rank, place.path, place.line or 0, draft.how)


def _dependency(identifier: str, members: Sequence[Draft], scene: Scene, book: EvidenceBook) -> Dependency:
    first = members[0]
    target = first.target
    strength = first.strength
    for draft in members:
        strength = strongest(strength, draft.strength)
    entry = scene.catalog.services.get(target.service)
    attributes: dict[str, str] = {}
    for draft in reversed(members):
        attributes.update(draft.attributes)
    if first.role is Role.IDENTITY and all(_is_for_machines(draft) for draft in members):
        attributes["signs_in"] = "machines"
    evidence = list(dict.fromkeys(book.cite(seen, d.file) for d in members for seen in d.seen))
    models = {d.model.id: d.model for d in members if d.model is not None}
    return Dependency(
        id=identifier,
        party=scene.catalog.reference(target.party) if target.party else None,
        service=target.service,
        name=redacted(target.name),
        role=first.role,
        strength=strength,
        operated_by=target.operated_by,
        location=target.location,
        region=target.region,
        phases=_phases(members),
        switch=_switch(first.role, target.operated_by, entry.service.substitutability if entry else None, members),
        protocol=target.protocol,
        components=tuple(sorted({c for d in members for c in d.components})),
        evidence=tuple(evidence[:MAX_EVIDENCE]),
        confidence=max((d.confidence for d in members), key=_CONFIDENCE.index),
        host=target.host,
        group=first.group,
        order=first.order,
        data=target.data,
        models=tuple(models[name] for name in sorted(models)),
        origins=_origins(members),
        attributes={key: redacted(value) for key, value in attributes.items()},
        reason=redacted(first.reason),
    )


def _is_for_machines(draft: Draft) -> bool:
    """Whether a place only gives workloads an identity of their own at a cloud: roles, service accounts."""
    first = draft.seen[0]
    return isinstance(first, Resource) and _MACHINES.search(first.type) is not None


def _origins(members: Sequence[Draft]) -> tuple[Origin, ...]:
    found = {Origin.EGRESS if d.how == "egress" else Origin.OBSERVED for d in members}
    return tuple(sorted(found, key=lambda origin: origin.value))


def _phases(members: Iterable[Draft]) -> tuple[Phase, ...]:
    found = {phase for draft in members for phase in draft.phases}
    return tuple(phase for phase in Phase if phase in found)


def _switch(role: Role, operated_by: Operator, substitutability: str | None, members: Sequence[Draft]) -> Switch:
    """What a replacement takes, as far as the files show."""
    if any(("when", "automatic") in draft.attributes for draft in members):
        return Switch.AUTOMATIC
    configured = any(draft.how in ("environment", "variable", "image", "packages", "upstream") for draft in members)
    if role in (Role.REGISTRY, Role.CDN) or configured:
        return Switch.CONFIGURED
    if operated_by is Operator.SELF or substitutability in ("open-protocol", "portable"):
        return Switch.CONFIGURED if substitutability == "open-protocol" else Switch.PLANNED
    return Switch.NONE if substitutability is None else Switch.PLANNED


def _ties(identifier: str, members: Sequence[Draft], book: EvidenceBook) -> list[Tie]:
    by_component: dict[str, list[Draft]] = defaultdict(list)
    for draft in members:
        for component in draft.components:
            by_component[component].append(draft)
    out: list[Tie] = []
    for component, drafts in sorted(by_component.items()):
        strength = drafts[0].strength
        for draft in drafts:
            strength = strongest(strength, draft.strength)
        evidence = dict.fromkeys(book.cite(seen, d.file) for d in drafts for seen in d.seen)
        reaches = next((d.target.component for d in drafts if d.target.component), "")
        out.append(
            Tie(
                component=component,
                dependency=identifier,
                strength=strength,
                phases=_phases(drafts),
                evidence=tuple(evidence)[:MAX_EVIDENCE],
                reaches=reaches,
            )
        )
    return out
