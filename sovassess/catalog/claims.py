"""What each catalog file lays claim to, with the place in the file: hosts, packages, names, images, identifiers.

It lists; whether two files may claim the same is for `check`. Keys are spelt the way look-ups compare them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from sovassess.catalog.model import BaseFile, ModelFile, PartyFile, Product, ResourceFile, Sdk, Service

Place = tuple[str | int, ...]
"""Keys and indexes that lead to a node of a document."""

AnyFile = PartyFile | ResourceFile | ModelFile | BaseFile


class Claim(Struct, frozen=True):
    """`owner` says in words who claims `key`, which is unique among claims of the same `kind`."""

    kind: str
    key: str
    owner: str
    place: Place


def claims_of(file: AnyFile) -> Iterator[Claim]:
    """Every claim of a file, in the order of the file."""
    match file:
        case PartyFile():
            yield from _party_claims(file)
        case ResourceFile():
            for number, service in enumerate(file.services):
                yield from _service_claims(service, ("services", number))
            for name, types in file.types.items():
                yield from _listed("Terraform type", map(str.lower, types), name, ("types", name))
            for name, words in file.segments.items():
                for number, word in enumerate(words):
                    for form in file.forms:
                        yield Claim(
                            "Terraform type", form.replace("{}", word).lower(), name, ("segments", name, number)
                        )
        case ModelFile():
            for number, family in enumerate(file.families):
                place: Place = ("families", number)
                yield Claim("model family", family.id, family.id, (*place, "id"))
                yield from _listed("model id", family.ids, family.id, (*place, "ids"))
        case BaseFile():
            yield Claim("base", file.id, file.id, ("id",))
            yield from _listed("base image", file.images, file.id, ("images",))


def package_key(ecosystem: str, name: str) -> str:
    """A package with its ecosystem; names are compared as the ecosystem compares them (PEP 503 for Python)."""
    if ecosystem == "pypi":
        name = re.sub(r"[-_.]+", "-", name).lower()
    elif ecosystem in ("npm", "nuget", "composer"):
        name = name.lower()
    return f"{ecosystem}/{name}"


def host_key(pattern: str) -> str:
    """A host pattern without the names of its placeholders, which do not tell two patterns apart."""
    host, slash, path = pattern.partition("/")
    return re.sub(r"\{\w+\}", "{}", host.lower()) + slash + path


def _party_claims(file: PartyFile) -> Iterator[Claim]:
    yield Claim("party", file.party.id, file.party.id, ("party", "id"))
    for number, service in enumerate(file.services):
        yield from _service_claims(service, ("services", number))
    for number, product in enumerate(file.products):
        yield from _product_claims(product, ("products", number))
    for number, sdk in enumerate(file.sdks):
        yield from _sdk_claims(sdk, ("sdks", number))
    if file.cloud_service is not None:
        listed = {pattern for service in file.services for pattern in service.terraform}
        for number, prefix in enumerate(file.terraform_prefixes):
            if f"{prefix}*" not in listed:  # what a service of the same party takes for itself is not taken twice
                yield Claim("Terraform type", f"{prefix}*", file.cloud_service, ("terraform_prefixes", number))


def _service_claims(service: Service, place: Place) -> Iterator[Claim]:
    yield Claim("service", service.id, service.name, (*place, "id"))
    for kind, key, values in (
        ("host", "hosts", tuple(host_key(host) for host in service.hosts)),
        ("variable", "environment", service.environment),
        ("Terraform type", "terraform", tuple(map(str.lower, service.terraform))),
        ("Terraform provider", "terraform_providers", service.terraform_providers),
        ("default index", "index_of", service.index_of),
        ("system", "systems", service.systems),
        ("action", "actions", service.actions),
        ("router prefix", "prefixes", service.prefixes),
        ("guard", "guards", service.guards),
    ):
        yield from _listed(kind, values, service.id, (*place, key))


def _product_claims(product: Product, place: Place) -> Iterator[Claim]:
    yield Claim("service", product.id, product.name, (*place, "id"))
    for kind, key, values in (
        ("image", "images", product.images),
        ("chart", "charts", product.charts),
        ("Terraform provider", "terraform_providers", product.terraform_providers),
        ("command", "commands", product.commands),
        ("scheme", "schemes", product.schemes),
        ("software name", "names", tuple(name for name in product.names if name != product.id)),
        ("resource kind", "kinds", product.kinds),
    ):
        yield from _listed(kind, (value.lower() for value in values), product.id, (*place, key))


def _sdk_claims(sdk: Sdk, place: Place) -> Iterator[Claim]:
    yield Claim("library", sdk.id, sdk.id, (*place, "id"))
    for ecosystem, names in sdk.packages.items():
        keys = (package_key(ecosystem, name) for name in names)
        yield from _listed("package", keys, sdk.id, (*place, "packages", ecosystem))
    for language, modules in sdk.imports.items():
        keys = (f"{language} {module}" for module in modules)
        yield from _listed("import", keys, sdk.id, (*place, "imports", language))
    for number, client in enumerate(sdk.clients):
        keys = (f"{client.language} {name}" for name in client.names)
        yield from _listed("client", keys, sdk.id, (*place, "clients", number, "names"))


def _listed(kind: str, keys: Iterable[str], owner: str, place: Place) -> Iterator[Claim]:
    for number, key in enumerate(keys):
        yield Claim(kind, key, owner, (*place, number))
