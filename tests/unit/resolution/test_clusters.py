"""A cluster that is made beside manifests that run on any is one way to deploy; alone it is the way."""

from __future__ import annotations

import pytest

from sovassess.model.enums import Strength
from tests.unit.resolution.estate import Files, dependencies

TERRAFORM = {
    "terraform/main.tf": 'provider "google" {\n  region = "europe-west1"\n}\n\n'
    'resource "google_container_cluster" "shop" {\n  name     = "shop"\n  location = "europe-west1"\n}\n\n'
    'resource "google_redis_instance" "carts" {\n  name           = "carts"\n  memory_size_gb = 1\n}\n'
}
CODE = {"src/shop/Dockerfile": "FROM registry.corp.internal/base:1\nCOPY . /app\n", "src/shop/main.py": "print(1)\n"}
MANIFEST = {
    "k8s/shop.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\nspec:\n"
    "  selector: {matchLabels: {app: shop}}\n  template:\n    metadata: {labels: {app: shop}}\n    spec:\n"
    "      containers:\n        - name: shop\n          image: registry.corp.internal/shop:1\n"
}


def of_google(files: Files) -> set[Strength]:
    return {e.strength for e in dependencies(files) if e.party is not None and e.party.id == "google"}


def test_infrastructure_code_alone_is_how_it_is_deployed() -> None:
    assert any(strength.core for strength in of_google(TERRAFORM))
    assert any(strength.core for strength in of_google({**TERRAFORM, **CODE}))


def test_a_cluster_beside_manifests_for_own_code_is_one_way_to_deploy_it() -> None:
    assert of_google({**TERRAFORM, **CODE, **MANIFEST}) == {Strength.OPTIONAL}


def test_manifests_that_run_nothing_of_the_tree_leave_the_cluster_what_it_is() -> None:
    assert any(strength.core for strength in of_google({**TERRAFORM, **MANIFEST}))


def test_infrastructure_code_that_makes_no_cluster_is_needed_beside_manifests() -> None:
    kind = "google_sql_database_instance"
    plain = {path: text.replace("google_container_cluster", kind) for path, text in TERRAFORM.items()}
    assert any(strength.core for strength in of_google({**plain, **CODE, **MANIFEST}))


def test_manifests_beside_the_cluster_itself_are_part_of_it() -> None:
    inside = {f"terraform/{path}": text for path, text in MANIFEST.items()}
    assert any(strength.core for strength in of_google({**TERRAFORM, **CODE, **inside}))


STATE = 'terraform {\n  backend "gcs" {\n    bucket = "BUCKET"\n    prefix = "shop"\n  }\n}\n'


def test_a_cluster_whose_state_is_kept_was_made_and_is_what_manifests_run_on() -> None:
    kept = {"terraform/state.tf": STATE.replace("BUCKET", "shop-eu-state")}
    assert Strength.OPTIONAL not in of_google({**TERRAFORM, **CODE, **MANIFEST, **kept})


def test_a_state_that_is_kept_by_the_code_that_calls_the_module_counts_as_well() -> None:
    module = {path.replace("terraform/", "modules/cluster/"): text for path, text in TERRAFORM.items()}
    call = 'module "cluster" {\n  source = "../../modules/cluster"\n}\n'
    kept = {"live/eu/main.tf": STATE.replace("BUCKET", "shop-eu-state") + call}
    assert Strength.OPTIONAL not in of_google({**module, **CODE, **MANIFEST, **kept})
    elsewhere = {"live/eu/main.tf": STATE.replace("BUCKET", "shop-eu-state")}
    assert of_google({**module, **CODE, **MANIFEST, **elsewhere}) >= {Strength.OPTIONAL}


@pytest.mark.parametrize("bucket", ["YOUR_BUCKET", "<bucket>", "change-me", "my-state", ""])
def test_a_state_to_be_filled_in_is_an_offer(bucket: str) -> None:
    kept = {"terraform/state.tf": STATE.replace("BUCKET", bucket).replace("shop", "prefix")}
    assert Strength.OPTIONAL in of_google({**TERRAFORM, **CODE, **MANIFEST, **kept})


def test_a_state_in_a_comment_is_none() -> None:
    commented = "".join(f"# {line}\n" for line in STATE.replace("BUCKET", "shop-eu-state").splitlines())
    kept = {"terraform/state.tf": commented}
    assert of_google({**TERRAFORM, **CODE, **MANIFEST, **kept}) == {Strength.OPTIONAL}


REGISTRY = {
    "terraform/registry.tf": 'resource "google_artifact_registry_repository" "shop" {\n'
    '  location      = "europe-west1"\n  repository_id = "shop"\n  format        = "DOCKER"\n}\n'
}


def test_manifests_that_take_what_the_same_code_makes_run_on_its_cluster() -> None:
    image = "europe-west1-docker.pkg.dev/shop-eu/shop/shop:1"
    pulled = {path: text.replace("registry.corp.internal/shop:1", image) for path, text in MANIFEST.items()}
    assert Strength.OPTIONAL not in of_google({**TERRAFORM, **REGISTRY, **CODE, **pulled})
    assert Strength.OPTIONAL in of_google({**TERRAFORM, **CODE, **pulled})


def test_manifests_that_take_nothing_of_it_run_anywhere() -> None:
    assert of_google({**TERRAFORM, **REGISTRY, **CODE, **MANIFEST}) == {Strength.OPTIONAL}


def test_two_hosting_platforms_side_by_side_are_a_choice() -> None:
    one = {"render.yaml": "services:\n  - type: web\n    name: shop\n    env: docker\n"}
    two = {**one, "railway.toml": '[build]\nbuilder = "DOCKERFILE"\n'}
    alone = {e.strength for e in dependencies(one) if e.party is not None and e.party.id == "render"}
    beside = {e.strength for e in dependencies(two) if e.party is not None and e.party.id in ("render", "railway")}
    assert any(strength.core for strength in alone)
    assert beside == {Strength.OPTIONAL}
