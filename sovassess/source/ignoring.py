"""Ignore patterns that a stranger wrote, in the manner of `.gitignore`, at a cost that no pattern can raise.

The translation of globs is the library's (`pathspec`). Its expressions try every way to share a name out among several
stars, which for a pattern made for it takes for ever; here every star but the last of a folder's name takes as little
as it can and never reconsiders, which finds the same names. Patterns beyond the limits are not applied, so that more is
read, never less. Decides nothing about what is ignored by default.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias, cast

from msgspec import Struct
from pathspec import GitIgnoreSpec
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

IgnoreSpecs: TypeAlias = tuple[tuple[str, GitIgnoreSpec], ...]
"""Folders with their rules, outermost first. One above the root is given as what a path must be prefixed with, marked
by a leading `/`."""

MAX_BYTES = 1_000_000
MAX_PATTERNS = 2_000
MAX_PATTERN = 400
_WEIGHTS = {0: 1, 1: 1, 2: 5, 3: 50}
"""What a pattern counts for, by how many `**` it has: each may stand for any number of folders. More are too many."""

_STAR = "[^/]*"
_FOLDERS = ("(?:/.+)?", "(?:.+/)?")
_PLAIN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)


class Patterns(Struct, frozen=True):
    """What of an ignore file is applied, and how many of its patterns are not."""

    spec: GitIgnoreSpec
    refused: int = 0

    @property
    def problem(self) -> str:
        """What a report says of the patterns that are not applied, "" if all are."""
        many = "too many, too long or with too many `**`"
        return f"{self.refused} patterns are not applied: {many}" if self.refused else ""


def patterns(lines: Iterable[str]) -> Patterns:
    """The patterns of some lines. One that git itself would not understand is passed over, as git does."""
    kept: list[GitIgnoreSpecPattern] = []
    refused = weight = 0
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        if weight >= MAX_PATTERNS or len(line) > MAX_PATTERN:
            refused += 1
            continue
        try:
            pattern = GitIgnoreSpecPattern(line)
        except ValueError:
            continue
        regex = cast("re.Pattern[str] | None", pattern.regex)  # pyright: ignore[reportUnknownMemberType]
        if pattern.include is None or regex is None:
            continue
        expression = regex.pattern
        more = _WEIGHTS.get(sum(expression.count(group) for group in _FOLDERS))
        if more is None:
            refused += 1
            continue
        weight += more
        bound = _bound(expression)
        kept.append(pattern if bound == expression else GitIgnoreSpecPattern(re.compile(bound), pattern.include))
    return Patterns(GitIgnoreSpec(kept), refused)


def read_patterns(path: Path) -> Patterns | None:
    """The patterns of a file, None if there is none to be read. No link is followed."""
    try:
        if path.is_symlink() or not path.is_file():
            return None
        with path.open("rb") as file:
            data = file.read(MAX_BYTES)
    except OSError:
        return None
    return patterns(data.decode("utf-8", errors="replace").splitlines())


def ignored(path: str, specs: IgnoreSpecs) -> bool:
    """Whether a path below the root is ignored; that of a folder ends with `/`."""
    # The innermost file that has an opinion decides, as in git.
    for folder, spec in reversed(specs):
        if folder.startswith("/"):
            relative = f"{folder[1:]}/{path}" if folder != "/" else path
        else:
            relative = path[len(folder) + 1 :] if folder else path
        verdict = spec.check_file(relative).include
        if verdict is not None:
            return verdict
    return False


def _bound(expression: str) -> str:
    """The expression with every star bound that others follow in the same name.

    The first place where the piece after a star fits leaves the most for what follows, so there is no need to go back.
    A piece that reaches the end of its name fits in one place only.
    """
    first, *rest = expression.split(_STAR)
    out = [first]
    for number, piece in enumerate(rest):
        within = number < len(rest) - 1 and "/" not in _PLAIN.sub("", piece)
        out.append(f"(?>{_STAR}?{piece})" if within else f"{_STAR}{piece}")
    return "".join(out)
