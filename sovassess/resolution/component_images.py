"""The images of components: which each runs, and what the ones that are built for it stand on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sovassess.model.observations import Image
from sovassess.model.scan import FileObservations


def images_by_component(files: Sequence[FileObservations]) -> dict[tuple[str, str], tuple[str, ...]]:
    """The images that each component of each file runs, by path and the component's key, with their defaults."""
    out: dict[tuple[str, str], list[str]] = defaultdict(list)
    for file in files:
        for observation in file.observations:
            if isinstance(observation, Image) and observation.use == "run":
                reference = observation.reference
                out[file.path, observation.component].append(reference.with_defaults or str(reference))
    return {key: tuple(dict.fromkeys(names)) for key, names in out.items()}


def bases_of(file: FileObservations) -> tuple[str, ...]:
    """The images that the last stage of a build file stands on."""
    images = (o for o in file.observations if isinstance(o, Image) and o.use == "base" and o.final)
    return tuple(image.reference.with_defaults or str(image.reference) for image in images)


def last_segment(reference: str) -> str:
    """The word that an image is known by: `vllm-openai` for `docker.io/vllm/vllm-openai:v1`."""
    bare = reference.partition("@")[0]
    last = bare.rsplit("/", 1)[-1]
    return last.partition(":")[0].lower()
