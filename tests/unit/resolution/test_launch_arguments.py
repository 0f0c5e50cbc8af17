"""What the arguments and variables of model servers say about who gives the weights and so who can withhold them."""

from __future__ import annotations

import json

import pytest
from yaml import safe_dump

from sovassess.model.enums import Operator, Role
from tests.unit.resolution.estate import Files, dependencies, of_role, party

OFFICIAL = {
    "sglang": "lmsysorg/sglang:v0.5.4",
    "tgi": "ghcr.io/huggingface/text-generation-inference:3.3.6",
    "tei": "ghcr.io/huggingface/text-embeddings-inference:1.8",
    "llama": "ghcr.io/ggml-org/llama.cpp:server",
    "triton": "nvcr.io/nvidia/tritonserver:25.08-py3",
    "vllm": "vllm/vllm-openai:v0.11.0",
    "ollama": "ollama/ollama:0.12.3",
    "nim": "nvcr.io/nim/meta/llama-3.3-70b-instruct:1.8.0",
}
SGLANG = "python3 -m sglang.launch_server --port 30000 --model-path "
REPOSITORY = "tritonserver --model-repository="


def server(image: str, command: str = "", **environment: str) -> Files:
    service: dict[str, object] = {"image": OFFICIAL.get(image, image)}
    if command:
        service["command"] = command
    if environment:
        service["environment"] = environment
    return {"compose.yaml": safe_dump({"services": {"llm": service}})}


def weights_of(files: Files) -> set[tuple[str, str]]:
    """Who gives the weights, by party and service."""
    found = of_role(files, Role.REGISTRY, Role.DATA_STORE)
    return {(party(entry), entry.service) for entry in found if "weights" in entry.attributes}


HUB = ("hugging-face", "hugging-face-hub")
AMAZON = ("amazon", "amazon-s3")
CASES = [
    (server("sglang", SGLANG + "Qwen/Qwen3-8B"), HUB),
    (server("registry.corp.internal/own:1", SGLANG + "Qwen/Qwen3-8B"), HUB),
    (server("sglang", SGLANG + "Qwen/Qwen3-8B", SGLANG_USE_MODELSCOPE="true"), ("modelscope", "modelscope")),
    (server("sglang", SGLANG + "Qwen/Qwen3-8B", HF_ENDPOINT="https://hub.corp.internal"), ("self", "")),
    (server("tgi", "--model-id mistralai/Mistral-7B-Instruct-v0.3"), HUB),
    (server("tgi", MODEL_ID="mistralai/Mistral-7B-Instruct-v0.3"), HUB),
    (server("tei", MODEL_ID="BAAI/bge-m3"), HUB),
    (server("llama", "-hf ggml-org/gemma-3-1b-it-GGUF"), HUB),
    (server("llama", LLAMA_ARG_HF_REPO="ggml-org/gemma-3-1b-it-GGUF"), HUB),
    (server("llama", "-mu https://huggingface.co/ggml-org/x/resolve/main/x.gguf"), HUB),
    (server("llama", "-mu https://models.corp.internal/x.gguf"), ("self", "")),
    (server("triton", REPOSITORY + "s3://corp-models/a"), AMAZON),
    (server("triton", REPOSITORY + "s3://corp-models/a", AWS_ENDPOINT_URL="https://s3.fr-par.scw.cloud"),
     ("scaleway", "scaleway-object-storage")),
    (server("triton", REPOSITORY + "s3://https://s3.fr-par.scw.cloud:443/corp-models/a"),
     ("scaleway", "scaleway-object-storage")),
    (server("triton", REPOSITORY + "s3://minio:9000/corp-models/a"), ("self", "")),
    (server("triton", REPOSITORY + "gs://corp-models/a"), ("google", "google-cloud-storage")),
    (server("triton", REPOSITORY + "as://corpmodels/a/b"), ("microsoft", "azure-blob-storage")),
    (server("vllm", "--model Qwen/Qwen3-8B"), HUB),
    (server("vllm", "--model s3://corp-models/a --load-format runai_streamer"), AMAZON),
    (server("vllm", "--model Qwen/Qwen3-8B", VLLM_USE_MODELSCOPE="True"), ("modelscope", "modelscope")),
    (server("ollama", "ollama pull llama3.3"), ("ollama", "ollama-registry")),
    (server("ollama", "ollama pull hf.co/bartowski/Llama-3.2-1B-Instruct-GGUF"), HUB),
    (server("nim"), ("nvidia", "nvidia-ngc")),
    ({"Modelfile": "FROM llama3.2\n"}, ("ollama", "ollama-registry")),
    ({"Modelfile": "FROM hf.co/bartowski/Llama-3.2-1B-Instruct-GGUF:Q4_K_M\n"}, HUB),
]  # fmt: skip


@pytest.mark.parametrize(("files", "giver"), CASES, ids=[json.dumps(dict(files)) for files, _ in CASES])
def test_who_gives_the_weights_is_told_by_the_command(files: Files, giver: tuple[str, str]) -> None:
    ((who, service),) = weights_of(files)
    assert who == giver[0]
    assert not giver[1] or service == giver[1]


@pytest.mark.parametrize(
    "files",
    [
        server("sglang", SGLANG + "/models/Qwen3-8B"),
        server("tgi", "--model-id /data/mistral"),
        server("tgi", MODEL_ID="/data/mistral"),
        server("llama", "-m /models/Qwen3-8B-Q4.gguf"),
        server("llama", "-m models/Qwen3-8B-Q4.gguf"),
        server("llama", LLAMA_ARG_MODEL="/models/Qwen3-8B-Q4.gguf"),
        server("triton", REPOSITORY + "/models"),
        server("vllm", "--model Qwen/Qwen3-8B", HF_HUB_OFFLINE="1"),
        {"Modelfile": "FROM ./llama.gguf\n"},
    ],
    ids=lambda files: json.dumps(dict(files)),
)
def test_weights_on_ones_own_disk_are_given_by_nobody(files: Files) -> None:
    assert weights_of(files) == set()
    assert any(e.operated_by is Operator.SELF for e in of_role(files, Role.MODEL_SERVER))


@pytest.mark.parametrize(
    "files",
    [
        server("registry.corp.internal/shop:1", "shop -m shop.main", MODEL_ID="corp/TX-400"),
        server("registry.corp.internal/shop:1", "", NOTE=REPOSITORY + "s3://corp-models/a"),
        {"compose.yaml": "services:\n  a:\n    image: registry.corp.internal/a:1\n    # command: " + SGLANG + "a/b\n"},
        {"notes.md": REPOSITORY + "s3://corp-models/a"},
    ],
    ids=["another program's variable", "a note", "a comment", "prose"],
)
def test_what_only_looks_like_such_an_argument_loads_nothing(files: Files) -> None:
    assert weights_of(files) == set()
    assert not [entry for entry in dependencies(files) if entry.models]


def test_the_image_of_a_nim_names_its_model() -> None:
    (found,) = of_role(server("nim"), Role.MODEL_SERVER)
    assert [(use.id, use.developer) for use in found.models] == [("meta/llama-3.3-70b-instruct", "meta")]


def test_a_hub_of_ones_own_is_not_asked_for_what_an_address_names() -> None:
    files = server("llama", "-hf ggml-org/gemma-3-1b-it-GGUF", HF_ENDPOINT="https://hub.corp.internal")
    assert {who for who, _ in weights_of(files)} == {"self"}
