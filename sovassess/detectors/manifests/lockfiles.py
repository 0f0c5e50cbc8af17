"""Detect that a project's packages are locked, with or without hashes, and which indexes its lock file names.

One pass over the lines of a lock file, whatever its size; no package becomes an observation.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator

from msgspec import Struct

from sovassess.detectors.detector import Detector
from sovassess.errors import ParseError
from sovassess.formats.addresses import is_public_index
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import AnyObservation, LockState, PackageSource
from sovassess.model.values import literal
from sovassess.source.view import FileView

MAX_LINE = 4_000
MAX_SOURCES = 20


class _Format(Struct, frozen=True):
    """How to read one lock file. `package` marks a line that begins a package, `hashed` one that carries its digest,
    `source` captures the URL of an index or artefact; `member` the folder of a workspace member that is locked too,
    below the top-level key `members` where the format lists them under one.
    """

    ecosystem: str
    package: re.Pattern[str]
    hashed: re.Pattern[str] | None
    source: re.Pattern[str] | None = None
    whole_index: bool = False
    member: re.Pattern[str] | None = None
    members: str = ""
    several: re.Pattern[str] | None = None
    """Where a package has several digests, it counts once; what else than the next package ends its lines."""


_NEVER = re.compile(r"(?!)")
_TOML_PACKAGE = re.compile(r"\[\[package\]\]")
_FORMATS: dict[str, _Format] = {
    "uv.lock": _Format(
        "pypi",
        _TOML_PACKAGE,
        re.compile(r'\bhash = "sha'),
        re.compile(r'^source = \{ registry = "(https?://[^"]+)"'),
        True,
        re.compile(r'^source = \{ (?:editable|virtual) = "([^"]+)"'),
        several=_NEVER,
    ),
    "poetry.lock": _Format(
        "pypi",
        _TOML_PACKAGE,
        re.compile(r'\bhash = "sha'),
        re.compile(r'^url = "(https?://[^"]+)"'),
        True,
        # Before Poetry 1.3 the digests of all packages stood in a section of their own.
        several=re.compile(r"^[\w.\"-]+ = \[$"),
    ),
    "pdm.lock": _Format("pypi", _TOML_PACKAGE, re.compile(r'\bhash = "sha'), several=_NEVER),
    "pylock.toml": _Format(
        "pypi",
        re.compile(r"\[\[packages\]\]"),
        re.compile(r'sha256 = "'),
        re.compile(r'^index = "(https?://[^"]+)"'),
        True,
        several=_NEVER,
    ),
    "Pipfile.lock": _Format(
        "pypi",
        re.compile(r'^ {8}"[^"]+": \{'),
        re.compile(r'"sha256:'),
        re.compile(r'^\s+"url": "(https?://[^"]+)"'),
        True,
        several=_NEVER,
    ),
    "package-lock.json": _Format(
        "npm",
        re.compile(r'"resolved":'),
        re.compile(r'"integrity":'),
        re.compile(r'"resolved": ?"(https?://[^"]+)"'),
        member=re.compile(r'^\s+"resolved": "([\w@./-]+)",?$'),
    ),
    "pnpm-lock.yaml": _Format(
        "npm",
        re.compile(r"^\s+resolution: \{"),
        re.compile(r"integrity: sha"),
        re.compile(r"tarball: (https?://[^\s,}]+)"),
        member=re.compile(r"^  '?([\w@./-]+)'?:$"),
        members="importers:",
    ),
    "yarn.lock": _Format(
        "npm",
        re.compile(r'^\s+(?:resolved |resolution: )"?'),
        re.compile(r"^\s+(?:integrity |checksum: )"),
        re.compile(r'^\s+resolved "(https?://[^"]+)"'),
        member=re.compile(r'^\s+resolution: "[^"]*@workspace:([^"]+)"'),
    ),
    "bun.lock": _Format(
        "npm", re.compile(r'^\s+"[^"]+": \["'), re.compile(r'"sha\d+-'), re.compile(r'", "(https?://[^"]+)"')
    ),
    "go.sum": _Format("golang", re.compile(r"^\S+ v\S+ h1:"), re.compile(r" h1:")),
    "Cargo.lock": _Format(
        "cargo",
        _TOML_PACKAGE,
        re.compile(r'^checksum = "'),
        # The address of the first index is a name only: what it stands for is fetched from the default one.
        re.compile(r'^source = "(?:registry|sparse)\+(https?://(?!github\.com/rust-lang/crates\.io-index)[^"]+)"'),
        True,
    ),
    "Gemfile.lock": _Format(
        "gem",
        re.compile(r"^    [\w.-]+ \("),
        re.compile(r"^  \S+ \([^)]*\) sha256="),
        re.compile(r"^  remote: (https?://\S+)"),
        True,
    ),
    "composer.lock": _Format("composer", re.compile(r'^ {12}"name": "'), re.compile(r'"shasum": "[0-9a-f]{20,}'), None),
    "packages.lock.json": _Format("nuget", re.compile(r'"resolved":'), re.compile(r'"contentHash":')),
    # Every artefact that a Gradle build may take, with its digest: what is not listed is refused.
    "verification-metadata.xml": _Format(
        "maven", re.compile(r"<artifact "), re.compile(r"<sha(256|512) |<pgp "), several=re.compile(r"<artifact ")
    ),
    "conda-lock.yml": _Format("conda", re.compile(r"^\s*- name: "), re.compile(r"^\s+sha256: ")),
    "pixi.lock": _Format("conda", re.compile(r"^- (conda|pypi): "), re.compile(r"^  sha256: ")),
    "gradle.lockfile": _Format("maven", re.compile(r"^[\w.-]+:[\w.-]+:\S+="), None),
    "mix.lock": _Format("hex", re.compile(r'^\s+"[^"]+": \{'), re.compile(r'"[0-9a-f]{64}"')),
    "pubspec.lock": _Format(
        "pub", re.compile(r"^  \w+:$"), re.compile(r"^\s+sha256: "), re.compile(r'^\s+url: "(https?://[^"]+)"'), True
    ),
}
_FORMATS["npm-shrinkwrap.json"] = _FORMATS["package-lock.json"]
_REQUIREMENTS = re.compile(r"(?:[\w.-]*[-_.])?requirements?(?:[-_.][\w.-]*)?\.(?:txt|lock)$", re.IGNORECASE)
_PINNED = _Format("pypi", re.compile(r"^[A-Za-z0-9][\w.-]*(?:\[[^\]]*\])?\s*==\s*\S"), re.compile(r"--hash[= ]sha"))
_VERIFIED = "verification-metadata.xml"
_BINARY = {"bun.lockb": "npm"}


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _claims(path: str) -> bool:
    name = _name(path)
    return name in _FORMATS or name in _BINARY or _REQUIREMENTS.match(name) is not None


def _recognises(view: FileView) -> bool:
    return view.name in _FORMATS or view.name in _BINARY or b"--hash=" in view.data


def _detect(view: FileView) -> Iterator[AnyObservation]:
    if view.name in _BINARY:
        yield LockState(at=view.place(), ecosystem=_BINARY[view.name], project=view.folder, locked=True, hashed=True)
        return
    layout = _FORMATS.get(view.name, _PINNED)
    packages = hashes = 0
    sources: dict[str, int] = {}
    counted = False
    for number, raw in enumerate(view.lines, 1):
        line = raw[:MAX_LINE]
        begins = layout.package.search(line) is not None
        packages += begins
        if layout.several is not None and (begins or layout.several.search(line)):
            counted = False
        if not counted and layout.hashed is not None and layout.hashed.search(line):
            hashes += 1
            counted = layout.several is not None
        found = layout.source.search(line) if layout.source else None
        if found:
            sources.setdefault(_index(found[1], layout), number)
    minified = len(view.lines) < 5 and len(view.data) > MAX_LINE
    if minified and layout.package.pattern == '"resolved":':
        packages, hashes = (
            view.text.count('"resolved":'),
            view.text.count('"integrity":') + view.text.count('"contentHash":'),
        )
    if not packages and view.data.strip() and not _looks_empty(view, layout):
        raise ParseError(f"no package of a {view.name} was found in it")
    at = view.place(1)
    hashed = _covered(layout, packages, hashes)
    # Gradle keeps its file of digests in a folder of its own below the build's root.
    root = view.folder.removesuffix("gradle").rstrip("/") if view.name == _VERIFIED else view.folder
    for project in (root, *sorted(_members(view, layout))):
        yield LockState(at=at, ecosystem=layout.ecosystem, project=project, locked=True, hashed=hashed)
    for source, number in sorted(sources.items())[:MAX_SOURCES]:
        address = None if is_public_index(layout.ecosystem, source) else literal(source)
        yield PackageSource(at=view.place(number), usage=Usage.BUILD, ecosystem=layout.ecosystem, address=address)


def _members(view: FileView, layout: _Format) -> set[str]:
    """The folders of the workspace members that the lock file covers, itself not among them."""
    if layout.member is None:
        return set()
    inside, found = not layout.members, set[str]()
    for raw in view.lines:
        line = raw[:MAX_LINE].rstrip()
        if layout.members and line and not line[0].isspace():
            inside = line == layout.members
        match = layout.member.match(line) if inside else None
        if match is not None:
            found.add(posixpath.normpath(posixpath.join(view.folder, match[1])))
    return {folder for folder in found if folder not in (".", view.folder) and not folder.startswith("..")}


def _index(url: str, layout: _Format) -> str:
    """The index as named, or the scheme and host of an artefact's URL."""
    return url if layout.whole_index else "/".join(url.split("/", 3)[:3])


def _covered(layout: _Format, packages: int, hashes: int) -> bool:
    """Whether hashes cover the packages; a tenth may lack them, since local and git packages have none."""
    return bool(packages) and hashes * 10 >= packages * (9 if layout is not _FORMATS["pubspec.lock"] else 5)


_EMPTY: tuple[Callable[[str], bool], ...] = (
    lambda text: "lockfileVersion" in text,
    lambda text: "yarn lockfile" in text or "__metadata" in text,
    lambda text: re.search(r"^version = \d", text, re.MULTILINE) is not None,
    lambda text: '"_meta"' in text or "content-hash" in text or "metadata" in text,
    lambda text: "BUNDLED WITH" in text or "DEPENDENCIES" in text or "empty=" in text,
)


def _looks_empty(view: FileView, layout: _Format) -> bool:
    """True for a lock file of its format that locks nothing."""
    return (layout.ecosystem == "golang" and len(view.data) < 3) or any(test(view.text[:20_000]) for test in _EMPTY)


DETECTOR = Detector(
    id="lockfiles",
    title="Lock files",
    evidence=EvidenceKind.LOCKFILES,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
