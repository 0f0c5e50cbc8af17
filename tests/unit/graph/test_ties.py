"""Ties that stop one phase and not another: pipelines that sign in, issuers in start arguments, licences, resellers."""

from __future__ import annotations

import pytest

from sovassess.scenario.apply import Rehearsals
from tests.unit.resolution.estate import Files, stage

WORKFLOW = """on: push
jobs:
  ship:
    runs-on: self-hosted
    steps:
      - uses: aws-actions/configure-aws-credentials@v4
        with: {role-to-assume: "arn:aws:iam::111122223333:role/ship", aws-region: eu-central-1}
      - run: COMMAND
"""
SHIPS = WORKFLOW.replace("COMMAND", "kubectl apply -f k8s/")
PLAIN = "on: push\njobs:\n  a:\n    runs-on: x\n    steps: [{run: kubectl apply -f k8s/}]\n"
DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata: {name: gate}
spec:
  template:
    spec:
      containers:
        - name: gate
          image: registry.corp.internal/gate:1
          args: ["ARGUMENT"]
"""
COMPOSE = "services:\n  flow:\n    image: registry.corp.internal/n8nio/n8n:1\n    environment:\n      SETTING\n"
CHAT = (
    "import boto3\nc = boto3.client('bedrock-runtime', region_name='eu-central-1')\n"
    "c.converse(modelId='anthropic.claude-sonnet-4-5-v1:0', messages=[])\n"
)


def alone(files: Files) -> dict[str, set[str]]:
    """By party the functions that it can surely stop by itself."""
    out: dict[str, set[str]] = {}
    for cut in stage(files).graph.switch_off:
        if len(cut.parties) == 1:
            out.setdefault(cut.parties[0], set()).update(cut.functions)
    return out


def perhaps(files: Files, party: str) -> set[str]:
    return {f for cut in stage(files).graph.may_switch_off if cut.parties == (party,) for f in cut.functions}


@pytest.mark.parametrize("command", ["kubectl apply -f k8s/", "aws ecs update-service --cluster a", "terraform apply"])
def test_where_a_pipeline_signs_in_to_deploy_is_needed_to_deploy_and_for_nothing_else(command: str) -> None:
    files = {".github/workflows/ship.yml": WORKFLOW.replace("COMMAND", command), "k8s/a.yaml": DEPLOYMENT}
    assert alone(files)["amazon"] == {"deploy", "recover"}


@pytest.mark.parametrize(
    "files",
    [
        {".github/workflows/test.yml": WORKFLOW.replace("COMMAND", "make test")},
        {
            ".github/workflows/ship.yml": WORKFLOW.replace("COMMAND", "kubectl apply -f k8s/").replace(
                "- uses", "# uses"
            )
        },
        {".github/workflows/ship.yml": WORKFLOW.replace("COMMAND", "echo kubectl apply")},
    ],
)
def test_a_pipeline_that_tests_a_comment_and_an_echo_sign_nobody_in_to_deploy(files: Files) -> None:
    assert "amazon" not in alone({**files, "k8s/a.yaml": DEPLOYMENT})


@pytest.mark.parametrize(
    "argument", ["--oidc-issuer-url=https://corp.okta.com", '--sso-url", "https://corp.okta.com/x']
)
def test_who_signs_people_in_by_a_start_argument_can_stop_signing_in_and_perhaps_deploying(argument: str) -> None:
    files = {
        "k8s/a.yaml": DEPLOYMENT.replace("ARGUMENT", argument),
        ".github/workflows/ship.yml": PLAIN,
    }
    assert alone(files)["okta"] == {"login", "admin_login"}
    assert perhaps(files, "okta") >= {"deploy"}


@pytest.mark.parametrize(
    "argument",
    [
        "--oidc-issuer-url=https://keycloak.corp.internal/realms/a",
        "--oidc-redirect-url=https://corp.okta.com/back",
        "--docs-url=https://corp.okta.com",
        "--oidc-issuer-url=corp.okta.com.txt",
    ],
)
def test_an_issuer_of_ones_own_and_other_arguments_sign_nobody_in_from_outside(argument: str) -> None:
    found = stage({"k8s/a.yaml": DEPLOYMENT.replace("ARGUMENT", argument)}).graph.dependencies.values()
    assert not [d for d in found if d.role.value == "identity" and d.operated_by.value == "vendor"]


def test_a_licence_counts_where_a_file_turns_it_on() -> None:
    licensed = {"compose.yaml": COMPOSE.replace("SETTING", "N8N_LICENSE_ACTIVATION_KEY: given")}
    assert alone(licensed)["n8n"] == {"restart"}
    assert perhaps(licensed, "n8n") == {"serve"}
    for other in ("N8N_PORT: '1'", "# N8N_LICENSE_ACTIVATION_KEY: given", "N8N_LICENSE_ACTIVATION_KEY: ''"):
        files = {"compose.yaml": COMPOSE.replace("SETTING", f"A: b\n      {other}")}
        assert "n8n" not in alone(files), other


def test_the_developer_of_a_resold_model_stops_serving_as_the_reseller_does_and_no_patch() -> None:
    found = alone({"app/main.py": CHAT})
    assert {"serve", "restart"} <= found["anthropic"] & found["amazon"]
    assert "patch" not in found["anthropic"]


def test_who_is_withdrawn_alone_stops_the_phase_that_it_serves_in_a_rehearsal() -> None:
    rehearsals: Rehearsals = stage({".github/workflows/ship.yml": SHIPS, "k8s/a.yaml": DEPLOYMENT}).rehearsals
    found = rehearsals.result("vendor-exit(amazon)").moments
    assert found["deploy"]["hour 0"].value == "down"
    assert found["restart"]["hour 0"].value == "up"
