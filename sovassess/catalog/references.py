"""The references from one catalog entry to another, and which of them lead nowhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from sovassess.catalog.claims import AnyFile, Place
from sovassess.catalog.model import BaseFile, ModelFile, PartyFile, ResourceFile, Sdk

_Reference = tuple[str, str, Place]
_EITHER = "service or product"


class References:
    """All names of a catalog, by kind: `party`, `service`, `product`, `service or product`, `base`."""

    def __init__(self, files: Iterable[AnyFile]) -> None:
        self._names: dict[str, set[str]] = defaultdict(set)
        for file in files:
            match file:
                case PartyFile():
                    self._names["party"].add(file.party.id)
                    self._names["service"] |= {service.id for service in file.services}
                    self._names["product"] |= {product.id for product in file.products}
                    # A client may by default reach software that people run, such as a database beside it.
                    self._names[_EITHER] |= self._names["service"] | self._names["product"]
                case ResourceFile():
                    self._names["service"] |= {service.id for service in file.services}
                    self._names[_EITHER] |= self._names["service"]
                case BaseFile():
                    self._names["base"].add(file.id)
                case ModelFile():
                    continue

    def names(self, kind: str) -> frozenset[str]:
        """Every name of a kind."""
        return frozenset(self._names[kind])

    def unknown(self, file: AnyFile) -> Iterator[_Reference]:
        """References of a file that lead nowhere: kind, name, place."""
        for kind, name, place in _references(file):
            if name not in self._names[kind]:
                yield kind, name, place


def _references(file: AnyFile) -> Iterator[_Reference]:
    match file:
        case PartyFile():
            yield from _party_references(file)
        case ResourceFile():
            yield "party", file.party, ("party",)
            for name in file.types:
                yield "service", name, ("types", name)
            for name in file.segments:
                yield "service", name, ("segments", name)
        case ModelFile():
            yield "party", file.developer, ("developer",)
        case BaseFile():
            yield "party", file.maker, ("maker",)
            if file.packages_service is not None:
                yield "service", file.packages_service, ("packages_service",)
            for number, name in enumerate(file.compatible):
                yield "base", name, ("compatible", number)


def _party_references(file: PartyFile) -> Iterator[_Reference]:
    for number, event in enumerate(file.party.history):
        if event.party:
            yield "party", event.party, ("party", "history", number)
    if file.cloud_service is not None:
        yield "service", file.cloud_service, ("cloud_service",)
    for number, service in enumerate(file.services):
        if service.developer is not None:
            yield "party", service.developer, ("services", number, "developer")
        for index, name in enumerate(service.self_run):
            yield "product", name, ("services", number, "self_run", index)
    for number, product in enumerate(file.products):
        if product.relays_to:
            yield "service", product.relays_to, ("products", number, "relays_to")
        for index, habit in enumerate(product.habits):
            yield "service", habit.service, ("products", number, "habits", index)
        for name, services in product.chooses.items():
            for word, chosen in services.items():
                yield "service", chosen, ("products", number, "chooses", name, word)
    for number, sdk in enumerate(file.sdks):
        yield from _sdk_references(sdk, ("sdks", number))


def _sdk_references(sdk: Sdk, place: Place) -> Iterator[_Reference]:
    if sdk.service is not None:
        yield _EITHER, sdk.service, (*place, "service")
    for index, habit in enumerate(sdk.habits):
        yield "service", habit.service, (*place, "habits", index)
    for index, client in enumerate(sdk.clients):
        inner: Place = (*place, "clients", index)
        if client.service is not None:
            yield _EITHER, client.service, (*inner, "service")
        if client.router is not None:
            yield "service", client.router, (*inner, "router")
        for method, name in client.methods.items():
            yield _EITHER, name, (*inner, "methods", method)
        for word, name in client.services_by_argument.items():
            if name:  # without one the word stands for what runs in the program itself
                yield _EITHER, name, (*inner, "services_by_argument", word)
