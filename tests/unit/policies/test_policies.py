"""The generated policies: accepted by a validator, and permitting what is declared and needed and nothing else."""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network
from itertools import combinations
from typing import Any

import kubernetes_validate
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sovassess.catalog.ranges import shipped_ranges
from sovassess.egress.inputs import EgressFile
from sovassess.policies.allowed import Allowed, Plan, plan
from sovassess.policies.registry import WRITERS
from tests.loaded import catalog
from tests.unit.policies.evaluator import permits
from tests.unit.resolution.estate import Files, assessed

FILES: Files = {
    "app/main.py": (
        'import openai\nimport anthropic\nclient = openai.OpenAI(base_url="https://api.openai.com/v1")\n'
        "other = anthropic.Anthropic()\n"
    ),
    "requirements.txt": "openai==1.0\nanthropic==0.40\n",
    "deploy/prod.env": "SENTRY_DSN=https://key@o1.ingest.sentry.io/2\n",
    "tests/test_app.py": 'import requests\nrequests.get("https://api.mistral.ai/v1")\n',
}
STORAGE: Files = {
    "app/store.py": 'import boto3\n\ns3 = boto3.client("s3", region_name="eu-central-1")\n',
    "requirements.txt": "boto3==1.40\n",
}
HAR = EgressFile(
    "a.har",
    b'{"log": {"version": "1.2", "entries": [{"startedDateTime": "2025-11-20T10:00:00Z", "serverIPAddress": '
    b'"162.159.140.245", "request": {"url": "https://api.openai.com/v1/models"}}, {"startedDateTime": '
    b'"2025-11-22T10:00:00Z", "serverIPAddress": "45.33.32.156", "request": {"url": "https://shadow.vendor-cloud.io/"}}]}}',
    "seen",
)


def made(files: Files = FILES, egress: tuple[EgressFile, ...] = (HAR,)) -> Plan:
    hosts = {identifier: entry.service.hosts for identifier, entry in catalog().services.items()}
    return plan(assessed(files, egress=egress), hosts, shipped_ranges().networks)


def objects(text: str) -> list[Any]:
    return list(yaml.safe_load_all(text))


PLAN = made({**FILES, "app/store.py": STORAGE["app/store.py"], "requirements.txt": "openai==1.0\nboto3==1.40\n"})
(POLICY,) = objects(WRITERS["network-policy"](PLAN))
# Half of the addresses are next to what is permitted, where a wrong prefix length would show.
NEAR = [
    str(address)
    for entry in PLAN.allowed
    for network in map(ip_network, entry.reached_at)
    for address in (
        network.network_address,
        network.broadcast_address,
        network.network_address - 1,
        network.broadcast_address + 1,
    )
]


def test_the_network_policy_is_one_that_kubernetes_accepts() -> None:
    (policy,) = objects(WRITERS["network-policy"](made()))
    kubernetes_validate.validate(policy, "1.31", strict=True)


def test_the_validator_refuses_a_policy_that_is_none() -> None:
    (policy,) = objects(WRITERS["network-policy"](made()))
    policy["spec"]["egress"][0]["portz"] = []
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(policy, "1.31", strict=True)


def test_the_network_policy_permits_what_is_declared_and_nothing_else() -> None:
    (policy,) = objects(WRITERS["network-policy"](made()))
    assert policy["spec"]["policyTypes"] == ["Egress"]
    assert permits(policy, "162.159.140.245", 443)
    for address, port, protocol in (
        ("162.159.140.245", 80, "TCP"),
        ("162.159.140.245", 443, "UDP"),
        ("162.159.140.246", 443, "TCP"),
        ("45.33.32.156", 443, "TCP"),
        ("8.8.8.8", 53, "UDP"),
    ):
        assert not permits(policy, address, port, protocol), (address, port, protocol)


def test_names_are_asked_of_the_cluster_only() -> None:
    (policy,) = objects(WRITERS["network-policy"](made()))
    first = policy["spec"]["egress"][0]
    assert {entry["port"] for entry in first["ports"]} == {53}
    assert all("namespaceSelector" in peer and "podSelector" in peer for peer in first["to"])


def test_a_service_whose_provider_publishes_its_ranges_is_permitted_by_them() -> None:
    text = WRITERS["network-policy"](made(STORAGE, ()))
    (policy,) = objects(text)
    kubernetes_validate.validate(policy, "1.31", strict=True)
    published = shipped_ranges().networks("amazon-s3", "eu-central-1")
    assert published
    for network in published:
        assert permits(policy, str(ip_network(network).network_address), 443)
    assert "by the ranges that its provider publishes for the service, which others use too" in text
    elsewhere = shipped_ranges().networks("amazon-s3", "us-east-1")[0]
    rented = "3.120.0.1"  # Amazon's in the same region, for machines that anybody rents
    for address in (str(ip_network(elsewhere).network_address), rented):
        assert not permits(policy, address, 443), address
    assert not permits(policy, str(ip_network(published[0]).network_address), 80)


