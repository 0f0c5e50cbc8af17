"""Files that are made to hurt cost bounded time and end in nothing worse than a `ParseError`."""

from __future__ import annotations

import contextlib
import time

import pytest

from sovassess.errors import ParseError
from sovassess.source.view import FileView
from tests.detectors.cases import detectors

DETECTORS = detectors()
NAMES = {
    "dockerfile": "Dockerfile",
    "compose": "docker-compose.yml",
    "kubernetes": "a.yaml",
    "helm-values": "values.yaml",
    "fuzzball": "a.fz",
    "github-actions": ".github/workflows/a.yml",
    "traefik": "traefik.yml",
    "dotenv": ".env",
    "mcp": "mcp.json",
    "litellm": "config.yaml",
}
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


@pytest.mark.parametrize("content", sorted(CONTENTS))
@pytest.mark.parametrize("identifier", sorted(NAMES))
def test_a_hostile_file_costs_bounded_time(identifier: str, content: str) -> None:
    detector = DETECTORS[identifier]
    view = FileView(NAMES[identifier], CONTENTS[content].encode())
    assert detector.claims(view.path)
    started = time.perf_counter()
    with contextlib.suppress(ParseError):
        if detector.recognises is None or detector.recognises(view):
            for _ in detector.detect(view):
                pass
    assert time.perf_counter() - started < 8
