"""Print what loading the catalog costs in processor time, each in a fresh process, after the imports are done.

    catalog_load.py [TIMES]     median and range of TIMES runs (default 9)

`from YAML` has no compiled copy, as in a checkout at its first scan; `compiled` has one that fits, as the wheel brings
it: the files are still read and their digest is taken. `and asked` adds the first look-up of a host, a package and a
model, for which the indexes are built. Nothing is kept: the copies live in a temporary folder.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile

PROGRAM = """
import sys, time
from pathlib import Path
from sovassess.catalog.catalog import Catalog
from sovassess.catalog.load import load_entries
cache = Path(sys.argv[1]) if len(sys.argv) > 1 else None
start = time.process_time()
entries = load_entries(cache=cache)
loaded = time.process_time()
catalog = Catalog(entries)
catalog.host("api.openai.com"), catalog.package("pypi", "openai"), catalog.models.find("gpt-4o")
print(loaded - start, time.process_time() - start)
"""


def main() -> int:
    """Measure and print three lines."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    with tempfile.TemporaryDirectory() as cache:
        plain = _runs(max(1, times // 3))
        _runs(1, cache)
        compiled = _runs(times, cache)
    for name, values in (
        ("from YAML", [loaded for loaded, _ in plain]),
        ("compiled", [loaded for loaded, _ in compiled]),
        ("compiled and asked", [asked for _, asked in compiled]),
    ):
        low, high = min(values) * 1e3, max(values) * 1e3
        print(f"{name:20} {statistics.median(values) * 1e3:7.1f} ms CPU, {low:.1f} to {high:.1f}, {len(values)} runs")
    return 0


def _runs(times: int, *arguments: str) -> list[tuple[float, float]]:
    out: list[tuple[float, float]] = []
    for _ in range(times):
        done = subprocess.run([sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, check=True)
        loaded, asked = done.stdout.split()
        out.append((float(loaded), float(asked)))
    return out


if __name__ == "__main__":
    sys.exit(main())
