"""Ignore files that a stranger wrote: the same answers as the library's, at a cost that no pattern can raise."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from sovassess.source.ignoring import MAX_BYTES, MAX_PATTERN, MAX_PATTERNS, patterns, read_patterns
from sovassess.source.tree import LocalTree
from tests.endings import ending
from tests.unit.source.test_tree import files_of, reasons, write

PATTERN = st.text("ab*?/!.[]\\(-", min_size=1, max_size=10)
PATH = st.from_regex(r"[ab.\-(]{1,5}(/[ab.\-(]{1,5}){0,3}/?", fullmatch=True)


@pytest.mark.filterwarnings("ignore:Possible nested set:FutureWarning")
@settings(max_examples=150, deadline=None, derandomize=True)
@given(PATTERN, st.lists(PATH, min_size=1, max_size=12))
def test_a_bound_pattern_matches_what_the_librarys_own_matches(line: str, paths: list[str]) -> None:
    try:
        plain = GitIgnoreSpec.from_lines([line])
    except ValueError:
        plain = GitIgnoreSpec.from_lines([])
    ours = patterns([line])
    if not ours.refused:
        assert [ours.spec.check_file(path).include for path in paths] == [plain.check_file(p).include for p in paths]


@pytest.mark.parametrize(
    "pattern",
    [
        "*a" * 30 + "*b",
        "**/" + "a?*" * 30 + "b",
        "a*[a]" * 20 + "b",
        "x/" + "*a\\a" * 20 + "b",
        r"*\(a*[(]" * 12 + "*b",
    ],
)
def test_a_pattern_of_many_stars_costs_no_more_than_others(pattern: str, tmp_path: Path) -> None:
    name = "a" * 240
    write(tmp_path, {".gitignore": pattern + "\n", name: "", f"x/{name}": "", "aab/b": ""})
    with ending():
        assert name in files_of(tmp_path)


def test_a_pattern_of_many_stars_still_ignores(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "*a" * 30 + "*b\n", "a" * 60 + "b": "", "a" * 60: ""})
    assert files_of(tmp_path) == [".gitignore", "a" * 60]


def test_a_pattern_of_many_double_stars_is_not_applied_and_that_is_told(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "x.py\n" + "**/a/" * 20 + "b\n", "x.py": "", "a/" * 40 + "c": ""})
    with ending():
        assert len(files_of(tmp_path)) == 2
    assert reasons(tmp_path)[".gitignore"].startswith("1 patterns are not applied")


def test_more_patterns_than_anybody_writes_are_not_applied_and_that_is_told(tmp_path: Path) -> None:
    lines = [f"p{number}" for number in range(MAX_PATTERNS)]
    write(tmp_path, {".gitignore": "\n".join([*lines, "x.py", "q" * (MAX_PATTERN + 1)]), "x.py": "", "p7": ""})
    assert files_of(tmp_path) == [".gitignore", "x.py"]
    assert reasons(tmp_path)[".gitignore"].startswith("2 patterns are not applied")


def test_of_a_huge_ignore_file_the_first_megabyte_counts(tmp_path: Path) -> None:
    path = write(tmp_path, {".gitignore": "x.py\n"}) / ".gitignore"
    with path.open("r+b") as file:
        file.truncate(200 * MAX_BYTES)
    tracemalloc.start()
    found = read_patterns(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found is not None
    assert found.spec.match_file("x.py")
    assert peak < 20 * MAX_BYTES


def test_an_exclusion_that_was_made_to_hurt_is_bound_as_well(tmp_path: Path) -> None:
    write(tmp_path, {"a" * 240: ""})
    with ending():
        assert LocalTree(tmp_path, exclude=["*a" * 30 + "*b"]).listing().files
