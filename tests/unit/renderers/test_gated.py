"""The reports of a pipeline tell the gate's verdict, whatever it is, and nothing where none was asked."""

from __future__ import annotations

import pytest

from sovassess.cli.gate import Wanted, asked, told
from sovassess.gate import MET, MISSED, UNSEEN, Asked, Decision
from sovassess.renderers import github, markdown
from sovassess.renderers.gated import SHOWN, Gated
from tests.unit.renderers import sample
from tests.unit.renderers.schemas import problems

HOSTILE = "overall level 0 is below 2; at `a|b`](x) @all <img src=x>\n::error::evil %0A"


def test_without_a_gate_nothing_is_said_of_one() -> None:
    for module in (markdown, github):
        assert "Gate" not in module.render(sample.rich())


@pytest.mark.parametrize(
    ("gated", "words"),
    [
        (Gated(asked=("overall level 1",), met=True), "✓ Gate met.** Asked: overall level 1."),
        (Gated(asked=("overall level 2",), met=False, reasons=("r",)), "✕ Gate not met.** Asked: overall level 2."),
        (
            Gated(asked=("a", "b"), met=False, unseen=True),
            "✕ Gate not decided, too little was read.** Asked: a and b.",
        ),
        (
            Gated(asked=("a",), met=False, enforced=False),
            "✕ Gate not met; reported only, nothing blocks.** Asked: a.",
        ),
    ],
    ids=["met", "missed", "unseen", "reported only"],
)
def test_a_comment_tells_the_gate_right_after_the_verdict(gated: Gated, words: str) -> None:
    text = markdown.render(sample.rich(), gated)
    blocks = text.split("\n\n")
    assert words in next(block for block in blocks[2:4] if "Gate" in block)


def test_a_comment_gives_every_reason_in_one_line_and_counts_those_beyond() -> None:
    gated = Gated(asked=("a",), met=False, reasons=tuple(f"reason {n}" for n in range(SHOWN + 3)), notes=("known",))
    text = markdown.render(sample.rich(), gated)
    assert text.count("- reason ") == SHOWN
    assert "- and 3 more\n- note: known" in text


def test_what_the_gate_quotes_from_a_file_acts_nowhere() -> None:
    gated = Gated(asked=("a",), met=False, reasons=(HOSTILE,), notes=(HOSTILE,))
    text = markdown.render(sample.rich(), gated)
    assert "<img" not in text
    assert "@all" not in text
    assert "](x)" not in text.replace("\\]", "")
    printed = github.render(sample.rich(), gated)
    assert problems("github", printed) == []
    assert "\n::error::evil" not in printed


def test_a_miss_is_one_error_and_where_nothing_blocks_one_warning() -> None:
    missed = Gated(asked=("a",), met=False, reasons=("one", "two"))
    assert "::error title=sovassess%3A Gate not met::one%0Atwo\n" in github.render(sample.rich(), missed)
    free = Gated(asked=("a",), met=False, enforced=False, reasons=("one",))
    assert "::warning title=sovassess%3A Gate not met; reported only" in github.render(sample.rich(), free)
    assert "Gate" not in github.render(sample.rich(), Gated(asked=("a",), met=True))


def test_against_a_baseline_only_what_is_new_is_marked() -> None:
    nothing = Gated(asked=("a",), met=True, new=frozenset())
    assert "file=" not in github.render(sample.rich(), nothing)
    assert "file=" in github.render(sample.rich(), Gated(asked=("a",), met=True))


def test_everything_that_can_be_asked_is_named() -> None:
    everything = Wanted(min_level=2, minima=("lock_in=3",), count_unknown_as="pass", min_coverage=90, strict=True)
    gated = told(asked(everything), Decision(MISSED, ("r",), ("n",)), enforced=True)
    assert gated.asked == (
        "overall level 2",
        "lock in level 3",
        "90 % of the files read",
        "every recognised file read, unknown counted as met",
    )
    assert (gated.met, gated.unseen, gated.reasons, gated.notes, gated.new) == (False, False, ("r",), ("n",), None)
    assert told(Asked(strict=True), Decision(UNSEEN, ()), enforced=True).unseen
    assert told(Asked(strict=True), Decision(MET, ()), enforced=True).met
