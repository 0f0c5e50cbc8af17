"""Run campaigns for some minutes, one after another, and say what they cost and found.

    python -m benchmarks.fuzz.run FOLDER [MINUTES [TARGET]...]     default: 60 minutes for each target

Starts from the files of the detectors' cases and from `benchmarks/fuzz/findings`. FOLDER keeps the corpus, so that a
second run goes on where the first ended. Prints one line of JSON for each target: seconds, CPU seconds, inputs,
restarts, edges that the corpus reaches, size of the corpus, findings.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.fuzz.inputs import TARGETS, seeds

KEPT = Path(__file__).parent / "findings"
TIMEOUT = 120
"""Seconds by the clock, which on a busy machine is far more than the processor's."""
MEMORY_MB = 2_000
LONGEST = 6_000
_DONE = re.compile(rb"^(?:Done |#|stat::number_of_executed_units: *)(\d+)", re.MULTILINE)
_EDGES = re.compile(rb"cov: (\d+)")


def campaign(target: str, folder: Path, seconds: float) -> dict[str, object]:
    """One campaign, begun again after each input that ended the process."""
    corpus, given = folder / target / "corpus", folder / target / "seeds"
    for place in (corpus, given, folder / target / "findings"):
        place.mkdir(parents=True, exist_ok=True)
    for name, data in seeds():
        (given / name).write_bytes(data)
    for path in sorted((KEPT / target).glob("*.bin")):
        (given / path.name).write_bytes(path.read_bytes())
    started = time.monotonic()
    inputs = starts = edges = 0
    while (left := seconds - (time.monotonic() - started)) > 5:
        command = [
            sys.executable, "-m", "benchmarks.fuzz.campaign", target, str(folder / target),
            str(corpus), str(given), f"-max_total_time={left:.0f}", f"-timeout={TIMEOUT}",
            f"-rss_limit_mb={MEMORY_MB}", f"-max_len={LONGEST}", f"-artifact_prefix={folder / target / 'findings'}/",
            f"-seed={starts + 1}", "-print_final_stats=1",
        ]  # fmt: skip
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        (folder / target / f"log-{starts}").write_bytes(done.stderr)
        starts += 1
        inputs += max((int(number) for number in _DONE.findall(done.stderr)), default=0)
        edges = max([edges, *(int(number) for number in _EDGES.findall(done.stderr))])
        if done.returncode == 0:
            break
    found = [path.name for path in (folder / target / "findings").iterdir() if path.suffix != ".txt"]
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "target": target, "seconds": round(time.monotonic() - started),
        "cpu_seconds_so_far": round(usage.ru_utime + usage.ru_stime), "inputs": inputs, "starts": starts,
        "edges": edges, "corpus": sum(1 for _ in corpus.iterdir()), "findings": sorted(found),
    }  # fmt: skip


def main() -> None:
    folder = Path(sys.argv[1])
    minutes = float(sys.argv[2]) if len(sys.argv) > 2 else 60.0
    for target in sys.argv[3:] or sorted(TARGETS):
        print(json.dumps(campaign(target, folder, minutes * 60)), flush=True)


if __name__ == "__main__":
    main()
