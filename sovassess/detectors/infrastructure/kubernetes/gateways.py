"""Gateways as Kubernetes objects: routes to models, their order, and the checks that stand before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.ai_upstreams import PLUGINS, plugin_observations
from sovassess.detectors.infrastructure.kubernetes.objects import Manifest
from sovassess.formats.yaml import MISSING, Node
from sovassess.model.observations import Address, AnyObservation, Fact, ModelName

# Forms of request that one provider alone takes (aigateway.envoyproxy.io, API reference, read 2026-11-22); that of
# OpenAI is spoken by everybody.
_SPOKEN_BY_ONE = {"AWSBedrock": "bedrock", "AzureOpenAI": "azure", "GCPVertexAI": "vertex_ai",
                  "GCPAnthropic": "vertex_ai", "AWSAnthropic": "bedrock"}  # fmt: skip
_POLICIES = frozenset({"AccessControlPolicy", "APIAuth", "APIRateLimit", "ManagedSubscription", "APIPlan", "AIPolicy"})
_GUARDS = {"llm-guard": "guard", "content-guard": "pii", "llmGuard": "guard", "contentGuard": "pii"}
_GUARD_NAMES = re.compile(r"guard|moderation|presidio|pii|jailbreak", re.IGNORECASE)


def observed(manifest: Manifest, others: list[Manifest]) -> Iterator[AnyObservation]:
    """Facts about gateways, upstreams and checks."""
    group = manifest.group
    if group == "hub.traefik.io":
        yield from _hub(manifest)
    elif group in ("traefik.io", "traefik.containo.us") and manifest.kind == "Middleware":
        yield from _middleware(manifest)
    elif group == "configuration.konghq.com" and manifest.kind in ("KongPlugin", "KongClusterPlugin"):
        plugin, settings = manifest.node.get("plugin").text, manifest.node.get("config")
        if plugin in PLUGINS and manifest.node.get("disabled").flag is not True:
            yield from plugin_observations(manifest.frame, plugin, settings, manifest.name, "kong")
    elif group == "apisix.apache.org":
        yield from _apisix(manifest)
    elif group == "networking.istio.io" and manifest.kind == "VirtualService":
        yield from _mesh_routes(manifest)
    elif group == "gateway.envoyproxy.io" and manifest.kind == "Backend":
        for endpoint in manifest.spec.get("endpoints").members:
            host = endpoint.first("fqdn", "ip").first("hostname", "address")
            if host.is_scalar:
                yield manifest.frame.make(Address, host.line, value=host.value, key="endpoints.hostname")
    elif manifest.kind in ("AIGatewayRoute", "HTTPRoute", "GRPCRoute") and manifest.group.endswith("envoyproxy.io"):
        yield from _ai_route(manifest, others)


def _fact(manifest: Manifest, line: int, kind: str, name: str, **fields: str) -> AnyObservation:
    pairs = tuple(sorted((key, value) for key, value in fields.items() if value))
    return manifest.frame.make(Fact, line, kind=kind, name=name, fields=pairs)


def _hub(manifest: Manifest) -> Iterator[AnyObservation]:
    if manifest.kind == "AIService":
        yield from _ai_service(manifest)
    elif manifest.kind in _POLICIES or manifest.kind in ("API", "APIPortal", "APIVersion", "APIBundle", "Uplink"):
        yield _fact(manifest, manifest.line, "gateway", manifest.name, policy_source="file")
        for path, node in manifest.spec.walk():
            leaf = path[-1] if path else ""
            if (
                node.is_scalar
                and re.match(r"^https?://", node.text)
                and leaf.lower().endswith(("url", "issuer", "uri"))
            ):
                yield manifest.frame.make(Address, node.line, value=node.value, key=".".join(path))


def _ai_service(manifest: Manifest) -> Iterator[AnyObservation]:
    """One upstream per provider block; the provider's own name stands in where no address is written."""
    order = 0
    for provider, node in manifest.spec.items():
        if not node.is_mapping:
            continue
        address = node.first("baseUrl", "baseURL", "endpoint", "url")
        model = node.first("model", "deploymentName", "modelId")
        if address.is_scalar:
            yield manifest.frame.make(Address, address.line, value=address.value, key=f"{provider}.baseUrl")
        if model.is_scalar:
            yield manifest.frame.make(ModelName, model.line, value=model.value, key=f"{provider}.model")
        yield _fact(
            manifest, node.line, "upstream", manifest.name, route=manifest.name, address=address.shown or provider,
            order=str(order), model=model.shown, gateway="traefik-hub",
        )  # fmt: skip
        order += 1


