"""Whether the name of a place says that its model is the program's default, or only one supplier's own.

`DefaultOpenAIModel` beside `DefaultGeminiModel` says what to ask each supplier for; it leaves open who is asked.
"""

from __future__ import annotations

import re

from sovassess.model.observations import ModelName
from sovassess.model.scan import FileObservations
from sovassess.resolution.scene import Scene

_DEFAULT_KEY = re.compile(r"default|primary|main|(^|[_.])(fast|smart|chat|llm|embedding)([_.]|$)", re.IGNORECASE)
_WORD = re.compile(r"OpenAI|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")


def is_default(scene: Scene, file: FileObservations, observation: ModelName) -> bool:
    """True for a default by name, unless the file holds the same name for another supplier."""
    if not _DEFAULT_KEY.search(observation.key):
        return False
    words = _words(observation.key)
    return not any(
        isinstance(other, ModelName) and _differ_in_supplier(scene, words, _words(other.key))
        for other in file.observations
    )


def _words(key: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(key)]


def _differ_in_supplier(scene: Scene, one: list[str], other: list[str]) -> bool:
    """Whether two names are the same but for one word, which names a supplier in both."""
    if len(one) != len(other):
        return False
    differing = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return len(differing) == 1 and all(scene.catalog.provider(word) is not None for word in differing[0])
