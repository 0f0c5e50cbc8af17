"""How long each detector takes with files that are made to hurt: what passes a second, and what does not end.

Run from the root of the checkout: `python -m benchmarks.hostile`. Each pair runs in a process of its own, ended
after `LIMIT` seconds. Columns: seconds (or that it did not end), detector, content.
"""

from __future__ import annotations

import multiprocessing
import time

from tests.detectors.test_hostile import CONTENTS, DETECTORS, run

LIMIT = 30.0
SHOWN_FROM = 1.0


def main() -> None:
    context = multiprocessing.get_context("fork")
    pairs = [(identifier, content) for identifier in sorted(DETECTORS) for content in sorted(CONTENTS)]
    total = 0.0
    for identifier, content in pairs:
        process = context.Process(target=run, args=(identifier, content))
        started = time.perf_counter()
        process.start()
        process.join(LIMIT)
        seconds = time.perf_counter() - started
        total += seconds
        if process.is_alive():
            process.kill()
            process.join()
            print(f"did not end  {identifier:24}  {content}", flush=True)
        elif process.exitcode:
            print(f"ended by {-process.exitcode:3}  {identifier:24}  {content}", flush=True)
        elif seconds >= SHOWN_FROM:
            print(f"{seconds:11.2f}  {identifier:24}  {content}", flush=True)
    print(f"{total:11.2f}  in all, {len(pairs)} pairs")


if __name__ == "__main__":
    main()
