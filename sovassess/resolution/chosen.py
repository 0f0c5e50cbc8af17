"""Files of the tree that others take only under a condition: what stands in them is as optional as their being taken.

Only a file that is named after what is taken counts, since any other may hold more than that.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from sovassess.model.enums import Context, Usage
from sovassess.model.observations import AnyObservation, Chosen, Definition, EnvironmentValue
from sovassess.model.scan import FileObservations
from sovassess.resolution.offers import MODULE

_ENDINGS = {
    "csharp": (".cs",),
    "java": (".java",),
    "kotlin": (".kt",),
    "php": (".php",),
    "python": (".py",),
    "javascript": (".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".vue", ".svelte"),
}
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
# What a module defines is read by whoever imports it, whatever the classes in it are for.
_KEPT = (Chosen, Definition, EnvironmentValue)


def as_chosen(files: Sequence[FileObservations]) -> list[FileObservations]:
    """The files, with what stands in those that are always taken under a condition weakened to options."""
    taken: dict[tuple[str, str], list[Chosen]] = defaultdict(list)
    for file in files:
        for observation in file.observations if file.context is Context.PRODUCTION else ():
            if isinstance(observation, Chosen):
                taken[observation.language, observation.name].append(observation)
    optional = {key: found[0].condition for key, found in taken.items() if all(_is_off(one) for one in found)}
    always = {key for key in taken if key not in optional}
    paths: dict[str, str] = {}
    stems = _by_stem(file.path for file in files)
    for (language, name), condition in sorted(optional.items()):
        for path in _files_of(language, name, stems):
            if not any(path in _files_of(other, kept, stems) for other, kept in always if other == language):
                paths.setdefault(path, condition)
    return [_weakened(file, paths[file.path]) if file.path in paths else file for file in files]


def _is_off(observation: Chosen) -> bool:
    return observation.usage is not Usage.MAIN


def _by_stem(paths: Iterable[str]) -> dict[str, list[str]]:
    out: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        whole, _, _ = path.rpartition(".")
        folder, _, name = whole.rpartition("/")
        out[folder.rpartition("/")[2] if name in ("__init__", "index") else name].append(path)
    return out


def _files_of(language: str, name: str, stems: dict[str, list[str]]) -> list[str]:
    """The one file that a name stands for, if it is named after it."""
    endings = _ENDINGS.get(language, ())
    if not name.startswith(MODULE):
        found = [path for path in stems.get(name, ()) if path.endswith(endings)]
        return found if len(found) == 1 else []
    parts = [part for part in name.removeprefix(MODULE).split("/") if part]
    for length in (len(parts) - 1, len(parts)):
        module = "/".join(parts[:length])
        found = [
            path
            for path in stems.get(parts[length - 1] if length else "", ())
            if path.endswith(endings) and f"/{_module(path)}".endswith(f"/{module}")
        ]
        if len(found) == 1 and (length == len(parts) or _is_named_after(parts[length - 1], parts[-1])):
            return found
    return []


def _module(path: str) -> str:
    whole = path.rpartition(".")[0]
    return whole.removesuffix("/__init__").removesuffix("/index")


def _is_named_after(stem: str, name: str) -> bool:
    """True where every word of a file's name is in the name of what is taken from it (`openai_llm`, `OpenAILLM`)."""
    spread = re.sub(r"[^a-z0-9]", "", name.lower())
    words = [word.lower() for word in _WORDS.findall(stem)]
    return bool(words) and all(word in spread for word in words)


def _weakened(file: FileObservations, condition: str) -> FileObservations:
    found = tuple(_optional(observation, condition) for observation in file.observations)
    return msgspec.structs.replace(file, observations=found)


def _optional(observation: AnyObservation, condition: str) -> AnyObservation:
    if observation.usage is not Usage.MAIN or isinstance(observation, _KEPT):
        return observation
    return msgspec.structs.replace(observation, usage=Usage.OPTIONAL, condition=condition)
