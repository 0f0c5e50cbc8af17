from __future__ import annotations

from sovassess.formats.dotenv import settings


def read(text: str) -> list[tuple[str, str, int]]:
    return [(setting.name, str(setting.value), setting.line) for setting in settings(tuple(text.split("\n")))]


def test_settings_are_read_with_lines() -> None:
    assert read("A=1\n\nexport B = two\nC: 3") == [("A", "1", 1), ("B", "two", 3), ("C", "3", 4)]


def test_commented_lines_and_prose_are_nothing() -> None:
    assert read("# A=1\n  #B=2\nsome prose\n") == []


def test_a_comment_behind_a_value_is_left_out_and_a_hash_inside_kept() -> None:
    assert read("A=x # y\nB=x#y\nC='x # y'") == [("A", "x", 1), ("B", "x#y", 2), ("C", "x # y", 3)]


def test_single_quotes_keep_dollars_and_double_quotes_do_not() -> None:
    assert read("A='$B'\nC=\"${B:-d}\"") == [("A", "$B", 1), ("C", "${B:-d}", 2)]


def test_a_quoted_value_may_span_lines() -> None:
    assert read('A="one\ntwo"\nB=1') == [("A", "one\ntwo", 1), ("B", "1", 3)]


def test_a_quote_without_an_end_takes_its_line_only() -> None:
    assert [name for name, _, _ in read('A="one\nB=1')] == ["A", "B"]
