"""What the gateways' own plugins for models say: which provider answers a route, in which order, behind which checks.

Reads the settings of Kong and Apache APISIX plugins and of Portkey's configurations, in a file or in a resource.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from sovassess.detectors.containers import Frame
from sovassess.formats.interpolation import interpolated
from sovassess.formats.yaml import Node
from sovassess.model.observations import Address, AnyObservation, Fact, ModelName
from sovassess.model.values import literal

# developer.konghq.com, "AI plugins"; apisix.apache.org, "Plugins / AI": the name of a plugin and what it checks.
_CHECKS = {
    "ai-prompt-guard": "jailbreak", "ai-semantic-prompt-guard": "jailbreak", "ai-semantic-response-guard": "guard",
    "ai-azure-content-safety": "moderation", "ai-aws-guardrails": "guard", "ai-gcp-model-armor": "guard",
    "ai-lakera-guard": "jailbreak", "ai-sanitizer": "pii", "ai-aws-content-moderation": "moderation",
    "ai-aliyun-content-moderation": "moderation",
}  # fmt: skip
# Checks that the gateway makes by itself, whatever it asks for embeddings.
_IN_GATEWAY = frozenset({"ai-prompt-guard", "ai-semantic-prompt-guard", "ai-semantic-response-guard"})
# Plugins that ask a model beside the route's own: to compare, to look up, to rewrite.
_ASKING = frozenset({
    "ai-semantic-cache", "ai-rag-injector", "ai-rag", "ai-request-transformer", "ai-request-rewrite",
    "ai-response-transformer", "ai-llm-as-judge", "ai-prompt-compressor",
})  # fmt: skip
_ASKED = frozenset({"embeddings", "llm"})
_ENDPOINTS = ("content_safety_url", "endpoint", "lakera_service_url", "host")
PLUGINS = frozenset({"ai-proxy", "ai-proxy-advanced", "ai-proxy-multi", *_CHECKS, *_ASKING})
MAX_TARGETS = 200


class Target(Struct, frozen=True):
    """One provider behind a route; missing nodes for what is not stated. `rank` is its stated priority, best first."""

    provider: Node
    model: Node
    address: Node
    region: Node
    rank: int = 0


def plugin_observations(frame: Frame, name: str, settings: Node, route: str, gateway: str) -> Iterator[AnyObservation]:
    """One plugin: upstreams of `ai-proxy` and its kin, or a check; and whom else it asks."""
    yield from _asked_beside(frame, settings)
    if name in _ASKING:
        return
    if name in _CHECKS:
        endpoint = next((settings.get(key) for key in _ENDPOINTS if settings.get(key).is_scalar), Node("missing"))
        fields = (
            ("address", endpoint.shown),
            ("check", _CHECKS[name]),
            ("operated_by", "self" if name in _IN_GATEWAY else ""),
            ("policy_source", "file"),
            ("scope", "gateway"),
        )
        kept = tuple(field for field in fields if field[1])
        yield frame.make(Fact, settings.line, kind="check", name=name, fields=kept)
        if endpoint.is_scalar and "://" in endpoint.text:
            yield frame.make(Address, endpoint.line, value=endpoint.value, key=f"{name}.endpoint")
        return
    if name == "ai-proxy":
        targets = [_target(settings, 0)]
    else:
        members = settings.first("targets", "instances").members[:MAX_TARGETS]
        targets = [_target(member, index) for index, member in enumerate(members)]
    balanced = settings.get("balancer", "algorithm").text not in ("", "priority")
    yield from upstreams(frame, targets, route, gateway, automatic=balanced or len(targets) > 1)


def _asked_beside(frame: Frame, settings: Node) -> Iterator[AnyObservation]:
    """The models for embeddings and rewriting in a plugin's settings, and the store that vectors lie in."""
    for path, node in settings.walk():
        if path and path[-1] in _ASKED and node.is_mapping:
            model = node.get("model") if node.get("model").is_mapping else node
            provider, name = model.get("provider"), model.get("name") or model.get("model")
            address = model.get("options", "upstream_url")
            if provider.is_scalar and name.is_scalar:
                named = literal(f"{provider.text}:{name.text}")
                yield frame.make(ModelName, name.line, value=named, key=f"{path[-1]}.model")
            if address.is_scalar:
                yield frame.make(Address, address.line, value=address.value, key=f"{path[-1]}.upstream_url")
        elif len(path) > 1 and path[-1] == "host" and "vectordb" in path and node.is_scalar:
            yield frame.make(
                Address, node.line, value=interpolated(node.text), key=".".join(path[path.index("vectordb") :])
            )


