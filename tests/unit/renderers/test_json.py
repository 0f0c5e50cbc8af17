"""The JSON report: nothing lost, canonical."""

from __future__ import annotations

import json

from sovassess.model.assessment import decode
from sovassess.renderers import json_
from tests.unit.renderers import sample


def test_json_holds_the_whole_assessment() -> None:
    assert decode(json_.render(sample.rich()).encode()) == sample.rich()


def test_keys_are_sorted_and_the_text_ends_in_one_newline() -> None:
    text = json_.render(sample.rich())
    assert text.endswith("}\n")
    assert list(json.loads(text)) == sorted(json.loads(text))
