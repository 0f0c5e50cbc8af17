"""A case that names a member of an enumeration is as much a choice as one that names a word."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Strength
from tests.unit.resolution.estate import dependencies

FILES = {"pyproject.toml": '[project]\nname = "a"\ndependencies = ["sentence-transformers"]\n'}
CODE = """from sentence_transformers import SentenceTransformer

def made(config):
    match SUBJECT:
        case PATTERN:
            return SentenceTransformer("org/name")
"""


def strengths(subject: str, pattern: str) -> set[Strength]:
    text = CODE.replace("SUBJECT", subject).replace("PATTERN", pattern)
    found = dependencies({**FILES, "shop/embedding.py": text})
    return {e.strength for e in found if e.party is not None and e.party.id == "hugging-face"}


@pytest.mark.parametrize("pattern", ["Backend.LOCAL", "settings.Backend.LOCAL", '"local"', 'Backend.LOCAL | "local"'])
def test_what_a_case_for_one_member_makes_is_a_choice(pattern: str) -> None:
    assert strengths("config.embedding_backend", pattern) == {Strength.OPTIONAL}


@pytest.mark.parametrize(("subject", "pattern"), [("config.embedding_backend", "_"), ("config.backend", "other")])
def test_what_is_made_whatever_it_is_is_none(subject: str, pattern: str) -> None:
    assert strengths(subject, pattern) == {Strength.DEFAULT}
