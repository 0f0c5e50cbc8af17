"""Files of environment variables: what they set, and whether they are examples. Loads nothing into any environment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from sovassess.detectors.containers import Frame, assigned
from sovassess.detectors.detector import Detector
from sovassess.formats.dotenv import settings
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import AnyObservation
from sovassess.source.view import FileView

_NAMES = re.compile(
    r"^\.env$|^\.env[._-][\w.-]+$|^[\w.-]+\.env$|^[\w.-]*env\.(example|sample|template|dist|tmpl)$", re.IGNORECASE
)
_NOT = re.compile(r"\.(ts|js|mjs|cjs|py|go|json|ya?ml|md|sh|vault|enc|gpg|d\.ts|toml|rs)$", re.IGNORECASE)
_EXAMPLE = re.compile(r"(example|sample|template|dist|tmpl|defaults?)", re.IGNORECASE)
_DEVELOPMENT = re.compile(r"(^|[._-])(test|testing|tests|dev|development|ci|e2e)([._-]|$)", re.IGNORECASE)


def _claims(path: str) -> bool:
    name = basename(path)
    return bool(_NAMES.match(name)) and not _NOT.search(name)


def _detect(view: FileView) -> Iterator[AnyObservation]:
    usage, condition = Usage.MAIN, ""
    if _EXAMPLE.search(view.name):
        usage, condition = Usage.OPTIONAL, "example environment file"
    elif _DEVELOPMENT.search(view.name):
        usage, condition = Usage.DEV, "environment file for development"
    frame = Frame(view=view, usage=usage, condition=condition)
    for setting in settings(view.lines):
        yield from assigned(frame, setting.line, setting.name, setting.value, shared=view.path)


DETECTOR = Detector(
    id="dotenv",
    title="Environment file",
    evidence=EvidenceKind.CONFIG,
    claims=_claims,
    detect=_detect,
)
