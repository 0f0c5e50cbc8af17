"""Go, Java and Kotlin files that are made to hurt come to an end, in nothing worse than a `ParseError`."""

from __future__ import annotations

import contextlib

import pytest

from sovassess.errors import ParseError
from sovassess.source.view import FileView
from tests.detectors.cases import detectors

DETECTORS = detectors()
NAMES = {"go": "a.go", "java": "A.java", "kotlin": "a.kt"}
HEADS = {
    "go": 'package a\nimport "github.com/openai/openai-go"\nfunc f() {\n',
    "java": "import com.openai.client.okhttp.OpenAIOkHttpClient;\nclass A { void f() {\n",
    "kotlin": "import com.openai.client.okhttp.OpenAIOkHttpClient\nfun f() {\n",
}
ROOTS = {"go": "openai", "java": "OpenAIOkHttpClient", "kotlin": "OpenAIOkHttpClient"}
SIZE = 1_500
CONTENTS = {
    "brackets": "x = " + "(" * SIZE * 5,
    "blocks": "if (x) {\n" * SIZE,
    "calls": "x = " + "ROOT.f(" * SIZE + '"https://deep.vendor.example"' + ")" * SIZE,
    "chain": "x = ROOT" + '.f("a")' * SIZE,
    "members": "x = ROOT" + ".f" * SIZE,
    "joined": "x = " + '"a" + ' * SIZE + '"https://deep.vendor.example"',
    "aliases": "".join(f"a{n} := ROOT.f(a{n - 1}, a{n - 1})\n" for n in range(1, SIZE)),
    "assignments": "x = ROOT.f(x, x, x)\n" * SIZE,
    "addresses": 'f("https://many.vendor.example")\n' * SIZE,
}


@pytest.mark.parametrize("content", sorted(CONTENTS))
@pytest.mark.parametrize("identifier", sorted(NAMES))
def test_hostile_source_comes_to_an_end(identifier: str, content: str) -> None:
    text = HEADS[identifier] + CONTENTS[content].replace("ROOT", ROOTS[identifier])
    view = FileView(NAMES[identifier], text.encode())
    with contextlib.suppress(ParseError):
        for _ in DETECTORS[identifier].detect(view):
            pass
