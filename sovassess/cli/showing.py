"""`sovassess catalog show`: one entry in full, with who vouches for what and what it would take to leave.

It prints what the entry says; where the entry is silent it says so and concludes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sovassess.catalog.catalog import Catalog
from sovassess.catalog.model import BaseFile, Habit, ModelFamily, Party, Product, Service, Source
from sovassess.documents import nearest
from sovassess.errors import SovassessError


def shown(catalog: Catalog, name: str) -> Iterator[str]:
    """The lines for an id. Raises `SovassessError` with the nearest id if there is none."""
    families = {family.id: (family, file.developer) for file in catalog.model_files for family in file.families}
    known = {*catalog.parties, *catalog.services, *catalog.products, *families, *(b.id for b in catalog.bases.all())}
    if name not in known:
        raise SovassessError(f"the catalog has no {name!r}{nearest(name, known)}")
    if name in catalog.parties:
        yield from _party(catalog, catalog.parties[name])
    if name in catalog.services:
        entry = catalog.services[name]
        yield f"{entry.service.name} ({name}), a service of {entry.party.name}"
        yield from _service(catalog, entry.service)
        yield from _sources(entry.service.sources or entry.party.sources)
    if name in catalog.products:
        product, party = catalog.products[name]
        yield from _product(catalog, product, party)
    if name in families:
        yield from _family(catalog, *families[name])
    base = catalog.bases.get(name)
    if base is not None:
        yield from _base(catalog, base)


def _party(catalog: Catalog, party: Party) -> Iterator[str]:
    reference = catalog.reference(party.id)
    yield f"{party.name} ({party.id})"
    yield from _facts(
        ("legal name", party.legal_name or "-"),
        ("seat", party.country),
        *((("since", str(party.since)),) if party.since else ()),
        ("jurisdictions", ", ".join(reference.jurisdictions) or "unknown"),
        ("confidence", party.confidence),
    )
    ultimate = catalog.ultimate_parents(party.id)
    for parent in party.parents:
        above = "ultimate parent" if parent.id in ultimate else "parent"
        more = ", ".join(part for part in (parent.share, f"since {parent.since}" if parent.since else "") if part)
        yield f"  {above:14} {parent.name} ({parent.country}){f', {more}' if more else ''}"
    for name in ultimate:
        if name not in {parent.id for parent in party.parents}:
            yield f"  ultimate parent {catalog.party_name(name)} ({catalog.reference(name).country}), through others"
    if not party.parents:
        yield "  parents        none known"
    for event in party.history:
        yield f"  {event.date}     {event.what}"
    for entry in sorted(catalog.services.values(), key=lambda entry: entry.service.id):
        if entry.party.id == party.id:
            yield f"  service {entry.service.id}: {entry.service.name} [{entry.service.role.value}]"
    for product, maker in sorted(catalog.products.values(), key=lambda item: item[0].id):
        if maker.id == party.id:
            yield f"  software {product.id}: {product.name} [{product.role.value}]"
    yield from _sources(party.sources)


def _service(catalog: Catalog, service: Service) -> Iterator[str]:
    protocols = " and ".join((*((service.protocol,) if service.protocol else ()), *service.speaks_also))
    yield from _facts(
        ("role", service.role.value),
        ("hosts", _some(service.hosts)),
        ("hosted in", service.location or "not known"),
        ("protocol", protocols or "not known"),
        ("sees", service.data or "not known"),
        ("substitutable", service.substitutability or "not known"),
        ("variables", _some(service.environment)),
        ("terraform", _some((*service.terraform_providers, *service.terraform))),
        ("status", service.status),
    )
    others = catalog.speakers(service)
    yield from _facts(
        ("export", service.export or "not recorded"),
        ("run yourself", ", ".join(catalog.products[name][0].name for name in service.self_run) or "not recorded"),
        ("others speak", _some([other.name for other in others]) if others else "-"),
    )


def _product(catalog: Catalog, product: Product, party: Party) -> Iterator[str]:
    yield f"{product.name} ({product.id}), software of {party.name} that people run themselves"
    yield from _facts(
        ("role", product.role.value),
        ("licence", product.licence or "not known"),
        ("images", _some(product.images)),
        ("protocol", product.protocol or "not known"),
    )
    for habit in product.habits:
        yield from _habit(catalog, habit)
    yield from _sources(product.sources or party.sources)


def _habit(catalog: Catalog, habit: Habit) -> Iterator[str]:
    whom = catalog.services[habit.service].service.name if habit.service in catalog.services else habit.service
    how = f"on unless switched off: {whom}" if habit.default == "on" else f"off unless switched on: {whom}"
    yield f"  {habit.kind:14} {how}"
    for word, switches in (("off with", habit.off), ("on with", habit.on)):
        for variable, values in switches.items():
            yield f"    {word:12} {variable}={' or '.join(values) or '(empty)'}"
    for argument in habit.off_arguments:
        yield f"    off with     {argument}"
    yield f"    source       {habit.source or 'none: told as possible, not as the default'}"


def _family(catalog: Catalog, family: ModelFamily, developer: str) -> Iterator[str]:
    yield f"{family.name} ({family.id}), models of {catalog.party_name(developer)}"
    yield from _facts(
        ("task", family.task),
        ("weights", "open" if family.open_weights else "closed"),
        ("licence", family.licence),
        ("forbids", family.forbids or "-"),
        ("ids", ", ".join(family.ids)),
        ("jurisdictions", ", ".join(catalog.reference(developer).jurisdictions) or "unknown"),
    )
    for name, day in sorted(family.retires.items()):
        yield f"  retires        {name} on {day}"
    files = [file for file in catalog.model_files if family in file.families]
    yield from _sources(family.sources or (files[0].sources if files else ()))


def _base(catalog: Catalog, base: BaseFile) -> Iterator[str]:
    yield f"{base.name} ({base.id}), an operating-system base of {catalog.party_name(base.maker)}"
    yield from _facts(
        ("governance", base.governance),
        ("images", _some(base.images)),
        ("rebuilds", ", ".join(base.compatible) or "-"),
        ("ended", str(base.ended or ("never: rolling" if base.rolling else "-"))),
    )
    for name, release in sorted(base.releases.items()):
        yield f"  release        {name}, until {release.end_of_life or 'no end set'}"
    yield from _sources(base.sources)


def _facts(*facts: tuple[str, str]) -> Iterator[str]:
    for name, value in facts:
        yield f"  {name:14} {value}"


def _sources(sources: Iterable[Source]) -> Iterator[str]:
    for source in sources:
        checked = f", checked {source.checked}" if source.checked else ", not checked since"
        sure = f", confidence {source.confidence}" if source.confidence else ""
        yield f"  source {source.date} {source.url} ({', '.join(source.claims)}{sure}{checked})"


def _some(words: Iterable[str], most: int = 12) -> str:
    listed = list(words)
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(listed[:most]) + more if listed else "-"
