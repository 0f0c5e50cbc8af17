"""What counts as the organisation's own: names that are local by nature, and what its settings add."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatch
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from sovassess.formats.cloud_accounts import written_account

_LOCAL_SUFFIXES = (
    ".svc",
    ".svc.cluster.local",
    ".cluster.local",
    ".internal",
    ".local",
    ".lan",
    ".localdomain",
    ".localhost",
    ".home.arpa",
    ".intranet",
    ".corp",
    ".consul",
)
# `service.namespace` inside a cluster: namespaces that many give the same name, none of which is a top-level domain.
_NAMESPACES = frozenset(
    """kube-system default monitoring observability logging ingress-nginx cert-manager istio-system argocd flux-system
        longhorn-system kube-public traefik prometheus grafana knative-serving gpu-operator minio-operator vault keda
        databases database kubeflow openebs rook-ceph metallb-system cattle-system external-secrets linkerd""".split()
)
_PLACEHOLDER_SUFFIXES = (
    *(".example", ".test", ".invalid", "example.com", "example.org", "example.net", "domain.com"),
    # Registered names that nobody means who writes them: bases for relative addresses, fillers in templates.
    *("dummy.com", "foo.com", "bar.com", "foo.bar", "acme.com", "company.com", "mysite.com", "website.com", "test.com"),
)
_PLACEHOLDER_WORDS = (
    "your-",
    "your_",
    "yourdomain",
    "yourcompany",
    "yourserver",
    "mycompany",
    "my-company",
    "mydomain",
    "my-domain",
    "mywebsite",
    "yourwebsite",
    "yoursite",
    "changeme",
    "placeholder",
    "xxx",
)


class OwnThings:
    """Hosts, networks, registries and accounts at clouds that the organisation calls its own."""

    def __init__(self, hosts: Iterable[str] = (), registries: Iterable[str] = (), accounts: Iterable[str] = ()) -> None:
        self._globs: list[str] = []
        self._networks: list[IPv4Network | IPv6Network] = []
        for entry in hosts:
            try:
                self._networks.append(ip_network(entry, strict=False))
            except ValueError:
                self._globs.append(entry.lower())
        self._registries = tuple(registry.lower().rstrip("/") for registry in registries)
        self._accounts = frozenset(found for text in accounts if (found := written_account(text)) is not None)
        self._clouds = frozenset(cloud for cloud, _ in self._accounts)

    def has_host(self, host: str) -> bool:
        """True for a host that the settings name, or an address in one of their networks."""
        lowered = host.lower()
        for glob in self._globs:
            if fnmatch(lowered, glob) or (glob.startswith("*.") and lowered == glob[2:]):
                return True
        address = _address(host)
        return address is not None and any(
            address.version == network.version and address in network for network in self._networks
        )

    @property
    def has_accounts(self) -> bool:
        """True if any own account at a cloud is named."""
        return bool(self._accounts)

    def holds_account(self, cloud: str, account: str) -> bool | None:
        """Whether an account is the organisation's; None for a cloud of which it names none, so that nobody knows."""
        return (cloud, account) in self._accounts if cloud in self._clouds else None

    def has_registry(self, reference: str) -> bool:
        """True for an image or package location under a registry that the settings name."""
        lowered = reference.lower()
        return any(lowered == entry or lowered.startswith(entry + "/") for entry in self._registries)


# What carriers and overlay networks give their own members, and nobody else can reach (RFC 6598).
_SHARED = IPv4Network("100.64.0.0/10")


def is_local(host: str) -> bool:
    """True for what is local by nature: loopback, private and link-local addresses, single labels, local suffixes."""
    lowered = host.lower().rstrip(".")
    address = _address(lowered)
    if address is not None:
        near = address.is_private or address.is_loopback or address.is_link_local or address.is_unspecified
        return near or (isinstance(address, IPv4Address) and address in _SHARED)
    if not lowered or "." not in lowered:
        return bool(lowered)
    last = lowered.rpartition(".")[2]
    # No public name ends in a word with a hyphen, but for those in other scripts: it is a namespace of a cluster.
    within = "-" in last.strip("-") and not last.startswith("xn--")
    return within or lowered.endswith(_LOCAL_SUFFIXES) or last in _NAMESPACES


def is_placeholder(host: str) -> bool:
    """True for names that stand for a real one in examples and templates."""
    lowered = host.lower().rstrip(".")
    if len(lowered) == 1:
        return True
    if re.search(r"[A-Z]{3,}_|_[A-Z]{3,}|__[a-z]+__", host):
        return True
    if any(
        lowered == suffix.lstrip(".") or lowered.endswith("." + suffix.lstrip(".")) for suffix in _PLACEHOLDER_SUFFIXES
    ):
        return True
    return any(word in lowered for word in _PLACEHOLDER_WORDS) or not any(character.isalnum() for character in lowered)


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None
