"""Repository files of the system package managers: where packages of rpm, deb and apk come from.

Reads `*.repo`, `dnf.conf`, `sources.list`, `*.sources` and apk's `repositories`. A distribution's own archive under its
own name is the public default; sources on a disk lead nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.detector import Detector
from sovassess.formats.settings_lines import settings
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import AnyObservation, PackageSource
from sovassess.model.values import literal
from sovassess.source.view import FileView

_RPM = re.compile(r"\.repo$|^(dnf|yum)\.conf$", re.IGNORECASE)
_DEB = re.compile(r"^sources\.list$|\.sources$|\.list$", re.IGNORECASE)
_APK = re.compile(r"^(apk[-_.])?repositories(\.txt)?$", re.IGNORECASE)
_URL = re.compile(r"(?:https?|ftp|rsync)://[^\s,;\"']+", re.IGNORECASE)
_DEB_LINE = re.compile(
    r"^\s*deb(?:-src)?\s+(?:\[[^\]]*\]\s*)?(?:mirror\+)?((?:https?|ftp|tor\+https?)://\S+)", re.IGNORECASE
)
_FIELD = re.compile(r"^([A-Za-z-]+):\s*(.*)$")
_APK_LINE = re.compile(r"^(?:@\S+\s+)?(https?://\S+)\s*$")
# The archives that images of these distributions are shipped with.
_DEFAULT = re.compile(
    r"^https?://(deb|security|archive|ports|httpredir|ftp(\.\w\w)?|\w\w\.archive)\.(debian|ubuntu)\.(org|com)(?=[:/]|$)"
)
_OFF = frozenset({"0", "no", "false", "off"})


def _claims(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    if name.lower().endswith(".list") and name.lower() != "sources.list":
        return folder.endswith("sources.list.d") or "apt" in folder.split("/")
    return any(pattern.search(name) for pattern in (_RPM, _DEB, _APK))


def _recognises(view: FileView) -> bool:
    text = view.text
    if _RPM.search(view.name):
        return re.search(r"(?m)^[ \t]*\[[^\]\n]+\]", text) is not None and (
            re.search(r"(?m)^[ \t]*(baseurl|mirrorlist|metalink)\s*=", text) is not None
        )
    if view.name.lower().endswith(".sources"):
        return re.search(r"(?im)^Types:\s*deb", text) is not None
    if _APK.search(view.name):
        return any(_APK_LINE.match(line.strip()) for line in view.lines)
    return re.search(r"(?m)^[ \t]*deb(-src)?\s", text) is not None


def _detect(view: FileView) -> Iterator[AnyObservation]:
    if _RPM.search(view.name):
        yield from _rpm(view)
    elif view.name.lower().endswith(".sources"):
        yield from _stanzas(view)
    elif _APK.search(view.name):
        for number, line in enumerate(view.lines, 1):
            if match := _APK_LINE.match(line.split("#", 1)[0].strip()):
                yield _source(view, number, "apk", match[1])
    else:
        for number, line in enumerate(view.lines, 1):
            if match := _DEB_LINE.match(line[:4_000]):
                yield _source(view, number, "deb", match[1])


def _source(view: FileView, line: int, ecosystem: str, address: str, *, off: bool = False) -> AnyObservation:
    own = address.removeprefix("tor+")
    return PackageSource(
        at=view.place(line), usage=Usage.OPTIONAL if off else Usage.BUILD, condition="not enabled" if off else "",
        ecosystem=ecosystem, address=None if _DEFAULT.match(own) else literal(own),
    )  # fmt: skip


def _rpm(view: FileView) -> Iterator[AnyObservation]:
    """One source for each address of a section; a section that is not enabled is an option."""
    read = list(settings(view.lines))
    off = {entry.section for entry in read if entry.key == "enabled" and entry.value.lower() in _OFF}
    for entry in read:
        if entry.section in ("", "main") or entry.key not in ("baseurl", "mirrorlist", "metalink"):
            continue
        for match in _URL.finditer(entry.value):
            yield _source(view, entry.line, "rpm", match[0], off=entry.section in off)


def _stanzas(view: FileView) -> Iterator[AnyObservation]:
    """The URIs of a deb822 file: sources.list(5), "DEB822-STYLE FORMAT"."""
    stanza: list[tuple[int, str]] = []
    off = False
    key = ""
    for number, line in enumerate((*view.lines, ""), 1):
        if not line.strip():
            for place, address in stanza:
                yield _source(view, place, "deb", address, off=off)
            stanza, off, key = [], False, ""
            continue
        if line.startswith("#"):
            continue
        field = _FIELD.match(line)
        key, text = (field[1].lower(), field[2]) if field else (key, line)
        if key == "uris":
            stanza += [(number, match[0]) for match in _URL.finditer(text)]
        off |= key == "enabled" and text.strip().lower() in _OFF


DETECTOR = Detector(
    id="package-repositories",
    title="Package repository file",
    evidence=EvidenceKind.CONFIG,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
