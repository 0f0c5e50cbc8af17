"""`sovassess catalog lookup`: everything that the catalog makes of a text, whatever kind of name it is.

It tells what each index answers and decides nothing: a name that is both an import and a host is told as both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from packageurl import PackageURL

from sovassess.catalog.catalog import Catalog
from sovassess.catalog.libraries import SdkEntry
from sovassess.catalog.model import Product
from sovassess.catalog.models import ModelMatch
from sovassess.errors import SovassessError
from sovassess.formats.image import looks_like_image, parsed
from sovassess.model.values import literal
from sovassess.resolution.addresses import endpoint_of

# Languages in which the catalog knows imports and clients.
LANGUAGES = ("python", "javascript", "go", "java", "csharp", "rust", "ruby", "php")
_IMPORT = re.compile(r"""^(?:import|from|require|using|use)\s+["'({<]*(?P<name>[\w@][\w@./:-]*)""")
# Package types whose names are those of another type.
_NAMED_AS = {"conda": "pypi"}
_HOSTS = {
    "github": "github.com",
    "githubactions": "github.com",
    "bitbucket": "bitbucket.org",
    "gitlab": "gitlab.com",
    "huggingface": "huggingface.co",
}
_IMAGE_TYPES = frozenset(("docker", "oci"))


def found(catalog: Catalog, what: str) -> list[str]:
    """Lines for people, one for each thing that the text may name; empty if the catalog knows none."""
    return list(dict.fromkeys(_package_url(catalog, what) if what.startswith("pkg:") else _anything(catalog, what)))


def _anything(catalog: Catalog, what: str) -> Iterator[str]:
    imported = _IMPORT.match(what)
    name = imported["name"] if imported else what.strip()
    for tell in (_host, _model, _provider, _resource, _action, _import, _variable, _words):
        yield from tell(catalog, name)
    yield from _image(catalog, name, sure=not _tells_something(catalog, name))


def _tells_something(catalog: Catalog, name: str) -> bool:
    """Whether a text is known as something that is written like an image without a registry (`meta-llama/x`)."""
    tells: Iterable[Callable[[Catalog, str], Iterator[str]]] = (_host, _model, _provider, _action, _import)
    return any(True for tell in tells for _ in tell(catalog, name))


def _host(catalog: Catalog, what: str) -> Iterator[str]:
    endpoint = endpoint_of(what)
    match = catalog.host(endpoint.host, endpoint.path) if endpoint is not None else None
    if match is not None:
        yield "host     " + _service(catalog, match.service, match.region)


def _model(catalog: Catalog, what: str) -> Iterator[str]:
    match = catalog.models.find(what)
    if match is not None:
        yield "model    " + _family(catalog, match)
        return
    # A deployment is often called after its model; that is a guess, and said to be one.
    words = re.split(r"(?<=[-_/])", what)
    for start in range(1, len(words)):
        match = catalog.models.find("".join(words[start:]))
        if match is not None and len(match.name) > 4 and any(character.isdigit() for character in match.name):
            yield f"model    perhaps, if it is named after its model: {_family(catalog, match)}"
            return


def _family(catalog: Catalog, match: ModelMatch) -> str:
    family = match.family
    weights = "open weights" if family.open_weights else "closed"
    forbids = f", forbids {family.forbids}" if family.forbids else ""
    retires = family.retires.get(match.name)
    end = f", retires {retires}" if retires else ""
    place = ", ".join(catalog.reference(match.developer).jurisdictions) or "unknown"
    return (
        f"{family.name} [{family.task}] of {catalog.party_name(match.developer)}, jurisdictions {place},"
        f" {weights}, {family.licence}{forbids}{end}"
    )


def _provider(catalog: Catalog, what: str) -> Iterator[str]:
    service = catalog.terraform_provider(what) if re.fullmatch(r"[\w-]+(/[\w-]+)?", what) else None
    # The last part of `x/aws` alone says little: an image or a repository may end so.
    if service is not None and ("/" not in what or what.lower() in _providers(catalog, service)):
        yield "provider " + _service(catalog, service)
    software = catalog.provider_software(what)
    if software is not None:
        yield "provider configures " + _software(software)


