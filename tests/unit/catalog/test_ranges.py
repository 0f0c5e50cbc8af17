"""Published address ranges: the longest prefix wins, the data have dates, and every party is one of the catalog."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sovassess.catalog import load
from sovassess.catalog.ranges import RANGES, RangeIndex, shipped_ranges
from tests.loaded import catalog

TEXT = """# one: example.net/list, 2026-01-02
[one - -]
52.0.0.0/8 2600::/16
[one storage eu-1]
52.218.0.0/16
[two - us-1]
52.218.7.0/24
"""


def test_the_longest_prefix_wins() -> None:
    index = RangeIndex(TEXT)
    found = [index.find(address) for address in ("52.1.1.1", "52.218.1.1", "52.218.7.9", "2600::1", "53.0.0.1")]
    assert [(f.party, f.service, f.region) if f else None for f in found] == [
        ("one", "", ""), ("one", "storage", "eu-1"), ("two", "", "us-1"), ("one", "", ""), None,
    ]  # fmt: skip
    assert index.dates == {"one": "2026-01-02"}


def test_the_networks_of_a_service_are_those_of_its_region() -> None:
    index = RangeIndex(TEXT + "[two cdn -]\n198.51.100.0/24\n203.0.113.0/24\n")
    assert index.networks("storage", "eu-1") == ("52.218.0.0/16",)
    assert index.networks("storage", "") == index.networks("storage", "us-9") == ()
    assert index.networks("cdn", "") == index.networks("cdn", "eu-1") == ("198.51.100.0/24", "203.0.113.0/24")
    assert index.networks("unheard", "eu-1") == ()


def test_what_is_no_address_has_no_owner() -> None:
    assert RangeIndex(TEXT).find("storage.example.net") is None


def test_every_party_and_service_of_the_shipped_ranges_is_in_the_catalog_and_has_a_source_with_a_date() -> None:
    heads = re.findall(r"(?m)^\[(\S+) (\S+) (\S+)\]$", RANGES.read_text("utf-8"))
    dates = shipped_ranges().dates
    assert {party for party, _, _ in heads} == set(dates)
    assert all(re.fullmatch(r"20\d\d-\d\d-\d\d", date) for date in dates.values())
    assert {party for party, _, _ in heads} <= set(catalog().parties)
    assert {service for _, service, _ in heads} - {"-"} <= set(catalog().services)


def test_well_known_addresses_belong_to_who_publishes_them() -> None:
    owners = {
        address: shipped_ranges().find(address)
        for address in ("104.16.0.1", "52.218.10.4", "20.42.73.24", "10.0.0.1", "51.15.1.1", "159.8.198.7")
    }
    assert {address: owner.party if owner else None for address, owner in owners.items()} == {
        "104.16.0.1": "cloudflare", "52.218.10.4": "amazon", "20.42.73.24": "microsoft", "10.0.0.1": None,
        "51.15.1.1": "scaleway", "159.8.198.7": "ibm",
    }  # fmt: skip


def test_other_ranges_are_another_catalog(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Which ranges told who an address belongs to is part of what an assessment rests on."""
    before = load.load_entries()
    other = tmp_path / RANGES.name
    other.write_bytes(RANGES.read_bytes() + b"203.0.113.0/24\n")
    monkeypatch.setattr(load, "RANGES", other)
    after = load.load_entries()
    assert after.digest != before.digest
    assert after.parties == before.parties
