"""Lines on a screen: none too wide, none changed in its words, columns kept."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sovassess.cli.screen import folded

WORDS = st.lists(st.text("abcdefg/.:-0123456789", min_size=1, max_size=30), min_size=1, max_size=40)


@given(WORDS, st.integers(0, 12), st.integers(60, 120))
def test_no_word_is_lost_and_no_line_is_too_wide(words: list[str], indent: int, width: int) -> None:
    line = " " * indent + " ".join(words)
    found = list(folded([line], width))
    assert " ".join(found).split() == words
    assert all(len(part) <= width for part in found)


def test_what_fits_is_left_alone_and_what_does_not_goes_on_under_its_column() -> None:
    assert list(folded(["a" * 80, ""], 80)) == ["a" * 80, ""]
    row = "    start   restart    " + "deploy/base/gateway.yaml:67, deploy/base/identity.yaml:15 and 12 more"
    assert list(folded([row], 60)) == [
        "    start   restart    deploy/base/gateway.yaml:67,",
        "                       deploy/base/identity.yaml:15",
        "                       and 12 more",
    ]


def test_a_word_that_is_wider_than_the_screen_stands_alone_and_whole() -> None:
    assert list(folded(["  why " + "x" * 90 + " y"], 60)) == ["  why", "      " + "x" * 90, "      y"]
