"""Code that does not parse: what stands before and after the break is yielded all the same, in all ten languages.

Each language has a program with an address before and one after a place where it is broken, and one that is cut off.
"""

from __future__ import annotations

import msgspec
import pytest

from sovassess.source.view import FileView
from tests.detectors.cases import detectors

DETECTORS = detectors()
BEFORE, AFTER = "https://api.before.net/v1", "https://api.after.net/v1"
MERGE = "<<<<<<< HEAD\nOURS\n=======\nTHEIRS\n>>>>>>> theirs\n"

# language -> file, head, what contacts `@`, what stands between two such places, tail
PROGRAMS: dict[str, tuple[str, str, str, str, str]] = {
    "python": ("app/a.py", "import httpx\n", 'NAME = httpx.get("@")\n', "def other(a):\n    return a\n", ""),
    "javascript": ("src/a.ts", 'import axios from "axios";\n', 'const NAME = axios.get("@");\n', "let x = 1;\n", ""),
    "go": (
        "cmd/a.go",
        'package main\n\nimport "net/http"\n',
        'func NAME() {\n\thttp.Get("@")\n}\n',
        "func other(a int) int {\n\treturn a\n}\n",
        "",
    ),
    "java": (
        "src/A.java",
        "import java.net.URL;\nclass A {\n",
        '    Object NAME() throws Exception {\n        return new URL("@").openStream();\n    }\n',
        "    int other(int a) {\n        return a;\n    }\n",
        "}\n",
    ),
    "kotlin": (
        "src/A.kt",
        "import java.net.URL\n",
        'fun NAME(): Any {\n    return URL("@").openStream()\n}\n',
        "fun other(a: Int): Int {\n    return a\n}\n",
        "",
    ),
    "csharp": (
        "A.cs",
        "using System.Net.Http;\npublic class A\n{\n",
        '    async void NAME()\n    {\n        await new HttpClient().GetAsync("@");\n    }\n',
        "    int Other(int a)\n    {\n        return a;\n    }\n",
        "}\n",
    ),
    "rust": (
        "src/a.rs",
        "use std::env;\n",
        'fn NAME() {\n    let r = reqwest::blocking::get("@");\n}\n',
        "fn other(a: i32) -> i32 {\n    a\n}\n",
        "",
    ),
    "ruby": (
        "a.rb",
        'require "httparty"\n',
        'def NAME\n  HTTParty.get("@")\nend\n',
        "def other(a)\n  a\nend\n",
        "",
    ),
    "php": (
        "a.php",
        "<?php\n",
        "function NAME() {\n    return file_get_contents('@');\n}\n",
        "function other($a) {\n    return $a;\n}\n",
        "",
    ),
    "shell": ("a.sh", "#!/bin/sh\nset -e\n", 'NAME() {\n  curl -fsS "@"\n}\n', "other() {\n  echo a\n}\n", ""),
}


def _addresses(language: str, text: str) -> set[str]:
    """The hosts of the test that anything yielded names."""
    view = FileView(PROGRAMS[language][0], text.encode())
    found = b"".join(msgspec.json.encode(one) for one in DETECTORS[language].detect(view))
    return {url for url in (BEFORE, AFTER) if url.encode() in found}


def _contacting(language: str) -> tuple[str, str]:
    contact = PROGRAMS[language][2]
    return contact.replace("@", BEFORE).replace("NAME", "first"), contact.replace("@", AFTER).replace("NAME", "second")


def _unclosed(between: str) -> str:
    """Without what closes the stretch: the last line is gone, and a bracket has been opened that nobody closes."""
    kept = between.rstrip("\n").rsplit("\n", 1)[0] if "\n" in between.rstrip("\n") else between.replace("1;", "(1;")
    return kept.replace("(a", "((a").replace("other()", "other(()") + "\n"


@pytest.mark.parametrize("language", PROGRAMS)
def test_a_whole_program_yields_both_addresses(language: str) -> None:
    _, head, _, between, tail = PROGRAMS[language]
    first, second = _contacting(language)
    assert _addresses(language, head + first + between + second + tail) == {BEFORE, AFTER}


@pytest.mark.parametrize("language", PROGRAMS)
def test_markers_of_a_merge_hide_nothing_around_them(language: str) -> None:
    _, head, _, between, tail = PROGRAMS[language]
    first, second = _contacting(language)
    conflict = MERGE.replace("OURS", between.strip("\n")).replace("THEIRS", between.strip("\n").replace("a", "b"))
    assert _addresses(language, head + first + conflict + second + tail) == {BEFORE, AFTER}


@pytest.mark.parametrize("language", PROGRAMS)
def test_markers_of_a_merge_hide_neither_side(language: str) -> None:
    _, head, _, _, tail = PROGRAMS[language]
    first, second = _contacting(language)
    conflict = MERGE.replace("OURS", first.strip("\n")).replace("THEIRS", second.strip("\n"))
    assert _addresses(language, head + conflict + tail) == {BEFORE, AFTER}


@pytest.mark.parametrize("language", PROGRAMS)
def test_a_bracket_that_nobody_closes_hides_nothing_around_it(language: str) -> None:
    _, head, _, between, tail = PROGRAMS[language]
    first, second = _contacting(language)
    assert _addresses(language, head + first + _unclosed(between) + second + tail) == {BEFORE, AFTER}


@pytest.mark.parametrize("language", PROGRAMS)
def test_a_file_that_is_cut_off_yields_what_is_left(language: str) -> None:
    _, head, _, _, _ = PROGRAMS[language]
    first, second = _contacting(language)
    end = second.index(AFTER) + len(AFTER) + 3
    assert _addresses(language, head + first + second[:end]) == {BEFORE, AFTER}
    assert _addresses(language, head + first + second[: second.index(AFTER) - 3]) == {BEFORE}


@pytest.mark.parametrize("ending", ["js", "jsx", "mjs", "cjs", "ts", "tsx"])
def test_every_dialect_of_a_language_stands_a_break(ending: str) -> None:
    _, head, _, between, tail = PROGRAMS["javascript"]
    first, second = _contacting("javascript")
    for broken in (between, _unclosed(between), MERGE.replace("OURS", "let x = 1;").replace("THEIRS", "let x = 2;")):
        view = FileView(f"src/a.{ending}", (head + first + broken + second + tail).encode())
        found = b"".join(msgspec.json.encode(one) for one in DETECTORS["javascript"].detect(view))
        assert {url for url in (BEFORE, AFTER) if url.encode() in found} == {BEFORE, AFTER}


@pytest.mark.parametrize("language", PROGRAMS)
def test_bytes_that_are_no_text_hide_nothing_around_them(language: str) -> None:
    name, head, _, _, tail = PROGRAMS[language]
    first, second = _contacting(language)
    data = (head + first).encode() + b"\xff\xfe\x80\n" + (second + tail).encode()
    found = b"".join(msgspec.json.encode(one) for one in DETECTORS[language].detect(FileView(name, data)))
    assert BEFORE.encode() in found
    assert AFTER.encode() in found
