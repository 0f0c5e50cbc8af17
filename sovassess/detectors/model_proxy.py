"""The configuration of a LiteLLM proxy: models, where they are served, what stands in for them, and the checks.

Reads the document wherever it stands (a file of its own, a ConfigMap). Names no vendor: the prefix of a model stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.containers import Frame
from sovassess.formats.tokens import decoded
from sovassess.formats.yaml import Node
from sovassess.model.observations import Address, AnyObservation, EnvironmentRead, Fact, ModelName
from sovassess.model.values import Value, variable

_ENVIRONMENT = re.compile(r"^os\.environ/(\w+)$")
_FALLBACKS = ("fallbacks", "default_fallbacks", "context_window_fallbacks", "content_policy_fallbacks")
_CHECKS = {
    "presidio": "pii", "hide-secrets": "pii", "moderation": "moderation", "lakera": "jailbreak",
    "prompt_injection": "jailbreak",
    "injection": "jailbreak", "pii": "pii",
}  # fmt: skip
# Prefixes that say in whose words somebody at an address of his own is asked, not who that is
# (https://docs.litellm.ai/docs/providers/openai_compatible, read 2026-11-22).
_WORDING = re.compile(r"^(openai|custom_openai|openai_like|text-completion-openai|hosted_vllm|litellm_proxy)/(?=.)")
_REGIONS = ("aws_region_name", "vertex_location", "vertex_ai_location", "watsonx_region_name", "region_name", "region")
_FAILURE_FLAGS = {
    "fail_open": "allow", "allow_on_error": "allow", "fail_closed": "block", "fail_on_error": "block",
    "block_on_error": "block", "block_failures": "block",
}  # fmt: skip
_FAILURE_WORDS = re.compile(
    r"^(unreachable_fallback|fallback_on_error|on_(failure|error|unreachable|timeout)|failure_mode)$"
)
_ALLOWING = frozenset(
    {"fail_open", "open", "allow", "pass", "passthrough", "continue", "ignore", "monitor", "log", "skip"}
)
_BLOCKING = frozenset({"fail_closed", "closed", "block", "deny", "reject", "raise", "error", "fail", "stop"})
_ADDRESSES = ("api_base", "base_url", "aws_bedrock_runtime_endpoint", "presidio_analyzer_api_base", "database_url")


def is_configuration(document: Node) -> bool:
    """True if the document is the configuration of such a proxy."""
    return any(entry.get("litellm_params").is_mapping for entry in document.get("model_list").members)


def _value(node: Node) -> Value:
    match = _ENVIRONMENT.match(node.text)
    return variable(match[1]) if match else decoded(node.text)


def observations(frame: Frame, document: Node, offset: int = 0) -> Iterator[AnyObservation]:
    """Models, addresses, order of upstreams, checks. `offset` is added to each line."""
    reader = _Reader(frame, offset)
    models = document.get("model_list").members
    for entry in models:
        yield from reader.model(entry)
    yield from reader.upstreams(document, models)
    for check in document.get("guardrails").members:
        yield from reader.check(check)
    yield from reader.general(document)


class _Reader:
    """The frame of the file and where the document starts in it."""

    def __init__(self, frame: Frame, offset: int) -> None:
        self.frame = frame
        self.offset = offset

    def fact(self, line: int, kind: str, name: str, **fields: str) -> AnyObservation:
        pairs = tuple(sorted((key, value) for key, value in fields.items() if value))
        return self.frame.make(Fact, line + self.offset, kind=kind, name=name, fields=pairs)

    def model(self, entry: Node) -> Iterator[AnyObservation]:
        parameters = entry.get("litellm_params")
        model = parameters.get("model")
        if model.is_scalar:
            elsewhere = parameters.first("api_base", "base_url").is_scalar
            bare = decoded(_WORDING.sub("", model.text)) if elsewhere else _value(model)
            yield self.frame.make(
                ModelName, model.line + self.offset, value=bare, key="model_list.litellm_params.model"
            )
        yield from self.addresses(parameters, "model_list.litellm_params")

    def addresses(self, node: Node, prefix: str) -> Iterator[AnyObservation]:
        """Addresses in a block, and the variables that it reads."""
        for key, value in node.items():
            if not value.is_scalar:
                continue
            line = value.line + self.offset
            if key in _ADDRESSES or re.match(r"^https?://", value.text):
                yield self.frame.make(Address, line, value=_value(value), key=f"{prefix}.{key}")
            elif match := _ENVIRONMENT.match(value.text):
                yield self.frame.make(EnvironmentRead, line, name=match[1])

    def upstreams(self, document: Node, models: tuple[Node, ...]) -> Iterator[AnyObservation]:
        """Each public name with its deployments, then what stands in for it."""
        settings = [document.get("router_settings"), document.get("litellm_settings")]
        standing_in = _fallbacks(settings)
        names = list(dict.fromkeys(entry.get("model_name").text for entry in models))
        for name in names:
            order = 0
            chain = [name, *standing_in.get(name, standing_in.get("*", []))]
            for public in dict.fromkeys(chain):
                for entry in models:
                    if entry.get("model_name").text == public:
                        yield self._upstream(name, entry, order, several=len(chain) > 1)
                        order += 1

    def _upstream(self, route: str, entry: Node, order: int, *, several: bool) -> AnyObservation:
        parameters = entry.get("litellm_params")
        model = parameters.get("model")
        address = parameters.first("api_base", "base_url")
        region = parameters.first(*_REGIONS)
        return self.fact(
            entry.line, "upstream", route, route=route, gateway="litellm", order=str(order),
            address=str(_value(address)) if address.is_scalar else "", model=str(_value(model)),
            region=str(_value(region)) if region.is_scalar else "",
            when="automatic" if several or order else "configured",
        )  # fmt: skip

    def check(self, entry: Node) -> Iterator[AnyObservation]:
        parameters = entry.get("litellm_params")
        guardrail = parameters.get("guardrail").text
        name = entry.get("guardrail_name").text or guardrail
        words = f"{guardrail} {name}".lower()
        kind = next((kind for word, kind in _CHECKS.items() if word in words), "guard")
        address = parameters.first("api_base", "presidio_analyzer_api_base")
        yield self.fact(
            entry.line, "check", name, check=kind, scope="gateway", policy_source="file",
            address=str(_value(address)) if address.is_scalar else "", on_failure=_on_failure(parameters),
            timeout="true" if _waits(parameters) else "", guard=guardrail,
        )  # fmt: skip
        yield from self.addresses(parameters, "guardrails.litellm_params")

    def general(self, document: Node) -> Iterator[AnyObservation]:
        """The gateway itself: where its records go, how long it waits."""
        settings = document.get("litellm_settings")
        sinks = dict.fromkeys(sink for key in ("success_callback", "callbacks") for sink in settings.get(key).texts)
        timeout = settings.first("request_timeout") or document.get("router_settings", "timeout")
        yield self.fact(
            document.line, "gateway", "litellm", policy_source="file", log_sink=",".join(sinks),
            timeout="true" if timeout.is_scalar else "",
        )  # fmt: skip
        yield from self.addresses(document.get("general_settings"), "general_settings")
        yield from self.addresses(document.get("litellm_settings", "cache_params"), "litellm_settings.cache_params")


def _fallbacks(settings: list[Node]) -> dict[str, list[str]]:
    """Public name to the names that stand in for it; "*" for those that stand in for any."""
    found: dict[str, list[str]] = {}
    for block in settings:
        for key in _FALLBACKS:
            for member in block.get(key).members:
                if member.is_scalar:
                    found.setdefault("*", []).append(member.text)
                for name, others in member.items():
                    found.setdefault(name, []).extend(others.texts)
    return found


def _on_failure(parameters: Node) -> str:
    """What becomes of a request whose check does not answer: `block`, `allow`, "" if the file does not say.

    A check that runs in mode `logging_only` alone stops nothing, whatever happens to it
    (https://docs.litellm.ai/docs/proxy/guardrails/quick_start).
    """
    modes = parameters.get("mode").texts
    if modes and set(modes) == {"logging_only"}:
        return "allow"
    for path, node in parameters.walk():
        if not path or not node.is_scalar:
            continue
        word = node.text.strip().lower().replace("-", "_")
        if path[-1] in _FAILURE_FLAGS and node.flag is not None:
            said = _FAILURE_FLAGS[path[-1]]
            return said if node.flag else "block" if said == "allow" else "allow"
        if _FAILURE_WORDS.match(path[-1]) and word in _ALLOWING | _BLOCKING:
            return "allow" if word in _ALLOWING else "block"
    return ""


def _waits(parameters: Node) -> bool:
    """True if a time limit is set for the check."""
    return any(
        path and path[-1].rsplit("_", 1)[-1] == "timeout" and node.is_scalar and node.text not in ("0", "0.0")
        for path, node in parameters.walk()
    )
