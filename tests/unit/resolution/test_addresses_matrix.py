"""Who really answers: every way to say an address, times hosted, local and another vendor's compatible endpoint."""

from __future__ import annotations

import itertools

import pytest

from sovassess.model.enums import Operator
from tests.unit.resolution.estate import model_servers, party, servers

# name of the case -> SDK, address, who answers
ENDPOINTS: dict[str, tuple[str, str, str]] = {
    "hosted": ("openai", "https://api.openai.com/v1", "openai"),
    "hosted-anthropic": ("anthropic", "https://api.anthropic.com", "anthropic"),
    "local-name": ("openai", "http://vllm:8000/v1", "self"),
    "local-address": ("openai", "http://10.1.2.3:8000/v1", "self"),
    "local-cluster": ("openai", "http://llm.ai.svc.cluster.local:8080/v1", "self"),
    "zai-anthropic": ("anthropic", "https://api.z.ai/api/anthropic", "zhipu-ai"),
    "mistral-by-openai-sdk": ("openai", "https://api.mistral.ai/v1", "mistral-ai"),
}
# A fallback in code that must lose against whatever a manifest says.
DECOY = "https://api.deepseek.com/v1"

COMPOSE = "services:\n  app:\n    build: .\n    environment:\n      LLM_URL: {url}\n"
DOCKERFILE = 'FROM python:3.12-slim\nCOPY . /app\nCMD ["python", "-m", "app"]\n'
WORKLOAD = """apiVersion: apps/v1
kind: Deployment
metadata: {name: app}
spec:
  selector: {matchLabels: {app: app}}
  template:
    metadata: {labels: {app: app}}
    spec:
      containers:
        - name: app
          image: registry.corp.internal/app:1.2.3
"""
CONFIG_MAP = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: llm}\ndata:\n  %s: %s\n"
ENV_FROM = "          envFrom:\n            - configMapRef: {name: llm}\n"
VALUE_FROM = (
    "          env:\n            - name: LLM_URL\n              valueFrom:\n"
    "                configMapKeyRef: {name: llm, key: endpoint}\n"
)
CHART = {
    "deploy/chart/Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\n",
    "deploy/chart/templates/deployment.yaml": WORKLOAD
    + "          env:\n            - name: LLM_URL\n              value: {{ .Values.llm.url | quote }}\n",
}


def _manifests(way: str, url: str) -> dict[str, str]:
    match way:
        case "compose":
            return {"docker-compose.yml": COMPOSE.format(url=url), "Dockerfile": DOCKERFILE}
        case "config-map-env-from":
            return {"k8s/app.yaml": WORKLOAD + ENV_FROM + CONFIG_MAP % ("LLM_URL", url)}
        case "config-map-value-from":
            return {"k8s/app.yaml": WORKLOAD + VALUE_FROM + CONFIG_MAP % ("endpoint", url)}
        case "dotenv":
            return {".env": f"LLM_URL={url}\n"}
        case "dockerfile":
            return {"Dockerfile": DOCKERFILE.replace("COPY", f"ENV LLM_URL={url}\nCOPY")}
        case "helm-values":
            return {**CHART, "deploy/chart/values.yaml": f"llm:\n  url: {url}\n"}
        case _:
            return {}


WAYS = ("compose", "config-map-env-from", "config-map-value-from", "dotenv", "dockerfile", "helm-values")
_PYTHON = {"openai": ("OpenAI", "openai"), "anthropic": ("Anthropic", "anthropic")}
_MODEL = {"openai": "chat.completions.create", "anthropic": "messages.create"}


def _python(sdk: str, expression: str, before: str = "") -> dict[str, str]:
    name, module = _PYTHON[sdk]
    call = f"client.{_MODEL[sdk]}(model=MODEL, messages=[])"
    code = f"import os\nfrom {module} import {name}\n{before}\nMODEL = os.environ['MODEL']\n"
    return {
        "app/main.py": f"{code}\ndef ask():\n    client = {name}(base_url={expression}, api_key='x')\n"
        f"    return {call}\n",
        "pyproject.toml": f"[project]\nname = 'app'\nversion = '1'\ndependencies = ['{module}']\n",
    }


def _typescript(sdk: str, expression: str, before: str = "") -> dict[str, str]:
    name, package = ("OpenAI", "openai") if sdk == "openai" else ("Anthropic", "@anthropic-ai/sdk")
    call = f"client.{_MODEL[sdk]}({{ model: process.env.MODEL!, messages: [] }})"
    return {
        "src/main.ts": f"import {name} from '{package}';\n{before}\n"
        f"const client = new {name}({{ baseURL: {expression}, apiKey: 'x' }});\nexport const ask = () => {call};\n",
        "package.json": f'{{"name": "app", "version": "1.0.0", "dependencies": {{"{package}": "4.0.0"}}}}\n',
    }


