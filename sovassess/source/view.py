"""One scanned file as a detector sees it: bytes, text, lines, places. It hides where the bytes came from."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from hashlib import sha256
from posixpath import basename, dirname

from sovassess.formats.go_templates import RenderError
from sovassess.formats.known import EVERYTHING
from sovassess.formats.template_lines import Rendering
from sovassess.formats.value_uses import ValueUses
from sovassess.model.enums import Context
from sovassess.model.observations import Place
from sovassess.source.modules import OwnModules

MAX_EXCERPT = 240


def _unchanged(reference: str) -> str:
    return reference


def _alone(name: str) -> tuple[str, ...]:
    return (name,)


class FileView:
    """The content of one file. Immutable; text and lines are computed on first use.

    `path` is relative to the scanned root, with `/`. `context` says what the file is for, by where it lies; `own` which
    modules lie beside it; `rendering` what it becomes in its chart, or why it could not be rendered, None if it is in
    no chart; `uses` which of a chart's values its installed templates use, for the values file of a chart;
    `renamed` what an image of the file is called once the overlays above it have had their say, `named` what an object
    of it is called in each place that they make; `known` the libraries of which anything is known.
    """

    __slots__ = ("__dict__", "context", "data", "known", "named", "own", "path", "renamed", "rendering", "uses")

    def __init__(
        self,
        path: str,
        data: bytes,
        context: Context = Context.PRODUCTION,
        own: OwnModules | None = None,
        rendering: Rendering | RenderError | None = None,
        uses: ValueUses | None = None,
    ) -> None:
        self.path = path
        self.data = data
        self.context = context
        self.own = own or OwnModules()
        self.rendering = rendering
        self.uses = uses
        self.renamed: Callable[[str], str] = _unchanged
        self.named: Callable[[str], tuple[str, ...]] = _alone
        self.known = EVERYTHING

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return basename(self.path)

    @property
    def folder(self) -> str:
        """The file's folder, "" for the root."""
        return dirname(self.path)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hex."""
        return sha256(self.data).hexdigest()

    @cached_property
    def text(self) -> str:
        """The text: UTF-8 or UTF-16 by its mark, else UTF-8, else Latin-1. Line ends are left as they are."""
        if self.data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return self.data.decode("utf-16", errors="replace")
        try:
            return self.data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return self.data.decode("latin-1")

    @property
    def utf8(self) -> bytes:
        """The text in UTF-8, for parsers that take bytes; the bytes themselves where they are ASCII."""
        return self.data if self.data.isascii() else self.text.encode("utf-8")

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines without their ends. Only `\\n`, `\\r\\n` and `\\r` end a line, as every editor counts."""
        return tuple(self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))

    def place(self, line: int | None = None) -> Place:
        """The place of a 1-based line, with the line itself as the excerpt; None is the whole file."""
        if line is None or not 1 <= line <= len(self.lines):
            return Place(self.path, None if line is None else max(1, line))
        return Place(self.path, line, self.lines[line - 1].strip()[:MAX_EXCERPT])


class RenderedView(FileView):
    """A template as its chart renders it. Its places are those of the template, so that evidence can be looked up."""

    def __init__(self, original: FileView, rendering: Rendering) -> None:
        super().__init__(original.path, rendering.text.encode("utf-8", "surrogatepass"), original.context)
        self._original = original
        self._lines = rendering.lines

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the template, since that is the file."""
        return self._original.digest

    def source_line(self, line: int) -> int:
        """The line of the template that a rendered line comes from."""
        return self._lines[line - 1] if 1 <= line <= len(self._lines) else 1

    def place(self, line: int | None = None) -> Place:
        """The place in the template that a rendered line comes from."""
        return self._original.place(self.source_line(line) if line is not None else None)
