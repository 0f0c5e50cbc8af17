"""Variables joined with what other files give them, and code joined with the component that runs it."""

from __future__ import annotations

import pytest

from sovassess.detectors.registry import DETECTORS
from sovassess.model.values import Text, Unresolved, Value, Variable, literal, variable
from sovassess.resolution.components import Components, assemble
from sovassess.resolution.environment import MAX_ALTERNATIVES, Environment
from sovassess.scanning import scan
from sovassess.source.tree import MemoryTree

# -------------------------------------------------------------------------------------------------------- variables


def _joined(files: dict[str, str]) -> tuple[Environment, Components]:
    observed = scan(MemoryTree(files), DETECTORS).files
    components = assemble(observed)
    return Environment(observed, components.ids), components


def _texts(environment: Environment, value: Value, *components: str) -> set[str]:
    return {resolved.text for resolved in environment.resolve(value, components=components)}


COMPOSE = "services:\n  a:\n    image: x\n    environment: {X: from-compose}\n"


def test_a_manifest_wins_over_an_image_an_environment_file_and_a_default() -> None:
    files = {"docker-compose.yml": COMPOSE, ".env": "X=from-file\n", "Dockerfile": "FROM y\nENV X=from-image\n"}
    environment, components = _joined(files)
    (owner,) = [c for c in components.by_id if c.endswith("#a") or c == "a"] or [components.declared[0].id]
    assert _texts(environment, variable("X", "fallback"), owner) == {"from-compose"}


def test_an_environment_file_wins_over_a_default_and_an_example_does_not() -> None:
    environment, _ = _joined({".env": "X=from-file\n"})
    assert _texts(environment, variable("X", "fallback")) == {"from-file"}
    environment, _ = _joined({".env.example": "X=from-example\n"})
    assert _texts(environment, variable("X", "fallback")) == {"fallback"}
    assert _texts(environment, variable("X")) == {"from-example"}


def test_what_a_test_sets_counts_for_nothing() -> None:
    environment, _ = _joined({"tests/docker-compose.yml": COMPOSE})
    assert _texts(environment, variable("X")) == set()


def test_a_variable_that_nobody_sets_and_an_unresolved_part_are_unknown() -> None:
    environment, _ = _joined({".env": "A=b\n"})
    assert _texts(environment, variable("NONE")) == set()
    assert _texts(environment, Value((Text("http://"), Unresolved("argument")))) == set()


def test_parts_are_put_together() -> None:
    environment, _ = _joined({".env": "HOST=vllm\nPORT=8000\n"})
    value = Value((Text("http://"), Variable("HOST"), Text(":"), Variable("PORT", "1"), Text("/v1")))
    assert _texts(environment, value) == {"http://vllm:8000/v1"}


def test_a_variable_that_passes_itself_through_gives_only_its_default() -> None:
    environment, _ = _joined(
        {"docker-compose.yml": "services:\n  a:\n    image: x\n    environment:\n      X: ${X:-given}\n"}
    )
    assert _texts(environment, variable("X")) == {"given"}


def test_variables_in_a_circle_end() -> None:
    environment, _ = _joined({".env": "A=${B}\nB=${C}\nC=${A}\n"})
    assert _texts(environment, variable("A")) == set()


def test_many_environments_are_capped() -> None:
    files = {f"e{n}/docker-compose.yml": COMPOSE.replace("from-compose", f"v{n}") for n in range(30)}
    environment, _ = _joined(files)
    found = _texts(environment, variable("X"))
    assert 2 <= len(found) <= MAX_ALTERNATIVES


def test_an_empty_setting_is_not_set() -> None:
    environment, _ = _joined({"docker-compose.yml": COMPOSE.replace("from-compose", "''")})
    assert environment.is_set(["X"]) == []
    assert _texts(environment, literal("plain")) == {"plain"}


# ------------------------------------------------------------------------------------------------------- components


def test_code_belongs_to_the_deepest_folder_that_is_built() -> None:
    files = {
        "docker-compose.yml": "services:\n  web: {build: .}\n  api: {build: ./api}\n",
        "Dockerfile": "FROM x\n",
        "api/Dockerfile": "FROM y\n",
        "api/src/main.py": "import os\n",
        "web/main.py": "import os\n",
    }
    _, components = _joined(files)
    name = {entry.id: entry.component.name for entry in components.declared}
    assert [name[owner] for owner in components.of_file("api/src/main.py")] == ["api"]
    assert [name[owner] for owner in components.of_file("web/main.py")] == ["web"]


def test_a_service_and_the_file_that_builds_it_are_one_component() -> None:
    _, components = _joined({"docker-compose.yml": "services:\n  app: {build: ./app}\n", "app/Dockerfile": "FROM x\n"})
    assert [entry.component.name for entry in components.declared] == ["app"]


def test_a_package_root_that_nothing_builds_is_a_component_of_its_own() -> None:
    _, components = _joined({"lib/pyproject.toml": "[project]\nname='l'\nversion='1'\ndependencies=['httpx']\n"})
    assert [(entry.component.kind, entry.component.path) for entry in components.declared] == [
        ("package", "lib/pyproject.toml")
    ]


IN_A_NAMESPACE = """apiVersion: v1
kind: Service
metadata: {name: vllm, namespace: ai}
spec: {selector: {app: vllm}, ports: [{port: 8000}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: vllm, namespace: ai}
spec:
  selector: {matchLabels: {app: vllm}}
  template:
    metadata: {labels: {app: vllm}}
    spec: {containers: [{name: vllm, image: "vllm/vllm-openai:v0.11.0"}]}
"""


@pytest.mark.parametrize("host", ["vllm", "VLLM", "vllm.ai", "vllm.ai.svc", "vllm.ai.svc.cluster.local"])
def test_a_workload_is_reached_by_its_name_in_every_form(host: str) -> None:
    _, components = _joined({"k8s/vllm.yaml": IN_A_NAMESPACE})
    assert [entry.component.name for entry in components.at_host(host)] == ["vllm"]


@pytest.mark.parametrize("host", ["vllm.example.co.uk", "xvllm", "my.vllm"])
def test_a_name_that_only_resembles_reaches_nothing(host: str) -> None:
    _, components = _joined({"docker-compose.yml": "services:\n  vllm: {image: vllm/vllm-openai}\n"})
    assert components.at_host(host) == ()


def test_a_workload_of_a_test_is_no_component() -> None:
    _, components = _joined({"tests/docker-compose.yml": "services:\n  a: {image: x}\n"})
    assert components.declared == ()
