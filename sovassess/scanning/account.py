"""Scan a whole tree and keep account of what was read, what was not, and why.

Pure but for the tree: the same files give the same result in any order, on any machine and in any number of processes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from sovassess.detectors.detector import Detector
from sovassess.formats.known import EVERYTHING, KnownNames
from sovassess.model.coverage import Coverage, UnreadFile
from sovassess.model.enums import Context, CoverageLevel, EvidenceKind
from sovassess.model.scan import FileObservations, InlineAcceptance, Scan
from sovassess.scanning.kept import Readings
from sovassess.scanning.processes import Claimed
from sovassess.scanning.reading import FileReading, Surroundings
from sovassess.scanning.rounds import readings
from sovassess.scanning.unreached import without_unreached
from sovassess.scanning.unstarted import without_unstarted
from sovassess.source.charts import Charts
from sovassess.source.contexts import context_of
from sovassess.source.kustomizations import Kustomizations
from sovassess.source.languages import unread_language
from sovassess.source.modules import OwnModules
from sovassess.source.tree import Listing, Tree

# The share of code files, in languages without a reader, that a rubric may leave out of account at its lower levels.
MINOR_SHARE = 0.05


class _Account:
    """What happened to each file so far."""

    def __init__(self) -> None:
        self.files: list[FileObservations] = []
        self.unread: list[UnreadFile] = []
        self.skipped: list[UnreadFile] = []
        self.read = 0
        self.formats: Counter[str] = Counter()
        self.kinds_read: set[EvidenceKind] = set()
        self.kinds_missed: set[EvidenceKind] = set()
        self.acceptances: list[InlineAcceptance] = []
        self.languages: dict[str, list[str]] = defaultdict(list)
        self.code_files = 0

    def add(self, reading: FileReading) -> None:
        """Enter one file."""
        self.files.extend(reading.files)
        self.unread.extend(reading.unread)
        self.skipped.extend(reading.skipped)
        self.read += bool(reading.formats)
        self.formats.update(reading.formats)
        self.kinds_read.update(reading.kinds_read)
        self.kinds_missed.update(reading.kinds_missed)
        self.acceptances.extend(reading.acceptances)
        self.code_files += EvidenceKind.CODE in reading.kinds_read


def scan(
    tree: Tree,
    detectors: Sequence[Detector],
    jobs: int = 1,
    kept: Readings | None = None,
    known: KnownNames = EVERYTHING,
) -> Scan:
    """Scan every file of the tree with the detectors that claim it, in at most `jobs` processes.

    Of libraries that are not `known` only the addresses and models are reported that they are given.
    `kept` are readings of earlier scans with the same detectors: what still holds is not read again.
    """
    # Whatever can be scanned may list its files in an order of its own; the result must not show it.
    found = tree.listing()
    listing = Listing(tuple(sorted(found.files)), tuple(sorted(found.skipped)))
    account = _Account()
    account.skipped.extend(listing.skipped)
    files = listing.files
    around = _around(tree, files, known, noting=kept is not None)
    claimed: list[Claimed] = []
    for path in files:
        claimants = tuple(number for number, detector in enumerate(detectors) if detector.claims(path))
        if claimants:
            claimed.append((path, claimants))
        else:
            language = unread_language(path)
            if language is not None and context_of(path) is Context.PRODUCTION:
                account.languages[language].append(path)
    for reading in readings(tree, claimed, detectors, around, jobs, kept):
        account.add(reading)
    minor = _is_minor(account)
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
        read=account.read,
        unread=tuple(sorted(account.unread)),
        skipped=tuple(sorted(account.skipped)),
        formats=dict(sorted(account.formats.items())),
        evidence_kinds={kind.value: _level(kind, account).value for kind in EvidenceKind},
        minor=(EvidenceKind.CODE.value,) if minor else (),
    )
    weighed = without_unreached(tree, without_unstarted(tree, account.files, files), files, kept)
    return Scan(tuple(weighed), coverage, listing.files, tuple(sorted(account.acceptances)))


def _around(tree: Tree, files: Sequence[str], known: KnownNames, *, noting: bool) -> Surroundings:
    return Surroundings(
        OwnModules(files),
        Charts(tree, files),
        Kustomizations(tree, files),
        known,
        noting=noting,
        sparing=known.libraries is not None,
    )


def _is_minor(account: _Account) -> bool:
    """Whether all that is missing of the code are a few files in languages without a reader."""
    foreign = sum(len(paths) for paths in account.languages.values())
    readable = EvidenceKind.CODE not in account.kinds_missed
    return readable and 0 < foreign <= MINOR_SHARE * (foreign + account.code_files)


def _level(kind: EvidenceKind, account: _Account) -> CoverageLevel:
    if kind in account.kinds_missed:
        return CoverageLevel.PARTIAL
    return CoverageLevel.FULL if kind in account.kinds_read else CoverageLevel.NONE
