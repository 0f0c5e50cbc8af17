"""Equal input, equal bytes: every format, in any language, time zone and folder, for any order of files and jobs."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from sovassess import renderers
from sovassess.pipeline import Request, assess
from sovassess.scanning import processes
from sovassess.source.tree import Listing, LocalTree, MemoryTree
from tests.acceptance.test_command_line import started

EXAMPLE = Path(__file__).parents[2] / "examples" / "gateway-hybrid"
FORMATS = [name for name in renderers.NAMES if name != "text"]


def copied(target: Path, *, backwards: bool) -> Path:
    """The example in another folder, its files written in the other order and with other times."""
    files = sorted(path for path in EXAMPLE.rglob("*") if path.is_file())
    for path in reversed(files) if backwards else files:
        new = target / path.relative_to(EXAMPLE)
        new.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, new)
    return target


def outputs(folder: Path, variables: Mapping[str, str], *arguments: str) -> dict[str, bytes]:
    out = folder.parent / "out"
    targets = [part for name in FORMATS for part in ("-f", f"{name}={out / name}")]
    done = started("scan", folder, "--no-reports", "-f", "text", *targets, *arguments, cwd=folder.parent, **variables)
    assert done.returncode == 0, done.stderr
    return {"text": done.stdout.encode(), **{name: (out / name).read_bytes() for name in FORMATS}}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = copied(tmp_path_factory.mktemp("first") / "estate", backwards=False)
    return outputs(folder, {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "1"}, "--jobs", "1")


@pytest.mark.parametrize(
    ("variables", "arguments"),
    [
        ({"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8", "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "2"}, ()),
        ({"LC_ALL": "tr_TR.UTF-8", "TZ": "America/St_Johns", "PYTHONHASHSEED": "3"}, ("--jobs", "2")),
        ({"LC_ALL": "C", "PYTHONUTF8": "1", "HOME": "/nonexistent", "USER": "nobody"}, ("--no-cache",)),
    ],
    ids=["german", "turkish", "bare"],
)
def test_every_format_has_the_same_bytes_elsewhere(
    first: dict[str, bytes], tmp_path: Path, variables: dict[str, str], arguments: tuple[str, ...]
) -> None:
    folder = copied(tmp_path / "a folder with ünusual signs" / "estate", backwards=True)
    again = outputs(folder, variables, *arguments)
    assert {name for name, data in again.items() if data != first[name]} == set()
    assert set(again) == set(renderers.NAMES)


def test_the_order_in_which_a_tree_lists_its_files_changes_nothing() -> None:
    files = {p.relative_to(EXAMPLE).as_posix(): p.read_bytes() for p in EXAMPLE.rglob("*") if p.is_file()}

    class Backwards(MemoryTree):
        def listing(self) -> Listing:
            found = super().listing()
            return Listing(tuple(reversed(found.files)), tuple(reversed(found.skipped)))

    today = dt.date(2026, 11, 22)
    plain, backwards = (assess(Request(tree=tree(files), today=today)) for tree in (MemoryTree, Backwards))
    different = [name for name in renderers.NAMES if renderers.render(name, plain) != renderers.render(name, backwards)]
    assert different == []


@pytest.mark.parametrize("jobs", [2, 3])
def test_reading_in_several_processes_changes_nothing(jobs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    today = dt.date(2026, 11, 22)
    alone = assess(Request(tree=LocalTree(EXAMPLE), today=today))
    # The example is too small for processes to pay, so they are made to, with three files for each turn.
    started: list[int] = []

    class Watched(ProcessPoolExecutor):
        def __init__(self, workers: int, **settings: Any) -> None:
            started.append(workers)
            super().__init__(workers, **settings)

    monkeypatch.setattr(processes, "WORTH_PROCESSES", 0)
    monkeypatch.setattr(processes, "FILES_AT_ONCE", 3)
    monkeypatch.setattr(processes, "ProcessPoolExecutor", Watched)
    together = assess(Request(tree=LocalTree(EXAMPLE), today=today, jobs=jobs))
    assert jobs in started
    assert len(alone.evidence) > 9
    different = [name for name in renderers.NAMES if renderers.render(name, alone) != renderers.render(name, together)]
    assert different == []


def test_another_file_gives_other_bytes(first: dict[str, bytes], tmp_path: Path) -> None:
    folder = copied(tmp_path / "estate", backwards=False)
    (folder / "batch").mkdir()
    (folder / "batch" / "Dockerfile").write_text("FROM docker.io/library/centos:7\nRUN yum install -y curl\n", "utf-8")
    (folder / "batch" / "main.py").write_text("import stripe\n\nstripe.Charge.create(amount=1)\n", "utf-8")
    again = outputs(folder, {"LC_ALL": "C.UTF-8"})
    assert {name for name, data in again.items() if data == first[name]} <= {"github", "text"}
