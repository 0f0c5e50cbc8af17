"""Every format of saved assessments against the rules of its readers: `python -m benchmarks.formats FILE...`.

The tests do this for the examples; this does it for what real repositories come to. It scans nothing and keeps nothing.
It prints size and time of each format, and whatever is wrong; the exit code is 1 if anything is.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from sovassess.model.assessment import decode
from sovassess.renderers import NAMES, render
from tests.unit.renderers.schemas import problems

_TOLD = 5


def main() -> int:
    """Check the files that are named."""
    files = [Path(name) for name in sys.argv[1:]]
    if not files:
        sys.exit("benchmarks.formats: name one or more saved assessments")
    wrong = 0
    print(f"{'assessment':32} {'format':10} {'kilobytes':>9} {'ms':>6} wrong")
    for path in files:
        assessment = decode(path.read_bytes())
        for name in NAMES:
            began = time.perf_counter()
            text = render(name, assessment)
            spent = time.perf_counter() - began
            found = problems(name, text)
            wrong += len(found)
            size = len(text.encode("utf-8")) / 1000
            print(f"{path.stem[:32]:32} {name:10} {size:9.0f} {spent * 1000:6.0f} {len(found) or ''}".rstrip())
            for line in found[:_TOLD]:
                print(f"    {line[:200]}")
    print(f"{len(files)} assessments, {len(NAMES)} formats each, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
