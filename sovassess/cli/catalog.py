"""`sovassess catalog`: list, show and look up what the catalog knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from packageurl import PackageURL

from sovassess.catalog import check as checking
from sovassess.catalog import coverage as covering
from sovassess.catalog.catalog import Catalog
from sovassess.catalog.load import load_entries
from sovassess.cli.scan import cache_folder
from sovassess.documents import nearest
from sovassess.errors import SovassessError
from sovassess.formats.image import looks_like_image, parsed
from sovassess.model.values import literal
from sovassess.resolution.addresses import endpoint_of
from sovassess.settings import find_settings, load_settings


def list_parties() -> int:
    """Print every party."""
    catalog = _catalog()
    counts: dict[str, int] = {}
    for entry in catalog.services.values():
        counts[entry.party.id] = counts.get(entry.party.id, 0) + 1
    for party in sorted(catalog.parties.values(), key=lambda party: party.id):
        parents = ", ".join(parent.name for parent in party.parents)
        print(
            f"{party.id:34} {party.country:8} {counts.get(party.id, 0):3} services  {party.name}"
            f"{'  (' + parents + ')' if parents else ''}"
        )
    return 0


def show(name: str) -> int:
    """Print one party with its services and sources."""
    catalog = _catalog()
    party = catalog.parties.get(name)
    if party is None:
        raise SovassessError(f"the catalog has no party {name!r}{nearest(name, catalog.parties)}")
    reference = catalog.reference(name)
    print(f"{party.name} ({party.id})")
    print(f"  legal name     {party.legal_name or '-'}")
    print(f"  seat           {party.country}")
    print(f"  parents        {', '.join(f'{p.name} ({p.country})' for p in party.parents) or '-'}")
    print(f"  jurisdictions  {', '.join(reference.jurisdictions) or 'unknown'}")
    print(f"  confidence     {party.confidence}")
    for event in party.history:
        print(f"  {event.date}     {event.what}")
    for entry in sorted(catalog.services.values(), key=lambda entry: entry.service.id):
        if entry.party.id == name:
            service = entry.service
            print(f"  service {service.id}: {service.name} [{service.role.value}] {', '.join(service.hosts[:6])}")
    for source in party.sources:
        print(f"  source {source.date} {source.url} ({', '.join(source.claims)})")
    return 0


def lookup(what: str) -> int:
    """Print what the catalog makes of a text; 1 if nothing."""
    catalog = _catalog()
    found = list(_found(catalog, what))
    for line in found:
        print(line)
    if not found:
        print(f"{what}: not in the catalog")
    return 0 if found else 1


def check(own: Sequence[Path], lists: Path | None) -> int:
    """Check every entry, with an organisation's own folders laid over it, and measure it against a folder of lists.

    Without `own` folders, those that the settings of the current folder name are laid over.
    1 where an entry is wrong or a list's target is missed.
    """
    own = own or _own()
    today = dt.datetime.now(tz=dt.UTC).date()
    problems = checking.check(own, today=today)
    for problem in problems:
        print(f"{problem.severity:7} {problem}")
    errors = sum(problem.severity == "error" for problem in problems)
    print(f"{errors} errors, {len(problems) - errors} notices")
    if errors:
        return 1
    entries = load_entries(own, cache=cache_folder())
    print(covering.summary(entries))
    if lists is None:
        return 0
    paths = sorted(lists.glob("*.txt"))
    if not paths:
        raise SovassessError(f"{lists}: holds no lists (*.txt) to measure against")
    catalog = Catalog(entries)
    found = [covering.measure(catalog, covering.read_list(path)) for path in paths]
    for result in found:
        print("\n".join(covering.lines(result)))
    missed = [result.names.title for result in found if not result.met]
    if missed:
        print(f"target missed: {', '.join(missed)}")
    return 1 if missed else 0


def _found(catalog: Catalog, what: str) -> list[str]:
    out: list[str] = []
    if what.startswith("pkg:"):
        return _package(catalog, what)
    endpoint = endpoint_of(what)
    match = catalog.host(endpoint.host, endpoint.path) if endpoint is not None else None
    if match is not None:
        out.append(
            "host     " + _service(catalog, match.service) + (f", region {match.region}" if match.region else "")
        )
    model = catalog.models.find(what)
    if model is not None:
        family = model.family
        weights = "open weights" if family.open_weights else "closed"
        out.append(
            f"model    {family.name}: {catalog.party_name(model.developer)}"
            f" ({catalog.reference(model.developer).country}), {weights}, {family.licence}"
        )
    if looks_like_image(what):
        reference = parsed(literal(what))
        registry = catalog.host(reference.registry or "", f"/{reference.repository}")
        if registry is not None and match is None:
            out.append("registry " + _service(catalog, registry.service))
        product = catalog.product_index.image(reference.registry or "", reference.repository or "")
        if product is not None:
            out.append(f"software {product[0].name} [{product[0].role.value}]")
        base = catalog.bases.find(reference.registry or "", reference.repository or "", reference.tag or "")
        if base is not None:
            end = f", ends {base.end_of_life}" if base.end_of_life else ""
            out.append(f"base     {base.base.name} {base.release}{end}".rstrip())
    service = catalog.variable(what)
    if service is not None:
        out.append("variable " + _service(catalog, service))
    resource = catalog.terraform(what) if "_" in what else None
    if resource is not None:
        out.append("resource " + _service(catalog, resource))
    return out


def _package(catalog: Catalog, what: str) -> list[str]:
    try:
        purl = PackageURL.from_string(what)
    except ValueError as error:
        raise SovassessError(f"{what}: is not a package URL: {error}") from error
    name = f"{purl.namespace}/{purl.name}" if purl.namespace else purl.name
    entry = catalog.package(purl.type, name)
    if entry is None:
        return []
    service = entry.sdk.service
    talks = _service(catalog, service) if service else "talks to whatever it is pointed at"
    return [f"package  {entry.sdk.id} of {entry.party.name}: {talks}"]


def _service(catalog: Catalog, service: str) -> str:
    entry = catalog.services[service]
    reference = catalog.reference(entry.party.id)
    return (
        f"{entry.service.name} [{entry.service.role.value}] of {entry.party.name},"
        f" jurisdictions {', '.join(reference.jurisdictions) or 'unknown'}"
    )


def _catalog() -> Catalog:
    return Catalog(load_entries(_own(), cache=cache_folder()))


def _own() -> tuple[Path, ...]:
    """The organisation's own catalogs that the settings of the current folder name, from where those settings stand."""
    found = find_settings(Path())
    if found is None:
        return ()
    return tuple(Path(folder) for folder in load_settings(found).catalog.folders)
