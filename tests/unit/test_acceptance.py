"""Accepted risks from settings and from comments: which count today, and that a comment holds for its file alone."""

from __future__ import annotations

import datetime as dt

from sovassess.gate import MET, MISSED, Asked, decide
from sovassess.model.assessment import Assessment
from sovassess.pipeline import Request, assess
from sovassess.settings import Acceptance, Settings
from sovassess.source.tree import MemoryTree

TODAY = dt.date(2026, 11, 22)
COMPOSE = "services:\n  web:\n    image: docker.io/acme/web:latest{}\n"


def assessed(files: dict[str, str], settings: Settings | None = None) -> Assessment:
    return assess(Request(tree=MemoryTree(files), today=TODAY, settings=settings or Settings()))


def with_comment(text: str, name: str = "compose.yaml") -> Assessment:
    return assessed({name: COMPOSE.format(f"  # sovassess: accept {text}")})


def states(assessment: Assessment) -> list[tuple[str, str, str]]:
    return [(risk.id, risk.state, risk.path) for risk in assessment.accepted]


def test_a_comment_with_reason_and_day_is_active_until_that_day() -> None:
    for until, state in (("2027-01-01", "active"), ("2026-11-22", "active"), ("2026-11-21", "expired")):
        found = with_comment(f'AIR-2.1 reason="mirror comes" until={until}')
        assert states(found) == [("AIR-2.1", state, "compose.yaml")]
        assert found.accepted[0].line == 3


def test_a_comment_without_reason_or_day_does_not_count_and_is_listed() -> None:
    for text in (
        "AIR-2.1 until=2027-01-01",
        'AIR-2.1 reason="x"',
        'AIR-2.1 reason="x" until=soon',
        'AIR-2.1 reason="" until=2027-01-01',
    ):
        assert states(with_comment(text)) == [("AIR-2.1", "invalid", "compose.yaml")], text


def test_a_comment_for_something_that_nothing_here_has_is_unused() -> None:
    assert states(with_comment('XYZ-9.9 reason="x" until=2027-01-01')) == [("XYZ-9.9", "unused", "compose.yaml")]


def test_documentation_that_shows_the_comment_accepts_nothing() -> None:
    text = '# sovassess: accept AIR-2.1 reason="x" until=2027-01-01\n'
    found = assessed({"compose.yaml": COMPOSE.format(""), "docs/compose.yaml": text + COMPOSE.format("")})
    assert found.accepted == ()


def test_a_secret_in_a_reason_is_hidden() -> None:
    found = with_comment('AIR-2.1 reason="token=ghp_0123456789abcdefghijABCDEFGHIJ012345" until=2027-01-01')
    assert "ghp_" not in found.accepted[0].reason


def test_what_a_comment_accepts_in_one_file_stays_open_in_another() -> None:
    accepted = COMPOSE.format('  # sovassess: accept AIR-2.1 reason="mirror comes" until=2027-01-01')
    other = COMPOSE.format("").replace("web", "shop")
    asked = Asked(minima={"airgap_readiness": 2})

    def open_(files: dict[str, str]) -> bool:
        decision = decide(assessed(files), asked)
        return any("AIR-2.1" in reason for reason in decision.reasons)

    assert open_({"compose.yaml": COMPOSE.format("")})
    assert not open_({"compose.yaml": accepted})
    assert open_({"compose.yaml": accepted, "shop/compose.yaml": other})
    assert not open_({"compose.yaml": accepted, "shop/compose.yaml": accepted.replace("web", "shop")})


def test_the_settings_accept_everywhere_until_they_expire() -> None:
    def settings(until: dt.date) -> Settings:
        entry = Acceptance(id="AIR-2.1", reason="mirror comes", by="the board", expires=until)
        return Settings(accept=(entry,))

    files = {"compose.yaml": COMPOSE.format(""), "shop/compose.yaml": COMPOSE.format("").replace("web", "shop")}
    before = decide(assessed(files), Asked(minima={"airgap_readiness": 2}))
    active = assessed(files, settings(dt.date(2027, 1, 1)))
    late = assessed(files, settings(dt.date(2026, 1, 1)))
    assert before.code == MISSED
    assert "AIR-2.1" in before.reasons[0]
    assert not any("AIR-2.1" in reason for reason in decide(active, Asked(minima={"airgap_readiness": 2})).reasons)
    assert decide(late, Asked(minima={"airgap_readiness": 2})).reasons == before.reasons
    assert decide(active, Asked(minima={"airgap_readiness": 0})).code == MET
    # What is accepted changes neither a level nor an outcome of the assessment itself.
    assert active.overall == late.overall
    assert active.criteria == late.criteria
