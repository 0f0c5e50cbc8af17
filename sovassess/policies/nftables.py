"""A table for nftables that drops what leaves a host, but for loopback, private networks and the needed destinations.

nftables filters addresses: hosts that no recording saw are written as comments, and the others hold as long as their
addresses.
"""

from __future__ import annotations

from collections.abc import Iterator

from sovassess.policies.allowed import Plan
from sovassess.policies.writing import comment, family, opening, unreachable

_PRIVATE = {
    4: "10.0.0.0/8, 127.0.0.0/8, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16",
    6: "::1/128, fc00::/7, fe80::/10",
}


def _elements(plan: Plan, version: int) -> Iterator[tuple[str, str]]:
    """`protocol . address . port` with the host it belongs to."""
    for entry in plan.allowed:
        for address in family(entry.reached_at, version):
            for protocol, ports in (("tcp", entry.ports), ("udp", entry.udp)):
                for port in ports:
                    yield f"{protocol} . {address} . {port}", entry.host


def write(plan: Plan) -> str:
    """A file for `nft -f`."""
    lines = opening(plan, "nftables table")
    lines += [f"# no address known, so no rule: {comment(entry.host)}" for entry in unreachable(plan)]
    lines.append("table inet sovassess_egress {")
    for version in (4, 6):
        lines += [f"  set needed{version} {{", f"    type inet_proto . ipv{version}_addr . inet_service"]
        found = dict(_elements(plan, version))
        if found:
            lines.append("    elements = {")
            lines += [f"      {element}, # {comment(host)}" for element, host in found.items()]
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