LANGUAGES = {"python": _python, "typescript": _typescript}
READS = {
    "python": {
        "required": "os.environ['LLM_URL']",
        "optional": "os.environ.get('LLM_URL')",
        "default": f"os.getenv('LLM_URL', '{DECOY}')",
    },
    "typescript": {
        "required": "process.env.LLM_URL!",
        "optional": "process.env.LLM_URL",
        "default": f"process.env.LLM_URL ?? '{DECOY}'",
    },
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_literal_address_says_who_answers(language: str, endpoint: str) -> None:
    sdk, url, who = ENDPOINTS[endpoint]
    assert servers(LANGUAGES[language](sdk, f"'{url}'")) == {who}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_constant_address_says_who_answers(language: str, endpoint: str) -> None:
    sdk, url, who = ENDPOINTS[endpoint]
    before = f"URL = '{url}'" if language == "python" else f"const URL = '{url}';"
    assert servers(LANGUAGES[language](sdk, "URL", before)) == {who}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_default_in_code_says_who_answers_where_nothing_sets_the_variable(language: str, endpoint: str) -> None:
    sdk, url, who = ENDPOINTS[endpoint]
    expression = READS[language]["default"].replace(DECOY, url)
    assert servers(LANGUAGES[language](sdk, expression)) == {who}


@pytest.mark.parametrize(
    ("language", "endpoint", "way"),
    [pytest.param(*cell, id="-".join(cell)) for cell in itertools.product(LANGUAGES, ENDPOINTS, WAYS)],
)
def test_a_manifest_says_who_answers_and_wins_over_the_default_in_code(language: str, endpoint: str, way: str) -> None:
    sdk, url, who = ENDPOINTS[endpoint]
    for read in ("required", "default"):
        files = {**LANGUAGES[language](sdk, READS[language][read]), **_manifests(way, url)}
        assert servers(files) == {who}, read


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("endpoint", ["hosted", "local-name", "mistral-by-openai-sdk"])
@pytest.mark.parametrize("way", ["compose", "dockerfile", "dotenv"])
def test_the_variable_of_the_library_itself_is_joined_too(language: str, endpoint: str, way: str) -> None:
    _, url, who = ENDPOINTS[endpoint]
    made = LANGUAGES[language]("openai", "X")
    code = {path: text.replace("base_url=X, ", "").replace("baseURL: X, ", "") for path, text in made.items()}
    manifests = {path: text.replace("LLM_URL", "OPENAI_BASE_URL") for path, text in _manifests(way, url).items()}
    assert servers({**code, **manifests}) == {who}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sdk", ["openai", "anthropic"])
def test_an_address_that_no_file_tells_is_unknown_and_never_the_vendor_of_the_library(language: str, sdk: str) -> None:
    found = model_servers(LANGUAGES[language](sdk, READS[language]["required"]))
    assert [entry.operated_by for entry in found] == [Operator.UNKNOWN]
    assert [entry.party for entry in found] == [None]


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_environments_that_disagree_are_both_kept_apart(language: str) -> None:
    files = {
        **LANGUAGES[language]("openai", READS[language]["required"]),
        "Dockerfile": DOCKERFILE,
        "docker-compose.yml": COMPOSE.format(url="http://vllm:8000/v1"),
        "docker-compose.prod.yml": COMPOSE.format(url="https://api.mistral.ai/v1"),
    }
    found = model_servers(files)
    assert {party(entry) for entry in found} == {"self", "mistral-ai"}
    assert len(found) == 2


def test_the_evidence_of_a_joined_address_shows_both_ends() -> None:
    files = {
        **_python("openai", "os.environ['LLM_URL']"),
        "Dockerfile": DOCKERFILE,
        "docker-compose.yml": COMPOSE.format(url="https://api.mistral.ai/v1"),
    }
    from tests.unit.resolution.estate import assessed

    result = assessed(files)
    records = {record.id: record for record in result.evidence}
    for entry in result.dependencies:
        if entry.service == "mistral-api":
            assert {records[e].path for e in entry.evidence} >= {"app/main.py", "docker-compose.yml"}
            return
    pytest.fail("the joined dependency is missing")


def test_a_variable_of_another_component_is_not_joined() -> None:
    files = {
        **{f"one/{path}": text for path, text in _python("openai", "os.environ['LLM_URL']").items()},
        "one/Dockerfile": DOCKERFILE,
        "two/Dockerfile": DOCKERFILE,
        "two/other.py": "print('no client here')\n",
        "docker-compose.yml": "services:\n"
        "  one:\n    build: one\n    environment:\n      LLM_URL: http://vllm:8000/v1\n"
        "  two:\n    build: two\n    environment:\n      LLM_URL: https://api.mistral.ai/v1\n",
    }
    for entry in model_servers(files):
        paths = entry.components
        if party(entry) == "mistral-ai":
            assert not any("#one" in path for path in paths)
        if party(entry) == "self":
            assert not any("#two" in path for path in paths)


def test_an_example_environment_file_loses_against_the_default_in_code() -> None:
    files = {
        **_python("openai", "os.getenv('LLM_URL', 'http://localhost:11434/v1')"),
        ".env.example": "LLM_URL=https://api.openai.com/v1\n",
    }
    assert "self" in servers(files)
    core = {party(entry) for entry in model_servers(files) if entry.strength.core}
    assert core == {"self"}
