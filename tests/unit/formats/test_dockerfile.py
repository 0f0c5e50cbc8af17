from __future__ import annotations

import pytest

from sovassess.errors import ParseError
from sovassess.formats.dockerfile import Instruction, instructions


def read(text: str) -> list[Instruction]:
    return list(instructions(tuple(text.split("\n"))))


def test_continued_lines_and_comments_inside_keep_their_places() -> None:
    (run,) = read("RUN a \\\n  # note\n\n  && b")
    assert (run.line, run.joined.split()) == (1, ["a", "&&", "b"])
    assert run.text.count("\n") == 3


def test_heredoc_bodies_are_no_instructions() -> None:
    run, user = read("RUN <<EOF\nFROM x\nEOF\nUSER me")
    assert run.heredocs[0].body == "FROM x"
    assert run.heredocs[0].line == 2
    assert user.line == 4


def test_flags_are_taken_off() -> None:
    (copy,) = read("COPY --from=build --chown=1:1 /a /b")
    assert (copy.flag("from"), copy.words) == ("build", ("/a", "/b"))


def test_the_json_form_and_the_shell_form_give_words() -> None:
    first, second = read('CMD ["a", "b c"]\nCMD a "b c"')
    assert first.words == second.words == ("a", "b c")


def test_environment_in_both_forms_and_over_lines() -> None:
    new, old = read('ENV A=1 \\\n  B="two words"\nENV C three words')
    assert new.assignments == (("A", "1", 1), ("B", "two words", 2))
    assert old.assignments == (("C", "three words", 3),)


def test_the_escape_character_can_change() -> None:
    copy, _ = read("# escape=`\nCOPY a `\n  C:\\dir\\\nUSER x")
    assert copy.joined.split() == ["a", "C:\\dir\\"]


def test_an_escape_directive_below_an_instruction_is_a_comment() -> None:
    assert len(read("FROM a\n# escape=`\nRUN b \\\n c")) == 2


def test_keywords_are_read_in_any_case_and_others_refused() -> None:
    assert read("from a")[0].keyword == "FROM"
    with pytest.raises(ParseError) as caught:
        read("FROM a\nPULL b")
    assert caught.value.line == 2


def test_a_heredoc_without_an_end_is_an_error() -> None:
    with pytest.raises(ParseError, match="has no end"):
        read("RUN <<EOF\na")
