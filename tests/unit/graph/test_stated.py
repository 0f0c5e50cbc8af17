"""How long things last by what files say: each way of saying it, and what only looks like it."""

from __future__ import annotations

import pytest

from sovassess.graph.needs import Function
from sovassess.model.enums import Status
from sovassess.model.rehearsals import ScenarioResult
from tests.unit.resolution.estate import Files, stage

ISSUER = """apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: {name: public}
spec:
  acme:
    server: https://acme-v02.api.letsencrypt.org/directory
    privateKeySecretRef: {name: account}
---
"""
CERTIFICATE = """apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: shop}
spec:
  secretName: shop-tls
  dnsNames: [shop.corp.example]
  issuerRef: {name: public, kind: ClusterIssuer}
"""
STORE = """apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: cloud}
spec: {provider: {aws: {service: SecretsManager, region: eu-central-1}}}
---
"""
COPY = """apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: keys}
spec:
  secretStoreRef: {name: cloud, kind: SecretStore}
  data: [{secretKey: model, remoteRef: {key: shop}}]
"""
MAKES = (
    'provider "aws" {\n  region = "eu-central-1"\n}\n'
    'resource "aws_secretsmanager_secret" "model" {\n  name = "shop"\n}\n'
)
READS = "import boto3\nkeys = boto3.client('secretsmanager').get_secret_value(SecretId='shop')\n"


def rehearsed(files: Files, scenario: str) -> ScenarioResult:
    return stage(files).rehearsals.result(scenario)


def moments(files: Files, scenario: str, function: str = "serve") -> list[str]:
    found = rehearsed(files, scenario).moments[function]
    return [found[name].value for name in ("hour 0", "day 1", "day 30", "day 90")]


def lasts(files: Files, scenario: str, function: str = "serve") -> str:
    return next((c.lasts for c in rehearsed(files, scenario).because if c.function == function), "")


# -------------------------------------------------------------------------------------------------------- certificates


def test_certificates_without_a_word_hold_thirty_to_ninety_days() -> None:
    assert moments({"tls.yaml": ISSUER + CERTIFICATE}, "cdn-dns-gone") == ["up", "up", "unknown", "down"]


def test_a_certificate_that_is_renewed_late_leaves_less_time() -> None:
    late = CERTIFICATE + "  renewBefore: 12h\n"
    assert moments({"tls.yaml": ISSUER + late}, "cdn-dns-gone") == ["up", "unknown", "unknown", "down"]
    assert (
        lasts({"tls.yaml": ISSUER + late}, "cdn-dns-gone")
        == "certificates in use, for 12 hours to 90 days (tls.yaml:10)"
    )


def test_a_short_certificate_ends_early_and_the_first_of_several_decides() -> None:
    short = CERTIFICATE.replace("name: shop}", "name: api}") + "  duration: 480h\n  renewBefore: 240h\n"
    files = {"tls.yaml": ISSUER + CERTIFICATE, "api.yaml": short}
    assert moments(files, "cdn-dns-gone") == ["up", "up", "down", "down"]
    assert "(api.yaml:2)" in lasts(files, "cdn-dns-gone")


def test_no_public_authority_gives_more_than_its_own_ninety_days() -> None:
    year = CERTIFICATE + "  duration: 8760h\n"
    assert moments({"tls.yaml": ISSUER + year}, "cdn-dns-gone")[-1] == "down"


def test_a_share_that_is_left_is_read_as_one() -> None:
    share = CERTIFICATE + "  renewBeforePercentage: 50\n"
    assert moments({"tls.yaml": ISSUER + share}, "cdn-dns-gone")[2] == "up"


@pytest.mark.parametrize(
    "other",
    [
        "#" + CERTIFICATE.replace("\n", "\n#") + "  renewBefore: 12h\n",
        CERTIFICATE.replace("cert-manager.io/v1", "networking.corp.example/v1") + "  renewBefore: 12h\n",
        CERTIFICATE.replace("name: public", "name: house") + "  renewBefore: 12h\n",
    ],
)
def test_a_comment_another_kind_and_another_authority_shorten_nothing(other: str) -> None:
    house = ISSUER.replace("name: public", "name: house").replace(
        "acme:\n    server: https://acme-v02.api.letsencrypt.org/directory\n    privateKeySecretRef: {name: account}",
        "ca: {secretName: own}",
    )
    files = {"tls.yaml": ISSUER + CERTIFICATE, "house.yaml": house, "other.yaml": other}
    assert moments(files, "cdn-dns-gone") == ["up", "up", "unknown", "down"]


