"""The program gives the same answers in the process of the tests as in one of its own: most tests rest on that."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.acceptance.inside import run
from tests.acceptance.test_command_line import estate, started

__all__ = ["estate"]


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        (0, ("--version",)),
        (0, ("scan", "--help")),
        (0, ("scan", "estate", "--verbose", "--color", "always", "--output-dir", "out")),
        (0, ("who", "estate", "-f", "json")),
        (1, ("scan", "estate", "--no-reports", "--min-level", "5")),
        (2, ("scan", "nowhere")),
        (2, ("scan", "estate", "--bogus")),
        (3, ("scan", "empty")),
    ],
    ids=str,
)
def test_an_answer_is_the_same_in_a_process_of_its_own(code: int, arguments: tuple[str, ...], estate: Path) -> None:
    (estate.parent / "empty").mkdir()
    here, there = run(*arguments, cwd=estate.parent), started(*arguments, cwd=estate.parent)
    assert (here.returncode, there.returncode) == (code, code)
    assert here.stdout == there.stdout
    assert here.stderr == there.stderr
    assert here.stdout + here.stderr


def test_variables_folder_and_streams_are_as_they_were(estate: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def around() -> tuple[object, ...]:
        return dict(os.environ), Path.cwd(), sys.argv, sys.stdin, sys.stdout, sys.stderr

    before = around()
    assert run("scan", "nowhere", cwd=estate.parent, SOVASSESS_COLOR="never").returncode == 2
    assert around() == before
    assert capsys.readouterr() == ("", "")
