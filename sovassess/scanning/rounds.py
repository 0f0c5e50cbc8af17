"""Read the files of a tree in two rounds: what shows nothing by itself is spared, and read after all where it matters.

A file that reaches nobody may still take what reaches somebody out of another file, under a condition that weakens it
there. That is seen only when all others have been read. Nothing here decides what a file shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from sovassess.detectors.detector import Detector
from sovassess.formats.namesakes import stem_of, stems_of
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import UNWEAKENED
from sovassess.model.scan import FileObservations
from sovassess.scanning.kept import Readings
from sovassess.scanning.processes import Claimed, read_all
from sovassess.scanning.reading import FileReading, Surroundings
from sovassess.source.tree import Tree


def readings(
    tree: Tree,
    claimed: Sequence[Claimed],
    detectors: Sequence[Detector],
    around: Surroundings,
    jobs: int,
    kept: Readings | None,
) -> Iterator[FileReading]:
    """The reading of each claimed file in order, made anew where none is kept."""
    first = list(_first(tree, claimed, detectors, around, jobs, kept))
    again = _again(first)
    missing = sorted(number for number in again if first[number].thorough is None)
    made = read_all(
        tree, [claimed[number] for number in missing], detectors, msgspec.structs.replace(around, sparing=False), jobs
    )
    for number, reading in zip(missing, made, strict=True):
        first[number] = _with(first[number], reading)
        if kept is not None:
            kept.add(claimed[number][0], first[number])
    if kept is not None:
        kept.close(tree, around)
    # What an earlier run read after all, and this one need not, is spared all the same: whatever ran before, the same
    # files give the same result.
    for number, reading in enumerate(first):
        yield reading.thorough if number in again and reading.thorough is not None else reading


def _with(spared: FileReading, thorough: FileReading) -> FileReading:
    """The reading of a spared file with the thorough one; it rests on what either of them rests on."""
    asked = tuple(sorted({*spared.asked, *thorough.asked}))
    return msgspec.structs.replace(spared, thorough=thorough, asked=asked, lasting=spared.lasting and thorough.lasting)


def _first(
    tree: Tree,
    claimed: Sequence[Claimed],
    detectors: Sequence[Detector],
    around: Surroundings,
    jobs: int,
    kept: Readings | None,
) -> Iterator[FileReading]:
    if kept is None:
        yield from read_all(tree, claimed, detectors, around, jobs)
        return
    found = {path: reading for path, _ in claimed if (reading := kept.found(tree, path, around)) is not None}
    made = read_all(tree, [entry for entry in claimed if entry[0] not in found], detectors, around, jobs)
    for path, _ in claimed:
        reading = found.get(path)
        if reading is None:
            reading = next(made)
            kept.add(path, reading)
        yield reading


def _again(first: Sequence[FileReading]) -> frozenset[int]:
    """The numbers of the spared files that take something which is named after a file that shows something."""
    showing = {stem_of(file.path) for reading in first for file in reading.files if _shows(file)}
    return frozenset(
        number
        for number, reading in enumerate(first)
        if reading.takes and any(stem in showing for name in reading.takes for stem in stems_of(name))
    )


def _shows(file: FileObservations) -> bool:
    return file.evidence is EvidenceKind.CODE and any(not isinstance(seen, UNWEAKENED) for seen in file.observations)
