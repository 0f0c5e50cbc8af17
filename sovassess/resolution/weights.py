"""Drafts from the name of weights that a server or a library loads: its own disk, a hub, a store, or an address.

Decides by what is written where they lie; what is on a disk or a bucket it does not look up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from sovassess.model.dependencies import ModelUse
from sovassess.model.enums import Confidence, Operator, Phase, Role, Strength
from sovassess.model.observations import ModelName, Observation
from sovassess.model.scan import FileObservations
from sovassess.resolution.addresses import is_bucket
from sovassess.resolution.drafts import Draft, Target
from sovassess.resolution.habits import switched
from sovassess.resolution.scene import Scene

HUB = "hugging-face-hub"
OLLAMA = "ollama-registry"
MODELSCOPE = "modelscope"
AMAZON = "amazon-s3"
OFFLINE = "local_files_only"
"""In the condition of a name: the call that it stands in loads from the disk alone."""
_ON = ("1", "true", "yes", "on")
_OFFLINE: dict[str, tuple[str, ...]] = {"HF_HUB_OFFLINE": _ON, "TRANSFORMERS_OFFLINE": _ON}
# docs.vllm.ai "Environment Variables"; docs.sglang.ai "Use ModelScope"; lmdeploy.readthedocs.io "Get started".
_MODELSCOPE: dict[str, tuple[str, ...]] = dict.fromkeys(
    ("VLLM_USE_MODELSCOPE", "SGLANG_USE_MODELSCOPE", "LMDEPLOY_USE_MODELSCOPE", "OPENMIND_USE_MODELSCOPE"), _ON
)
_HUB_ID = re.compile(r"^[A-Za-z0-9][\w.-]*/[\w.-]+$")
_LOCAL_PATH = re.compile(r"^(\.{0,2}/|~|[A-Za-z]:\\|file:|pvc:|/)")
_FILE = re.compile(r"\.(gguf|ggml|bin|safetensors|engine|plan|onnx|pt|pth|ckpt)$", re.IGNORECASE)
# A hub that the name itself says, in the ways in which servers take one: `hf://a/b`, `hf.co/a/b:Q4`, a file's URL.
_AT_HUB = re.compile(
    r"^(?:(?:hf|huggingface)://|(?:https?://)?(?:www\.)?(?:hf\.co|huggingface\.co)/)(?P<hf>[\w.-]+/[\w.-]+)"
    r"|^(?:(?:ms|modelscope)://|(?:https?://)?(?:www\.)?modelscope\.(?:cn|ai)/(?:models/)?)(?P<ms>[\w.-]+/[\w.-]+)"
)
# Triton names a store of Azure by its account: `as://ACCOUNT/CONTAINER/PATH`.
_AZURE = re.compile(r"^as://(?P<account>[a-z0-9]+)(?:\.blob\.core\.windows\.net)?/")
# Triton puts the address of a store that speaks S3 before the bucket: `s3://https://HOST:443/BUCKET/PATH`.
_OWN_STORE = re.compile(r"^s3://(?P<address>(?:https?://)?[\w.-]+:\d{1,5})/")
# An operator of a cluster is told which store it is by a secret, and the tree need not hold that.
_BY_OPERATOR = frozenset({"storageUri", "modelUri", "uri", "url"})
_URL = re.compile(r"^(https?|oci|gs|ngc)://")
_OLLAMA_SCHEME = "ollama"


def bare_name(text: str) -> str:
    """The model's name in what is written: the last part of a path or an address, owner and name at a hub."""
    named = _AT_HUB.match(text)
    if named is not None:
        return named["hf"] or named["ms"]
    if _LOCAL_PATH.match(text) or "://" in text:
        return text.rstrip("/").rsplit("/", 1)[-1]
    return text


def is_on_disk(text: str) -> bool:
    """True for a path, and for a name that ends like a file, which no hub's does."""
    return bool(_LOCAL_PATH.match(text)) or ("://" not in text and _FILE.search(text) is not None)


def draft_weights(
    scene: Scene, file: FileObservations, observation: ModelName, text: str, use: ModelUse, *, hub: Target | None = None
) -> Iterator[Draft]:
    """A server or library loads weights: from its own disk, or at start from a hub, a store or an address. `hub` is
    where the software that loads them takes them from by itself, None for the hub that most use."""
    if OFFLINE in observation.condition:
        yield _self_served(scene, file, observation, _from(use, "local"))
        return
    target = hub or _source(scene, file, observation, text, use)
    if target is None:
        kept = is_on_disk(text) or _is_at_hub(text, use)
        yield _self_served(scene, file, observation, _from(use, "local") if kept else use)
        return
    own = target.operated_by is Operator.SELF
    yield _self_served(scene, file, observation, _from(use, "registry" if own else "hub"))
    yield scene.draft(
        target,
        file,
        observation,
        base=Strength.DEFAULT,
        role=target.role if target.role is Role.DATA_STORE else Role.REGISTRY,
        phases=(Phase.START, Phase.UPDATE),
        confidence=Confidence.HIGH,
        how="weights",
        attributes=(("artifact", "weights"), ("pinned", "true" if "@" in text else "false"), ("weights", text)),
    )


