"""What overlays make of images and names in the manifests below them, by the paths that kustomizations name.

Reads kustomizations and nothing else. Only what every overlay above a manifest agrees on is said: where one leaves an
image as it is, it stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from posixpath import basename, dirname, normpath

from msgspec import Struct

from sovassess.errors import ParseError
from sovassess.formats.yaml import Node, documents
from sovassess.source.tree import Tree

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
MAX_KUSTOMIZATIONS = 2_000
MAX_DEPTH = 20
MAX_BYTES = 500_000
MAX_WORK = 2_000_000
"""Entries and renames gone through in all: overlays that name one another many times over multiply without end."""


class Rename(Struct, frozen=True):
    """One entry of `images`: what is named so gets another name, tag or digest; "" leaves the part as it is."""

    name: str
    new_name: str = ""
    tag: str = ""
    digest: str = ""

    def applied(self, reference: str) -> str:
        """The reference after the rename; the same if it is another image's."""
        name, tag, digest = _parts(reference)
        if name != self.name:
            return reference
        out = self.new_name or name
        if self.digest:
            return f"{out}@{self.digest}"
        if self.tag:
            return f"{out}:{self.tag}"
        return out + (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")


class Chain(Struct, frozen=True):
    """What the overlays from one outermost one down to a manifest do: renames from the inside out, and what stands
    before and behind each name (`namePrefix`, `nameSuffix`)."""

    renames: tuple[Rename, ...] = ()
    prefix: str = ""
    suffix: str = ""

    def below(self, inner: Chain) -> Chain:
        """This chain with what the next kustomization inwards does before it."""
        return Chain((*inner.renames, *self.renames), self.prefix + inner.prefix, inner.suffix + self.suffix)


class Kustomizations:
    """The kustomizations of a tree."""

    def __init__(self, tree: Tree, files: Iterable[str]) -> None:
        self._tree = tree
        self._files = frozenset(files)
        self._by_folder = {dirname(path): path for path in sorted(self._files, reverse=True) if basename(path) in NAMES}
        self._chains: dict[str, list[Chain]] | None = None
        self._work = 0

    @property
    def paths(self) -> tuple[str, ...]:
        """The kustomizations themselves, in order."""
        return tuple(sorted(self._by_folder.values()))

    def renamed(self, path: str, reference: str) -> str:
        """What the image is called once every overlay above the manifest has had its say."""
        results = {_through(chain.renames, reference) for chain in self.chains(path)}
        return results.pop() if len(results) == 1 else reference

    def named(self, path: str, name: str) -> tuple[str, ...]:
        """What an object of the manifest is called in each place that an overlay above it makes, its own name first."""
        return tuple(dict.fromkeys((name, *(chain.prefix + name + chain.suffix for chain in self.chains(path)))))

    def chains(self, path: str) -> list[Chain]:
        """What every overlay above a file renames: all that `renamed` and `named` rest on for that file."""
        return self._read().get(path, []) if self._by_folder else []

    def _read(self) -> Mapping[str, list[Chain]]:
        if self._chains is None:
            self._chains = {}
            if len(self._by_folder) <= MAX_KUSTOMIZATIONS:
                parsed = {folder: self._parsed(folder, path) for folder, path in sorted(self._by_folder.items())}
                below = {child for children, _ in parsed.values() for child in children if child in parsed}
                for folder in parsed:
                    if folder not in below:
                        self._walk(folder, Chain(), parsed, 0)
            if self._work > MAX_WORK:
                self._chains = {}  # the overlays that were not seen might say something else
        return self._chains

    def _walk(
        self,
        folder: str,
        outer: Chain,
        parsed: Mapping[str, tuple[tuple[str, ...], Chain]],
        depth: int,
    ) -> None:
        chains = self._chains
        if depth > MAX_DEPTH or chains is None or self._work > MAX_WORK:
            return
        children, own = parsed[folder]
        chain = outer.below(own)
        self._work += 1 + len(children) + len(chain.renames)
        for child in children:
            if child in parsed:
                self._walk(child, chain, parsed, depth + 1)
            elif child in self._files and len(chains.setdefault(child, [])) < MAX_DEPTH:
                chains[child].append(chain)

    def _parsed(self, folder: str, path: str) -> tuple[tuple[str, ...], Chain]:
        """What a kustomization is made of, and what it renames; nothing of what cannot be read."""
        try:
            if self._tree.size(path) > MAX_BYTES:
                return (), Chain()
            root = next(iter(documents(self._tree.read(path).decode("utf-8", "replace"))), Node("missing"))
        except (OSError, ParseError):
            return (), Chain()  # the reader of manifests reports it
        entries = [text for key in ("resources", "bases", "components") for text in root.get(key).texts]
        # A remote base has no path here, a folder beside the tree none that can be read.
        children = tuple(normpath(f"{folder}/{text}" if folder else text) for text in entries if "://" not in text)
        renames = tuple(
            Rename(
                entry.get("name").text, entry.get("newName").text, entry.get("newTag").text, entry.get("digest").text
            )
            for entry in root.get("images").members
        )
        own = Chain(renames, root.get("namePrefix").text, root.get("nameSuffix").text)
        return tuple("" if child == "." else child for child in children), own


def _through(chain: tuple[Rename, ...], reference: str) -> str:
    for rename in chain:
        reference = rename.applied(reference)
    return reference


def _parts(reference: str) -> tuple[str, str, str]:
    """Name, tag and digest of an image."""
    rest, _, digest = reference.partition("@")
    slash = rest.rfind("/")
    colon = rest.find(":", slash + 1)
    return (rest[:colon], rest[colon + 1 :], digest) if colon >= 0 else (rest, "", digest)
