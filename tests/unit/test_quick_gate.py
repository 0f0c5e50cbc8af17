"""The short way to the gate understands what the long way does, or leaves it to that."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.main import get_command

from sovassess.cli.commands import app
from sovassess.cli.gate import Wanted
from sovassess.cli.quick import FLAGS, VALUES, plain_gate


def test_it_knows_every_option_of_the_command_and_no_other() -> None:
    (gate,) = (inner for name, inner in getattr(get_command(app), "commands", {}).items() if name == "gate")
    declared = {word for param in gate.params if param.param_type_name == "option" for word in param.opts}
    assert declared - {"--help", "-h"} == {*VALUES, *FLAGS}


def test_everything_that_is_asked_arrives() -> None:
    words = "gate a.json --min-level 3 --min x=1 --min y=2 --count-unknown-as pass --min-coverage 90 --strict"
    given = plain_gate([*words.split(), "--baseline", "b.json", "--no-accepted", "--exit-zero"], {"HOME": "/root"})
    assert given == (
        Path("a.json"),
        Wanted(
            min_level=3,
            minima=("x=1", "y=2"),
            count_unknown_as="pass",
            min_coverage=90.0,
            strict=True,
            baseline=Path("b.json"),
            use_accepted=False,
        ),
        True,
    )


def test_what_is_not_said_has_the_default_of_the_command() -> None:
    assert plain_gate(["gate", "a.json"], {}) == (Path("a.json"), Wanted(), False)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "scan a.json",
        "gate",
        "gate a.json b.json",
        "gate --help",
        "gate a.json -h",
        "gate a.json --min-level",
        "gate a.json --min-level=3",
        "gate a.json --min-level 6",
        "gate a.json --min-level three",
        "gate a.json --min-level 1 --min-level 2",
        "gate a.json --min-coverage 101",
        "gate a.json --min-coverage nan",
        "gate a.json --min --strict",
        "gate a.json --baseline --strict",
        "gate a.json --unknown",
        "gate -- a.json",
        "-v gate a.json",
    ],
)
def test_what_it_does_not_understand_goes_the_long_way(words: str) -> None:
    assert plain_gate(words.split(), {}) is None


def test_a_variable_that_may_set_an_option_goes_the_long_way() -> None:
    assert plain_gate(["gate", "a.json"], {"SOVASSESS_MIN_LEVEL": "5"}) is None
