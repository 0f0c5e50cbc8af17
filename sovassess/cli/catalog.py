"""`sovassess catalog`: list, show and look up what the catalog knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from sovassess.catalog import check as checking
from sovassess.catalog import coverage as covering
from sovassess.catalog.catalog import Catalog
from sovassess.catalog.load import load_entries
from sovassess.catalog.model import Party
from sovassess.cli.kept import kept_folder
from sovassess.cli.lookup import found
from sovassess.cli.showing import shown
from sovassess.documents import nearest
from sovassess.errors import SovassessError
from sovassess.settings import find_settings, load_settings


def list_entries(what: str, *, role: str | None, country: str | None) -> int:
    """Print every party, service, product, model family or base; with a role or a country, only those that have it."""
    catalog = _catalog()
    lines = {
        "parties": _parties,
        "services": _services,
        "products": _products,
        "models": _models,
        "bases": _bases,
    }
    if what not in lines:
        raise SovassessError(f"the catalog has no {what!r}{nearest(what, lines)}")
    for line, roles, countries in lines[what](catalog):
        if (role is None or role in roles) and (country is None or country.upper() in countries):
            print(line)
    return 0


_Line = tuple[str, Collection[str], Collection[str]]


def _parties(catalog: Catalog) -> Iterator[_Line]:
    roles: dict[str, list[str]] = {}
    for entry in catalog.services.values():
        roles.setdefault(entry.party.id, []).append(entry.service.role.value)
    for party in sorted(catalog.parties.values(), key=lambda party: party.id):
        parents = ", ".join(parent.name for parent in party.parents)
        own = roles.get(party.id, [])
        text = f"{party.id:34} {party.country:8} {len(own):3} services  {party.name}"
        yield text + (f"  ({parents})" if parents else ""), own, _countries(catalog, party)


def _services(catalog: Catalog) -> Iterator[_Line]:
    for name, entry in sorted(catalog.services.items()):
        service = entry.service
        text = f"{name:34} {entry.party.country:8} {service.role.value:14} {service.name} of {entry.party.name}"
        yield text, (service.role.value,), _countries(catalog, entry.party)


def _products(catalog: Catalog) -> Iterator[_Line]:
    for name, (product, party) in sorted(catalog.products.items()):
        text = f"{name:34} {party.country:8} {product.role.value:14} {product.name}, {product.licence or '-'}"
        yield text, (product.role.value,), _countries(catalog, party)


def _models(catalog: Catalog) -> Iterator[_Line]:
    for file in sorted(catalog.model_files, key=lambda file: file.developer):
        reference = catalog.reference(file.developer)
        for family in file.families:
            weights = "open weights" if family.open_weights else "closed"
            text = f"{family.id:34} {reference.country:8} {family.task:14} {family.name}, {weights}, {family.licence}"
            yield text, (family.task,), {reference.country, *reference.jurisdictions}


def _bases(catalog: Catalog) -> Iterator[_Line]:
    for base in catalog.bases.all():
        reference = catalog.reference(base.maker)
        standing = f"ended {base.ended}" if base.ended else "rolling" if base.rolling else "maintained"
        text = f"{base.id:34} {reference.country:8} {base.governance:14} {base.name}, {standing}"
        yield text, ("os",), {reference.country, *reference.jurisdictions}


def _countries(catalog: Catalog, party: Party) -> set[str]:
    return {party.country, *catalog.reference(party.id).jurisdictions}


def show(name: str) -> int:
    """Print one entry with all that the catalog knows of it: a party, a service, software, a model family or a base."""
    for line in shown(_catalog(), name):
        print(line)
    return 0


def lookup(what: str) -> int:
    """Print what the catalog makes of a text; 1 if nothing."""
    catalog = _catalog()
    lines = found(catalog, what)
    for line in lines:
        print(line)
    if not lines:
        print(f"{what}: not in the catalog")
    return 0 if lines else 1


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
    entries = load_entries(own, cache=kept_folder())
    print(covering.summary(entries))
    if lists is None:
        return 0
    paths = sorted(lists.glob("*.txt"))
    if not paths:
        raise SovassessError(f"{lists}: holds no lists (*.txt) to measure against")
    catalog = Catalog(entries)
    measured = [covering.measure(catalog, covering.read_list(path)) for path in paths]
    for result in measured:
        print("\n".join(covering.lines(result)))
    missed = [result.names.title for result in measured if not result.met]
    if missed:
        print(f"target missed: {', '.join(missed)}")
    return 1 if missed else 0


def _catalog() -> Catalog:
    return Catalog(load_entries(_own(), cache=kept_folder()))


def _own() -> tuple[Path, ...]:
    """The organisation's own catalogs that the settings of the current folder name, from where those settings stand."""
    settings = find_settings(Path())
    if settings is None:
        return ()
    return tuple(Path(folder) for folder in load_settings(settings).catalog.folders)
