"""Programs that are the local end of somebody's service, and what is kept, reached or given where no file tells."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Operator, Role
from sovassess.resolution.own import is_local, is_placeholder
from tests.unit.resolution.estate import Files, dependencies, stage


def _services(files: Files) -> dict[str, Operator]:
    return {d.service: d.operated_by for d in dependencies(files) if d.strength.live}


def _compose(image: str, rest: str = "") -> Files:
    return {"docker-compose.yml": f"services:\n  edge:\n    image: {image}\n{rest}"}


@pytest.mark.parametrize(
    ("image", "service"),
    [
        ("tailscale/tailscale:v1.90", "tailscale"),
        ("certbot/certbot:v5", "letsencrypt"),
        ("certbot/dns-route53:v5", "letsencrypt"),
        ("nginxproxy/acme-companion:2", "letsencrypt"),
        ("netbirdio/netbird:0.60", "netbird-cloud"),
    ],
)
def test_the_local_end_of_a_service_needs_the_service(image: str, service: str) -> None:
    assert _services(_compose(image))[service] is Operator.VENDOR


@pytest.mark.parametrize(
    ("image", "rest", "service"),
    [
        ("tailscale/tailscale:v1.90", "    environment:\n      TS_EXTRA_ARGS: --accept-routes "
         "--login-server=https://vpn.corp.internal\n", "tailscale"),
        ("certbot/certbot:v5", "    command: certonly --server https://ca.corp.internal/acme -d a.corp.internal\n",
         "letsencrypt"),
        ("nginxproxy/acme-companion:2", "    environment: {ACME_CA_URI: 'https://ca.corp.internal/acme'}\n",
         "letsencrypt"),
        ("netbirdio/netbird:0.60", "    environment: [NB_MANAGEMENT_URL=https://vpn.corp.internal]\n",
         "netbird-cloud"),
    ],
)  # fmt: skip
def test_a_local_end_that_is_led_to_ones_own_needs_it_no_more(image: str, rest: str, service: str) -> None:
    assert service not in _services(_compose(image, rest))


def test_what_leads_one_local_end_elsewhere_leads_no_other_one() -> None:
    own = "    environment: {TS_EXTRA_ARGS: '--login-server=https://vpn.corp.internal'}\n"
    files = _compose("tailscale/tailscale:v1", own + "  second:\n    image: tailscale/tailscale:v1\n")
    assert _services(files)["tailscale"] is Operator.VENDOR


def test_a_variable_of_the_same_words_with_another_switch_leads_nowhere() -> None:
    files = _compose(
        "tailscale/tailscale:v1", "    environment: {TS_EXTRA_ARGS: '--advertise-tags=tag:login-server'}\n"
    )
    assert "tailscale" in _services(files)


def _built(base: str) -> set[tuple[str, Role]]:
    found = dependencies({"Dockerfile": f"FROM {base}\nCOPY app /app\n"})
    return {(d.party.id if d.party else "", d.role) for d in found if d.role is Role.OS}


def test_a_base_without_packages_ends_with_the_vendor_that_alone_builds_it() -> None:
    assert _built("gcr.io/distroless/static:nonroot") == {("google", Role.OS)}


@pytest.mark.parametrize("base", ["scratch", "busybox:1.37"])
def test_a_base_that_anybody_can_build_ends_with_nobody(base: str) -> None:
    assert _built(base) == set()


def _state(endpoint: str) -> set[tuple[str, Operator]]:
    backend = f'terraform {{\n  backend "s3" {{\n    bucket = "state"\n{endpoint}  }}\n}}\n'
    found = dependencies({"main.tf": backend})
    return {(d.service, d.operated_by) for d in found if d.role is Role.CONTROL_PLANE}


def test_state_at_an_address_that_no_file_tells_is_no_amazon() -> None:
    (found,) = _state("    endpoint = var.store\n")
    assert found == ("unresolved:s3-state", Operator.UNKNOWN)


def test_state_without_an_address_of_its_own_is_amazons() -> None:
    assert _state("    # endpoint = var.store\n") == {("amazon-s3", Operator.VENDOR)}


def test_functions_on_a_platform_that_many_offer_are_operated_by_an_unknown() -> None:
    files = {"serverless.yml": "service: a\nprovider: openwhisk\nfunctions:\n  f: {handler: h.f}\n"}
    assert _services(files)["openwhisk"] is Operator.UNKNOWN


def test_functions_on_a_platform_in_the_cluster_are_ones_own() -> None:
    files = {"serverless.yml": "service: a\nprovider: {name: kubeless}\nfunctions:\n  f: {handler: h.f}\n"}
    assert _services(files)["kubeless"] is Operator.SELF


def test_a_job_that_gets_its_secrets_from_vault_needs_one() -> None:
    task = 'task "web" {\n driver = "docker"\n config { image = "ghcr.io/acme/web:1" }\n}\n'
    job = 'job "a" {{\n group "g" {{\n {0}\n {1} }}\n}}\n'
    assert "vault" in _services({"a.nomad": job.format('vault { role = "a" }', task)})
    assert "vault" not in _services({"a.nomad": job.format('# vault { role = "a" }', task)})


ROLE = {
    "site.yml": "- hosts: all\n  roles: [web]\n",
    "roles/web/tasks/main.yml": "- name: Run\n  community.docker.docker_container:\n    image: '{{ web_image }}'\n",
    "roles/web/defaults/main.yml": "web_image: quay.io/acme/web:1\n",
}


def _registries(files: Files) -> set[str]:
    return {d.service for d in dependencies(files) if d.role is Role.REGISTRY}


@pytest.mark.parametrize("folder", ["", "inventory/", "inventories/prod/", "environments/prod/"])
def test_what_an_inventory_gives_counts_before_what_a_role_falls_back_to(folder: str) -> None:
    given = {f"{folder}group_vars/all.yml": "web_image: ghcr.io/acme/web:2\n"}
    assert _registries({**ROLE, **given}) == {"github-container-registry"}


def test_what_a_role_says_of_itself_counts_before_any_inventory() -> None:
    own = {"roles/web/vars/main.yml": "web_image: registry.gitlab.com/acme/web:3\n"}
    given = {"group_vars/all.yml": "web_image: ghcr.io/acme/web:2\n"}
    assert _registries({**ROLE, **own, **given}) == {"gitlab-container-registry"}


def test_a_variable_of_another_name_leaves_the_role_to_its_default() -> None:
    given = {"group_vars/all.yml": "web_images: ghcr.io/acme/web:2\n# web_image: ghcr.io/acme/web:2\n"}
    assert _registries({**ROLE, **given}) == {"quay-io"}


def test_an_address_that_only_ones_own_overlay_network_knows_is_local() -> None:
    assert is_local("100.92.54.45")
    assert not is_local("100.128.0.1")


def test_one_letter_is_nobodys_host() -> None:
    assert is_placeholder("t")
    assert not is_placeholder("db")


def test_a_virtual_host_is_no_host_that_is_asked() -> None:
    given = "    environment:\n      AMQP_VIRTUAL_HOST: orders\n      AMQP_HOST: bus\n"
    found = {d.host for d in dependencies(_compose("ghcr.io/acme/web:1", given))}
    assert "bus" in found
    assert "orders" not in found


@pytest.mark.parametrize("host", ["connect.secret-store", "api.shop-prod"])
def test_a_name_that_ends_in_a_word_with_a_hyphen_is_a_namespaces(host: str) -> None:
    assert is_local(host)


@pytest.mark.parametrize("host", ["connect.example.com", "shop.xn--p1ai", "secret-store.com"])
def test_a_public_name_with_a_hyphen_elsewhere_is_public(host: str) -> None:
    assert not is_local(host)


def _hosts_of(files: Files) -> set[str]:
    return {d.host or "" for d in dependencies(files)}


def test_a_component_is_told_its_own_name_and_asks_nobody() -> None:
    own = "services:\n  n8n:\n    image: ghcr.io/acme/n8n:1\n    environment: {N8N_HOST: n8n.corp-estate.dev}\n"
    far = own.replace("n8n.corp-estate.dev", "flows.corp-estate.dev")
    assert "n8n.corp-estate.dev" not in _hosts_of({"compose.yml": own})
    assert "flows.corp-estate.dev" in _hosts_of({"compose.yml": far})


def test_a_supplier_of_the_components_name_stays_one() -> None:
    files = {"compose.yml": "services:\n  api:\n    image: a\n    environment: {M: 'https://api.openai.com/v1'}\n"}
    assert "api.openai.com" in _hosts_of(files)


EXTENDED = {
    "docker-compose.yml": "services:\n  web:\n    extends: {file: common.yml, service: base}\n    build: ./web\n",
    "common.yml": "services:\n  base:\n    image: ghcr.io/acme/base:1\n    environment:\n      MODEL_URL: "
    "https://api.mistral.ai/v1\n  other:\n    image: ghcr.io/acme/other:1\n    environment:\n      MODEL_URL: "
    "https://api.openai.com/v1\n",
    "web/Dockerfile": 'FROM python:3.12\nCOPY . /\nCMD ["python", "app.py"]\n',
    "web/app.py": "import os, requests\nrequests.post(os.environ['MODEL_URL'] + '/chat/completions')\n",
}


def _asked_by_code(files: Files) -> set[str]:
    """The hosts that the program's own line is evidence of, the paths of evidence apart."""
    found = stage(files).resolution
    lines = {record.id for record in found.evidence if record.path == "web/app.py"}
    return {d.host or "" for d in found.dependencies if lines & set(d.evidence)}


