"""Files that are made to hurt come to an end, in nothing worse than a `ParseError`.

`benchmarks/hostile.py` times them, for every detector.
"""

from __future__ import annotations

import contextlib

import pytest

from sovassess.errors import ParseError
from sovassess.source.view import FileView
from tests.detectors.cases import HERE, detectors

DETECTORS = detectors()
MOST_READ = "dockerfile compose kubernetes helm-values fuzzball github-actions traefik dotenv mcp litellm".split()
SIZE = 60_000
CONTENTS = {
    "blank": "\n" * SIZE * 10,
    "deep": "[" * SIZE,
    "deep-mappings": "{a: " * SIZE,
    "values": "values:\n" * SIZE,
    "headers": "apiVersion: v1\nversion: v4\nservices:\njobs:\n" * SIZE,
    "images": "version: v4\njobs:\n" + "image:\n" * SIZE,
    "actions": "apiVersion: v1\nkind: Pod\na: " + "{{" * SIZE,
    "conditions": "apiVersion: v1\nkind: Pod\n" + "{{ if .a }}\n" * (SIZE // 10),
    "quotes": '"' * SIZE + "'" * SIZE,
    "comments": '{"mcpServers": ' + "/*" * SIZE,
    "continued": "FROM a\nRUN " + "x \\\n" * SIZE,
    "flags": "FROM a\nRUN " + "--a=b " * SIZE,
    "substitutions": "FROM a\nRUN " + "$(" * SIZE,
    "braces": "A=" + "${A:-" * SIZE,
    "long-line": "services: {a: {image: '" + "x" * SIZE * 10 + "'}}",
    "spaces": "apiVersion:" + " " * SIZE * 10 + "\n",
}


def claimed(identifier: str) -> str:
    """The path of the first file in the detector's cases that it claims."""
    for case in sorted((HERE / identifier).iterdir()):
        for path in sorted((case / "input").rglob("*")):
            name = path.relative_to(case / "input").as_posix()
            if path.is_file() and DETECTORS[identifier].claims(name):
                return name
    raise AssertionError(f"no case of {identifier} holds a file that it claims")


def run(identifier: str, content: str) -> None:
    """Read one hostile file; `ParseError` is an answer."""
    detector = DETECTORS[identifier]
    view = FileView(claimed(identifier), CONTENTS[content].encode())
    with contextlib.suppress(ParseError):
        if detector.recognises is None or detector.recognises(view):
            for _ in detector.detect(view):
                pass


@pytest.mark.parametrize("content", sorted(CONTENTS))
@pytest.mark.parametrize("identifier", MOST_READ)
def test_a_hostile_file_comes_to_an_end(identifier: str, content: str) -> None:
    run(identifier, content)
