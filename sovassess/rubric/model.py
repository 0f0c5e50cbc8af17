"""The shape of a rubric file: levels, dimensions, criteria and their checks. It judges nothing and reads no file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, TypeAlias, cast, get_args

from pydantic import BeforeValidator, Field, model_validator

from sovassess.documents import Written, nearest
from sovassess.model.enums import EvidenceKind

Selector: TypeAlias = dict[str, object]


def _one_or_many(value: object) -> object:
    return cast("object", value) if isinstance(value, list | tuple) else (value,)


Selectors: TypeAlias = Annotated[
    tuple[Selector, ...], BeforeValidator(_one_or_many, json_schema_input_type=Selector | tuple[Selector, ...])
]
Texts: TypeAlias = Annotated[
    tuple[str, ...], BeforeValidator(_one_or_many, json_schema_input_type=str | tuple[str, ...])
]


class Worded(Written):
    """What every check carries for its sentences: `things` is singular and plural of what is selected, `holds` and
    `lacks` are plural verb phrases ("name a location", "name no location")."""

    things: tuple[str, str] | None = None
    holds: str = "meet the condition"
    lacks: str = "do not meet the condition"


class Selecting(Worded):
    """A check on selected items: those that match `select` and none of `unless`."""

    select: Selector
    unless: Selectors = ()


class All(Selecting):
    """Every selected item meets one of the conditions in `where`."""

    op: Literal["all"]
    where: Selectors


class NoneOf(Selecting):
    """Nothing is selected."""

    op: Literal["none"]


class Exists(Selecting):
    """At least `at_least` items are selected.

    `absent` is the outcome where too few are found although the files were read: `unknown` for things that may well
    exist outside the repository.
    """

    op: Literal["exists"]
    at_least: Annotated[int, Field(ge=1)] = 1
    absent: Literal["fail", "unknown"] = "fail"


class Subset(Selecting):
    """The values of the field `by` of the selected items all occur as `within_by` of the items of `within`."""

    op: Literal["subset"]
    by: str = "id"
    within: Selector
    within_by: str = "id"


class Ratio(Selecting):
    """At least the share `min` (0 to 1) of the selected items meets one of the conditions in `where`.

    A share speaks of what was found; with `complete` a kind of evidence that was read in part leaves it open.
    """

    op: Literal["ratio"]
    where: Selectors
    min: Annotated[float, Field(gt=0, le=1)]
    complete: bool = False


class Max(Selecting):
    """A number computed from the selected items is at most `value`.

    `measure`: `count` of the items; `largest` value of the number field `field`; `share` (0 to 1) of the items that
    one value of `field` accounts for, where items that match `exempt` count in the whole but for no value. Below
    `minimum_items` items the question does not apply.
    """

    op: Literal["max"]
    measure: Literal["count", "largest", "share"]
    field: str | None = None
    exempt: Selectors = ()
    minimum_items: Annotated[int, Field(ge=0)] = 0
    value: float

    @model_validator(mode="after")
    def _field_where_needed(self) -> Max:
        if (self.field is None) != (self.measure == "count"):
            raise ValueError("`largest` and `share` need a field, `count` takes none")
        return self


class EveryPath(Worded):
    """Every path (item kind `path`) that matches `to` matches one of the conditions in `via`."""

    op: Literal["every_path"]
    to: Selector
    via: Selectors


class Alternative(Selecting):
    """For each selected item at least `min` other items of `among` have the same value of the field `same`.

    Items that match `exempt` need none.
    """

    op: Literal["alternative"]
    among: Selector
    same: str
    exempt: Selectors = ()
    min: Annotated[int, Field(ge=1)] = 1


class SameSink(Selecting):
    """All selected items have one value of `field`, and each meets one of the conditions in `where`."""

    op: Literal["same_sink"]
    field: str
    where: Selectors


class Survives(Worded):
    """The functions stay up in the scenario."""

    op: Literal["survives"]
    scenario: str
    functions: Annotated[Texts, Field(min_length=1)]


class SurvivesEach(Worded):
    """The functions stay up in each of the scenarios; a name with `*` stands for one per party or the like."""

    op: Literal["survives_each"]
    scenarios: Annotated[Texts, Field(min_length=1)]
    functions: Annotated[Texts, Field(min_length=1)]


class Attested(Worded):
    """A person signed for it, not longer ago than `max_age_days`."""

    op: Literal["attested"]
    key: str
    max_age_days: Annotated[int, Field(ge=1)] | None = None


Check: TypeAlias = (
    All
    | NoneOf
    | Exists
    | Subset
    | Ratio
    | Max
    | EveryPath
    | Alternative
    | SameSink
    | Survives
    | SurvivesEach
    | Attested
)
OPERATIONS = tuple(
    str(get_args(kind.model_fields["op"].annotation)[0]) for kind in cast("tuple[type[Written], ...]", get_args(Check))
)


def _known_operation(value: object) -> object:
    written: object = value
    if isinstance(written, dict):
        name = cast("dict[str, object]", written).get("op")
        if name is not None and name not in OPERATIONS:
            raise ValueError(f"unknown operation {name!r}{nearest(str(name), OPERATIONS)}")
    return value


OneCheck: TypeAlias = Annotated[Check, Field(discriminator="op"), BeforeValidator(_known_operation)]


class Criterion(Written):
    """One question. `evidence` are the kinds of files that could show it; a pass by absence needs them covered.

    `needs` are kinds that must be wholly covered. `besides` are kinds that could not show it; if one of them was read
    the tree was looked at, which suffices where it holds no file of the kinds that could. `attestation` is the key
    under which a person can answer what the files leave open; `scope` says what of the question a repository can show.
    If `not_applicable_when` passes, the criterion does not apply.
    """

    id: str
    title: str
    evidence: Annotated[tuple[EvidenceKind, ...], BeforeValidator(_one_or_many)] = ()
    needs: Annotated[tuple[EvidenceKind, ...], BeforeValidator(_one_or_many)] = ()
    besides: Annotated[tuple[EvidenceKind, ...], BeforeValidator(_one_or_many)] = ()
    check: OneCheck
    not_applicable_when: OneCheck | None = None
    satisfied_by: str
    violated_by: str = "-"
    unknown_when: str = ""
    scope: str = ""
    remediation: str
    attestation: str | None = None

    @property
    def key(self) -> str | None:
        """The attestation key that answers it, None if nobody can sign for it."""
        return self.check.key if isinstance(self.check, Attested) else self.attestation

    @property
    def attested_only(self) -> bool:
        """True if no file can answer it."""
        return isinstance(self.check, Attested)


class DimensionLevel(Written):
    """One rung of one dimension."""

    level: int
    statement: str
    criteria: tuple[Criterion, ...] = ()


class Dimension(Written):
    """One side of sovereignty. `applies_when` names a subject (`ai`) without which the dimension is left out."""

    id: str
    prefix: str
    name: str
    question: str
    covers: str
    applies_when: str | None = None
    levels: tuple[DimensionLevel, ...]


class Weighting(Written):
    """How much each dimension counts in a score beside the levels, in any unit. A dimension left out counts nothing.

    The first weighting of a rubric is the one that a summary shows.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]*$")
    title: str
    weights: Annotated[dict[str, Annotated[float, Field(ge=0)]], Field(min_length=1)]


