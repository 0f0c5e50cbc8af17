"""Detect what conda environments ask for and from which channels; it solves no environment and reads no recipe.

Format: the conda documentation, "Managing environments" and "Managing channels": a channel by name lies on Anaconda's
host for channels, `defaults` is Anaconda's own repository, and `nodefaults` takes it away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.detector import Detector
from sovassess.formats.addresses import templated
from sovassess.formats.requirements import requirement
from sovassess.formats.yaml import Node, documents
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import AnyObservation, PackageSource, Requirement
from sovassess.source.view import FileView

ECOSYSTEM = "conda"
_CHANNELS = "https://conda.anaconda.org/"
_FILES = re.compile(r"(^|/)([\w.-]*[._-])?(environment|conda|mamba|env)([._-][\w.-]*)?\.ya?ml$|(^|/)\.condarc$")
_PACKAGE = re.compile(r"^(?:(?P<channel>[\w./:-]+)::)?(?P<name>[A-Za-z0-9_][\w.-]*)\s*(?P<version>[=<>!~ ].*)?$")
# One `=` takes every version that begins so, unless a build stands behind it.
_EXACT = re.compile(r"==\s*\d[\w.+!-]*|=\s*\d[\w.+!-]*=[\w.]+")
_HOST = re.compile(r"^(https?|file)://", re.IGNORECASE)


def _claims(path: str) -> bool:
    return path.endswith((".yml", ".yaml", ".condarc")) and _FILES.search(path) is not None


def _recognises(view: FileView) -> bool:
    """Whether it lists channels or conda's packages; many a YAML file is called after an environment."""
    if view.name == ".condarc":
        return True
    return re.search(r"(?m)^(channels|dependencies)[ ]*:[ ]*(\[|$|#)", view.text) is not None and not re.search(
        r"(?m)^(apiVersion|services|kind|jobs)[ ]*:", view.text
    )


def _detect(view: FileView) -> Iterator[AnyObservation]:
    if not _recognises(view):
        return
    for document in documents(view.text):
        settings = view.name == ".condarc"
        listed = list(document.get("dependencies").members)
        if not settings and not any(one.is_scalar for one in listed):
            continue
        yield from _sources(view, document, settings=settings)
        for one in listed:
            if one.is_scalar:
                yield from _package(view, one)
            for inner in one.get("pip").members:
                yield from _from_pip(view, inner)
        if any(one.get("pip").members for one in listed):
            yield PackageSource(at=view.place(document.line), usage=Usage.BUILD, ecosystem="pypi")


def _sources(view: FileView, document: Node, *, settings: bool) -> Iterator[PackageSource]:
    """The channels in order; without any, Anaconda's own repository."""
    named = [one for one in document.get("channels").members if one.is_scalar]
    alias = document.get("channel_alias")
    start = alias.text.rstrip("/") + "/" if alias.is_scalar and _HOST.match(alias.text) else _CHANNELS
    for one in named:
        if one.text == "nodefaults":
            continue
        address = None if one.text == "defaults" else templated(one.text if _HOST.match(one.text) else start + one.text)
        # Settings for a folder name the channels of every environment in it that names none.
        rule = ("adds" if any(other.text == "defaults" for other in named) else "replaces") if settings else ""
        at = view.place(one.line)
        yield PackageSource(at=at, usage=Usage.BUILD, ecosystem=ECOSYSTEM, address=address, rule=rule)
    if not named and not settings:
        yield PackageSource(at=view.place(document.line), usage=Usage.BUILD, ecosystem=ECOSYSTEM)


def _package(view: FileView, node: Node) -> Iterator[AnyObservation]:
    match = _PACKAGE.match(node.text.strip())
    if match is None:
        return
    version = (match["version"] or "").strip()
    at = view.place(node.line)
    yield Requirement(
        at=at, ecosystem=ECOSYSTEM, name=match["name"], version=version, pinned=_EXACT.fullmatch(version) is not None
    )
    if match["channel"]:
        channel = match["channel"]
        address = templated(channel if _HOST.match(channel) else _CHANNELS + channel)
        yield PackageSource(at=at, usage=Usage.BUILD, ecosystem=ECOSYSTEM, address=address)


def _from_pip(view: FileView, node: Node) -> Iterator[AnyObservation]:
    """A line as pip takes it; options and files of other requirements are read where they stand."""
    found = requirement(node.text) if node.is_scalar and not node.text.startswith("-") else None
    if found is not None:
        yield Requirement(
            at=view.place(node.line), ecosystem="pypi", name=found.name, version=found.version, pinned=found.pinned
        )


DETECTOR = Detector(
    id="conda",
    title="Conda environment",
    evidence=EvidenceKind.MANIFESTS,
    claims=_claims,
    detect=_detect,
    recognises=_recognises,
)
