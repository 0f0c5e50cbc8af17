"""Configuration files of the LiteLLM proxy. What the document means stands in `sovassess.detectors.model_proxy`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.containers import Frame
from sovassess.detectors.detector import Detector
from sovassess.detectors.model_proxy import is_configuration, observations
from sovassess.formats.yaml import documents
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation
from sovassess.source.view import FileView


def _claims(path: str) -> bool:
    return path.lower().endswith((".yaml", ".yml"))


def _recognises(view: FileView) -> bool:
    text = view.text
    return (
        re.search(r"(?m)^model_list\s*:", text) is not None
        and re.search(r"(?m)^[ \t-]+(?:\{.*\b)?litellm_params\s*:", text) is not None
    )


def _detect(view: FileView) -> Iterator[AnyObservation]:
    frame = Frame(view=view)
    for document in documents(view.text):
        if is_configuration(document):
            yield from observations(frame, document)


DETECTOR = Detector(
    id="litellm",
    title="LiteLLM proxy configuration",
    evidence=EvidenceKind.CONFIG,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
