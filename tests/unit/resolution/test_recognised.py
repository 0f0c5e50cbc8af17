"""Systems that must be recognised from the first day, each through the whole of scan and resolution."""

from __future__ import annotations

import json

import pytest

from sovassess.model.dependencies import ModelUse
from sovassess.model.enums import Operator, Role, Strength
from tests.unit.resolution.estate import Files, dependencies, of_role, outsiders, party, services

VLLM = (
    "services:\n  llm:\n    image: registry.corp.internal/vllm/vllm-openai:v0.11.0\n"
    "    command: ['--model', '{model}', '--port', '8000']\n"
    "    environment: {{VLLM_NO_USAGE_STATS: '1'}}\n"
)


def _models(files: Files) -> dict[str, ModelUse]:
    return {use.id: use for entry in dependencies(files) for use in entry.models}


@pytest.mark.parametrize(
    ("model", "sdk", "developer"),
    [
        ("claude-fable-5", "anthropic", "anthropic"),
        ("claude-mythos-5", "anthropic", "anthropic"),
        ("gpt-5.5", "openai", "openai"),
    ],
)
@pytest.mark.parametrize("language", ["python", "typescript"])
def test_a_hosted_model_is_known_by_its_id(model: str, sdk: str, developer: str, language: str) -> None:
    name = {"anthropic": "Anthropic", "openai": "OpenAI"}[sdk]
    method = {"anthropic": "messages.create", "openai": "chat.completions.create"}[sdk]
    package = {"anthropic": "@anthropic-ai/sdk", "openai": "openai"}[sdk]
    files: Files = (
        {"app/main.py": f"from {sdk} import {name}\nc = {name}()\nc.{method}(model='{model}', messages=[])\n"}
        if language == "python"
        else {
            "src/main.ts": f"import {name} from '{package}';\nconst c = new {name}();\n"
            f"export const r = c.{method}({{ model: '{model}', messages: [] }});\n"
        }
    )
    use = _models(files)[model]
    assert (use.developer, use.developer_country, use.open_weights) == (developer, "US", False)
    assert use.in_code is True
    assert developer in outsiders(files)


OPEN_WEIGHTS = [
    ("moonshotai/Kimi-K2.6", "moonshot-ai", "CN", "Modified MIT", True),
    ("deepseek-ai/DeepSeek-V4-Pro", "deepseek", "CN", "MIT", False),
    ("deepseek-ai/DeepSeek-V4-Flash", "deepseek", "CN", "MIT", False),
    ("Qwen/Qwen3.5-397B-A17B", "alibaba", "CN", "Apache-2.0", False),
    ("Qwen/Qwen3.6-35B-A3B", "alibaba", "CN", "Apache-2.0", False),
    ("zai-org/GLM-5.2", "zhipu-ai", "CN", "MIT", False),
    ("nvidia/NVIDIA-Nemotron-3-Ultra-500B", "nvidia", "US", "OpenMDW-1.1", False),
    ("meta-llama/Llama-3.3-70B-Instruct", "meta", "US", "Llama 3.3 Community License", True),
    ("mistralai/Mistral-Small-3.2-24B-Instruct-2506", "mistral-ai", "FR", "Apache-2.0", False),
]


@pytest.mark.parametrize(("model", "developer", "country", "licence", "restricted"), OPEN_WEIGHTS)
def test_an_open_weight_family_is_known_with_developer_country_and_licence(
    model: str, developer: str, country: str, licence: str, *, restricted: bool
) -> None:
    files = {"docker-compose.yml": VLLM.format(model=model)}
    use = _models(files)[model]
    assert (use.developer, use.developer_country, use.licence) == (developer, country, licence)
    assert use.open_weights is True
    assert use.licence_restricted is restricted
    assert use.weights_from == "hub"


@pytest.mark.parametrize("model", [entry[0] for entry in OPEN_WEIGHTS])
def test_open_weights_on_own_disk_depend_on_nobody(model: str) -> None:
    files = {"docker-compose.yml": VLLM.format(model="/models/" + model.split("/")[1])}
    assert outsiders(files) == set()
    assert {party(entry) for entry in of_role(files, Role.MODEL_SERVER)} == {"self"}


