"""What a fuzzer's bytes mean: which reader they go to, under which name, and what counts as a finding.

The first two bytes choose a reader with one of the paths that its cases have; the rest is the file. Nothing here
knows the fuzzer, so that a finding can be replayed without it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache

from sovassess import pipeline
from sovassess.catalog.catalog import Catalog
from sovassess.catalog.load import load_entries
from sovassess.errors import NothingToAssess, ParseError
from sovassess.formats.acceptance import acceptances
from sovassess.pipeline import Request, assess
from sovassess.renderers import render
from sovassess.scanning.reading import _written
from sovassess.source.tree import MemoryTree
from sovassess.source.view import FileView
from tests.detectors.cases import case_folders, detectors

DETECTORS = detectors()
PARTS = b"\n%%%%%%%%\n"
DAY = dt.date(2026, 11, 22)
FORMATS = ("json", "html", "sarif")


@cache
def pairs() -> tuple[tuple[str, str], ...]:
    """Every reader with every path of its cases that it claims, in order."""
    return tuple(sorted({(detector, name) for detector, name, _ in _files()}))


def seeds() -> Iterator[tuple[str, bytes]]:
    """A name and the bytes of each file of the detectors' cases, as the fuzzer takes it."""
    numbers = {pair: number for number, pair in enumerate(pairs())}
    for count, (detector, name, data) in enumerate(_files()):
        yield f"{detector}-{count:04}", numbers[detector, name].to_bytes(2, "big") + data


def _files() -> Iterator[tuple[str, str, bytes]]:
    for case in case_folders():
        detector = case.parent.name
        for path in sorted((case / "input").rglob("*")):
            name = path.relative_to(case / "input").as_posix()
            if path.is_file() and detector in DETECTORS and DETECTORS[detector].claims(name):
                yield detector, name, path.read_bytes()


def named(data: bytes) -> tuple[str, str, bytes]:
    """Reader, path and content that the bytes stand for."""
    known = pairs()
    detector, name = known[int.from_bytes(data[:2], "big") % len(known)]
    return detector, name, data[2:]


def read_one(data: bytes) -> None:
    """Give the bytes to one reader. `ParseError` is an answer; every other exception is a finding."""
    identifier, name, content = named(data)
    detector = DETECTORS[identifier]
    view = FileView(name, content)
    try:
        if detector.recognises is None or detector.recognises(view):
            seen = tuple(detector.detect(view))
            _written(seen)
    except ParseError:
        pass
    tuple(acceptances(view.lines))


def assess_all(data: bytes) -> None:
    """Make a tree of the bytes, one file for each part, assess it and render it. No exception is an answer, but that
    there was nothing to assess. A reader that failed is a finding too, though the scan itself goes on."""
    # The catalog is the same every time and would be nearly all of the work.
    vars(pipeline)["Catalog"] = lambda _: _catalog()
    vars(pipeline)["load_entries"] = lambda *_, **__: ()
    files: dict[str, bytes | str] = {}
    for number, part in enumerate(data.split(PARTS)[:6]):
        _, name, content = named(part)
        files[name if name not in files else f"{number}/{name}"] = content
    try:
        result = assess(Request(tree=MemoryTree(files), today=DAY))
    except NothingToAssess:
        return
    for entry in result.coverage.unread:
        if "reader failed" in entry.reason:
            raise AssertionError(f"{entry.path}: {entry.reason}")
    for name in FORMATS:
        render(name, result)


@cache
def _catalog() -> Catalog:
    return Catalog(load_entries())


TARGETS = {"readers": read_one, "assess": assess_all}
