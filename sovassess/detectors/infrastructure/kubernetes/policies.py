"""Policies of Kubernetes: what may leave, which registries are mirrored, whose signatures count."""

from __future__ import annotations

from collections.abc import Iterator

from sovassess.detectors.infrastructure.kubernetes.objects import Manifest
from sovassess.formats.yaml import Node
from sovassess.model.observations import AnyObservation, EgressDestination, Fact

_ANYWHERE = frozenset({"0.0.0.0/0", "::/0"})
_BY_NAME = frozenset({
    "FQDNNetworkPolicy", "AdminNetworkPolicy", "BaselineAdminNetworkPolicy", "ClusterNetworkPolicy",
    "ApplicationNetworkPolicy",
})  # fmt: skip
_DNS_PORTS = frozenset({"53", "5353", "dns", "dns-tcp"})


def observed(manifest: Manifest, _others: list[Manifest]) -> Iterator[AnyObservation]:
    """Facts about egress, mirrors and signatures, and the destinations that are let out."""
    match manifest.kind:
        case "NetworkPolicy" | "GlobalNetworkPolicy" if "projectcalico.org" in manifest.group:
            yield from _calico(manifest)
        case "NetworkSet" | "GlobalNetworkSet" if "projectcalico.org" in manifest.group:
            for node in (*manifest.spec.get("allowedEgressDomains").members, *manifest.spec.get("nets").members):
                yield _permitted(manifest, node, None)
        case "NetworkPolicy":
            yield from _network_policy(manifest)
        case "CiliumNetworkPolicy" | "CiliumClusterwideNetworkPolicy":
            for spec in (manifest.spec, *manifest.node.get("specs").members):
                yield from _cilium(manifest, spec)
        case "ServiceEntry":
            if manifest.spec.get("location").text != "MESH_INTERNAL":
                for host in manifest.spec.get("hosts").members:
                    yield _permitted(manifest, host, _port(manifest.spec))
        case "Sidecar" | "IstioOperator" | "Istio":
            yield from _mesh(manifest)
        case "EgressFirewall" | "EgressNetworkPolicy":
            yield from _firewall(manifest)
        case "ImageContentSourcePolicy" | "ImageDigestMirrorSet" | "ImageTagMirrorSet":
            yield from _mirrors(manifest)
        case "ClusterImagePolicy" | "ImagePolicy" | "ClusterPolicy" | "Policy" | "ImageValidatingPolicy":
            yield from _signatures(manifest)
        case _:
            yield from _by_name(manifest)


def _egress(manifest: Manifest, *, denied: bool, selector: Node) -> AnyObservation:
    scope = manifest.namespace
    labels = ",".join(f"{key}={value.shown}" for key, value in selector.get("matchLabels").items())
    everyone = selector.is_null or not selector.entries
    if not everyone:
        scope = f"{scope}/{labels or 'selected'}"
    fields = (("default", "denied" if denied else "open"), ("scope", scope))
    return manifest.frame.make(Fact, manifest.line, kind="egress-policy", name=manifest.name, fields=fields)


def _permitted(manifest: Manifest, host: Node, port: int | None) -> AnyObservation:
    return manifest.frame.make(EgressDestination, host.line, kind="permitted", host=host.shown, port=port)


def _port(rule: Node) -> int | None:
    """The one port that a rule names, None if it names none or several."""
    ports = rule.get("ports").members
    numbers = [found.text for node in ports for found in (node.first("port", "number"),) if found.is_scalar]
    return int(numbers[0]) if len(numbers) == 1 and numbers[0].isdigit() else None


def _only_dns(rule: Node) -> bool:
    ports = [node.first("port", "number").text for node in rule.get("ports").members]
    return bool(ports) and all(port in _DNS_PORTS for port in ports)


def _network_policy(manifest: Manifest) -> Iterator[AnyObservation]:
    spec = manifest.spec
    egress = spec.get("egress")
    if "Egress" not in spec.get("policyTypes").texts and not egress:
        return
    everywhere = False
    found: list[AnyObservation] = []
    for rule in egress.members:
        peers = rule.get("to").members
        everywhere |= not peers and not _only_dns(rule)
        for peer in peers:
            block = peer.get("ipBlock", "cidr")
            if block.text in _ANYWHERE:
                everywhere |= not _only_dns(rule)
            elif block.is_scalar:
                found.append(_permitted(manifest, block, _port(rule)))
    yield _egress(manifest, denied=not everywhere, selector=spec.get("podSelector"))
    yield from found


def _cilium(manifest: Manifest, spec: Node) -> Iterator[AnyObservation]:
    if not spec.get("egress") and not spec.get("egressDeny"):
        return
    everywhere = False
    found: list[AnyObservation] = []
    for rule in spec.get("egress").members:
        port = next((_port(ports) for ports in rule.get("toPorts").members), None)
        for name in rule.get("toFQDNs").members:
            host = name.first("matchName", "matchPattern")
            if host.is_scalar:
                found.append(_permitted(manifest, host, port))
        everywhere |= bool({"world", "all", "world-ipv4"} & set(rule.get("toEntities").texts))
        blocks = [*rule.get("toCIDR").members, *(entry.get("cidr") for entry in rule.get("toCIDRSet").members)]
        for block in blocks:
            everywhere |= block.text in _ANYWHERE
            if block.is_scalar and block.text not in _ANYWHERE:
                found.append(_permitted(manifest, block, port))
    selector = spec.get("endpointSelector")
    yield _egress(manifest, denied=not everywhere, selector=selector)
    yield from found


