"""Dependencies as resolution leaves them: a component's tie to a service, a self-run server or an unknown address."""

from __future__ import annotations

from msgspec import Struct

from sovassess.model.enums import Confidence, Operator, Origin, Phase, Role, Strength, Switch


class PartyReference(Struct, frozen=True, kw_only=True):
    """A party as an assessment names it. `country` is an ISO 3166-1 alpha-2 code or "unknown".

    `jurisdictions` is the set of countries whose authorities can compel the party: its seat and every known parent.
    """

    id: str
    name: str
    country: str = "unknown"
    parents: tuple[str, ...] = ()
    jurisdictions: tuple[str, ...] = ()


class Evidence(Struct, frozen=True, kw_only=True):
    """An observation as it is shown. `path` is relative with `/`; `line` is 1-based; `excerpt` is redacted.

    `digest` is the SHA-256 of the file, "" for an attestation.
    """

    id: str
    origin: Origin
    detector: str
    path: str
    line: int | None
    excerpt: str
    digest: str


class Component(Struct, frozen=True, kw_only=True):
    """A unit that is built and run. `path` is the file or folder that declares it."""

    id: str
    name: str
    kind: str
    path: str
    evidence: tuple[str, ...] = ()


class ModelUse(Struct, frozen=True, kw_only=True):
    """A model in use. None means that nobody could tell; `version` is `pinned` or `floating`.

    `task`: `chat`, `embeddings`, `speech`, `safety`, `rerank`, `image`. `weights_from`: `local`, `registry`, `hub` or
    None; only for models that a self-run server loads. `in_code`: the name is a literal in code, not configuration.
    """

    id: str
    family: str | None
    developer: str | None
    developer_country: str | None
    open_weights: bool | None
    licence: str | None
    licence_restricted: bool | None
    retirement: str | None
    version: str | None
    task: str
    weights_from: str | None
    in_code: bool


class Dependency(Struct, frozen=True, kw_only=True):
    """One tie, as the contract shows it, with what the graph needs beside.

    `location` is a country code, `global`, a region name that no country is known for, or None. `group` names the set
    of alternatives it belongs to ("" if it stands alone): members of one group are providers of one need, in `order`.
    `data` is what the service gets to see: `content`, `metadata`, `none`, or None if nobody knows. `attributes` are
    further plain facts by name, listed in `sovassess.model.vocabulary`.
    """

    id: str
    party: PartyReference | None
    service: str
    name: str
    role: Role
    strength: Strength
    operated_by: Operator
    location: str | None = None
    region: str | None = None
    phases: tuple[Phase, ...] = ()
    switch: Switch = Switch.NONE
    protocol: str | None = None
    components: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    confidence: Confidence = Confidence.MEDIUM
    host: str | None = None
    group: str = ""
    order: int = 0
    data: str | None = None
    models: tuple[ModelUse, ...] = ()
    origins: tuple[Origin, ...] = (Origin.OBSERVED,)
    attributes: dict[str, str] = {}
    reason: str = ""

    @property
    def loaded_by_pages(self) -> bool:
        """Whether a reader's browser fetches it; plain files that a program fetches when it starts are its own need."""
        return self.role is Role.CDN and Phase.START not in self.phases
