"""The weighted score beside the levels, where a rubric asks for one. It decides no outcome and no level.

A dimension's share is the part of its criteria that is met; what does not apply counts on neither side. The score is
the sum of the shares by weight, over the dimensions that apply: the form of the Cloud Sovereignty Framework of the
European Commission, version 1.2.1 (October 2025), section on the sovereignty score, with criteria as its units.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sovassess.model.assessment import Criterion, Score, ScorePart
from sovassess.model.enums import Outcome
from sovassess.rubric.model import Rubric, Weighting

_COUNTED = (Outcome.PASS, Outcome.UNKNOWN, Outcome.FAIL)


def scores(rubric: Rubric, criteria: Sequence[Criterion]) -> tuple[Score, ...]:
    """The scores in the order of the rubric's weightings; none for a rubric without weightings."""
    outcomes: dict[str, list[Outcome]] = {dimension.id: [] for dimension in rubric.dimensions}
    for criterion in criteria:
        if criterion.outcome in _COUNTED:
            outcomes[criterion.dimension].append(criterion.outcome)
    return tuple(_score(weighting, outcomes) for weighting in rubric.weightings)


def _score(weighting: Weighting, outcomes: Mapping[str, Sequence[Outcome]]) -> Score:
    counted = {name: weight for name, weight in weighting.weights.items() if weight > 0 and outcomes.get(name)}
    total = sum(counted.values())
    exact: list[tuple[float, float]] = []
    parts: list[ScorePart] = []
    for name, weight in sorted(counted.items()):
        found = outcomes[name]
        proven = sum(outcome is Outcome.PASS for outcome in found) / len(found)
        possible = sum(outcome is not Outcome.FAIL for outcome in found) / len(found)
        exact.append((weight * proven, weight * possible))
        parts.append(
            ScorePart(
                dimension=name, weight=_percent(weight / total), proven=_percent(proven), possible=_percent(possible)
            )
        )
    return Score(
        id=weighting.id,
        title=weighting.title,
        proven=_percent(sum(low for low, _ in exact) / total) if total else 0.0,
        possible=_percent(sum(high for _, high in exact) / total) if total else 0.0,
        parts=tuple(parts),
    )


def _percent(share: float) -> float:
    return round(100 * share, 1)
