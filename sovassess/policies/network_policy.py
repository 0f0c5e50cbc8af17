"""A NetworkPolicy of Kubernetes (networking.k8s.io/v1): all pods of a namespace, names asked of the cluster's DNS only.

It can name addresses, no hosts: destinations that no recording saw are written as comments. Addresses of hosts
change; where the network plugin can, the Cilium form is the better one.
"""

from __future__ import annotations

from sovassess.policies.allowed import Plan
from sovassess.policies.writing import blocks, comment, object_name, opening, unreachable

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
    lines += [
        f"# no address known, so no rule: {comment(entry.host)} ({comment(entry.why)})" for entry in unreachable(plan)
    ]
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
    for entry in plan.allowed:
        found = blocks(entry.reached_at)
        if not found:
            continue
        lines += [f"    # {comment(entry.host)}: {comment(entry.why)}", "    - to:"]
        lines += [f'        - ipBlock: {{cidr: "{block}"}}' for block in found]
        lines.append("      ports:")
        lines += [f"        - {{protocol: TCP, port: {port}}}" for port in entry.ports]
        lines += [f"        - {{protocol: UDP, port: {port}}}" for port in entry.udp]
    return "\n".join(lines) + "\n"
