"""The self-contained result: everything that a renderer, the gate, a comparison or a fleet report needs.

Its JSON form is the contract (`schema_version` "1"): keys sorted, lists sorted by id, no timestamp.
"""

from __future__ import annotations

import re

import msgspec
from msgspec import Struct

from sovassess.model.actions import Action
from sovassess.model.coverage import Coverage
from sovassess.model.dependencies import Component, Dependency, Evidence
from sovassess.model.egress import EgressRow, Recording
from sovassess.model.enums import Basis, Outcome
from sovassess.model.graph import Graph
from sovassess.model.rehearsals import ScenarioResult, SwitchOff

SCHEMA_VERSION = "1"
_HIDDEN = re.compile("[\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")


class ToolInfo(Struct, frozen=True, kw_only=True):
    """What made the assessment."""

    name: str
    version: str


class CatalogInfo(Struct, frozen=True, kw_only=True):
    """Which facts it rests on. `digest` is the SHA-256 over the catalog's files in order of their names."""

    version: str
    digest: str
    parties: int
    services: int


class LevelName(Struct, frozen=True, kw_only=True):
    """One rung of the ladder."""

    level: int
    name: str
    meaning: str


class RubricInfo(Struct, frozen=True, kw_only=True):
    """Which rubric judged. `digest` is the SHA-256 of its file."""

    id: str
    version: str
    title: str
    digest: str
    levels: tuple[LevelName, ...]


class Subject(Struct, frozen=True, kw_only=True):
    """What was assessed. `revision` is the commit or "" outside a checkout; `dirty` is None where nobody can tell.

    `remote` is the web address of the repository (`https://host/owner/name`), "" where it is not known; `folder` is
    where the root lies in its checkout, "" for the top of it.
    """

    name: str
    revision: str
    dirty: bool | None
    roots: tuple[str, ...]
    remote: str = ""
    folder: str = ""


class SettingsInfo(Struct, frozen=True, kw_only=True):
    """By which settings it was assessed: the name of the file and its SHA-256, both "" where there was none, and the
    patterns that narrowed what was read, those of the command line included."""

    file: str = ""
    digest: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class Overall(Struct, frozen=True, kw_only=True):
    """The weakest dimension. `name` is the name of the proven level; `limited_by` are dimension ids."""

    level: int
    ceiling: int
    name: str
    limited_by: tuple[str, ...]


class ScorePart(Struct, frozen=True, kw_only=True):
    """What one dimension adds to a score: its weight in percent of all that apply, and the share of its criteria, in
    percent, that is met for certain (`proven`) and that may be met (`possible`)."""

    dimension: str
    weight: float
    proven: float
    possible: float


class Score(Struct, frozen=True, kw_only=True):
    """A weighted score beside the levels, 0 to 100: `proven` counts unknown as not met, `possible` as met."""

    id: str
    title: str
    proven: float
    possible: float
    parts: tuple[ScorePart, ...]


class Rung(Struct, frozen=True, kw_only=True):
    """One level of one dimension: its statement and whether it is reached: `pass`, `fail`, `unknown` or
    `not_applicable`, from its own criteria alone (levels below not counted)."""

    level: int
    statement: str
    outcome: Outcome


class NextStep(Struct, frozen=True, kw_only=True):
    """A criterion that blocks the next level."""

    criterion: str
    outcome: Outcome
    title: str
    remediation: str


class Dimension(Struct, frozen=True, kw_only=True):
    """One dimension as judged. Not applicable dimensions have level and ceiling 0 and count nowhere."""

    id: str
    name: str
    question: str
    level: int
    ceiling: int
    applicable: bool
    reason: str
    ladder: tuple[Rung, ...]
    next: tuple[NextStep, ...]


class Criterion(Struct, frozen=True, kw_only=True):
    """One criterion as judged. `reason` is a sentence that says why the outcome is what it is, with names."""

    id: str
    dimension: str
    level: int
    title: str
    outcome: Outcome
    basis: Basis
    reason: str
    evidence: tuple[str, ...]
    remediation: str


class Contradiction(Struct, frozen=True, kw_only=True):
    """Two pieces of evidence, or an attestation and evidence, that cannot both be true."""

    id: str
    subject: str
    claim: str
    against: str
    evidence: tuple[str, ...]


class AcceptedRisk(Struct, frozen=True, kw_only=True):
    """A risk that somebody accepted: a criterion, a dependency or a service, by its id.

    `state`: `active`, `expired`, `unused` (nothing here has that id) or `invalid` (no reason or no date). An acceptance
    that stands as a comment in a scanned file has the file's `path` and `line` and holds for that file alone.
    """

    id: str
    reason: str
    by: str
    expires: str
    state: str
    evidence: tuple[str, ...] = ()
    path: str = ""
    line: int | None = None


class AttestationRecord(Struct, frozen=True, kw_only=True):
    """What a person signed for. `state`: `valid`, `expired`, `contradicted` or `unused`."""

    key: str
    outcome: Outcome
    by: str
    signed: str
    expires: str
    evidence: str
    state: str


class Assessment(Struct, frozen=True, kw_only=True):
    """The whole result of one scan."""

    schema_version: str
    tool: ToolInfo
    rubric: RubricInfo
    catalog: CatalogInfo
    subject: Subject
    overall: Overall
    dimensions: tuple[Dimension, ...]
    criteria: tuple[Criterion, ...]
    components: tuple[Component, ...]
    dependencies: tuple[Dependency, ...]
    evidence: tuple[Evidence, ...]
    contradictions: tuple[Contradiction, ...]
    accepted: tuple[AcceptedRisk, ...]
    scenarios: tuple[ScenarioResult, ...]
    switch_off: tuple[SwitchOff, ...]
    coverage: Coverage
    graph: Graph
    egress: tuple[EgressRow, ...] = ()
    recordings: tuple[Recording, ...] = ()
    attestations: tuple[AttestationRecord, ...] = ()
    may_switch_off: tuple[SwitchOff, ...] = ()
    switch_off_complete_to: dict[str, int] = {}
    actions: tuple[Action, ...] = ()
    scores: tuple[Score, ...] = ()
    settings: SettingsInfo = SettingsInfo()


def encode(assessment: Assessment) -> bytes:
    """The canonical JSON of an assessment: sorted keys, two-space indent, one newline at the end.

    What moves the cursor or the direction of reading is escaped, so that a look at the file is safe on any terminal.
    """
    return escaped(msgspec.json.format(msgspec.json.encode(assessment, order="sorted"), indent=2)) + b"\n"


def escaped(data: bytes) -> bytes:
    """A JSON document with every hidden character of its strings as `\\uXXXX`; it says the same."""
    if data.isascii() and b"\x7f" not in data:
        return data
    return _HIDDEN.sub(lambda hit: f"\\u{ord(hit[0]):04x}", data.decode("utf-8")).encode("utf-8")


def decode(data: bytes) -> Assessment:
    """The assessment in a JSON document; raises `msgspec.ValidationError` or `msgspec.DecodeError` if it is none."""
    return msgspec.json.decode(data, type=Assessment)
