"""Who can switch you off: minimal sets of parties, or of jurisdictions, whose withdrawal stops a function.

A need fails when every member that takes over by itself has failed; a member fails when any party that has a say in it
withdraws. The sets are found by expanding each need into products and keeping the minimal ones (MOCUS: J. Fussell and
W. Vesely, 1972), complete up to `MAX_ORDER` members.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from sovassess.graph.needs import Function, Need, in_use
from sovassess.model.dependencies import Dependency
from sovassess.model.enums import Operator

MAX_ORDER = 3
Elements = Callable[[Dependency], frozenset[str]]


class Cut(Struct, frozen=True, order=True):
    """A minimal set; `members` are sorted."""

    members: tuple[str, ...]
    function: Function


def minimal_cuts(function: Function, needs: Sequence[Need], by_id: dict[str, Dependency], who: Elements) -> list[Cut]:
    """The minimal sets of at most `MAX_ORDER` elements that stop the function, smallest first.

    `who` gives the elements of which any one takes the dependency down; none means that nothing outside can.
    """
    found: set[frozenset[str]] = set()
    for need in needs:
        products: set[frozenset[str]] = {frozenset()}
        for member in in_use(need):
            elements = who(by_id[member])
            products = _minimal(
                partial | {element}
                for partial in products
                for element in elements
                if len(partial | {element}) <= MAX_ORDER
            )
            if not products:
                break
        found |= {product for product in products if product}
    kept = _minimal(found)
    return sorted((Cut(tuple(sorted(cut)), function) for cut in kept), key=lambda cut: (len(cut.members), cut.members))


def _minimal(sets: Iterable[frozenset[str]]) -> set[frozenset[str]]:
    kept: list[frozenset[str]] = []
    for candidate in sorted(set(sets), key=lambda entry: (len(entry), sorted(entry))):
        if not any(smaller <= candidate for smaller in kept):
            kept.append(candidate)
    return set(kept)


def parties_of(dependency: Dependency) -> frozenset[str]:
    """The parties that can withdraw a dependency: who runs it, whoever owns them, the developer of a closed model."""
    out: set[str] = set()
    if dependency.party is not None:
        out |= {dependency.party.id, *dependency.party.parents}
    closed = {model.developer for model in dependency.models if model.developer and not model.open_weights}
    if len(closed) == 1 and dependency.operated_by is not Operator.SELF:
        out |= closed
    return frozenset(out)


def jurisdictions_of(dependency: Dependency) -> frozenset[str]:
    """The countries that can compel it: of the party, its parents, the place, and the developer of a closed model."""
    if dependency.operated_by is Operator.SELF:
        return frozenset()
    out: set[str] = set(dependency.party.jurisdictions) if dependency.party is not None else set()
    if dependency.location and len(dependency.location) == 2:
        out.add(dependency.location)
    out |= {
        model.developer_country
        for model in dependency.models
        if not model.open_weights and model.developer_country and len(model.developer_country) == 2
    }
    return frozenset(out)
