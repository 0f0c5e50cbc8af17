"""A NetworkPolicy of Kubernetes (networking.k8s.io/v1): all pods of a namespace, names asked of the cluster's DNS only.

It can name addresses, no hosts: those that a recording saw, or the ranges that a provider publishes for the service;
other destinations are written as comments. Where the network plugin can, the Cilium form is the better one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sovassess.policies.allowed import Allowed, Plan
from sovassess.policies.writing import comment, object_name, opening, shared, unreachable

_DNS = """    - to:
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: kube-system
          podSelector:
            matchLabels:
              k8s-app: kube-dns
      ports:
        - {protocol: UDP, port: 53}
        - {protocol: TCP, port: 53}"""


def write(plan: Plan) -> str:
    """The policy as YAML."""
    lines = opening(plan, "NetworkPolicy")
    lines += unreachable(plan)
    lines += [
        "apiVersion: networking.k8s.io/v1",
        "kind: NetworkPolicy",
        "metadata:",
        f"  name: {object_name(plan.subject)}",
        "spec:",
        "  podSelector: {}",
        "  policyTypes: [Egress]",
        "  egress:",
        _DNS,
        "    # inside the namespace",
        "    - to:",
        "        - podSelector: {}",
    ]
    for (found, ports, udp), entries in _by_rule(plan).items():
        lines += [f"    # {comment(entry.host)}: {comment(entry.why)}{shared(entry)}" for entry in entries]
        lines.append("    - to:")
        lines += [f'        - ipBlock: {{cidr: "{block}"}}' for block in found]
        lines.append("      ports:")
        lines += [f"        - {{protocol: TCP, port: {port}}}" for port in ports]
        lines += [f"        - {{protocol: UDP, port: {port}}}" for port in udp]
    return "\n".join(lines) + "\n"


def _by_rule(plan: Plan) -> Mapping[tuple[tuple[str, ...], tuple[int, ...], tuple[int, ...]], Sequence[Allowed]]:
    """Destinations that the same networks and ports let out, such as a service and what stands below its host."""
    out: dict[tuple[tuple[str, ...], tuple[int, ...], tuple[int, ...]], list[Allowed]] = {}
    for entry in plan.allowed:
        if entry.reached_at:
            out.setdefault((entry.reached_at, entry.ports, entry.udp), []).append(entry)
    return out
