"""Bare addresses, told by the ranges that providers publish: who can end them, not who answers there."""

from __future__ import annotations

from typing import Protocol

from sovassess.catalog.catalog import Catalog
from sovassess.catalog.ranges import shipped_ranges
from sovassess.model.enums import Operator, Role
from sovassess.resolution.drafts import Target

# What begins the service of an address of which only the provider's network is known.
NETWORK = "network:"


class ServiceTarget(Protocol):
    """Makes the target of a catalog's service."""

    def __call__(self, service: str, *, region: str | None = None, host: str | None = None) -> Target | None:
        """None if the catalog has none of that id."""
        ...


def published(catalog: Catalog, address: str, service: ServiceTarget) -> Target | None:
    """The service whose range an address lies in, or the provider that rents it out to somebody and can still end it.

    None for names, addresses in no range, and providers that are not in the catalog.
    """
    owner = shipped_ranges().find(address) if address[:1].isdigit() or ":" in address else None
    if owner is None or owner.party not in catalog.parties:
        return None
    if owner.service:
        return service(owner.service, region=owner.region or None, host=address)
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
