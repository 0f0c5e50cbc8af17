"""Lengths of time: each way of writing one that is read, and what is none."""

from __future__ import annotations

import pytest

from sovassess.formats.durations import hours


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("2160h", "", 2160.0),
        ("1h30m", "", 1.5),
        ("168h0m0s", "", 168.0),
        ("90d", "", 2160.0),
        ("90 days", "", 2160.0),
        ("P30D", "", 720.0),
        ("PT15M", "", 0.25),
        ('"720h"', "", 720.0),
        ("3600", "s", 1.0),
        ("30", "days", 720.0),
        ("0", "", 0.0),
        ("0.5h", "", 0.5),
    ],
)
def test_lengths_come_to_hours(text: str, unit: str, expected: float) -> None:
    assert hours(text, unit) == pytest.approx(expected)


@pytest.mark.parametrize(
    "text", ["", "3600", "soon", "${TTL}", "1 fortnight", "10.0.0.1", "P", "h", "1h later", "-1h", "P1M"]
)
def test_what_is_no_length_or_lacks_its_unit_is_none(text: str) -> None:
    assert hours(text) is None
