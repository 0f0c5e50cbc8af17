"""What moved between two assessments, and the file that a baseline is."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sovassess.comparison import compare, decode, encode, standing
from sovassess.errors import SovassessError
from sovassess.model import assessment as model
from sovassess.model.enums import Operator, Strength
from tests.unit.gate.estates import F, U, estate, evidence, tie

CLEAN = estate()


def test_nothing_moves_between_an_assessment_and_itself() -> None:
    assert compare(standing(CLEAN), standing(CLEAN)).nothing


def test_levels_outcomes_findings_and_ties_that_move_are_listed() -> None:
    new = estate({"DAT-2.1": F, "OPS-3.1": U}, ties=(tie("chat-api", "newcomer", "CN"),))
    moved = compare(standing(CLEAN), standing(new))
    assert moved.overall is not None
    assert (moved.overall.before, moved.overall.after) == ("3", "1")
    assert [(m.id, m.before, m.after) for m in moved.dimensions] == [("data", "3", "1"), ("operation", "3", "2-3")]
    assert [(m.id, m.before, m.after) for m in moved.criteria] == [
        ("DAT-2.1", "pass", "fail"),
        ("OPS-3.1", "pass", "unknown"),
    ]
    assert len(moved.added) == 2
    assert moved.gone == ()
    assert (moved.parties_added, moved.parties_gone) == (("newcomer",), ("openai",))
    assert (moved.jurisdictions_added, moved.jurisdictions_gone) == (("CN",), ("US",))
    back = compare(standing(new), standing(CLEAN))
    assert back.gone == moved.added


def test_what_one_runs_oneself_and_what_only_tests_use_are_no_ties() -> None:
    own = replace(tie("own-llm", "acme"), operated_by=Operator.SELF)
    tested = tie("tested-api", "other", strength=Strength.DEV)
    assert [entry.service for entry in standing(estate(ties=(own, tested))).ties] == []


def test_a_baseline_is_read_back_as_it_was_written_and_has_a_line_for_each_finding() -> None:
    known = standing(estate({"DAT-2.1": F}, records=(evidence("e-1"), evidence("e-2", path="b.py"))))
    data = encode(known)
    assert decode(data, "b.json") == known
    assert sum(line.strip().startswith(b'{"criterion"') for line in data.splitlines()) == 2
    assert encode(decode(data, "b.json")) == data


def test_a_saved_assessment_serves_as_a_baseline() -> None:
    assert decode(model.encode(CLEAN), "a.json") == standing(CLEAN)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"nonsense", "neither a baseline nor an assessment"),
        (b"{}", "neither a baseline nor an assessment"),
        (b"[]", "neither a baseline nor an assessment"),
        (b'{"baseline_version": "9"}', "has baseline version '9', this version reads '1'; write it anew"),
        (b'{"baseline_version": "1"}', "neither a baseline nor an assessment"),
        (
            encode(replace(standing(CLEAN), key_version="0")),
            "has version of finding keys '0', this version reads '1'; write it anew",
        ),
    ],
)
def test_a_file_that_is_no_baseline_or_an_old_one_says_so(data: bytes, problem: str) -> None:
    with pytest.raises(SovassessError, match=problem):
        decode(data, "b.json")


def test_two_rubrics_cannot_be_compared_and_another_content_of_one_is_noted() -> None:
    known = standing(CLEAN)
    with pytest.raises(SovassessError, match="the rubric"):
        compare(replace(known, rubric="other"), known)
    assert compare(replace(known, rubric_digest="0"), known).rubric_changed
