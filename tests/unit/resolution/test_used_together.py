"""Several suppliers of one thing: used together, or offered to choose from."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Role, Strength
from tests.unit.resolution.estate import Files, dependencies, party

_TWO = "from openai import OpenAI\nfrom anthropic import Anthropic\na = OpenAI()\nb = Anthropic()\n"
_THIRD = "import cohere\nc = cohere.Client()\n"
_WORK = (
    "def answer(q):\n    a.chat.completions.create(model='gpt-5.5', messages=[])\n"
    "    b.messages.create(model='claude-fable-5', messages=[])\n"
)


def _strengths(files: Files) -> dict[str, Strength]:
    return {party(d): d.strength for d in dependencies(files) if d.role is Role.MODEL_API and d.strength.live}


def test_a_third_client_beside_two_makes_none_of_them_an_option() -> None:
    before = _strengths({"app/assistant.py": _TWO + _WORK})
    after = _strengths({"app/assistant.py": _TWO + _THIRD + _WORK})
    assert {name: after[name] for name in before} == before
    assert all(strength.core for strength in after.values())
    assert set(after) == {"openai", "anthropic", "cohere"}


@pytest.mark.parametrize("path", ["app/providers.py", "app/llm_factory.py", "app/llms/all.py", "app/config.py"])
def test_clients_in_a_file_that_offers_them_are_options(path: str) -> None:
    found = _strengths({path: _TWO + _THIRD + _WORK})
    assert set(found.values()) == {Strength.OPTIONAL}


def test_a_file_for_each_supplier_offers_them_and_a_branch_chooses() -> None:
    files = {
        "app/ask/openai.py": "from openai import OpenAI\na = OpenAI()\n",
        "app/ask/anthropic.py": "from anthropic import Anthropic\nb = Anthropic()\n",
        "app/ask/cohere.py": "import cohere\nc = cohere.Client()\n",
    }
    assert set(_strengths(files).values()) == {Strength.OPTIONAL}
    branched = (
        "import os\nfrom openai import OpenAI\nfrom anthropic import Anthropic\nimport cohere\n"
        "def make(kind):\n    if kind == 'a':\n        return OpenAI()\n"
        "    if kind == 'b':\n        return Anthropic()\n"
        "    if kind == 'c':\n        return cohere.Client()\n"
    )
    assert set(_strengths({"app/assistant.py": branched}).values()) == {Strength.OPTIONAL}


def test_a_model_with_the_name_of_its_provider_says_who_serves_it() -> None:
    text = "from acme_agents import make\nagent = make(model='anthropic:claude-fable-5', tools=[])\n"
    found = [d for d in dependencies({"app/agent.py": text}) if d.role is Role.MODEL_API]
    assert [(d.service, d.strength.core) for d in found] == [("anthropic-api", True)]
    plain = text.replace("anthropic:claude", "claude")
    assert not any(d.strength.core for d in dependencies({"app/agent.py": plain}) if d.role is Role.MODEL_API)
    file = text.replace("anthropic:claude-fable-5", "anthropic:notes.txt")
    assert "anthropic-api" not in {d.service for d in dependencies({"app/agent.py": file})}
