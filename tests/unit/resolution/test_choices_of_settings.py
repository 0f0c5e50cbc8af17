"""A factory that picks a client by a field of settings: its default is what is shipped, the others are options."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Strength
from tests.unit.resolution.estate import Files, dependencies

KINDS = """from enum import Enum


class Supplier(str, Enum):
    OPENAI = "openai"
    MISTRAL_AI = "mistral-ai"
    ANTHROPIC = "anthropic"
"""
CONFIG = """from pydantic import BaseModel

from app.kinds import Supplier


class ModelConfig(BaseModel):
    supplier: Supplier = Supplier.CHOSEN
    url: str | None = None

    def switch(self, supplier, url):
        self.supplier = supplier
        self.url = url
"""
FACTORY = """from langchain_anthropic import ChatAnthropic
from langchain_mistralai import ChatMistralAI
from langchain_openai import ChatOpenAI

from app.config import ModelConfig
from app.kinds import Supplier


def client(config: ModelConfig):
    if config.supplier == Supplier.ANTHROPIC:
        return ChatAnthropic(model="x", base_url=config.url)
    elif config.supplier == Supplier.MISTRAL_AI:
        return ChatMistralAI(model="x", base_url=config.url)
    return ChatOpenAI(model="x", base_url=config.url)
"""
SERVICES = {"OPENAI": "openai-api", "MISTRAL_AI": "mistral-api", "ANTHROPIC": "anthropic-api"}


def tree(chosen: str, config: str = CONFIG) -> dict[str, str]:
    return {
        "app/__init__.py": "",
        "app/kinds.py": KINDS,
        "app/config.py": config.replace("CHOSEN", chosen),
        "app/factory.py": FACTORY,
    }


def strengths(files: Files) -> dict[str, Strength]:
    found = {entry.service: entry.strength for entry in dependencies(files)}
    return {service: found[service] for service in SERVICES.values() if service in found}


@pytest.mark.parametrize("chosen", ["MISTRAL_AI", "ANTHROPIC"])
def test_the_default_of_a_field_says_which_of_several_is_shipped(chosen: str) -> None:
    found = strengths(tree(chosen))
    assert found == {
        service: Strength.DEFAULT if name == chosen else Strength.OPTIONAL for name, service in SERVICES.items()
    }


def test_a_word_instead_of_a_member_says_the_same() -> None:
    plain = CONFIG.replace("Supplier = Supplier.CHOSEN", 'str = "mistral-ai"')
    assert strengths(tree("", plain))["mistral-api"] is Strength.DEFAULT
    assert strengths(tree("", plain))["anthropic-api"] is Strength.OPTIONAL


def test_a_field_without_a_default_leaves_all_of_them_options() -> None:
    open_ = CONFIG.replace(" = Supplier.CHOSEN", "")
    assert set(strengths(tree("", open_)).values()) == {Strength.OPTIONAL}


def test_a_field_of_another_name_or_class_says_nothing() -> None:
    other = CONFIG.replace("supplier: Supplier", "vendor: Supplier").replace("CHOSEN", "ANTHROPIC")
    assert set(strengths(tree("", other)).values()) == {Strength.OPTIONAL}
    elsewhere = CONFIG.replace("ModelConfig", "SearchConfig").replace("CHOSEN", "ANTHROPIC")
    assert not any(entry.strength.core for entry in dependencies(tree("", elsewhere)) if entry.role == "model-api")


def test_an_address_that_is_empty_as_shipped_leaves_the_client_its_own() -> None:
    given = CONFIG.replace("url: str | None = None", 'url: str = "http://models.corp.internal/v1"')
    assert "anthropic-api" not in strengths(tree("ANTHROPIC", given))
    assert strengths(tree("ANTHROPIC"))["anthropic-api"] is Strength.DEFAULT
