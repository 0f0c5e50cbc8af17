"""Recognise self-run software by what a tree names: an image, a chart, a command, a host name, a URL scheme."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatch
from itertools import pairwise

from sovassess.catalog.model import Party, Product

# Words that anybody may call anything; they name no product.
_PLAIN_WORDS = frozenset("sandbox api web worker proxy gateway app db cache search email model server router".split())
# Names of products that are as often the name of a thing of one's own, where a variable holds one.
_COMMON_WORDS = _PLAIN_WORDS | frozenset(
    """vector outline plane registry webui broker boundary semaphore quorum ghost station refinery sonic piper moto
    packer drone alloy garage dynamo unstructured graphite infinity spark spire tempo whisper""".split()
)
ProductMatch = tuple[Product, Party]


class ProductIndex:
    """Products of the whole catalog, by each of their marks."""

    def __init__(self, products: Iterable[ProductMatch]) -> None:
        self._images: dict[str, ProductMatch] = {}
        self._charts: dict[str, ProductMatch] = {}
        self._commands: dict[str, ProductMatch] = {}
        self._schemes: dict[str, ProductMatch] = {}
        self._names: dict[str, ProductMatch] = {}
        self._kinds: dict[str, ProductMatch] = {}
        for entry in products:
            product = entry[0]
            for marks, index in (
                (product.images, self._images),
                (product.charts, self._charts),
                (product.commands, self._commands),
                (product.schemes, self._schemes),
                ((*product.names, product.id), self._names),
                (product.kinds, self._kinds),
            ):
                for mark in marks:
                    if index is self._names and mark.lower() in _PLAIN_WORDS:
                        continue
                    index.setdefault(mark.lower(), entry)
        self._last_segments: dict[str, ProductMatch] = {}
        for mark, entry in sorted(self._images.items()):
            last = mark.rsplit("/", 1)[-1]
            if "*" not in last and len(last) > 3:
                self._last_segments.setdefault(last, entry)
        inner = [(m, e) for m, e in self._images.items() if "*" in m.removesuffix("/*")]
        self._globs = sorted(inner, key=lambda item: (-len(item[0]), item[0]))

    def image(self, registry: str, repository: str) -> ProductMatch | None:
        """By registry host and repository path: whole segments from the right, the longest first.

        A single segment (`redis`) is an official image or, under another registry, a mirror of it.
        """
        segments = [registry, *repository.lower().split("/")]
        whole = "/".join(segments)
        for glob, entry in self._globs:
            if fnmatch(whole, f"*/{glob}") or fnmatch(whole, glob):
                return entry
        for start in range(len(segments)):
            key = "/".join(segments[start:])
            found = self._images.get(key) or self._images.get(key + "/*")
            if found is not None:
                return found
        for end in range(len(segments) - 1, 0, -1):
            for start in range(end):
                found = self._images.get("/".join(segments[start:end]) + "/*")
                if found is not None:
                    return found
        if "library" not in segments[:-1]:
            return self._images.get(f"library/{segments[-1]}") if len(segments) == 2 else None
        return None

    def rebuilt(self, name: str) -> ProductMatch | None:
        """By the last segment of an image alone: a product's own name, or the last segment of one of its images."""
        lowered = name.lower()
        return self._names.get(lowered) or self._last_segments.get(lowered)

    def called(self, name: str) -> ProductMatch | None:
        """By a name that is a product's own in full, as units of systemd and roles of Ansible bear it."""
        return self._names.get(name.lower())

    def chart(self, name: str) -> ProductMatch | None:
        """By the name of a Helm chart."""
        return self._charts.get(name.lower()) or self._names.get(name.lower())

    def command(self, program: str) -> ProductMatch | None:
        """By a program's name."""
        return self._commands.get(program.rsplit("/", 1)[-1].lower())

    def scheme(self, scheme: str) -> ProductMatch | None:
        """By the scheme of a URL (`postgresql+psycopg` counts as `postgresql`)."""
        lowered = scheme.lower()
        return self._schemes.get(lowered) or self._schemes.get(lowered.partition("+")[0])

    def name(self, host: str) -> ProductMatch | None:
        """By a host or service name whose first label is, or begins or ends with, a product's own name."""
        label = host.lower().partition(".")[0]
        if label in self._names:
            return self._names[label]
        words = label.replace("_", "-").split("-")
        for candidate in ("-".join(words[:2]), words[0], words[-1]):
            if len(candidate) > 3 and candidate in self._names:
                return self._names[candidate]
        return None

    def variable(self, name: str) -> ProductMatch | None:
        """By a word, or two in a row, of a variable's name (`SEARXNG_URL`, `APP_OPEN_WEBUI_HOST`)."""
        words = [word for word in re.split(r"[^a-z0-9]+", name.lower()) if word]
        pairs = (f"{one}-{other}" for one, other in pairwise(words))
        single = (word for word in words if len(word) > 3 and word not in _COMMON_WORDS)
        return next((self._names[mark] for mark in (*pairs, *single) if mark in self._names), None)

    def kind(self, api_group: str, kind: str) -> ProductMatch | None:
        """By a Kubernetes API group, with or without the kind (`hub.traefik.io/API`, `*.traefik.io`)."""
        for key in (f"{api_group}/{kind}".lower(), api_group.lower(), f"*.{api_group.partition('.')[2]}".lower()):
            if key in self._kinds:
                return self._kinds[key]
        return None
