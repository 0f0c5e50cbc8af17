"""A baseline: what must be remembered of an assessment so that a later one can be held against it, and nothing else."""

from __future__ import annotations

from sovassess.comparison import encode, standing
from sovassess.model.assessment import Assessment


def render(assessment: Assessment) -> str:
    """The JSON text of the baseline."""
    return encode(standing(assessment)).decode("utf-8")
