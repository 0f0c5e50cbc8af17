"""Parallel variants of one deployment: folders side by side, named for clouds. One is used, none is the default."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

_CLOUDS = frozenset(
    """aws amazon eks ecs azure aks gcp gke google google-cloud oci oke oracle digitalocean do doks hetzner hcloud
        scaleway ovh ovhcloud linode lke vultr ibm ibmcloud iks alibaba aliyun ack tencent huawei nebius coreweave
        civo exoscale upcloud ionos stackit openstack vsphere exoscale openshift rosa aro runpod lambda crusoe fly
        render railway heroku""".split()
)

_GATEWAYS = frozenset(
    """istio kgateway agentgateway envoy envoy-gateway nginx kong traefik cilium apisix haproxy contour emissary gke aws
        alb azure agc gloo linkerd""".split()
)
# Suppliers that stand beside clouds as often as against them; a folder named for their kind holds choices of it.
_SUPPLIERS = {
    "dns": frozenset(
        "cloudflare gcloud gcp route53 aws azure desec ns1 gandi godaddy namecheap hetzner ovh digitalocean txt".split()
    ),
    "gateway": _GATEWAYS,
    "gateways": _GATEWAYS,
    "ingress": _GATEWAYS,
}


def variant_folders(paths: Iterable[str]) -> frozenset[str]:
    """The folders named for a cloud that have a sibling named for another."""
    children: dict[str, set[str]] = defaultdict(set)
    for path in paths:
        parts = path.split("/")[:-1]
        for depth, name in enumerate(parts):
            if _cloud(name) is not None or name in _SUPPLIERS.get(parts[depth - 1] if depth else "", ()):
                children["/".join(parts[:depth])].add(name)
    out: set[str] = set()
    for parent, names in children.items():
        if len({_cloud(name) or name for name in names}) > 1:
            out |= {f"{parent}/{name}" if parent else name for name in names}
    return frozenset(out)


def _cloud(name: str) -> str | None:
    """The cloud that a folder's name is, or begins or ends with."""
    lowered = name.lower()
    if lowered in _CLOUDS:
        return lowered
    words = lowered.replace("_", "-").split("-")
    return next((word for word in (words[0], words[-1]) if word in _CLOUDS and len(word) > 2), None)
