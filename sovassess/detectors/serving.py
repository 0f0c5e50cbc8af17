"""What a start command serves: the program that it leaves listening, the models that it names. Knows no product."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FLAGS = frozenset({
    "--model", "--model-id", "--model_id", "--model-path", "--model_path", "--model-name-or-path",
    "--model_name_or_path",
    "--hf-repo", "-hf", "-hfr", "--model-repo", "--embedding-model", "--speculative-model", "--draft-model",
    "--model-url", "--model-repository", "--model-store",
    "--pretrained_model_name_or_path", "-mu",
})  # fmt: skip
_ALWAYS_WEIGHTS = frozenset({"--hf-repo", "-hf", "-hfr", "--model-path", "--model_path", "--speculative-model",
                             "--model-repository", "--model-store", "-mu", "--model-url"})  # fmt: skip
_HUB_TOOLS = frozenset({"huggingface-cli", "hf", "modelscope", "huggingface_downloader.py"})
_PATH_LIKE = re.compile(
    r"^(\.{0,2}/|s3://|gs://|hf://|pvc://|\$)|\.(gguf|safetensors|onnx|bin|engine)$|^[\w.-]+/[\w.:-]+$"
)
_FILE = re.compile(r"\.(gguf|ggml)$", re.IGNORECASE)
_WORD = re.compile(r"^[\w$\ue000-\uf8ff./{]")


def served_models(words: tuple[str, ...]) -> Iterator[tuple[str, str, bool]]:
    """Key, model and whether it says which weights are loaded, for each model that a command line names.

    A model with a folder or a file name is one of which weights are loaded; a bare name (`gpt-4o`) is a request to
    somebody else. `words` are the program and its arguments, or the arguments alone.
    """
    program = words[0].rsplit("/", 1)[-1] if words else ""
    for index, word in enumerate(words):
        name, equals, value = word.partition("=")
        following = value if equals else words[index + 1] if index + 1 < len(words) else ""
        if name == "-m" and _FILE.search(following):  # llama.cpp's short form; elsewhere it names a module
            yield "model", following, True
        elif name in _FLAGS and following and not following.startswith("-"):
            loads = name in _ALWAYS_WEIGHTS or bool(_PATH_LIKE.search(following)) or _serves(words)
            yield name.lstrip("-"), following, loads
    for index, word in enumerate(words[:-1]):
        following = words[index + 1]
        if not _WORD.match(following) or (index > 3 and word != "serve"):
            continue
        if word == "serve" and (program == "vllm" or index == 0 or words[index - 1].endswith("vllm")):
            if _PATH_LIKE.search(following) or program == "vllm":
                yield "serve", following, True
        elif program == "ollama" and index == 1 and word in ("pull", "run", "create"):
            yield f"ollama {word}", following, True
        elif program in _HUB_TOOLS and word == "download":
            named = next((rest for rest in words[index + 1 :] if not rest.startswith("-")), "")
            if named:
                yield "download", named, True


def downloaded_data(words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The function that a library's own program calls, and the data that it is asked to fetch:
    `python -m spacy download NAME` does what `spacy.cli.download(NAME)` does in code."""
    rest = (
        words[2:] if len(words) > 2 and _INTERPRETERS.match(words[0].rsplit("/", 1)[-1]) and words[1] == "-m" else words
    )
    program = rest[0].rsplit("/", 1)[-1] if rest else ""
    names = [word for word in rest[1:] if not word.startswith("-")]
    if program == "spacy" and names[:1] == ["download"] and len(names) > 1:
        yield "spacy.cli.download", names[1]
    elif program == "nltk.downloader" and names:
        yield "nltk.downloader.download", names[-1]


def _serves(words: tuple[str, ...]) -> bool:
    """True if the command is a server by its own words."""
    return any(re.search(r"(api_server|launch_server|launcher|[-_]server$|^serve$)", word) for word in words[:4])


_BEFORE_PROGRAM = frozenset(
    {"exec", "nohup", "env", "sudo", "nice", "tini", "dumb-init", "--", "srun", "setsid", "time", "uv", "poetry", "run"}
)
_INTERPRETERS = re.compile(r"^(python[\d.]*|pypy3?)$")
_LISTENING = frozenset({
    "--port", "--host", "--bind", "--listen", "--ip", "--bind-addr", "--bind-address", "--listen-address", "--addr",
    "--bind_ip", "--http-port", "--rest-port", "--web.listen-address",
})  # fmt: skip
_STARTING = frozenset({"serve", "server", "start", "agent", "--serve", "standalone"})
_ABOUT = frozenset({"--version", "--help", "-V"})
_ASKING = frozenset({"client", "exec", "cli", "ctl", "login", "kv", "admin"})
_NAMED_SERVER = re.compile(r"(server|daemon|launcher|(mongo|mysql|mariadb|influx|search|sql|slap|http|memcache|etc)d)$")


def started_server(words: tuple[str, ...]) -> str:
    """The program that a command leaves running to be asked by others, "" where it does something and ends.

    Told by a word for it (`serve`, `server`, `start`), by an argument that says where it listens, or by its own name.
    """
    rest = list(words)
    while rest and (rest[0].rsplit("/", 1)[-1] in _BEFORE_PROGRAM or re.match(r"^(-\w$|[A-Z_]+=)", rest[0])):
        rest.pop(0)
    if len(rest) > 2 and _INTERPRETERS.match(rest[0].rsplit("/", 1)[-1]) and rest[1] == "-m":
        rest = rest[2:]
    program = rest[0].rsplit("/", 1)[-1].removesuffix(".sh") if rest else ""
    if not re.match(r"^[A-Za-z][\w.+-]*$", program) or _FILE.search(program):
        return ""
    if any(word in _ASKING for word in rest[1:3]):
        return ""  # the same program asks a server elsewhere, by the same arguments
    if any(word in _ABOUT for word in rest[1:]):
        return ""  # it tells about itself and ends
    listens = any(word.partition("=")[0] in _LISTENING for word in rest[1:])
    serves = any(word in _STARTING for word in rest[1:3])
    return program if listens or serves or _NAMED_SERVER.search(program) else ""
