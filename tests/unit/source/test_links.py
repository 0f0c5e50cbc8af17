"""Links, pipes and files that cannot be read: nothing leads out of the tree, nothing hangs, everything has a reason."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sovassess.detectors.registry import DETECTORS
from sovassess.scanning import scan
from sovassess.source.tree import LocalTree
from tests.unit.source.test_tree import files_of, reasons, write


def test_a_cyclic_link_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"a/x.py": ""})
    (tmp_path / "a" / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self").symlink_to("self")
    assert files_of(tmp_path) == ["a/x.py"]
    assert reasons(tmp_path) == {"a/again": "link, not followed", "self": "link, not followed"}


def test_a_link_out_of_the_tree_is_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", {"secret.env": "PASSWORD=x", "f/x.py": ""})
    root = write(tmp_path / "root", {"x.py": ""})
    (root / "out.env").symlink_to(outside / "secret.env")
    (root / "folder").symlink_to(outside / "f", target_is_directory=True)
    assert files_of(root) == ["x.py"]
    assert set(reasons(root)) == {"out.env", "folder"}


def test_a_link_to_a_file_of_the_tree_is_read_where_it_really_lies(tmp_path: Path) -> None:
    write(tmp_path, {"real.py": ""})
    (tmp_path / "link.py").symlink_to("real.py")
    assert files_of(tmp_path) == ["real.py"]
    assert reasons(tmp_path) == {"link.py": "link, not followed"}


def test_reading_never_follows_a_link_that_took_a_files_place(tmp_path: Path) -> None:
    root = write(tmp_path / "root", {"x.py": "a"})
    tree = LocalTree(root)
    (root / "x.py").unlink()
    (root / "x.py").symlink_to(write(tmp_path / "o", {"s": "secret"}) / "s")
    with pytest.raises(OSError, match=r"x\.py"):
        tree.read("x.py")


def test_a_named_pipe_is_skipped_and_does_not_hang(tmp_path: Path) -> None:
    write(tmp_path, {"x.py": ""})
    os.mkfifo(tmp_path / "pipe.yaml")
    assert files_of(tmp_path) == ["x.py"]
    assert reasons(tmp_path) == {"pipe.yaml": "not a regular file"}
    with pytest.raises(OSError, match="not a regular file"):
        LocalTree(tmp_path).read("pipe.yaml")


def test_a_file_that_cannot_be_read_is_unread_with_the_systems_reason(tmp_path: Path) -> None:
    write(tmp_path, {"x.py": "import os\n", "requirements.txt": "openai\n"})

    class Refusing(LocalTree):
        def read(self, path: str) -> bytes:
            if path == "x.py":
                raise PermissionError(13, "Permission denied")
            return super().read(path)

    coverage = scan(Refusing(tmp_path), DETECTORS).coverage
    assert [(e.path, e.reason) for e in coverage.unread] == [("x.py", "cannot be read: Permission denied")]
    assert coverage.evidence_kinds["code"] == "partial"
    assert coverage.read == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_folder_without_permission_is_named(tmp_path: Path) -> None:
    write(tmp_path, {"a/x.py": "", "y.py": ""})
    (tmp_path / "a").chmod(0)
    try:
        assert reasons(tmp_path) == {"a/": "cannot be listed: Permission denied"}
    finally:
        (tmp_path / "a").chmod(0o755)


def test_a_name_that_is_no_utf_8_is_skipped_with_a_reason(tmp_path: Path) -> None:
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.py"))).write_text("")
    write(tmp_path, {"x.py": ""})
    assert files_of(tmp_path) == ["x.py"]
    assert [e.reason for e in LocalTree(tmp_path).listing().skipped] == ["name is not valid UTF-8"]
