"""Apptainer and Singularity definitions: the image they start from, and what is run when they are built and started."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from sovassess.detectors.commands import Script, observed
from sovassess.detectors.containers import Frame, assigned
from sovassess.detectors.detector import Detector
from sovassess.formats.interpolation import interpolated
from sovassess.formats.shell import commands
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import AnyObservation, Image, PackageSource, Workload
from sovassess.model.values import joined, literal
from sovassess.source.view import FileView

_HEADER = re.compile(
    r"^\s*(Bootstrap|From|MirrorURL|OSVersion|Stage|Registry|Namespace|Include)\s*:\s*(\S.*?)\s*$", re.IGNORECASE
)
_SECTION = re.compile(r"^\s*%(\w+)(?:\s+.*)?$")
_SCHEMES = {"library": "library://", "shub": "shub://", "oras": "oras://", "docker": "", "docker-archive": None}
_SYSTEMS = {"debootstrap": "deb", "yum": "rpm", "zypper": "rpm", "arch": "arch"}
_BUILDING = frozenset({"post", "setup", "pre", "test"})
_STARTING = frozenset({"runscript", "startscript"})


def _claims(path: str) -> bool:
    return path.endswith(".def") or re.fullmatch(r"Singularity(\.[\w.-]+)?", basename(path)) is not None


def _recognises(view: FileView) -> bool:
    return re.search(r"(?mi)^[ \t]*bootstrap[ \t]*:", view.text) is not None


def _detect(view: FileView) -> Iterator[AnyObservation]:
    frame = Frame(view=view, component=view.path)
    yield frame.make(Workload, 1, key=view.path, name=view.name.partition(".")[0], kind="image", build=view.folder)
    header: dict[str, tuple[str, int]] = {}
    section, start, body = "", 0, list[str]()
    for number, line in enumerate((*view.lines, "%end"), 1):
        named = _SECTION.match(line)
        field = None if section or line.lstrip().startswith("#") else _HEADER.match(line)
        again = bool(section) and _HEADER.match(line) is not None and line.lower().lstrip().startswith("bootstrap")
        if not named and not field and not again:
            body.append(line)
            continue
        yield from _section(frame, section, start, "\n".join(body))
        section, start, body = (named[1].lower() if named else ""), number + 1, []
        field = field or (_HEADER.match(line) if again else None)
        if field and field[1].lower() == "bootstrap" and header:
            yield from _base(frame, header)
            header = {}
        if field:
            header[field[1].lower()] = (field[2].split(" #")[0].strip(), number)
    yield from _base(frame, header)


def _base(frame: Frame, header: dict[str, tuple[str, int]]) -> Iterator[AnyObservation]:
    kind = header.get("bootstrap", ("", 0))[0].lower()
    reference, line = header.get("from", ("", 0))
    mirror = header.get("mirrorurl")
    if kind in _SYSTEMS and mirror:
        address = interpolated(re.sub(r"%\{.*?\}", "x", mirror[0]))
        yield frame.make(PackageSource, mirror[1], ecosystem=_SYSTEMS[kind], address=address)
    scheme = _SCHEMES.get(kind)
    if scheme is None or not reference:
        return
    registry = header.get("registry", ("", 0))[0]
    pieces = [literal(scheme + (registry.rstrip("/") + "/" if registry else "")), interpolated(reference)]
    value = joined(piece for piece in pieces if piece.literal != "")
    yield frame.make(Image, line, reference=value, use="base")


def _section(frame: Frame, name: str, line: int, text: str) -> Iterator[AnyObservation]:
    if name == "environment":
        for command in commands(text, line):
            words = (
                command.words[1:] if command.program == "export" else command.assignments if not command.words else ()
            )
            for pair in words:
                key, equals, value = pair.partition("=")
                if equals and re.fullmatch(r"[A-Za-z_]\w*", key):
                    yield from assigned(frame, command.line, key, interpolated(value))
    elif name in _BUILDING or name in _STARTING or name.startswith("app"):
        usage = Usage.BUILD if name in _BUILDING else Usage.MAIN
        yield from observed(
            Script(
                view=frame.view, text=text, line=line, component=frame.component, usage=usage, exports=name in _STARTING
            )
        )


DETECTOR = Detector(
    id="apptainer",
    title="Apptainer definition",
    evidence=EvidenceKind.MANIFESTS,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
