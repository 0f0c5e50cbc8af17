"""The scan stage: read each file of a tree once, give it to the detectors that claim it, and keep account of it all.

Pure but for the tree: the same files give the same result in any order and on any machine.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from sovassess.detectors.detector import Detector
from sovassess.errors import ParseError
from sovassess.model.coverage import Coverage, UnreadFile
from sovassess.model.enums import Context, CoverageLevel, EvidenceKind
from sovassess.model.observations import AnyObservation
from sovassess.model.scan import FileObservations, Scan
from sovassess.source.contexts import context_of
from sovassess.source.languages import unread_language
from sovassess.source.rules import MAX_FILE_BYTES, content_reason
from sovassess.source.tree import Tree
from sovassess.source.view import FileView


class _Account:
    """What happened to each file so far."""

    def __init__(self) -> None:
        self.files: list[FileObservations] = []
        self.unread: list[UnreadFile] = []
        self.skipped: list[UnreadFile] = []
        self.read: set[str] = set()
        self.formats: Counter[str] = Counter()
        self.kinds_read: set[EvidenceKind] = set()
        self.kinds_missed: set[EvidenceKind] = set()
        self.languages: dict[str, list[str]] = defaultdict(list)


def scan(tree: Tree, detectors: Sequence[Detector]) -> Scan:
    """Scan every file of the tree with the detectors that claim it."""
    listing = tree.listing()
    account = _Account()
    account.skipped.extend(listing.skipped)
    for path in listing.files:
        claimants = [detector for detector in detectors if detector.claims(path)]
        if claimants:
            _scan_file(tree, path, claimants, account)
        else:
            language = unread_language(path)
            if language is not None and context_of(path) is Context.PRODUCTION:
                account.languages[language].append(path)
    for language, paths in sorted(account.languages.items()):
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        account.unread.append(
            UnreadFile(
                paths[0], f"there is no reader for {language} ({len(paths)} files{more and ', this one' + more})"
            )
        )
        account.kinds_missed.add(EvidenceKind.CODE)
    coverage = Coverage(
        files=len(listing.files),
        read=len(account.read),
        unread=tuple(sorted(account.unread)),
        skipped=tuple(sorted(account.skipped)),
        formats=dict(sorted(account.formats.items())),
        evidence_kinds={kind.value: _level(kind, account).value for kind in EvidenceKind},
    )
    return Scan(tuple(account.files), coverage, listing.files)


def _level(kind: EvidenceKind, account: _Account) -> CoverageLevel:
    if kind in account.kinds_missed:
        return CoverageLevel.PARTIAL
    return CoverageLevel.FULL if kind in account.kinds_read else CoverageLevel.NONE


def _scan_file(tree: Tree, path: str, claimants: Sequence[Detector], account: _Account) -> None:
    view = _view(tree, path, claimants, account)
    if view is None:
        return
    for detector in claimants:
        if detector.recognises is not None and not detector.recognises(view):
            continue
        observations, problem = _detect(detector, view)
        if observations:
            account.files.append(
                FileObservations(path, view.digest, view.context, detector.id, detector.evidence, observations)
            )
        if problem is not None:
            account.unread.append(problem)
            if view.context is Context.PRODUCTION:
                account.kinds_missed.add(detector.evidence)
        else:
            account.read.add(path)
            account.formats[detector.id] += 1
            if view.context in (Context.PRODUCTION, Context.TOOLING, Context.EXAMPLE):
                account.kinds_read.add(detector.evidence)


def _view(tree: Tree, path: str, claimants: Sequence[Detector], account: _Account) -> FileView | None:
    def missed(reason: str) -> None:
        account.unread.append(UnreadFile(path, reason))
        # Nobody saw the content, so that it may have been of any kind that its name allows. The readers that take
        # whatever nobody else reads are no hint of a kind.
        account.kinds_missed.update(d.evidence for d in claimants if not d.id.startswith("generic"))

    size = tree.size(path)
    if size > MAX_FILE_BYTES:
        missed(f"larger than {MAX_FILE_BYTES // 1_000_000} MB ({size / 1_000_000:.0f} MB)")
        return None
    try:
        data = tree.read(path)
    except OSError as error:
        missed(f"cannot be read: {error.strerror or error}")
        return None
    if len(data) > MAX_FILE_BYTES:
        missed(f"larger than {MAX_FILE_BYTES // 1_000_000} MB")
        return None
    reason = content_reason(path, data)
    if reason == "binary" and any(detector.recognises is None for detector in claimants):
        missed("binary content")
        return None
    if reason is not None:
        account.skipped.append(UnreadFile(path, reason))
        return None
    return FileView(path, data, context_of(path))


def _detect(detector: Detector, view: FileView) -> tuple[tuple[AnyObservation, ...], UnreadFile | None]:
    """What the detector yields, and why it stopped if it did. What stood before the problem is kept."""
    seen: list[AnyObservation] = []
    try:
        seen.extend(detector.detect(view))
    except ParseError as error:
        return tuple(seen), UnreadFile(view.path, error.reason, error.line)
    except Exception as error:  # noqa: BLE001 - a defect of one reader must not end the scan
        return tuple(seen), UnreadFile(view.path, f"the {detector.id} reader failed: {type(error).__name__}: {error}")
    return tuple(seen), None
