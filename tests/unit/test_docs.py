"""The generated documentation is what the program says today, and the written one points at things that exist."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from sovassess.renderers import NAMES
from tests.acceptance.inside import run

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\]\(([^)#]+)(#[^)]*)?\)")


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate_docs", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_up_to_date(generate: ModuleType) -> None:
    stale = [
        path.relative_to(ROOT).as_posix()
        for path, text in generate.pages().items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
    assert stale == [], "run `make docs` and read the difference"


def test_the_reference_lists_every_command(generate: ModuleType) -> None:
    headings = re.findall(r"^## (.+)$", generate.command_line(), re.MULTILINE)
    assert sorted(headings) == sorted(" ".join(("sovassess", *filter(None, [name]))) for name in _commands())


def _commands(*above: str) -> Iterator[str]:
    """Every command, as the program's own help lists them."""
    yield " ".join(above)
    shown = run(*above, "--help", cwd=ROOT).stdout
    _, found, listed = shown.partition("\nCommands:\n")
    if found:
        for line in listed.splitlines():
            match = re.match(r"  ([a-z][a-z-]*)\b", line)
            if match:
                yield from _commands(*above, match.group(1))


@pytest.mark.parametrize(
    "page", sorted(path.relative_to(ROOT).as_posix() for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
)
def test_a_link_in_the_documentation_leads_somewhere(page: str) -> None:
    path = ROOT / page
    targets = [match.group(1) for match in LINK.finditer(path.read_text("utf-8"))]
    missing = [target for target in targets if "://" not in target and not (path.parent / target).exists()]
    assert missing == []


def test_the_readme_shows_a_screen_and_names_every_exit_code_and_format(generate: ModuleType) -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    screen = text.partition(generate.BEGIN)[2].partition(generate.END)[0]
    assert "Level" in screen
    assert "Who can switch you off" in screen
    for code in (0, 1, 2, 3, 70):
        assert f"\n| {code} | " in text
    for name in NAMES:
        assert f"\n| `{name}` | " in text


def test_the_page_about_pipelines_names_every_option_of_the_gate_and_input_of_the_action() -> None:
    page = (ROOT / "docs" / "pipelines.md").read_text("utf-8")
    shown = run("gate", "--help", cwd=ROOT).stdout
    for option in set(re.findall(r"--[a-z-]+", shown)) - {"--help"}:
        assert option in page, option
    action = (ROOT / "action.yml").read_text("utf-8").partition("\ninputs:\n")[2].partition("\noutputs:\n")[0]
    for name in re.findall(r"^  ([a-z-]+):$", action, re.MULTILINE):
        assert f"`{name}`" in page, name
