"""Detect what pip requirement and constraint files ask for and from where; it resolves and follows no other file.

Formats: pip's documentation, "Requirements File Format" and "Configuration"; uv's documentation, "Settings".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.detector import Detector
from sovassess.formats.addresses import is_public_index, templated
from sovassess.formats.leaves import toml_leaves
from sovassess.formats.requirements import requirement
from sovassess.formats.settings_lines import settings
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import (
    AnyObservation,
    Download,
    LockState,
    PackageSource,
    Place,
    Requirement,
)
from sovassess.model.values import literal
from sovassess.source.view import FileView

ECOSYSTEM = "pypi"
_NAME = re.compile(
    r"(?:[\w.-]*[-_.])?(?:requirements?|constraints?)(?:[-_.][\w.-]*)?\.(?:txt|in|pip|lock)$", re.IGNORECASE
)
_DEV = re.compile(
    r"(?:^|[-_./])(dev|develop|development|test|tests|testing|lint|typing|docs?|ci|bench|benchmarks?)(?=[-_./]|$)"
)
_OPTION = re.compile(r"(--?[A-Za-z-]+)(?:[ =]+(.*))?$")
_SOURCES = {"--index-url": True, "-i": True, "--extra-index-url": False, "--find-links": False, "-f": False}
_SETTINGS = ("pip.conf", "pip.ini", "uv.toml")


def _claims(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    if _NAME.match(name) or name in _SETTINGS:
        return True
    return folder.rpartition("/")[2] == "requirements" and name.endswith((".txt", ".in"))


def _group(path: str) -> tuple[str, Usage]:
    folder, _, name = path.rpartition("/")
    found = _DEV.search(name.lower().rpartition(".")[0])
    if found is None and folder.rpartition("/")[2] == "requirements":
        found = _DEV.search("/" + name.lower())
    return (f"dev:{found[1]}", Usage.DEV) if found else ("", Usage.MAIN)


def _detect(view: FileView) -> Iterator[AnyObservation]:
    if view.name in _SETTINGS:
        yield from _indexes(view)
        return
    group, usage = _group(view.path)
    constraints = "constraint" in view.name.lower()
    found = unpinned = hashed = 0
    own_index = False
    for number, line in _logical(view.lines):
        at = view.place(number)
        if line.startswith("-"):
            own_index |= _sets_index(line)
            yield from _option(line, at, group, usage)
            continue
        body, *options = re.split(r"\s(?=--)", line)
        if _is_address(body):
            found, unpinned = found + 1, unpinned + (re.match(r"https?://\S+\.(?:whl|gz|zip)\b", body) is None)
            yield from _direct(body, at, usage)
            continue
        wanted = requirement(body)
        if wanted is None:
            continue
        has_hash = any(option.startswith("--hash") for option in options)
        found, hashed, unpinned = found + 1, hashed + has_hash, unpinned + (not wanted.pinned)
        if wanted.url:
            yield from _direct(wanted.url, at, usage)
        if not constraints:
            yield Requirement(
                at=at, usage=usage, ecosystem=ECOSYSTEM, name=wanted.name, version=wanted.version, group=group,
                pinned=wanted.pinned, hashed=has_hash,
            )  # fmt: skip
    if found and not constraints:
        if not own_index:
            yield PackageSource(at=view.place(), usage=_build(usage), ecosystem=ECOSYSTEM)
        if not view.name.endswith(".in") and usage is Usage.MAIN:
            yield LockState(
                at=view.place(), ecosystem=ECOSYSTEM, project=view.folder, locked=not unpinned, hashed=hashed == found
            )


def _indexes(view: FileView) -> Iterator[PackageSource]:
    """The indexes that a settings file of pip or uv names, and whether they stand in for the public one."""
    found: list[tuple[int, str, bool]] = []
    if view.name == "uv.toml":
        leaves = list(toml_leaves(view.text))
        first = {leaf.path[1] for leaf in leaves if leaf.path[2:] == ("default",) and leaf.value is True}
        for leaf in leaves:
            match leaf.path:
                case ("index", number, "url"):
                    found.append((leaf.line, leaf.text, number in first))
                case ("index-url",) | ("extra-index-url", *_):
                    found.append((leaf.line, leaf.text, leaf.path[0] == "index-url"))
                case _:
                    pass
    else:
        for setting in settings(view.lines):
            if setting.key in ("index-url", "extra-index-url"):
                found += [(setting.line, url, setting.key == "index-url") for url in setting.value.split()]
    for line, url, replaces in found:
        public = is_public_index(ECOSYSTEM, url)
        yield PackageSource(
            at=view.place(line), usage=Usage.BUILD, ecosystem=ECOSYSTEM, address=None if public else templated(url),
            rule="" if public else "replaces" if replaces else "adds",
        )  # fmt: skip


def _build(usage: Usage) -> Usage:
    return Usage.BUILD if usage is Usage.MAIN else usage


def _logical(lines: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Lines with continuations joined and comments dropped, with the number of the first."""
    start, parts = 0, list[str]()
    for number, raw in enumerate(lines, 1):
        text = re.sub(r"(?:^|\s)#.*$", "", raw[:20_000]).rstrip()
        start = start or number
        if text.endswith("\\"):
            parts.append(text[:-1].strip())
            continue
        parts.append(text.strip())
        whole = " ".join(part for part in parts if part)
        if whole:
            yield start, whole
        start, parts = 0, []


def _sets_index(line: str) -> bool:
    match = _OPTION.match(line)
    return bool(match and (_SOURCES.get(match[1]) or match[1] == "--no-index"))


def _option(line: str, at: Place, group: str, usage: Usage) -> Iterator[AnyObservation]:
    match = _OPTION.match(line)
    if match is None:
        return
    name, value = match[1], (match[2] or "").strip()
    if name in _SOURCES and value:
        address = None if is_public_index(ECOSYSTEM, value) else templated(value)
        yield PackageSource(at=at, usage=_build(usage), ecosystem=ECOSYSTEM, address=address)
    elif name in ("-e", "--editable") and _is_address(value):
        yield from _direct(value, at, usage)
        egg = re.search(r"#egg=([\w.-]+)", at.excerpt)
        if egg:
            yield Requirement(at=at, usage=usage, ecosystem=ECOSYSTEM, name=egg[1].lower(), group=group)


def _is_address(text: str) -> bool:
    return re.match(r"(?:git|hg|svn|bzr)\+[\w+]+://|https?://", text) is not None


def _direct(url: str, at: Place, usage: Usage) -> Iterator[Download]:
    """A package from an address of its own: a file or a repository."""
    address = url.split(" ;", maxsplit=1)[0].split(" --", maxsplit=1)[0].strip()
    repository = re.match(r"(?:git|hg|svn|bzr)\+", address) is not None
    fixed = re.search(r"@(?:[0-9a-f]{7,40}|v?\d[\w.+-]*)(?:#|$)", address)
    yield Download(
        at=at,
        usage=_build(usage),
        address=literal(re.sub(r"^(?:git|hg|svn|bzr)\+", "", address)),
        checked="#sha256=" in address,
        moving=repository and fixed is None,
    )


DETECTOR = Detector(
    id="pip-requirements",
    title="pip requirements",
    evidence=EvidenceKind.MANIFESTS,
    claims=_claims,
    detect=_detect,
)
