"""Hosts, images, models and bases against the patterns of the catalog: the hit, and the name that only resembles it."""

from __future__ import annotations

import datetime as dt

import pytest

from sovassess.catalog.hosts import HostIndex
from sovassess.formats.image import parsed
from sovassess.model.values import literal
from tests.loaded import catalog

INDEX = HostIndex(
    [
        ("api.x.com", "exact"),
        ("api.x.com/v2", "exact-v2"),
        ("api.x.com/v2/deep", "exact-deep"),
        ("*.x.com", "below"),
        ("*.x.com/admin", "below-admin"),
        ("store.{region}.x.com", "placed"),
        ("{bucket}.store.{region}.x.com", "bucket"),
        ("*.mid.*.y.com", "stars"),
        ("{region}-run.z.com", "prefix"),
        ("a.{region}.{region}.z.com", "twice"),
    ]
)


@pytest.mark.parametrize(
    ("host", "path", "service", "region"),
    [
        ("api.x.com", "", "exact", None),
        ("api.x.com", "/v1", "exact", None),
        ("api.x.com", "/v2", "exact-v2", None),
        ("api.x.com", "/v2/", "exact-v2", None),
        ("api.x.com", "/v2/deep/er", "exact-deep", None),
        ("api.x.com", "/v20", "exact", None),
        ("other.x.com", "", "below", None),
        ("a.b.c.x.com", "", "below", None),
        ("other.x.com", "/admin/users", "below-admin", None),
        ("other.x.com", "/administrator", "below", None),
        ("store.eu-1.x.com", "", "placed", "eu-1"),
        ("b.store.eu-1.x.com", "", "bucket", "eu-1"),
        ("q.mid.r.y.com", "", "stars", None),
        ("europe-west1-run.z.com", "", "prefix", "europe-west1"),
        ("a.q.q.z.com", "", "twice", "q"),
    ],
)
def test_the_more_telling_pattern_wins(host: str, path: str, service: str, region: str | None) -> None:
    found = INDEX.find(host, path)
    assert found is not None
    assert (found.service, found.region) == (service, region)


@pytest.mark.parametrize(
    "host", ["x.com", "evilx.com", "api.x.com.evil.net", "api-x.com", "notx.com", "", "y.com", "a.q.r.z.com", "com"]
)
def test_a_name_that_only_resembles_is_nobodys(host: str) -> None:
    assert INDEX.find(host, "") is None


@pytest.mark.parametrize(
    ("host", "path", "party", "country"),
    [
        ("api.openai.com", "/v1", "openai", None),
        ("api.anthropic.com", "", "anthropic", None),
        ("api.z.ai", "/api/anthropic", "zhipu-ai", None),
        ("api.mistral.ai", "/v1", "mistral-ai", None),
        ("bedrock-runtime.eu-central-1.amazonaws.com", "", "amazon", "DE"),
        ("s3.eu-west-3.amazonaws.com", "", "amazon", "FR"),
        ("mybucket.s3.eu-central-1.amazonaws.com", "", "amazon", "DE"),
        ("europe-west4-aiplatform.googleapis.com", "", "google", "NL"),
        ("my-resource.openai.azure.com", "", "microsoft", None),
        ("o1.ingest.sentry.io", "", "sentry", None),
        ("ghcr.io", "", "github", None),
        ("nvcr.io", "/nim/meta/llama", "nvidia", None),
    ],
)
def test_a_host_of_the_shipped_catalog_has_its_party_and_region(
    host: str, path: str, party: str, country: str | None
) -> None:
    found = catalog().host(host, path)
    assert found is not None
    assert catalog().services[found.service].party.id == party
    if country is not None:
        assert found.region is not None
        assert catalog().country_of_region(party, found.region) == country


@pytest.mark.parametrize(
    "host",
    [
        "api.openai.com.evil.net",
        "myopenai.com",
        "openai.example.net",
        "amazonaws.com.evil.net",
        "notgithub.com",
        "anthropic.internal.corp",
        "api.z.ai.lan",
    ],
)
def test_a_host_that_only_resembles_a_vendors_is_nobodys(host: str) -> None:
    assert catalog().host(host) is None


