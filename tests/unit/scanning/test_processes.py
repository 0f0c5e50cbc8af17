"""Several processes give what one gives, and a reader that is brought down costs its file alone."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from sovassess.detectors.detector import Detector
from sovassess.detectors.registry import DETECTORS
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation, Image
from sovassess.model.values import literal
from sovassess.scanning import processes, scan
from sovassess.source.tree import LocalTree, MemoryTree
from sovassess.source.view import FileView

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture(autouse=True)
def _always_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "WORTH_PROCESSES", 0)
    monkeypatch.setattr(processes, "FILES_AT_ONCE", 4)


@pytest.mark.parametrize("estate", sorted(folder.name for folder in EXAMPLES.iterdir() if folder.is_dir()))
def test_any_number_of_processes_sees_the_same(estate: str) -> None:
    tree = LocalTree(EXAMPLES / estate)
    assert scan(tree, DETECTORS, jobs=3) == scan(tree, DETECTORS, jobs=1)


def _detect(view: FileView) -> Iterator[AnyObservation]:
    if b"deadly" in view.data:
        os.kill(os.getpid(), signal.SIGKILL)
    if b"greedy" in view.data:
        bytearray(1_000_000_000)
    yield Image(at=view.place(1), reference=literal(view.text.strip()), use="run")


FRAGILE = Detector(
    id="fragile", title="Fragile", evidence=EvidenceKind.MANIFESTS, claims=lambda _: True, detect=_detect
)


def test_a_file_that_brings_its_reader_down_is_unread_and_every_other_is_read() -> None:
    files = {f"{number:02}.txt": "deadly" if number in {5, 17} else f"image-{number}" for number in range(23)}
    found = scan(MemoryTree(files), [FRAGILE], jobs=2)
    assert [entry.path for entry in found.coverage.unread] == ["05.txt", "17.txt"]
    assert all("abruptly" in entry.reason for entry in found.coverage.unread)
    assert [entry.path for entry in found.files] == [name for name, text in sorted(files.items()) if text != "deadly"]
    assert found.coverage.evidence_kinds["manifests"] == "partial"


def test_a_file_that_takes_all_memory_is_unread_and_every_other_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "MAX_MEMORY", 300_000_000)
    files = {f"{number:02}.txt": "greedy" if number == 5 else f"image-{number}" for number in range(9)}
    found = scan(MemoryTree(files), [FRAGILE], jobs=2)
    assert [(entry.path, entry.reason) for entry in found.coverage.unread] == [
        ("05.txt", "the fragile reader takes more memory than a file may")
    ]
    assert len(found.files) == 8


def test_little_to_read_is_read_in_one_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "WORTH_PROCESSES", 2_000_000)
    found = scan(MemoryTree({"a.txt": "image", "b.txt": "deadly"}), [FRAGILE], jobs=8)
    assert [file.path for file in found.files] == ["a.txt"]
    assert [entry.path for entry in found.coverage.unread] == ["b.txt"]


def test_nothing_is_started_where_one_process_is_asked_for_or_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(processes, "ProcessPoolExecutor", refused)
    assert len(scan(MemoryTree({"a.txt": "image"}), [FRAGILE], jobs=1).files) == 1
    assert scan(MemoryTree({}), [FRAGILE], jobs=8).files == ()