class Level(Written):
    """A rung of the ladder; level 0 means that level 1 is not reached."""

    level: Annotated[int, Field(ge=0)]
    name: str
    meaning: str


class Rubric(Written):
    """A whole rubric file.

    Up to the level `minor_gaps_up_to` a kind of evidence counts as read although a few code files are in languages that
    nothing reads; above it every gap leaves the outcome open. `attested_only` is how many criteria may be such that
    only a person can answer them.
    """

    schema_: Literal["sovassess.rubric/1"] = Field(alias="schema")
    id: str
    title: str
    version: str
    origin: str
    levels: Annotated[tuple[Level, ...], Field(min_length=2)]
    dimensions: Annotated[tuple[Dimension, ...], Field(min_length=1)]
    minor_gaps_up_to: Annotated[int, Field(ge=0)] = 0
    attested_only: Annotated[int, Field(ge=0)] = 12
    weightings: tuple[Weighting, ...] = ()

    @property
    def top(self) -> int:
        """The highest level."""
        return max(level.level for level in self.levels)

    def criteria(self) -> Iterator[tuple[Dimension, int, Criterion]]:
        """Every criterion with its dimension and level, in the order of the file."""
        for dimension in self.dimensions:
            for rung in dimension.levels:
                for criterion in rung.criteria:
                    yield dimension, rung.level, criterion
