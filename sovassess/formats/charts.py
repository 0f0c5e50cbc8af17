"""Charts rendered with their own default values, so that images, hosts and variables stand as they would be installed.

Each rendered line knows the line of the template that it comes from. Where a line merely inserts values, the value's
name stays beside the text, so that other values files still count. A release is taken to be named like its chart. What
the engine cannot render is an error for that file, and nothing is made up for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import cast

from msgspec import Struct

from sovassess.formats.chart_library import stand_in
from sovassess.formats.go_templates import Engine, RenderError, defined_names, used_names
from sovassess.formats.template_lines import Rendering, marked, read_back
from sovassess.formats.yaml import Node

MAX_VALUES = 50_000
MAX_TEMPLATES = 400
_KUBERNETES = ("v1.33.0", "1", "33")  # a current release; only charts that ask for one by version look at it
_NUMBER = re.compile(r"[-+]?(?:0|[1-9]\d*)$")
_DECIMAL = re.compile(r"[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?$")


class Chart(Struct, frozen=True, kw_only=True):
    """A chart as its files say. `templates` and `files` are texts by path, relative to the scanned root.

    `values` are those that it is rendered with. `inside` are the charts that are part of it, each with its own values
    already put together and only if it is switched on; `helpers` are sources of other charts that it may include from.
    """

    folder: str
    metadata: Mapping[str, object]
    values: Mapping[str, object]
    templates: Mapping[str, str]
    files: Mapping[str, str]
    inside: tuple[Chart, ...] = ()
    helpers: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The chart's name, that of its folder where it states none."""
        return str(self.metadata.get("name") or self.folder.rpartition("/")[2] or "chart")


def plain(node: Node) -> object:
    """A YAML node as the plain object that a chart's engine works on. Raises `RenderError` if there is too much."""
    if node.size > MAX_VALUES:
        raise RenderError(f"more than {MAX_VALUES:,} values", node.line)
    return _plain(node)


def _plain(node: Node) -> object:
    if node.is_mapping:
        return {key: _plain(value) for key, value in node.items()}
    if node.is_sequence:
        return [_plain(member) for member in node.members]
    if node.is_null:
        return None
    if not node.plain:
        return node.text
    if node.flag is not None:
        return node.flag
    if _NUMBER.match(node.text) and len(node.text) < 19:
        return int(node.text)
    return float(node.text) if _DECIMAL.match(node.text) and len(node.text) < 30 else node.text


def mapping(value: object) -> dict[str, object]:
    """The value, if `plain` made it of a mapping, else an empty mapping."""
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def mappings(value: object) -> list[dict[str, object]]:
    """The mappings among the members of a sequence that `plain` made; none if it is no sequence."""
    return [mapping(member) for member in cast("list[object]", value)] if isinstance(value, list) else []


def coalesced(given: Mapping[str, object], defaults: Mapping[str, object]) -> dict[str, object]:
    """Values laid over defaults, mapping by mapping; a null takes a default away."""
    out = dict(defaults)
    for key, value in given.items():
        below = out.get(key)
        if value is None and key in out:
            del out[key]
        elif isinstance(value, dict) and isinstance(below, dict):
            out[key] = coalesced(mapping(cast("object", value)), mapping(cast("object", below)))
        else:
            out[key] = value
    return out


def rendered(chart: Chart) -> dict[str, Rendering | RenderError]:
    """Every template of the chart and of the charts inside it, by path: its text, or why there is none."""
    sources: dict[str, str] = {}
    contexts: dict[str, tuple[str, Mapping[str, object]]] = {}
    out: dict[str, Rendering | RenderError] = {}
    _collect(chart, chart.name, chart, sources, contexts)
    if len(sources) > MAX_TEMPLATES:
        return {
            path: RenderError(f"the chart has more than {MAX_TEMPLATES} templates") for path, _ in contexts.values()
        }
    sources.update((f"helper {index}", text) for index, text in enumerate(chart.helpers))
    names = frozenset[str]().union(*map(defined_names, sources.values())) | sources.keys()
    absent = sorted(frozenset[str]().union(*map(used_names, sources.values())) - names)
    sources["absent"] = "".join(f'{{{{ define "{name}" }}}}{stand_in(name)}{{{{ end }}}}' for name in absent)
    try:
        engine = _compiled(sources, contexts, out)
    except RenderError as error:
        return dict.fromkeys((path for path, _ in contexts.values()), error)
    for name, (path, context) in contexts.items():
        if path in out:
            continue
        try:
            out[path] = read_back(engine.render(name, context), chart.templates.get(path, ""))
        except RenderError as error:
            out[path] = error
            if error.exhausted:
                return out | {rest: error for rest, _ in contexts.values() if rest not in out}
    return out


