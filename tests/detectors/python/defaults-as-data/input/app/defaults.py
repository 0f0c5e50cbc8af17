"""Defaults: "FAST_LLM": "openai:gpt-in-a-docstring-4"."""

from dataclasses import dataclass

DEFAULTS = {
    "FAST_LLM": "openai:gpt-4o-mini",
    "EMBEDDING": "openai:text-embedding-3-small",
    "RETRIEVER": "tavily",
    "PATH_LLM": "data/prompts",
    # "SMART_LLM": "openai:gpt-5",
}


@dataclass
class Chosen:
    chat_model: str = "mistral/mistral-large-2512"
    title: str = "about: gpt-4o-mini"


def is_default(llm: str) -> bool:
    return llm == "openai:gpt-4o-mini"
