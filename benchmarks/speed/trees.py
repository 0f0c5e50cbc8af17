"""The trees that are measured: public repositories at named commits, outside the project.

S is an application of a dozen services, M an application with its infrastructure, L a monorepo put together from six.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from msgspec import Struct


class Part(Struct, frozen=True):
    """A repository, the commit, the folders that are taken (all if none), and where in the tree it goes."""

    repository: str
    commit: str
    folders: tuple[str, ...] = ()
    into: str = "."


_SHOP = ("GoogleCloudPlatform/microservices-demo", "34ffea9175946982c3088ed84994fe6019ad6e92")
_ONYX = ("onyx-dot-app/onyx", "a7d66a8b778c3f9026c4f89dae47d14a3f84816f")
TREES: dict[str, tuple[Part, ...]] = {
    "S": (Part(*_SHOP),),
    "M": (Part(*_ONYX, folders=("backend", "deployment", ".github")),),
    "L": (
        Part("kubernetes/kops", "268927e26409f861634e18f3632c9dd483c350cf", into="kops"),
        Part("argoproj/argo-cd", "37ee0097cf851bc2dd7665fc081bbce61a7e836e", into="argo-cd"),
        Part(*_ONYX, into="onyx"),
        Part("langfuse/langfuse", "62751446149b702b419a9292ddfc2280cdf74b8c", into="langfuse"),
        Part("terraform-aws-modules/terraform-aws-eks", "bef29c4d9523523e57fe898643fde2895106b339", into="eks"),
        Part(*_SHOP, into="microservices-demo"),
    ),
}


def tree(name: str, folder: Path) -> Path:
    """The tree of that name below a folder; fetched if it is not there."""
    target = folder / name
    if not target.is_dir():
        partial = folder / f".{name}"
        shutil.rmtree(partial, ignore_errors=True)
        for part in TREES[name]:
            _fetch(part, folder / ".git-of-parts" / part.repository.replace("/", "+"), partial / part.into)
        partial.rename(target)
    return target


def size(root: Path) -> tuple[int, int]:
    """Number of files and their bytes."""
    files = [path for path in root.rglob("*") if path.is_file() and not path.is_symlink()]
    return len(files), sum(path.stat().st_size for path in files)


def _fetch(part: Part, git: Path, target: Path) -> None:
    if not git.is_dir():
        git.mkdir(parents=True)
        subprocess.run(["git", "init", "-q", "--bare", str(git)], check=True)
    known = subprocess.run(["git", "-C", str(git), "cat-file", "-e", part.commit], capture_output=True, check=False)
    if known.returncode:
        address = f"https://github.com/{part.repository}"
        subprocess.run(["git", "-C", str(git), "fetch", "-q", "--depth", "1", address, part.commit], check=True)
    target.mkdir(parents=True, exist_ok=True)
    command = ["git", "-C", str(git), "archive", part.commit, *part.folders]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as archive:
        subprocess.run(["tar", "-x", "-C", str(target)], stdin=archive.stdout, check=True)
