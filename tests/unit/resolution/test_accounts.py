"""What lies in an account of one's own, and what in somebody else's at the same cloud."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from sovassess.formats.cloud_accounts import account_references
from sovassess.model.enums import Operator
from sovassess.resolution.own import OwnThings
from sovassess.settings import Own
from tests.unit.resolution.estate import dependencies

OURS, THEIRS = "123456789012", "602401143452"
COMPOSE = "services:\n  web:\n    image: {account}.dkr.ecr.eu-central-1.amazonaws.com/web:1\n"


def _registries(account: str, own: OwnThings | None) -> dict[str, str | None]:
    files = {"compose.yaml": COMPOSE.format(account=account)}
    return {e.id: e.attributes.get("account") for e in dependencies(files, own) if e.service == "amazon-ecr"}


def test_a_registry_in_an_own_account_is_the_clouds_and_ours() -> None:
    found = _registries(OURS, OwnThings(accounts=[f"aws:{OURS}"]))
    assert list(found.values()) == ["own"]
    assert not any("account-" in name for name in found)


def test_a_registry_in_a_foreign_account_is_a_dependency_of_its_own() -> None:
    found = _registries(THEIRS, OwnThings(accounts=[f"aws:{OURS}"]))
    assert list(found.values()) == ["foreign"]
    assert all(f"account-{THEIRS}" in name for name in found)


@pytest.mark.parametrize("accounts", [[], ["google:our-project"]])
def test_without_own_accounts_of_that_cloud_nothing_is_said(accounts: list[str]) -> None:
    assert list(_registries(THEIRS, OwnThings(accounts=accounts)).values()) == [None]


def test_an_own_account_does_not_make_the_cloud_ones_own() -> None:
    files = {"compose.yaml": COMPOSE.format(account=OURS)}
    found = [e for e in dependencies(files, OwnThings(accounts=[f"aws:{OURS}"])) if e.service == "amazon-ecr"]
    assert {e.operated_by for e in found} == {Operator.VENDOR}
    assert {e.party.id for e in found if e.party} == {"amazon"}


def test_a_key_of_a_foreign_account_is_found_in_the_settings_of_an_own_resource() -> None:
    code = (
        'resource "aws_s3_bucket" "files" {\n  bucket = "files"\n}\n'
        'resource "aws_s3_bucket_server_side_encryption_configuration" "files" {\n'
        f'  kms_master_key_id = "arn:aws:kms:eu-west-3:{THEIRS}:key/abc"\n}}\n'
    )
    found = {e.service: e for e in dependencies({"main.tf": code}, OwnThings(accounts=[f"aws:{OURS}"]))}
    assert found["aws-kms"].attributes["account"] == "foreign"
    assert found["aws-kms"].location == "FR"
    assert "account" not in found["amazon-s3"].attributes
    ours = code.replace(THEIRS, OURS)
    assert "aws-kms" not in {e.service for e in dependencies({"main.tf": ours}, OwnThings(accounts=[f"aws:{OURS}"]))}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"arn:aws:iam::{THEIRS}:role/reader", [("aws", THEIRS, "iam")]),
        (f"arn:aws-cn:sqs:cn-north-1:{THEIRS}:jobs", [("aws", THEIRS, "sqs")]),
        ("arn:aws:iam::aws:policy/ReadOnlyAccess", []),
        ("arn:aws:s3:::bucket/key", []),
        ("6024011434521.dkr.ecr.eu-west-1.amazonaws.com/x", []),
        ("eu.gcr.io/their-project/web", [("google", "their-project", "gcr")]),
        ("europe-west3-docker.pkg.dev/their-project/images/web", [("google", "their-project", "docker")]),
        ("reader@their-project.iam.gserviceaccount.com", [("google", "their-project", "iam")]),
        (
            "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/k",
            [("azure", "11111111-2222-3333-4444-555555555555", "Microsoft.KeyVault/vaults")],
        ),
        ("see issue 123456789012 and project-x", []),
    ],
)
def test_accounts_are_read_where_names_of_clouds_hold_them(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(found.cloud, found.account, found.service) for found in account_references(text)] == expected


def test_settings_take_accounts_of_known_clouds_only() -> None:
    assert Own(accounts=(f"aws:{OURS}",)).accounts == (f"aws:{OURS}",)
    for wrong in ("aws:12345", OURS, "ovh:abc", "azure:not-a-number"):
        with pytest.raises(ValidationError, match="is no account"):
            Own(accounts=(wrong,))
