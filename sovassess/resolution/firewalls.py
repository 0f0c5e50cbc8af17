"""What firewalls that are declared as infrastructure let out: security groups, network rules, lists of domains.

One reading for Terraform, CloudFormation and Bicep, whose detectors name the same settings alike. What a rule opens to
everybody is told apart: it permits all and lists nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from sovassess.formats.addresses import destination
from sovassess.model.observations import Resource
from sovassess.model.scan import FileObservations
from sovassess.resolution.scene import Scene

EVERYWHERE = frozenset({"0.0.0.0/0", "::/0", "*", "internet", "any", "0.0.0.0", "::"})  # noqa: S104 - read, never bound
# Types whose rules lead out by themselves, or by the prefix of the setting.
_OUT_TYPES = re.compile(
    r"_egress_rule$|::SecurityGroupEgress$|^aws_networkfirewall_rule_group$|::NetworkFirewall::RuleGroup$"
    r"|^azurerm_firewall_(application|network)_rule_collection$|^azurerm_firewall_policy_rule_collection_group$"
    r"|/ruleCollectionGroups$|^Microsoft\.Network/azureFirewalls$",
    re.IGNORECASE,
)
# Types whose rules say their direction, in a setting of the rule or of the resource.
_BOTH_TYPES = re.compile(
    r"^aws_security_group(_rule)?$|::EC2::SecurityGroup$|^azurerm_network_security_(rule|group)$"
    r"|/networkSecurityGroups(/securityRules)?$|^google_compute_(firewall|(region_)?network_firewall_policy_rule)$"
    r"|^openstack_networking_secgroup_rule_v2$|^hcloud_firewall$|^digitalocean_firewall$|^scaleway_instance_security",
    re.IGNORECASE,
)
_TARGETS = frozenset({
    "cidr_blocks", "ipv6_cidr_blocks", "cidr_ip", "cidr_ipv4", "cidr_ipv6", "cidr_ip_v6", "destination_ranges",
    "targets", "target_fqdns", "destination_fqdns", "fqdns", "dest_ip_ranges", "dest_fqdns",
    "destination_address_prefix", "destination_address_prefixes", "destination_addresses", "destination_ips",
    "remote_ip_prefix", "ip_range",
})  # fmt: skip
_PORTS = frozenset({
    "from_port", "ports", "destination_port_range", "destination_ports", "port_range_min", "port", "port_range",
})  # fmt: skip
_OUT = frozenset({"egress", "outbound", "out"})
_IN = frozenset({"ingress", "inbound", "in"})
_REFUSED = frozenset({"deny", "drop", "reject", "denylist", "block", "denied"})


class Permit(Struct, frozen=True):
    """A destination that a rule lets out: a host, `.host`, `*.host`, an address or network; "*" is everywhere."""

    host: str
    port: int | None = None


def permits(scene: Scene, file: FileObservations, resource: Resource) -> Iterator[Permit]:
    """What the resource lets out; nothing for other resources, rules that lead in, and rules that refuse."""
    out_by_type = _OUT_TYPES.search(resource.type) is not None
    if not out_by_type and _BOTH_TYPES.search(resource.type) is None:
        return
    common: dict[str, list[str]] = {}
    rules = list(_rules(scene, file, resource, common))
    for rule in rules:
        direction = _words(rule, common, "direction", "type")
        # `egress`, `security_group_egress`, `outbound_rule`: the block may say the direction, or a setting in it.
        words = {word for key in rule for part in key.split(".")[:-1] for word in part.split("_")}
        leads_out = out_by_type or direction & _OUT or words & _OUT
        refused = _words(rule, common, "access", "action", "generated_rules_type") & _REFUSED
        if not leads_out or refused or direction & _IN or words & _IN or "deny" in words:
            continue
        ports = [text for key, values in rule.items() if key.rpartition(".")[2] in _PORTS for text in values]
        port = int(ports[0]) if len(ports) == 1 and ports[0].isdigit() and int(ports[0]) else None
        for key, values in rule.items():
            if key.rpartition(".")[2] in _TARGETS:
                yield from (found for text in values if (found := _permit(text, port)) is not None)


def _permit(text: str, port: int | None) -> Permit | None:
    word = text.strip().lower()
    if word in EVERYWHERE:
        return Permit("*", port)
    found = destination(word)
    if found is None:
        return None
    # In lists of domains a leading dot stands for the domain itself and for all below it.
    return Permit(found.host.removeprefix("*") if word.startswith(".") else found.host, port or found.port)


def _rules(
    scene: Scene, file: FileObservations, resource: Resource, common: dict[str, list[str]]
) -> Iterator[Mapping[str, list[str]]]:
    """The rules of a resource: blocks that repeat stand one after the other, so that a setting that comes again after
    others begins the next, and so does a block of the other direction. Settings of the resource itself are
    `common` to all."""
    rule: dict[str, list[str]] = {}
    before = ""
    side = frozenset[str]()
    for key, value in resource.attributes:
        texts = [resolved.text for resolved in scene.texts(value, file, resource)]
        if "." not in key and key not in _TARGETS and key not in _PORTS:
            common.setdefault(key, []).extend(texts)
            continue
        words = frozenset(key.rpartition(".")[0].replace(".", "_").split("_")) & (_OUT | _IN)
        if (key in rule and key != before) or (words and side and words != side):
            yield rule
            rule = {}
        side = words or side
        rule.setdefault(key, []).extend(texts)
        before = key
    yield rule


def _words(rule: Mapping[str, Sequence[str]], common: Mapping[str, Sequence[str]], *names: str) -> set[str]:
    """What the rule says for any of the settings, or the resource where the rule says nothing."""
    for source in (rule, common):
        found = {text.lower() for key, values in source.items() if key.rpartition(".")[2] in names for text in values}
        if found:
            return found
    return set()
