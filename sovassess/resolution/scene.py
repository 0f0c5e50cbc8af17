"""What a drafter needs to know beside one observation: the catalog, the organisation's own, the joins of the scan.

Turns an address into a target: a service of the catalog, something self-run, or a host that nobody knows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from posixpath import dirname
from urllib.parse import unquote

from sovassess.catalog.catalog import Catalog
from sovassess.catalog.images import ProductMatch
from sovassess.model.enums import EvidenceKind, Operator, Phase, Role, Strength
from sovassess.model.observations import Address, AnyObservation, Call, EnvironmentValue, Fact, Observation, Resource
from sovassess.model.scan import UNREACHED, FileObservations
from sovassess.model.values import Value, variable
from sovassess.resolution.addresses import Endpoint, endpoint_of
from sovassess.resolution.asked_for import optional_folder, optional_folders
from sovassess.resolution.chosen import as_chosen
from sovassess.resolution.cluster_names import behind_name, names_for_outside
from sovassess.resolution.components import Components
from sovassess.resolution.drafts import Draft, Target, self_run
from sovassess.resolution.environment import Environment
from sovassess.resolution.file_switches import file_switches
from sovassess.resolution.infrastructure import Infrastructure
from sovassess.resolution.installed import as_installed
from sovassess.resolution.networks import published
from sovassess.resolution.own import OwnThings, is_local, is_placeholder
from sovassess.resolution.packages import Packages
from sovassess.resolution.products import product_at
from sovassess.resolution.strength import as_written, phases_of, strength_of, weakest
from sovassess.resolution.switches import Switches
from sovassess.resolution.variables import Resolved, Setting, whole_hosts
from sovassess.resolution.variants import variant_folders

_SERVER_ROLES = {
    Role.MODEL_API: Role.MODEL_SERVER,
    Role.EMBEDDINGS: Role.MODEL_SERVER,
    Role.SPEECH: Role.MODEL_SERVER,
    Role.CLOUD: Role.OTHER,
    Role.CDN: Role.OTHER,
    Role.CODE_HOST: Role.CODE_HOST,
}
_SUFFIXES_ALONE = frozenset({"cluster.local", "svc.cluster.local", "local", "localdomain"})
_S3_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "S3_ENDPOINT_URL", "S3_ENDPOINT", "MINIO_ENDPOINT")
_ENDPOINT = re.compile(r"[?&]endpoint(?:_url)?=([^&\s]+)")
_ON_REQUEST = re.compile(
    r"(^|/)(ee|enterprise([_-]edition)?)/|(^|/)scripts/[^/]+\.(py|[cm]?[jt]s|rb|php|go)$|/tasks/[^/]+\.rake$"
)
_OFF = frozenset({"", "false", "0", "nil", "null", "none", "no"})

_MODULAR = frozenset({"terraform", "azure-templates"})


class Scene:
    """The surroundings of one scan's resolution; immutable but for remembered look-ups."""

    def __init__(
        self,
        files: Sequence[FileObservations],
        catalog: Catalog,
        own: OwnThings,
        components: Components,
        paths: Sequence[str] = (),
    ) -> None:
        self.environment = Environment(files, components.ids)
        self._optional_folders = optional_folders(files) | variant_folders(file.path for file in files)
        self.switches = Switches(
            self.environment, components, lambda path: optional_folder(path, self._optional_folders)
        )
        self.packages = Packages(files, paths)
        files = as_installed(as_chosen(self.switches.decided(files), paths), catalog, self.packages)
        self.files = files
        self.catalog = catalog
        self.own = own
        self.components = components
        self.calls: dict[str, list[Call]] = defaultdict(list)
        self.arguments: dict[str, set[str]] = defaultdict(set)
        self.file_switches = file_switches(files)
        self.infrastructure = Infrastructure(files)
        self._outside = names_for_outside(files)
        for file in files:
            for observation in file.observations:
                match observation:
                    case Call():
                        self.calls[file.path].append(observation)
                    case Fact() if observation.kind == "switch":
                        self._collect_argument(file, observation)
                    case _:
                        pass

    def texts(self, value: Value, file: FileObservations, observation: Observation) -> tuple[Resolved, ...]:
        """Every text that a value can stand for at that place."""
        scope, owners = dirname(file.path), self.owners(file, observation)
        found = self.environment.resolve(value, scope=scope, components=owners)
        return found or whole_hosts(self.environment.resolve(value, scope=scope, components=owners, gaps=True))

    def texts_of(self, setting: Setting, owners: Sequence[str]) -> tuple[Resolved, ...]:
        """Every text that a setting can stand for."""
        found = self.environment.texts_of(setting, owners)
        return found or whole_hosts(self.environment.texts_of(setting, owners, gaps=True))

    def owners(self, file: FileObservations, observation: Observation) -> tuple[str, ...]:
        """The components that the observation belongs to."""
        return self.components.of_observation(file.path, observation.component)

    def switched_off(self, file: FileObservations, resource: Resource) -> bool:
        """Whether the number of instances of a resource or module comes to none."""
        counts = [value for name, value in resource.attributes if name == "count"]
        return any(found.text in ("0", "false") for value in counts for found in self.texts(value, file, resource))

    def _collect_argument(self, file: FileObservations, fact: Fact) -> None:
        fields = dict(fact.fields)
        if fields.get("setting") == "argument":
            for owner in self.owners(file, fact):
                self.arguments[owner].add(fields.get("value", ""))

    def service(self, service: str, *, region: str | None = None, host: str | None = None) -> Target | None:
        """A service of the catalog as a target; None if the catalog has none of that id."""
        entry = self.catalog.services.get(service)
        if entry is None:
            return None
        if region:
            region = self.catalog.region(entry.party.id, region)
        placed = self.catalog.country_of_region(entry.party.id, region) if region else None
        location = placed or (None if entry.service.location == "by-region" else entry.service.location)
        return Target(
            service=service,
            name=entry.service.name,
            party=entry.party.id,
            operated_by=Operator.VENDOR,
            role=entry.service.role,
            region=region,
            location=location,
            protocol=entry.service.protocol,
            host=host,
            data=entry.service.data,
        )

    def address(self, text: str, *, role: Role | None = None, bare: bool = True, host: bool = False) -> Target | None:
        """Who answers at an address; None if it is no address or only stands for one.

        `role` is what the caller uses it for; it decides for self-run and unknown hosts, and refines a vendor's.
        """
        endpoint = endpoint_of(text, bare=bare, host=host)
        return self.endpoint(endpoint, role=role) if endpoint is not None else None

    def endpoint(self, endpoint: Endpoint, *, role: Role | None = None) -> Target | None:
        """As `address`, for an endpoint that is already parsed."""
        host = endpoint.host
        if host in _SUFFIXES_ALONE or (len(host) == 1 and not self.components.has_name(host)):
            return None
        outside = self._stands_for(host, role)
        if outside is not None:
            return outside
        if self.own.has_host(host) or is_local(host) or self.components.has_name(host):
            return self.local(endpoint, role=role)
        found = self.catalog.host(host, endpoint.path) or self.catalog.host(host.removeprefix("www."), endpoint.path)
        if found is not None:
            target = self.service(found.service, region=found.region, host=host)
            if target is not None:
                return target
        if is_placeholder(host) or "*" in host:
            return None
        return published(self.catalog, host, self.service) or Target(
            service=f"host:{host}",
            name=host,
            party=None,
            operated_by=Operator.UNKNOWN,
            role=role or Role.OTHER,
            host=host,
        )

    def _stands_for(self, host: str, role: Role | None) -> Target | None:
        """Who answers behind a name that the tree gives to a host elsewhere; names for one another say nothing."""
        found = behind_name(self._outside, host)
        if found is None or self.components.at_host(host):
            return None
        (file, named), value = found
        texts = [text.text for text in self.texts(value, file, named)]
        plain = [text for text in texts if behind_name(self._outside, text.lower()) is None]
        return self.address(plain[0], role=role, host=True) if plain else None

    def local(self, endpoint: Endpoint, *, role: Role | None = None) -> Target:
        """Something self-run, named by the component that answers there, by its product, or by its host."""
        reached = self.components.at_host(endpoint.host)
        component = reached[0].id if reached else ""
        # What the tree deploys under that name says more than the name.
        product = product_at(reached, self.product)
        product = product or self.catalog.product_index.name(endpoint.host)
        if product is None and endpoint.scheme not in ("http", "https", ""):
            product = self.catalog.product_index.scheme(endpoint.scheme)
        served = _SERVER_ROLES.get(role, role) if role is not None else None
        if product is not None:
            entry, _ = product
            asked = None if entry.role is Role.GATEWAY else served
            return self_run(entry, role=asked, host=endpoint.netloc, component=component)
        name = reached[0].component.name if reached else endpoint.host
        return Target(
            service=f"host:{endpoint.host}",
            name=name,
            party=None,
            operated_by=Operator.SELF,
            role=served or Role.OTHER,
            host=endpoint.netloc,
            component=component,
        )

    def product(self, registry: str, repository: str) -> ProductMatch | None:
        """The software that an image is. In a registry of one's own, where images are rebuilt, the name is enough."""
        found = self.catalog.product_index.image(registry, repository)
        if found is None and (
            self.own.has_registry(f"{registry}/{repository}") or is_local(registry.partition(":")[0])
        ):
            found = self.catalog.product_index.rebuilt(repository.rsplit("/", 1)[-1])
        return found

    def bucket(self, file: FileObservations, observation: Observation) -> Target:
        """Whoever answers for an `s3://` place: the endpoint that the component's environment sets, else nobody known,
        since the interface has many suppliers."""
        stated = (
            _ENDPOINT.search(str(observation.value)) if isinstance(observation, Address | EnvironmentValue) else None
        )
        target = self.address(unquote(stated[1]), role=Role.DATA_STORE) if stated else None
        if target is not None:
            return target
        owners = self.owners(file, observation)
        for name in _S3_ENDPOINTS:
            for setting in self.environment.settings_of(name, owners):
                for resolved in self.texts_of(setting, owners):
                    target = self.address(resolved.text, role=Role.DATA_STORE)
                    if target is not None:
                        return target
        return self.unresolved("s3-bucket", Role.DATA_STORE, "S3 storage whose endpoint is not stated")

    def unresolved(self, what: str, role: Role, reason: str) -> Target:
        """A target that the files do not tell."""
        return Target(service=f"unresolved:{what}", name=reason, party=None, operated_by=Operator.UNKNOWN, role=role)

    def is_optional(self, file: FileObservations, observation: Observation) -> bool:
        """True where the tree says elsewhere that the place is off: a folder that is applied on request, a template
        switch that is empty as shipped, or code that only optional components run."""
        if optional_folder(file.path, self._optional_folders):
            return True
        module = self.infrastructure.module_of(file)
        if file.detector in _MODULAR and self.infrastructure.is_off(module, self.switched_off):
            return True
        if file.evidence is EvidenceKind.CODE and _ON_REQUEST.search(file.path):
            return True  # what an edition with a licence of its own adds, what somebody runs by hand
        for condition in observation.condition.split(" and "):
            if condition.startswith("."):
                found = self.environment.resolve(variable(condition), scope=dirname(file.path))
                if found and all(resolved.text.lower() in _OFF for resolved in found):
                    return True
        owners = [self.components.by_id[owner] for owner in self.owners(file, observation)]
        return bool(owners) and all(owner.optional for owner in owners)

    def draft(
        self,
        target: Target,
        file: FileObservations,
        observation: AnyObservation,
        *,
        base: Strength,
        role: Role | None = None,
        sources: Sequence[Observation] = (),
        **more: object,
    ) -> Draft:
        """A draft with strength and phases from the place; `more` sets further fields of `Draft`."""
        chosen = role or target.role
        entry = self.catalog.services.get(target.service)
        own_phases = entry.service.phases if entry is not None else ()
        if own_phases and set(own_phases) <= {Phase.BUILD, Phase.UPDATE}:
            base = weakest(base, Strength.BUILD)
        if self.is_optional(file, observation):
            base = weakest(base, Strength.OPTIONAL)
        base = as_written(base, file, observation)
        strength = strength_of(base, file.context, observation.usage, file.evidence)
        phases = own_phases or phases_of(chosen, strength)
        if chosen is Role.CONTROL_PLANE and isinstance(observation, Call) and strength.live:
            # A client of a console in running code asks it while it runs.
            phases = tuple(sorted({*phases, Phase.RUN}, key=tuple(Phase).index))
        fields: dict[str, object] = {
            "target": target,
            "role": chosen,
            "strength": strength,
            "file": file,
            "seen": (observation, *sources, *self.switches.sources.get(observation, ())),
            "components": self.owners(file, observation),
            "phases": phases,
        }
        fields.update(more)
        if observation.condition.startswith(UNREACHED):
            fields["reason"] = observation.condition
        return Draft(**fields)  # type: ignore[arg-type]