def test_terraform_says_how_many_days_are_left_when_it_renews() -> None:
    provider = 'provider "acme" {\n  server_url = "https://acme-v02.api.letsencrypt.org/directory"\n}\n'
    made = provider + 'resource "acme_certificate" "shop" {\n  common_name        = "shop.corp.example"\n'
    files = {"tls.yaml": ISSUER, "infra/tls.tf": made + "  min_days_remaining = 60\n}\n"}
    assert moments(files, "cdn-dns-gone") == ["up", "up", "up", "down"]


INGRESS = """apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    cert-manager.io/cluster-issuer: public
    LENGTH
spec: {rules: [{host: shop.corp.example}]}
"""


def test_an_ingress_says_it_by_annotations() -> None:
    early = INGRESS.replace("LENGTH", "cert-manager.io/renew-before: 1440h")
    assert moments({"tls.yaml": ISSUER, "web.yaml": early}, "cdn-dns-gone") == ["up", "up", "up", "down"]
    other = INGRESS.replace("LENGTH", "shop.corp.example/renew-before: 1440h")
    assert moments({"tls.yaml": ISSUER, "web.yaml": other}, "cdn-dns-gone") == ["up", "up", "unknown", "down"]


# -------------------------------------------------------------------------------------------------------------- images

RUNS = """apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  template:
    spec:
      containers:
        - name: shop
          image: ghcr.io/someone/shop:1
          imagePullPolicy: POLICY
"""


def test_an_image_that_is_never_pulled_at_a_start_needs_its_registry_only_to_be_brought() -> None:
    never = rehearsed({"shop.yaml": RUNS.replace("POLICY", "Never")}, "container-registry-denies")
    assert never.moments["restart"]["restart"] is Status.UP
    assert never.moments["deploy"]["hour 0"] is Status.DOWN


@pytest.mark.parametrize(
    ("policy", "softened"), [("IfNotPresent", True), ("Always", False), ("IfNotPresent # Never", True)]
)
def test_an_image_that_may_be_pulled_is_needed_at_a_start_and_held_only_where_the_start_does_not_ask(
    policy: str, softened: bool
) -> None:
    files = {"shop.yaml": RUNS.replace("POLICY", policy)}
    assert rehearsed(files, "container-registry-denies").moments["restart"]["restart"] is Status.DOWN
    assert ("images on machines that hold them" in lasts(files, "container-registry-denies", "restart")) is softened


# ------------------------------------------------------------------------------------------------------------- secrets


def test_copies_that_a_controller_made_outlive_their_store_but_nothing_is_set_up_anew_without_it() -> None:
    files = {"secrets.yaml": STORE + COPY, "infra/secrets.tf": MAKES}
    result = rehearsed(files, "key-service-revoked")
    assert set(result.moments["serve"].values()) == {Status.UP}
    assert set(result.moments["restart"].values()) == {Status.UP}
    built = stage(files).graph
    assert any(need.members[0].startswith("aws-secrets-manager/") for need in built.needs[Function.RECOVER])


def test_a_store_that_code_reads_leaves_open_how_long_it_does_without() -> None:
    files = {"secrets.yaml": STORE + COPY, "shop/main.py": READS}
    assert set(moments(files, "key-service-revoked")) == {"unknown"}
    assert rehearsed(files, "key-service-revoked").moments["restart"]["hour 0"] is Status.DOWN
    assert "secrets that were read before, for a time" in lasts(files, "key-service-revoked")


def test_a_store_that_nothing_copies_is_open_as_well() -> None:
    other = COPY.replace("secretStoreRef: {name: cloud", "secretStoreRef: {name: another")
    assert set(moments({"secrets.yaml": STORE + other}, "key-service-revoked")) == {"unknown"}


def test_how_often_copies_are_read_anew_is_said_with_its_place() -> None:
    found = stage({"secrets.yaml": STORE + COPY.replace("spec:\n", "spec:\n  refreshInterval: 6h\n")}).graph
    (need,) = (n for n in found.needs[Function.SERVE] if n.members[0].startswith("aws-secrets-manager/"))
    assert need.lifetime is not None
    assert need.lifetime.words == (
        "copies in the cluster, read anew every 6 hours, as long as nothing is set up anew (secrets.yaml:7)"
    )


LEASED = {
    "compose.yaml": "services:\n  shop:\n    image: registry.corp.internal/shop:1\n    environment:\n"
    "      VAULT_ADDR: https://shop.z1.hashicorp.cloud:8200\n",
    "infra/vault.tf": 'resource "vault_database_secret_backend_role" "shop" {\n'
    '  backend     = "db"\n  name        = "shop"\n'
    "  default_ttl = 345600\n}\n",
}


