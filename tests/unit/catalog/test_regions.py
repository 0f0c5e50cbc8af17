"""Regions that addresses shorten are the regions that everything else names in full."""

from __future__ import annotations

import pytest

from sovassess.catalog.regions import written_out
from tests.unit.resolution.estate import stage


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("use1", "us-east-1"),
        ("euc1", "eu-central-1"),
        ("apne1", "ap-northeast-1"),
        ("fsn1", "fs-north-1"),
        ("nbg1", "nbg1"),
        ("eu-west-1", "eu-west-1"),
        ("use10", "use10"),
    ],
)
def test_a_short_code_is_written_out_and_nothing_else(short: str, name: str) -> None:
    assert written_out(short) == name


def test_an_address_with_a_short_code_lies_in_the_region_that_other_files_name() -> None:
    files = {
        "compose.yaml": "services:\n  a:\n    image: a\n    environment:\n"
        "      REDIS_URL: redis://shop.abc123.euc1.cache.amazonaws.com:6379\n",
        "main.tf": 'provider "aws" {\n  region = "eu-central-1"\n}\n'
        'resource "aws_elasticache_cluster" "c" {\n  engine = "redis"\n}\n',
    }
    found = [d for d in stage(files).graph.dependencies.values() if d.service == "amazon-elasticache"]
    assert [(d.region, d.location) for d in found] == [("eu-central-1", "DE")]


def test_a_region_that_only_looks_shortened_stays_what_its_party_calls_it() -> None:
    main = 'resource "hcloud_server" "s" {\n  name = "s"\n  server_type = "cx22"\n  location = "fsn1"\n}\n'
    found = [d for d in stage({"main.tf": main}).graph.dependencies.values() if d.region]
    assert {d.region for d in found} <= {"fsn1"}