def _is_at_hub(text: str, use: ModelUse) -> bool:
    return bool(_HUB_ID.match(text) or _AT_HUB.match(text)) or use.family is not None


def _source(scene: Scene, file: FileObservations, observation: ModelName, text: str, use: ModelUse) -> Target | None:
    """Whoever gives the weights away, None for one's own disk and for a name that says nothing."""
    if is_on_disk(text):
        return None
    found = _elsewhere(scene, file, observation, text)
    return found or (_hub(scene, file, observation, text) if _is_at_hub(text, use) else None)


def _elsewhere(scene: Scene, file: FileObservations, observation: ModelName, text: str) -> Target | None:
    """Whoever holds weights that are named by an address of their own; None for the name of a model."""
    if _AT_HUB.match(text):
        return None
    if text.startswith("ngc://"):
        return scene.service("nvidia-ngc")
    if store := _OWN_STORE.match(text):
        address = store["address"]
        return scene.address(address if "://" in address else f"http://{address}", role=Role.DATA_STORE)
    if is_bucket(text):
        named = observation.key in _BY_OPERATOR
        return scene.bucket(file, observation) if named else stored_at(scene, file, observation)
    if account := _AZURE.match(text):
        return scene.address(f"https://{account['account']}.blob.core.windows.net", role=Role.DATA_STORE)
    return scene.address(text, role=Role.REGISTRY) if _URL.match(text) else None


def stored_at(scene: Scene, file: FileObservations, observation: Observation) -> Target | None:
    """Whoever keeps the buckets of a program that speaks S3 by a client of its own: Amazon, asked where
    no variable names another store."""
    found = scene.bucket(file, observation)
    return scene.service(AMAZON) if found.operated_by is Operator.UNKNOWN else found


def _hub(scene: Scene, file: FileObservations, observation: ModelName, text: str) -> Target | None:
    """The hub that a model is taken from, None where the way there is closed."""
    owners = scene.owners(file, observation)
    named = _AT_HUB.match(text)
    if named is not None and named["ms"]:
        return scene.service(MODELSCOPE)
    if named is None and _is_ollamas(scene, file, observation):
        return scene.service(OLLAMA)
    if switched(scene, _OFFLINE, owners, (file, observation)):
        return None
    if named is None and switched(scene, _MODELSCOPE, owners, (file, observation)):
        return scene.service(MODELSCOPE)
    target = scene.service(HUB)
    for setting in scene.environment.settings_of("HF_ENDPOINT", owners):
        for resolved in scene.texts_of(setting, owners):
            target = scene.address(resolved.text, role=Role.REGISTRY) or target
    return target


def _is_ollamas(scene: Scene, file: FileObservations, observation: ModelName) -> bool:
    """True where the server that loads the weights gets them from a library of its own."""
    images = [scene.components.by_id[owner].images for owner in scene.owners(file, observation)]
    return (
        file.detector == "modelfile"
        or observation.key.startswith(_OLLAMA_SCHEME)
        or any("ollama/" in name for names in images for name in names)
    )


def _from(use: ModelUse, source: str) -> ModelUse:
    return msgspec.structs.replace(use, weights_from=source)


def _self_served(scene: Scene, file: FileObservations, observation: ModelName, use: ModelUse) -> Draft:
    owners = scene.owners(file, observation)
    entry = scene.components.by_id.get(owners[0]) if owners else None
    target = None
    if entry is not None and entry.runs and entry.hosts:
        target = scene.address(f"http://{entry.hosts[0]}", role=Role.MODEL_SERVER)
    if target is None or target.operated_by is not Operator.SELF:
        target = Target(
            service="host:in-process" if entry is None or not entry.runs else f"host:{entry.component.name}",
            name="model in the process" if entry is None or not entry.runs else entry.component.name,
            party=None,
            operated_by=Operator.SELF,
            role=Role.MODEL_SERVER,
        )
    role = Role.SAFETY if use.task == "safety" else Role.MODEL_SERVER
    return scene.draft(
        target,
        file,
        observation,
        base=Strength.DEFAULT,
        role=role,
        confidence=Confidence.HIGH,
        how="weights",
        model=use,
        attributes=(("checks", "guard"),) if use.task == "safety" else (),
    )
