"""One client in nine languages, six ways to give its address, hosted, local or another vendor: each cell is right."""

from __future__ import annotations

import itertools

import pytest

from sovassess.model.dependencies import Dependency
from sovassess.model.enums import Role
from tests.unit.resolution.estate import dependencies, model_servers
from tests.unit.resolution.programs import PROGRAMS

# who answers -> address, then party, operator and role
ENDPOINTS: dict[str, tuple[str, tuple[str, str, str]]] = {
    "hosted": ("https://api.openai.com/v1", ("openai", "vendor", "model-api")),
    "local": ("http://vllm:8000/v1", ("", "self", "model-server")),
    "local-address": ("http://10.1.2.3:8000/v1", ("", "self", "model-server")),
    "other-vendor": ("https://api.mistral.ai/v1", ("mistral-ai", "vendor", "model-api")),
}
# A fallback in code that must lose against whatever a manifest says.
DECOY = "https://api.deepseek.com/v1"
DOCKERFILE = 'FROM registry.corp.internal/base:1\nCOPY . /app\nCMD ["/app/run"]\n'
COMPOSE = "services:\n  app:\n    build: .\n    environment:\n      LLM_URL: {url}\n"
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
CONFIG_MAP = (
    WORKLOAD + "          envFrom:\n            - configMapRef: {name: llm}\n"
    "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: llm}\ndata:\n  LLM_URL: "
)
CHART = {
    "chart/Chart.yaml": "apiVersion: v2\nname: app\nversion: 1.0.0\n",
    "chart/templates/deployment.yaml": WORKLOAD
    + "          env:\n            - name: LLM_URL\n              value: {{ .Values.llm.url | quote }}\n",
}
WAYS = ("literal", "constant", "default", "compose", "config-map", "helm-values")


def estate(language: str, way: str, url: str, *, with_default: bool = False) -> dict[str, str]:
    """The program with the address given in that way; behind a manifest the code may have a fallback of its own."""
    program = PROGRAMS[language]
    code = program.with_default(DECOY) if with_default else program.with_variable()
    match way:
        case "literal":
            return program.with_literal(url)
        case "constant":
            return program.with_constant(url)
        case "default":
            return program.with_default(url)
        case "compose":
            return {**code, "docker-compose.yml": COMPOSE.format(url=url), "Dockerfile": DOCKERFILE}
        case "config-map":
            return {**code, "k8s/app.yaml": CONFIG_MAP + url + "\n"}
        case _:
            return {**code, **CHART, "chart/values.yaml": f"llm:\n  url: {url}\n"}


def answer(entry: Dependency) -> tuple[str, str, str]:
    """Party, operator and role of a dependency."""
    return entry.party.id if entry.party is not None else "", entry.operated_by.value, entry.role.value


CELLS = [pytest.param(*cell, id="-".join(cell)) for cell in itertools.product(PROGRAMS, WAYS, ENDPOINTS)]


@pytest.mark.parametrize(("language", "way", "endpoint"), CELLS)
def test_every_cell_says_who_answers(language: str, way: str, endpoint: str) -> None:
    url, expected = ENDPOINTS[endpoint]
    found = [entry for entry in dependencies(estate(language, way, url)) if entry.role is not Role.REGISTRY]
    assert [answer(entry) for entry in found] == [expected]
    assert found[0].strength.core


@pytest.mark.parametrize("language", PROGRAMS)
@pytest.mark.parametrize("way", ["compose", "config-map", "helm-values"])
def test_a_manifest_wins_over_the_fallback_in_code(language: str, way: str) -> None:
    url, expected = ENDPOINTS["local"]
    assert [answer(e) for e in model_servers(estate(language, way, url, with_default=True))] == [expected]


IDIOMS = [
    pytest.param(language, number, id=f"{language}-{number}")
    for language, program in PROGRAMS.items()
    for number in range(1, len(program.defaults))
]


@pytest.mark.parametrize(("language", "idiom"), IDIOMS)
@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_each_idiom_for_a_fallback_is_read(language: str, idiom: int, endpoint: str) -> None:
    url, expected = ENDPOINTS[endpoint]
    assert [answer(e) for e in model_servers(PROGRAMS[language].with_default(url, idiom))] == [expected]


@pytest.mark.parametrize("language", PROGRAMS)
def test_an_address_that_nothing_sets_is_unknown_and_not_the_vendor_of_the_library(language: str) -> None:
    found = model_servers(PROGRAMS[language].with_variable())
    assert [(party, operator) for party, operator, _ in map(answer, found)] == [("", "unknown")]
