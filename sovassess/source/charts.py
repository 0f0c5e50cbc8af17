"""The charts of a tree, put together from their files and rendered once, for the views of their templates.

Finds and reads; what rendering means is `formats.charts`. Without the engine no template has a rendering.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from posixpath import basename, dirname, normpath

from sovassess.errors import ParseError
from sovassess.formats.charts import Chart, coalesced, mapping, mappings, plain, rendered, switched_on
from sovassess.formats.go_templates import RenderError
from sovassess.formats.template_lines import Rendering
from sovassess.formats.value_uses import ValueUses, value_uses
from sovassess.formats.yaml import MISSING, Node, documents
from sovassess.source.rules import MAX_FILE_BYTES
from sovassess.source.tree import Tree

MAX_CHARTS = 100
MAX_OTHER_FILE = 100_000
_SET_ASIDE = re.compile(
    r"^(templates?[._-].+|(?!helm).+[._-]templates?|[._]templates?|[._]?(disabled|unused|old|archived?|deprecated))$",
    re.IGNORECASE,
)
_TEMPLATES = (".yaml", ".yml", ".tpl", ".txt", ".json")


class Charts:
    """Asked for the rendering of a path; renders the chart that the path belongs to when first asked."""

    def __init__(self, tree: Tree, files: Iterable[str]) -> None:
        self._tree = tree
        self._files: dict[str, list[str]] = defaultdict(list)
        self._folders = {dirname(path) for path in files if basename(path) == "Chart.yaml"}
        for path in files if self._folders else ():
            folder = self._folder_of(path)
            if folder is not None:
                self._files[folder].append(path)
        self._results: dict[str, dict[str, Rendering | RenderError]] = {}
        self._rest: dict[str, tuple[tuple[str, ...], bool]] = {}

    def rendering(self, path: str) -> Rendering | RenderError | None:
        """The rendered template, why there is none, or None if the path is no template of a chart."""
        folder = self._folder_of(path) if self._folders else None
        if folder is not None and _is_set_aside(path, folder):
            return Rendering("", (), frozenset())  # nothing of it is ever installed
        if folder is None or not _is_template(path, folder) or _is_helper(path):
            return None
        top = self._top_of(folder)
        if top not in self._results:
            self._results[top] = self._rendered(top)
        # A template of a chart inside another that is switched off there has come out as nothing.
        return self._results[top].get(path) or Rendering("", (), frozenset())

    def uses(self, path: str) -> ValueUses | None:
        """Which values the chart's installed templates use, for the values file of a chart that is rendered whole."""
        folder = dirname(path)
        if basename(path) != "values.yaml" or folder not in self._folders or self._top_of(folder) != folder:
            return None
        texts = {entry: self._text(entry) for entry in self._files[folder] if _is_template(entry, folder)}
        helpers = [text for entry, text in texts.items() if _is_helper(entry)]
        templates = {entry: text for entry, text in texts.items() if not _is_helper(entry)}
        found = {entry: self.rendering(entry) for entry in templates}
        done = {entry: result for entry, result in found.items() if isinstance(result, Rendering)}
        return value_uses(templates, done, helpers) if len(done) == len(templates) else None

    def _rendered(self, top: str) -> dict[str, Rendering | RenderError]:
        paths = [path for folder in self._folders if self._top_of(folder) == top for path in self._files[folder]]
        # Which charts are left out must not depend on the order in which templates are asked for.
        if top not in self._tops()[:MAX_CHARTS]:
            return dict.fromkeys(paths, RenderError(f"the tree has more than {MAX_CHARTS} charts"))
        try:
            return dict(rendered(self._chart(top)))
        except (RenderError, ParseError) as error:
            return dict.fromkeys(paths, RenderError(f"the chart cannot be put together: {error}"))

    def rests_on(self, path: str) -> tuple[tuple[str, ...], bool]:
        """The files that the rendering and the uses of a path are made from, in order; and whether its chart is among
        those that are rendered. Nothing for a path that lies in no chart."""
        folder = self._folder_of(path) if self._folders else None
        if folder is None:
            return (), False
        top = self._top_of(folder)
        if top not in self._rest:
            paths = [entry for inner in self._folders if self._top_of(inner) == top for entry in self._files[inner]]
            # A chart may include what lies in another one beside it.
            helpers = [entry for inner in self._folders for entry in self._files[inner] if entry.endswith(".tpl")]
            self._rest[top] = tuple(sorted({*paths, *helpers})), top in self._tops()[:MAX_CHARTS]
        return self._rest[top]

    def _tops(self) -> list[str]:
        return sorted({self._top_of(folder) for folder in self._folders})

    # ------------------------------------------------------------------------------------------------- reading

    def _chart(self, folder: str, given: dict[str, object] | None = None) -> Chart:
        facts = mapping(plain(self._yaml(_below(folder, "Chart.yaml"))))
        values = coalesced(given or {}, mapping(plain(self._yaml(_below(folder, "values.yaml")))))
        # A chart of the older kind states its dependencies in a file of their own.
        older = mapping(plain(self._yaml(_below(folder, "requirements.yaml"))))
        dependencies = mappings(facts.get("dependencies")) + mappings(older.get("dependencies"))
        templates: dict[str, str] = {}
        files: dict[str, str] = {}
        for path in self._files[folder]:
            if _is_template(path, folder):
                templates[path] = self._text(path)
            elif self._tree.size(path) <= MAX_OTHER_FILE:
                files[path] = self._text(path)
        return Chart(
            folder=folder, metadata=facts, values=values, templates=templates, files=files,
            inside=self._inside(folder, dependencies, values), helpers=self._helpers(folder, dependencies),
        )  # fmt: skip

    def _inside(
        self, folder: str, dependencies: list[dict[str, object]], values: dict[str, object]
    ) -> tuple[Chart, ...]:
        """The charts in its folder `charts`, with the values that it gives them, if they are switched on."""
        out: list[Chart] = []
        prefix = _below(folder, "charts/")
        for inner in sorted(entry for entry in self._folders if entry.startswith(prefix)):
            name = inner.removeprefix(prefix)
            if "/" in name:
                continue
            stated = next((entry for entry in dependencies if entry.get("name") == name), mapping(None))
            key = str(stated.get("alias") or name)
            if not switched_on(str(stated.get("condition") or "").split(","), values):
                continue
            own = dict(mapping(values.get(key)))
            if shared := mapping(values.get("global")):
                own["global"] = shared
            out.append(self._chart(inner, own))
        return tuple(out)

    def _helpers(self, folder: str, dependencies: list[dict[str, object]]) -> tuple[str, ...]:
        """What the chart can include from charts that lie elsewhere in the tree."""
        out: list[str] = []
        for entry in dependencies:
            repository = str(entry.get("repository") or "")
            if not repository.startswith("file://"):
                continue
            other = normpath(_below(folder, repository.removeprefix("file://")))
            helpers = [path for path in self._files.get(other, ()) if path.endswith(".tpl")]
            out.extend(self._text(path) for path in helpers if _is_template(path, other))
        return tuple(out)

    def _yaml(self, path: str) -> Node:
        if path not in self._files.get(dirname(path), ()):
            return MISSING
        return next(iter(documents(self._text(path))), MISSING)

    def _text(self, path: str) -> str:
        try:
            data = self._tree.read(path)
        except OSError as error:
            raise RenderError(f"{path}: {error.strerror or error}") from error
        if len(data) > MAX_FILE_BYTES:
            raise RenderError(f"{path}: larger than {MAX_FILE_BYTES // 1_000_000} MB")
        return data.decode("utf-8", "replace").replace("\r\n", "\n")

    # ------------------------------------------------------------------------------------------------- places

    def _folder_of(self, path: str) -> str | None:
        """The folder of the innermost chart that a path lies in."""
        folder = dirname(path)
        while True:
            if folder in self._folders:
                return folder
            if not folder:
                return None
            folder = dirname(folder)

    def _top_of(self, folder: str) -> str:
        """The chart that the chart of a folder is part of, itself if of none."""
        while basename(dirname(folder)) == "charts" and dirname(dirname(folder)) in self._folders:
            folder = dirname(dirname(folder))
        return folder


def _below(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _is_set_aside(path: str, folder: str) -> bool:
    """Templates that somebody has moved out of the one folder that helm renders (helm.sh, "Charts")."""
    first, slash, _ = path.removeprefix(_below(folder, "")).partition("/")
    return bool(slash) and _SET_ASIDE.match(first) is not None


def _is_template(path: str, folder: str) -> bool:
    return path.startswith(_below(folder, "templates/")) and path.endswith(_TEMPLATES)


def _is_helper(path: str) -> bool:
    return path.endswith((".tpl", ".txt")) or basename(path).startswith("_")
