"""The gate table again, as a pipeline asks it: the words of the command line, saved assessments, exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from sovassess import renderers
from sovassess.cli.commands import app
from sovassess.model.assessment import encode
from tests.unit.gate.estates import estate
from tests.unit.gate.test_table import CLEAN, LEVEL_1, ORDER, STATES, TABLE


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved")
    for name, assessment in STATES.items():
        (folder / f"{name}.json").write_bytes(encode(assessment))
    (folder / "clean").write_text(renderers.render("baseline", CLEAN), "utf-8")
    (folder / "old-debt").write_bytes(encode(estate(LEVEL_1)))
    return folder


def gated(saved: Path, state: str, question: str) -> tuple[int, str]:
    words = [str(saved / word) if word in ("clean", "old-debt") else word for word in question.split()]
    done = CliRunner().invoke(app, ["gate", str(saved / f"{state}.json"), *words])
    return done.exit_code, done.stderr


@pytest.mark.parametrize("state", ORDER)
@pytest.mark.parametrize("question", TABLE)
def test_the_command_line_asks_what_the_table_asks(saved: Path, question: str, state: str) -> None:
    code, told = gated(saved, state, question)
    assert code == TABLE[question][ORDER.index(state)], told
    assert ("sovassess: gate: " in told) is (code != 0)


@pytest.mark.parametrize("state", ORDER)
def test_without_enforcement_every_state_passes_and_the_miss_is_told_all_the_same(saved: Path, state: str) -> None:
    for question in TABLE:
        code, told = gated(saved, state, f"{question} --exit-zero")
        assert code == 0
        assert ("sovassess: gate: " in told) is (TABLE[question][ORDER.index(state)] != 0)


@pytest.mark.parametrize("question", ["", "--count-unknown-as maybe --min-level 1", "--min data", "--min nowhere=1"])
def test_a_question_that_cannot_be_meant_is_no_verdict(saved: Path, question: str) -> None:
    code, _ = gated(saved, "met", question)
    assert code not in (0, 3)
