"""Cloud-init user data: commands at first start, package sources, packages and files that are written."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from sovassess.detectors.commands import Script, observed
from sovassess.detectors.containers import Frame, addresses_in
from sovassess.detectors.detector import Detector
from sovassess.formats.interpolation import interpolated
from sovassess.formats.templates import is_templated, masked, templated_documents, without_directives
from sovassess.formats.yaml import Node, documents
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import AnyObservation, Image, PackageSource, Workload
from sovassess.source.view import FileView

_SUFFIXES = (".yaml", ".yml", ".cfg", ".tpl", ".tftpl", ".tmpl", ".txt", ".j2", "user-data", "user_data", "userdata")
_URL = re.compile(r"(?:https?|ftp)://\S+")


def _claims(path: str) -> bool:
    return path.endswith(_SUFFIXES)


def _recognises(view: FileView) -> bool:
    return re.match(r"(?:##[^\n]*\n)*#cloud-config\b", view.text.lstrip("\ufeff \t\r\n")) is not None


def _detect(view: FileView) -> Iterator[AnyObservation]:
    mask = masked(view.text) if is_templated(view.text) else None
    frame = Frame(view=view, component=view.path, masked=mask)
    plain = without_directives(view.text) if "%{" in view.text or "${" in view.text else view.text
    for document in templated_documents(mask) if mask else documents(plain):
        if not document.is_mapping:
            continue
        yield frame.make(Workload, document.line, key=view.path, name=view.name.partition(".")[0], kind="workload")
        yield from _packages(frame, document)
        for key in ("bootcmd", "runcmd"):
            for command in document.get(key).members:
                yield from _command(frame, command)
        for entry in document.get("write_files").members:
            content = entry.get("content")
            if content.kind == "scalar" and not entry.get("encoding"):
                yield from _file(frame, entry.get("path").text, content)


def _packages(frame: Frame, document: Node) -> Iterator[AnyObservation]:
    install = Frame(view=frame.view, component=frame.component, usage=Usage.BUILD)
    for name, source in document.get("apt", "sources").items():
        match = _URL.search(source.get("source").text)
        if match:
            address = interpolated(match[0])
            yield install.make(PackageSource, source.line_of("source"), ecosystem="deb", address=address)
        elif source.get("source").text.startswith("ppa:"):
            address = interpolated(f"https://ppa.launchpadcontent.net/{source.get('source').text[4:]}")
            yield install.make(PackageSource, source.line_of(name), ecosystem="deb", address=address)
    for mirror in document.get("apt", "primary").members:
        uri = mirror.get("uri")
        if uri.is_scalar:
            yield install.make(PackageSource, uri.line, ecosystem="deb", address=interpolated(uri.text))
    for repository in document.get("yum_repos").values():
        base = repository.first("baseurl", "mirrorlist", "metalink")
        if base.is_scalar:
            yield install.make(PackageSource, base.line, ecosystem="rpm", address=interpolated(base.text))


def _command(frame: Frame, command: Node) -> Iterator[AnyObservation]:
    """A text is for the shell; a list is the words of one command, perhaps a shell with its own text."""
    text, line = command.text, command.content_line
    if command.is_sequence:
        words = list(command.texts)
        shell = len(words) >= 3 and words[0].rsplit("/", 1)[-1] in ("sh", "bash") and words[1].startswith("-")
        text = words[-1] if shell else " ".join(words)
        line = command.get(-1).content_line if shell else command.line
    for found in observed(Script(view=frame.view, text=text, line=line, component=frame.component)):
        yield msgspec.structs.replace(found, use="run") if isinstance(found, Image) else found


def _file(frame: Frame, path: str, content: Node) -> Iterator[AnyObservation]:
    if re.match(r"#!.*\b(ba|da|z)?sh\b", content.text):
        yield from observed(
            Script(view=frame.view, text=content.text, line=content.content_line, component=frame.component)
        )
    else:
        yield from addresses_in(frame, content.text, content.content_line, f"write_files.{path}")


DETECTOR = Detector(
    id="cloud-init",
    title="cloud-init user data",
    evidence=EvidenceKind.IAC,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
