"""The list of policy forms by the name that `sovassess egress policy -f` takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sovassess.policies import cilium, network_policy, nftables, squid
from sovassess.policies.allowed import Plan

WRITERS: Mapping[str, Callable[[Plan], str]] = {
    "network-policy": network_policy.write,
    "cilium": cilium.write,
    "squid": squid.write,
    "nftables": nftables.write,
}
