"""The list of formats: each is reachable by its name, and a wrong name says which there are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sovassess import renderers
from sovassess.errors import SovassessError
from sovassess.model.assessment import Assessment
from tests.unit.renderers import sample


@pytest.mark.parametrize("name", [entry.name for entry in renderers.RENDERERS])
def test_every_listed_format_names_what_is_not_met(name: str) -> None:
    # A bill of what is used has no verdicts.
    wanted = "OpenAI" if name == "cyclonedx" else "MOD-2.1"
    assert wanted in renderers.render(name, sample.rich())


@pytest.mark.parametrize("name", renderers.NAMES)
@pytest.mark.parametrize("assessment", [sample.empty(), sample.large(400, 40)], ids=["empty", "large"])
def test_every_listed_format_takes_an_assessment_without_findings_and_a_big_one(
    name: str, assessment: Assessment
) -> None:
    text = renderers.render(name, assessment)
    assert text == "" or text.endswith("\n") or name == "html"


def test_every_renderer_of_the_folder_is_listed() -> None:
    folder = Path(renderers.__file__).parent
    there = {path.stem for path in folder.glob("[a-z]*.py") if "\ndef render(" in path.read_text("utf-8")}
    assert there == {entry.module for entry in renderers.RENDERERS}


def test_an_unknown_format_is_answered_with_the_known_ones() -> None:
    with pytest.raises(SovassessError, match="unknown format 'pdf'; known: text, html, json"):
        renderers.render("pdf", sample.rich())


def test_the_terminal_summary_does_not_load_the_html_templates() -> None:
    code = "import sys; from sovassess.renderers import terminal; sys.exit('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