def test_a_service_takes_the_variables_of_the_one_in_another_file_that_it_extends() -> None:
    assert _asked_by_code(EXTENDED) == {"api.mistral.ai"}


def test_a_service_that_extends_nothing_takes_no_variables_of_another_file() -> None:
    plain = {
        **EXTENDED,
        "docker-compose.yml": "services:\n  web:\n    build: ./web\n    # extends: {file: common.yml}\n",
    }
    assert "api.openai.com" in _asked_by_code(plain)


def _of_scope(line: str) -> set[str]:
    return _hosts_of({"main.tf": f'resource "google_compute_instance" "a" {{\n  {line}\n}}\n'})


def test_the_name_of_a_permission_is_no_address() -> None:
    assert "www.googleapis.com" not in _of_scope('scopes = ["https://www.googleapis.com/auth/drive"]')


def test_a_pipeline_that_fetches_from_one_letter_fetches_from_nobody() -> None:
    step = "pipeline {\n  agent any\n  stages { stage('a') { steps { git url: 'https://%s' } } }\n}\n"
    assert "t" not in _hosts_of({"Jenkinsfile": step % "t"})
    assert "code" in _hosts_of({"Jenkinsfile": step % "code"})


def _resource(version: str, kind: str) -> set[str]:
    return set(_services({"k8s/kong.yaml": f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: a}}\n"}))


def test_a_gateway_led_from_outside_depends_on_who_leads_it() -> None:
    assert "kong-konnect" in _resource("konnect.konghq.com/v1alpha1", "KonnectGatewayControlPlane")


def test_a_gateway_led_by_resources_of_the_cluster_depends_on_nobody() -> None:
    assert "kong-konnect" not in _resource("configuration.konghq.com/v1", "KongPlugin")


def _remote(url: str) -> set[str]:
    config = f"['remote \"store\"']\n    url = {url}\n"
    return set(_services({".dvc/config": config, "m.onnx.dvc": f"outs:\n- md5: {'a' * 32}\n  path: m.onnx\n"}))


@pytest.mark.parametrize(
    ("url", "service"), [("s3://weights", "amazon-s3"), ("gdrive://1O9D3t9n1", "google-workspace-apis")]
)
def test_weights_kept_by_dvc_come_from_its_remote(url: str, service: str) -> None:
    assert service in _remote(url)


def test_weights_kept_by_dvc_beside_the_tree_come_from_nobody() -> None:
    assert _remote("../store") == set()