# ----------------------------------------------------------------------------------------------------------- images


def _product(reference: str) -> str | None:
    image = parsed(literal(reference))
    found = catalog().product_index.image(image.registry or "", image.repository or "")
    return found[0].id if found else None


@pytest.mark.parametrize(
    ("image", "product"),
    [
        ("redis:7", "redis"),
        ("docker.io/library/redis", "redis"),
        ("registry.corp.internal/library/redis:7", "redis"),
        ("postgres:16@sha256:" + "ab" * 32, "postgresql"),
        ("vllm/vllm-openai:v0.11.0", "vllm"),
        ("registry.corp.internal:5000/mirror/vllm/vllm-openai:v0.11.0", "vllm"),
        ("ollama/ollama", "ollama"),
        ("quay.io/minio/minio", "minio"),
        ("traefik:v3", "traefik"),
    ],
)
def test_software_is_known_by_its_image_whatever_the_registry(image: str, product: str) -> None:
    assert _product(image) == product


@pytest.mark.parametrize("image", ["acme/redis-operator-tools", "acme/notredis", "redisx", "acme/postgres-backup-web"])
def test_an_image_that_only_resembles_is_no_known_software(image: str) -> None:
    assert _product(image) not in ("redis", "postgresql")


@pytest.mark.parametrize(
    ("host", "product"),
    [
        ("ollama", "ollama"),
        ("ollama.ai.svc.cluster.local", "ollama"),
        ("my-ollama", "ollama"),
        ("vllm-qwen", "vllm"),
        ("llm", None),
        ("redistribution", None),
        ("my-postgresqlish", None),
    ],
)
def test_a_host_name_tells_software_by_whole_words(host: str, product: str | None) -> None:
    found = catalog().product_index.name(host)
    assert (found[0].id if found else None) == product


@pytest.mark.parametrize(
    ("scheme", "product"),
    [("postgresql+psycopg", "postgresql"), ("redis", "redis"), ("REDISS", "redis"), ("https", None)],
)
def test_a_scheme_tells_software(scheme: str, product: str | None) -> None:
    found = catalog().product_index.scheme(scheme)
    assert (found[0].id if found else None) == product


def test_a_resource_of_traefik_hub_is_known_by_group_and_kind() -> None:
    for kind in ("API", "AIService", "MCPServer", "APIAuth"):
        found = catalog().product_index.kind("hub.traefik.io", kind)
        assert found is not None
        assert found[0].id.startswith("traefik")
    assert catalog().product_index.kind("hub.traefik.io.evil.net", "API") is None
    assert catalog().product_index.kind("apps", "Deployment") is None


# ----------------------------------------------------------------------------------------------------------- models


@pytest.mark.parametrize(
    "spelling",
    [
        "claude-fable-5",
        "Claude-Fable-5",
        "anthropic/claude-fable-5",
        "anthropic:claude-fable-5",
        "openrouter/anthropic/claude-fable-5",
        "eu.anthropic.claude-fable-5-v1:0",
        "anthropic.claude-fable-5-20260601-v1:0",
        "vertex_ai/claude-fable-5@20260601",
        "claude-fable-5-latest",
    ],
)
def test_a_model_is_known_in_every_resellers_spelling(spelling: str) -> None:
    found = catalog().models.find(spelling)
    assert found is not None
    assert (found.family.id, found.developer) == ("claude-fable-5", "anthropic")


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("claude-mythos-5", "claude-mythos-5"),
        ("gpt-5.5", "gpt-5.5"),
        ("azure/gpt-5.5", "gpt-5.5"),
        ("gpt-5.5-2026-05-01", "gpt-5.5"),
        ("gpt-5", "gpt-5"),
        ("moonshotai/Kimi-K2.6-Instruct", "kimi-k2.6"),
        ("deepseek-v4-pro", "deepseek-v4"),
        ("deepseek-ai/DeepSeek-V4-Flash-GGUF", "deepseek-v4"),
        ("qwen3.5:27b", "qwen-3.5"),
        ("Qwen/Qwen3.6-35B-A3B-FP8", "qwen-3.6"),
        ("zai-org/GLM-5.2", "glm-5.2"),
        ("nvidia/nemotron-3-ultra", "nemotron-3-ultra"),
        ("nvidia/NVIDIA-Nemotron-3-Ultra-500B", "nemotron-3-ultra"),
        ("llama3.3:70b-instruct-q4_K_M", "llama-3.3"),
        ("meta-llama/Llama-4-Scout-17B-16E-Instruct", "llama-4"),
        ("deepseek.r1-v1:0", "deepseek-r1"),
    ],
)
def test_the_more_telling_family_wins(name: str, family: str) -> None:
    found = catalog().models.find(name)
    assert found is not None
    assert found.family.id == family


