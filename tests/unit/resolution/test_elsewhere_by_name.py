"""Names that look like a vendor's: state kept by S3 elsewhere, a code host that signs people in, examples by folder."""

from __future__ import annotations

import pytest

from sovassess.model.dependencies import Dependency
from sovassess.model.enums import Role, Strength
from tests.unit.resolution.estate import Files, dependencies


def found(files: Files) -> dict[str, Dependency]:
    return {e.service or "": e for e in dependencies(files)}


def state(inside: str, path: str = "infra/main.tf") -> dict[str, Dependency]:
    return found({path: f'terraform {{\n  backend "s3" {{\n    bucket = "state"\n{inside}\n  }}\n}}\n'})


@pytest.mark.parametrize("inside", ["    endpoint = var.store", "    skip_credentials_validation = true"])
def test_state_that_is_kept_by_the_same_interface_elsewhere_is_not_amazons(inside: str) -> None:
    assert set(state(inside)) == {"unresolved:s3-state"}


@pytest.mark.parametrize(
    "inside", ["", "    # endpoint = var.store", "    skip_credentials_validation = false", '    region = "eu-west-1"']
)
def test_state_in_a_bucket_without_an_address_is(inside: str) -> None:
    assert set(state(inside)) == {"amazon-s3"}


def test_a_folder_of_example_parts_is_an_example_and_one_named_for_its_subject_is_none() -> None:
    assert {e.strength for e in state("", "infra/example-backends/s3.tf").values()} == {Strength.OPTIONAL}
    assert {e.strength for e in state("", "infra/example_roles/s3.tf").values()} == {Strength.OPTIONAL}
    assert {e.strength for e in state("", "infra/examplecorp-backends/s3.tf").values()} == {Strength.DEFAULT}


ISSUER = "providers:\n  forge:\n    {key}: https://gitlab.com\n    client_id: abc\n"


@pytest.mark.parametrize(("key", "role"), [("issuer_uri", Role.IDENTITY), ("issuerUrl", Role.IDENTITY)])
def test_who_issues_tokens_signs_people_in_whatever_else_it_does(key: str, role: Role) -> None:
    assert {e.role for e in found({"config/login.yaml": ISSUER.format(key=key)}).values()} == {role}


def test_the_same_host_under_another_key_is_a_code_host() -> None:
    roles = {e.role for e in found({"config/login.yaml": ISSUER.format(key="server_url")}).values()}
    assert roles == {Role.CODE_HOST}
