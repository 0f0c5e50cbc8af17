"""Detect whom one's own identity servers send people on to, and how long they stay signed in: configuration of Dex and
realms of Keycloak, as files of their own or inside ConfigMaps, charts' values and realm imports.

Which service stands behind a type of connector is not known here, and clients and users are left alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct

from sovassess.detectors.detector import Detector
from sovassess.errors import ParseError
from sovassess.formats.leaves import json_leaves
from sovassess.formats.templates import is_templated, masked, templated_documents
from sovassess.formats.tokens import decoded
from sovassess.formats.yaml import documents
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import AnyObservation, Fact, Resource
from sovassess.source.view import FileView

MAX_BYTES = 2_000_000
_ENDINGS = (".yaml", ".yml", ".json", ".yaml.tpl", ".yml.tpl", ".yaml.j2", ".yml.j2")
_TELLS = re.compile(rb"\bconnectors\b|\bidentityProviders\b|\baccessTokenLifespan\b|\bssoSessionMaxLifespan\b")
# Where a connector of Dex says whom it asks; without any of them it asks the public service of its type, where there is
# one (https://dexidp.io/docs/connectors/, read 2026-11-22).
_DEX_ADDRESSES = ("hostName", "baseURL", "apiURL", "graphURL", "issuer", "authorizationURL", "ssoURL", "host")
# The same for a broker of Keycloak
# (https://www.keycloak.org/docs/latest/server_admin/index.html#_identity_broker, read 2026-11-22).
_BROKER_ADDRESSES = ("baseUrl", "apiUrl", "issuer", "authorizationUrl", "singleSignOnServiceUrl")
# Connectors that let people in by what is written beside them or said by a proxy in front of them.
_NOBODY = frozenset({"mockcallback", "mockpassword", "local", "authproxy", "ldap"})
# Keycloak keeps people signed in for the longest of these, whoever vouched for them, and a token for the last; all are
# seconds (https://www.keycloak.org/docs-api/latest/rest-api/index.html#RealmRepresentation, read 2026-11-22).
_SESSION, _REMEMBERED, _TOKEN = "ssoSessionMaxLifespan", "ssoSessionMaxLifespanRememberMe", "accessTokenLifespan"

Path: TypeAlias = tuple[str, ...]


class Setting(Struct, frozen=True):
    """One scalar of a document: its path, its text and its 1-based line in the file."""

    path: Path
    text: str
    line: int


def _claims(path: str) -> bool:
    return path.lower().endswith(_ENDINGS)


def _recognises(view: FileView) -> bool:
    return len(view.data) <= MAX_BYTES and _TELLS.search(view.data) is not None


def _detect(view: FileView) -> Iterator[AnyObservation]:
    for document in _documents(view):
        yield from _observed(view, document)


def _documents(view: FileView) -> Iterator[list[Setting]]:
    """The documents of a file, and those that its texts hold. Whether the file is well formed its own reader says."""
    try:
        if view.name.lower().endswith(".json"):
            yield _json(view.text, 0)
            return
        mask = masked(view.text) if is_templated(view.text) else None
        for document in templated_documents(mask) if mask else documents(view.text):
            scalars = [(path, node) for path, node in document.walk() if path and node.is_scalar]
            yield [Setting(path, node.text, node.line) for path, node in scalars]
            for _, node in scalars:
                if node.block and _TELLS.search(node.text.encode("utf-8", "replace")):
                    yield from _inner(node.text, node.content_line - 1)
    except ParseError:
        return


def _inner(text: str, offset: int) -> Iterator[list[Setting]]:
    """The documents in a text that stands in another document."""
    try:
        if text.lstrip()[:1] in ("{", "["):
            yield _json(text, offset)
            return
        for document in documents(text):
            scalars = [(path, node) for path, node in document.walk() if path and node.is_scalar]
            yield [Setting(path, node.text, node.line + offset) for path, node in scalars]
    except ParseError:
        return


def _json(text: str, offset: int) -> list[Setting]:
    out: list[Setting] = []
    for leaf in json_leaves(text):
        if leaf.value is not None:
            written = str(leaf.value).lower() if isinstance(leaf.value, bool) else str(leaf.value)
            out.append(Setting(leaf.path, written, leaf.line + offset))
    return out


def _observed(view: FileView, settings: list[Setting]) -> Iterator[AnyObservation]:
    for fields in _members(settings, "connectors"):
        if {"type", "id", "name"} <= fields.keys():
            yield from _connector(view, fields, fields["type"], _DEX_ADDRESSES)
    for fields in _members(settings, "identityProviders"):
        if {"alias", "providerId"} <= fields.keys():
            yield from _connector(view, fields, fields["providerId"], _BROKER_ADDRESSES)
    yield from _sessions(view, settings)


def _members(settings: Iterable[Setting], name: str) -> Iterator[Mapping[str, Setting]]:
    """The members of each list of that name, wherever it stands, by the path of what they say."""
    found: dict[Path, dict[str, Setting]] = defaultdict(dict)
    for setting in settings:
        for position, key in enumerate(setting.path[:-2]):
            if key == name and setting.path[position + 1].isdigit():
                member = setting.path[: position + 2]
                found[member][".".join(setting.path[position + 2 :])] = setting
    yield from found.values()


def _connector(
    view: FileView, fields: Mapping[str, Setting], kind: Setting, addresses: Iterable[str]
) -> Iterator[AnyObservation]:
    if kind.text.lower() in _NOBODY:
        return
    named = next((fields[f"config.{key}"] for key in addresses if fields.get(f"config.{key}")), None)
    off = [key for key, word in (("enabled", "false"), ("linkOnly", "true")) if _says(fields, key, word)]
    yield Resource(
        at=view.place(kind.line),
        usage=Usage.OPTIONAL if off else Usage.MAIN,
        condition=f"{off[0]}: {fields[off[0]].text}" if off else "",
        type=f"sign-in.{kind.text.lower()}",
        name=fields.get("id", fields.get("alias", kind)).text,
        attributes=(("address", decoded(named.text)),) if named is not None else (),
    )


def _says(fields: Mapping[str, Setting], key: str, word: str) -> bool:
    return key in fields and fields[key].text.lower() == word


def _sessions(view: FileView, settings: Iterable[Setting]) -> Iterator[AnyObservation]:
    """How long a realm keeps people signed in whom somebody else vouched for, and how long its own word holds."""
    realms: dict[Path, dict[str, Setting]] = defaultdict(dict)
    for setting in settings:
        if setting.path[-1] in ("realm", "rememberMe", _SESSION, _REMEMBERED, _TOKEN):
            realms[setting.path[:-1]][setting.path[-1]] = setting
    for said in realms.values():
        if "realm" not in said:
            continue
        kept = [said[name] for name in (_SESSION, _REMEMBERED) if name in said and said[name].text.isdigit()]
        if not _says(said, "rememberMe", "true"):
            kept = [setting for setting in kept if setting.path[-1] != _REMEMBERED]
        if kept:
            yield _session(view, max(kept, key=lambda setting: int(setting.text)), "behind")
        if _TOKEN in said:
            yield _session(view, said[_TOKEN], "own")


def _session(view: FileView, setting: Setting, whose: str) -> Fact:
    fields = (("lasts", setting.text), ("unit", "s"), ("whose", whose))
    return Fact(at=view.place(setting.line), kind="session", name=setting.path[-1], fields=fields)


DETECTOR = Detector(
    id="identity-servers",
    title="Identity server's configuration",
    evidence=EvidenceKind.CONFIG,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
