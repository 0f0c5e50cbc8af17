"""The page on security tells the truth: its figures are those of the code, its tests exist."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
LIMITS = re.findall(r"^\| .*? \| ([\d,]+) \| `([\w.]+)\.(\w+)` \|$", PAGE, re.MULTILINE)
TESTS = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)


def test_every_limit_is_the_figure_of_the_code() -> None:
    assert len(LIMITS) > 15
    for figure, module, name in LIMITS:
        value = getattr(importlib.import_module(f"sovassess.{module}"), name)
        assert f"{value:,.0f}" == figure, f"{module}.{name}"


def test_every_row_of_the_limits_is_held_to_the_code() -> None:
    table = PAGE.partition("| what | at most | in |")[2].partition("\n\n")[0]
    assert len(table.strip().splitlines()) - 1 == len(LIMITS)


def test_every_test_that_is_named_is_there() -> None:
    assert len(TESTS) > 15
    for path, name in TESTS:
        assert f"def {name}(" in (ROOT / path).read_text("utf-8") if name else (ROOT / path).is_file(), (path, name)


def test_the_readme_leads_to_the_page() -> None:
    assert "docs/security.md" in (ROOT / "README.md").read_text("utf-8")
