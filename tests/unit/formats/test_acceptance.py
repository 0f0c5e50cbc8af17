"""Comments that accept a risk: what is one in many languages, and what only looks like one."""

from __future__ import annotations

import pytest

from sovassess.formats.acceptance import acceptances

WRITTEN = 'sovassess: accept MOD-2.1 reason="leaves with release 4" until=2027-03-31'


@pytest.mark.parametrize(
    "line",
    [
        f"# {WRITTEN}",
        f"client = OpenAI()  # {WRITTEN}",
        f"    #{WRITTEN}",
        f"const a = 1; // {WRITTEN}",
        f"/* {WRITTEN} */",
        f" * {WRITTEN}",
        f"<!-- {WRITTEN} -->",
        f"-- {WRITTEN}",
        f"; {WRITTEN}",
        f"{{{{/* {WRITTEN} */}}}}",
        f"{{# {WRITTEN} #}}",
        f'image: "docker.io/acme/app"  # {WRITTEN}',
        f"## {WRITTEN}",
    ],
)
def test_a_comment_of_any_language_accepts(line: str) -> None:
    (found,) = acceptances([line])
    assert (found.id, found.reason, found.until, found.line) == (
        "MOD-2.1",
        "leaves with release 4",
        "2027-03-31",
        1,
    )


@pytest.mark.parametrize(
    "line",
    [
        WRITTEN,
        f'text = "# {WRITTEN}"',
        f"text = '// {WRITTEN}'",
        f"echo '# {WRITTEN}'",
        "# as in sovassess: accept",
        "# nosovassess: accept MOD-2.1",
        "# sovassess: accepted MOD-2.1",
        "# see https://example.org/sovassess:accept",
    ],
)
def test_what_is_no_comment_or_no_acceptance_accepts_nothing(line: str) -> None:
    assert [entry for entry in acceptances([line]) if entry.id and entry.reason] == []


def test_single_quotes_an_author_and_another_order_are_taken() -> None:
    (found,) = acceptances(["# sovassess: accept docker-hub until=2027-01-31 by='the board' reason='mirror comes'"])
    assert (found.id, found.reason, found.until, found.by) == (
        "docker-hub",
        "mirror comes",
        "2027-01-31",
        "the board",
    )


def test_what_is_missing_is_empty_and_the_line_is_counted_from_one() -> None:
    found = list(acceptances(["", "# sovassess: accept", "# sovassess: accept reason=x", "# sovassess: accept A-1.1"]))
    assert [(entry.line, entry.id, entry.reason, entry.until) for entry in found] == [
        (2, "", "", ""),
        (3, "", "x", ""),
        (4, "A-1.1", "", ""),
    ]