def _mesh_routes(manifest: Manifest) -> Iterator[AnyObservation]:
    """Where a mesh sends what is asked of a host, where that is no service of the cluster."""
    for path, node in manifest.spec.walk():
        host = node.get("host") if path and path[-1] in ("destination", "mirror") else MISSING
        if host.is_scalar and _outside(host.text):
            yield manifest.frame.make(Address, host.line, value=host.value, key=".".join(path))


def _outside(host: str) -> bool:
    """A full name that is not one of the cluster's own; `name.namespace` is one."""
    return bool(re.match(r"^[\w-]+(\.[\w-]+)+\.[A-Za-z]{2,}$", host)) and not host.endswith((".svc", ".local"))


def _apisix(manifest: Manifest) -> Iterator[AnyObservation]:
    """Plugins of routes, consumers and shared configurations, wherever the kind keeps them; nodes outside."""
    for node in manifest.spec.get("externalNodes").members:
        if node.get("type").text in ("", "Domain") and (host := node.get("name")).is_scalar:
            yield manifest.frame.make(Address, host.line, value=host.value, key="externalNodes.name")
    for path, node in manifest.spec.walk():
        if path and path[-1] == "plugins":
            for member in node.members:
                name = member.get("name").text
                if name in PLUGINS and member.get("enable").flag is not False:
                    settings = member.get("config")
                    yield from plugin_observations(manifest.frame, name, settings, manifest.name, "apisix")


def _middleware(manifest: Manifest) -> Iterator[AnyObservation]:
    """Checks before a model, as middlewares or as plugins."""
    for name, node in (*manifest.spec.items(), *manifest.spec.get("plugin").items()):
        check = _GUARDS.get(name, "guard" if _GUARD_NAMES.search(name) else "")
        if not check:
            continue
        endpoint = _endpoint(node)
        yield _fact(
            manifest, node.line, "check", manifest.name, check=check, policy_source="file", scope="gateway",
            address=endpoint.shown,
        )  # fmt: skip
        if endpoint.is_scalar:
            yield manifest.frame.make(Address, endpoint.line, value=endpoint.value, key=f"{name}.endpoint")
    forward = manifest.spec.get("forwardAuth", "address")
    if forward.is_scalar:
        yield manifest.frame.make(Address, forward.line, value=forward.value, key="forwardAuth.address")


def _endpoint(node: Node) -> Node:
    for path, found in node.walk():
        if path and path[-1] in ("endpoint", "host", "url", "baseUrl") and found.is_scalar:
            return found
    return Node("missing")


def _ai_route(manifest: Manifest, others: list[Manifest]) -> Iterator[AnyObservation]:
    """Backends in order of priority; several in one rule stand in for one another without a person."""
    for index, rule in enumerate(manifest.spec.get("rules").members):
        backends = [member for member in rule.get("backendRefs").members if member.get("name").is_scalar]
        ranked = sorted(enumerate(backends), key=lambda pair: (int(_digits(pair[1].get("priority").text)), pair[0]))
        for order, (_, backend) in enumerate(ranked):
            yield _fact(
                manifest, backend.line, "upstream", manifest.name, route=f"{manifest.name}/{index}",
                address=_address_of(backend, others), order=str(order),
                when="automatic" if len(backends) > 1 else "configured", gateway="envoy-ai-gateway",
                model=backend.get("modelNameOverride").shown,
            )  # fmt: skip


def _address_of(backend: Node, others: list[Manifest]) -> str:
    """Where a backend of a route leads, as the objects of the same file say; "" if they do not. Its name says nothing:
    it is whatever somebody has called it."""
    provider = ""
    for _ in range(3):  # a route names an AI backend, that a backend, that an address
        name, kind = backend.get("name").text, backend.get("kind").text
        if kind in ("Service", "InferencePool"):
            return f"http://{name}.{backend.get('namespace').text or 'default'}.svc"
        found = next((o for o in others if o.kind in ("AIServiceBackend", "Backend") and o.name == name), None)
        named = next((o for o in others if o.kind == kind and o.name == name), found)
        if named is None:
            return provider
        provider = _SPOKEN_BY_ONE.get(named.spec.get("schema", "name").text, provider)
        for endpoint in named.spec.get("endpoints").members:
            host = endpoint.first("fqdn", "ip").first("hostname", "address")
            if host.is_scalar:
                return host.shown
        backend = named.spec.get("backendRef")
    return provider


def _digits(text: str) -> str:
    return text if text.isdigit() else "0"
