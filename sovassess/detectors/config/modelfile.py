"""Ollama's Modelfile: the model that it starts from and its adapters. Templates and prompts are left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from sovassess.detectors.containers import Frame
from sovassess.detectors.detector import Detector
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation, ModelName
from sovassess.model.values import literal
from sovassess.source.view import FileView

_TRIPLE = '"""'
_LINE = re.compile(r"^\s*(FROM|ADAPTER)\s+(\S+)\s*$", re.IGNORECASE)


def _claims(path: str) -> bool:
    name = basename(path)
    return re.fullmatch(r"modelfile([._-][\w.-]+)?|.*[._-]modelfile", name, re.IGNORECASE) is not None


def _recognises(view: FileView) -> bool:
    return any(match[1].upper() == "FROM" for line in view.lines[:200] if (match := _LINE.match(line)))


def _detect(view: FileView) -> Iterator[AnyObservation]:
    frame = Frame(view=view)
    inside = False
    for number, line in enumerate(view.lines, 1):
        match = None if inside else _LINE.match(line)
        if line.count(_TRIPLE) % 2:
            inside = not inside
        if match:
            yield frame.make(ModelName, number, value=literal(match[2].strip('"')), key=match[1].upper(), weights=True)


DETECTOR = Detector(
    id="modelfile",
    title="Ollama Modelfile",
    evidence=EvidenceKind.CONFIG,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
