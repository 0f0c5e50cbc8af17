"""Every resource type of the public provider schemas belongs to a party and does what a hand-made review says.

The lists under `benchmarks/data/resources` are names from the providers' own packages; the reviews beside this file
are judged by hand. Neither is made from the catalog.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from sovassess.formats.infrastructure_names import token_type
from tests.loaded import catalog

LISTS = Path(__file__).parents[3] / "benchmarks" / "data" / "resources"
REVIEWS = Path(__file__).parent / "data"
PARTIES = {
    "terraform-data-aws": "amazon", "terraform-data-azurerm": "microsoft", "terraform-data-google": "google",
    "terraform-data-opentelekomcloud": "deutsche-telekom",
    "terraform-aws": "amazon", "terraform-azurerm": "microsoft", "terraform-google": "google",
    "terraform-scaleway": "scaleway", "terraform-ovh": "ovh", "terraform-hcloud": "hetzner",
    "terraform-openstack": "openstack", "terraform-opentelekomcloud": "deutsche-telekom", "pulumi-aws": "amazon",
    "pulumi-azure": "microsoft", "pulumi-azure-native": "microsoft", "pulumi-gcp": "google",
    "pulumi-scaleway": "scaleway", "pulumi-ovh": "ovh", "pulumi-hcloud": "hetzner", "pulumi-openstack": "openstack",
    "pulumi-alicloud": "alibaba", "pulumi-cloudflare": "cloudflare", "pulumi-digitalocean": "digitalocean",
    "pulumi-ionoscloud": "ionos", "pulumi-linode": "akamai", "pulumi-oci": "oracle", "pulumi-upcloud": "upcloud",
}  # fmt: skip
# The most that may be no more than "the cloud" (machines, networks, what stands for the whole), per list, in percent.
GENERIC = {"terraform-scaleway": 45, "terraform-ovh": 45, "terraform-hcloud": 60, "terraform-openstack": 65}


def _names(name: str) -> list[str]:
    lines = (LISTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    kind = next(line for line in lines if line.startswith("# kind:"))
    names = [line for line in lines if line and not line.startswith("#")]
    return [token_type(one) for one in names] if kind.endswith("pulumi-token") else names


def test_every_list_names_its_source_and_its_party() -> None:
    assert {path.stem for path in LISTS.glob("*.txt")} == set(PARTIES)
    for path in LISTS.glob("*.txt"):
        head = [line.partition(":")[0] for line in path.read_text(encoding="utf-8").splitlines()[:4]]
        assert head == ["# title", "# source", "# date", "# kind"], path.name


@pytest.mark.parametrize("name", sorted(PARTIES))
def test_every_type_of_a_provider_belongs_to_its_party(name: str) -> None:
    known = catalog()
    strangers = {
        kind: service
        for kind in _names(name)
        if (service := known.terraform(kind)) is None or known.services[service].party.id != PARTIES[name]
    }
    assert strangers == {}


def _reviewed(provider: str) -> dict[str, set[str]]:
    table = yaml.safe_load((REVIEWS / f"roles-{provider}.yaml").read_text(encoding="utf-8"))
    out: dict[str, set[str]] = {}
    for roles, segments in table.items():
        for segment in segments:
            assert segment not in out, f"{segment} is reviewed twice"
            out[segment] = set(roles.split("|"))
    return out


@pytest.mark.parametrize(("provider", "prefix"), [("aws", "aws_"), ("azurerm", "azurerm_"), ("google", "google_")])
def test_every_type_has_the_role_that_the_review_gives_its_segment(provider: str, prefix: str) -> None:
    known, reviewed = catalog(), _reviewed(provider)
    wrong: dict[str, str] = {}
    for kind in _names(f"terraform-{provider}"):
        words = kind.removeprefix(prefix).split("_")
        starts = ("_".join(words[:length]) for length in range(len(words), 0, -1))
        segment = next((start for start in starts if start in reviewed), None)
        service = known.terraform(kind)
        role = known.services[service].service.role.value if service else "nobody"
        if segment is None or role not in reviewed[segment]:
            wrong[kind] = f"{role} of {service}, reviewed {reviewed.get(segment or '', 'not at all')}"
    assert wrong == {}


@pytest.mark.parametrize("provider", ["aws", "azurerm", "google"])
def test_no_type_of_the_three_large_clouds_is_left_to_the_cloud_as_a_whole(provider: str) -> None:
    known = catalog()
    whole = {"amazon-web-services", "microsoft-azure", "google-cloud"}
    assert [kind for kind in _names(f"terraform-{provider}") if known.terraform(kind) in whole] == []


@pytest.mark.parametrize("name", sorted(GENERIC))
def test_the_smaller_clouds_are_more_than_one_service(name: str) -> None:
    known = catalog()
    kinds = _names(name)
    cloud = [kind for kind in kinds if (s := known.terraform(kind)) and known.services[s].service.role == "cloud"]
    assert 100 * len(cloud) / len(kinds) <= GENERIC[name]