def test_a_lease_that_terraform_states_ends_within_it() -> None:
    assert moments(LEASED, "key-service-revoked") == ["up", "up", "down", "down"]
    assert lasts(LEASED, "key-service-revoked") == "leases of secrets, for 32 hours to 4 days (infra/vault.tf:1)"
    without = {**LEASED, "infra/vault.tf": LEASED["infra/vault.tf"].replace("  default_ttl = 345600\n", "")}
    assert set(moments(without, "key-service-revoked")) == {"unknown"}


# -------------------------------------------------------------------------------------------------- machines and people

ROLE = """apiVersion: v1
kind: ServiceAccount
metadata:
  name: shop
  annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/shop"}
"""


def test_where_only_machines_sign_in_nobody_is_kept_from_signing_in() -> None:
    graph = stage({"account.yaml": ROLE}).graph
    assert Function.LOGIN not in graph.needs
    assert any(need.open for need in graph.needs[Function.SERVE])
    assert "for up to 1 hour" in lasts({"account.yaml": ROLE}, "identity-provider-suspended")


TENANT = (
    'provider "auth0" {\n  domain = "shop.eu.auth0.com"\n}\n'
    'resource "auth0_tenant" "shop" {\n  friendly_name    = "shop"\n  session_lifetime = 72\n}\n'
)


def test_how_long_sessions_last_is_read_where_a_tenant_says_it() -> None:
    said = lasts({"infra/login.tf": TENANT}, "identity-provider-suspended", "login")
    assert said == "sessions that are open, for up to 3 days (infra/login.tf:4)"
    silent = TENANT.replace("  session_lifetime = 72\n", "")
    assert lasts({"infra/login.tf": silent}, "identity-provider-suspended", "login").endswith("until their tokens end")


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("SESSION_MAX_AGE_SECONDS: '7200'", "for up to 2 hours"),
        ("JWT_EXPIRES_IN: 12h", "for up to 12 hours"),
        ("ACCESS_TOKEN_EXPIRE_MINUTES: '30'", "for up to 30 minutes"),
        ("SESSION_LIFETIME: '120'", "for up to 2 hours"),
        ("JWT_EXPIRES_IN: '3600'", "until their tokens end"),
        ("UPLOAD_TOKENS_MAX: 12h", "until their tokens end"),
        ("CACHE_TTL: 12h", "until their tokens end"),
    ],
)
def test_a_variable_counts_where_it_is_about_sessions_and_its_unit_is_plain(setting: str, said: str) -> None:
    compose = (
        "services:\n  shop:\n    build: .\n    environment:\n      AUTH0_ISSUER_BASE_URL: https://shop.eu.auth0.com\n"
    )
    files = {"compose.yaml": f"{compose}      {setting}\n", "Dockerfile": "FROM scratch\nCOPY . /\n"}
    assert lasts(files, "identity-provider-suspended", "login").partition(" (")[0].endswith(said)


def test_what_another_component_sets_says_nothing_of_these_sessions() -> None:
    compose = (
        "services:\n  shop:\n    build: .\n    environment:\n      AUTH0_ISSUER_BASE_URL: https://shop.eu.auth0.com\n"
        "  mail:\n    image: registry.corp.internal/mail:1\n    environment:\n      SESSION_LIFETIME: '120'\n"
    )
    files = {"compose.yaml": compose, "Dockerfile": "FROM scratch\nCOPY . /\n"}
    assert lasts(files, "identity-provider-suspended", "login").endswith("until their tokens end")


def test_an_argument_of_the_proxy_before_the_pages_counts_too() -> None:
    compose = (
        "services:\n  proxy:\n    image: quay.io/oauth2-proxy/oauth2-proxy:v7.12.0\n"
        "    environment: {OAUTH2_PROXY_OIDC_ISSUER_URL: 'https://shop.eu.auth0.com/'}\n"
        "    command: [--cookie-expire=48h]\n"
    )
    said = lasts({"compose.yaml": compose}, "identity-provider-suspended", "login")
    assert said.startswith("sessions that are open, for up to 2 days (compose.yaml:")


# --------------------------------------------------------------------------------------------------------------- names

ZONE = (
    'provider "aws" {\n  region = "eu-central-1"\n}\n'
    'resource "aws_route53_record" "shop" {\n  name = "shop"\n  ttl  = 300\n}\n'
)


def test_a_record_says_how_long_its_answers_are_kept() -> None:
    assert "cached names, for up to 5 minutes (infra/names.tf:4)" in lasts({"infra/names.tf": ZONE}, "cdn-dns-gone")
    silent = ZONE.replace("  ttl  = 300\n", "")
    assert "cached names, for 1 hour to 48 hours" in lasts({"infra/names.tf": silent}, "cdn-dns-gone").replace(
        "2 days", "48 hours"
    )