def test_a_recorded_address_outside_the_published_ranges_is_permitted_beside_them() -> None:
    inside = str(ip_network(shipped_ranges().networks("amazon-s3", "eu-central-1")[0]).network_address)
    allowed = Allowed(
        host="a.s3.eu-central-1.amazonaws.com",
        ports=(443,),
        why="x",
        addresses=("203.0.113.7", inside),
        networks=shipped_ranges().networks("amazon-s3", "eu-central-1"),
    )
    assert "203.0.113.7/32" in allowed.reached_at
    assert f"{inside}/32" not in allowed.reached_at


def test_no_two_elements_of_a_set_of_nftables_overlap() -> None:
    """nft refuses to load such a set."""
    entries = tuple(
        Allowed(host=f"{name}.example.com", ports=(443,), why="x", networks=networks)
        for name, networks in (("a", ("52.0.0.0/8", "2600::/16")), ("b", ("52.218.0.0/16",)), ("c", ("52.218.1.1/32",)))
    )
    text = WRITERS["nftables"](Plan(subject="x", allowed=entries, left_out=()))
    found = [ip_network(host) for host in re.findall(r"tcp \. (\S+) \. 443,", text)]
    assert {str(network) for network in found} == {"52.0.0.0/8", "2600::/16"}
    assert not any(one.version == two.version and one.overlaps(two) for one, two in combinations(found, 2))


@settings(max_examples=200, deadline=None)
@given(
    st.ip_addresses().map(str) | st.sampled_from(NEAR),
    st.sampled_from((22, 53, 80, 443, 5432, 8443)),
    st.sampled_from(("TCP", "UDP")),
)
def test_nothing_leaves_that_no_entry_of_the_plan_names(address: str, port: int, protocol: str) -> None:
    named = any(
        ip_address(address) in ip_network(network) and port in (entry.ports if protocol == "TCP" else entry.udp)
        for entry in PLAN.allowed
        for network in entry.reached_at
        if ip_network(network).version == ip_address(address).version
    )
    assert permits(POLICY, address, port, protocol) is named


def test_what_was_only_seen_is_left_out_and_said_so() -> None:
    for form, write in WRITERS.items():
        text = write(made())
        rules = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
        assert "shadow.vendor-cloud.io" not in rules, form
        assert "# left out: shadow.vendor-cloud.io: seen in a recording, declared by no file" in text, form


def test_what_only_a_test_calls_is_not_permitted() -> None:
    assert not any(entry.host == "api.mistral.ai" for entry in made().allowed)


def test_a_service_without_an_address_in_the_files_gets_the_hosts_of_the_catalog() -> None:
    assert "api.anthropic.com" in {entry.host for entry in made().allowed}
    assert "api.anthropic.com" not in {entry.host for entry in plan(assessed(FILES)).allowed}


def test_a_host_without_a_known_address_is_a_comment_where_only_addresses_can_be_named() -> None:
    text = WRITERS["network-policy"](made())
    assert re.search(r"^# no address known, so no rule: api\.anthropic\.com", text, re.MULTILINE)
    assert 'matchName: "api.anthropic.com"' in WRITERS["cilium"](made())


def test_the_cilium_policy_names_each_host_with_its_ports_and_lets_dns_ask_for_no_other() -> None:
    (policy,) = objects(WRITERS["cilium"](made()))
    rules = policy["spec"]["egress"]
    named = {peer.get("matchName") or peer["matchPattern"] for rule in rules for peer in rule.get("toFQDNs", ())}
    assert named == {entry.host for entry in made().allowed}
    (asked,) = [rule["toPorts"][0]["rules"]["dns"] for rule in rules if "rules" in rule.get("toPorts", [{}])[0]]
    assert {entry.get("matchName") or entry["matchPattern"] for entry in asked} == named | {"*.cluster.local"}
    assert not any(rule.get("toEntities") for rule in rules)


def test_squid_ends_with_a_refusal_of_everything_else() -> None:
    lines = [line for line in WRITERS["squid"](made()).splitlines() if not line.startswith("#")]
    assert lines[-1] == "http_access deny all"
    assert "acl needed_dstdomain_443 dstdomain api.openai.com" in lines
    assert all(line.split()[1] == "allow" for line in lines if line.startswith("http_access") and line != lines[-1])


def test_the_nftables_chain_drops_by_default_and_lists_the_recorded_address() -> None:
    text = WRITERS["nftables"](made())
    assert "type filter hook output priority filter; policy drop;" in text
    assert "tcp . 162.159.140.245 . 443," in text
    assert "45.33.32.156" not in "\n".join(line for line in text.splitlines() if not line.startswith("#"))


def test_an_empty_plan_permits_nothing_outside() -> None:
    (policy,) = objects(WRITERS["network-policy"](made({}, (HAR,))))
    kubernetes_validate.validate(policy, "1.31", strict=True)
    assert not permits(policy, "162.159.140.245", 443)


def test_words_of_scanned_files_never_become_lines_of_a_policy() -> None:
    hostile = Plan(
        subject="x\nspec: {}\n---",
        allowed=(
            Allowed(host="api.openai.com", ports=(443,), why="a\n    - to: []\n", addresses=("162.159.140.245",)),
        ),
        left_out=(),
    )
    for form, write in WRITERS.items():
        text = write(hostile)
        assert "\n    - to: []" not in text, form
        assert "\nspec: {}" not in text, form