def _providers(catalog: Catalog, service: str) -> set[str]:
    names = {name.lower() for name in catalog.services[service].service.terraform_providers}
    return names | {f"hashicorp/{name}" for name in names if "/" not in name}


def _resource(catalog: Catalog, what: str) -> Iterator[str]:
    # `hcloud_server`, `AWS::S3::Bucket`, `Microsoft.Sql/servers`; a variable in capitals is none.
    shaped = re.fullmatch(r"[a-z][a-z0-9]*_\w+|[A-Z]\w+::[\w:]+|Microsoft\.[\w.]+/[\w/#]+", what)
    service = catalog.terraform(what) if shaped else None
    if service is not None:
        yield "resource " + _service(catalog, service)


def _action(catalog: Catalog, what: str) -> Iterator[str]:
    service = catalog.action(what) if "/" in what and "://" not in what else None
    if service is not None:
        yield "action   works with " + _service(catalog, service)


def _import(catalog: Catalog, what: str) -> Iterator[str]:
    pathlike = "/" in what or ":" in what
    if pathlike and not what.startswith("@") and (_is_image(catalog, what) or catalog.models.find(what)):
        return
    pathlike, what = pathlike and "::" not in what, what.replace("::", ".")
    for language in LANGUAGES:
        if pathlike and language not in ("javascript", "go"):
            continue
        client = catalog.client(language, what)
        if client is not None:
            service = client.client.methods.get(client.method) or client.client.service
            yield f"client   {language} {client.sdk.id}: {_talks(catalog, service)}"
            continue
        entry = catalog.imported(language, what)
        if entry is not None:
            yield f"import   {language} {_library(catalog, entry)}"


def _variable(catalog: Catalog, what: str) -> Iterator[str]:
    owners = sorted(entry.service.id for entry in catalog.services.values() if what in entry.service.environment)
    for service in owners:
        shared = f", one of {len(owners)} that read it" if len(owners) > 1 else ""
        yield f"variable {_service(catalog, service)}{shared}"
    libraries = sorted({sdk.id for sdk in catalog.sdks for c in sdk.clients if what in c.address.environment})
    if libraries:
        more = f" and {len(libraries) - 6} more" if len(libraries) > 6 else ""
        yield f"variable read for the address by {', '.join(libraries[:6])}{more}"


def _words(catalog: Catalog, what: str) -> Iterator[str]:
    for kind, service in (
        ("pipeline", catalog.system(what)),
        ("router   prefix of", catalog.provider(what)),
        ("guard    of", catalog.guard(what)),
        ("index    of the ecosystem:", catalog.default_index(what)),
    ):
        if service is not None:
            yield f"{kind:8} {_service(catalog, service)}"
    if what in catalog.parties:
        yield f"party    {catalog.party_name(what)}; see `sovassess catalog show {what}`"
    if what in catalog.services:
        yield "service  " + _service(catalog, what)
    if re.fullmatch(r"[\w-]+", what):
        named = catalog.products.get(what) or catalog.product_index.name(what) or catalog.product_index.chart(what)
        if named is not None and what.lower() in (named[0].id, *named[0].names, *named[0].charts):
            yield "software " + _software(named[0])


def _is_image(catalog: Catalog, what: str) -> bool:
    if not looks_like_image(what):
        return False
    reference = parsed(literal(what))
    registry, repository = reference.registry or "", reference.repository or ""
    base = catalog.bases.find(registry, repository, reference.tag or "")
    return base is not None or catalog.product_index.image(registry, repository) is not None


