"""Compose takes one file of a folder unasked; the others are choices, unless that one or a setting takes them."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Strength
from tests.unit.resolution.estate import Files, dependencies

PLAIN = "services:\n  web:\n    image: ghcr.io/example/web:1\n"
OTHER = "services:\n  store:\n    image: quay.io/example/store:1\n"


def strengths(files: Files, party: str = "red-hat") -> set[Strength]:
    return {e.strength for e in dependencies(files) if e.party is not None and e.party.id == party}


@pytest.mark.parametrize("name", ["compose_milvus.yaml", "compose.telemetry.yml", "docker-compose-gpu.yaml"])
def test_a_file_beside_the_one_that_is_taken_unasked_is_a_choice(name: str) -> None:
    files = {"deploy/compose.yaml": PLAIN, f"deploy/{name}": OTHER}
    assert strengths(files) == {Strength.OPTIONAL}
    assert strengths(files, "github") == {Strength.DEFAULT}


@pytest.mark.parametrize(
    "name",
    ["compose.prod.yml", "docker-compose.override.yml", "compose-self-hosted.yaml", "docker-compose.services.yml"],
)
def test_what_is_run_in_earnest_is_none(name: str) -> None:
    assert strengths({"compose.yaml": PLAIN, name: OTHER}) == {Strength.DEFAULT}


def test_a_file_of_another_folder_or_without_a_first_among_them_is_none() -> None:
    assert strengths({"compose.yaml": PLAIN, "site/compose_milvus.yaml": OTHER}) == {Strength.DEFAULT}
    assert strengths({"compose.web.yaml": PLAIN, "compose.milvus.yaml": OTHER}) == {Strength.DEFAULT}


@pytest.mark.parametrize(
    "first",
    [
        "include:\n  - compose.milvus.yaml\n" + PLAIN,
        "include:\n  - path: [./compose.milvus.yaml]\n" + PLAIN,
        PLAIN + "  store:\n    extends: {file: compose.milvus.yaml, service: store}\n",
    ],
)
def test_what_the_first_takes_is_in_use(first: str) -> None:
    assert strengths({"a/compose.yaml": first, "a/compose.milvus.yaml": OTHER}) == {Strength.DEFAULT}


def test_what_the_variable_names_is_in_use_and_what_a_comment_names_is_not() -> None:
    named = {"compose.yaml": PLAIN, "compose.milvus.yaml": OTHER}
    setting = "COMPOSE_FILE=compose.yaml:compose.milvus.yaml\n"
    assert strengths({**named, ".env": setting}) == {Strength.DEFAULT}
    assert strengths({**named, ".env": "# " + setting}) == {Strength.OPTIONAL}
    assert strengths({**named, "compose.yaml": "# include: [compose.milvus.yaml]\n" + PLAIN}) == {Strength.OPTIONAL}
