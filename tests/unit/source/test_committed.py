"""The tree of a commit: the same files by the same rules as in a folder, read from git's objects alone."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from sovassess.errors import SovassessError
from sovassess.source.committed import CommittedTree
from sovassess.source.tree import LocalTree


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=somebody", "-c", "user.email=somebody@corp.example")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    files = {
        "compose.yaml": "services: {}\n",
        "ünïcode name.py": "import openai\n",
        "empty.py": "",
        "image.png": "not really\n",
        "node_modules/x/index.js": "x\n",
        "vendor/modules.txt": "# x\n",
        "vendor/a/b.go": "package b\n",
        "env/settings.py": "x = 1\n",
        "app/main.py": "a\r\nb\n",
        "sovassess.yaml": "home: [EU]\n",
    }
    root = tmp_path / "checkout"
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="")
    (root / "link.py").symlink_to("app/main.py")
    git(root, "init", "-q")
    git(root, "add", "-A", "-f")
    git(root, "commit", "-q", "-m", "one")
    return root


def test_a_commit_lists_the_files_that_its_folder_lists_and_gives_the_same_bytes(checkout: Path) -> None:
    committed, local = CommittedTree(checkout, "HEAD"), LocalTree(checkout)
    assert committed.listing().files == local.listing().files
    assert "env/settings.py" in committed.listing().files
    for path in committed.listing().files:
        assert committed.read(path) == local.read(path)
        assert committed.size(path) == local.size(path)
    assert committed.name == local.name
    assert len(committed.commit) == 40


def test_what_is_left_out_has_its_reason(checkout: Path) -> None:
    reasons = {
        entry.path: entry.reason for entry in CommittedTree(checkout, "HEAD", exclude=["app/**"]).listing().skipped
    }
    assert reasons["link.py"] == "link, not followed"
    assert reasons["image.png"] == "binary"
    assert reasons["vendor/a/b.go"] == "vendored"
    assert reasons["node_modules/x/index.js"] == "installed packages"
    assert reasons["app/main.py"] == "excluded"
    assert reasons["sovassess.yaml"] == "settings of sovassess"


def test_a_commit_stays_what_it_was_when_files_change(checkout: Path) -> None:
    (checkout / "compose.yaml").write_text("services: {web: {image: x}}\n", "utf-8")
    (checkout / "app" / "main.py").unlink()
    tree = CommittedTree(checkout, "HEAD")
    assert tree.read("compose.yaml") == b"services: {}\n"
    assert tree.read("app/main.py") == b"a\r\nb\n"


def test_a_folder_below_the_top_is_a_tree_of_its_own(checkout: Path) -> None:
    assert CommittedTree(checkout / "app", "HEAD").listing().files == ("main.py",)


def test_no_commit_no_repository_and_no_git_are_told(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SovassessError, match="git knows no commit 'nowhere'"):
        CommittedTree(checkout, "nowhere")
    with pytest.raises(SovassessError, match="not a git repository"):
        CommittedTree(tmp_path, "HEAD")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SovassessError, match="there is none on the path"):
        CommittedTree(checkout, "HEAD")
