"""Read a settings file in JSON, TOML or YAML as one flat list of scalars, for formats that come in several syntaxes."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from sovassess.formats.leaves import Scalar, json_leaves, toml_leaves
from sovassess.formats.yaml import documents


class Setting(Struct, frozen=True):
    """A scalar with its path (keys, and indexes as text), its text and its 1-based line. `text` is "" for null."""

    path: tuple[str, ...]
    text: str
    line: int

    @property
    def keys(self) -> tuple[str, ...]:
        """The path without the indexes of lists."""
        return tuple(part for part in self.path if not part.isdigit())


def settings(name: str, text: str) -> Iterator[Setting]:
    """The scalars of a file in the syntax that its name tells; YAML where it tells none. Raises `ParseError`."""
    if name.endswith((".json", ".jsonc", ".json5")):
        leaves = json_leaves(text)
    elif name.endswith(".toml") or name == ".replit":
        leaves = toml_leaves(text)
    else:
        for document in documents(text):
            for path, node in document.walk():
                if node.kind == "scalar":
                    yield Setting(path, "" if node.is_null else node.text, node.content_line)
        return
    for leaf in leaves:
        yield Setting(leaf.path, _shown(leaf.value), leaf.line)


def _shown(value: Scalar) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
