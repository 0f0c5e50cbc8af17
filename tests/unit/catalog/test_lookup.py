"""`catalog lookup`, `show` and `list`: each kind of name is known in its spellings, what only looks like it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from sovassess.catalog.load import load_entries
from sovassess.cli import catalog as commands
from sovassess.cli.lookup import found
from sovassess.cli.showing import shown
from sovassess.errors import SovassessError
from tests.loaded import catalog, compiled


def _found(what: str) -> str:
    return "\n".join(found(catalog(), what))


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("api.mistral.ai", "host     Mistral API"),
        ("https://api.openai.com:443/v1/moderations", "host     OpenAI Moderation [safety]"),
        ("s3.eu-central-1.amazonaws.com", "hosted: DE (region eu-central-1)"),
        ("o123.ingest.de.sentry.io", "hosted: DE (region de)"),
        ("pkg:npm/@sentry/node", "package  sentry-javascript"),
        ("pkg:npm/%40sentry/node", "package  sentry-javascript"),
        ("pkg:pypi/OpenAI", "package  openai-sdk"),
        ("pkg:conda/boto3", "package  boto3"),
        ("pkg:golang/github.com/aws/aws-sdk-go-v2/service/s3", "package  aws-sdk-go"),
        ("pkg:maven/software.amazon.awssdk/s3", "package  aws-sdk-family"),
        ("pkg:nuget/Azure.Storage.Blobs", "package  azure-storage-blob"),
        ("pkg:cargo/async-openai", "package  openai-other-languages"),
        ("pkg:gem/sentry-ruby", "package  sentry-other"),
        ("pkg:composer/openai-php/client", "package  openai-other-languages"),
        ("pkg:docker/vllm/vllm-openai@latest", "software vLLM"),
        ("pkg:oci/app?repository_url=ghcr.io/org/app", "host     GitHub Container Registry"),
        ("pkg:oci/python?repository_url=cgr.dev/chainguard&tag=3", "base     Wolfi"),
        ("pkg:huggingface/meta-llama/Llama-3.1-8B-Instruct", "model    Llama 3.1"),
        ("pkg:github/aws-actions/configure-aws-credentials", "action   works with Amazon Web Services"),
        ("pkg:terraform/hashicorp/aws", "provider Amazon Web Services"),
        ("pkg:helm/bitnami/postgresql", "software PostgreSQL"),
        ("pkg:deb/debian/curl", "from     Debian archive"),
        ("quay.io/x/y", "host     Quay.io"),
        ("redis:7-alpine", "software Redis"),
        ("registry.access.redhat.com/ubi9/ubi", "ends 2032-05-31"),
        ("aws_s3_bucket", "resource Amazon S3"),
        ("AWS::S3::Bucket", "resource Amazon S3"),
        ("Microsoft.CognitiveServices/accounts", "resource Azure AI services"),
        ("hashicorp/aws", "provider Amazon Web Services"),
        ("actions/checkout@v4", "action   works with GitHub"),
        ("OPENAI_API_KEY", "variable OpenAI API"),
        ("OPENAI_BASE_URL", "variable read for the address by"),
        ("import openai", "import   python openai-sdk"),
        ("from langchain_openai import ChatOpenAI", "import   python langchain-openai"),
        ("openai.OpenAI.moderations.create", "OpenAI Moderation [safety]"),
        ("@ai-sdk/openai", "import   javascript ai-sdk-openai"),
        ("async_openai::Client", "client   rust"),
        ("github.com/aws/aws-sdk-go-v2/service/s3", "import   go aws-sdk-go"),
        ("github-actions", "pipeline GitHub Actions"),
        ("bedrock", "router   prefix of Amazon Bedrock"),
        ("nginx", "software NGINX"),
    ],
)
def test_a_name_is_known_as_what_it_is(what: str, words: str) -> None:
    assert words in _found(what)


@pytest.mark.parametrize(
    ("what", "family"),
    [
        ("us.anthropic.claude-fable-5", "Claude Fable 5"),
        (
            "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-3-7-sonnet-20250219-v1:0",
            "3.7",
        ),
        ("claude-sonnet-4-5@20250929", "Claude Sonnet 4"),
        ("publishers/anthropic/models/claude-sonnet-4-5@20250929", "Claude Sonnet 4"),
        ("vertex_ai/gemini-2.5-pro", "Gemini 2.5"),
        ("azure/eu/gpt-4o-2024-08-06", "GPT-4o"),
        ("azure:gpt-4o", "GPT-4o"),
        ("gpt-35-turbo", "GPT-3.5"),
        ("openrouter/meta-llama/llama-3.3-70b-instruct:free", "Llama 3.3"),
        ("~anthropic/claude-opus-latest", "Claude Opus"),
        ("llama3.1:8b", "Llama 3.1"),
        ("hf.co/bartowski/Llama-3.2-3B-Instruct-GGUF:Q4_K_M", "Llama 3.2"),
        ("@cf/meta/llama-3.1-8b-instruct", "Llama 3.1"),
        ("accounts/fireworks/models/llama-v3p1-70b-instruct", "Llama 3.1"),
        ("databricks-meta-llama-3-1-70b-instruct", "Llama 3.1"),
        ("deepseek.r1-v1:0", "DeepSeek R1"),
    ],
)
def test_a_model_is_known_in_every_resellers_spelling(what: str, family: str) -> None:
    (line,) = [line for line in _found(what).splitlines() if line.startswith("model ")]
    assert family in line
    assert "perhaps" not in line


@pytest.mark.parametrize(
    "what",
    ["us.anthropic.claude-fable-5", "meta-llama/Llama-3.1-8B-Instruct", "hashicorp/aws", "actions/checkout@v4"],
)
def test_what_is_no_image_is_not_said_to_come_from_the_default_registry(what: str) -> None:
    assert "registry" not in _found(what)


def test_a_deployment_named_after_a_model_is_a_guess_and_said_to_be_one() -> None:
    assert _found("my-gpt-4o-deployment").startswith("model    perhaps, if it is named after its model: GPT-4o")
    assert _found("my-deployment") == ""


@pytest.mark.parametrize(
    "what",
    [
        "pkg:pypi/openai-utils-of-mine",
        "notopenai.com",
        "openai_utils.OpenAI",
        "MY_OPENAI_API_KEY",
        "awsome_bucket",
        "x",
    ],
)
def test_a_similar_name_is_not_known(what: str) -> None:
    assert [line for line in found(catalog(), what) if not line.startswith("from ")] == []


def test_an_image_is_no_import_of_its_first_word() -> None:
    assert "import" not in _found("ollama/ollama")
    assert "import" not in _found("docker.io/library/nginx:1.27")


def test_a_text_that_is_no_package_url_is_refused() -> None:
    with pytest.raises(SovassessError, match="is not a package URL"):
        found(catalog(), "pkg:nothing")


def test_show_tells_owners_habits_exits_and_who_checked() -> None:
    party = "\n".join(shown(catalog(), "hashicorp"))
    assert "ultimate parent International Business Machines Corporation (US)" in party
    assert "since 2025-02-27" in party
    software = "\n".join(shown(catalog(), "grafana"))
    assert "GF_ANALYTICS_REPORTING_ENABLED=false" in software
    service = "\n".join(shown(catalog(), "grafana-cloud"))
    assert "run yourself   Grafana, Loki" in service
    assert "retires        gpt-4o on" in "\n".join(shown(catalog(), "gpt-4o"))
    assert "ended          2024-06-30" in "\n".join(shown(catalog(), "centos"))
    with pytest.raises(SovassessError, match="did you mean 'hashicorp'"):
        list(shown(catalog(), "hashicrop"))


def test_every_entry_can_be_shown() -> None:
    entries = load_entries(cache=compiled())
    ids = [file.party.id for file in entries.parties]
    ids += [service.id for file in entries.parties for service in file.services]
    ids += [product.id for file in entries.parties for product in file.products]
    ids += [family.id for file in entries.models for family in file.families] + [base.id for base in entries.bases]
    for name in ids:
        assert list(shown(catalog(), name)), name


def test_list_keeps_what_has_the_role_and_what_the_country_can_compel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOVASSESS_CACHE_DIR", str(compiled().parent))
    assert commands.list_entries("services", role="ci", country=None) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("github-actions ") for line in lines)
    assert all(" ci " in line for line in lines)
    commands.list_entries("services", role="ci", country="de")
    assert not any(line.startswith("github-actions ") for line in capsys.readouterr().out.splitlines())
    for what in ("parties", "products", "models", "bases"):
        assert commands.list_entries(what, role=None, country="DE") == 0
        assert len(capsys.readouterr().out.splitlines()) > 1, what
    with pytest.raises(SovassessError, match="did you mean 'services'"):
        commands.list_entries("service", role=None, country=None)
