"""Who has a say in a dependency: who runs it, who owns them, who made the model, whose law reaches which of them.

It gives the groups of an AND/OR graph for services and parties, and judges no function.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from sovassess.graph.logic import Group
from sovassess.model.dependencies import Dependency, PartyReference
from sovassess.model.enums import Operator, Role

SERVICE, PARTY, LAW = "service:", "party:", "jurisdiction:"


class Say(Struct, frozen=True):
    """One party's say in a dependency. `open` says why it is undecided that it can withdraw it, "" if it surely can."""

    party: str
    open: str = ""


def says(dependency: Dependency) -> tuple[Say, ...]:
    """The parties that can withdraw a dependency, themselves or as the only developer of the models that it serves.

    Each can do so alone. Of several developers none can be said to: which of their models a function needs is open.
    """
    out: list[Say] = []
    if dependency.operated_by is Operator.SELF:
        return ()
    if dependency.party is not None:
        # Whoever runs the server that hands a licence out, the licence is its maker's to end.
        hosted = dependency.operated_by is Operator.VENDOR or dependency.role is Role.LICENSE_SERVER
        why = "" if hosted else f"no file says whether {dependency.name} is run by {dependency.party.name}"
        out.append(Say(dependency.party.id, why))
    makers = developers(dependency)
    named = {say.party for say in out}
    why = "" if len(makers) == 1 else f"models of {len(makers)} developers are called"
    return (*out, *(Say(maker, why) for maker in makers if maker not in named))


def developers(dependency: Dependency) -> tuple[str, ...]:
    """Developers of the models it serves that cannot be had elsewhere, sorted."""
    if dependency.operated_by is Operator.SELF:
        return ()
    return tuple(sorted({m.developer for m in dependency.models if m.developer and not m.open_weights}))


def parties_of(dependency: Dependency) -> frozenset[str]:
    """The parties that can surely withdraw a dependency, with all who own them."""
    owners = (dependency.party.id, *dependency.party.parents) if dependency.party is not None else ()
    sure = {say.party for say in says(dependency) if not say.open}
    return frozenset(sure | (set(owners) if owners and owners[0] in sure else set()))


def jurisdictions_of(dependency: Dependency) -> frozenset[str]:
    """The countries that can surely compel it: of the party and its parents, the place, the one developer."""
    if dependency.operated_by is not Operator.VENDOR:
        return frozenset()
    out: set[str] = set(dependency.party.jurisdictions) if dependency.party is not None else set()
    if dependency.location and len(dependency.location) == 2:
        out.add(dependency.location)
    makers = developers(dependency)
    if len(makers) == 1:
        out |= {
            m.developer_country
            for m in dependency.models
            if m.developer == makers[0] and m.developer_country and len(m.developer_country) == 2
        }
    return frozenset(out)


def service_groups(dependency: Dependency) -> Iterator[Group]:
    """What a service needs to be offered: each who has a say, and the law of the place where it stands."""
    every = says(dependency)
    for say in every:
        yield Group((PARTY + say.party,), sure=not say.open, need=say.open)
    makers = developers(dependency)
    if len(makers) > 1:
        yield Group(tuple(PARTY + maker for maker in makers))
    if dependency.operated_by is Operator.VENDOR and dependency.location and len(dependency.location) == 2:
        yield Group((LAW + dependency.location,))


def party_groups(party: PartyReference) -> Iterator[Group]:
    """What a party can be compelled by: each owner, each law."""
    for parent in party.parents:
        yield Group((PARTY + parent,))
    for country in party.jurisdictions:
        yield Group((LAW + country,))


def parties_in(dependencies: Mapping[str, Dependency]) -> dict[str, PartyReference]:
    """Every party that runs something, by id; of developers that run nothing, what the model's entry says."""
    found: dict[str, PartyReference] = {}
    for dependency in dependencies.values():
        if dependency.party is not None:
            found.setdefault(dependency.party.id, dependency.party)
    for dependency in dependencies.values():
        for model in dependency.models:
            if model.developer and model.developer not in found:
                country = model.developer_country or "unknown"
                laws = (country,) if len(country) == 2 else ()
                found[model.developer] = PartyReference(
                    id=model.developer, name=model.developer, country=country, jurisdictions=laws
                )
    return found
