"""Objects of operators in a cluster, through scan and resolution: who is behind them, and when nobody is."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Role, Strength
from tests.unit.resolution.estate import dependencies, of_role, outsiders, party, services

GATEWAY = (
    "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: g}}\nspec: {{gatewayClassName: {}}}\n"
)
STORE = "apiVersion: external-secrets.io/v1\nkind: {}\nmetadata: {{name: s}}\nspec: {{provider: {}}}\n"
MODEL = "apiVersion: {}\nkind: Model\nmetadata: {{name: chat}}\nspec: {{url: '{}', engine: VLLM}}\n"


def test_a_gateway_of_a_managed_class_is_the_clouds() -> None:
    found = dependencies({"k8s/gateway.yaml": GATEWAY.format("gke-l7-global-external-managed")})
    assert [(e.service, e.strength) for e in found if party(e) == "google"] == [
        ("google-cloud-load-balancing", Strength.DEFAULT)
    ]


def test_a_gateway_of_a_class_that_the_cluster_itself_runs_is_nobodys() -> None:
    assert outsiders({"k8s/gateway.yaml": GATEWAY.format("cilium")}) == set()


def test_gateways_side_by_side_for_one_and_for_another_implementation_are_a_choice() -> None:
    files = {
        "config/gateway/gke/gateway.yaml": GATEWAY.format("gke-l7-global-external-managed"),
        "config/gateway/istio/gateway.yaml": GATEWAY.format("istio"),
    }
    assert {e.strength for e in dependencies(files) if party(e) == "google"} == {Strength.OPTIONAL}


@pytest.mark.parametrize("kind", ["SecretStore", "ClusterSecretStore"])
@pytest.mark.parametrize(
    ("provider", "service"),
    [
        ("{aws: {service: SecretsManager, region: eu-central-1}}", "aws-secrets-manager"),
        ("{aws: {service: ParameterStore, region: eu-central-1}}", "aws-parameter-store"),
        ("{gcpsm: {projectID: x}}", "google-secret-manager"),
        ("{doppler: {auth: {}}}", "doppler"),
        ("{infisical: {auth: {}}}", "infisical-cloud"),
        ("{scaleway: {region: fr-par}}", "scaleway-secret-manager"),
        ("{oracle: {region: eu-frankfurt-1}}", "oci-vault"),
    ],
)
def test_a_store_of_secrets_is_its_makers_whether_it_serves_one_namespace_or_all(
    kind: str, provider: str, service: str
) -> None:
    assert service in services({"k8s/store.yaml": STORE.format(kind, provider)})


@pytest.mark.parametrize(
    "provider", ["{infisical: {hostAPI: 'https://infisical.corp.internal'}}", "{kubernetes: {remoteNamespace: shared}}"]
)
def test_a_store_of_ones_own_is_nobody_elses(provider: str) -> None:
    assert outsiders({"k8s/store.yaml": STORE.format("SecretStore", provider)}) == set()


def test_weights_of_an_operator_come_from_where_their_address_says() -> None:
    def registries(group: str, url: str) -> set[str]:
        return {e.service for e in of_role({"k8s/m.yaml": MODEL.format(group, url)}, Role.REGISTRY)}

    assert registries("kubeai.org/v1", "hf://Qwen/Qwen2.5-7B-Instruct") == {"hugging-face-hub"}
    assert registries("kubeai.org/v1", "ollama://gemma2:2b") == {"ollama-registry"}
    assert registries("kubeai.org/v1", "pvc://weights/own") == set()
    assert registries("example.org/v1", "hf://Qwen/Qwen2.5-7B-Instruct") == set()


def test_the_name_of_a_kserve_service_is_met_by_the_client_that_asks_it() -> None:
    files = {
        "k8s/served.yaml": "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata: {name: qwen}\n"
        "spec: {predictor: {model: {storageUri: 'pvc://weights/qwen'}}}\n",
        "app/main.py": "from openai import OpenAI\nc = OpenAI(base_url='http://{}/v1')\n",
    }
    own = {**files, "app/main.py": files["app/main.py"].format("qwen-predictor.ml.svc.cluster.local")}
    other = {**files, "app/main.py": files["app/main.py"].format("qwen.ml-services.example")}
    assert outsiders(own) == set()
    assert [e for e in dependencies(other) if party(e) not in ("self", None) or "qwen.ml-services" in e.service]


def test_a_schema_that_one_provider_alone_takes_names_it_and_one_that_all_take_names_nobody() -> None:
    route = (
        "apiVersion: aigateway.envoyproxy.io/v1alpha1\nkind: AIGatewayRoute\nmetadata: {name: r}\n"
        "spec: {rules: [{backendRefs: [{name: b}]}]}\n---\n"
        "apiVersion: aigateway.envoyproxy.io/v1alpha1\nkind: AIServiceBackend\nmetadata: {name: b}\n"
        "spec: {schema: {name: SCHEMA}, backendRef: {name: elsewhere, kind: Backend}}\n"
    )
    assert "amazon" in outsiders({"k8s/r.yaml": route.replace("SCHEMA", "AWSBedrock")})
    assert not {"amazon", "openai"} & outsiders({"k8s/r.yaml": route.replace("SCHEMA", "OpenAI")})


def test_a_part_of_a_custom_resource_that_is_off_is_an_option() -> None:
    pipeline = (
        "apiVersion: apps.nvidia.com/v1alpha1\nkind: NIMPipeline\nmetadata: {name: p}\nspec:\n  services:\n"
        "    - {name: a, enabled: ON, spec: {image: {repository: quay.io/acme/a, tag: '1'}}}\n"
    )
    on, off = ({"k8s/p.yaml": pipeline.replace("ON", word)} for word in ("true", "false"))
    assert {e.strength for e in dependencies(on) if e.service == "quay-io"} == {Strength.DEFAULT}
    assert {e.strength for e in dependencies(off) if e.service == "quay-io"} == {Strength.OPTIONAL}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("Dockerfile", "FROM scratch\nRUN guardrails hub install hub://guardrails/regex_match\n"),
        ("scripts/set-up.sh", "guardrails hub install hub://guardrails/regex_match\n"),
        ("app/main.py", "import guardrails\nguardrails.install('hub://guardrails/regex_match')\n"),
    ],
)
def test_validators_come_from_the_hub_of_their_makers(path: str, text: str) -> None:
    assert "guardrails-hub" in services({path: text})


@pytest.mark.parametrize("command", ["# guardrails hub install hub://a/b", "echo guardrails hub install hub://a/b"])
def test_a_command_that_is_only_named_takes_nothing_from_a_hub(command: str) -> None:
    assert "guardrails-hub" not in services({"scripts/set-up.sh": f"{command}\n"})