def _target(node: Node, index: int) -> Target:
    """Kong keeps everything below `model`, APISIX in `options` and `override`; either may name a priority."""
    model = node.get("model")
    options = model.get("options") if model.is_mapping else node.get("options")
    provider = model.get("provider") if model.is_mapping else node.get("provider")
    address = options.first("upstream_url") or node.get("override", "endpoint")
    region = options.get("bedrock", "aws_region") or options.get("gemini", "location_id")
    priority = node.get("priority").text
    # APISIX tries the greatest priority first.
    rank = -int(priority) if priority.isdigit() and len(priority) < 9 else index if model.is_mapping else 0
    return Target(provider, model.get("name") if model.is_mapping else options.get("model"), address, region, rank)


def portkey_observations(frame: Frame, root: Node, route: str) -> Iterator[AnyObservation]:
    """A Portkey configuration: a strategy over targets, which may hold targets again."""
    mode = root.get("strategy", "mode").text
    targets: list[Target] = []
    stack = list(reversed(root.get("targets").members)) or [root]
    while stack and len(targets) < MAX_TARGETS:
        node = stack.pop()
        if node.get("targets").is_sequence:
            stack.extend(reversed(node.get("targets").members))
            continue
        # A virtual key names an entry of the gateway's own store; which provider that is, no file says.
        model, address = node.get("override_params", "model"), node.get("custom_host")
        targets.append(Target(node.get("provider"), model, address, node.get("aws_region")))
    yield from upstreams(frame, targets, route, "portkey", automatic=mode in ("fallback", "loadbalance"))


def is_portkey(root: Node) -> bool:
    """True if the document is such a configuration: a strategy, and targets that name a provider or a key for one."""
    if root.get("strategy", "mode").text not in ("fallback", "loadbalance", "single", "conditional"):
        return False
    named = ("provider", "virtual_key", "targets", "override_params")
    return any(member.get(key) for member in root.get("targets").members for key in named)


def upstreams(
    frame: Frame, targets: list[Target], route: str, gateway: str, *, automatic: bool
) -> Iterator[AnyObservation]:
    """The targets in the order in which they are asked; a provider's name stands where no address is written."""
    for order, target in enumerate(sorted(targets, key=lambda entry: entry.rank)):
        holder = next((node for node in (target.provider, target.model, target.address) if node.is_scalar), None)
        if holder is None:
            continue
        fields = {
            "address": target.address.shown or target.provider.shown, "gateway": gateway, "model": target.model.shown,
            "order": str(order), "region": target.region.shown, "route": route,
            "when": "automatic" if automatic and len(targets) > 1 else "configured",
        }  # fmt: skip
        pairs = tuple(sorted(pair for pair in fields.items() if pair[1]))
        yield frame.make(Fact, holder.line, kind="upstream", name=route, fields=pairs)
        if target.address.is_scalar:
            yield frame.make(Address, target.address.line, value=target.address.value, key="upstream.address")
        if target.model.is_scalar:
            own = target.address.is_scalar or not target.provider.is_scalar
            named = target.model.value if own else literal(f"{target.provider.text}/{target.model.text}")
            yield frame.make(ModelName, target.model.line, value=named, key="upstream.model")
