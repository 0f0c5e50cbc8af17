"""Recognise a model by the id that a file names, in whatever spelling a reseller or a server gives it.

`us.anthropic.claude-x-v1:0`, `openrouter/anthropic/claude-x`, `anthropic:claude-x`, `claude-x@20250101` and
`meta-llama/Llama-3.1-8B-Instruct-GGUF` all lose what the reseller added before the families' patterns are tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from fnmatch import translate
from functools import cache, cached_property

from msgspec import Struct

from sovassess.catalog.model import ModelFamily, ModelFile

_REGION = re.compile(r"^(us-gov|us|eu|apac|global|jp|au|ca|sa|uk)\.")
_SUFFIX = re.compile(r"(:(free|nitro|floor|online|beta|extended|thinking|latest|\d+[bm]?.*)|-v\d+:\d+|@[\w.-]+)$")
_SHAPE = re.compile(r"^[a-z0-9~@][a-z0-9._:/@+-]{1,120}$")
# Names before a colon that say who serves the model and nothing of who made it.
_SERVERS = frozenset(
    """azure azure_openai azure-openai bedrock bedrock_converse vertex vertexai google_vertexai google-vertex
        google_genai google-gla google-vertex-ai openrouter groq together fireworks ollama huggingface hf litellm
        gateway vercel nvidia watsonx databricks replicate""".split()
)
# `llama-v3p1` is how one reseller spells `llama-3.1`.
_POINT = re.compile(r"-v(\d+)p(\d+)(?=-|$)")
_DIGITS = re.compile(r"\d+")
# How alike two names without their numbers are before one is taken for a slip in the other, in difflib's measure.
_SLIP = 0.9


class ModelMatch(Struct, frozen=True):
    """The family, who developed it, and whether the id fixes a version. `name` is the bare name in lower case."""

    family: ModelFamily
    developer: str
    name: str
    pinned: bool
    namespace: str


class ModelIndex:
    """All families' patterns; look-ups are remembered, since a tree names few different models often."""

    def __init__(self, files: Iterable[ModelFile]) -> None:
        self._patterns: list[_Pattern] = []
        self._namespaces: dict[str, str] = {}
        self._known: dict[str, ModelMatch | None] = {}
        for file in files:
            for namespace in (file.developer, *file.namespaces):
                self._namespaces[namespace.lower()] = file.developer
            for family in file.families:
                for pattern in family.ids:
                    self._patterns.append(_Pattern(pattern.lower(), _fixed_start(pattern), family, file.developer))
        self._patterns.sort(key=lambda entry: -len(entry.glob.replace("*", "")))

    def find(self, text: str) -> ModelMatch | None:
        """The family that an id belongs to, None if no pattern fits. Text that cannot be an id gives None."""
        key = text.strip().lower()
        if key not in self._known:
            self._known[key] = self._search(key)
        return self._known[key]

    def developer_of(self, text: str) -> str | None:
        """The developer that the id's own prefix names (`anthropic/…`), None if it has no known one."""
        prefix = re.split(r"[/:.]", _REGION.sub("", text.strip().lower()), maxsplit=1)[0]
        return self._namespaces.get(prefix)

    def recognises(self, name: str) -> bool:
        """Whether a bare name in lower case can be meant: some pattern fits, and where that is only the one for all of
        its maker's models, the name does not look like a slip in the name of one of them (`claude-sonet-5`)."""
        if self.find(name) is None:
            return False
        if any(pattern.fits(name) and not self._is_general(pattern) for pattern in self._patterns):
            return True
        letters = _DIGITS.sub("", name)
        others = {_DIGITS.sub("", other) for other in self.written}
        return letters in others or not get_close_matches(letters, others, n=1, cutoff=_SLIP)

    @cached_property
    def written(self) -> tuple[str, ...]:
        """What the patterns begin with, as far as it is fixed, sorted: names to compare a misspelt one with."""
        return tuple(sorted({pattern.start.rstrip("-._") for pattern in self._patterns} - {""}))

    def _is_general(self, pattern: _Pattern) -> bool:
        """True for a pattern that fits what other families of its maker are named by as well (`claude-*`)."""
        return "*" in pattern.glob and any(
            other.developer == pattern.developer
            and other.family.id != pattern.family.id
            and other.start.startswith(pattern.start)
            and other.start != pattern.start
            for other in self._patterns
        )

    def _search(self, text: str) -> ModelMatch | None:
        if not _SHAPE.match(text):
            return None
        names = _spellings(text, self._namespaces)
        for pattern in self._patterns:
            name = next((candidate for candidate in names if pattern.fits(candidate)), None)
            if name is not None:
                pinned = any(_expression(g.lower()).match(s) for g in pattern.family.pinned for s in (name, text))
                namespace = text.split("/")[-2] if "/" in text else ""
                return ModelMatch(pattern.family, pattern.developer, name, pinned, namespace)
        return None


class _Pattern(Struct, frozen=True):
    """A glob over ids, compiled only for ids that start as it does: a tree names few of the models there are."""

    glob: str
    start: str
    family: ModelFamily
    developer: str

    def fits(self, name: str) -> bool:
        return name.startswith(self.start) and _expression(self.glob).match(name) is not None


@cache
def _expression(glob: str) -> re.Pattern[str]:
    return re.compile(translate(glob))


def _fixed_start(glob: str) -> str:
    return re.split(r"[*?[]", glob.lower(), maxsplit=1)[0]


def _spellings(text: str, namespaces: dict[str, str]) -> list[str]:
    """The id without what was added to it, the least changed first; no duplicates."""
    out: list[str] = []

    def add(name: str) -> None:
        if name and name not in out:
            out.append(name)

    text = text.removeprefix("~")
    last = text.rsplit("/", 1)[-1]
    head, colon, tail = text.partition(":")
    served = colon and (head in namespaces or head in _SERVERS)
    for name in (text, last, tail if served else "", last.removeprefix("databricks-"), _POINT.sub(r"-\1.\2", last)):
        add(name)
        bare = _REGION.sub("", name)
        first, dot, rest = bare.partition(".")
        if dot and first in namespaces:
            bare = rest
        add(bare)
        shorter = _SUFFIX.sub("", bare)
        while shorter != bare:
            add(shorter)
            bare, shorter = shorter, _SUFFIX.sub("", shorter)
        add(re.sub(r"[-.](gguf|awq|gptq|fp8|int4|int8|bnb-4bit|q\d\w*)(\.gguf)?$", "", bare))
    return out