def _compiled(
    sources: dict[str, str], contexts: Mapping[str, tuple[str, object]], out: dict[str, Rendering | RenderError]
) -> Engine:
    """The engine over all sources; one that is no template at all is left out, with its reason in `out`."""
    try:
        return Engine(sources)
    except RenderError:
        for name in list(sources):
            try:
                Engine({name: sources[name]})
            except RenderError as error:
                del sources[name]
                if name in contexts:
                    out[contexts[name][0]] = RenderError(error.reason, error.line, name, exhausted=error.exhausted)
        return Engine(sources)


class _Files:
    """The chart's other files, as templates ask for them."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files

    def Get(self, name: str) -> str:  # noqa: N802 - the name that templates use
        return self._files.get(name, "")

    def Lines(self, name: str) -> list[str]:  # noqa: N802 - as above
        return self._files.get(name, "").splitlines()


def _collect(
    chart: Chart,
    base: str,
    top: Chart,
    sources: dict[str, str],
    contexts: dict[str, tuple[str, Mapping[str, object]]],
) -> None:
    """The sources of a chart and of those inside it, and what each template is rendered with."""
    version, major, minor = _KUBERNETES
    chart_words = {key[:1].upper() + key[1:]: value for key, value in chart.metadata.items()}
    prefix = f"{chart.folder}/" if chart.folder else ""
    context: dict[str, object] = {
        "Values": chart.values,
        "Chart": {"Name": chart.name, "Version": "", "AppVersion": "", **chart_words, "IsRoot": chart is top},
        "Release": {"Name": top.name, "Namespace": "default", "Service": "Helm", "IsInstall": True, "IsUpgrade": False,
                    "Revision": 1},
        "Capabilities": {"KubeVersion": {"Version": version, "GitVersion": version, "Major": major, "Minor": minor},
                         "APIVersions": _Versions(), "HelmVersion": {"Version": "v3.16.0"}},
        "Files": _Files({path.removeprefix(prefix): text for path, text in chart.files.items()}),
        "Subcharts": {},
    }  # fmt: skip
    for path, text in sorted(chart.templates.items()):
        name = f"{base}/{path.removeprefix(prefix)}"
        helper = path.endswith(".tpl") or path.rpartition("/")[2].startswith("_")
        sources[name] = text if helper else marked(text)
        if not helper:
            contexts[name] = (path, {**context, "Template": {"Name": name, "BasePath": f"{base}/templates"}})
    for inner in chart.inside:
        _collect(inner, f"{base}/charts/{inner.name}", top, sources, contexts)


class _Versions(list[str]):
    """The interfaces of a current cluster: its own ones by version; those of operators that a chart is made for are
    taken to be there, those of one vendor's distribution are not."""

    _PLAIN = frozenset(
        ("v1", "apps/v1", "batch/v1", "networking.k8s.io/v1", "policy/v1", "autoscaling/v2", "storage.k8s.io/v1",
         "rbac.authorization.k8s.io/v1", "apiextensions.k8s.io/v1", "admissionregistration.k8s.io/v1")
    )  # fmt: skip
    _OLDER = re.compile(r"^(?:apps|batch|policy|extensions|autoscaling|[a-z.]+\.k8s\.io)/v\d+(?:alpha|beta)\d+(?:/|$)")

    def Has(self, version: str) -> bool:  # noqa: N802 - the name that templates use
        group = version.partition("/")[0]
        if group.endswith("openshift.io") or self._OLDER.match(version):
            return False
        return "." in group or version in self._PLAIN or version.rpartition("/")[0] in self._PLAIN


def switched_on(conditions: Iterable[str], values: Mapping[str, object]) -> bool:
    """Whether a dependency with these conditions (paths into the values, the first that is set counts) is installed."""
    for condition in conditions:
        found: object = values
        for step in condition.strip().split("."):
            found = mapping(found).get(step)
        if isinstance(found, bool):
            return found
    return True
