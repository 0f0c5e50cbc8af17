"""How egress files change what a scan may say it has covered. It reads none of them."""

from __future__ import annotations

from collections import Counter

import msgspec

from sovassess.egress.inputs import Gathered
from sovassess.model.coverage import Coverage
from sovassess.model.enums import CoverageLevel, EvidenceKind


def covered(coverage: Coverage, gathered: Gathered, *, shown: bool) -> Coverage:
    """The coverage with the egress files counted in.

    A recording that is short, or could be read only in part, is shown as partial. To the rubric it then counts as if
    there were none: what it holds is evidence, what it does not hold proves nothing, and less must never say more.
    """
    if not gathered.files:
        return coverage
    kinds = dict(coverage.evidence_kinds)
    if gathered.proves_absence:
        kinds[EvidenceKind.EGRESS.value] = CoverageLevel.FULL.value
    elif shown and kinds.get(EvidenceKind.EGRESS.value) != CoverageLevel.FULL.value:
        kinds[EvidenceKind.EGRESS.value] = CoverageLevel.PARTIAL.value
    formats = Counter(coverage.formats)
    formats.update(entry.detector for entry in gathered.files)
    return msgspec.structs.replace(
        coverage,
        files=coverage.files + len(gathered.files),
        read=coverage.read + len(gathered.files),
        formats=dict(sorted(formats.items())),
        evidence_kinds=kinds,
        minor=coverage.minor,
    )
