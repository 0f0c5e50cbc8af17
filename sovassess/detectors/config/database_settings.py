"""Rails' `database.yml`: which database each environment uses. Ruby in it is not run; reads of variables are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.detector import Detector
from sovassess.formats.interpolation import interpolated
from sovassess.formats.tokens import encoded
from sovassess.formats.yaml import Node, documents
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import Address, AnyObservation, Fact
from sovassess.model.values import Text, Unresolved, Value, joined
from sovassess.source.view import FileView

_RUBY = re.compile(r"<%(=?)(.*?)-?%>", re.DOTALL)
_READ = re.compile(
    r"ENV(?:\.fetch\(|\[)\s*[\"'](\w+)[\"']\s*[\])]?(?:\s*(?:,|\{|\|\|)\s*[\"']?([^\"'})\n]*)[\"']?\s*[)}]?)?"
)
# The adapters of https://guides.rubyonrails.org/configuring.html#configuring-a-database
_SCHEMES = {"postgresql": "postgresql", "postgis": "postgresql", "mysql2": "mysql", "trilogy": "mysql"}
_PROGRAMS = {"postgresql": "postgres", "mysql": "mysqld", "sqlite3": "sqlite3"}
_SHIPPED = ("production", "default")


def _claims(path: str) -> bool:
    return re.search(r"(^|/)database[\w.-]*\.ya?ml(\.(sample|example|erb|dist|default))?$", path) is not None


def _recognises(view: FileView) -> bool:
    return re.search(r"(?m)^[ \t]+adapter:[ \t]*\S", view.text) is not None


def _detect(view: FileView) -> Iterator[AnyObservation]:
    for document in documents(_RUBY.sub(_without_ruby, view.text)):
        shown = [document.get(name) for name in _SHIPPED if document.get(name).is_mapping]
        for section in shown[:1] or tuple(document.values())[:1]:
            for settings in _databases(section):
                yield from _database(view, settings)


def _databases(section: Node) -> list[Node]:
    """The section, or its members where it lists several databases."""
    if any(section.get(key).is_scalar for key in ("adapter", "url", "host", "database")):
        return [section]
    return [member for member in section.values() if member.is_mapping]


def _database(view: FileView, settings: Node) -> Iterator[AnyObservation]:
    adapter = settings.get("adapter")
    scheme = _SCHEMES.get(adapter.text, adapter.text)
    url, host = settings.get("url"), settings.get("host")
    at = view.place(next((node.line for node in (url, host, adapter) if node.is_scalar), settings.line))
    if url.is_scalar and not url.is_null:
        yield Address(at=at, value=interpolated(url.text), key="database.url")
    elif host.is_scalar and not host.is_null and scheme in _PROGRAMS:
        value = joined((Value((Text(f"{scheme}://"),)), interpolated(host.text)))
        fallback = value.with_defaults
        if fallback == f"{scheme}://localhost" and not value.variables:
            yield Fact(at=at, kind="server", name=_PROGRAMS[scheme])
        else:
            yield Address(at=at, value=value, key="database.host")
    elif scheme in _PROGRAMS:
        # Without a host it is a socket or a file of the same machine.
        yield Fact(at=at, kind="server", name=_PROGRAMS[scheme], usage=Usage.MAIN)


def _without_ruby(match: re.Match[str]) -> str:
    lines = "\n" * match[0].count("\n")
    if not match[1]:
        return lines
    read = _READ.search(match[2])
    if read is None:
        return encoded((Unresolved("Ruby"),)) + lines
    default = (read[2] or "").strip()
    return "${" + read[1] + (f":-{default}" if default else "") + "}" + lines


DETECTOR = Detector(
    id="database-settings",
    title="Rails database settings",
    evidence=EvidenceKind.CONFIG,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
