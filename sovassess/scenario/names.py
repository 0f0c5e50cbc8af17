"""The names that a selector over dependencies may give: those of the catalog and those of the tree in question.

It tells a misspelt name from one that exists somewhere else; whether a name is well chosen it does not judge.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import cast

from msgspec import Struct

from sovassess.catalog.catalog import Catalog
from sovassess.catalog.check import COUNTRIES
from sovassess.catalog.models import ModelIndex
from sovassess.documents import nearest
from sovassess.graph.graph import DependencyGraph
from sovassess.graph.items.ties import OPEN_PROTOCOLS
from sovassess.scenario.model import ANY, Parameter, Scenario

_SHOWN = 20
_NONE = frozenset({"none"})
# A place may be known only by the bloc it is in; a party may be an international body.
_COUNTRIES = COUNTRIES | {"EU", "INT", "none"}
# Fields whose values no list closes.
_OPEN = ("party", "owners", "developers", "service", "region", "models", "families", "protocol")
_BY_COUNTRY = ("country", "jurisdictions", "reach", "developer_reach")
_BY_PLACE = ("location", "backup_location")


class Names(Struct, frozen=True):
    """By field (`party`, `service`) every name that a selector may give, and those of the tree in question. A field
    that stands in neither takes any word."""

    known: Mapping[str, Collection[str]] = {}
    here: Mapping[str, Collection[str]] = {}

    def strange(self, field: str, word: str) -> bool:
        """True for a name that nobody knows. What a parameter stands for is checked where its value is."""
        return field in self.known and not word.startswith("$") and word not in self.known[field]

    def complaint(self, field: str, word: str) -> str:
        """What to say of a strange name: the nearest of all names, and those of this tree."""
        close = nearest(word, self.known[field])
        here = sorted(self.here.get(field, ()))
        more = f" and {len(here) - _SHOWN} more" if len(here) > _SHOWN else ""
        listed = f"ere there is {', '.join(here[:_SHOWN]) or 'none'}{more}"
        if close.startswith("; known:"):
            close = ""  # all there is follows anyway
        return f"no {field} {word!r}{close}{' H' if close else '; h'}{listed}"


class _Models(Collection[str]):
    """Names of models as items give them: of this tree, and whatever the catalog places in a family."""

    def __init__(self, index: ModelIndex, here: Collection[str]) -> None:
        self._index = index
        self._here = frozenset(here)

    def __contains__(self, name: object) -> bool:
        if name in self._here or name in _NONE:
            return True
        # Items give bare names in lower case; one that is written otherwise matches nothing.
        plain = isinstance(name, str) and name == name.lower() and "/" not in name
        return plain and self._index.recognises(cast("str", name))

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._here | set(self._index.written)))

    def __len__(self) -> int:
        return len(self._here | set(self._index.written))


def names_of(catalog: Catalog, graph: DependencyGraph) -> Names:
    """Every name that a selector may give about an estate."""
    here = _of_tree(graph)
    parents = {parent.id for party in catalog.parties.values() for parent in party.parents}
    parties = {*catalog.parties, *parents, *catalog.developers, *here["party"]}
    services = {*catalog.services, *catalog.products, *(f"models-of:{name}" for name in catalog.developers)}
    families = {family.name for file in catalog.model_files for family in file.families}
    known: dict[str, Collection[str]] = {
        "party": parties | here["party"],
        "owners": parties | here["owners"],
        "developers": parties | here["developers"] | _NONE,
        "service": services | here["service"],
        "region": {name for regions in catalog.regions.values() for name in regions} | here["region"] | _NONE,
        "models": _Models(catalog.models, here["models"]),
        "families": families | here["families"] | _NONE,
        "protocol": OPEN_PROTOCOLS | _protocols(catalog) | here["protocol"],
        "name": _titles(catalog) | here["name"],
        "id": here["id"],
        **dict.fromkeys(_BY_COUNTRY, _COUNTRIES),
        **dict.fromkeys(_BY_PLACE, _COUNTRIES | {"global"}),
    }
    laws = laws_of(graph)
    return Names(known, {**here, **dict.fromkeys(_BY_COUNTRY, laws), **dict.fromkeys(_BY_PLACE, laws)})


def _protocols(catalog: Catalog) -> set[str]:
    """Every protocol that a service, a client or a product of the catalog speaks."""
    found = {p for e in catalog.services.values() for p in (e.service.protocol, *e.service.speaks_also)}
    found |= {client.protocol for sdk in catalog.sdks for client in sdk.clients}
    return {p for p in found | {product.protocol for product, _ in catalog.products.values()} if p}


def _titles(catalog: Catalog) -> set[str]:
    """How services and products are called in words."""
    products = {product.name for product, _ in catalog.products.values()}
    return products | {entry.service.name for entry in catalog.services.values()}


def laws_of(graph: DependencyGraph) -> set[str]:
    """The countries whose law reaches somebody in the estate, or a place where something stands."""
    found = list(graph.dependencies.values())
    places = {d.location for d in found if d.location is not None and len(d.location) == 2}
    return places | {c for d in found if d.party is not None for c in d.party.jurisdictions}


def _of_tree(graph: DependencyGraph) -> dict[str, set[str]]:
    """By field the names that the estate has."""
    out: dict[str, set[str]] = {field: set() for field in _OPEN}
    items = graph.items("dependency")
    for item in items:
        for field, found in out.items():
            value = item.fields.get(field)
            found.update({value} if isinstance(value, str) else set(value) if isinstance(value, tuple) else set())
    for found in out.values():
        found.difference_update(("none", "unknown", ""))
    out["party"] = set(graph.parties()) | out["party"]
    return {**out, "id": {item.id for item in items}, "name": {item.name for item in items}}


def fields_of_parameter(scenario: Scenario, name: str) -> tuple[str, ...]:
    """The fields in whose conditions a parameter stands, sorted."""
    selectors = [*scenario.removes, *scenario.keeps, *(s for scope in scenario.scopes.values() for s in scope)]
    return tuple(sorted({f for selector in selectors for f, value in selector.items() if f"${name}" in words(value)}))


def strange_values(scenario: Scenario, values: Mapping[str, Parameter], names: Names) -> Iterator[tuple[str, str]]:
    """Each value of a parameter that nobody knows, with the name of the parameter and what to say of it."""
    for parameter, value in values.items():
        members = value if isinstance(value, tuple) else (value,)
        for word in (member for member in members if member is not None and member != ANY):
            for field in fields_of_parameter(scenario, parameter):
                if names.strange(field, word):
                    yield parameter, names.complaint(field, word)
                    break


def words(value: object) -> Iterator[str]:
    """Every word of a condition, however it is nested."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for member in cast("list[object]", value):
            yield from words(member)
    elif isinstance(value, dict):
        for member in cast("dict[object, object]", value).values():
            yield from words(member)
