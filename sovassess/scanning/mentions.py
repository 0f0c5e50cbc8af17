"""What files of a tree may speak of a module, and how what nothing reaches is set aside. It follows no import."""

from __future__ import annotations

import re
from collections.abc import Iterable
from posixpath import basename

import msgspec

from sovassess.model.enums import Context, Usage
from sovassess.model.observations import UNWEAKENED, AnyObservation
from sovassess.model.scan import FileObservations
from sovassess.source.contexts import context_of
from sovassess.source.tree import Tree

MAX_FILES = 1_500
MAX_BYTES = 500_000
# Data, pictures and lists of versions start nothing.
_STARTS_NOTHING = re.compile(
    r"(^|/)(package-lock\.json|[\w.-]+\.lock|pnpm-lock\.yaml|bun\.lockb?|go\.sum|\.\w+ignore|LICENSE[\w.-]*)$|"
    r"\.(png|jpe?g|gif|svg|ico|webp|woff2?|ttf|eot|otf|pdf|mp[34]|wav|zip|gz|tgz|bz2|xz|whl|jar|so|dll|onnx|safetensors|"
    r"gguf|bin|pt|parquet|csv|tsv|jsonl|po|mo|css|scss|less|map|snap|sqlite3?|db|pem|crt|pyc)$",
    re.IGNORECASE,
)


def texts_of(tree: Tree, paths: Iterable[str]) -> dict[str, bytes] | None:
    """What every file that may start or load something holds, by path; None where that cannot be told of all."""
    out: dict[str, bytes] = {}
    for path in paths:
        if _STARTS_NOTHING.search(path) or context_of(path) in (Context.DOCS, Context.TEST):
            continue
        if len(out) >= MAX_FILES:
            return None
        try:
            if tree.size(path) > MAX_BYTES:
                return None
            out[path] = tree.read(path)
        except OSError:
            return None
    return out


def weakened(file: FileObservations, usage: Usage, why: str) -> FileObservations:
    """The file's observations as ties of a program that is not run."""
    return msgspec.structs.replace(file, observations=tuple(_aside(one, usage, why) for one in file.observations))


def stem(path: str) -> str:
    """The name of a file without its ending."""
    return basename(path).rpartition(".")[0]


def joined(folder: str, name: str) -> str:
    """A path below a folder, which is "" for the root."""
    return f"{folder}/{name}" if folder else name


def _aside(observation: AnyObservation, usage: Usage, why: str) -> AnyObservation:
    kept = observation.usage not in (Usage.MAIN, Usage.OPTIONAL) or isinstance(observation, UNWEAKENED)
    return observation if kept else msgspec.structs.replace(observation, usage=usage, condition=why, gates=())
