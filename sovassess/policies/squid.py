"""An allow-list for Squid: destinations with their ports, everything else denied. It says nothing about who may ask."""

from __future__ import annotations

from collections import defaultdict

from sovassess.policies.allowed import Plan
from sovassess.policies.writing import comment, opening


def write(plan: Plan) -> str:
    """Lines for squid.conf; destinations with the same ports share an access list."""
    by_ports: dict[tuple[int, ...], list[tuple[str, str, bool]]] = defaultdict(list)
    for entry in plan.allowed:
        by_ports[entry.ports].append((entry.host, entry.why, entry.is_address))
    lines = opening(plan, "Squid access list")
    rules: list[str] = []
    for ports, hosts in sorted(by_ports.items()):
        tag = "_".join(map(str, ports))
        lines.append(f"acl needed_ports_{tag} port {' '.join(map(str, ports))}")
        for kind, addresses in (("dstdomain", False), ("dst", True)):
            mine = [(host, why) for host, why, address in hosts if address is addresses]
            for host, why in mine:
                # A leading dot covers the domain and all below it.
                shown = "." + host[2:] if host.startswith("*.") else host
                lines += [f"# {comment(why)}", f"acl needed_{kind}_{tag} {kind} {shown}"]
            if mine:
                rules.append(f"http_access allow needed_{kind}_{tag} needed_ports_{tag}")
    return "\n".join([*lines, *rules, "http_access deny all"]) + "\n"
