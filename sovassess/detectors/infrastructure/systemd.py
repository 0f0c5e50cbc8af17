"""Units of systemd and Podman's quadlets: start commands, variables, images and the files that carry variables."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import msgspec

from sovassess.detectors.commands import Script, observed
from sovassess.detectors.containers import Frame, assigned
from sovassess.detectors.detector import Detector
from sovassess.detectors.serving import served_models
from sovassess.formats.interpolation import interpolated
from sovassess.formats.settings_lines import Setting, settings
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation, EnvironmentSource, Image, ModelName, Workload
from sovassess.model.values import Value, literal
from sovassess.source.view import FileView

_QUADLETS = (".container", ".image", ".build", ".kube", ".volume")
_SECTIONS = re.compile(r"(?m)^\[(Unit|Service|Container|Image|Build|Kube|Volume|Install)\]\s*$")
_STARTS = frozenset({"ExecStart", "ExecStartPre", "ExecStartPost", "ExecReload", "ExecStopPost"})
_LOCAL_IMAGE = re.compile(r"\.(image|build|container)$")


def _claims(path: str) -> bool:
    return path.endswith((".service", ".service.j2", ".container.j2", *_QUADLETS))


def _recognises(view: FileView) -> bool:
    return _SECTIONS.search(view.text) is not None


def _detect(view: FileView) -> Iterator[AnyObservation]:
    frame = Frame(view=view, component=view.path)
    name = view.name.partition(".")[0]
    found = list(_joined(settings(view.lines)))
    image = next((_image(s.value) for s in found if s.key == "Image"), None)
    hosts = [name, *(s.value for s in found if s.key in ("ContainerName", "HostName", "NetworkAlias"))]
    plain = tuple(dict.fromkeys(host for host in hosts if re.fullmatch(r"[\w.-]+", host)))
    yield frame.make(Workload, 1, key=view.path, name=name, kind="service", image=image, hosts=plain)
    for setting in found:
        yield from _setting(frame, setting)


def _joined(found: Iterator[Setting]) -> Iterator[Setting]:
    """Settings whose lines end in a backslash as one, at the line of the first."""
    pending: Setting | None = None
    for setting in found:
        if pending is not None and pending.key == setting.key and pending.value.endswith("\\"):
            pending = Setting(
                pending.section, pending.key, pending.value[:-1].rstrip() + " " + setting.value, pending.line
            )
            continue
        if pending is not None:
            yield pending
        pending = setting
    if pending is not None:
        yield pending


def _image(text: str) -> Value:
    return interpolated(text)


def _setting(frame: Frame, setting: Setting) -> Iterator[AnyObservation]:
    value = setting.value.rstrip("\\").strip()
    if setting.key == "Image" and setting.section in ("Container", "Image", "Volume"):
        if value and not _LOCAL_IMAGE.search(value) and not re.search(r"[\s#]", value):
            yield frame.make(Image, setting.line, reference=_image(value), use="run")
    elif setting.key == "Environment":
        for word in _words(value):
            name, equals, text = word.partition("=")
            if equals:
                yield from assigned(frame, setting.line, name, interpolated(text))
    elif setting.key == "EnvironmentFile":
        yield frame.make(EnvironmentSource, setting.line, shared=value.lstrip("-"))
    elif setting.key == "Exec" and setting.section == "Container":
        words = tuple(_words(value))
        for key, model, weights in served_models(words):
            yield frame.make(ModelName, setting.line, value=literal(model), key=key, weights=weights)
    elif setting.key in _STARTS:
        text = value.lstrip("-@+!:").replace("$${", "${")
        for found in observed(Script(view=frame.view, text=text, line=setting.line, component=frame.component)):
            yield msgspec.structs.replace(found, use="run") if isinstance(found, Image) else found


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:  # a quote that is never closed
        return text.split()


DETECTOR = Detector(
    id="systemd",
    title="systemd unit or Podman quadlet",
    evidence=EvidenceKind.MANIFESTS,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
