"""What is ready to paste works: the action, the pipeline, the hooks, the snippets and the completion of the shell.

Runners are played by the shell: the very scripts run, with the variables that a runner would set.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from typer.main import get_command

from sovassess.cli.commands import app
from sovassess.formats.dockerfile import instructions
from tests.acceptance.test_command_line import COMPOSE

ROOT = Path(__file__).parents[2]
SNIPPETS = ROOT / "sovassess" / "cli" / "snippets"
GITLAB = ROOT / "integrations" / "gitlab" / "sovassess.gitlab-ci.yml"


class _Loader(yaml.SafeLoader):
    """YAML as GitHub reads it: `on` is a word."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in entries if tag != "tag:yaml.org,2002:bool" or first not in "oOyYnN"]
    for first, entries in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), _Loader)


def wrong(kind: str, document: object) -> list[str]:
    schema = json.loads((files("check_jsonschema.builtin_schemas.vendor") / f"{kind}.json").read_text("utf-8"))
    validator: Any = Draft7Validator
    return [error.message for error in validator(schema).iter_errors(document)]


@pytest.fixture
def bench(tmp_path: Path) -> Path:
    """A checkout with an estate of two commits, and `sovassess` on the path."""
    program = tmp_path / "bin" / "sovassess"
    program.parent.mkdir()
    code = "import sys; sys.argv[0] = 'sovassess'; from sovassess.cli.main import run; run()"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -c {shlex.quote(code)} "$@"\n', "utf-8")
    program.chmod(0o755)
    estate = tmp_path / "estate"
    estate.mkdir()
    (estate / "compose.yaml").write_text(COMPOSE, "utf-8")
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "one"]):
        git(estate, *arguments)
    (estate / "app.py").write_text("import cohere\n\nclient = cohere.Client()\n", "utf-8")
    for arguments in (["add", "-A"], ["commit", "-q", "-m", "two"]):
        git(estate, *arguments)
    return tmp_path


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=somebody", "-c", "user.email=somebody@corp.example")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def shell(bench: Path, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SOVASSESS_")}
    return subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=bench / "estate",
        env={
            **kept,
            "PATH": f"{bench / 'bin'}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "SOURCE_DATE_EPOCH": "1795219200",
            **variables,
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def known_variables() -> set[str]:
    program: Any = get_command(app)
    scan = program.commands["scan"]
    return {param.envvar for param in scan.params if param.envvar}


def test_the_files_for_pipelines_keep_the_schemas_of_their_readers() -> None:
    assert wrong("github-actions", read(ROOT / "action.yml")) == []
    assert wrong("github-workflows", read(SNIPPETS / "github.yml")) == []
    assert wrong("gitlab-ci", read(GITLAB)) == []
    assert wrong("gitlab-ci", read(SNIPPETS / "gitlab.yml")) == []
    broken = read(ROOT / "action.yml")
    del broken["runs"]["using"]
    assert wrong("github-actions", broken) != []


def test_the_action_hands_every_input_on_and_only_as_a_variable() -> None:
    action = read(ROOT / "action.yml")
    steps = action["runs"]["steps"]
    used = json.dumps(steps)
    for name in action["inputs"]:
        assert f"inputs.{name}" in used, name
    for step in steps:
        assert "${{" not in step.get("run", "")
    scan = next(step for step in steps if step.get("id") == "scan")
    assert {name for name in scan["env"] if name.startswith("SOVASSESS_")} <= known_variables()


def play_action(bench: Path, **variables: str) -> tuple[subprocess.CompletedProcess[str], dict[str, str], str]:
    step = next(s for s in read(ROOT / "action.yml")["runs"]["steps"] if s.get("id") == "scan")
    given = dict.fromkeys(step["env"], "") | {"SCAN_PATH": ".", "SOVASSESS_COUNT_UNKNOWN_AS": "fail"}
    for name in ("output", "summary"):
        (bench / name).write_text("", "utf-8")
    done = shell(
        bench,
        step["run"],
        **{
            **given,
            "SOVASSESS_STRICT": "false",
            "GITHUB_ACTION_PATH": str(ROOT),
            "RUNNER_TEMP": str(bench / "temp"),
            "GITHUB_OUTPUT": str(bench / "output"),
            "GITHUB_STEP_SUMMARY": str(bench / "summary"),
            **variables,
        },
    )
    outputs = dict(line.split("=", 1) for line in (bench / "output").read_text("utf-8").splitlines())
    return done, outputs, (bench / "summary").read_text("utf-8")


def test_the_action_annotates_writes_its_summary_and_keeps_the_verdict_for_its_last_step(bench: Path) -> None:
    done, outputs, summary = play_action(bench, SOVASSESS_MIN_LEVEL="5")
    assert done.returncode == 0, done.stderr
    assert outputs["code"] == "1"
    assert "::notice title=sovassess::" in done.stdout
    assert summary.startswith("<!-- sovassess -->")
    assert "**✕ Gate not met.** Asked: overall level 5." in summary
    assert "\n- overall level " in summary
    assert "::error title=sovassess%3A Gate not met::overall level" in done.stdout
    assert json.loads(Path(outputs["sarif"]).read_text("utf-8"))["version"] == "2.1.0"
    gate = read(ROOT / "action.yml")["runs"]["steps"][-1]["run"]
    assert shell(bench, gate, CODE=outputs["code"]).returncode == 1
    done, outputs, summary = play_action(bench, SOVASSESS_MIN_LEVEL="0")
    assert (done.returncode, outputs["code"]) == (0, "0")
    assert "**✓ Gate met.** Asked: overall level 0." in summary
    done, outputs, summary = play_action(bench)
    assert (done.returncode, outputs["code"]) == (0, "0")
    assert "Gate" not in summary + done.stdout


def test_the_action_tells_wrong_usage_and_runs_nothing_that_an_input_holds(bench: Path) -> None:
    done, outputs, summary = play_action(
        bench, SCAN_PATH="$(touch pwned); `touch pwned`", SOVASSESS_MIN="$(touch pwned)"
    )
    assert done.returncode == 0
    assert outputs["code"] == "2"
    assert "sarif" not in outputs
    assert summary == ""
    assert not (bench / "estate" / "pwned").exists()


def test_the_job_for_gitlab_leaves_what_its_reports_name(bench: Path) -> None:
    for path in (GITLAB, SNIPPETS / "gitlab.yml"):
        job = read(path)["sovassess"]
        done = shell(bench, "\n".join(job["script"]), SOVASSESS_FOLDER=".")
        assert done.returncode == 0, done.stderr
        for report in job["artifacts"]["reports"].values():
            assert (bench / "estate" / report).stat().st_size > 2
        assert shell(bench, "\n".join(job["script"]), SOVASSESS_FOLDER=".", SOVASSESS_MIN_LEVEL="5").returncode == 1


def test_the_hooks_run_and_block_on_what_their_arguments_ask(bench: Path) -> None:
    hooks = {hook["id"]: hook for hook in read(ROOT / ".pre-commit-hooks.yaml")}
    named = [hook["id"] for repo in read(SNIPPETS / "pre-commit.yaml")["repos"] for hook in repo["hooks"]]
    assert set(named) <= set(hooks)
    plain = hooks["sovassess"]["entry"]
    assert shell(bench, plain).returncode == 0
    assert shell(bench, f"{plain} --min-level 5").returncode == 1
    later = hooks["sovassess-diff"]
    done = shell(bench, shlex.join([*shlex.split(later["entry"]), *later["args"]]))
    assert done.returncode == 1
    assert "Cohere" in done.stderr
    assert shell(bench, f"{later['entry']} HEAD").returncode == 0


def test_the_snippet_for_github_uses_inputs_that_the_action_has() -> None:
    inputs = set(read(ROOT / "action.yml")["inputs"])
    steps = read(SNIPPETS / "github.yml")["jobs"]["assess"]["steps"]
    own = [step for step in steps if step["uses"].startswith("sovassess/")]
    assert own
    assert all(set(step.get("with", {})) <= inputs for step in own)


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_the_shell_completes_commands_and_options(name: str, bench: Path) -> None:
    asked = {
        "bash": {"COMP_WORDS": "sovassess sc", "COMP_CWORD": "1"},
        "zsh": {"_TYPER_COMPLETE_ARGS": "sovassess sc"},
        "fish": {"_TYPER_COMPLETE_ARGS": "sovassess sc", "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
    }[name]
    done = shell(bench, "sovassess", _SOVASSESS_COMPLETE=f"complete_{name}", **asked)
    assert "scan" in done.stdout
    assert "schema" in done.stdout
    assert "report" not in done.stdout


def test_the_image_starts_as_nobody_special_and_runs_a_scan_by_default() -> None:
    found = list(instructions(tuple((ROOT / "Containerfile").read_text("utf-8").splitlines())))
    last = max(number for number, entry in enumerate(found) if entry.keyword == "FROM")
    final = {entry.keyword: entry.text for entry in found[last:]}
    assert final["USER"].isdigit()
    assert int(final["USER"]) > 0
    assert [*json.loads(final["ENTRYPOINT"]), *json.loads(final["CMD"])][:2] == ["sovassess", "scan"]


def test_the_image_is_made_of_files_that_are_there_and_stages_that_it_names() -> None:
    found = list(instructions(tuple((ROOT / "Containerfile").read_text("utf-8").splitlines())))
    assert {entry.keyword for entry in found} <= {
        *("ARG", "FROM", "COPY", "RUN", "USER", "ENV", "WORKDIR", "ENTRYPOINT", "CMD")
    }
    stages = {entry.text.split(" AS ")[1] for entry in found if entry.keyword == "FROM" and " AS " in entry.text}
    for entry in found:
        if entry.keyword == "COPY":
            source, stage = entry.text.split()[0], dict(entry.flags).get("from", "")
            assert stage in stages if stage else (ROOT / source).exists(), entry.text


def test_what_is_kept_from_the_image_is_not_what_its_build_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {"pyproject.toml", "hatch_build.py", project["project"]["readme"], *project["project"]["license-files"]}
    needed |= {*wheel["packages"], *wheel["force-include"]}
    assert {name for name in needed if not (ROOT / name).exists()} == set()
    assert needed.isdisjoint((ROOT / ".containerignore").read_text("utf-8").splitlines())
