"""The catalog as resolution asks it: who owns this host, package, image, variable, resource type, model, base.

It answers from the entries alone; what a tree says about itself is resolution's business.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from sovassess.catalog.bases import BaseIndex
from sovassess.catalog.hosts import HostIndex, HostMatch
from sovassess.catalog.images import ProductIndex
from sovassess.catalog.indexes import index_hosts
from sovassess.catalog.libraries import ClientMatch, Libraries, SdkEntry
from sovassess.catalog.load import Entries
from sovassess.catalog.model import ModelFile, Party, PartyFile, Product, Sdk, Service
from sovassess.catalog.models import ModelIndex
from sovassess.catalog.regions import written_out
from sovassess.catalog.resource_types import ResourceTypes
from sovassess.formats.known import KnownNames
from sovassess.model.dependencies import PartyReference


class ServiceEntry(Struct, frozen=True):
    """A service with the party that offers it."""

    service: Service
    party: Party


class Catalog:
    """Immutable once made; the indexes are built when first asked for."""

    def __init__(self, entries: Entries) -> None:
        self.digest = entries.digest
        self._entries = entries
        self.parties: Mapping[str, Party] = {file.party.id: file.party for file in entries.parties}
        self.services: Mapping[str, ServiceEntry] = {
            service.id: ServiceEntry(service, file.party) for file in entries.parties for service in file.services
        }
        self.products: Mapping[str, tuple[Product, Party]] = {
            product.id: (product, file.party) for file in entries.parties for product in file.products
        }
        self._files: Mapping[str, PartyFile] = {file.party.id: file for file in entries.parties}

    # ------------------------------------------------------------------------------------------------- addresses

    @cached_property
    def _hosts(self) -> HostIndex:
        written = [(host, e.service.id) for e in self.services.values() for host in e.service.hosts]
        return HostIndex([*written, *index_hosts(self.default_index)])

    def host(self, host: str, path: str = "") -> HostMatch | None:
        """The service at a host (lower case, no port) and path."""
        return self._hosts.find(host, path)

    @cached_property
    def regions(self) -> dict[str, dict[str, str]]:
        """By party its regions and the country of each."""
        return {file.party.id: file.regions for file in self._entries.parties if file.regions}

    def is_cloud(self, party: str) -> bool:
        """True for a party that runs a cloud, where a workload's own identity opens the other services."""
        return (file := self._files.get(party)) is not None and file.cloud_service is not None

    def region(self, party: str, text: str) -> str:
        """A region's name as the party writes it, for a region or a zone of it (`eu-central-1a`, `europe-west1-b`)."""
        regions = self.regions.get(party, {})
        name = text.strip().lower()
        for candidate in (written_out(name), name, name.replace(" ", ""), name[:-1], name.rpartition("-")[0]):
            if candidate in regions:
                return candidate
        return name

    def country_of_region(self, party: str, region: str) -> str | None:
        """The country of a party's region, None if the catalog does not know it."""
        return self.regions.get(party, {}).get(self.region(party, region))

    # -------------------------------------------------------------------------------------------------- packages

    @cached_property
    def _libraries(self) -> Libraries:
        return Libraries(self._entries.parties)

    @property
    def sdks(self) -> Iterable[Sdk]:
        """Every client library."""
        return (sdk for file in self._entries.parties for sdk in file.sdks)

    def package(self, ecosystem: str, name: str) -> SdkEntry | None:
        """The client library that a package is; typing stubs never count."""
        return self._libraries.package(ecosystem, name)

    def imported(self, language: str, module: str) -> SdkEntry | None:
        """The client library that an import brings in: the longest known prefix of the module."""
        return self._libraries.imported(language, module)

    def client(self, language: str, callee: str) -> ClientMatch | None:
        """The client that a qualified call makes, or whose method it is; the longest known prefix wins."""
        return self._libraries.client(language, callee)

    @property
    def known(self) -> KnownNames:
        """The names under which programs import and call the client libraries."""
        return self._libraries.known

    # --------------------------------------------------------------------------------- variables, resources, systems

    @cached_property
    def _environment(self) -> dict[str, str]:
        owners: dict[str, set[str]] = defaultdict(set)
        for entry in self.services.values():
            for name in entry.service.environment:
                owners[name].add(entry.service.id)
        return {name: next(iter(ids)) for name, ids in owners.items() if len(ids) == 1}

    def variable(self, name: str) -> str | None:
        """The one service that a variable of this name configures, None if there is none or more than one."""
        return self._environment.get(name)

    @cached_property
    def _resource_types(self) -> ResourceTypes:
        return ResourceTypes(self._entries.parties)

    def terraform(self, resource_type: str) -> str | None:
        """The service that a resource type belongs to, in whatever language and capitals it is written."""
        return self._resource_types.find(resource_type)

    def terraform_family(self, provider: str, words: Sequence[str]) -> str | None:
        """The service that most of a provider's types with these first words belong to, fewer words where none does."""
        return self._resource_types.family(provider, words)

    @cached_property
    def _providers(self) -> dict[str, str]:
        out: dict[str, str] = {}
        for entry in self.services.values():
            for name in entry.service.terraform_providers:
                out.setdefault(name.lower(), entry.service.id)
        for file in self._entries.parties:
            if file.cloud_service is not None:
                for prefix in file.terraform_prefixes:
                    out.setdefault(prefix.rstrip("_"), file.cloud_service)
        return out

    def terraform_provider(self, name: str) -> str | None:
        """The service that a provider (`aws`, `hashicorp/aws`) talks to."""
        wanted = name.lower()
        return self._providers.get(wanted) or self._providers.get(wanted.rsplit("/", 1)[-1])

    @cached_property
    def _software_providers(self) -> dict[str, Product]:
        return {name.lower(): product for product, _ in self.products.values() for name in product.terraform_providers}

    def provider_software(self, name: str) -> Product | None:
        """The self-run software that a provider (`hashicorp/vault`) configures, wherever it runs."""
        return self._software_providers.get(name.lower())

    @cached_property
    def _software_prefixes(self) -> dict[str, Product]:
        """The same by the word that types of resources begin with; of two providers of one name the first counts."""
        out: dict[str, Product] = {}
        for name, product in sorted(self._software_providers.items()):
            out.setdefault(name.rpartition("/")[2], product)
        return out

    def software_of_type(self, resource_type: str) -> Product | None:
        """The self-run software whose provider has a resource type or data source (`proxmox_vm_qemu`)."""
        prefix, underscore, _ = resource_type.removeprefix("data.").partition("_")
        return self._software_prefixes.get(prefix) if underscore else None

    @cached_property
    def provider_names(self) -> frozenset[str]:
        """Names of all providers without their namespaces."""
        return frozenset(name.rpartition("/")[2].lower() for name in (*self._providers, *self._software_providers))

    @cached_property
    def _systems(self) -> dict[str, str]:
        return {name: e.service.id for e in self.services.values() for name in e.service.systems}

    def system(self, name: str) -> str | None:
        """The service that a format or pipeline is by itself (`github-actions`)."""
        return self._systems.get(name)

    @cached_property
    def _indexes(self) -> dict[str, str]:
        return {name: e.service.id for e in self.services.values() for name in e.service.index_of}

    def default_index(self, ecosystem: str) -> str | None:
        """The service that is the public default index of an ecosystem (purl type)."""
        return self._indexes.get(ecosystem)

    @cached_property
    def _actions(self) -> list[tuple[str, str]]:
        found = [(action, e.service.id) for e in self.services.values() for action in e.service.actions]
        return sorted(found, key=lambda item: (-len(item[0]), item[0]))

    def action(self, uses: str) -> str | None:
        """The service that a pipeline action works with (`aws-actions/…`), by the longest known prefix."""
        return next((service for prefix, service in self._actions if uses.startswith(prefix)), None)

    @cached_property
    def _prefixes(self) -> dict[str, str]:
        return {name: e.service.id for e in self.services.values() for name in e.service.prefixes}

    def provider(self, prefix: str) -> str | None:
        """The service that a provider prefix of a model router stands for (`azure`, `bedrock`, `openrouter`)."""
        return self._prefixes.get(prefix.lower())

    @cached_property
    def _guards(self) -> dict[str, str]:
        return {name: e.service.id for e in self.services.values() for name in e.service.guards}

    def guard(self, name: str) -> str | None:
        """The hosted check that a gateway's configuration calls by this name (`openai_moderation`)."""
        return self._guards.get(name.lower().replace("-", "_"))

    # ------------------------------------------------------------------------------------ software, models, bases

    @cached_property
    def product_index(self) -> ProductIndex:
        """Self-run software by image, chart, command, name, URL scheme or resource kind."""
        return ProductIndex(self.products.values())

    @cached_property
    def models(self) -> ModelIndex:
        """Models by id."""
        return ModelIndex(self._entries.models)

    @property
    def model_files(self) -> tuple[ModelFile, ...]:
        """What each developer made."""
        return self._entries.models

    @cached_property
    def developers(self) -> frozenset[str]:
        """Parties that develop models."""
        return frozenset(file.developer for file in self._entries.models)

    @cached_property
    def bases(self) -> BaseIndex:
        """Operating-system bases by image."""
        return BaseIndex(self._entries.bases)

    # ----------------------------------------------------------------------------------------------------- parties

    def reference(self, party: str) -> PartyReference:
        """The party as an assessment names it; jurisdictions are its seat and those of all parents it is known to
        have, directly or through parents that the catalog knows."""
        known = self.parties.get(party)
        if known is None:
            return PartyReference(id=party, name=party, country="unknown", jurisdictions=())
        parents: dict[str, str] = {}
        todo = list(known.parents)
        while todo:
            parent = todo.pop(0)
            if parent.id in parents or parent.id == party:
                continue
            parents[parent.id] = parent.country
            above = self.parties.get(parent.id)
            if above is not None:
                todo.extend(above.parents)
        countries = {known.country, *parents.values()} - {"unknown", "INT"}
        return PartyReference(
            id=known.id,
            name=known.name,
            country=known.country,
            parents=tuple(parents),
            jurisdictions=tuple(sorted(countries)) if known.country != "unknown" else (),
        )

    def ultimate_parents(self, party: str) -> tuple[str, ...]:
        """Ids of the party's owners who have no known owner themselves, as far up as the catalog knows."""
        owners = self.reference(party).parents
        return tuple(sorted(name for name in owners if not self.reference(name).parents))

    def speakers(self, service: Service) -> tuple[Service, ...]:
        """Services of other parties with the same role that speak the same protocol, the maker's own one excepted."""
        spoken = {service.protocol, *service.speaks_also} - {None, "vendor", "http-json"}
        own = self.services[service.id].party.id
        found = [
            entry.service
            for entry in self.services.values()
            if entry.party.id != own
            and entry.service.role is service.role
            and spoken & {entry.service.protocol, *entry.service.speaks_also}
        ]
        return tuple(sorted(found, key=lambda other: other.id))

    def party_name(self, party: str) -> str:
        """The party's name, its id if nobody knows it."""
        known = self.parties.get(party)
        return known.name if known else party

    def service_names(self) -> Iterable[str]:
        """All service ids, for messages that name the nearest."""
        return self.services.keys()
