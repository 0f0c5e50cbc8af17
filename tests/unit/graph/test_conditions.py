"""Conditions over three values, and the words that are refused."""

from __future__ import annotations

import datetime as dt

import pytest

from sovassess.graph.conditions import ConditionError, Policy, check_selector, matches, matches_any
from tests.unit.rubric.fake import TODAY, item

POLICY = Policy(today=TODAY)
HOME = Policy(today=TODAY, home=frozenset({"DE", "FR"}))


@pytest.mark.parametrize(
    ("wanted", "value", "truth"),
    [
        ("self", "self", True),
        ("self", "vendor", False),
        ("self", None, None),
        ("self", "unknown", None),
        (["self", "vendor"], "vendor", True),
        ({"not": "self"}, "vendor", True),
        ({"not": "self"}, "unknown", None),
        ({"not_in": ["self"]}, "self", False),
        ({"known": True}, "vendor", True),
        ({"known": True}, None, None),
    ],
)
def test_text_is_compared_over_three_values(wanted: object, value: str | None, truth: bool | None) -> None:
    found = matches({"operated_by": wanted}, item("dependency", "x", operated_by=value), POLICY)
    assert found.truth is truth
    assert found.missing == (("operated_by",) if truth is None else ())


@pytest.mark.parametrize(
    ("wanted", "value", "truth"),
    [
        ({"subset_of": "$home"}, ("DE", "FR"), True),
        ({"subset_of": "$home"}, ("DE", "US"), False),
        ({"subset_of": "$home"}, ("DE", "unknown"), None),
        ({"subset_of": "$home"}, ("US", "unknown"), False),
        ({"subset_of": "$home"}, (), None),
        ({"intersects": ["US"]}, ("DE", "unknown"), None),
        ({"intersects": ["US"]}, ("US", "unknown"), True),
        ({"contains": "US"}, ("DE",), False),
        ({"not": "US"}, ("US", "DE"), False),
        (["US", "CN"], ("CN",), True),
    ],
)
def test_sets_are_compared_over_three_values(wanted: object, value: tuple[str, ...], truth: bool | None) -> None:
    assert matches({"reach": wanted}, item("dependency", "x", reach=value), HOME).truth is truth


def test_home_is_missing_until_it_is_declared() -> None:
    where = item("dependency", "x", location="DE")
    assert matches({"location": "$home"}, where, POLICY).missing == ("home countries (none declared)",)
    assert matches({"location": "$home"}, where, HOME).truth is True
    assert matches({"location": "$home_if_declared"}, where, POLICY).truth is True
    assert matches({"location": "$home_if_declared"}, item("dependency", "x", location="US"), HOME).truth is False
    assert matches({"location": "$home_if_declared"}, item("dependency", "x"), POLICY).truth is None


def test_dates_are_compared_with_today_and_the_notice() -> None:
    def retires(day: str | None, wanted: object) -> bool | None:
        return matches({"retirement": wanted}, item("model", "m", retirement=day), POLICY).truth

    soon = (TODAY + dt.timedelta(days=179)).isoformat()
    late = (TODAY + dt.timedelta(days=181)).isoformat()
    assert retires(soon, {"after": "$notice"}) is False
    assert retires(late, {"after": "$notice"}) is True
    assert retires(soon, {"before": "$today"}) is False
    assert retires("some day", {"before": "$today"}) is None
    assert retires(None, {"after": "$notice"}) is None


def test_numbers_have_limits() -> None:
    assert matches({"modules": {"at_most": 2}}, item("module", "m", modules=2), POLICY).truth is True
    assert matches({"modules": {"at_least": 3}}, item("module", "m", modules=2), POLICY).truth is False


def test_one_false_condition_decides_and_one_true_alternative_decides() -> None:
    thing = item("dependency", "x", operated_by="vendor", location=None)
    assert matches({"location": "DE", "operated_by": "self"}, thing, POLICY).truth is False
    assert matches_any([{"location": "DE"}, {"operated_by": "vendor"}], thing, POLICY).truth is True
    assert matches_any([{"location": "DE"}, {"operated_by": "self"}], thing, POLICY).truth is None
    assert matches_any([], thing, POLICY).truth is False


@pytest.mark.parametrize(
    ("selector", "problem"),
    [
        ({}, "a selector needs a kind"),
        ({"kind": "dependancy"}, "did you mean 'dependency'?"),
        ({"kind": "dependency", "operatedby": "self"}, "did you mean 'operated_by'?"),
        ({"kind": "dependency", "operated_by": "selv"}, "did you mean 'self'?"),
        ({"kind": "dependency", "operated_by": "unknown"}, "cannot be compared with"),
        ({"kind": "dependency", "role": ["model-api", "modelapi"]}, "did you mean 'model-api'?"),
        ({"kind": "dependency", "reach": {"subsetof": "$home"}}, "did you mean 'subset_of'?"),
        ({"kind": "dependency", "reach": {"subset_of": "$hom"}}, "did you mean '$home'?"),
        ({"kind": "dependency", "core": "yes"}, "is a flag"),
        ({"kind": "dependency", "core": {"at_most": 1}}, "does not fit"),
        ({"kind": "module", "modules": True}, "is a number"),
        ({"kind": "model", "retirement": {"before": "soon"}}, "YYYY-MM-DD"),
        ({"kind": "dependency", "party": {"known": False}}, "takes true only"),
        ({"kind": "dependency", "party": {}}, "is empty"),
    ],
)
def test_a_word_that_nobody_knows_is_refused(selector: dict[str, object], problem: str) -> None:
    with pytest.raises(ConditionError) as caught:
        check_selector(selector)
    assert problem in str(caught.value)
