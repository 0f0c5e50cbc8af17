"""Draw entries of the catalog by lot, to be checked by a person against the sources that they name.

    catalog_sample.py [SEED]        14 parties, 20 services, 10 libraries, 8 programs, 8 model families (seed 20261122)

The draw depends on the seed and on the ids in the catalog alone. What the checks gave is noted in catalog/SOURCES.md.
"""

from __future__ import annotations

import random
import sys

from sovassess.catalog.load import load_entries

SIZES = {"party": 14, "service": 20, "library": 10, "software": 8, "model family": 8}


def main() -> int:
    """Print the drawn entries, one a line: kind, id, and the file's first source."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 20261122
    entries = load_entries()
    found: dict[str, dict[str, str]] = {kind: {} for kind in SIZES}
    for file in entries.parties:
        source = file.party.sources[0].url
        found["party"][file.party.id] = source
        found["service"] |= {service.id: source for service in file.services}
        found["library"] |= {sdk.id: source for sdk in file.sdks}
        found["software"] |= {product.id: source for product in file.products}
    for models in entries.models:
        found["model family"] |= {family.id: models.sources[0].url for family in models.families}
    lot = random.Random(seed)
    for kind, size in SIZES.items():
        for name in lot.sample(sorted(found[kind]), size):
            print(f"{kind:13} {name:34} {found[kind][name]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