def _image(catalog: Catalog, what: str, *, sure: bool) -> Iterator[str]:
    if not looks_like_image(what):
        return
    reference = parsed(literal(what))
    registry, repository = reference.registry or "", reference.repository or ""
    written = what.lower().startswith(f"{registry}/")
    software = catalog.product_index.image(registry, repository)
    base = catalog.bases.find(registry, repository, reference.tag or "")
    known = software is not None or base is not None
    served = catalog.host(registry, f"/{repository}")
    # Without a registry the text may be anything with a slash or a colon; a known image or nothing better decides.
    if served is not None and not written and (known or sure):
        yield "registry " + _service(catalog, served.service, served.region)
    if software is not None:
        yield "software " + _software(software[0])
    if base is not None:
        end = f", ends {base.end_of_life}" if base.end_of_life else ""
        name = f"{base.base.name} {base.release}".rstrip()
        yield f"base     {name} of {catalog.party_name(base.base.maker)}{end}"


def _package_url(catalog: Catalog, what: str) -> Iterator[str]:
    try:
        purl = PackageURL.from_string(what)
    except ValueError as error:
        raise SovassessError(f"{what}: is not a package URL: {error}") from error
    name = f"{purl.namespace}/{purl.name}" if purl.namespace else purl.name
    qualifiers: dict[str, str] = purl.qualifiers
    match purl.type:
        case "docker" | "oci":
            place = qualifiers.get("repository_url", "").removeprefix("https://").rstrip("/")
            whole = name if not place else place if place.rsplit("/", 1)[-1] == purl.name else f"{place}/{name}"
            version = qualifiers.get("tag") or purl.version or ""
            whole += (("@" if version.startswith("sha256:") else ":") + version) if version else ":latest"
            yield from _host(catalog, whole)
            yield from _image(catalog, whole, sure=True)
        case "huggingface" | "mlflow":
            yield from _model(catalog, name)
        case "github" | "githubactions" | "bitbucket" | "gitlab":
            yield from _action(catalog, name)
        case "terraform":
            yield from _provider(catalog, name)
        case "helm":
            software = catalog.product_index.chart(purl.name)
            if software is not None:
                yield "software " + _software(software[0])
        case _:
            separator = ":" if purl.type == "maven" and ":" in name else "/"
            entry = catalog.package(_NAMED_AS.get(purl.type, purl.type), name.replace(separator, "/"))
            if entry is not None:
                yield "package  " + _library(catalog, entry)
    if purl.type not in _IMAGE_TYPES:
        yield from _index(catalog, purl)


def _index(catalog: Catalog, purl: PackageURL) -> Iterator[str]:
    """Where such a package comes from by default."""
    match = catalog.host(_HOSTS[purl.type]) if purl.type in _HOSTS else None
    distribution = f"{purl.type}:{purl.namespace}" if purl.namespace else purl.type
    service = match.service if match else catalog.default_index(distribution) or catalog.default_index(purl.type)
    if service is not None:
        yield "from     " + _service(catalog, service)


def _library(catalog: Catalog, entry: SdkEntry) -> str:
    habits = sorted({habit.kind for habit in entry.sdk.habits if habit.default == "on"})
    more = f"; by itself: {', '.join(habits)}" if habits else ""
    return f"{entry.sdk.id} of {entry.party.name}: {_talks(catalog, entry.sdk.service)}{more}"


def _talks(catalog: Catalog, service: str | None) -> str:
    if service is None:
        return "talks to whatever it is pointed at"
    return _service(catalog, service) if service in catalog.services else f"{service}, run by whoever runs it"


def _software(product: Product) -> str:
    habits = sorted({habit.kind for habit in product.habits if habit.default == "on"})
    more = f"; by itself: {', '.join(habits)}" if habits else ""
    return f"{product.name} [{product.role.value}], {product.licence or 'licence not known'}{more}"


def _service(catalog: Catalog, service: str, region: str | None = None) -> str:
    """The service with its party and whose law applies; for a region, the country where it lies."""
    entry = catalog.services[service]
    reference = catalog.reference(entry.party.id)
    place = entry.service.location if entry.service.location not in (None, "by-region") else None
    if region is not None:
        country = catalog.country_of_region(entry.party.id, region)
        place = f"{country or 'country not known'} (region {region})"
    return (
        f"{entry.service.name} [{entry.service.role.value}] of {entry.party.name},"
        f" jurisdictions {', '.join(reference.jurisdictions) or 'unknown'}{f', hosted: {place}' if place else ''}"
    )
