"""Which commit a tree stands on, read from the files under `.git` without running anything.

Running git in a foreign checkout could run programs that its configuration names; reading two small files cannot.
"""

from __future__ import annotations

import re
from pathlib import Path

_HASH = re.compile(r"^[0-9a-f]{40}([0-9a-f]{24})?$")
_MAX = 4_000_000


def revision_of(root: Path) -> str:
    """The commit id that HEAD names, "" outside a checkout or where it cannot be told."""
    git = _git_folder(root)
    if git is None:
        return ""
    head = _first_line(git / "HEAD")
    if _HASH.match(head):
        return head
    if not head.startswith("ref: "):
        return ""
    name = head.removeprefix("ref: ").strip()
    if ".." in name or name.startswith("/"):
        return ""
    common = _common_folder(git)
    for folder in (git, common):
        value = _first_line(folder / name)
        if _HASH.match(value):
            return value
    return _packed(common / "packed-refs", name)


def _git_folder(root: Path) -> Path | None:
    for folder in (root.resolve(), *root.resolve().parents):
        git = folder / ".git"
        if git.is_dir():
            return git
        if git.is_file():
            pointer = _first_line(git)
            target = (folder / pointer.removeprefix("gitdir: ").strip()).resolve()
            return target if pointer.startswith("gitdir: ") and target.is_dir() else None
    return None


def _common_folder(git: Path) -> Path:
    pointer = _first_line(git / "commondir")
    return (git / pointer).resolve() if pointer else git


def _first_line(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.readline(4_096).strip()
    except OSError:
        return ""


def _packed(path: Path, name: str) -> str:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            for line in file.read(_MAX).splitlines():
                value, _, ref = line.partition(" ")
                if ref == name and _HASH.match(value):
                    return value
    except OSError:
        return ""
    return ""
