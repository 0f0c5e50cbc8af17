"""Front ends that one variable sends to a supplier: Open WebUI, Dify, AnythingLLM, Weaviate."""

from __future__ import annotations

import pytest
from yaml import safe_dump

from tests.unit.resolution.estate import Files, services

WEBUI = "ghcr.io/open-webui/open-webui:main"
DIFY = "langgenius/dify-api:1.9.1"
ANYTHING = "mintplexlabs/anythingllm:1.8"
WEAVIATE = "semitechnologies/weaviate:1.33.0"


def front_end(image: str, **environment: str) -> Files:
    return {"compose.yaml": safe_dump({"services": {"ui": {"image": image, "environment": environment}}})}


@pytest.mark.parametrize(
    ("image", "name", "word", "service"),
    [
        (WEBUI, "WEB_SEARCH_ENGINE", "brave", "brave-search-api"),
        (WEBUI, "RAG_EMBEDDING_ENGINE", "openai", "openai-embeddings"),
        (WEBUI, "STORAGE_PROVIDER", "gcs", "google-cloud-storage"),
        (DIFY, "STORAGE_TYPE", "azure-blob", "azure-blob-storage"),
        (DIFY, "MAIL_TYPE", "resend", "resend-email"),
        (ANYTHING, "LLM_PROVIDER", "anthropic", "anthropic-api"),
        (ANYTHING, "VECTOR_DB", "pinecone", "pinecone-db"),
        (WEAVIATE, "DEFAULT_VECTORIZER_MODULE", "text2vec-openai", "openai-embeddings"),
    ],
)
def test_a_variable_of_the_software_chooses_a_supplier(image: str, name: str, word: str, service: str) -> None:
    assert services(front_end(image, **{name: word}))[service].strength.core
    assert service not in services(front_end(image, **{name: "none"}))
    assert service not in services(front_end("registry.corp.internal/other:1", **{name: word}))
    assert service not in services(front_end(image, **{f"OLD_{name}": word}))


def test_an_example_of_settings_chooses_nothing() -> None:
    files = {**front_end(DIFY), ".env.example": "MAIL_TYPE=resend\n"}
    assert "resend-email" not in services(files)


def test_an_environment_file_chooses() -> None:
    compose = {"services": {"api": {"image": DIFY, "env_file": ".env"}}}
    assert "resend-email" in services({"compose.yaml": safe_dump(compose), ".env": "MAIL_TYPE=resend\n"})


@pytest.mark.parametrize(("name", "engine"), [("STORAGE_TYPE", DIFY), ("STORAGE_PROVIDER", WEBUI)])
def test_a_store_of_ones_own_that_speaks_s3_is_not_amazons(name: str, engine: str) -> None:
    assert "amazon-s3" in services(front_end(engine, **{name: "s3"}))
    other = services(front_end(engine, **{name: "s3", "S3_ENDPOINT_URL": "https://s3.corp.internal"}))
    assert "amazon-s3" not in other


def test_front_ends_ask_whom_their_addresses_name() -> None:
    hosted = services(front_end(WEBUI, OPENAI_API_BASE_URLS="https://api.mistral.ai/v1;https://api.groq.com/openai/v1"))
    assert {"mistral-api", "groq-api"} <= set(hosted)
    own = services(front_end(WEBUI, OPENAI_API_BASE_URL="http://vllm:8000/v1"))
    assert not {name for name in own if name.endswith("-api")} - {"github-api"}


def test_switches_of_dify_close_its_marketplace_and_its_check_for_updates() -> None:
    shipped = front_end(
        DIFY, CHECK_UPDATE_URL="https://updates.dify.ai", MARKETPLACE_API_URL="https://marketplace.dify.ai"
    )
    assert {"dify-updates", "dify-marketplace"} <= set(services(shipped))
    closed = front_end(DIFY, CHECK_UPDATE_URL="", MARKETPLACE_ENABLED="false")
    assert not {"dify-updates", "dify-marketplace"} & set(services(closed))
