"""Dependabot and Renovate configurations: who proposes updates, and the registries that they are told to ask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from sovassess.detectors.detector import Detector
from sovassess.detectors.pipelines import Pipeline, pipeline
from sovassess.formats.yaml import Node, documents, json_document
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import Address, AnyObservation, Download
from sovassess.model.values import literal
from sovassess.source.view import FileView

_DEPENDABOT = re.compile(r"(^|/)\.github/dependabot\.ya?ml$")
_RENOVATE = frozenset({"renovate.json", "renovate.json5", ".renovaterc", ".renovaterc.json", ".renovaterc.json5"})
_SINGLE = re.compile(r"'([^'\"\n]*)'")  # JSON5 may quote either way
_PRESET = re.compile(r"^(github|gitlab|gitea|forgejo)>([\w./-]+)")
_HOSTS = {"github": "https://github.com/", "gitlab": "https://gitlab.com/"}


def _claims(path: str) -> bool:
    return _DEPENDABOT.search(path) is not None or basename(path) in _RENOVATE


def _detect(view: FileView) -> Iterator[AnyObservation]:
    if _DEPENDABOT.search(view.path):
        for document in documents(view.text):
            whole = pipeline(view, "dependabot")
            if document.get("updates").members:
                yield whole.step(document.line)
            for name, registry in document.get("registries").items():
                url = registry.get("url")
                if url.is_scalar:
                    yield whole.frame.make(Address, url.line, value=whole.value(url.text), key=f"registries.{name}.url")
        return
    text = _SINGLE.sub(lambda match: f'"{match[1]}"', view.text) if view.name.endswith("5") else view.text
    document = json_document(text)
    yield from _renovate(pipeline(view, "renovate"), document)


# No step: whether the bot is somebody's service or one's own job, its settings do not tell.
def _renovate(whole: Pipeline, document: Node) -> Iterator[AnyObservation]:
    for preset in document.get("extends").members:
        match = _PRESET.match(preset.text)
        if match and match[1] in _HOSTS:
            moving = "#" not in preset.text
            yield whole.frame.make(Download, preset.line, address=literal(_HOSTS[match[1]] + match[2]), moving=moving)
    for path, node in document.walk():
        if not path or not node.is_scalar or "://" not in node.text:
            continue
        if path[-1] in ("endpoint", "matchHost") or "registryUrls" in path:
            yield whole.frame.make(Address, node.line, value=literal(node.text), key=".".join(path))


DETECTOR = Detector(
    id="dependency-updates",
    title="Dependabot or Renovate configuration",
    evidence=EvidenceKind.CI,
    claims=_claims,
    detect=_detect,
)
