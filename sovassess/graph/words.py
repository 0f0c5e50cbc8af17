"""The closed sets of values that fields can have, for telling a misspelt value. It decides nothing about items."""

from __future__ import annotations

from collections.abc import Iterable

from sovassess.model.enums import Context, EvidenceKind, Operator, Phase, Role, Strength, Switch

_WHOSE = ("self", "vendor", "none")
_OPERATORS = (Operator.SELF.value, Operator.VENDOR.value)


def _values(words: Iterable[str]) -> frozenset[str]:
    return frozenset(str(word) for word in words)


# Fields that mean the same wherever they occur.
_BY_FIELD: dict[str, frozenset[str]] = {
    "role": _values(Role),
    "target_role": _values(Role),
    "strength": _values(Strength),
    "operated_by": _values(_OPERATORS),
    "target_operated_by": _values(_OPERATORS),
    "source_operated_by": _values(_OPERATORS),
    "registry_operated_by": _values(_OPERATORS),
    "packages_operated_by": _values(_OPERATORS),
    "backup_operated_by": _values(_OPERATORS),
    "phases": _values(Phase),
    "switch": _values(Switch),
    "data": _values(("content", "metadata", "none")),
    "substitutability": _values(("open-protocol", "portable", "proprietary")),
    "via_gateway": _values(_WHOSE),
    "gateway": _values(_WHOSE),
    "authorizer": _values(_WHOSE),
    "redaction": _values(_WHOSE),
    "log_sink": _values(_WHOSE),
    "logged_to": _values(_WHOSE),
    "placement": _values(("stated", "chosen", "nowhere")),
    "status": _values(("active", "frozen", "withdrawn", "ended")),
    "account": _values(("own", "foreign")),
    "encryption_key": _values(("self", "customer", "provider", "none")),
    "telemetry_kind": _values(("usage", "observability", "crash", "trace")),
    "policy_source": _values(("file", "remote", "provider")),
    "runtime": _values(("container", "process", "function")),
    "check_scope": _values(("gateway", "application", "none")),
    "scope": _values(("gateway", "application")),
    "task": _values(("chat", "embeddings", "speech", "safety", "rerank", "image")),
    "version": _values(("pinned", "floating")),
    "weights_from": _values(("local", "registry", "hub")),
    "assets_from": _values(("local", "registry", "hub")),
    "weights_format": _values(("safetensors", "gguf", "onnx", "engine")),
    "on_failure": _values(("block", "allow")),
    "egress": _values(("denied", "open")),
    "use": _values(("base", "run", "ci")),
    "pin": _values(("digest", "version", "moving", "none")),
    "governance": _values(("community", "vendor")),
    "state": _values(("supported", "ended")),
    "context": _values(Context),
    "evidence": _values(EvidenceKind),
    "purpose": _values(("build", "deploy", "model-training", "safety-eval", "reproducibility", "signing", "other")),
    "keys": _values(("self", "vendor")),
}
# Fields whose values depend on the kind of item.
_BY_KIND: dict[tuple[str, str], frozenset[str]] = {
    ("dependency", "artifact"): _values(("image", "package-set", "weights", "chart")),
    ("path", "check"): _values(("self", "vendor", "mixed", "none")),
    ("check", "check"): _values(("moderation", "pii", "jailbreak", "guard", "authorization")),
    ("component", "type"): _values(("workload", "service", "image", "package", "terraform", "pipeline", "workflow")),
    ("artifact", "type"): _values(("image", "chart", "package-set", "weights", "dataset")),
    ("artifact", "phase"): _values(("build", "start")),
    ("literal", "type"): _values(("model-endpoint", "model-name", "vendor-endpoint", "account-id")),
    ("command", "type"): _values(("pipe-to-shell", "moving-download")),
}


def closed_values(kind: str, field: str) -> frozenset[str]:
    """The values that a field of a kind can have; empty if anything goes."""
    return _BY_KIND.get((kind, field), _BY_FIELD.get(field, frozenset()))
