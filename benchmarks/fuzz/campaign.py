"""A coverage-guided campaign against the readers or the whole assessment: one process, restarted by `run.py`.

    python -m benchmarks.fuzz.campaign readers FOLDER [libFuzzer's own options]

Needs the package `atheris`. An exception is written to FOLDER/findings once for each place that raised it, and the
campaign goes on; what ends the process (a crash, an input over libFuzzer's time limit) libFuzzer writes itself.
"""

from __future__ import annotations

import hashlib
import resource
import sys
import time
import traceback
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["sovassess", "gotpl"], enable_loader_override=False):
    from benchmarks.fuzz.inputs import TARGETS, seeds

SLOW = 8.0
GROWN = 200_000
"""Kilobytes by which one input may raise the highest memory that the process ever held."""


class Campaign:
    """Runs inputs, and keeps the first of each kind that should not be."""

    def __init__(self, target: str, folder: Path) -> None:
        self._target = TARGETS[target]
        self._findings = folder / "findings"
        self._findings.mkdir(parents=True, exist_ok=True)
        self.count = 0

    def once(self, data: bytes) -> None:
        self.count += 1
        started = time.process_time()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        try:
            self._target(data)
        except RecursionError as error:
            self._keep(data, "RecursionError", error)
        except Exception as error:  # noqa: BLE001 - what a campaign is for
            self._keep(data, type(error).__name__, error)
        seconds = time.process_time() - started
        if seconds > SLOW:
            self._keep(data, f"slow-{seconds:.0f}s", None)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        if grown > GROWN and self.count > 1:
            self._keep(data, f"memory-{grown // 1000}MB", None)

    def _keep(self, data: bytes, kind: str, error: Exception | None) -> None:
        frames = traceback.extract_tb(error.__traceback__) if error else []
        ours = [f"{frame.filename.rpartition('sovassess/')[2]}:{frame.lineno}" for frame in frames]
        where = next((place for place in reversed(ours) if "/" in place), hashlib.sha256(data[:2]).hexdigest()[:6])
        name = f"{kind}-{where}".replace("/", "_").replace(":", "_")
        if not (self._findings / f"{name}.txt").exists():
            (self._findings / name).write_bytes(data)
            told = "".join(traceback.format_exception(error)[-12:]) if error else kind
            (self._findings / f"{name}.txt").write_text(told)


def main() -> None:
    target, folder, *options = sys.argv[1:]
    campaign = Campaign(target, Path(folder))
    # What is loaded once must not be counted against the first input.
    TARGETS[target](next(seeds())[1])
    atheris.Setup([sys.argv[0], *options], campaign.once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