@pytest.mark.parametrize(
    "files",
    [
        {
            "app/main.py": "from anthropic import Anthropic\n"
            "c = Anthropic(base_url='https://api.z.ai/api/anthropic')\n"
            "c.messages.create(model='glm-5.2', messages=[])\n"
        },
        {
            ".claude/settings.json": json.dumps(
                {"env": {"ANTHROPIC_BASE_URL": "https://api.z.ai/api/anthropic", "ANTHROPIC_AUTH_TOKEN": "x"}}
            )
        },
        {
            "Dockerfile": "FROM registry.corp.internal/agent:1\n"
            "ENV ANTHROPIC_BASE_URL=https://api.z.ai/api/anthropic\nENV ANTHROPIC_API_KEY=x\n"
        },
    ],
    ids=["python", "agent-settings", "dockerfile"],
)
def test_an_anthropic_compatible_endpoint_is_its_hosts_and_not_anthropics(files: Files) -> None:
    found = {party(entry) for entry in dependencies(files)}
    assert "zhipu-ai" in found
    assert "anthropic" not in found


HUB = """apiVersion: hub.traefik.io/v1alpha1
kind: {kind}
metadata: {{name: x, namespace: ai}}
spec: {spec}
"""


@pytest.mark.parametrize(
    ("kind", "spec"),
    [
        ("API", "{openApiSpec: {path: /openapi.json}}"),
        ("AIService", "{openai: {model: gpt-5.5, token: {secretName: s}}}"),
        ("APIAuth", "{isDefault: true, jwt: {signingSecretName: s}}"),
        ("ManagedSubscription", "{apis: [{name: x}]}"),
    ],
)
def test_a_traefik_hub_resource_is_a_self_run_gateway(kind: str, spec: str) -> None:
    files = {"k8s/hub.yaml": HUB.format(kind=kind, spec=spec)}
    gateways = [entry for entry in of_role(files, Role.GATEWAY) if entry.operated_by is Operator.SELF]
    assert any(entry.service.startswith("traefik") for entry in gateways)


def test_a_traefik_ai_service_names_the_hosted_model_behind_it() -> None:
    files = {"k8s/hub.yaml": HUB.format(kind="AIService", spec="{openai: {model: gpt-5.5, token: {secretName: s}}}")}
    assert "openai" in outsiders(files)


MIDDLEWARE = """apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata: {{name: m}}
spec:
  plugin:
    {plugin}
"""


@pytest.mark.parametrize(
    "plugin", ["chat-completion: {token: 'urn:k8s:secret:s:t', model: gpt-5.5}", "mcp: {policies: [{match: 'true'}]}"]
)
def test_a_traefik_middleware_of_the_ai_or_mcp_gateway_is_a_gateway(plugin: str) -> None:
    files = {"k8s/m.yaml": MIDDLEWARE.format(plugin=plugin)}
    assert any(entry.operated_by is Operator.SELF for entry in of_role(files, Role.GATEWAY))


def test_static_and_dynamic_configuration_of_traefik_name_its_upstreams() -> None:
    files = {
        "traefik/traefik.yml": "entryPoints:\n  web: {address: ':80'}\nproviders:\n  file: {filename: dynamic.yml}\n"
        "hub:\n  token: x\n  aigateway: {}\n  mcpgateway: {}\n",
        "traefik/dynamic.yml": "http:\n  routers:\n    llm: {rule: 'Path(`/v1`)', service: llm}\n"
        "  services:\n    llm:\n"
        "      failover: {service: hosted, fallback: local}\n"
        "    hosted:\n      loadBalancer:\n        servers: [{url: 'https://api.openai.com'}]\n"
        "    local:\n      loadBalancer:\n        servers: [{url: 'http://vllm:8000'}]\n",
    }
    found = dependencies(files)
    assert any(entry.service.startswith("traefik") and entry.operated_by is Operator.SELF for entry in found)
    upstreams = [entry for entry in found if entry.group]
    assert {party(entry) for entry in upstreams} == {"openai", "self"}
    assert len({entry.group for entry in upstreams}) == 1
    first = min(upstreams, key=lambda entry: entry.order)
    assert party(first) == "openai"
    assert [entry.attributes.get("when") for entry in upstreams if party(entry) == "self"] == ["automatic"]


