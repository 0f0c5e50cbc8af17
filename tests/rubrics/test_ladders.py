"""Levels 1 to 3 of every dimension are there for whoever does the thing right, from files alone, and no one else."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pytest
from pydantic import Field

from sovassess import documents
from sovassess.documents import Written
from sovassess.model.assessment import Assessment
from sovassess.model.enums import Outcome
from sovassess.rubric.load import load_rubric
from tests.loaded import loaded_once
from tests.rubrics.corpus import Case, run

RUBRIC = "ai-sovereignty"
LEVELS = (1, 2, 3)


class Near(Written):
    """What changes a tree so that it no longer stands where it stood: files that come on top, words that give way."""

    files: dict[str, str] = {}
    replace: dict[str, dict[str, str]] = {}


class Rung(Written):
    """A tree without settings that stands exactly at the level, and a near miss, which the criterion `misses` tells."""

    dimension: str
    level: Annotated[int, Field(ge=1, le=3)]
    story: str
    fragments: tuple[str, ...] = ()
    files: dict[str, str] = {}
    replace: dict[str, dict[str, str]] = {}
    near: Near
    misses: str


class Ladders(Written):
    """The file."""

    rungs: tuple[Rung, ...]


RUNGS = documents.load(Path(__file__).parent / "ladders.yaml", Ladders).rungs
NAMES = [f"{rung.dimension}-{rung.level}: {rung.story}" for rung in RUNGS]


def assessed(rung: Rung, near: Near) -> Assessment:
    words = {
        path: {**rung.replace.get(path, {}), **near.replace.get(path, {})} for path in {**rung.replace, **near.replace}
    }
    case = Case(
        case="rung",
        fragments=rung.fragments,
        files={**rung.files, **near.files},
        replace=words,
        expect={rung.misses: Outcome.PASS},
    )
    with loaded_once():
        return run(case, RUBRIC)


def level_of(assessment: Assessment, dimension: str) -> tuple[int, str]:
    found = next(entry for entry in assessment.dimensions if entry.id == dimension)
    assert found.applicable
    shown = {entry.id: entry for entry in assessment.criteria}
    steps = (f"{s.criterion} {s.outcome.value}: {shown[s.criterion].reason}" for s in found.next)
    return found.level, "\n".join(steps)


def test_every_dimension_has_a_tree_for_each_of_the_levels_one_to_three() -> None:
    dimensions = {dimension.id for dimension in load_rubric(RUBRIC).rubric.dimensions}
    assert {(rung.dimension, rung.level) for rung in RUNGS} == {(name, n) for name in dimensions for n in LEVELS}


@pytest.mark.parametrize("rung", RUNGS, ids=NAMES)
def test_a_tree_that_does_it_right_stands_exactly_at_its_level_from_files_alone(rung: Rung) -> None:
    found = assessed(rung, Near())
    level, waits_for = level_of(found, rung.dimension)
    assert level == rung.level, waits_for
    assert not found.attestations


@pytest.mark.parametrize("rung", RUNGS, ids=NAMES)
def test_a_near_miss_does_not_and_the_criterion_says_why(rung: Rung) -> None:
    found = assessed(rung, rung.near)
    level, waits_for = level_of(found, rung.dimension)
    assert level < rung.level, waits_for
    missed = next(entry for entry in found.criteria if entry.id == rung.misses)
    assert missed.outcome in (Outcome.FAIL, Outcome.UNKNOWN)
    assert missed.level == rung.level
    assert missed.evidence
