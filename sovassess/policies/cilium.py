"""A CiliumNetworkPolicy (cilium.io/v2): hosts by name, asked of the cluster's DNS, which answers no others."""

from __future__ import annotations

from sovassess.policies.allowed import Allowed, Plan
from sovassess.policies.writing import comment, object_name, opening, quoted


def _name(host: str) -> str:
    return f"matchPattern: {quoted(host)}" if host.startswith("*") else f"matchName: {quoted(host)}"


def _ports(entry: Allowed) -> list[str]:
    lines = ["      toPorts:", "        - ports:"]
    lines += [f'            - {{port: "{port}", protocol: TCP}}' for port in entry.ports]
    return lines + [f'            - {{port: "{port}", protocol: UDP}}' for port in entry.udp]


def write(plan: Plan) -> str:
    """The policy as YAML."""
    named = [entry for entry in plan.allowed if not entry.is_address]
    lines = opening(plan, "CiliumNetworkPolicy")
    lines += [
        "apiVersion: cilium.io/v2",
        "kind: CiliumNetworkPolicy",
        "metadata:",
        f"  name: {object_name(plan.subject)}",
        "spec:",
        "  endpointSelector: {}",
        "  egress:",
        "    - toEndpoints:",
        "        - matchLabels:",
        "            k8s:io.kubernetes.pod.namespace: kube-system",
        "            k8s-app: kube-dns",
        "      toPorts:",
        "        - ports:",
        '            - {port: "53", protocol: ANY}',
        "          rules:",
        "            dns:",
        '              - matchPattern: "*.cluster.local"',
    ]
    lines += [f"              - {_name(entry.host)}" for entry in named]
    lines += ["    # inside the namespace", "    - toEndpoints:", "        - {}"]
    for entry in named:
        lines += [f"    # {comment(entry.why)}", "    - toFQDNs:", f"        - {_name(entry.host)}", *_ports(entry)]
    for entry in plan.allowed:
        if entry.is_address:
            lines += [f"    # {comment(entry.why)}", "    - toCIDR:"]
            lines += [f"        - {block}" for block in entry.reached_at] + _ports(entry)
    return "\n".join(lines) + "\n"
