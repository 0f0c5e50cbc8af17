"""How long each detector takes with files that are made to hurt, the slowest first.

Run from the root of the checkout: `python -m benchmarks.hostile`. Columns: seconds, detector, content.
"""

from __future__ import annotations

import time

from tests.detectors.test_hostile import CONTENTS, DETECTORS, run

SHOWN = 20


def main() -> None:
    rows: list[tuple[float, str, str]] = []
    for identifier in sorted(DETECTORS):
        for content in sorted(CONTENTS):
            started = time.perf_counter()
            run(identifier, content)
            rows.append((time.perf_counter() - started, identifier, content))
    for seconds, identifier, content in sorted(rows, reverse=True)[:SHOWN]:
        print(f"{seconds:8.2f}  {identifier:24}  {content}")
    print(f"{sum(row[0] for row in rows):8.2f}  in all, {len(rows)} pairs")


if __name__ == "__main__":
    main()
