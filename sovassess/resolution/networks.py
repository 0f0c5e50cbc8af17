"""Bare addresses, told by the ranges that providers publish: who can end them, not who answers there."""

from __future__ import annotations

from sovassess.catalog.catalog import Catalog
from sovassess.catalog.ranges import RangeOwner, shipped_ranges
from sovassess.model.enums import Operator, Role
from sovassess.resolution.drafts import Target

# What begins the service of an address of which only the provider's network is known.
NETWORK = "network:"


def owner_of(catalog: Catalog, address: str) -> RangeOwner | None:
    """The provider in whose published ranges an address lies; None for names, and for providers not in the catalog."""
    if not (address[:1].isdigit() or ":" in address):
        return None
    found = shipped_ranges().find(address)
    return found if found is not None and found.party in catalog.parties else None


def at_network(catalog: Catalog, owner: RangeOwner, address: str) -> Target:
    """An address that somebody rents from a provider, who can still end it, as can the law of its place."""
    region = catalog.region(owner.party, owner.region) if owner.region else None
    return Target(
        service=f"{NETWORK}{owner.party}",
        name=f"Address of {catalog.party_name(owner.party)}{f' in {region}' if region else ''}",
        party=owner.party,
        operated_by=Operator.VENDOR,
        role=Role.OTHER,
        region=region,
        location=catalog.country_of_region(owner.party, region) if region else None,
        host=address,
    )
