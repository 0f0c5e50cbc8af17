"""Measure and write `docs/benchmarks.md`: `python -m benchmarks.speed [--trees S,M,L] [--peers NAMES] [--rounds N]`.

Rounds are interleaved: in each, every program runs once on the same tree, and the ratios are of one round. What is
measured joins what was measured before in `benchmarks/data/speed.json`, so that a long table can be made in pieces.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from benchmarks.speed import measure, more, table
from benchmarks.speed.peers import Peer, own, peers
from benchmarks.speed.trees import size, tree

ROOT = Path(__file__).parents[2]
DATA = ROOT / "benchmarks" / "data" / "speed.json"
PAGE = ROOT / "docs" / "benchmarks.md"
# What is measured is what is installed, wherever the measuring program was taken from.
ENVIRONMENT = {
    "CI": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "",
    "SOVASSESS_NO_CACHE": "",
    "PYTHONPATH": "",
}
CHANGED = 10
SETTLING = 2.5


class Ours(Struct, frozen=True):
    """The program that is measured: a full scan of a tree, with the JSON report written."""

    program: str
    root: Path
    work: Path

    def scan(self, *, warm: bool) -> list[str]:
        """The command, from what earlier runs kept or from nothing."""
        kept = ["--cache-dir", str(self.work / "shelf")] if warm else ["--no-cache"]
        command = [self.program, "scan", str(self.root), "--quiet", "--no-reports", *kept]
        return [*command, "--format", f"json={self.work / 'out.json'}"]

    def run(self, *, warm: bool) -> measure.Used:
        """Run it once."""
        return measure.run(self.scan(warm=warm), ENVIRONMENT, self.work)


def paired(name: str, ours: Ours, found: Sequence[Peer], rounds: int) -> dict[str, object]:
    """The medians of CPU seconds and of the ratios of each round, by program."""
    root, work = ours.root, ours.work
    for _ in range(2):
        time.sleep(SETTLING)
        ours.run(warm=True)
    seconds: dict[str, list[float]] = {}
    ratios: dict[str, list[float]] = {}
    for number in range(rounds):
        # Some peers write into the tree that they read, and what is new there is looked at once.
        time.sleep(SETTLING)
        ours.run(warm=True)
        cold = ours.run(warm=False)
        warm = ours.run(warm=True)
        more.touch(root, CHANGED, number)
        changed = ours.run(warm=True)
        # What was changed just now is known by its content until it has settled.
        time.sleep(SETTLING)
        ours.run(warm=True)
        for key, used in (("cold", cold), ("warm", warm), ("changed", changed)):
            seconds.setdefault(key, []).append(used.cpu)
        ratios.setdefault("changed/warm", []).append(changed.cpu / warm.cpu)
        for peer in found:
            used = measure.run(peer.on(root), ENVIRONMENT, work)
            print(f"{name} round {number + 1}: {peer.name} {used.cpu:.2f} s, code {used.code}", file=sys.stderr)
            seconds.setdefault(peer.name, []).append(used.cpu)
            ratios.setdefault(f"cold/{peer.name}", []).append(cold.cpu / used.cpu)
            ratios.setdefault(f"warm/{peer.name}", []).append(warm.cpu / used.cpu)
        print(f"{name} round {number + 1}: cold {cold.cpu:.2f} warm {warm.cpu:.2f}", file=sys.stderr)
    files, length = size(root)
    return {
        "files": files,
        "bytes": length,
        "rounds": rounds,
        "seconds": {key: round(statistics.median(values), 3) for key, values in seconds.items()},
        "ratios": {key: round(statistics.median(values), 4) for key, values in ratios.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.speed")
    parser.add_argument("--trees", default="S,M,L")
    parser.add_argument("--peers", default="ripgrep,cdxgen,checkov,semgrep,borderlint")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "bench")
    parser.add_argument("--without", default="", help="of start, memory, curve, page")
    given = parser.parse_args()
    data: dict[str, object] = msgspec.json.decode(DATA.read_bytes()) if DATA.is_file() else {}
    every = list(peers(given.folder))
    program = own(given.folder)
    data["peers"] = {peer.name: {"version": peer.version, "reason": peer.reason} for peer in every}
    found = [peer for peer in every if not peer.reason and peer.name in given.peers.split(",")]
    without = set(given.without.split(","))
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        for name in filter(None, given.trees.split(",")):
            root = _copy(tree(name, given.folder / "trees"), work / name)
            old = data.get(f"tree {name}")
            ours = Ours(program, root, work / "work")
            data[f"tree {name}"] = _joined(old, paired(name, ours, found, given.rounds))
            if "memory" not in without:
                data[f"memory {name}"] = round(measure.peak(ours.scan(warm=False), ENVIRONMENT, work))
            shutil.rmtree(work)
            work.mkdir()
        for key, function in (("start", more.starts), ("curve", more.curve), ("page", more.page)):
            if key not in without:
                data[key] = function(program, given.folder, work)
    DATA.write_bytes(msgspec.json.format(msgspec.json.encode(data, order="sorted"), indent=1) + b"\n")
    PAGE.write_text(table.page(PAGE.read_text("utf-8"), data), "utf-8")
    print(f"{PAGE}")


def _copy(root: Path, target: Path) -> Path:
    """A copy, since files of it are changed; old enough that its stamps have settled once it is measured."""
    (target.parent / "work").mkdir(parents=True, exist_ok=True)
    shutil.copytree(root, target, symlinks=True)
    return target


def _joined(old: object, new: dict[str, object]) -> dict[str, object]:
    """What was measured now, with what was measured before of programs that were left out this time."""
    if not isinstance(old, dict):
        return new
    for key in ("seconds", "ratios"):
        new[key] = {**old.get(key, {}), **new[key]}  # type: ignore[dict-item]
    return new


if __name__ == "__main__":
    main()
