"""The laws of levels, over random evidence and random rubrics: criteria of all shipped ones, thrown together anew."""

from __future__ import annotations

from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from sovassess.graph.conditions import Policy
from sovassess.model.enums import CoverageLevel, EvidenceKind, Outcome
from sovassess.rubric.bounds import bounds as levels_alone
from sovassess.rubric.bounds import judged, weakest
from sovassess.rubric.evaluate import Judgement, evaluate
from sovassess.rubric.load import available, load_rubric
from sovassess.rubric.model import Criterion, Dimension, DimensionLevel, Level, Rubric, Weighting
from sovassess.rubric.trial import Trial
from tests.properties.test_rubric_laws import (
    COVERAGE,
    HOMES,
    STATUSES,
    Coverage,
    Statuses,
    World,
    fields_of,
    without_parties,
    worlds,
)
from tests.unit.rubric.fake import TODAY, FakeEvidence

CRITERIA = [criterion for name in available() for _, _, criterion in load_rubric(name).rubric.criteria()]
MINOR = st.lists(st.sampled_from(EvidenceKind), max_size=3, unique=True)


@st.composite
def rubrics(draw: st.DrawFn) -> Rubric:
    """Two to six levels and one to three dimensions, with any criteria in any cell and some cells empty."""
    top = draw(st.integers(1, 5))
    chosen = draw(st.lists(st.sampled_from(CRITERIA), min_size=1, max_size=25, unique_by=lambda c: c.id))
    cells: dict[tuple[int, int], list[Criterion]] = {}
    sides = draw(st.integers(1, 3))
    for criterion in chosen:
        cells.setdefault((draw(st.integers(1, sides)), draw(st.integers(1, top))), []).append(criterion)
    dimensions = tuple(
        Dimension(
            id=f"d{side}",
            prefix=f"D{side}",
            name=f"side {side}",
            question="?",
            covers="-",
            levels=tuple(
                DimensionLevel(level=level, statement="-", criteria=tuple(cells.get((side, level), ())))
                for level in range(1, top + 1)
            ),
        )
        for side in range(1, sides + 1)
    )
    weights = {dimension.id: float(draw(st.integers(1, 9))) for dimension in dimensions}
    return Rubric(
        schema="sovassess.rubric/1",
        id="any",
        title="Any",
        version="1",
        origin="made for this test",
        levels=tuple(Level(level=level, name=str(level), meaning="-") for level in range(top + 1)),
        dimensions=dimensions,
        minor_gaps_up_to=draw(st.integers(0, top)),
        weightings=(Weighting(id="any", title="Any", weights=weights),),
    )


def bounds(found: Judgement) -> list[tuple[float, float]]:
    levels = [(entry.level, entry.ceiling) for entry in found.dimensions]
    scores = [(score.proven, score.possible) for score in found.scores]
    return [(found.overall.level, found.overall.ceiling), *levels, *scores]


@settings(max_examples=80, deadline=None)
@given(rubrics(), worlds(), COVERAGE, STATUSES, HOMES, MINOR)
def test_what_is_proven_is_never_above_what_is_possible(
    rubric: Rubric,
    items: World,
    coverage: Coverage,
    statuses: Statuses,
    home: frozenset[str],
    minor: list[EvidenceKind],
) -> None:
    evidence = FakeEvidence(items, coverage, statuses, minor=minor)
    for low, high in bounds(evaluate(rubric, evidence, Policy(today=TODAY, home=home))):
        assert 0 <= low <= high


@settings(max_examples=80, deadline=None)
@given(rubrics(), worlds(), COVERAGE, STATUSES, HOMES, st.sets(st.sampled_from([c.id for c in CRITERIA]), max_size=9))
def test_the_levels_asked_for_alone_are_those_of_the_whole_judgement(
    rubric: Rubric,
    items: World,
    coverage: Coverage,
    statuses: Statuses,
    home: frozenset[str],
    suspects: set[str],
) -> None:
    evidence, policy = FakeEvidence(items, coverage, statuses), Policy(today=TODAY, home=home)
    whole = evaluate(rubric, evidence, policy)
    alone = levels_alone(Trial(rubric=rubric, evidence=evidence, policy=policy), suspects)
    assert alone == judged(whole)
    assert weakest(alone) == (whole.overall.level, whole.overall.ceiling)


@settings(max_examples=150, deadline=None)
@given(rubrics(), worlds(), COVERAGE, STATUSES, HOMES, st.data())
def test_knowing_more_never_widens_a_range_of_any_rubric(
    rubric: Rubric, items: World, coverage: Coverage, statuses: Statuses, home: frozenset[str], data: st.DataObject
) -> None:
    policy = Policy(today=TODAY, home=home)
    richer = [
        msgspec.structs.replace(
            entry,
            fields={
                name: learnt if value is None else value
                for (name, value), learnt in zip(
                    entry.fields.items(), data.draw(fields_of(entry.kind)).values(), strict=True
                )
            },
        )
        for entry in items
    ]
    read = {kind: data.draw(st.sampled_from([level, CoverageLevel.FULL])) for kind, level in coverage.items()}
    before = evaluate(rubric, FakeEvidence(without_parties(items), coverage, statuses), policy)
    after = evaluate(rubric, FakeEvidence(without_parties(richer), read, statuses), policy)
    for old, new in zip(before.criteria, after.criteria, strict=True):
        if old.outcome is not Outcome.UNKNOWN:
            assert (new.outcome is Outcome.FAIL) == (old.outcome is Outcome.FAIL), (old, new)
            assert new.outcome is not Outcome.UNKNOWN, (old, new)
    levels = 1 + len(before.dimensions)
    for (low, high), (old_low, old_high) in zip(bounds(after)[:levels], bounds(before)[:levels], strict=True):
        assert old_low <= low <= high <= old_high


@settings(max_examples=60, deadline=None)
@given(rubrics(), worlds(), COVERAGE, STATUSES, st.randoms(use_true_random=False))
def test_the_order_of_dimensions_levels_and_items_never_matters(
    rubric: Rubric, items: World, coverage: Coverage, statuses: Statuses, shuffle: Random
) -> None:
    def mixed(dimension: Dimension) -> Dimension:
        rungs = [
            rung.model_copy(update={"criteria": tuple(shuffle.sample(rung.criteria, len(rung.criteria)))})
            for rung in dimension.levels
        ]
        shuffle.shuffle(rungs)
        return dimension.model_copy(update={"levels": tuple(rungs)})

    policy = Policy(today=TODAY)
    dimensions = [mixed(dimension) for dimension in rubric.dimensions]
    shuffle.shuffle(dimensions)
    other = rubric.model_copy(update={"dimensions": tuple(dimensions)})
    shaken = list(items)
    shuffle.shuffle(shaken)
    first = evaluate(rubric, FakeEvidence(items, coverage, statuses), policy)
    second = evaluate(other, FakeEvidence(shaken, coverage, statuses), policy)
    assert first == second
