"""Every question that the gate can be asked, against every state that an estate can be in."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sovassess.comparison import standing
from sovassess.gate import MET, MISSED, UNSEEN, Asked, decide
from sovassess.model.assessment import Assessment
from sovassess.model.coverage import UnreadFile
from sovassess.model.enums import Strength
from tests.unit.gate.estates import F, U, estate, evidence, risk, tie

CLEAN = estate()
LEVEL_1 = {"DAT-2.1": F}
STATES: dict[str, Assessment] = {
    "met": CLEAN,
    "missed": estate(LEVEL_1),
    "unknown": estate({"DAT-2.1": U}),
    "worse than baseline": estate(LEVEL_1, ties=(tie("openai-api", "openai"), tie("chat-api", "newcomer", "CN"))),
    "accepted": estate(LEVEL_1, accepted=(risk("DAT-2.1"),)),
    "expired": estate(LEVEL_1, accepted=(risk("DAT-2.1", "expired"),)),
    "unread": replace(CLEAN, coverage=replace(CLEAN.coverage, unread=(UnreadFile("a.yaml", "broken"),))),
}
# The clean estate before; and one that was as bad as the bad ones, so that nothing but a newcomer is worse.
BEFORE = standing(CLEAN)
OLD_DEBT = standing(estate(LEVEL_1))

QUESTIONS: dict[str, Asked] = {
    "--min-level 1": Asked(min_level=1),
    "--min-level 2": Asked(min_level=2),
    "--min data=2": Asked(minima={"data": 2}),
    "--min operation=3": Asked(minima={"operation": 3}),
    "--min-level 2 --count-unknown-as pass": Asked(min_level=2, unknown_passes=True),
    "--min data=2 --count-unknown-as pass": Asked(minima={"data": 2}, unknown_passes=True),
    "--min-level 2 --no-accepted": Asked(min_level=2, use_accepted=False),
    "--baseline clean": Asked(baseline=BEFORE),
    "--baseline clean --no-accepted": Asked(baseline=BEFORE, use_accepted=False),
    "--baseline clean --count-unknown-as pass": Asked(baseline=BEFORE, unknown_passes=True),
    "--baseline old-debt": Asked(baseline=OLD_DEBT),
    "--baseline old-debt --min-level 2": Asked(baseline=OLD_DEBT, min_level=2),
    "--strict": Asked(strict=True),
    "--min-coverage 100": Asked(min_coverage=100),
    "--min-coverage 90": Asked(min_coverage=90),
}
ORDER = ("met", "missed", "unknown", "worse than baseline", "accepted", "expired", "unread")
TABLE = {
    "--min-level 1": (0, 0, 0, 0, 0, 0, 0),
    "--min-level 2": (0, 1, 1, 1, 0, 1, 0),
    "--min data=2": (0, 1, 1, 1, 0, 1, 0),
    "--min operation=3": (0, 0, 0, 0, 0, 0, 0),
    "--min-level 2 --count-unknown-as pass": (0, 1, 0, 1, 0, 1, 0),
    "--min data=2 --count-unknown-as pass": (0, 1, 0, 1, 0, 1, 0),
    "--min-level 2 --no-accepted": (0, 1, 1, 1, 1, 1, 0),
    "--baseline clean": (0, 1, 1, 1, 0, 1, 0),
    "--baseline clean --no-accepted": (0, 1, 1, 1, 1, 1, 0),
    "--baseline clean --count-unknown-as pass": (0, 1, 0, 1, 0, 1, 0),
    "--baseline old-debt": (0, 0, 0, 1, 0, 0, 0),
    "--baseline old-debt --min-level 2": (0, 0, 0, 1, 0, 0, 0),
    "--strict": (0, 0, 0, 0, 0, 0, 3),
    "--min-coverage 100": (0, 0, 0, 0, 0, 0, 3),
    "--min-coverage 90": (0, 0, 0, 0, 0, 0, 0),
}


@pytest.mark.parametrize(
    ("question", "state", "code"),
    [(question, state, code) for question, codes in TABLE.items() for state, code in zip(ORDER, codes, strict=True)],
)
def test_the_gate_table(question: str, state: str, code: int) -> None:
    decision = decide(STATES[state], QUESTIONS[question])
    assert decision.code == code, decision.reasons
    assert bool(decision.reasons) == (code != MET)


def test_the_table_asks_everything_and_has_every_verdict() -> None:
    assert set(TABLE) == set(QUESTIONS)
    assert {code for codes in TABLE.values() for code in codes} == {MET, MISSED, UNSEEN}


def test_a_miss_names_the_criterion_its_evidence_and_the_one_action() -> None:
    (reason,) = decide(STATES["missed"], Asked(min_level=2)).reasons
    assert reason == (
        "overall level 1 is below 2; held down by Data location; first DAT-2.1 Question DAT 2 (fail)"
        " at app.py:3 `client = Vendor()`: Do what DAT 2 asks; that alone would do"
    )


def test_a_miss_by_several_criteria_counts_them_and_begins_with_the_lowest() -> None:
    (reason,) = decide(estate({"DAT-2.1": U, "DAT-3.1": F}), Asked(minima={"data": 3})).reasons
    assert "first DAT-2.1" in reason
    assert reason.endswith("; 2 criteria stand between")


def test_an_expired_acceptance_is_named_and_an_active_one_says_that_it_counted() -> None:
    assert "expired on 2027-03-31" in decide(STATES["expired"], Asked(min_level=2)).notes[0]
    assert "DAT-2.1" in decide(STATES["accepted"], Asked(min_level=2)).notes[0]
    assert decide(STATES["accepted"], Asked(min_level=2, use_accepted=False)).notes == ()


def test_a_new_party_is_named_with_its_law_and_its_place() -> None:
    decision = decide(STATES["worse than baseline"], Asked(baseline=OLD_DEBT))
    assert (
        "new dependency on Newcomer (CN), the first under the law of CN: Chat Api [default] at app.py:3"
        in (decision.reasons[0])
    )


def test_a_known_party_under_a_law_that_is_new_is_named() -> None:
    moved = estate(ties=(tie("openai-api", "openai", "CN"),))
    assert any("under the law of CN" in reason for reason in decide(moved, Asked(baseline=BEFORE)).reasons)


def test_a_host_that_nobody_has_identified_is_new_unless_unknown_passes() -> None:
    more = estate(ties=(tie("openai-api", "openai"), tie("host:x.example")))
    assert decide(more, Asked(baseline=BEFORE)).code == MISSED
    assert decide(more, Asked(baseline=BEFORE, unknown_passes=True)).code == MET


def test_a_second_service_of_a_known_party_is_no_new_party() -> None:
    more = estate(ties=(tie("openai-api", "openai"), tie("openai-moderation", "openai")))
    assert decide(more, Asked(baseline=BEFORE)).code == MET


def test_an_accepted_service_is_no_new_party_and_only_in_its_file_where_a_comment_accepted_it() -> None:
    ties = (tie("openai-api", "openai"), tie("chat-api", "newcomer"))
    for accepted, code in (
        (risk("chat-api"), MET),
        (risk("chat-api/model-api"), MET),
        (risk("chat-api", path="app.py"), MET),
        (risk("chat-api", path="other.py"), MISSED),
        (risk("other-api"), MISSED),
        (risk("chat-api", "expired"), MISSED),
    ):
        assert decide(estate(ties=ties, accepted=(accepted,)), Asked(baseline=BEFORE)).code == code, accepted


def test_a_moved_line_is_nothing_new_and_another_file_or_a_second_equal_line_is() -> None:
    before = standing(estate(LEVEL_1, records=(evidence("e-1"),)))
    for records, code in (
        ((evidence("e-2", line=40),), MET),
        ((evidence("e-2", excerpt="client  =   Vendor(),"),), MET),
        ((evidence("e-1"), evidence("e-2", path="other.py")), MISSED),
        ((evidence("e-1"), evidence("e-2", line=40)), MISSED),
        ((evidence("e-1"), evidence("e-2", line=40, excerpt="client = Other()")), MISSED),
    ):
        ties = (tie("openai-api", "openai", cited=records[0].id),)
        found = estate(LEVEL_1, records=records, ties=ties)
        assert decide(found, Asked(baseline=before)).code == code, records


def test_a_new_release_of_the_same_image_is_nothing_new() -> None:
    def with_image(image: str) -> Assessment:
        return estate(LEVEL_1, records=(evidence("e-1", "compose.yaml", 3, f"image: {image}"),))

    before = standing(with_image("docker.io/acme/app:1.2.3"))
    assert decide(with_image("docker.io/acme/app:1.2.4"), Asked(baseline=before)).code == MET
    assert decide(with_image("docker.io/acme/other:1.2.3"), Asked(baseline=before)).code == MISSED


def test_a_criterion_that_the_baseline_never_judged_is_not_worse() -> None:
    old = standing(CLEAN)
    young = {key: value for key, value in old.criteria.items() if key != "DAT-3.1"}
    found = estate({"DAT-3.1": F})
    asked = Asked(baseline=replace(old, criteria=young, dimensions={}))
    assert decide(found, asked).code == MET


def test_an_option_that_is_switched_on_is_worse() -> None:
    before = standing(estate(ties=(tie("openai-api", "openai", strength=Strength.OPTIONAL),)))
    decision = decide(estate(), Asked(baseline=before))
    assert decision.code == MISSED
    assert "is default now and was optional" in decision.reasons[0]
