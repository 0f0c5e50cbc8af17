"""Every option can be set from the environment, as the contract says, and what is set there acts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from sovassess.cli.commands import PREFIX, app
from tests.acceptance.inside import run
from tests.acceptance.test_command_line import COMPOSE


def options(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    for param in command.params:
        if param.param_type_name == "option" and "completion" not in param.name:
            yield name, param
    for below, inner in getattr(command, "commands", {}).items():
        yield from options(f"{name} {below}".strip(), inner)


EVERY = [(name, param) for name, param in options("", get_command(app)) if param.name not in ("help", "version")]


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    (tmp_path / "estate").mkdir()
    (tmp_path / "estate" / "compose.yaml").write_text(COMPOSE, "utf-8")
    return tmp_path / "estate"


@pytest.mark.parametrize(("command", "param"), EVERY, ids=lambda value: getattr(value, "name", value))
def test_an_option_has_a_variable_of_sovassess_that_is_named_as_it_is(command: str, param: Any) -> None:
    assert len(EVERY) > 40
    assert param.envvar is not None or param.allow_from_autoenv, f"{command} {param.name}"
    below = "_".join(command.split())
    of_command = f"{PREFIX}_{below}_{param.name}".upper().replace("-", "_")  # what typer makes of the parameter
    flag = next(flag for flag in param.opts if flag.startswith("--")).removeprefix("--")
    shared, own = (f"{PREFIX}_{name}".upper().replace("-", "_") for name in (flag, f"{below}_{flag}"))
    assert (param.envvar or of_command) in {shared, own}


def test_a_variable_that_several_commands_share_means_the_same_for_each() -> None:
    meant: dict[str, set[str]] = {}
    for _, param in EVERY:
        if param.envvar is not None:
            meant.setdefault(param.envvar, set()).add(str(param.metavar))
    assert meant["SOVASSESS_FORMAT"] == {"NAME[=FILE]"}
    assert {name for name, shapes in meant.items() if len(shapes) > 1} == set()


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({}, 0),
        ({"SOVASSESS_MIN_LEVEL": "5"}, 1),
        ({"SOVASSESS_MIN_LEVEL": "5", "SOVASSESS_EXIT_ZERO": "1"}, 0),
        ({"SOVASSESS_MIN_LEVEL": ""}, 0),
        ({"SOVASSESS_MIN": "airgap_readiness=5 escape_velocity=5"}, 1),
        ({"SOVASSESS_BASELINE": "absent.json"}, 2),
        ({"SOVASSESS_COLOR": "purple"}, 2),
    ],
    ids=str,
)
def test_a_variable_acts_like_its_option(estate: Path, variables: dict[str, str], code: int) -> None:
    done = run("scan", estate, "--no-reports", cwd=estate.parent, **variables)
    assert done.returncode == code, done.stderr


def test_an_option_without_a_name_of_its_own_has_the_one_of_its_command(estate: Path) -> None:
    done = run("graph", estate, cwd=estate.parent, SOVASSESS_GRAPH_FORMAT_="mermaid", SOVASSESS_GRAPH_FORMAT="mermaid")
    assert done.stdout.startswith("flowchart LR"), done.stderr


def test_a_variable_that_a_pipeline_sets_for_itself_is_no_option(tmp_path: Path) -> None:
    assert run("--help", cwd=tmp_path, SOVASSESS_VERSION="1.2.3").returncode == 0


def test_the_command_line_wins_over_the_environment(estate: Path) -> None:
    done = run("scan", estate, "--no-reports", "--min-level", "0", cwd=estate.parent, SOVASSESS_MIN_LEVEL="5")
    assert done.returncode == 0


def test_verbose_tells_what_was_read_and_what_was_not_on_standard_error(estate: Path) -> None:
    (estate / "docker-compose.broken.yml").write_text("services:\n  web: [unclosed\n", "utf-8")
    done = run("scan", estate, "--no-reports", "--verbose", "-f", "json", cwd=estate.parent)
    assert "sovassess: settings: none" in done.stderr
    assert "unread: docker-compose.broken.yml: " in done.stderr
    assert "compose" in done.stderr
    assert done.stdout.startswith("{")
    assert run("scan", estate, "--no-reports", cwd=estate.parent).stderr == ""


def test_several_formats_are_written_in_one_run(estate: Path) -> None:
    names = ("sarif=a.sarif", "junit=b.xml", "markdown=c.md", "csv=d.csv", "baseline=e.json", "text")
    arguments = [part for name in names for part in ("-f", name)]
    done = run("scan", estate, "--no-reports", *arguments, cwd=estate.parent)
    assert done.returncode == 0
    assert "Level " in done.stdout
    for name in names[:-1]:
        assert (estate.parent / name.partition("=")[2]).stat().st_size > 100
    again = run("scan", estate, "--no-reports", "--baseline", "e.json", "-f", "github", cwd=estate.parent)
    assert again.returncode == 0, again.stderr


def test_annotations_against_a_baseline_mark_only_what_is_new(estate: Path) -> None:
    folder = estate.parent
    run("scan", estate, "--no-reports", "-f", "baseline=old.json", cwd=folder)
    (estate / "more.py").write_text("from openai import OpenAI\n\nclient = OpenAI()\n", "utf-8")
    done = run("scan", estate, "--no-reports", "--baseline", "old.json", "-f", "github", cwd=folder)
    marked = [line for line in done.stdout.splitlines() if "file=" in line]
    assert marked
    assert all("file=more.py" in line for line in marked)
    plain = run("scan", estate, "--no-reports", "-f", "github", cwd=folder)
    assert any("file=compose.yaml" in line for line in plain.stdout.splitlines())


def test_a_saved_assessment_is_rendered_in_several_formats_at_once(estate: Path) -> None:
    folder = estate.parent
    run("scan", estate, "--no-reports", "-f", "json=a.json", cwd=folder)
    done = run("report", "a.json", "-f", "sarif=a.sarif", "-f", "markdown", "-o", "a.md", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert (folder / "a.md").read_text("utf-8").startswith("<!-- sovassess -->")
    assert (folder / "a.sarif").stat().st_size > 100
    assert run("report", "a.json", "-f", "sarif", "-f", "csv", "-o", "x", cwd=folder).returncode == 2
