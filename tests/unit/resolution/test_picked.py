"""Modules side by side, one for each supplier: the one that a setting's default names is what is shipped."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Strength
from tests.unit.resolution.estate import Files, dependencies

MODULE = "from {package} import {client}\n\n\nclass Model:\n    def __init__(self):\n        self.client = {client}()\n"
FOLDER = {
    "app/llms/openai.py": MODULE.format(package="openai", client="OpenAI"),
    "app/llms/anthropic.py": MODULE.format(package="anthropic", client="Anthropic"),
    "app/llms/groq.py": MODULE.format(package="groq", client="Groq"),
}
CONFIG = """from pydantic import BaseModel, Field


class LlmConfig(BaseModel):
    provider: str = Field(default="groq")
"""
ABOVE = (
    "from pydantic_settings import BaseSettings\n\n\nclass Settings(BaseSettings):\n    llm_provider: str = 'groq'\n"
)


def core(files: Files) -> set[str]:
    found = dependencies(files)
    return {entry.service for entry in found if entry.role == "model-api" and entry.strength.core}


def test_none_of_several_is_shipped_where_no_setting_names_one() -> None:
    assert core(FOLDER) == set()


@pytest.mark.parametrize(
    "setting",
    [{"app/llms/configs.py": CONFIG}, {"app/settings.py": ABOVE}],
    ids=["beside the modules", "above their folder"],
)
def test_the_default_of_a_setting_names_the_module_that_is_shipped(setting: dict[str, str]) -> None:
    assert core({**FOLDER, **setting}) == {"groq-api"}
    found = {entry.service: entry.strength for entry in dependencies({**FOLDER, **setting})}
    assert found["openai-api"] is Strength.OPTIONAL


def test_what_a_manifest_says_counts_before_the_default() -> None:
    compose = (
        "services:\n  app:\n    build: .\n    environment:\n      LLM_PROVIDER: anthropic\n      ANTHROPIC_API_KEY: x\n"
    )
    deployed = {"compose.yaml": compose, "Dockerfile": "FROM registry.corp.internal/base:1\nCOPY . /app\n"}
    assert core({**FOLDER, "app/settings.py": ABOVE, **deployed}) == {"anthropic-api"}


@pytest.mark.parametrize(
    "setting",
    [
        {"app/llms/configs.py": CONFIG.replace("groq", "groq_cloud")},
        {"app/llms/configs.py": CONFIG.replace("provider", "label")},
        {"app/search/configs.py": CONFIG},
        {"app/settings.py": ABOVE.replace("llm_provider", "search_provider")},
        {"app/settings.py": ABOVE.replace("    llm_provider", "    # llm_provider") + "    debug: bool = False\n"},
        {"tests/llms/configs.py": CONFIG},
    ],
    ids=["another module", "no choice", "another folder", "another choice", "comment", "test"],
)
def test_what_names_no_module_of_the_folder_picks_nothing(setting: dict[str, str]) -> None:
    assert core({**FOLDER, **setting}) == set()


def test_of_several_suppliers_in_the_module_the_one_of_its_name_is_shipped() -> None:
    through = FOLDER["app/llms/groq.py"] + (
        "\n    def through(self):\n        return OpenAI(base_url='https://openrouter.ai/api/v1')\n"
    )
    module = "from openai import OpenAI\n" + through
    assert core({**FOLDER, "app/llms/groq.py": module, "app/llms/configs.py": CONFIG}) == {"groq-api"}
