"""The command starts without what it does not need: judged by the modules that are loaded, never by a stopwatch."""

from __future__ import annotations

import subprocess
import sys

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


def test_the_probe_sees_what_a_command_loads() -> None:
    modules, shown = loaded(PROGRAM, "rubric", "list")
    assert "ai-sovereignty" in shown
    assert {"pydantic", "yaml"} <= modules


def test_rendering_text_loads_no_templates_and_listing_rubrics_no_graph() -> None:
    modules, _ = loaded(PROGRAM, "rubric", "list")
    assert modules.isdisjoint({"jinja2", "networkx", "tree_sitter"})


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
