"""The levels alone, for asking what would be if: it stops where no further answer moves them, and tells no reasons."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec import Struct

from sovassess.model.enums import Outcome
from sovassess.rubric import model
from sovassess.rubric.evaluate import Judgement
from sovassess.rubric.trial import Trial


class Bounds(Struct, frozen=True):
    """Level and ceiling of a dimension, as `evaluate` gives them."""

    level: int
    ceiling: int
    applicable: bool = True


def bounds(trial: Trial, suspects: Collection[str] = ()) -> dict[str, Bounds]:
    """The bounds of every dimension by id.

    `suspects` are ids of criteria that are likely to fail; they are asked first, which only saves time.
    """
    return {dimension.id: _bounds(trial, dimension, suspects) for dimension in trial.rubric.dimensions}


def judged(judgement: Judgement) -> dict[str, Bounds]:
    """The bounds of a judgement that exists already."""
    return {entry.id: Bounds(entry.level, entry.ceiling, entry.applicable) for entry in judgement.dimensions}


def weakest(found: Mapping[str, Bounds]) -> tuple[int, int]:
    """Level and ceiling over all: the least of the dimensions that apply, 0 where none does."""
    counted = [entry for entry in found.values() if entry.applicable]
    return min((entry.level for entry in counted), default=0), min((entry.ceiling for entry in counted), default=0)


def _bounds(trial: Trial, dimension: model.Dimension, suspects: Collection[str]) -> Bounds:
    applies = trial.applies(dimension)
    if applies is False:
        return Bounds(0, 0, applicable=False)
    rungs = {rung.level: rung.criteria for rung in dimension.levels}
    level = ceiling = 0
    for number in range(1, trial.rubric.top + 1):
        outcome = _rung(trial, dimension, number, sorted(rungs.get(number, ()), key=lambda c: c.id not in suspects))
        if outcome is Outcome.FAIL:
            break
        if outcome is Outcome.PASS and level == number - 1:
            level = number
        ceiling = number
    # Should it turn out not to apply, nothing in it limits anything.
    return Bounds(level, trial.rubric.top if applies is None else ceiling)


def _rung(trial: Trial, dimension: model.Dimension, number: int, criteria: Collection[model.Criterion]) -> Outcome:
    """Fail with the first criterion that fails, unknown if one is open or none is asked, else pass."""
    found = Outcome.PASS if criteria else Outcome.UNKNOWN
    for criterion in criteria:
        outcome = trial.judge(dimension, number, criterion).shown.outcome
        if outcome is Outcome.FAIL:
            return outcome
        if outcome is Outcome.UNKNOWN:
            found = outcome
    return found
