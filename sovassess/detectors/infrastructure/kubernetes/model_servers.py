"""Operators that serve models: KServe, Ray, NIM and kubeai say what they load in fields of their own.

Reads what the objects write; which server stands behind an engine's name is for the catalog.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.containers import Frame, assigned, started
from sovassess.detectors.infrastructure.kubernetes.objects import Manifest, resolved
from sovassess.detectors.infrastructure.kubernetes.workloads import container_observations
from sovassess.errors import ParseError
from sovassess.formats.yaml import MISSING, Node, documents
from sovassess.model.observations import Address, AnyObservation, Fact, Image, ModelName, Workload
from sovassess.model.values import joined, literal

_HUBS = frozenset({"hf", "huggingface"})
_STORED = frozenset({"storageUri", "modelUri", "uri"})
# Kinds of which nothing is left to read once this module has read them.
WHOLE = frozenset({"InferenceService", "ServingRuntime", "ClusterServingRuntime", "LLMInferenceService",
                   "SeldonDeployment", "NIMCache", "Model"})  # fmt: skip
# Engines of kubeai, by the program that each starts.
_ENGINES = {"vllm": "vllm", "ollama": "ollama", "fasterwhisper": "speaches", "infinity": "infinity_emb"}
_SERVE_CONFIG = "serveConfigV2"
_URL = re.compile(r"^(https?|s3|gs)://\S+$")


def observed(manifest: Manifest, others: list[Manifest]) -> Iterator[AnyObservation]:
    """Servers of models, what they load and from where. What stands in Ray's and NIM's pods is read as of any custom
    resource: here only what is peculiar to them."""
    match manifest.kind:
        case "InferenceService" | "ServingRuntime" | "ClusterServingRuntime" | "LLMInferenceService":
            yield from _served(manifest, others)
        case "SeldonDeployment":
            yield from _stored(manifest)
        case "RayService" | "RayJob" if manifest.group == "ray.io":
            yield from _ray(manifest)
        case "NIMCache" if manifest.group == "apps.nvidia.com":
            yield from _nim_cache(manifest)
        case "Model" if manifest.group == "kubeai.org":
            yield from _kubeai(manifest)
        case _:
            return


def _served(manifest: Manifest, others: list[Manifest]) -> Iterator[AnyObservation]:
    """KServe: the containers of predictor, transformer and explainer, or a model that a runtime serves."""
    spec = manifest.spec
    parts = [spec, *(spec.get(name) for name in ("predictor", "transformer", "explainer", "template"))]
    containers = [entry for part in parts for entry in part.get("containers").members if entry.is_mapping]
    containers += [entry for part in parts for _, entry in part.items() if entry.get("image").is_scalar]
    frame = manifest.frame.within(manifest.key)
    image = next((entry.get("image") for entry in containers if entry.get("image").is_scalar), MISSING)
    if "Runtime" not in manifest.kind:
        names = (manifest.name, f"{manifest.name}-predictor")
        yield frame.make(
            Workload, manifest.line, key=manifest.key, name=manifest.name, kind="workload",
            image=image.value if image.is_scalar else None,
            hosts=names if manifest.name and "$" not in manifest.name else (), namespace=manifest.namespace,
        )  # fmt: skip
    for container in containers:
        yield from container_observations(frame, container, others)
    for part in parts:
        model = part.get("model")
        if model.is_mapping and not model.get("image").is_scalar:
            yield from container_observations(frame, model, others)
    yield from _stored(manifest)


def _stored(manifest: Manifest) -> Iterator[AnyObservation]:
    frame = manifest.frame.within(manifest.key)
    for path, node in manifest.spec.walk():
        if path and node.is_scalar and path[-1] in _STORED:
            yield from _loaded(frame, node, path[-1])


def _loaded(frame: Frame, node: Node, key: str) -> Iterator[AnyObservation]:
    """Weights by their address: a hub's own scheme names the model, any other says where they lie."""
    scheme, _, rest = node.text.partition("://")
    if scheme in _HUBS:
        yield frame.make(ModelName, node.line, value=literal(rest), key=key, weights=True)
    elif scheme == "ollama":
        yield frame.make(ModelName, node.line, value=literal(rest.partition("?")[0]), key="ollama url", weights=True)
    elif rest:
        yield frame.make(ModelName, node.line, value=node.value, key=key, weights=True)


def _ray(manifest: Manifest) -> Iterator[AnyObservation]:
    """What Ray Serve starts, which stands as text inside the object, and what a job runs."""
    frame = manifest.frame.within(manifest.key)
    if (entry := manifest.spec.get("entrypoint")).is_scalar:
        yield from started(frame, entry, resolved)
    text = manifest.spec.get(_SERVE_CONFIG)
    if not text.is_scalar or ":" not in text.text:
        return
    try:
        read = list(documents("\n" * (text.content_line - 1) + text.text))
    except ParseError:
        return  # text that a template engine completes; the object itself is sound
    for document in read:
        for path, node in document.walk():
            yield from _of_serve(frame, path, node)


def _of_serve(frame: Frame, path: tuple[str, ...], node: Node) -> Iterator[AnyObservation]:
    leaf = path[-1] if path else ""
    if leaf == "model_loading_config" and (source := node.first("model_source", "model_id")).is_scalar:
        if "://" not in source.text:
            yield frame.make(ModelName, source.line, value=source.value, key="model_source", weights=True)
    elif leaf == "env_vars" and node.is_mapping:
        for name, value in node.items():
            if value.is_scalar:
                yield from assigned(frame, value.line, name, resolved(value.text))
    elif node.is_scalar and "env_vars" not in path and _URL.match(node.text):
        yield frame.make(Address, node.line, value=node.value, key=".".join(path))


def _nim_cache(manifest: Manifest) -> Iterator[AnyObservation]:
    """The image that fetches weights, and of which model; they come from NVIDIA or from a hub of models."""
    frame = manifest.frame.within(manifest.key)
    for _kind, source in manifest.spec.get("source").items():  # noqa: PERF102 - a node, not a dict
        if (puller := source.get("modelPuller")).is_scalar:
            yield frame.make(Image, puller.line, reference=puller.value, use="run")
        if (endpoint := source.get("endpoint")).is_scalar:
            yield frame.make(Address, endpoint.line, value=endpoint.value, key="source.endpoint")
    hub = manifest.spec.get("source", "hf")
    if (owner := hub.get("namespace")).is_scalar and (model := hub.get("modelName")).is_scalar:
        value = joined([owner.value, literal("/"), model.value])
        yield frame.make(ModelName, model.line, value=value, key="source.hf.modelName", weights=True)


def _kubeai(manifest: Manifest) -> Iterator[AnyObservation]:
    """A model of kubeai: its weights by address, and a server that the operator starts for it."""
    spec = manifest.spec
    if not (url := spec.get("url")).is_scalar:
        return
    frame = manifest.frame.within(manifest.key)
    image = spec.get("image")
    yield frame.make(
        Workload, manifest.line, key=manifest.key, name=manifest.name, kind="workload",
        image=image.value if image.is_scalar else None, hosts=(), namespace=manifest.namespace,
    )  # fmt: skip
    if image.is_scalar:
        yield frame.make(Image, image.line, reference=image.value, use="run")
    engine = spec.get("engine")
    if engine.is_scalar and (program := _ENGINES.get(engine.text.lower())):
        yield frame.make(Fact, engine.line, kind="server", name=program)
    yield from _loaded(frame, url, "url")
    yield from started(frame, spec.get("args"), resolved)
    for name, value in spec.get("env").items():
        if value.is_scalar:
            yield from assigned(frame, value.line, name, resolved(value.text))
