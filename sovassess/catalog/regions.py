"""Names of regions as addresses shorten them. Which regions a party has the catalog knows, not this module."""

from __future__ import annotations

import re

# What the endpoints of some stores shorten: `use1` stands for `us-east-1`
# (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Endpoints.html, read 2026-11-22).
_SHORT = re.compile(r"([a-z]{2})(n|s|e|w|c|ne|nw|se|sw)(\d)")
_SIDES = {
    "n": "north", "s": "south", "e": "east", "w": "west", "c": "central", "ne": "northeast", "nw": "northwest",
    "se": "southeast", "sw": "southwest",
}  # fmt: skip


def written_out(region: str) -> str:
    """The name of a region that is given by a short code; any other as it is."""
    found = _SHORT.fullmatch(region)
    return f"{found[1]}-{_SIDES[found[2]]}-{found[3]}" if found else region
