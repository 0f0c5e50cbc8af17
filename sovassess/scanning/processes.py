"""Read files in processes of their own, in several where that pays. It decides nothing about what is read.

A parser is native code, and a file may bring it down or have it take all memory that there is. In a process of its own
that costs the file, never the scan.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import TypeAlias

import msgspec

from sovassess.detectors.detector import Detector
from sovassess.scanning.reading import FileReading, Surroundings, missed, read_file
from sovassess.source.tree import Tree

Claimed: TypeAlias = tuple[str, tuple[int, ...]]
"""A path with the numbers of the detectors that claim it."""

# Below this much to read, starting a second process takes longer than it saves.
WORTH_PROCESSES = 2_000_000
MAX_MEMORY = 2_000_000_000
"""Bytes that a process which reads may take on top of what it started with, where the system can limit that."""
FILES_AT_ONCE = 24
_DECODER = msgspec.msgpack.Decoder(tuple[FileReading, ...])
_ENDED = "the reader ended abruptly; the file may be made to bring it down"


class _Work:
    """What every file is read with."""

    def __init__(self, tree: Tree, detectors: Sequence[Detector], around: Surroundings) -> None:
        self.tree = tree
        self.detectors = detectors
        self.around = around

    def read(self, claimed: Claimed) -> FileReading:
        """One file."""
        path, numbers = claimed
        return read_file(self.tree, path, self.claimants(numbers), self.around)

    def claimants(self, numbers: Sequence[int]) -> list[Detector]:
        """The detectors of these numbers."""
        return [self.detectors[number] for number in numbers]


def read_all(
    tree: Tree, claimed: Sequence[Claimed], detectors: Sequence[Detector], around: Surroundings, jobs: int
) -> Iterator[FileReading]:
    """The readings in the order of `claimed`."""
    work = _Work(tree, detectors, around)
    # Asked only where it decides something: each file is looked at as seldom as can be.
    much = jobs > 1 and sum(tree.size(path) for path, _ in claimed) >= WORTH_PROCESSES
    if jobs < 2 or not claimed or not (much or _forks()):
        yield from map(work.read, claimed)
        return
    jobs = jobs if much else 1
    chunks = [claimed[start : start + FILES_AT_ONCE] for start in range(0, len(claimed), FILES_AT_ONCE)]
    done = 0
    while done < len(chunks):
        try:
            for readings in _in_processes(work, chunks[done:], jobs):
                yield from readings
                done += 1
        except BrokenProcessPool:
            # Chunks are begun in order, so the one that broke the pool is among the first of those that are left.
            for chunk in chunks[done : done + jobs]:
                yield from _alone(work, chunk)
                done += 1


def _alone(work: _Work, chunk: Sequence[Claimed]) -> Iterator[FileReading]:
    """The readings of files among which one ends its process: halves are tried until it stands alone."""
    try:
        yield from next(_in_processes(work, [chunk], 1))
    except BrokenProcessPool:
        if len(chunk) == 1:
            path, numbers = chunk[0]
            yield missed(path, _ENDED, work.claimants(numbers))
        else:
            middle = len(chunk) // 2
            yield from _alone(work, chunk[:middle])
            yield from _alone(work, chunk[middle:])


def _in_processes(work: _Work, chunks: Sequence[Sequence[Claimed]], jobs: int) -> Iterator[tuple[FileReading, ...]]:
    # A forked process has everything loaded; where forking is not the platform's habit, each loads it anew.
    context = multiprocessing.get_context("fork" if _forks() else "spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(work,)) as pool:
        for data in pool.map(_read_chunk, chunks):
            yield _DECODER.decode(data)


def _forks() -> bool:
    return multiprocessing.get_all_start_methods()[0] != "spawn"


_current: list[_Work] = []
"""What this process reads with: set once as it starts, since a pool hands a function nothing but its argument."""


def _start(work: _Work) -> None:
    _current[:] = [work]
    _limit_memory()


def _limit_memory() -> None:
    """Have whatever asks for more than `MAX_MEMORY` be refused it: `MemoryError` in Python, an end to the process in
    native code. Without effect where the system does not say what a process has or cannot limit it."""
    try:
        import resource  # noqa: PLC0415 - not on every system

        pages = int(Path("/proc/self/statm").read_text("ascii").split()[5])
    except (ImportError, OSError):
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = pages * resource.getpagesize() + MAX_MEMORY
    if hard == resource.RLIM_INFINITY or most < hard:
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def _read_chunk(chunk: Sequence[Claimed]) -> bytes:
    return msgspec.msgpack.encode(tuple(_current[0].read(claimed) for claimed in chunk))