@pytest.mark.parametrize(
    "files",
    [
        {"compose.yaml": "services:\n  nim:\n    image: nvcr.io/nim/meta/llama-3.3-70b-instruct:1.8.0\n"},
        {
            "k8s/nim.yaml": "apiVersion: apps.nvidia.com/v1alpha1\nkind: NIMService\nmetadata: {name: nim}\n"
            "spec:\n  image: {repository: nvcr.io/nim/meta/llama-3.3-70b-instruct, tag: '1.8.0'}\n  replicas: 1\n"
        },
    ],
    ids=["compose", "operator"],
)
def test_nvidia_nim_is_a_self_run_server_from_nvidias_registry(files: Files) -> None:
    assert any(
        entry.operated_by is Operator.SELF and "nim" in entry.service for entry in of_role(files, Role.MODEL_SERVER)
    )
    assert any(party(entry) == "nvidia" for entry in of_role(files, Role.REGISTRY))


def test_the_hosted_endpoint_of_nvidia_is_nvidias() -> None:
    code = "from openai import OpenAI\nc = OpenAI(base_url='https://integrate.api.nvidia.com/v1')\n"
    assert outsiders({"app/main.py": code}) == {"nvidia"}


def test_the_same_model_through_another_cloud_keeps_its_developer() -> None:
    code = "import boto3\nc = boto3.client('bedrock-runtime', region_name='eu-central-1')\n"
    call = "c.converse(modelId='eu.anthropic.claude-fable-5-v1:0', messages=[])\n"
    assert {"amazon", "anthropic"} <= outsiders({"app/main.py": code + call})
    assert "openai" not in services({"app/main.py": code + call})


RAILS = """models:
  - type: main
    engine: {engine}
    model: gpt-5.5
  - type: jury
    engine: nim
    model: meta/llama-3.3-70b-instruct
    parameters: {{base_url: "{address}"}}
rails:
  input:
    flows: [self check input, topic safety check input $model=jury]
"""


def test_a_rail_is_checked_by_the_model_that_it_names_or_the_main_one() -> None:
    found = of_role({"config/config.yml": RAILS.format(engine="openai", address="http://jury:8000/v1")}, Role.SAFETY)
    assert {party(entry) for entry in found} == {"openai", "self"}
    hosted = RAILS.format(engine="vllm_openai", address="https://integrate.api.nvidia.com/v1")
    assert {party(e) for e in of_role({"config/config.yml": hosted}, Role.SAFETY)} == {"self", "nvidia"}


def test_the_main_model_of_rails_is_asked_where_its_engine_says() -> None:
    files = {"config/config.yml": RAILS.format(engine="openai", address="http://jury:8000/v1")}
    assert services(files)["openai-api"].strength.core
    own = {"config/config.yml": RAILS.format(engine="self_hosted", address="http://jury:8000/v1")}
    assert "openai-api" not in services(own)
    commented = "\n".join(f"# {line}" for line in files["config/config.yml"].splitlines())
    assert outsiders({"config/config.yml": commented}) == set()


@pytest.mark.parametrize(
    "files",
    [
        {"app/main.py": "from guardrails.hub import ToxicLanguage\n\nguard = ToxicLanguage()\n"},
        {"conf/answer.rail": '<rail version="0.1">\n<output validators="hub://guardrails/toxic_language"/>\n</rail>\n'},
    ],
    ids=["import", "specification"],
)
def test_validators_of_a_hub_are_fetched_from_it_when_the_program_is_built(files: Files) -> None:
    (hub,) = [entry for entry in dependencies(files) if entry.service == "guardrails-hub-validators"]
    assert (party(hub), hub.role, hub.strength) == ("guardrails-ai", Role.REGISTRY, Strength.BUILD)


@pytest.mark.parametrize(
    "files",
    [
        {"app/main.py": "from guardrails import Guard\n\nguard = Guard()\n"},
        {"app/main.py": "# from guardrails.hub import ToxicLanguage\n"},
        {"app/main.py": "from guardrails_hub import ToxicLanguage\n"},
        {"conf/own.rail": '<rail version="0.1">\n<!-- validators="hub://guardrails/x" -->\n</rail>\n'},
    ],
    ids=["library", "comment", "another module", "comment of a specification"],
)
def test_the_library_alone_needs_no_hub(files: Files) -> None:
    assert "guardrails-hub-validators" not in {entry.service for entry in dependencies(files)}
