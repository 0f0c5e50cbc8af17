"""The command starts without what it does not need: judged by the modules that are loaded, never by a stopwatch."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from sovassess.model.assessment import encode
from tests.unit.renderers.sample import rich

HEAVY = ("jinja2", "networkx", "pydantic", "rich", "tree_sitter", "yaml")
# Loaded modules go to standard error, so that what the command prints cannot be mistaken for them.
PROGRAM = """
import sys
sys.argv = ["sovassess", *sys.argv[1:]]
from sovassess.cli.main import run
try:
    run()
finally:
    print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def loaded(program: str, *arguments: str) -> tuple[set[str], str]:
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, encoding="utf-8", timeout=60, check=True
    )
    return set(done.stderr.split()), done.stdout


def test_help_loads_nothing_heavy() -> None:
    for arguments in (["--help"], ["catalog", "--help"], ["scan", "--help"]):
        modules, shown = loaded(PROGRAM, *arguments)
        assert "Usage:" in shown
        assert "typer" in modules, "the list of loaded modules was not seen"
        # To describe options with a type of their own, the command-line library itself loads pydantic.
        allowed = {"pydantic"} if len(arguments) > 1 else set[str]()
        assert modules.isdisjoint(set(HEAVY) - allowed), arguments
        assert len(arguments) > 1 or "msgspec" not in modules


def test_the_probe_sees_what_a_command_loads() -> None:
    modules, shown = loaded(PROGRAM, "rubric", "list")
    assert "ai-sovereignty" in shown
    assert {"pydantic", "yaml"} <= modules


def test_rendering_text_loads_no_templates_and_listing_rubrics_no_graph() -> None:
    modules, _ = loaded(PROGRAM, "rubric", "list")
    assert modules.isdisjoint({"jinja2", "networkx", "tree_sitter"})


GATED = ("networkx", "tree_sitter", "jinja2", "yaml", "pydantic", "rich", "typer", "click", "pathspec", "gotpl")


def test_the_gate_on_a_saved_assessment_loads_nothing_of_what_made_it(tmp_path: Path) -> None:
    saved = tmp_path / "assessment.json"
    saved.write_bytes(encode(rich()))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "gate", str(saved), "--min-level", "5", "--min", "data_jurisdiction=1"],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    *told, last = done.stderr.splitlines()
    assert done.returncode == 1, done.stderr
    assert any("sovassess: gate:" in line for line in told)
    modules = set(last.split())
    assert "msgspec" in modules, "the list of loaded modules was not seen"
    assert modules.isdisjoint(GATED)


def test_a_scan_in_which_nothing_changed_loads_no_reader_and_no_graph(tmp_path: Path) -> None:
    estate = tmp_path / "estate"
    estate.mkdir()
    (estate / "compose.yaml").write_text("services: {web: {image: nginx}}\n", "utf-8")
    for path in (estate / "compose.yaml", estate):
        os.utime(path, ns=(10**18, 10**18))
    # The record of a file keeps the time of its making: what was made just now has not settled.
    late = PROGRAM.replace(
        "import sys\n", "import sys, time\nnow = time.time_ns\ntime.time_ns = lambda: now() + 10**12\n", 1
    )
    scan = ("scan", str(estate), "--no-reports", "--quiet", "-f", "json=" + str(tmp_path / "a.json"))
    kept = ("--cache-dir", str(tmp_path / "kept"))
    cold, _ = loaded(late, *scan, *kept)
    assert {"yaml", "networkx"} & cold, "the first scan read nothing"
    first = (tmp_path / "a.json").read_bytes()
    warm, _ = loaded(late, *scan, *kept)
    assert warm.isdisjoint({"networkx", "tree_sitter", "jinja2", "yaml", "rich", "gotpl"})
    assert (tmp_path / "a.json").read_bytes() == first


def test_the_version_is_told_without_the_command_line_library() -> None:
    program = (
        "import runpy, sys\n"
        "sys.argv = ['sovassess', *sys.argv[1:]]\n"
        "try:\n"
        "    runpy.run_module('sovassess', run_name='__main__')\n"
        "finally:\n"
        "    print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)\n"
    )
    modules, shown = loaded(program, "--version")
    assert shown.startswith("sovassess ")
    assert "sovassess" in modules
    assert modules.isdisjoint({"typer", "click", *HEAVY})
