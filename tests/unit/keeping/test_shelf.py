"""What is taken from a shelf is what was put there, or nothing."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sovassess.keeping import shelf as module
from sovassess.keeping.shelf import Shelf


def only_file(folder: Path) -> Path:
    (found,) = folder.iterdir()
    return found


def test_what_was_put_is_given_back(tmp_path: Path) -> None:
    assert Shelf(tmp_path / "new" / "shelf").put("a", b"content")
    assert Shelf(tmp_path / "new" / "shelf").get("a") == b"content"
    assert Shelf(tmp_path / "new" / "shelf").get("b") is None


def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "shelf"
    Shelf(folder).put("a", b"content")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert only_file(folder).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("at", [0, 16, 20, 49, 60, -1])
def test_one_damaged_byte_anywhere_is_seen(tmp_path: Path, at: int) -> None:
    Shelf(tmp_path).put("a", b"a rather long content")
    data = bytearray(only_file(tmp_path).read_bytes())
    data[at] ^= 1
    only_file(tmp_path).write_bytes(data)
    assert Shelf(tmp_path).get("a") is None


@pytest.mark.parametrize("length", [0, 5, 17, 30, 49, 52])
def test_a_file_that_was_cut_short_is_seen(tmp_path: Path, length: int) -> None:
    Shelf(tmp_path).put("a", b"a rather long content")
    only_file(tmp_path).write_bytes(only_file(tmp_path).read_bytes()[:length])
    assert Shelf(tmp_path).get("a") is None


def test_the_form_of_another_release_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Shelf(tmp_path).put("a", b"content")
    monkeypatch.setattr(module, "_MARK", b"sovassess-kept-2\n")
    assert Shelf(tmp_path).get("a") is None


def test_two_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    contents = [bytes([number]) * 200_000 for number in range(24)]

    def work(content: bytes) -> bytes | None:
        Shelf(tmp_path).put("a", content)
        return Shelf(tmp_path).get("a")

    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(work, contents))
    assert all(one in contents for one in seen)
    assert [path.name for path in tmp_path.iterdir()] == ["a.kept"], "unfinished files stayed"


def test_a_file_in_the_place_of_the_folder_keeps_nothing_and_fails_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here first")
    assert not Shelf(tmp_path / "file").put("a", b"content")
    assert Shelf(tmp_path / "file").get("a") is None
    assert (tmp_path / "file").read_text() == "here first"


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_folder_keeps_nothing_and_still_gives(tmp_path: Path) -> None:
    Shelf(tmp_path).put("a", b"content")
    tmp_path.chmod(0o500)
    try:
        assert not Shelf(tmp_path).put("b", b"content")
        assert Shelf(tmp_path).get("a") == b"content"
    finally:
        tmp_path.chmod(0o700)


def test_what_was_used_longest_ago_makes_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 1_000)
    for number, name in enumerate(("a", "b", "c")):
        Shelf(tmp_path).put(name, bytes(250))
        os.utime(tmp_path / f"{name}.kept", ns=(number, number))
    Shelf(tmp_path).get("a")
    Shelf(tmp_path).put("d", bytes(250))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.kept", "c.kept", "d.kept"]


def test_there_are_never_more_files_than_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_FILES", 5)
    (tmp_path / "left.0.part").write_bytes(b"of a run that was cut short")
    os.utime(tmp_path / "left.0.part", ns=(1, 1))
    for number in range(12):
        Shelf(tmp_path).put(str(number), b"x")
    names = {path.name for path in tmp_path.iterdir()}
    assert len(names) == 5
    assert "11.kept" in names
    assert "left.0.part" not in names


def test_what_does_not_belong_to_it_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_FILES", 1)
    (tmp_path / "notes.txt").write_text("mine")
    Shelf(tmp_path).put("a", b"x")
    Shelf(tmp_path).put("b", b"x")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.kept", "notes.txt"]


def test_what_is_too_large_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_ENTRY", 10)
    assert not Shelf(tmp_path).put("a", bytes(11))
    assert Shelf(tmp_path).get("a") is None
