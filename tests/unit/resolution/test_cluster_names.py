"""A client's address met with what answers: workloads that services of other files select, names for hosts outside."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Role, Strength
from tests.unit.resolution.estate import Files, dependencies, of_role, party

CODE = (
    "import os\n\nfrom openai import OpenAI\n\n"
    "client = OpenAI(base_url=os.environ['LLM_URL'], api_key='x')\n"
    "client.chat.completions.create(model='assistant', messages=[])\n"
)
BUILD = {"app/main.py": CODE, "app/Dockerfile": "FROM registry.corp.internal/base:1\nCOPY . /app\n"}
SERVER = """apiVersion: apps/v1
kind: Deployment
metadata: {name: inference, namespace: ai}
spec:
  selector: {matchLabels: {role: inference}}
  template:
    metadata: {labels: {role: inference, tier: back}}
    spec: {containers: [{name: server, image: "vllm/vllm-openai:v0.11.0", args: ["--model", "/models/a"]}]}
"""
SERVICE = """apiVersion: v1
kind: Service
metadata: {name: llm, namespace: ai}
spec: {selector: {role: inference}, ports: [{port: 8000}]}
"""
OUTSIDE = """apiVersion: v1
kind: Service
metadata: {name: llm, namespace: ai}
spec: {type: ExternalName, externalName: %s}
"""


def app(url: str) -> dict[str, str]:
    manifest = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\nspec:\n  template:\n"
        "    metadata: {labels: {role: app}}\n    spec:\n      containers:\n        - name: app\n"
        f"          image: registry.corp.internal/app:1\n          env: [{{name: LLM_URL, value: '{url}'}}]\n"
    )
    return {**BUILD, "k8s/app.yaml": manifest}


def asked(files: Files) -> set[tuple[str, str]]:
    """Whom the client in the code asks: party and service."""
    found = of_role(files, Role.MODEL_API, Role.MODEL_SERVER, Role.GATEWAY)
    return {(party(entry), entry.service) for entry in found if entry.attributes.get("how") == "environment"}


HOSTS = ["llm.ai", "llm.ai.svc", "llm.ai.svc.cluster.local"]


@pytest.mark.parametrize("host", HOSTS)
def test_a_service_in_a_file_of_its_own_leads_to_the_pods_that_it_selects(host: str) -> None:
    files = {**app(f"http://{host}:8000/v1"), "k8s/server.yaml": SERVER, "k8s/service.yaml": SERVICE}
    assert asked(files) == {("self", "vllm")}


@pytest.mark.parametrize(
    "service",
    [
        SERVICE.replace("role: inference", "role: other"),
        SERVICE.replace("{role: inference}", "{role: inference, tier: front}"),
        SERVICE.replace("namespace: ai", "namespace: web"),
        SERVICE.replace("selector: {role: inference}", "# selector: {role: inference}\n  clusterIP: None").replace(
            "{# ", "\n  # ").replace(", ports: [{port: 8000}]}", ""),
    ],
    ids=["another label", "one label more", "another namespace", "a comment"],
)  # fmt: skip
def test_a_service_that_selects_something_else_does_not_lead_there(service: str) -> None:
    files = {**app("http://llm.ai:8000/v1"), "k8s/server.yaml": SERVER, "k8s/service.yaml": service}
    assert ("self", "vllm") not in asked(files)


def test_of_pods_with_the_same_labels_a_service_means_the_nearest() -> None:
    other = SERVER.replace("vllm/vllm-openai:v0.11.0", "ollama/ollama:0.12.3").replace("inference, ns", "inference")
    files = {**app("http://llm.ai:8000/v1"), "k8s/service.yaml": SERVICE, "k8s/server.yaml": SERVER}
    assert asked({**files, "elsewhere/server.yaml": other}) == {("self", "vllm")}


def test_a_service_of_a_chart_leads_to_the_workload_of_another_template() -> None:
    chart = {
        **BUILD,
        "chart/Chart.yaml": "apiVersion: v2\nname: stack\nversion: 1.0.0\n",
        "chart/values.yaml": "port: 8000\n",
        "chart/templates/server.yaml": SERVER.replace("name: inference", "name: '{{ .Release.Name }}-inference'"),
        "chart/templates/service.yaml": SERVICE.replace("name: llm", "name: '{{ .Release.Name }}-llm'"),
        "chart/templates/app.yaml": app("http://{{ .Release.Name }}-llm.ai:{{ .Values.port }}/v1")["k8s/app.yaml"],
    }
    assert asked(chart) == {("self", "vllm")}


@pytest.mark.parametrize("host", HOSTS)
def test_a_name_for_a_host_outside_is_that_host(host: str) -> None:
    files = {**app(f"http://{host}/v1"), "k8s/service.yaml": OUTSIDE % "api.mistral.ai"}
    assert asked(files) == {("mistral-ai", "mistral-api")}
    (found,) = [entry for entry in dependencies(files) if entry.service == "mistral-api"]
    assert found.strength is Strength.DEFAULT


def test_a_name_for_a_host_of_the_cluster_is_ones_own() -> None:
    service = OUTSIDE % "vllm.other.svc.cluster.local"
    assert {who for who, _ in asked({**app("http://llm.ai/v1"), "k8s/service.yaml": service})} == {"self"}


def test_names_that_stand_for_one_another_end() -> None:
    circle = OUTSIDE % "next.ai.svc.cluster.local" + "---\n" + (OUTSIDE % "llm.ai").replace("name: llm", "name: next")
    assert "mistral-ai" not in {who for who, _ in asked({**app("http://llm.ai/v1"), "k8s/service.yaml": circle})}


def test_a_name_for_a_host_outside_in_a_comment_or_a_test_stands_for_nothing() -> None:
    commented = "".join(f"# {line}\n" for line in (OUTSIDE % "api.mistral.ai").splitlines())
    for extra in ({"k8s/service.yaml": commented}, {"tests/service.yaml": OUTSIDE % "api.mistral.ai"}):
        assert "mistral-ai" not in {who for who, _ in asked({**app("http://llm.ai/v1"), **extra})}


NOMAD = """variable "llm" {
  default = "%s"
}
job "app" {
  group "app" {
    task "app" {
      driver = "docker"
      config { image = "registry.corp.internal/app:1" }
      env {
        LLM_URL = "${var.llm}"
      }
    }
  }
}
"""
ROUTED = """services:
  server:
    image: vllm/vllm-openai:v0.11.0
    command: --model /models/a
    labels:
      - "traefik.http.routers.llm.rule=Host(`llm.corp-site.de`)"
