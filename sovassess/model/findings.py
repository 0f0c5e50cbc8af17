"""The findings of an assessment: what is not met or not known, one for each piece of evidence, and which are accepted.

Nothing is judged here. A finding is known by criterion, entity, normalised evidence and path, never by a line, so
that a moved line is no new finding and the same mistake in another file is one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from hashlib import sha256

from msgspec import Struct

from sovassess.model.assessment import AcceptedRisk, Assessment, Criterion
from sovassess.model.dependencies import Dependency, Evidence
from sovassess.model.enums import Operator, Outcome

# Part of every key: a new way to normalise evidence gets a new number, and old baselines say that they are old.
KEY_VERSION = "1"
OPEN = (Outcome.FAIL, Outcome.UNKNOWN)

# What a routine update changes and no criterion asks about: the release of an image or a package, and its digest.
_RELEASE = re.compile(r"(?<=[:@=])v?\d+(?:\.\d+)+[\w.+-]*")
_DIGEST = re.compile(r"sha(?:256|512):[0-9a-f]{32,}")


class Finding(Struct, frozen=True, kw_only=True):
    """One thing that is not met or not known, at one place.

    `entity` is the sorted ids of the services that the evidence speaks of, joined by `+`; "" where it speaks of none.
    `normal` is the evidence as the key sees it. `place` is None where the outcome rests on no place: something is
    missing everywhere. `blocks` is True for a criterion that stands between its dimension and the next level.
    """

    key: str
    criterion: Criterion
    entity: str
    entity_name: str
    normal: str
    place: Evidence | None
    blocks: bool
    accepted: AcceptedRisk | None

    @property
    def path(self) -> str:
        """The file, "" where there is none."""
        return self.place.path if self.place is not None else ""

    @property
    def line(self) -> int | None:
        """The 1-based line, None where there is none."""
        return self.place.line if self.place is not None else None


class _Subject(Struct, frozen=True):
    """What a piece of evidence speaks of."""

    services: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    ids: frozenset[str] = frozenset()


def normal(excerpt: str) -> str:
    """An excerpt without what may change while nothing else does: spacing, trailing commas, releases and digests."""
    flat = " ".join(excerpt.split()).rstrip(",; ")
    return _RELEASE.sub("*", _DIGEST.sub("*", flat))


def findings(assessment: Assessment) -> tuple[Finding, ...]:
    """Every finding in order of criterion, path, line and evidence."""
    records = {record.id: record for record in assessment.evidence}
    subjects = _subjects(assessment)
    blocking = {step.criterion for d in assessment.dimensions if d.applicable for step in d.next}
    accepted = [risk for risk in assessment.accepted if risk.state == "active"]
    out: list[Finding] = []
    for criterion in sorted(assessment.criteria, key=lambda entry: entry.id):
        if criterion.outcome not in OPEN:
            continue
        places = sorted((records[key] for key in set(criterion.evidence) if key in records), key=_place_order)
        seen: dict[tuple[str, str, str], int] = defaultdict(int)
        for place in (*places,) or (None,):
            subject = subjects.get(place.id, _Subject()) if place is not None else _Subject()
            entity = "+".join(subject.services)
            text = normal(place.excerpt) if place is not None else ""
            path = place.path if place is not None else ""
            turn = seen[(entity, text, path)]
            seen[(entity, text, path)] += 1
            out.append(
                Finding(
                    key=_key(criterion.id, entity, text, path, turn),
                    criterion=criterion,
                    entity=entity,
                    entity_name=", ".join(subject.names),
                    normal=text,
                    place=place,
                    blocks=criterion.id in blocking,
                    accepted=_acceptance(accepted, criterion.id, subject, path),
                )
            )
    return tuple(out)


def accepted_criteria(found: tuple[Finding, ...]) -> frozenset[str]:
    """The criteria of which everything that is not met or not known is accepted."""
    left = {finding.criterion.id for finding in found if finding.accepted is None}
    return frozenset({finding.criterion.id for finding in found} - left)


def outside(dependency: Dependency) -> bool:
    """True for what somebody else runs, or may run, and more than tooling and mentions need."""
    return dependency.operated_by is not Operator.SELF and dependency.strength.live


def _acceptance(accepted: list[AcceptedRisk], criterion: str, subject: _Subject, path: str) -> AcceptedRisk | None:
    for risk in accepted:
        if (risk.id == criterion or risk.id in subject.ids) and risk.path in ("", path):
            return risk
    return None


def _subjects(assessment: Assessment) -> dict[str, _Subject]:
    """What each piece of evidence speaks of. A dependency answers to its id and to its service's id."""
    cited: dict[str, list[Dependency]] = defaultdict(list)
    for dependency in assessment.dependencies:
        for key in dependency.evidence:
            cited[key].append(dependency)
    return {
        key: _Subject(
            tuple(sorted({entry.service for entry in entries})),
            tuple(sorted({entry.name for entry in entries})),
            frozenset({entry.service for entry in entries} | {entry.id for entry in entries}),
        )
        for key, entries in cited.items()
    }


def _place_order(record: Evidence) -> tuple[str, int, str]:
    return record.path, record.line or 0, record.id


def _key(criterion: str, entity: str, text: str, path: str, turn: int) -> str:
    # `turn` tells equal lines of one file apart: a third call where two were known is new.
    parts = (KEY_VERSION, criterion, entity, text, path, str(turn))
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
