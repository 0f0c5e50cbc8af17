"""Run a command and tell what its whole tree of processes used. It compares nothing."""

from __future__ import annotations

import os
import resource
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

LIMIT = 3_600


class Used(Struct, frozen=True):
    """CPU seconds (user and system) of a process and all that it waited for, wall seconds, and how it ended."""

    cpu: float
    wall: float
    code: int


def run(command: Sequence[str], more: Mapping[str, str], folder: Path) -> Used:
    """Run to the end in a folder; what it prints is thrown away."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    done = subprocess.run(
        list(command),
        cwd=folder,
        env={**os.environ, **more},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=LIMIT,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Used(cpu, time.monotonic() - started, done.returncode)


def peak(command: Sequence[str], more: Mapping[str, str], folder: Path) -> float:
    """The largest proportional set size of all processes of a command together, in MB, looked at every 50 ms."""
    highest = 0
    process = subprocess.Popen(
        list(command), cwd=folder, env={**os.environ, **more}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    ended = threading.Event()
    waiter = threading.Thread(target=lambda: (process.wait(), ended.set()))
    waiter.start()
    while not ended.wait(0.05):
        highest = max(highest, sum(_proportional(one) for one in _family(process.pid)))
    waiter.join()
    return highest / 1024


def _family(root: int) -> list[int]:
    out: list[int] = []
    stack = [root]
    while stack:
        one = stack.pop()
        out.append(one)
        try:
            for task in Path(f"/proc/{one}/task").iterdir():
                stack += [int(child) for child in (task / "children").read_text().split()]
        except OSError:
            continue
    return out


def _proportional(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
