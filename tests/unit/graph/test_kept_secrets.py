"""What is kept of an outside store's secrets: copies, mounts, leases, an opened store, and what only looks like it."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Status
from sovassess.model.rehearsals import ScenarioResult
from tests.unit.resolution.estate import Files, stage

HOSTED = "https://shop.z1.hashicorp.cloud:8200"
CLASS = """apiVersion: secrets-store.csi.x-k8s.io/v1
kind: SecretProviderClass
metadata: {name: keys}
spec:
  provider: aws
  parameters: {region: eu-central-1}
"""
VAULT_CLASS = CLASS.replace("aws", "vault").replace("{region: eu-central-1}", f"\n    vaultAddress: {HOSTED}")
DRIVER = """apiVersion: apps/v1
kind: DaemonSet
metadata: {name: mounter}
spec:
  template:
    spec:
      containers:
        - name: mounter
          image: registry.corp.internal/mounter:1
          args: [--enable-secret-rotation=true, --rotation-poll-interval=INTERVAL]
"""
READS = (
    "import boto3\nkeys = boto3.client('secretsmanager', region_name='eu-central-1')\n"
    "keys.get_secret_value(SecretId='shop')\n"
)
READER = f"services:\n  a:\n    image: a\n    environment: {{VAULT_ADDR: {HOSTED}}}\n"
CONNECTION = f"""apiVersion: secrets.hashicorp.com/v1beta1
kind: VaultConnection
metadata: {{name: hosted}}
spec:
  address: {HOSTED}
---
"""
STATIC = """apiVersion: secrets.hashicorp.com/v1beta1
kind: VaultStaticSecret
metadata: {name: keys}
spec:
  mount: kv
  path: shop
  refreshAfter: 2h
  destination: {name: keys, create: true}
"""
DYNAMIC = STATIC.replace("VaultStaticSecret", "VaultDynamicSecret").replace("  refreshAfter: 2h\n", "")
STORE = f"""apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {{name: hosted}}
spec:
  provider:
    vault:
      path: kv
      server: {HOSTED}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {{name: keys}}
spec:
  refreshInterval: 6h
  secretStoreRef: {{name: hosted, kind: SecretStore}}
  data: [{{secretKey: a, remoteRef: {{key: shop}}}}]
