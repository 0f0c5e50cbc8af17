"""The list of formats: each is reachable by its name, and a wrong name says which there are."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sovassess import renderers
from sovassess.errors import SovassessError
from tests.unit.renderers import sample


@pytest.mark.parametrize("name", [entry.name for entry in renderers.RENDERERS])
def test_every_listed_format_renders(name: str) -> None:
    assert "acme-assistant" in renderers.render(name, sample.rich())


def test_an_unknown_format_is_answered_with_the_known_ones() -> None:
    with pytest.raises(SovassessError, match='no report format "pdf"; the formats are html, json, text'):
        renderers.render("pdf", sample.rich())


def test_the_terminal_summary_does_not_load_the_html_templates() -> None:
    code = "import sys; from sovassess.renderers import terminal; sys.exit('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
