"""Model routes of Kong, Apache APISIX and Portkey, where they are kept in files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from sovassess.detectors.ai_upstreams import PLUGINS, is_portkey, plugin_observations, portkey_observations
from sovassess.detectors.containers import Frame
from sovassess.detectors.detector import Detector
from sovassess.formats.templates import is_templated, masked
from sovassess.formats.yaml import Node, documents, json_document
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation
from sovassess.source.view import FileView

_PLUGIN = re.compile(r"\b(?:" + "|".join(sorted(PLUGINS)) + r")\b")
_PORTKEY = re.compile(r"\"strategy\"\s*:\s*\{\s*\"mode\"|(?m:^strategy:)")
_KUBERNETES = re.compile(r"(?m)^apiVersion\s*:")


def _claims(path: str) -> bool:
    return path.endswith((".yaml", ".yml", ".json"))


def _recognises(view: FileView) -> bool:
    text = view.text
    if _KUBERNETES.search(text):
        return False
    named = _PLUGIN.search(text) is not None and re.search(r"\bplugins?\b", text) is not None
    return named or (_PORTKEY.search(text) is not None and "targets" in text)


def _detect(view: FileView) -> Iterator[AnyObservation]:
    mask = masked(view.text) if is_templated(view.text) else None
    frame = Frame(view=view, masked=mask)
    text = mask.text if mask else view.text
    for root in (json_document(text),) if view.path.endswith(".json") else documents(text):
        if is_portkey(root):
            yield from portkey_observations(frame, root, basename(view.path).rpartition(".")[0])
        yield from _plugins(frame, root)


def _plugins(frame: Frame, root: Node) -> Iterator[AnyObservation]:
    """Plugins by name in a list (Kong) or as keys of a mapping (APISIX), at a route, a service or for all."""
    for path, node in root.walk():
        if not path or path[-1] != "plugins":
            continue
        for member in node.members:
            name = member.get("name").text
            if name in PLUGINS and member.get("enabled").flag is not False:
                route = _owner(root, path) or member.get("route").text or member.get("service").text
                yield from plugin_observations(frame, name, member.get("config"), route or "all", "kong")
        for name, settings in node.items():
            if name in PLUGINS and settings.get("_meta", "disable").flag is not True:
                yield from plugin_observations(frame, name, settings, _owner(root, path) or "all", "apisix")


def _owner(root: Node, path: tuple[str, ...]) -> str:
    """The name of what the plugins stand at."""
    owner = root
    for step in path[:-1]:
        owner = owner.get(int(step)) if owner.is_sequence else owner.get(step)
    return owner.first("name", "id", "uri").text


DETECTOR = Detector(
    id="ai-gateways",
    title="Model routes of a gateway",
    evidence=EvidenceKind.CONFIG,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
