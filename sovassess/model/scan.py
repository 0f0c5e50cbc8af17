"""What the scan stage hands on: each file's observations, apart, so that a file can be scanned on any machine."""

from __future__ import annotations

from msgspec import Struct

from sovassess.model.coverage import Coverage
from sovassess.model.enums import Context, EvidenceKind
from sovassess.model.observations import AnyObservation

UNREACHED = "no file "
"""How the condition of an observation begins whose file nothing starts or imports."""


class FileObservations(Struct, frozen=True):
    """What one detector saw in one file. `digest` is the SHA-256 of the file."""

    path: str
    digest: str
    context: Context
    detector: str
    evidence: EvidenceKind
    observations: tuple[AnyObservation, ...]


class InlineAcceptance(Struct, frozen=True, order=True):
    """A comment that accepts a risk, as it is written; "" for what it does not say."""

    path: str
    line: int
    id: str
    reason: str
    until: str
    by: str = ""


class Scan(Struct, frozen=True):
    """The observations of a whole tree, in order of path and detector, and what was not read. `paths` are
    all files of the tree."""

    files: tuple[FileObservations, ...]
    coverage: Coverage
    paths: tuple[str, ...] = ()
    acceptances: tuple[InlineAcceptance, ...] = ()
