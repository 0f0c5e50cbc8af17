"""What moved between two assessments, whatever it means; the gate decides what of it blocks, `cli` how it is shown.

Both sides are first brought to their standing: the little that must be remembered to tell tomorrow what is new. That is
also the format of a baseline, so that a saved assessment and a baseline compare alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

import msgspec
from msgspec import Struct

from sovassess.errors import SovassessError
from sovassess.model.assessment import SCHEMA_VERSION, Assessment, escaped
from sovassess.model.dependencies import Dependency
from sovassess.model.enums import Operator, Outcome, Strength
from sovassess.model.findings import KEY_VERSION, findings, outside

BASELINE_VERSION = "1"


class Bounds(Struct, frozen=True):
    """A proven level and the highest that is possible."""

    level: int
    ceiling: int


class KnownFinding(Struct, frozen=True, kw_only=True):
    """A finding that was there; `key` identifies it, the rest is for the reader of the baseline."""

    key: str
    criterion: str
    outcome: Outcome
    entity: str
    evidence: str
    path: str


class KnownTie(Struct, frozen=True, kw_only=True):
    """A tie to something outside: `party` is "" where nobody has identified the host. `where` is its first place."""

    service: str
    name: str
    party: str
    party_name: str
    country: str
    jurisdictions: tuple[str, ...]
    strength: Strength
    operated_by: Operator
    where: str


class Standing(Struct, frozen=True, kw_only=True):
    """Where an assessment stands. `alone` maps who can stop something alone (`party:ID`, `jurisdiction:CC`) to what."""

    baseline_version: str
    key_version: str
    subject: str
    revision: str
    rubric: str
    rubric_digest: str
    catalog_digest: str
    overall: Bounds
    dimensions: dict[str, Bounds]
    criteria: dict[str, Outcome]
    findings: tuple[KnownFinding, ...]
    ties: tuple[KnownTie, ...]
    alone: dict[str, tuple[str, ...]]


class Moved(Struct, frozen=True, kw_only=True):
    """Something that has another value now: a level, an outcome, a strength, as text; "" for what is not there."""

    id: str
    before: str
    after: str


class Difference(Struct, frozen=True, kw_only=True):
    """All that moved, sorted. `added` and `gone` are keys of findings; `parties` and `jurisdictions` are ids."""

    overall: Moved | None
    dimensions: tuple[Moved, ...]
    criteria: tuple[Moved, ...]
    added: tuple[str, ...]
    gone: tuple[str, ...]
    ties: tuple[Moved, ...]
    parties_added: tuple[str, ...]
    parties_gone: tuple[str, ...]
    jurisdictions_added: tuple[str, ...]
    jurisdictions_gone: tuple[str, ...]
    alone: tuple[Moved, ...]
    rubric_changed: bool
    catalog_changed: bool

    @property
    def nothing(self) -> bool:
        """True if neither a level, an outcome, a finding nor a tie moved."""
        return not (
            self.overall or self.dimensions or self.criteria or self.added or self.gone or self.ties or self.alone
        )


def standing(assessment: Assessment) -> Standing:
    """What a baseline keeps of an assessment."""
    applicable = [dimension for dimension in assessment.dimensions if dimension.applicable]
    alone: dict[str, set[str]] = {}
    for cut in assessment.switch_off:
        members = [f"party:{p}" for p in cut.parties] or [f"jurisdiction:{j}" for j in cut.jurisdictions]
        if len(members) == 1:
            alone.setdefault(members[0], set()).update(cut.functions)
    return Standing(
        baseline_version=BASELINE_VERSION,
        key_version=KEY_VERSION,
        subject=assessment.subject.name,
        revision=assessment.subject.revision,
        rubric=assessment.rubric.id,
        rubric_digest=assessment.rubric.digest,
        catalog_digest=assessment.catalog.digest,
        overall=Bounds(assessment.overall.level, assessment.overall.ceiling),
        dimensions={entry.id: Bounds(entry.level, entry.ceiling) for entry in applicable},
        criteria={criterion.id: criterion.outcome for criterion in assessment.criteria},
        findings=tuple(
            KnownFinding(
                key=finding.key,
                criterion=finding.criterion.id,
                outcome=finding.criterion.outcome,
                entity=finding.entity,
                evidence=finding.normal,
                path=finding.path,
            )
            for finding in sorted(findings(assessment), key=lambda entry: entry.key)
        ),
        ties=_ties(assessment),
        alone={key: tuple(sorted(value)) for key, value in sorted(alone.items())},
    )


def _ties(assessment: Assessment) -> tuple[KnownTie, ...]:
    """One tie for each service, as strong as its strongest use."""
    places = {r.id: r.path if r.line is None else f"{r.path}:{r.line}" for r in assessment.evidence}
    strongest: dict[str, Dependency] = {}
    for dependency in sorted(assessment.dependencies, key=lambda entry: entry.id):
        known = strongest.get(dependency.service)
        if outside(dependency) and (known is None or known.strength.rank < dependency.strength.rank):
            strongest[dependency.service] = dependency
    return tuple(
        KnownTie(
            service=service,
            name=entry.name,
            party=entry.party.id if entry.party is not None else "",
            party_name=entry.party.name if entry.party is not None else "",
            country=entry.party.country if entry.party is not None else "",
            jurisdictions=entry.party.jurisdictions if entry.party is not None else (),
            strength=entry.strength,
            operated_by=entry.operated_by,
            where=next((places[key] for key in entry.evidence if key in places), ""),
        )
        for service, entry in sorted(strongest.items())
    )


def encode(known: Standing) -> bytes:
    """A standing as the file of a baseline: sorted keys, a line for each finding and tie, one newline at the end."""
    parts: list[bytes] = []
    for name, value in sorted(cast("dict[str, object]", msgspec.to_builtins(known)).items()):
        text = msgspec.json.encode(value, order="sorted")
        if isinstance(value, list | tuple) and value:
            lines = [msgspec.json.encode(entry, order="sorted") for entry in cast("list[object]", value)]
            text = b"[\n    " + b",\n    ".join(lines) + b"\n  ]"
        parts.append(b"  " + msgspec.json.encode(name) + b": " + text)
    return escaped(b"{\n" + b",\n".join(parts) + b"\n}\n")


def decode(data: bytes, shown: str) -> Standing:
    """The standing in a baseline or in a saved assessment. Raises `SovassessError` that names the file as `shown`."""
    try:
        head = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
        if "schema_version" in head:
            assessment = msgspec.json.decode(data, type=Assessment)
            _same(shown, "schema version", assessment.schema_version, SCHEMA_VERSION)
            return standing(assessment)
        if "baseline_version" not in head:
            raise SovassessError(f"{shown}: is neither a baseline nor an assessment")
        _same(shown, "baseline version", msgspec.json.decode(head["baseline_version"], type=str), BASELINE_VERSION)
        known = msgspec.json.decode(data, type=Standing)
    except (msgspec.DecodeError, RecursionError) as error:
        raise SovassessError(f"{shown}: is neither a baseline nor an assessment: {error}") from error
    _same(shown, "version of finding keys", known.key_version, KEY_VERSION)
    return known


def _same(shown: str, what: str, found: str, wanted: str) -> None:
    if found != wanted:
        raise SovassessError(f"{shown}: has {what} {found!r}, this version reads {wanted!r}; write it anew")


def compare(old: Standing, new: Standing) -> Difference:
    """What moved from `old` to `new`. Raises `SovassessError` if another rubric judged them."""
    if old.rubric != new.rubric:
        raise SovassessError(f"one was judged by the rubric {old.rubric!r}, the other by {new.rubric!r}")
    before, after = _keys(old), _keys(new)
    return Difference(
        overall=next(iter(_moved({"overall": _range(old.overall)}, {"overall": _range(new.overall)})), None),
        dimensions=_moved(_ranges(old), _ranges(new)),
        criteria=_moved(_words(old.criteria), _words(new.criteria)),
        added=tuple(sorted(after - before)),
        gone=tuple(sorted(before - after)),
        ties=_moved({t.service: t.strength.value for t in old.ties}, {t.service: t.strength.value for t in new.ties}),
        parties_added=_only(parties(new.ties), parties(old.ties)),
        parties_gone=_only(parties(old.ties), parties(new.ties)),
        jurisdictions_added=_only(jurisdictions(new.ties), jurisdictions(old.ties)),
        jurisdictions_gone=_only(jurisdictions(old.ties), jurisdictions(new.ties)),
        alone=_moved(
            {key: ", ".join(value) for key, value in old.alone.items()},
            {key: ", ".join(value) for key, value in new.alone.items()},
        ),
        rubric_changed=old.rubric_digest != new.rubric_digest,
        catalog_changed=old.catalog_digest != new.catalog_digest,
    )


def parties(ties: Iterable[KnownTie]) -> frozenset[str]:
    """The ids of the parties; `host:NAME` where nobody has identified the host."""
    return frozenset(tie.party or tie.service for tie in ties)


def jurisdictions(ties: Iterable[KnownTie]) -> frozenset[str]:
    """The countries that can compel one of the parties."""
    return frozenset(country for tie in ties for country in tie.jurisdictions)


def _keys(known: Standing) -> frozenset[str]:
    return frozenset(finding.key for finding in known.findings)


def _range(bounds: Bounds) -> str:
    return str(bounds.level) if bounds.level == bounds.ceiling else f"{bounds.level}-{bounds.ceiling}"


def _ranges(known: Standing) -> dict[str, str]:
    return {key: _range(bounds) for key, bounds in known.dimensions.items()}


def _words(outcomes: Mapping[str, Outcome]) -> dict[str, str]:
    return {key: outcome.value for key, outcome in outcomes.items()}


def _moved(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Moved, ...]:
    return tuple(
        Moved(id=key, before=old.get(key, ""), after=new.get(key, ""))
        for key in sorted({*old, *new})
        if old.get(key, "") != new.get(key, "")
    )


def _only(these: frozenset[str], those: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(these - those))
