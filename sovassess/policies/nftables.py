"""A table for nftables that drops what leaves a host, but for loopback, private networks and the needed destinations.

nftables filters addresses: those that a recording saw, which hold as long as they stay, or the ranges that a provider
publishes for the service; other hosts are written as comments.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sovassess.policies.allowed import Plan
from sovassess.policies.writing import comment, family, opening, shared, unreachable, within

_PRIVATE = {
    4: "10.0.0.0/8, 127.0.0.0/8, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16",
    6: "::1/128, fc00::/7, fe80::/10",
}


def _elements(plan: Plan, version: int) -> Iterator[tuple[str, str]]:
    """`protocol . network . port` with the host it belongs to; nft refuses a set whose elements overlap, so that what
    lies within another network for the same port is left out."""
    wanted: dict[tuple[str, int], dict[str, str]] = defaultdict(dict)
    for entry in plan.allowed:
        for protocol, ports in (("tcp", entry.ports), ("udp", entry.udp)):
            for port in ports:
                found = dict.fromkeys(family(entry.reached_at, version), f"{comment(entry.host)}{shared(entry)}")
                wanted[protocol, port] |= found
    for (protocol, port), hosts in sorted(wanted.items()):
        for network, host in hosts.items():
            if not any(other != network and within(network, other) for other in hosts):
                yield f"{protocol} . {network.removesuffix('/32' if version == 4 else '/128')} . {port}", host


def write(plan: Plan) -> str:
    """A file for `nft -f`."""
    lines = opening(plan, "nftables table")
    lines += unreachable(plan)
    lines.append("table inet sovassess_egress {")
    for version in (4, 6):
        lines += [
            f"  set needed{version} {{",
            f"    type inet_proto . ipv{version}_addr . inet_service",
            "    flags interval",
        ]
        found = dict(_elements(plan, version))
        if found:
            lines.append("    elements = {")
            lines += [f"      {element}, # {host}" for element, host in found.items()]
            lines.append("    }")
        lines.append("  }")
    lines += [
        "  chain output {",
        "    type filter hook output priority filter; policy drop;",
        "    ct state established,related accept",
        '    oifname "lo" accept',
        f"    ip daddr {{ {_PRIVATE[4]} }} accept",
        f"    ip6 daddr {{ {_PRIVATE[6]} }} accept",
        "    meta l4proto . ip daddr . th dport @needed4 accept",
        "    meta l4proto . ip6 daddr . th dport @needed6 accept",
        "  }",
        "}",
    ]
    return "\n".join(lines) + "\n"