def _by_name(manifest: Manifest) -> Iterator[AnyObservation]:
    """Policies that let out by name or by network: those of GKE in both of its forms, of EKS, and those for a whole
    cluster (network-policy-api.sigs.k8s.io, cloud.google.com, docs.aws.amazon.com/eks, read 2026-11-22). Of what they
    leave to other policies nothing is said."""
    if manifest.kind not in _BY_NAME:
        return
    for rule in manifest.spec.get("egress").members:
        if rule.get("action").text not in ("", "Allow", "Accept"):
            continue
        for match in rule.get("matches").members:
            host = match.first("name", "pattern")
            if host.is_scalar:
                yield _permitted(manifest, host, _port(rule))
        for peer in rule.get("to").members:
            for key in ("networks", "domainNames", "fqdns"):
                for node in peer.get(key).members:
                    if node.text not in _ANYWHERE:
                        yield _permitted(manifest, node, _port(rule))


def _calico(manifest: Manifest) -> Iterator[AnyObservation]:
    spec = manifest.spec
    rules = spec.get("egress").members
    if "Egress" not in spec.get("types").texts and not rules:
        return
    everywhere = False
    found: list[AnyObservation] = []
    for rule in rules:
        if rule.get("action").text != "Allow":
            continue
        target = rule.get("destination")
        named = [*target.get("domains").members, *target.get("nets").members]
        selected = any(target.get(key) for key in ("selector", "namespaceSelector", "services", "ports"))
        everywhere |= any(node.text in _ANYWHERE for node in named) or (not named and not selected)
        found += [_permitted(manifest, node, None) for node in named if node.text not in _ANYWHERE]
    yield _egress(manifest, denied=not everywhere, selector=_calico_selector(spec))
    yield from found


def _calico_selector(spec: Node) -> Node:
    selector = spec.get("selector")
    return Node("mapping") if selector.text in ("", "all()") else Node("mapping", entries=((selector, selector),))


def _mesh(manifest: Manifest) -> Iterator[AnyObservation]:
    for path in ((), ("meshConfig",), ("values", "meshConfig")):
        mode = manifest.spec.get(*path, "outboundTrafficPolicy", "mode")
        if mode.is_scalar:
            yield _egress(
                manifest, denied=mode.text == "REGISTRY_ONLY", selector=manifest.spec.get("workloadSelector", "labels")
            )


def _firewall(manifest: Manifest) -> Iterator[AnyObservation]:
    rules = manifest.spec.get("egress").members
    denied = any(rule.get("type").text == "Deny" and rule.get("to", "cidrSelector").text in _ANYWHERE for rule in rules)
    yield _egress(manifest, denied=denied, selector=Node("mapping"))
    for rule in rules:
        target = rule.get("to").first("dnsName", "cidrSelector")
        if rule.get("type").text == "Allow" and target.is_scalar and target.text not in _ANYWHERE:
            yield _permitted(manifest, target, _port(rule))


def _mirrors(manifest: Manifest) -> Iterator[AnyObservation]:
    for key in ("repositoryDigestMirrors", "imageDigestMirrors", "imageTagMirrors"):
        for rule in manifest.spec.get(key).members:
            for mirror in rule.get("mirrors").members:
                fields = (("mirror", mirror.shown), ("upstream", rule.get("source").shown))
                yield manifest.frame.make(Fact, mirror.line, kind="mirror", name=manifest.name, fields=fields)


def _signatures(manifest: Manifest) -> Iterator[AnyObservation]:
    """Enforced signature checks; a policy that only audits or warns is none."""
    spec = manifest.spec
    scopes: list[str] = []
    if manifest.kind in ("ClusterImagePolicy", "ImagePolicy"):
        if spec.get("mode").text == "warn":
            return
        scopes = [entry.get("glob").shown for entry in spec.get("images").members] + list(spec.get("scopes").texts)
    elif manifest.kind == "ImageValidatingPolicy":
        if "Deny" in spec.get("validationActions").texts or not spec.get("validationActions"):
            scopes = [entry.get("glob").shown for entry in spec.get("matchImageReferences").members] or ["*"]
    else:
        scopes = list(_verified(spec))
    for scope in scopes:
        yield manifest.frame.make(
            Fact, manifest.line, kind="signature-policy", name=manifest.name, fields=(("scope", scope),)
        )


def _verified(spec: Node) -> Iterator[str]:
    """Image patterns of the rules that verify signatures and refuse what fails."""
    for rule in spec.get("rules").members:
        for check in rule.get("verifyImages").members:
            action = check.get("failureAction").text or spec.get("validationFailureAction").text or "Audit"
            if action.lower() == "enforce":
                yield from check.get("imageReferences").texts or (check.get("image").shown or "*",)