"""
AGENT = f'vault {{\n  address = "{HOSTED}"\n}}\nauto_auth {{\n  method "kubernetes" {{}}\n}}\n'
SERVER = 'default_lease_ttl = "96h"\nstorage "raft" {\n  path = "/d"\n}\nlistener "tcp" {\n  address = "[::]:8200"\n}\n'
SEAL = SERVER.replace('default_lease_ttl = "96h"\n', 'seal "awskms" {\n  region = "eu-central-1"\n}\n')


def gone(files: Files) -> ScenarioResult:
    return stage(files).rehearsals.result("key-service-revoked")


def moments(files: Files, function: str = "serve") -> list[str]:
    found = gone(files).moments[function]
    return [found[name].value for name in ("hour 0", "restart", "day 1", "day 30", "day 90")]


def said(files: Files) -> set[str]:
    """What the running system is said to live on."""
    needs = stage(files).graph.needs
    return {need.lifetime.words for group in needs.values() for need in group if need.lifetime is not None}


def test_mounted_secrets_last_as_long_as_nothing_starts_and_spare_a_start_nothing() -> None:
    assert moments({"keys.yaml": CLASS}) == ["up", "down", "up", "up", "up"]
    assert moments({"keys.yaml": CLASS}, "restart") == ["down"] * 5
    assert "mounted secrets, as long as nothing is set up anew (keys.yaml:5)" in said({"keys.yaml": CLASS})


def test_how_often_mounted_secrets_are_read_anew_is_said_with_its_place() -> None:
    files = {"keys.yaml": CLASS, "driver.yaml": DRIVER.replace("INTERVAL", "12h")}
    assert any(words.startswith("mounted secrets, read anew every 12 hours") for words in said(files))
    other = DRIVER.replace("--rotation-poll-interval=INTERVAL", "--other-poll-interval=12h")
    assert "mounted secrets, as long as nothing is set up anew (keys.yaml:5)" in said({**files, "driver.yaml": other})


@pytest.mark.parametrize(
    "files",
    [
        {"keys.yaml": CLASS, "shop/main.py": READS},
        {
            "keys.yaml": VAULT_CLASS,
            "c.yaml": f"services:\n  a:\n    image: a\n    environment: {{VAULT_ADDR: {HOSTED}}}\n",
        },
    ],
)
def test_where_code_reads_the_store_as_well_mounts_bridge_nothing(files: Files) -> None:
    assert moments(files)[0] == "unknown"


def test_a_mount_of_a_hosted_vault_is_a_mount_too() -> None:
    assert moments({"keys.yaml": VAULT_CLASS}) == ["up", "down", "up", "up", "up"]


def test_a_commented_class_and_a_plugin_of_ones_own_are_no_outside_store() -> None:
    commented = "#" + CLASS.replace("\n", "\n#")
    files = {"keys.yaml": commented + "\n" + CLASS.replace("aws", "house")}
    assert not [d for d in stage(files).graph.dependencies.values() if d.role.value == "secrets"]


def test_a_store_over_several_lines_is_copied_like_one_on_a_single_line() -> None:
    assert moments({"keys.yaml": STORE}) == ["up"] * 5
    other = STORE.replace("secretStoreRef: {name: hosted", "secretStoreRef: {name: another")
    assert moments({"keys.yaml": other})[0] == "unknown"


def test_static_copies_of_a_vault_outlive_it_and_leased_ones_do_not() -> None:
    assert moments({"keys.yaml": CONNECTION + STATIC}) == ["up"] * 5
    assert any("read anew every 2 hours" in words for words in said({"keys.yaml": CONNECTION + STATIC}))
    leased = {"keys.yaml": CONNECTION + STATIC + "---\n" + DYNAMIC}
    assert moments(leased)[0] == "unknown"


def test_an_agent_lives_on_leases_as_long_as_the_files_say() -> None:
    files = {"agent.hcl": AGENT, "server.hcl": SERVER}
    assert moments(files) == ["up", "down", "up", "down", "down"]
    assert "leases of secrets, for 32 hours to 4 days (server.hcl:1)" in said(files)
    assert moments({"agent.hcl": AGENT, "server.hcl": SERVER.replace("default_lease_ttl", "# default_lease_ttl")}) == [
        "unknown", "down", "unknown", "unknown", "unknown",
    ]  # fmt: skip


def test_a_key_that_opens_a_store_is_missed_when_that_starts_again() -> None:
    assert moments({"server.hcl": SEAL}) == ["up", "down", "up", "up", "up"]
    result = gone({"server.hcl": SEAL})
    assert result.moments["restart"]["hour 0"] is Status.DOWN
    assert "a store that is open, as long as nothing is set up anew (server.hcl:1)" in said({"server.hcl": SEAL})
    assert not [d for d in stage({"server.hcl": SERVER, "a.py": "import openai\n"}).graph.dependencies.values()
                if d.role.value == "secrets" and d.operated_by.value == "vendor"]  # fmt: skip


ROLE = (
    'provider "aws" {\n  region = "eu-central-1"\n}\n'
    'resource "aws_iam_role" "shop" {\n  name = "shop"\n  max_session_duration = 43200\n}\n'
)


def test_the_longest_session_that_a_role_gives_bounds_what_machines_have_left() -> None:
    assert "sessions of machines, for up to 12 hours (infra/role.tf:4)" in said({"infra/role.tf": ROLE})
    commented = ROLE.replace("  max_session", "  # max_session")
    assert "sessions of machines, for up to 1 hour" in said({"infra/role.tf": commented})
