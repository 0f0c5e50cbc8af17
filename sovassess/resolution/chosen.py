"""Files of the tree that others take only under a condition: what stands in them is as optional as their being taken.

Only a file that is named after what is taken counts, since any other may hold more than that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from sovassess.formats.namesakes import is_named_after, stem_of
from sovassess.model.enums import Context, Usage
from sovassess.model.observations import UNWEAKENED, AnyObservation, Chosen
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


def as_chosen(files: Sequence[FileObservations], paths: Sequence[str] = ()) -> list[FileObservations]:
    """The files, with what stands in those that are always taken under a condition weakened to options. `paths` are all
    files of the tree, also those that showed nothing."""
    taken: dict[tuple[str, str], list[Chosen]] = defaultdict(list)
    for file in files:
        for observation in file.observations if file.context is Context.PRODUCTION else ():
            if isinstance(observation, Chosen):
                taken[observation.language, observation.name].append(observation)
    optional = {key: found[0].condition for key, found in taken.items() if all(_is_off(one) for one in found)}
    always = {key for key in taken if key not in optional}
    weak: dict[str, str] = {}
    stems = _by_stem(paths or [file.path for file in files])
    for (language, name), condition in sorted(optional.items()):
        for path in _files_of(language, name, stems):
            if not any(path in _files_of(other, kept, stems) for other, kept in always if other == language):
                weak.setdefault(path, condition)
    return [_weakened(file, weak[file.path]) if file.path in weak else file for file in files]


def _is_off(observation: Chosen) -> bool:
    return observation.usage is not Usage.MAIN


def _by_stem(paths: Iterable[str]) -> dict[str, list[str]]:
    out: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        out[stem_of(path)].append(path)
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
        if len(found) == 1 and (length == len(parts) or is_named_after(parts[length - 1], parts[-1])):
            return found
    return []


def _module(path: str) -> str:
    whole = path.rpartition(".")[0]
    return whole.removesuffix("/__init__").removesuffix("/index")


def _weakened(file: FileObservations, condition: str) -> FileObservations:
    found = tuple(_optional(observation, condition) for observation in file.observations)
    return msgspec.structs.replace(file, observations=found)


def _optional(observation: AnyObservation, condition: str) -> AnyObservation:
    if observation.usage is not Usage.MAIN or isinstance(observation, UNWEAKENED):
        return observation
    return msgspec.structs.replace(observation, usage=Usage.OPTIONAL, condition=condition)
