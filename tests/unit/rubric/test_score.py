"""The weighted score: shares by weight, worked out by hand."""

from __future__ import annotations

import pytest

from sovassess.errors import InputFileError
from sovassess.graph.conditions import Policy
from sovassess.model.assessment import Criterion
from sovassess.model.enums import Basis, Outcome
from sovassess.rubric.evaluate import evaluate
from sovassess.rubric.load import available, load_rubric, parse_rubric
from sovassess.rubric.model import Rubric
from sovassess.rubric.score import scores
from tests.unit.rubric.fake import TODAY, FakeEvidence

RUBRIC = b"""
schema: sovassess.rubric/1
id: two
title: Two sides
version: "1"
origin: made for this test
weightings:
  - {id: first, title: First, weights: {one: 30, two: 10}}
  - {id: second, title: Second, weights: {one: 0, two: 5}}
levels: [{level: 0, name: none, meaning: none}, {level: 1, name: some, meaning: some}]
dimensions:
  - {id: one, prefix: ONE, name: One, question: "?", covers: "-", levels: []}
  - {id: two, prefix: TWO, name: Two, question: "?", covers: "-", levels: []}
"""


def rubric(text: bytes = RUBRIC) -> Rubric:
    return parse_rubric(text, shown="two.yaml").rubric


def criterion(name: str, dimension: str, outcome: Outcome) -> Criterion:
    return Criterion(
        id=name, dimension=dimension, level=1, title="", outcome=outcome, basis=Basis.NONE, reason="", evidence=(),
        remediation="",
    )  # fmt: skip


def test_a_score_is_the_sum_of_shares_by_weight_and_unknown_makes_it_a_range() -> None:
    found = scores(
        rubric(),
        [
            criterion("ONE-1", "one", Outcome.PASS),
            criterion("ONE-2", "one", Outcome.FAIL),
            criterion("TWO-1", "two", Outcome.PASS),
            criterion("TWO-2", "two", Outcome.UNKNOWN),
            criterion("TWO-3", "two", Outcome.NOT_APPLICABLE),
        ],
    )
    # 30 * 1/2 + 10 * 1/2 = 20 of 40 for certain, 30 * 1/2 + 10 * 2/2 = 25 of 40 at most.
    assert [(score.id, score.proven, score.possible) for score in found] == [
        ("first", 50.0, 62.5),
        ("second", 50.0, 100.0),
    ]
    assert [(part.dimension, part.weight) for part in found[0].parts] == [("one", 75.0), ("two", 25.0)]


def test_a_dimension_that_does_not_apply_counts_on_neither_side() -> None:
    found = scores(
        rubric(), [criterion("ONE-1", "one", Outcome.NOT_APPLICABLE), criterion("TWO-1", "two", Outcome.PASS)]
    )
    assert [(score.proven, score.possible) for score in found] == [(100.0, 100.0), (100.0, 100.0)]


def test_nothing_that_applies_gives_no_points() -> None:
    assert [score.proven for score in scores(rubric(), [])] == [0.0, 0.0]


@pytest.mark.parametrize(
    ("old", "new", "line", "problem"),
    [
        (b"two: 10", b"too: 10", 8, "unknown dimension 'too'; did you mean 'two'?"),
        (b"id: second", b"id: first", 9, "the weighting 'first' occurs twice"),
        (b"one: 0, two: 5", b"one: 0, two: 0", 9, "all weights are 0"),
    ],
)
def test_a_wrong_weighting_is_refused_with_its_line(old: bytes, new: bytes, line: int, problem: str) -> None:
    with pytest.raises(InputFileError) as caught:
        parse_rubric(RUBRIC.replace(old, new), shown="two.yaml")
    assert caught.value.line == line
    assert problem in str(caught.value)


def test_the_weights_of_the_european_framework_are_those_of_its_two_sources() -> None:
    loaded = load_rubric("eu-cloud-sovereignty").rubric
    in_order = [dimension.id for dimension in loaded.dimensions]
    weights = {entry.id: [entry.weights[name] for name in in_order] for entry in loaded.weightings}
    assert weights == {
        "v1.2.1": [15, 10, 10, 15, 20, 15, 10, 5],
        "calculator-2026-06": [20, 10, 10, 15, 10, 15, 15, 5],
    }
    assert all(sum(entry) == 100 for entry in weights.values())


@pytest.mark.parametrize("name", available())
def test_a_score_never_says_more_for_certain_than_at_most(name: str) -> None:
    loaded = load_rubric(name).rubric
    judged = evaluate(loaded, FakeEvidence(), Policy(today=TODAY))
    assert len(judged.scores) == len(loaded.weightings)
    for score in judged.scores:
        assert 0 <= score.proven <= score.possible <= 100
