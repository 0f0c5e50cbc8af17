"""The shape of a catalog entry: what a person writes in `vendors/`, `resources/`, `models/` and `bases/`.

A file under `vendors/` describes one party with its services, client libraries and self-run products. Facts carry a
source and a date; what could not be confirmed has confidence `low`. `docs/decisions/0002` says why these are structs.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta, Struct

from sovassess.catalog.shapes import Country, Identifier, WebAddress
from sovassess.model.enums import Phase, Role

Confidence = Literal["high", "medium", "low"]
Data = Literal["content", "metadata", "none"]
Substitutability = Literal["open-protocol", "portable", "proprietary"]
CheckType = Literal["moderation", "pii", "jailbreak", "guard"]


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """Base of everything in the catalog: frozen, and a key that is not known is an error."""


class Source(Entry, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where a claim comes from. `claims` are the keys it vouches for (`country`, `parents`, `hosts`, …), `date` is the
    day on which the claim was written, `checked` the day on which somebody compared it with material that could be
    read, None if nobody has. `confidence` is how sure these claims are, None if as sure as the party."""

    claims: Annotated[tuple[str, ...], Meta(min_length=1)]
    url: WebAddress
    date: dt.date
    checked: dt.date | None = None
    confidence: Confidence | None = None


class Parent(Entry, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Somebody who owns or controls the party, directly or further up. `share` as published ("75 %", "majority");
    `since` is the day on which they took it over, None if it is not known; a founder's is the day it was founded."""

    id: str
    name: str
    country: Country
    share: str = ""
    since: dt.date | None = None


class Event(Entry, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A change that must not be overwritten: an acquisition, a rename, an end."""

    date: dt.date
    what: str
    party: str = ""


class Party(Entry, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A vendor, foundation or public body. `country` is the ISO 3166-1 alpha-2 code of the seat, or "unknown"."""

    id: Identifier
    name: str
    legal_name: str = ""
    country: Country
    parents: tuple[Parent, ...] = ()
    kind: Literal["company", "foundation", "public", "community", "person"] = "company"
    since: dt.date | None = None
    history: tuple[Event, ...] = ()
    confidence: Confidence = "medium"
    sources: Annotated[tuple[Source, ...], Meta(min_length=1)]


class Habit(Entry, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Something that software does by itself. `kind`: `telemetry` (usage data to `service`), `update-check`, `start`
    (needs `service` when it starts), `licence`. `source` is the maker's page that says so; without one the habit is
    reported as possible and not as the default. `off_arguments` are start arguments that switch it off
    (`-reporting.enabled=false`), `off` maps a variable to the values that do."""

    kind: Literal["telemetry", "update-check", "start", "licence"]
    service: str
    default: Literal["on", "off"] = "on"
    source: WebAddress | None = None
    off: dict[str, tuple[str, ...]] = {}
    off_arguments: tuple[str, ...] = ()
    on: dict[str, tuple[str, ...]] = {}


class Service(Entry, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a party offers.

    `hosts`: `api.x.com`, `*.x.com` (any depth below), `a.{region}.x.com`, each optionally with a path prefix; the
    longest match wins. `location`: a country, `global` (no fixed place), `by-region`, or None if unknown. `index_of`
    names the ecosystems (purl types) whose public default index this is: no host needs to be written. `terraform` are
    resource types or prefixes ending in `*`. `systems` are formats or pipelines that are this service by themselves
    (`github-actions`). `developer` made all the models that it serves, whichever is called. `prefixes` are its names
    before a model in routers' ids (`azure/…`), `guards` those that gateways' configurations call it by
    (`openai_moderation`). `environment` are variables that configure this service and no other. `operator` is `address`
    for software that many offer as a cloud: the party is its maker, and who runs it is told by the address that the
    infrastructure code logs in at, or not at all."""

    id: Identifier
    name: str
    role: Role
    hosts: tuple[str, ...] = ()
    location: str | None = None
    environment: tuple[str, ...] = ()
    terraform: tuple[str, ...] = ()
    terraform_providers: tuple[str, ...] = ()
    index_of: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    protocol: str | None = None
    speaks_also: tuple[str, ...] = ()
    data: Data | None = None
    substitutability: Substitutability | None = None
    status: Literal["active", "frozen", "withdrawn", "ended"] = "active"
    telemetry: Literal["usage", "observability", "crash", "trace"] | None = None
    phases: tuple[Phase, ...] = ()
    developer: Identifier | None = None
    self_run: tuple[str, ...] = ()
    operator: Literal["vendor", "address"] = "vendor"
    export: str = ""
    sources: tuple[Source, ...] = ()


class AddressRule(Entry, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which arguments and variables of a client say who answers, and what answers without them."""

    arguments: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    default: Literal["service", "local", "none"] = "service"


class Off(Entry, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What switches something off in a client: an argument or a variable that has one of the values."""

    arguments: dict[str, tuple[str, ...]] = {}
    environment: dict[str, tuple[str, ...]] = {}


class Client(Entry, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What makes a client. `names` are qualified (`openai.OpenAI`, for JavaScript `openai.OpenAI` or `openai.default`);
    `service` answers if no address says otherwise; `methods` maps a method (`moderations.create`) to what it reaches;
    `models` name a model; `router` answers where one is named by a string with a prefix and no client is given."""

    names: Annotated[tuple[str, ...], Meta(min_length=1)]
    language: Literal["python", "javascript", "go", "java", "csharp", "rust", "ruby", "php"] = "python"
    service: str | None = None
    address: AddressRule = AddressRule()
    region: AddressRule = AddressRule()
    models: tuple[str, ...] = ("model",)
    methods: dict[str, str] = {}
    services_by_argument: dict[str, str] = {}
    router: str | None = None
    protocol: str | None = None


class Sdk(Entry, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A client library. Its presence is no dependency on a vendor; a construction with its address is. `packages` by
    purl type, `imports` by language (the top-level module or a dotted prefix). `service` answers by default, None for
    what talks to whatever it is pointed at; `local` contacts nobody; `on_import`: importing it is as good as a call.
    `off` silences its clients. Each of `without_content` keeps a part of what people wrote out of its reports, one of
    `with_content` puts it in where it is left out as shipped, `masks` take a function that changes it."""

    id: Identifier
    packages: dict[str, tuple[str, ...]] = {}
    imports: dict[str, tuple[str, ...]] = {}
    service: str | None = None
    clients: tuple[Client, ...] = ()
    local: bool = False
    on_import: bool = False
    role: Role | None = None
    checks: tuple[CheckType, ...] = ()
    habits: tuple[Habit, ...] = ()
    off: Off = Off()
    without_content: tuple[Off, ...] = ()
    with_content: Off = Off()
    masks: tuple[str, ...] = ()
    proprietary: bool = False


class Product(Entry, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Software that people run themselves: database, model server, gateway, identity server, guard, orchestrator.
    `images` are repository paths matched on whole path segments from the right, whatever the registry
    (`vllm/vllm-openai`; `library/redis` or `redis` for the official one). `terraform_providers` are providers that
    configure it, wherever it runs. `commands` are program names. `schemes` are URL schemes of its protocol. `names` are
    host or service names that tell it (`ollama`). `relays_to` is the hosted service that it is only a local end of, but
    for `relays_unless`: variables (or `command`) and words that lead it elsewhere, none for any value. `weights` are
    variables that name what it loads, `chooses` those that by their value make it ask a service."""

    id: Identifier
    name: str
    role: Role
    images: tuple[str, ...] = ()
    charts: tuple[str, ...] = ()
    terraform_providers: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    protocol: str | None = None
    relays_to: str | None = None
    relays_unless: dict[str, tuple[str, ...]] = {}
    licence: str = ""
    licence_restricted: bool = False
    checks: tuple[CheckType, ...] = ()
    habits: tuple[Habit, ...] = ()
    weights: tuple[str, ...] = ()
    chooses: dict[str, dict[str, str]] = {}
    sources: tuple[Source, ...] = ()


class PartyFile(Entry, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One file under `vendors/`. `regions` maps the party's region names to countries. `terraform` lists the providers'
    type prefixes (`aws_`), which fall to `cloud` where no service claims the type."""

    party: Party
    services: tuple[Service, ...] = ()
    sdks: tuple[Sdk, ...] = ()
    products: tuple[Product, ...] = ()
    regions: dict[str, str] = {}
    terraform_prefixes: tuple[str, ...] = ()
    cloud_service: str | None = None


class ResourceFile(Entry, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One file under `resources/`: what the types of one party's cloud resources belong to, beyond what the file of the
    party says. `types` gives further types or prefixes ending in `*` to services of the party; `segments` gives the
    word by which the party's resources of a service begin, put into each of `forms` (`aws_{}_*`, `AWS::{}::*`).
    `services` are further ones that are known by their resources only. The longest prefix wins, in capitals or not."""

    party: str
    forms: tuple[str, ...] = ()
    services: tuple[Service, ...] = ()
    types: dict[str, tuple[str, ...]] = {}
    segments: dict[str, tuple[str, ...]] = {}
    sources: Annotated[tuple[Source, ...], Meta(min_length=1)]

    def types_of(self, service: str) -> tuple[str, ...]:
        """Every type or prefix that the file gives to a service."""
        segments = self.segments.get(service, ())
        return (*self.types.get(service, ()), *(form.replace("{}", word) for word in segments for form in self.forms))


class ModelFamily(Entry, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A family of models. `ids` are globs on the bare name in lower case, after resellers' prefixes are taken off
    (`claude-fable-5*`); the longest match wins. `pinned` are globs of names that fix a version. `retires` maps a bare
    name to its announced retirement."""

    id: Identifier
    name: str
    ids: Annotated[tuple[str, ...], Meta(min_length=1)]
    task: Literal["chat", "embeddings", "speech", "safety", "rerank", "image"] = "chat"
    open_weights: bool
    licence: str
    licence_restricted: bool | None = None
    forbids: str = ""
    pinned: tuple[str, ...] = ()
    retires: dict[str, dt.date] = {}
    checks: tuple[CheckType, ...] = ()
    sources: tuple[Source, ...] = ()


class ModelFile(Entry, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One file under `models/`: what one developer made. `developer` is a party id; `namespaces` are its names on hubs
    and resellers (`anthropic`, `meta-llama`)."""

    developer: str
    namespaces: tuple[str, ...] = ()
    families: Annotated[tuple[ModelFamily, ...], Meta(min_length=1)]
    sources: Annotated[tuple[Source, ...], Meta(min_length=1)]


class BaseRelease(Entry, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A release of an operating system: end of maintenance by its maker, None if none is set."""

    end_of_life: dt.date | None = None


class BaseFile(Entry, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One file under `bases/`: an operating-system base. `images` are repository paths as in `Product`. `releases` maps
    a version (the longest prefix of the tag wins) or a code name to its end. `rolling` bases have no end. `derived`
    are images of other makers that stand on this base, each with the tag globs for which that holds ("*" for any)."""

    id: Identifier
    name: str
    maker: str
    governance: Literal["community", "vendor"]
    family: Literal["rpm", "deb", "apk", "none", "other"]
    ended: dt.date | None = None
    rolling: bool = False
    images: tuple[str, ...] = ()
    derived: dict[str, tuple[str, ...]] = {}
    releases: dict[str, BaseRelease] = {}
    compatible: tuple[str, ...] = ()
    subscription: bool = False
    packages_service: str | None = None
    sources: Annotated[tuple[Source, ...], Meta(min_length=1)]
