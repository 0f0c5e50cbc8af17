"""The egress files that a person hands in, from bytes to observations. It opens nothing by itself."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import BinaryIO

from msgspec import Struct

from sovassess.detectors.egress import host_list
from sovassess.detectors.registry import DETECTORS
from sovassess.egress.ledger import of_nobody
from sovassess.egress.observed import observed
from sovassess.egress.record import Recorded, proves_absence, record
from sovassess.errors import InputFileError, ParseError
from sovassess.model.egress import Recording
from sovassess.model.enums import Context, EvidenceKind
from sovassess.model.observations import AnyObservation, EgressDestination
from sovassess.model.scan import FileObservations
from sovassess.source.view import FileView

SEEN = "seen"
PERMITTED = "permitted"
# Files that are told by their content where a person says that they permit something.
_BY_CONTENT = frozenset({"envoy-config", "packet-filter", "squid-acl"})


class EgressFile(Struct, frozen=True):
    """A recording or a list that a person names on the command line.

    `data` are its bytes, or a function that opens it for reading. `kind`: `permitted` for what policies let out, `seen`
    for a recording whose format its content tells, or the name of the recording's format.
    """

    path: str
    data: bytes | Callable[[], BinaryIO]
    kind: str

    def open(self) -> BinaryIO:
        """A stream of its bytes."""
        return io.BytesIO(self.data) if isinstance(self.data, bytes) else self.data()


class Gathered(Struct, frozen=True):
    """All egress files of a run: observations by file, the recordings as shown, and whether silence in them counts."""

    files: tuple[FileObservations, ...] = ()
    recordings: tuple[Recording, ...] = ()
    proves_absence: bool = False


def gather(
    files: Sequence[EgressFile], is_own: Callable[[str], bool], is_vendors: Callable[[str], bool] = of_nobody
) -> Gathered:
    """Read all egress files; the functions are as `Ledger` takes them. Raises `InputFileError` for the first that is
    none."""
    recorded: list[Recorded] = []
    permitted: list[FileObservations] = []
    lists: list[Recording] = []
    for entry in files:
        with entry.open() as stream:
            if entry.kind == PERMITTED:
                found, summary = _permitted(entry.path, stream.read())
                permitted.append(found)
                lists.append(summary)
            else:
                name = "" if entry.kind == SEEN else entry.kind
                recorded.append(record(entry.path, stream, name, is_own, is_vendors))
    recordings = tuple(entry.recording for entry in recorded)
    return Gathered(
        files=(*observed(recorded), *permitted),
        recordings=(*recordings, *lists),
        proves_absence=proves_absence(recordings) if recordings else bool(lists),
    )


def _permitted(path: str, data: bytes) -> tuple[FileObservations, Recording]:
    """What a policy, a proxy's or a firewall's configuration, or a plain list lets out."""
    view = FileView(path, data)
    detector, title, found = "", "", tuple[AnyObservation, ...]()
    for candidate in DETECTORS:
        if candidate.id != host_list.DETECTOR.id and (candidate.claims(path) or candidate.id in _BY_CONTENT):
            try:
                if candidate.recognises is None or candidate.recognises(view):
                    found = tuple(candidate.detect(view))
            except ParseError:
                continue
            if any(isinstance(entry, EgressDestination) and entry.kind == PERMITTED for entry in found):
                detector, title = candidate.id, candidate.title
                break
    if not detector:
        detector, title = host_list.DETECTOR.id, host_list.DETECTOR.title
        try:
            found = tuple(host_list.parse(view, PERMITTED))
        except ParseError as error:
            raise InputFileError(path, error.line, error.reason) from error
    count = sum(isinstance(entry, EgressDestination) for entry in found)
    return (
        FileObservations(path, view.digest, Context.PRODUCTION, detector, EvidenceKind.EGRESS, found),
        Recording(path=path, format=detector, title=title, kind=PERMITTED, digest=view.digest, destinations=count),
    )
