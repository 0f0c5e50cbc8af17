"""The gate: what was asked against what was reached, and that a gap in reading is never a pass."""

from __future__ import annotations

import msgspec
import pytest

from sovassess.errors import SovassessError
from sovassess.gate import MET, MISSED, UNSEEN, Asked, decide
from sovassess.model.assessment import Assessment, Overall
from sovassess.model.coverage import Coverage, UnreadFile
from tests.unit.renderers.sample import rich


def judged(
    level: int = 2, ceiling: int = 4, *, read: int = 10, unread: int = 0, limited_by: tuple[str, ...] = ()
) -> Assessment:
    """The sample with the same level and ceiling everywhere."""
    sample = rich()
    dimensions = tuple(
        msgspec.structs.replace(entry, level=level, ceiling=ceiling) if entry.applicable else entry
        for entry in sample.dimensions
    )
    return msgspec.structs.replace(
        sample,
        dimensions=dimensions,
        overall=Overall(level=level, ceiling=ceiling, name="x", limited_by=limited_by or (dimensions[0].id,)),
        coverage=Coverage(
            files=read + unread,
            read=read,
            unread=tuple(UnreadFile(f"f{number}.yaml", "broken") for number in range(unread)),
        ),
    )


APPLICABLE = next(entry.id for entry in rich().dimensions if entry.applicable)


def test_nothing_asked_is_met() -> None:
    assert not Asked().anything
    assert decide(judged(0, 0), Asked()).code == MET


@pytest.mark.parametrize(("asked", "code"), [(0, MET), (2, MET), (3, MISSED), (5, MISSED)])
def test_the_proven_level_counts(asked: int, code: int) -> None:
    assert decide(judged(2, 4), Asked(min_level=asked)).code == code


@pytest.mark.parametrize(("asked", "code"), [(4, MET), (5, MISSED)])
def test_unknown_can_be_counted_as_pass_on_request(asked: int, code: int) -> None:
    assert decide(judged(2, 4), Asked(min_level=asked, unknown_passes=True)).code == code


def test_a_minimum_of_one_dimension_is_held_against_that_dimension() -> None:
    assert decide(judged(2, 4), Asked(minima={APPLICABLE: 2})).code == MET
    missed = decide(judged(2, 4), Asked(minima={APPLICABLE: 3}))
    assert missed.code == MISSED
    assert len(missed.reasons) == 1


def test_several_misses_are_all_named() -> None:
    assert len(decide(judged(2, 4), Asked(min_level=3, minima={APPLICABLE: 3})).reasons) == 2


def test_a_dimension_that_does_not_apply_is_not_missed() -> None:
    sample = judged(2, 4)
    gone = tuple(
        msgspec.structs.replace(entry, applicable=False, level=0, ceiling=0) if entry.id == APPLICABLE else entry
        for entry in sample.dimensions
    )
    assert decide(msgspec.structs.replace(sample, dimensions=gone), Asked(minima={APPLICABLE: 5})).code == MET


def test_a_dimension_that_does_not_exist_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SovassessError, match="unknown dimension 'airgap'; known: "):
        decide(judged(), Asked(minima={"airgap": 1}))


def test_a_dimension_that_does_not_exist_is_refused_even_if_the_coverage_is_short() -> None:
    with pytest.raises(SovassessError):
        decide(judged(unread=1), Asked(minima={"airgap": 1}, strict=True))


@pytest.mark.parametrize(("read", "unread", "code"), [(10, 0, MET), (9, 1, MET), (89, 11, UNSEEN), (0, 0, UNSEEN)])
def test_coverage_below_what_was_asked_is_its_own_code(read: int, unread: int, code: int) -> None:
    assert decide(judged(read=read, unread=unread), Asked(min_coverage=90)).code == code


def test_strict_refuses_any_unread_file_and_names_the_first() -> None:
    decision = decide(judged(unread=2), Asked(strict=True))
    assert decision.code == UNSEEN
    assert "f0.yaml" in decision.reasons[0]
    assert decide(judged(unread=0), Asked(strict=True)).code == MET


def test_a_short_coverage_goes_before_a_missed_level() -> None:
    assert decide(judged(0, 0, unread=5), Asked(min_level=5, strict=True)).code == UNSEEN


def test_a_miss_says_what_holds_it_down_and_the_first_step() -> None:
    decision = decide(judged(2, 4), Asked(min_level=3))
    assert "overall level 2 is below 3; held down by" in decision.reasons[0]
