"""Whom identity servers of one's own send people on to, and how long they stay signed in when those are gone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sovassess.model.dependencies import Dependency
from sovassess.model.enums import Operator, Role, Status, Strength
from tests.unit.resolution.estate import dependencies, stage

DEX = """issuer: https://dex.corp.internal
connectors:
  - type: TYPE
    id: one
    name: One
    config: {CONFIG}
"""
COMPOSE = {"docker-compose.yml": "services:\n  shop:\n    image: registry.corp.internal/shop:1\n"}


def _asked(kind: str, config: str = "clientID: c") -> list[Dependency]:
    files = {"dex.yaml": DEX.replace("TYPE", kind).replace("CONFIG", config), **COMPOSE}
    return [d for d in dependencies(files) if d.role is Role.IDENTITY and d.service != "dex"]


@pytest.mark.parametrize(
    ("kind", "service"),
    [
        ("github", "github-sign-in"),
        ("google", "google-sign-in"),
        ("microsoft", "microsoft-entra-id"),
        ("gitlab", "gitlab-sign-in"),
        ("gitea", "gitea-com"),
        ("linkedin", "linkedin"),
        ("bitbucket-cloud", "atlassian-account"),
    ],
)
def test_a_connector_without_an_address_asks_the_public_service_of_its_kind(kind: str, service: str) -> None:
    (found,) = _asked(kind)
    assert found.service == service
    assert found.operated_by is Operator.VENDOR
    assert found.strength is Strength.DEFAULT


@pytest.mark.parametrize(
    ("kind", "config", "service", "operator"),
    [
        ("github", "hostName: forge.corp.internal", "host:forge.corp.internal", Operator.SELF),
        ("gitlab", "baseURL: 'https://git.corp.internal'", "host:git.corp.internal", Operator.SELF),
        ("gitlab", "baseURL: 'https://gitlab.com'", "gitlab-sign-in", Operator.VENDOR),
        ("github", "hostName: git.partner-company.io", "host:git.partner-company.io", Operator.UNKNOWN),
        ("oidc", "issuer: 'https://accounts.google.com'", "google-sign-in", Operator.VENDOR),
    ],
)
def test_an_address_wins_over_the_kind_of_a_connector(kind: str, config: str, service: str, operator: Operator) -> None:
    (found,) = _asked(kind, config)
    assert (found.service, found.operated_by) == (service, operator)


@pytest.mark.parametrize("kind", ["mockCallback", "ldap", "authproxy", "no-such-kind"])
def test_a_connector_that_asks_nobody_known_by_its_kind_is_no_vendor(kind: str) -> None:
    assert _asked(kind) == []


REALM: dict[str, object] = {
    "realm": "shop",
    "accessTokenLifespan": 300,
    "ssoSessionMaxLifespan": 172800,
    "identityProviders": [{"alias": "google", "providerId": "google", "enabled": True, "config": {}}],
}


def _login(realm: dict[str, object], *, keycloak: str = "quay.io/keycloak/keycloak:26.0") -> tuple[Status, str]:
    compose = f"services:\n  keycloak:\n    image: {keycloak}\n    volumes: ['./keycloak:/opt/keycloak/data/import']\n"
    built = stage({"docker-compose.yml": compose, "keycloak/realm.json": json.dumps(realm)})
    result = built.rehearsals.result("identity-provider-suspended")
    status = result.functions.get("login", {}).get("run", Status.UP)
    return status, next((cause.lasts for cause in result.because if cause.function == "login"), "")


def test_a_broker_of_a_realm_is_somebody_who_can_stop_people_from_signing_in() -> None:
    status, lasts = _login(REALM)
    assert status is Status.DOWN
    assert lasts == "sessions that are open, for up to 2 days (keycloak/realm.json:1)"


def test_a_broker_that_is_off_stops_nobody() -> None:
    off = [{"alias": "google", "providerId": "google", "enabled": False}]
    assert _login({**REALM, "identityProviders": off})[0] is not Status.DOWN


def test_a_realm_without_lengths_says_nothing_of_how_long_people_stay() -> None:
    silent = {key: value for key, value in REALM.items() if "Lifespan" not in key}
    assert _login(silent)[1] == "sessions that are open, until their tokens end"


def test_the_word_of_a_hosted_server_holds_as_long_as_its_tokens() -> None:
    code = "import requests\nrequests.get('https://shop.auth.cloud-iam.com/auth/realms/shop')\n"
    realm = {key: value for key, value in REALM.items() if key != "identityProviders"}
    built = stage({"app/main.py": code, "app/realm.json": json.dumps(realm), "app/requirements.txt": "requests\n"})
    result = built.rehearsals.result("identity-provider-suspended")
    causes = [cause for cause in result.because if cause.function == "login"]
    assert [cause.lasts for cause in causes] == ["sessions that are open, for up to 5 minutes (app/realm.json:1)"]


def test_the_catalog_names_a_service_for_each_kind_that_the_readers_case_has() -> None:
    case = Path(__file__).parents[2] / "detectors/identity-servers/dex/input/dex.yaml"
    found = dependencies({"dex.yaml": case.read_bytes(), **COMPOSE})
    named = {d.service for d in found if d.role is Role.IDENTITY and d.operated_by is Operator.VENDOR}
    assert named == {"github-sign-in", "google-sign-in", "gitlab-sign-in"}
