"""Where a line of source can be looked at on the forge that holds the repository. It guesses no forge that it does
not know, and links nothing that is not a plain path at a known commit.

The shapes of the links are those that the forges' own pages use: GitHub and GitLab documentation on permanent links to
files, Gitea's and Forgejo's `src/commit`, Bitbucket's `src`, SourceHut's `tree`.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from sovassess.model.assessment import Subject

_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_REPOSITORY = re.compile(r"https://(?P<host>[A-Za-z0-9.-]+)/[A-Za-z0-9._~/-]+")
_SHAPES: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"github\.com|github\.[a-z0-9.-]+"), "{repository}/blob/{revision}/{path}", "#L{line}"),
    (re.compile(r"(?:[a-z0-9-]+\.)*gitlab\.[a-z0-9.-]+"), "{repository}/-/blob/{revision}/{path}", "#L{line}"),
    (re.compile(r"bitbucket\.org"), "{repository}/src/{revision}/{path}", "#lines-{line}"),
    (
        re.compile(r"codeberg\.org|(?:gitea|forgejo)\.[a-z0-9.-]+"),
        "{repository}/src/commit/{revision}/{path}",
        "#L{line}",
    ),
    (re.compile(r"git\.sr\.ht"), "{repository}/tree/{revision}/item/{path}", "#L{line}"),
)


def link(subject: Subject, path: str, line: int | None = None) -> str:
    """The web address of a line (1-based) of a scanned file, "" where the forge or the commit is not known."""
    repository = _REPOSITORY.fullmatch(subject.remote)
    if repository is None or not _COMMIT.fullmatch(subject.revision) or path.startswith("/") or ".." in path.split("/"):
        return ""
    for host, whole, place in _SHAPES:
        if host.fullmatch(repository["host"].lower()):
            inside = f"{subject.folder}/{path}" if subject.folder else path
            found = whole.format(repository=subject.remote, revision=subject.revision, path=quote(inside, safe="/"))
            return found + (place.format(line=line) if line is not None and line > 0 else "")
    return ""


def base(subject: Subject) -> str:
    """What stands before the path of a file in its address, "" where the forge is not known."""
    return link(subject, "x").removesuffix("x")


def line_mark(subject: Subject) -> str:
    """What stands between the address of a file and the number of a line, "" where the forge is not known."""
    return link(subject, "x", 1).removeprefix(link(subject, "x")).removesuffix("1")
