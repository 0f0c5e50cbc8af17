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
                for word in line.split():
                    network = ip_network(word)
                    bits = network.max_prefixlen - network.prefixlen
                    table = self._tables.setdefault((network.version, bits), {})
                    table[int(network.network_address) >> bits] = owner
        self._order = sorted(self._tables, key=lambda key: key[1])

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
