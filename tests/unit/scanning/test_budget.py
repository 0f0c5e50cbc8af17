"""A file that takes for ever is unread with its reason, the files after it are read, and the timer is put away."""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Iterator

import pytest

from sovassess.detectors.detector import Detector
from sovassess.detectors.registry import DETECTORS
from sovassess.errors import OutOfTime
from sovassess.formats import go_templates
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation, Image
from sovassess.model.values import literal
from sovassess.scanning import budget, scan
from sovassess.source.tree import MemoryTree
from sovassess.source.view import FileView
from tests.endings import ending

ENDLESS = re.compile(r"(a+)+$")


def _detect(view: FileView) -> Iterator[AnyObservation]:
    yield Image(at=view.place(1), reference=literal("before"), use="run")
    ENDLESS.match(view.text)
    yield Image(at=view.place(1), reference=literal("after"), use="run")


def _swallows(view: FileView) -> Iterator[AnyObservation]:
    for _ in range(3):
        try:
            ENDLESS.match(view.text)
        except OutOfTime:
            continue
    yield Image(at=view.place(1), reference=literal("swallowed"), use="run")


def _detector(name: str, function: object) -> Detector:
    return Detector(id=name, title=name, evidence=EvidenceKind.MANIFESTS, claims=lambda _: True, detect=function)  # type: ignore[arg-type]  # pyright: ignore


SLOW = _detector("slow", _detect)
FILES = {"a.txt": "a" * 40 + "!", "b.txt": "b"}


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "MAX_SECONDS", 0.2)
    monkeypatch.setattr(budget, "_AGAIN", 0.1)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_takes_for_ever_is_unread_and_the_next_is_read(jobs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sovassess.scanning.processes.WORTH_PROCESSES", 0)
    with ending():
        found = scan(MemoryTree(FILES), [SLOW], jobs=jobs)
    assert [(entry.path, entry.reason[:14]) for entry in found.coverage.unread] == [("a.txt", "took more than")]
    references = {str(o.reference) for file in found.files for o in file.observations if isinstance(o, Image)}
    assert references == {"before", "after"}
    assert found.coverage.evidence_kinds["manifests"] == "partial"


def test_a_reader_that_catches_it_is_told_again() -> None:
    with ending():
        found = scan(MemoryTree(FILES), [_detector("swallowing", _swallows)])
    assert "b.txt" in {file.path for file in found.files}


def test_the_timer_is_put_away(monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.getsignal(signal.SIGVTALRM)
    scan(MemoryTree(FILES), [SLOW])
    assert signal.getsignal(signal.SIGVTALRM) is before
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_a_scan_in_another_thread_goes_without() -> None:
    found: list[int] = []
    thread = threading.Thread(target=lambda: found.append(len(scan(MemoryTree({"b.txt": "b"}), [SLOW]).files)))
    thread.start()
    thread.join()
    assert found == [1]


def test_a_template_that_takes_for_ever_is_unread_and_its_chart_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def endless(text: str) -> str:
        calls.append(text)
        ENDLESS.match("a" * 40 + "!")
        return text

    known = go_templates._guarded_functions()
    monkeypatch.setattr(go_templates, "_guarded_functions", lambda: {**known, "upper": endless})
    files: dict[str, str | bytes] = {
        "c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\n",
        "c/values.yaml": "a: b\n",
        **{f"c/templates/{n}.yaml": "apiVersion: v1\nkind: Pod\nx: {{ upper .Values.a }}\n" for n in range(5)},
    }
    with ending():
        found = scan(MemoryTree(files), DETECTORS)
    assert calls == ["b"]
    assert {entry.path for entry in found.coverage.unread} == set(files) - {"c/Chart.yaml", "c/values.yaml"}