"""


@pytest.mark.parametrize(
    ("address", "who"),
    [
        ("http://llm.service.consul:8000/v1", "self"),
        ("https://api.mistral.ai/v1", "mistral-ai"),
        ("https://llm.corp-site.de/v1", "unknown"),
    ],
)
def test_a_variable_of_a_nomad_job_says_who_is_asked(address: str, who: str) -> None:
    assert {found for found, _ in asked({**BUILD, "jobs/app.job": NOMAD % address})} == {who}


def test_a_host_that_the_gateway_hands_on_to_a_service_is_that_service() -> None:
    files = {**app("https://llm.corp-site.de/v1"), "compose.yaml": ROUTED}
    assert asked(files) == {("self", "vllm")}
    commented = ROUTED.replace('      - "traefik', '      # - "traefik')
    assert {who for who, _ in asked({**files, "compose.yaml": commented})} == {"unknown"}


ROLE = {
    "roles/llm/defaults/main.yml": "llm_image: vllm/vllm-openai:v0.11.0\nllm_model: /models/a\n",
    "roles/llm/templates/docker-compose.yml.j2": "services:\n  llm:\n    image: {{ llm_image }}\n"
    "    command: --model {{ llm_model }}\n",
}


def test_a_template_of_a_role_runs_the_image_that_the_role_sets() -> None:
    (server,) = of_role(ROLE, Role.MODEL_SERVER)
    assert (party(server), server.service) == ("self", "vllm")


def test_what_another_role_or_a_comment_sets_is_not_the_roles_image() -> None:
    template = {name: text for name, text in ROLE.items() if name.endswith(".j2")}
    other = {**template, "roles/other/defaults/main.yml": ROLE["roles/llm/defaults/main.yml"]}
    commented = {**template, "roles/llm/defaults/main.yml": "# llm_image: vllm/vllm-openai:v0.11.0\nport: 1\n"}
    for files in (other, commented):
        assert not [entry for entry in of_role(files, Role.MODEL_SERVER) if entry.service == "vllm"]