@pytest.mark.parametrize(
    "text", ["", "text", "llama.cpp", "mistral.py", "a b", "default", "model", "/models/x", "x" * 300]
)
def test_what_is_no_model_is_none(text: str) -> None:
    assert catalog().models.find(text) is None


def test_a_dated_or_fixed_id_is_pinned_and_an_alias_is_not() -> None:
    assert catalog().models.find("gpt-5.5-2026-05-01").pinned  # type: ignore[union-attr]
    assert not catalog().models.find("gpt-5.5").pinned  # type: ignore[union-attr]


# ------------------------------------------------------------------------------------------------------------ bases


def _base(reference: str) -> tuple[str, str, dt.date | None] | None:
    image = parsed(literal(reference))
    found = catalog().bases.find(image.registry or "", image.repository or "", image.tag or "")
    return (found.base.id, found.release, found.end_of_life) if found else None


@pytest.mark.parametrize(
    ("image", "base", "release"),
    [
        ("rockylinux:9", "rocky-linux", "9"),
        ("rockylinux/rockylinux:9.4-minimal", "rocky-linux", "9"),
        ("mirror.corp.internal/base/rockylinux:8", "rocky-linux", "8"),
        ("registry.access.redhat.com/ubi9/ubi:9.4", "rhel", "9"),
        ("registry.access.redhat.com/ubi8-minimal", "rhel", "8"),
        ("registry.redhat.io/rhel9/rhel", "rhel", "9"),
        ("centos:7", "centos", "7"),
        ("quay.io/centos/centos:centos7", "centos", "centos7"),
        ("quay.io/centos/centos:stream9", "centos-stream", "stream9"),
        ("debian:12", "debian", "12"),
        ("debian:bookworm-slim", "debian", "bookworm"),
        ("python:3.12-slim-bookworm", "debian", "bookworm"),
        ("python:3.12", "debian", ""),
        ("python:3.12-alpine", "alpine", ""),
        ("python:3.10-alpine", "alpine", ""),
        ("python:3.12-alpine3.20", "alpine", "3.20"),
        ("node:20-alpine", "alpine", ""),
        ("golang:1.24-alpine3.21", "alpine", "3.21"),
        ("nvidia/cuda:12.4.1-runtime-rockylinux9", "rocky-linux", "9"),
        ("nvidia/cuda:12.1.0-base-ubuntu22.04", "ubuntu", "22.04"),
        ("nvidia/cuda:12.4.1-base-ubi8", "rhel", "8"),
        ("alpine:3.19", "alpine", "3.19"),
        ("alpine", "alpine", ""),
        ("registry.corp.internal/ciq/rlc-pro:9", "rlc", "9"),
        ("registry.corp.internal/ciq/rlc-hardened:9.6", "rlc", "9"),
    ],
)
def test_a_base_is_known_with_the_release_that_the_reference_tells(image: str, base: str, release: str) -> None:
    found = _base(image)
    assert found is not None
    assert found[:2] == (base, release)


def test_centos_linux_has_ended_and_an_unknown_release_of_a_living_base_has_no_end() -> None:
    assert _base("centos") == ("centos", "", dt.date(2024, 6, 30))
    found = _base("python:3.12-alpine")
    assert found is not None
    assert found[2] is None


@pytest.mark.parametrize("image", ["notcentos:7", "acme/rockylinux-tools:1", "acme/app:9", "scratchpad:1"])
def test_an_image_that_only_resembles_a_base_is_none(image: str) -> None:
    assert _base(image) is None
