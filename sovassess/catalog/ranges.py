"""Which provider publishes an address as its own. It says who can cut the address off, not who answers behind it.

The data stand in `ranges.txt` with source and date; the longest prefix wins. One table for each prefix length makes a
look-up independent of the number of ranges.
"""

from __future__ import annotations

from functools import cache
from ipaddress import ip_address, ip_network
from pathlib import Path

from msgspec import Struct

RANGES = Path(__file__).parent / "ranges.txt"


class RangeOwner(Struct, frozen=True):
    """The party that publishes the range, its service if the range belongs to one only, its region; "" if not told."""

    party: str
    service: str
    region: str


class RangeIndex:
    """Address ranges with their owners, from text in the form of `ranges.txt`."""

    def __init__(self, text: str) -> None:
        self._tables: dict[tuple[int, int], dict[int, RangeOwner]] = {}
        self.dates: dict[str, str] = {}
        self._services: dict[str, dict[str, list[str]]] = {}
        owner = RangeOwner("", "", "")
        for line in text.splitlines():
            if line.startswith("#"):
                party, colon, rest = line[1:].strip().partition(": ")
                if colon and " " not in party:
                    self.dates[party] = rest.rpartition(", ")[2]
            elif line.startswith("["):
                party, service, region = ("" if word == "-" else word for word in line.strip("[]").split())
                owner = RangeOwner(party, service, region)
            else:
                if owner.service:
                    self._services.setdefault(owner.service, {}).setdefault(owner.region, []).extend(line.split())
                for word in line.split():
                    network = ip_network(word)
                    bits = network.max_prefixlen - network.prefixlen
                    table = self._tables.setdefault((network.version, bits), {})
                    table[int(network.network_address) >> bits] = owner
        self._order = sorted(self._tables, key=lambda key: key[1])

    def networks(self, service: str, region: str) -> tuple[str, ...]:
        """All that is published for a service in a region, in the order of the file; () where nothing is.

        A service without regions, such as a CDN, is published as one; where a service has regions and none is given,
        nothing is said, as all of them would be far more than is meant.
        """
        by_region = self._services.get(service, {})
        if set(by_region) == {""}:
            return tuple(by_region[""])
        return tuple(by_region[region]) if region in by_region and region else ()

    def find(self, address: str) -> RangeOwner | None:
        """The owner of the smallest range around an address; None for other text and addresses in none."""
        try:
            parsed = ip_address(address)
        except ValueError:
            return None
        number = int(parsed)
        for version, bits in self._order:
            if version == parsed.version:
                found = self._tables[version, bits].get(number >> bits)
                if found is not None:
                    return found
        return None


@cache
def shipped_ranges() -> RangeIndex:
    """The ranges of the package, read when the first address is asked for."""
    return RangeIndex(RANGES.read_text("utf-8"))
