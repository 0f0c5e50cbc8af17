from __future__ import annotations

import pytest

from sovassess.formats.shell import Command, commands


def words(text: str) -> list[tuple[str, ...]]:
    return [command.words for command in commands(text)]


def test_commands_are_split_at_operators_and_lines() -> None:
    assert words("a 1 && b 2; c || d\ne &") == [("a", "1"), ("b", "2"), ("c",), ("d",), ("e",)]


def test_a_pipe_says_who_runs_the_output() -> None:
    curl, shell = commands("FOO=1 curl -fsSL https://x | sudo -E bash -s -- --yes")
    assert (curl.sink, curl.assignments, shell.program) == ("bash", ("FOO=1",), "bash")


def test_a_pipe_into_another_program_runs_nothing() -> None:
    assert [command.sink for command in commands("curl https://x | tar xz")] == ["", ""]


@pytest.mark.parametrize("text", ['bash -c "$(curl https://x)"', "bash <(curl https://x)", "eval `curl https://x`"])
def test_a_substitution_that_a_shell_runs_is_piped(text: str) -> None:
    found = [command for command in commands(text) if command.program == "curl"]
    assert len(found) == 1
    assert found[0].sink in ("bash", "eval")


def test_comments_and_quoted_text_are_no_commands() -> None:
    assert words('# curl https://x\necho "a; curl https://y" # | sh') == [("echo", "a; curl https://y")]


def test_heredoc_bodies_are_no_commands() -> None:
    assert words("cat > f <<'EOF'\ncurl https://x\nEOF\nb") == [("cat",), ("b",)]


def test_lines_are_counted_through_continuations_quotes_and_heredocs() -> None:
    text = "a \\\n b\n'c\nd'\ncat <<E\nx\nE\ne"
    assert [command.line for command in commands(text, 10)] == [10, 12, 14, 17]


def test_redirections_are_no_arguments() -> None:
    assert words("a > out 2>&1 < in b") == [("a", "b")]


def test_the_text_of_a_shell_is_read() -> None:
    assert Command(("npm", "ci"), 1) in commands("sh -c 'npm ci && x'")


@pytest.mark.parametrize(
    "hostile", ["x" * 2_000_000, '"' + "y" * 2_000_000, "$(" * 50_000, "<<A " * 20_000, "'" * 99_999, "`" * 9_999]
)
def test_hostile_text_comes_to_an_end(hostile: str) -> None:
    commands(hostile)
