"""Settings of AI front ends, guards and test benches: LibreChat, NeMo and Guardrails AI, promptfoo."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.containers import Frame
from sovassess.detectors.detector import Detector
from sovassess.formats.interpolation import interpolated
from sovassess.formats.yaml import Node, documents
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import Address, AnyObservation, EnvironmentRead, Fact, Import, ModelName
from sovassess.model.values import literal
from sovassess.source.view import FileView

_VARIABLE = re.compile(r"^\$\{([A-Za-z_]\w*)\}$")
_URL = re.compile(r"^(https?|wss?)://\S+$|^\$\{\w+\}$")
# Words in the names of rails, what they check, and who does it (docs.nvidia.com/nemo/guardrails, "Guardrails Library",
# read 2026-11-22): "self" in the process, "model" the model that the rail names or else the main one, "server" the
# address in the rail's settings or else the process, anything else the guard of that name.
_RAILS = (
    ("jailbreak detection", "jailbreak", "server"), ("injection", "jailbreak", "self"),
    ("jailbreak", "jailbreak", "model"), ("sensitive data", "pii", "self"), ("presidio", "pii", "self"),
    ("gliner", "pii", "server"), ("private ai", "pii", "private_ai"), ("pii", "pii", "private_ai"),
    ("activefence", "moderation", "activefence"), ("patronus", "guard", "patronus"),
    ("autoalign", "guard", "autoalign"), ("prompt security", "guard", "prompt_security"),
    ("pangea", "guard", "pangea"), ("ai defense", "guard", "cisco_ai_defense"), ("fiddler", "guard", "fiddler"),
    ("cleanlab", "guard", "cleanlab"), ("clavata", "guard", "clavata"), ("trend ai", "guard", "trend_micro"),
    ("gcpnlp", "moderation", "gcp_text_moderation"), ("guardrailsai", "guard", "self"), ("regex", "guard", "self"),
    ("alignscore", "guard", "server"), ("llama guard", "moderation", "model"), ("moderation", "moderation", "model"),
    ("content safety", "moderation", "model"), ("topic safety", "guard", "model"),
    ("self check input", "moderation", "model"), ("self check output", "moderation", "model"),
    ("self check", "guard", "model"),
)  # fmt: skip
# What engines are called by whoever else names them.
_ENGINES = {
    "nim": "nvidia_nim", "nvidia_ai_endpoints": "nvidia_nim", "amazon_bedrock": "bedrock", "togetherai": "together",
    "huggingface_endpoint": "huggingface", "huggingface_hub": "huggingface",
}  # fmt: skip
_OWN_ENGINES = frozenset({"", "self_hosted", "hf_pipeline_local", "vllm_openai", "trt_llm", "ollama", "llamacpp"})
_ENGINE = re.compile(r"(?m)^[ \t]+(?:-[ \t]+)?engine[ \t]*:|^[ \t]+-[ \t]*\{[^\n#]*\bengine[ \t]*:")
_TYPE = re.compile(r"(?m)^[ \t]+(?:-[ \t]+)?(?:\{[ \t]*)?type[ \t]*:|^rails[ \t]*:")
_XML_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_HUB = re.compile(r"\b(?:validators|format|on-[\w-]+)\s*=\s*[\"'][^\"']*\bhub://")
_TEST_BENCH = re.compile(r"(^|/)promptfooconfig[\w.-]*\.ya?ml$|\.promptfoo\.ya?ml$")


def _claims(path: str) -> bool:
    return path.endswith((".yml", ".yaml", ".rail"))


def _kind(view: FileView) -> str:
    text = view.text[:60_000]
    if view.path.endswith(".rail"):
        return "validators" if "hub://" in text else ""
    if _TEST_BENCH.search(view.path):
        return "promptfoo" if re.search(r"(?m)^(providers|targets)\s*:", text) else ""
    if re.search(r"(^|/)librechat[\w.-]*\.ya?ml$", view.path):
        return "librechat" if re.search(r"(?m)^(endpoints|version)\s*:", text) else ""
    rails = re.search(r"(?m)^models[ \t]*:", text) and _ENGINE.search(text)
    return "nemo" if rails and _TYPE.search(text) else ""


def _recognises(view: FileView) -> bool:
    return bool(_kind(view))


def _detect(view: FileView) -> Iterator[AnyObservation]:
    kind = _kind(view)
    usage = Usage.DEV if kind == "promptfoo" else Usage.MAIN
    frame = Frame(view=view, usage=usage)
    if kind == "validators":
        yield from _validators(frame)
        return
    for document in documents(view.text):
        if kind == "promptfoo":
            yield from _bench(frame, document)
        elif kind == "librechat":
            yield from _endpoints(frame, document)
        else:
            yield from _rails(frame, document)


def _address(frame: Frame, node: Node, key: str) -> Iterator[AnyObservation]:
    if node.is_scalar and _URL.match(node.text):
        yield frame.make(Address, node.line, value=interpolated(node.text), key=key)


# ---------------------------------------------------------------------------------------------------- LibreChat


def _endpoints(frame: Frame, document: Node) -> Iterator[AnyObservation]:
    for entry in document.get("endpoints", "custom").members:
        yield from _address(frame, entry.get("baseURL"), "endpoints.custom.baseURL")
        key = _VARIABLE.match(entry.get("apiKey").text)
        if key:
            yield frame.make(EnvironmentRead, entry.get("apiKey").line, name=key[1])
        for model in entry.get("models", "default").members:
            if model.is_scalar:
                yield frame.make(
                    ModelName, model.line, value=literal(model.text), key="endpoints.custom.models.default"
                )
    for group in document.get("endpoints", "azureOpenAI", "groups").members:
        instance = group.get("instanceName")
        if instance.is_scalar:
            host = f"https://{instance.text}.openai.azure.com"
            yield frame.make(Address, instance.line, value=interpolated(host), key="endpoints.azureOpenAI.instanceName")
        yield from _address(frame, group.get("baseURL"), "endpoints.azureOpenAI.baseURL")
    for path, node in document.walk():
        if (
            path
            and path[0] in ("speech", "ocr", "webSearch", "memory")
            and path[-1].lower().endswith(("url", "baseurl"))
        ):
            yield from _address(frame, node, ".".join(path))


# ---------------------------------------------------------------------------------------------- NeMo Guardrails


def _rails(frame: Frame, document: Node) -> Iterator[AnyObservation]:
    entries = document.get("models").members
    for entry in entries:
        model, address = entry.get("model"), _model_address(entry)
        if model.is_scalar:
            engine = _engine(entry)
            named = f"{engine}:{model.text}" if engine else model.text
            yield frame.make(ModelName, model.line, value=interpolated(named), key="models.model")
        yield from _address(frame, address, "models.parameters.base_url")
    for direction in ("input", "output", "retrieval", "dialog"):
        for flow in document.get("rails", direction, "flows").members:
            yield _rail(frame, flow, entries, document.get("rails", "config"))
    for path, node in document.get("rails", "config").walk():
        if path:
            yield from _address(frame, node, "rails.config." + ".".join(path))


def _model_address(entry: Node) -> Node:
    parameters = entry.get("parameters")
    return parameters.first("base_url", "openai_api_base", "azure_endpoint", "endpoint_url", "api_base")


def _engine(entry: Node) -> str:
    """The word for who serves a model of the configuration, "" where an address or the process itself does."""
    engine = entry.get("engine").text
    if _model_address(entry).is_scalar or engine in _OWN_ENGINES:
        return ""
    return _ENGINES.get(engine, engine)


def _rail(frame: Frame, flow: Node, models: tuple[Node, ...], settings: Node) -> AnyObservation:
    words = flow.text.lower()
    check, by = next(((check, by) for word, check, by in _RAILS if word in words), ("guard", ""))
    fields = {"check": check, "policy_source": "file", "scope": "application"}
    match by:
        case "self":
            fields["operated_by"] = "self"
        case "model":
            wanted = re.search(r"\$model=(\w+)", flow.text)
            kind = wanted[1] if wanted else "main"
            asked = next((entry for entry in models if entry.get("type").text == kind), None)
            if asked is not None:
                address = _model_address(asked)
                fields["address"] = address.shown if address.is_scalar else _engine(asked)
                if not fields["address"]:
                    fields["operated_by"] = "self"
        case "server":
            addresses = [node.shown for path, node in settings.walk() if path and _is_address(node)]
            fields |= {"address": addresses[0]} if addresses else {"operated_by": "self"}
        case _:
            fields["guard"] = by
    kept = tuple(sorted(field for field in fields.items() if field[1]))
    return frame.make(Fact, flow.line, kind="check", name=flow.text[:80], fields=kept)


def _is_address(node: Node) -> bool:
    return node.is_scalar and _URL.match(node.text) is not None


def _validators(frame: Frame) -> Iterator[AnyObservation]:
    """A specification of Guardrails AI names validators by their place in its hub, as code does by an import."""
    text = _XML_COMMENT.sub(lambda match: "\n" * match[0].count("\n"), frame.view.text)
    for number, line in enumerate(text.split("\n"), 1):
        if _HUB.search(line):
            yield frame.make(Import, number, language="python", module="guardrails.hub")
            return


# ---------------------------------------------------------------------------------------------------- promptfoo


def _bench(frame: Frame, document: Node) -> Iterator[AnyObservation]:
    for holder in (document.first("providers", "targets"), document.get("defaultTest", "options", "provider")):
        for entry in holder.members or (holder,):
            yield from _provider(frame, entry)


def _provider(frame: Frame, entry: Node) -> Iterator[AnyObservation]:
    name = entry if entry.is_scalar else entry.get("id")
    settings = entry.get("config")
    if not name and entry.is_mapping and len(entry.entries) == 1:
        name, settings = entry.entries[0][0], entry.entries[0][1].get("config")
    if not name.is_scalar:
        return
    address = settings.first("apiBaseUrl", "apiHost", "url", "baseUrl")
    if _URL.match(name.text):
        yield from _address(frame, name, "providers")
    elif not re.match(r"^(file|python|exec|webhook|package)[:/]|^(echo|http)$", name.text):
        vendor, _, model = name.text.partition(":")
        model = re.sub(r"^(chat|completion|completions|messages|responses|embedding|embeddings|text):", "", model)
        shown = model if address.is_scalar or not model else f"{vendor}:{model}"
        yield frame.make(ModelName, name.line, value=interpolated(shown or vendor), key="providers")
    yield from _address(frame, address, "providers.config.apiBaseUrl")


DETECTOR = Detector(
    id="assistant-settings",
    title="Settings of an AI front end, guard or test bench",
    evidence=EvidenceKind.CONFIG,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
