"""The derivations in docs/method.md are those of the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sovassess import pipeline
from sovassess.model.assessment import Assessment
from sovassess.source.tree import MemoryTree
from tests.loaded import loaded_once
from tests.rubrics.corpus import TODAY, example

METHOD = (Path(__file__).resolve().parents[2] / "docs" / "method.md").read_text("utf-8")
EXAMPLES = ("gateway-hybrid", "hosted-assistant", "plain-webapp", "sovereign-onprem")


def assessed(name: str) -> Assessment:
    files, settings = example(name)
    with loaded_once():
        return pipeline.assess(
            pipeline.Request(tree=MemoryTree(dict(files), name=name), today=TODAY, settings=settings)
        )


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_has_the_levels_that_the_page_derives(name: str) -> None:
    found = assessed(name)
    section = METHOD.partition(f"\n### {name}: ")[2].partition("\n#")[0]
    assert section.startswith(f"{found.overall.level} to {found.overall.ceiling}\n")
    rows = {
        row[1]: (row[2], row[3], row[4]) for row in re.finditer(r"^\| (\w+) \| (.) \| (.) \| (.*) \|$", section, re.M)
    }
    expected = {
        entry.id: (
            str(entry.level) if entry.applicable else "-",
            str(entry.ceiling) if entry.applicable else "-",
            ", ".join(f"{step.criterion} ({step.outcome.value})" for step in entry.next)
            or ("nothing" if entry.applicable else "does not apply"),
        )
        for entry in found.dimensions
    }
    assert rows == expected


def test_the_outcomes_worked_through_by_hand_are_those_of_the_program() -> None:
    found = {entry.id: entry.outcome.value.replace("_", " ") for entry in assessed("plain-webapp").criteria}
    section = METHOD.partition("\n## One example by hand")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (DAT-\d\.\d) \|.*\| ([a-z ]+) \|$", section, re.M)
    assert [name for name, _ in rows] == ["DAT-1.1", "DAT-1.2", "DAT-1.3", "DAT-2.1", "DAT-2.2", "DAT-2.3", "DAT-2.4"]
    assert dict(rows) == {name: found[name] for name, _ in rows}
