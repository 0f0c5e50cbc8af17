"""The one-screen summary: what it says, that it fits, and that nothing in it moves the cursor."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sovassess.model.assessment import Assessment, Overall, Subject
from sovassess.model.coverage import Coverage, UnreadFile
from sovassess.renderers import terminal
from tests.unit.renderers import sample


def _flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("width", [80, 100, 140])
def test_the_summary_fits_one_screen(width: int) -> None:
    lines = terminal.render(sample.rich(), width=width).splitlines()
    assert len(lines) <= 40
    assert max(len(line) for line in lines) <= width


def test_a_big_product_still_fits_one_screen() -> None:
    assert len(terminal.render(sample.large(400, 40)).splitlines()) <= 40


def test_the_first_sentence_names_level_and_weakest_dimension() -> None:
    head = _flat(terminal.render(sample.rich()))[:160]
    assert head.startswith("acme-assistant: Level 1 of 5 (Resident)")
    assert "the weakest dimension is Model control." in head


def test_what_is_possible_is_said_beside_what_is_proven() -> None:
    base = sample.rich()
    wide = replace(base, overall=replace(base.overall, ceiling=3))
    assert "Level 1 of 5 (Resident) is proven, level 3 (Substitutable) possible" in _flat(terminal.render(wide))


def test_each_dimension_has_a_bar_that_needs_no_colour() -> None:
    text = terminal.render(sample.rich())
    rows = {
        d.name: next(line for line in text.splitlines() if line.startswith(d.name)) for d in sample.rich().dimensions
    }
    assert "■■?··   2\u20133" in rows["Data location and legal reach"]
    assert "■····   1 " in rows["Model control"]
    assert "MOD-2.1" in rows["Model control"]


def test_those_who_can_stop_alone_are_named_and_those_who_need_an_ally_are_not() -> None:
    text = terminal.render(sample.rich())
    serving = next(line for line in text.splitlines() if line.startswith("  serving"))
    assert "Amazon Web Services and OpenAI" in serving
    assert "Anthropic" not in serving
    assert "by law: US" in serving


def test_a_function_that_was_judged_and_has_no_single_culprit_is_not_called_unjudged() -> None:
    base = sample.rich()
    text = terminal.render(replace(base, switch_off=()))
    assert "serving    no single party that the evidence shows" in text
    assert "serving    not judged" in terminal.render(sample.empty())


def test_a_scan_that_read_nothing_says_so_in_the_first_line() -> None:
    assert terminal.render(sample.empty()).startswith("Nothing was read (3 files found)")


def _unread(number: int) -> Assessment:
    files = tuple(UnreadFile(path=f"f{n}.yaml", reason="broken") for n in range(number))
    return replace(sample.rich(), coverage=Coverage(files=100, read=90, unread=files))


def test_much_unread_is_said_in_the_first_line_and_little_is_not() -> None:
    assert terminal.render(_unread(11)).startswith("11 files of 101 that should have been read could not be")
    assert terminal.render(_unread(10)).startswith("acme-assistant:")


def test_evidence_kinds_that_are_missing_are_named() -> None:
    assert "no egress and lockfiles; code only in part" in _flat(terminal.render(sample.rich()))


def test_a_pipe_gets_no_escape_sequence_and_a_terminal_does() -> None:
    assert "\x1b" not in terminal.render(sample.rich())
    assert "\x1b[" in terminal.render(sample.rich(), color_system="standard")


def test_control_characters_from_scanned_files_are_made_visible() -> None:
    subject = Subject(name="evil\x1b[2J\u202eexe[bold]", revision="", dirty=None, roots=(".",))
    text = terminal.render(replace(sample.rich(), subject=subject))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "evil<U+001B>[2J<U+202E>exe[bold]" in text


def test_plain_ascii_is_possible() -> None:
    text = terminal.render(sample.rich(), ascii_only=True)
    assert text.isascii()
    assert "##?..   2-3" in text


def test_dimensions_that_do_not_apply_show_no_level() -> None:
    base = sample.rich()
    last = replace(base.dimensions[4], applicable=False, level=0, ceiling=0, reason="no AI traffic", next=())
    changed = (*base.dimensions[:4], last, *base.dimensions[5:])
    row = next(r for r in terminal.render(replace(base, dimensions=changed)).splitlines() if "Safety arch" in r)
    assert "n/a" in row
    assert "no AI traffic" in row


def test_when_all_stand_equally_no_dimension_is_called_the_weakest() -> None:
    base = sample.rich()
    overall = Overall(level=1, ceiling=1, name="Resident", limited_by=tuple(d.id for d in base.dimensions))
    assert "all 7 dimensions stand equally" in _flat(terminal.render(replace(base, overall=overall)))


def test_equal_input_gives_equal_text() -> None:
    assert terminal.render(sample.rich()) == terminal.render(sample.rich())
