"""Which commit a tree stands on, read from the files under `.git` without running anything.

Running git in a foreign checkout could run programs that its configuration names; reading two small files cannot.
"""

from __future__ import annotations

import configparser
import re
from pathlib import Path

from msgspec import Struct

_HASH = re.compile(r"^[0-9a-f]{40}([0-9a-f]{24})?$")
_MAX = 4_000_000
# What git writes for a remote: a URL, or host and path with a colon between them (git-clone(1), "GIT URLS").
_REMOTE = re.compile(
    r"(?:(?:https?|ssh|git)://(?:[^@/\s]*@)?(?P<host>[A-Za-z0-9.-]+)(?::\d+)?/|(?:[\w.-]+@)(?P<short>[A-Za-z0-9.-]+):)"
    r"(?P<path>[A-Za-z0-9._~/-]+?)(?:\.git)?/?"
)


class Checkout(Struct, frozen=True):
    """Where a tree comes from: the commit, the repository's web address, and the tree's folder in the checkout.

    Each is "" where it cannot be told.
    """

    revision: str = ""
    remote: str = ""
    folder: str = ""


def checkout_of(root: Path) -> Checkout:
    """What the files under `.git` tell of the checkout that a folder lies in. Credentials in a remote are left out."""
    git = _git_folder(root)
    if git is None:
        return Checkout()
    top = next(folder for folder in (root.resolve(), *root.resolve().parents) if (folder / ".git").exists())
    folder = root.resolve().relative_to(top).as_posix()
    return Checkout(revision_of(root), _remote(_common_folder(git)), "" if folder == "." else folder)


def _remote(git: Path) -> str:
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True, interpolation=None)
    try:
        with (git / "config").open(encoding="utf-8", errors="replace") as file:
            parser.read_string(file.read(_MAX))
    except (OSError, configparser.Error):
        return ""
    url = parser.get('remote "origin"', "url", fallback="") or ""
    found = _REMOTE.fullmatch(url.strip())
    if found is None or ".." in found["path"]:
        return ""
    return f"https://{found['host'] or found['short']}/{found['path'].lstrip('/')}"


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
