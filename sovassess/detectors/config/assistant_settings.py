"""Settings of AI front ends, guards and test benches: LibreChat, NeMo Guardrails, promptfoo."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.containers import Frame
from sovassess.detectors.detector import Detector
from sovassess.formats.interpolation import interpolated
from sovassess.formats.yaml import Node, documents
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import Address, AnyObservation, EnvironmentRead, Fact, ModelName
from sovassess.model.values import literal
from sovassess.source.view import FileView

_VARIABLE = re.compile(r"^\$\{([A-Za-z_]\w*)\}$")
_URL = re.compile(r"^(https?|wss?)://\S+$|^\$\{\w+\}$")
# Words in the names of rails and what they check (docs.nvidia.com/nemo/guardrails, "Guardrails Library").
_RAILS = (
    ("jailbreak", "jailbreak"), ("injection", "jailbreak"), ("sensitive data", "pii"), ("pii", "pii"),
    ("presidio", "pii"),
    ("gliner", "pii"), ("moderation", "moderation"), ("llama guard", "moderation"), ("content safety", "moderation"),
    ("activefence", "moderation"), ("self check input", "moderation"), ("self check output", "moderation"),

)  # fmt: skip
_TEST_BENCH = re.compile(r"(^|/)promptfooconfig[\w.-]*\.ya?ml$|\.promptfoo\.ya?ml$")


def _claims(path: str) -> bool:
    return path.endswith((".yml", ".yaml"))


def _kind(view: FileView) -> str:
    text = view.text[:60_000]
    if _TEST_BENCH.search(view.path):
        return "promptfoo" if re.search(r"(?m)^(providers|targets)\s*:", text) else ""
    if re.search(r"(^|/)librechat[\w.-]*\.ya?ml$", view.path):
        return "librechat" if re.search(r"(?m)^(endpoints|version)\s*:", text) else ""
    rails = re.search(r"(?m)^models[ \t]*:", text) and re.search(r"(?m)^[ \t]+(?:-[ \t]+)?engine[ \t]*:", text)
    return "nemo" if rails and re.search(r"(?m)^[ \t]+(?:-[ \t]+)?type[ \t]*:|^rails[ \t]*:", text) else ""


def _recognises(view: FileView) -> bool:
    return bool(_kind(view))


def _detect(view: FileView) -> Iterator[AnyObservation]:
    kind = _kind(view)
    usage = Usage.DEV if kind == "promptfoo" else Usage.MAIN
    frame = Frame(view=view, usage=usage)
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
    for entry in document.get("models").members:
        engine, model, parameters = entry.get("engine").text, entry.get("model"), entry.get("parameters")
        address = parameters.first("base_url", "openai_api_base", "azure_endpoint", "endpoint_url", "api_base")
        if model.is_scalar:
            local = address.is_scalar or engine in ("", "self_hosted", "hf_pipeline_local", "vllm_openai")
            named = model.text if local else f"{engine}/{model.text}"
            yield frame.make(ModelName, model.line, value=interpolated(named), key="models.model")
        yield from _address(frame, address, "models.parameters.base_url")
    for direction in ("input", "output", "retrieval", "dialog"):
        for flow in document.get("rails", direction, "flows").members:
            words = flow.text.lower()
            check = next((kind for word, kind in _RAILS if word in words), "guard")
            fields = (("check", check), ("policy_source", "file"), ("scope", "application"))
            yield frame.make(Fact, flow.line, kind="check", name=flow.text[:80], fields=fields)
    for path, node in document.get("rails", "config").walk():
        if path:
            yield from _address(frame, node, "rails.config." + ".".join(path))


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
        shown = model if address.is_scalar or not model else f"{vendor}/{model}"
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
