"""The sample in every format is what was read and found good; a change shows as a difference to read."""

from __future__ import annotations

import pytest

from tests.unit.renderers.regenerate import GOLDEN, expected

FOUND = expected()


@pytest.mark.parametrize("name", sorted(FOUND))
def test_the_sample_is_rendered_as_expected(name: str) -> None:
    same = FOUND[name] == (GOLDEN / name).read_text("utf-8")
    assert same, "run `python -m tests.unit.renderers.regenerate` and read the difference"


def test_every_expected_file_belongs_to_a_format() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == set(FOUND)
