"""What a NetworkPolicy of Kubernetes says to a packet: some rule has to name it, or it is dropped."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from typing import Any


def permits(policy: Mapping[str, Any], address: str, port: int, protocol: str = "TCP") -> bool:
    """True if a packet that leaves the cluster for that address is let out; a peer by label never is outside."""
    if "Egress" not in policy["spec"]["policyTypes"]:
        return True
    return any(
        _reaches(rule.get("to"), address) and _fits(rule.get("ports"), port, protocol)
        for rule in policy["spec"].get("egress", ())
    )


def _reaches(peers: list[Mapping[str, Any]] | None, address: str) -> bool:
    if not peers:  # missing or empty: all destinations
        return True
    blocks = [peer["ipBlock"] for peer in peers if "ipBlock" in peer]
    return any(
        _inside(address, block["cidr"]) and not any(_inside(address, cut) for cut in block.get("except", ()))
        for block in blocks
    )


def _inside(address: str, network: str) -> bool:
    found, around = ip_address(address), ip_network(network)
    return found.version == around.version and found in around


def _fits(ports: list[Mapping[str, Any]] | None, port: int, protocol: str) -> bool:
    if not ports:  # missing or empty: all ports
        return True
    return any(
        entry.get("protocol", "TCP") == protocol
        and entry.get("port", port) <= port <= entry.get("endPort", entry.get("port", port))
        for entry in ports
    )
