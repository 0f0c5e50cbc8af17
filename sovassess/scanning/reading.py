"""Read one file of a tree with the detectors that claim it. Nothing here knows of processes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from hashlib import sha256
from typing import cast

import msgspec
from msgspec import Struct

from sovassess.detectors.detector import Detector
from sovassess.errors import OutOfTime, ParseError
from sovassess.formats.acceptance import MARK, acceptances
from sovassess.formats.known import EVERYTHING, KnownNames
from sovassess.formats.unicode import whole
from sovassess.model.coverage import UnreadFile
from sovassess.model.enums import Context, EvidenceKind
from sovassess.model.observations import AnyObservation
from sovassess.model.scan import FileObservations, InlineAcceptance
from sovassess.scanning.budget import limited
from sovassess.source.charts import Charts
from sovassess.source.contexts import context_of
from sovassess.source.kustomizations import Kustomizations
from sovassess.source.modules import NotedModules, OwnModules
from sovassess.source.rules import MAX_FILE_BYTES, content_reason
from sovassess.source.tree import Tree
from sovassess.source.view import FileView


class FileReading(Struct, frozen=True, kw_only=True):
    """What became of one file: plain values, so that any process can make it.

    `formats` are the ids of the detectors that read it without a problem, `kinds_read` and `kinds_missed` the kinds of
    evidence that were and were not to be had from it. A file that a rule leaves out by its content is `skipped`.

    `digest` is the SHA-256 of the content, b"" where nobody wants to know or nobody saw it; `asked` is what the tree's
    own modules answered to a module's name in a folder. `lasting`: whether the same file is bound to be read the same
    again; only then is it kept. `takes`, of a file that was spared its parsing, are the names that it takes from other
    modules of the tree: whether it has to be read for their sake is seen when all else has been; None for any other.
    `thorough` is what became of such a file where it was read after all, this time or an earlier one.
    """

    files: tuple[FileObservations, ...] = ()
    unread: tuple[UnreadFile, ...] = ()
    skipped: tuple[UnreadFile, ...] = ()
    formats: tuple[str, ...] = ()
    kinds_read: tuple[EvidenceKind, ...] = ()
    kinds_missed: tuple[EvidenceKind, ...] = ()
    acceptances: tuple[InlineAcceptance, ...] = ()
    digest: bytes = b""
    asked: tuple[tuple[str, str, bool], ...] = ()
    lasting: bool = False
    takes: tuple[str, ...] | None = None
    thorough: FileReading | None = None


class Surroundings(Struct, frozen=True):
    """What a reader of one file may know of the files around it: which modules are the tree's own, its charts, its
    overlays, and the libraries that matter. Whatever is added here is what a kept reading has to be held against: see
    `scanning.kept`.

    `noting`: whether readings say what they rest on, so that they can be kept. `sparing`: whether files may be spared.
    """

    own: OwnModules
    charts: Charts
    kustomizations: Kustomizations
    known: KnownNames = EVERYTHING
    noting: bool = False
    sparing: bool = False


def read_file(tree: Tree, path: str, claimants: Sequence[Detector], around: Surroundings) -> FileReading:
    """Read a file; whatever is wrong with it is a value in the result."""
    try:
        with limited():
            return _read(tree, path, claimants, around)
    except OutOfTime as error:
        return missed(path, str(error), claimants)


def _read(tree: Tree, path: str, claimants: Sequence[Detector], around: Surroundings) -> FileReading:
    found = _view(tree, path, claimants, around)
    if isinstance(found, FileReading):
        return found
    lasting = True
    takes: tuple[str, ...] | None = None
    files: list[FileObservations] = []
    unread: list[UnreadFile] = []
    formats: list[str] = []
    kinds_read: set[EvidenceKind] = set()
    kinds_missed: set[EvidenceKind] = set()
    for detector in claimants:
        if detector.recognises is not None and not detector.recognises(found):
            continue
        spared = detector.spares(found) if around.sparing and detector.spares is not None else None
        takes = spared if takes is None else takes
        observed, problem, sure = _detect(detector, found) if spared is None else ((), None, True)
        lasting = lasting and sure
        observations = _written(observed)
        if observations:
            files.append(
                FileObservations(path, found.digest, found.context, detector.id, detector.evidence, observations)
            )
        if problem is not None:
            unread.append(problem)
            if _matters(detector.evidence, found.context):
                kinds_missed.add(detector.evidence)
        else:
            formats.append(detector.id)
            if found.context in (Context.PRODUCTION, Context.TOOLING, Context.EXAMPLE):
                kinds_read.add(detector.evidence)
    return FileReading(
        files=tuple(files),
        unread=tuple(unread),
        formats=tuple(formats),
        kinds_read=tuple(sorted(kinds_read)),
        kinds_missed=tuple(sorted(kinds_missed)),
        acceptances=_acceptances(found),
        digest=bytes.fromhex(found.digest) if around.noting else b"",
        asked=_asked(found),
        lasting=lasting,
        takes=takes,
    )


def _matters(kind: EvidenceKind, context: Context) -> bool:
    """Whether criteria ask for what such a file would have shown: what is shipped, and the pipelines that build it."""
    return context is Context.PRODUCTION or (kind is EvidenceKind.CI and context is Context.TOOLING)


def _asked(view: FileView) -> tuple[tuple[str, str, bool], ...]:
    if not isinstance(view.own, NotedModules):
        return ()
    return tuple((folder, name, answer) for (folder, name), answer in sorted(view.own.noted.items()))


def _acceptances(view: FileView) -> tuple[InlineAcceptance, ...]:
    """What the file accepts in comments; documentation only tells how that is written."""
    if MARK not in view.data or view.context is Context.DOCS:
        return ()
    return tuple(
        InlineAcceptance(view.path, entry.line, entry.id, entry.reason, entry.until, entry.by)
        for entry in acceptances(view.lines)
    )


def missed(path: str, reason: str, claimants: Sequence[Detector], *, lasting: bool = False) -> FileReading:
    """The reading of a file whose content nobody saw, so that it may have been of any kind that its name allows.

    The readers that take whatever nobody else reads are no hint of a kind. `lasting`: see `FileReading`.
    """
    context = context_of(path)
    hinting = {detector.evidence for detector in claimants if not detector.id.startswith("generic")}
    kinds = {kind for kind in hinting if _matters(kind, context)}
    return FileReading(unread=(UnreadFile(path, reason),), kinds_missed=tuple(sorted(kinds)), lasting=lasting)


def _view(tree: Tree, path: str, claimants: Sequence[Detector], around: Surroundings) -> FileView | FileReading:
    size = tree.size(path)
    if size > MAX_FILE_BYTES:
        much = f"larger than {MAX_FILE_BYTES // 1_000_000} MB ({size / 1_000_000:.0f} MB)"
        return missed(path, much, claimants, lasting=True)
    try:
        data = tree.read(path)
    except OSError as error:
        return missed(path, f"cannot be read: {error.strerror or error}", claimants)
    if len(data) > MAX_FILE_BYTES:
        return missed(path, f"larger than {MAX_FILE_BYTES // 1_000_000} MB", claimants)
    reason = content_reason(path, data)
    if reason == "binary" and any(detector.recognises is None for detector in claimants):
        return missed(path, "binary content", claimants, lasting=True)
    if reason is not None:
        digest = sha256(data).digest() if around.noting else b""
        return FileReading(skipped=(UnreadFile(path, reason),), digest=digest, lasting=True)
    charts = around.charts
    own = NotedModules(around.own) if around.noting else around.own
    view = FileView(path, data, context_of(path), own, charts.rendering(path), charts.uses(path))
    view.known = around.known
    view.renamed = partial(around.kustomizations.renamed, path)
    view.named = partial(around.kustomizations.named, path)
    return view


def _detect(detector: Detector, view: FileView) -> tuple[tuple[AnyObservation, ...], UnreadFile | None, bool]:
    """What the detector yields, and why it stopped if it did. What stood before the problem is kept. The last says
    whether it is bound to come to the same again."""
    seen: list[AnyObservation] = []
    try:
        seen.extend(detector.detect(view))
    except ParseError as error:
        return tuple(seen), UnreadFile(view.path, error.reason, error.line), True
    except OutOfTime as error:
        return tuple(seen), UnreadFile(view.path, str(error)), False
    except MemoryError:
        return tuple(seen), UnreadFile(view.path, f"the {detector.id} reader takes more memory than a file may"), False
    except Exception as error:  # noqa: BLE001 - a defect of one reader must not end the scan
        reason = f"the {detector.id} reader failed: {type(error).__name__}: {error}"
        return tuple(seen), UnreadFile(view.path, reason), False
    return tuple(seen), None, True


def _written(observations: tuple[AnyObservation, ...]) -> tuple[AnyObservation, ...]:
    """The observations with no half of a surrogate pair in them: files may spell one out, and no format that they are
    handed on in can hold it."""
    try:
        msgspec.msgpack.encode(observations)
    except UnicodeEncodeError:
        plain = _repaired(msgspec.to_builtins(observations))
        return msgspec.convert(plain, tuple[AnyObservation, ...])
    return observations


def _repaired(value: object) -> object:
    """Plain values, every string of them whole. As deep as an observation is, which is not deep."""
    if isinstance(value, str):
        return whole(value)
    if isinstance(value, dict):
        return {_repaired(key): _repaired(inner) for key, inner in cast("dict[object, object]", value).items()}
    if isinstance(value, list | tuple):
        return [_repaired(inner) for inner in cast("list[object]", value)]
    return value
