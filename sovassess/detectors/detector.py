"""What a detector is: a frozen record that says which files it reads and a function that yields observations."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation
from sovassess.source.view import FileView


class Detector(Struct, frozen=True, kw_only=True):
    """One input format.

    `id` is the module's name in kebab case. `claims` decides from the path alone (it gets the path relative to the
    root, as written); `recognises`, where given, decides from the content as well and is asked only for claimed files.
    `spares`, where given, tells before anything is parsed that the file shows nothing but names that it takes from
    other modules of the tree, and gives those (as `formats.code_modules` writes them); None if it has to be read.
    `detect` yields what it saw and raises `sovassess.errors.ParseError` if the file is not what it claims to be: what
    it yielded before is kept, the file is reported as unread.
    """

    id: str
    title: str
    evidence: EvidenceKind
    claims: Callable[[str], bool]
    detect: Callable[[FileView], Iterator[AnyObservation]]
    recognises: Callable[[FileView], bool] | None = None
    spares: Callable[[FileView], tuple[str, ...] | None] | None = None
