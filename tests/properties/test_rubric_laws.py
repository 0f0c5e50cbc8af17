"""The laws of levels, over the shipped rubric and random evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache
from random import Random
from typing import TypeAlias

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sovassess.graph.conditions import AttestationInput, Policy
from sovassess.graph.words import closed_values
from sovassess.model.enums import CoverageLevel, EvidenceKind, Outcome, Status
from sovassess.model.items import FieldValue, Item
from sovassess.model.vocabulary import VOCABULARY
from sovassess.rubric import operations
from sovassess.rubric.evaluate import Judgement, evaluate
from sovassess.rubric.evidence import Answer, Question
from sovassess.rubric.load import load_rubric
from sovassess.rubric.model import Rubric
from tests.unit.rubric.fake import TODAY, FakeEvidence, signed

# The kinds that most criteria ask about come up more often.
KINDS = [*sorted(VOCABULARY), *["dependency"] * 8, *["model", "check", "path"] * 3]
World: TypeAlias = list[Item]
Coverage: TypeAlias = dict[EvidenceKind, CoverageLevel]
Statuses: TypeAlias = dict[tuple[str, str], Status]
FREE = ("a", "b", "DE", "US", "global")
SELF_RUN: dict[str, dict[str, FieldValue]] = {
    # What an equal self-run thing is like: yours, with nothing outside behind it.
    "dependency": {"operated_by": "self", "party": None, "jurisdictions": None, "reach": None},
    "model": {
        "operated_by": "self",
        "operator": None,
        "weights_from": "local",
        "version": "pinned",
        "digest": True,
        "weights_format": "gguf",
        "licence_restricted": False,
    },
    "check": {"operated_by": "self", "operator": None, "assets_from": "local"},
    "path": {"target_operated_by": "self"},
    "image": {"operated_by": "self"},
    "project": {"source_operated_by": "self"},
    "artifact": {"source_operated_by": "self"},
    "base": {"registry_operated_by": "self", "packages_operated_by": "self"},
    "egress": {"operated_by": "self"},
    "pipeline": {"operated_by": "self"},
    "store": {"operated_by": "self"},
}


@cache
def shipped() -> Rubric:
    return load_rubric().rubric


def used_fields(kind: str) -> list[str]:
    return sorted(VOCABULARY[kind])


def field_values(kind: str, field: str) -> st.SearchStrategy[FieldValue]:
    words = sorted(closed_values(kind, field)) or list(FREE)
    match VOCABULARY[kind][field].type:
        case "flag":
            value: st.SearchStrategy[FieldValue] = st.booleans()
        case "number":
            value = st.integers(0, 5)
        case "set":
            value = st.lists(st.sampled_from(words), min_size=1, max_size=2, unique=True).map(tuple)
        case "date":
            value = st.dates(dt.date(2026, 1, 1), dt.date(2028, 1, 1)).map(dt.date.isoformat)
        case _:
            value = st.sampled_from(words)
    return st.none() | value


def fields_of(kind: str) -> st.SearchStrategy[dict[str, FieldValue]]:
    return st.fixed_dictionaries({field: field_values(kind, field) for field in used_fields(kind)})


@st.composite
def worlds(draw: st.DrawFn) -> list[Item]:
    kinds = draw(st.lists(st.sampled_from(KINDS), max_size=6))
    return [
        Item(kind=kind, id=f"i{n}", name=f"n{n}", fields=draw(fields_of(kind)), evidence=(f"e{n}",))
        for n, kind in enumerate(kinds)
    ]


COVERAGE = st.dictionaries(st.sampled_from(EvidenceKind), st.sampled_from(CoverageLevel))
SCENARIOS = sorted({getattr(entry.check, "scenario", "") for _, _, entry in load_rubric().rubric.criteria()} - {""})
STATUSES = st.dictionaries(
    st.tuples(st.sampled_from(SCENARIOS), st.sampled_from(["serve", "safety", "restart", "login"])),
    st.sampled_from(Status),
    max_size=4,
)
KEYS = sorted({key for _, _, entry in load_rubric().rubric.criteria() if (key := entry.key)})


def key_of(entry: AttestationInput) -> str:
    return entry.key


ATTESTATIONS = st.lists(
    st.builds(signed, st.sampled_from(KEYS), st.sampled_from(["pass", "fail"])), max_size=6, unique_by=key_of
)
HOMES = st.sampled_from([frozenset[str](), frozenset({"DE"})])


def judged(
    items: Sequence[Item],
    coverage: Coverage,
    statuses: Statuses,
    policy: Policy,
) -> Judgement:
    return evaluate(shipped(), FakeEvidence(items, coverage, statuses), policy)


def bounds(found: Judgement) -> list[tuple[int, int]]:
    return [(found.overall.level, found.overall.ceiling), *((each.level, each.ceiling) for each in found.dimensions)]


@settings(max_examples=60, deadline=None)
@given(worlds(), COVERAGE, STATUSES, ATTESTATIONS, HOMES)
def test_a_level_is_never_above_its_ceiling(
    items: World, coverage: Coverage, statuses: Statuses, attestations: list[AttestationInput], home: frozenset[str]
) -> None:
    policy = Policy(today=TODAY, home=home, attestations=tuple(attestations))
    for level, ceiling in bounds(judged(items, coverage, statuses, policy)):
        assert 0 <= level <= ceiling <= 5


@settings(max_examples=60, deadline=None)
@given(worlds(), COVERAGE, STATUSES, ATTESTATIONS, st.data())
def test_an_attestation_never_widens_the_range(
    items: World, coverage: Coverage, statuses: Statuses, attestations: list[AttestationInput], data: st.DataObject
) -> None:
    taken = {entry.key for entry in attestations}
    fresh = data.draw(st.sampled_from([key for key in KEYS if key not in taken]))
    more = [*attestations, signed(fresh, data.draw(st.sampled_from(["pass", "fail"])))]
    before = judged(items, coverage, statuses, Policy(today=TODAY, attestations=tuple(attestations)))
    after = judged(items, coverage, statuses, Policy(today=TODAY, attestations=tuple(more)))
    assert_within(after, before)


@settings(max_examples=150, deadline=None)
@given(worlds(), COVERAGE, STATUSES, HOMES, st.data())
def test_more_evidence_never_widens_the_range(
    items: World, coverage: Coverage, statuses: Statuses, home: frozenset[str], data: st.DataObject
) -> None:
    """More evidence: a missing field becomes known, a kind that was not wholly read is, a rehearsal is decided."""
    policy = Policy(today=TODAY, home=home)
    richer: list[Item] = []
    for entry in items:
        learnt = data.draw(fields_of(entry.kind))
        fields = {name: learnt[name] if value is None else value for name, value in entry.fields.items()}
        richer.append(msgspec.structs.replace(entry, fields=fields))
    read = {kind: data.draw(st.sampled_from([level, CoverageLevel.FULL])) for kind, level in coverage.items()}
    decided = {
        key: data.draw(st.sampled_from(Status)) if status is Status.UNKNOWN else status
        for key, status in statuses.items()
    }
    before = judged(without_parties(items), coverage, statuses, policy)
    after = judged(without_parties(richer), read, decided, policy)
    assert_within(after, before)


def without_parties(items: Sequence[Item]) -> list[Item]:
    """The items with every party called one name: the fake makes its scenarios from the names that it sees."""
    return [
        msgspec.structs.replace(entry, fields={**entry.fields, "party": "a"}) if entry.kind == "dependency" else entry
        for entry in items
    ]


def assert_within(after: Judgement, before: Judgement) -> None:
    for old, new in zip(before.criteria, after.criteria, strict=True):
        if old.outcome is not Outcome.UNKNOWN:
            assert good(new.outcome) == good(old.outcome), (old, new)
    for (level, ceiling), (old_level, old_ceiling) in zip(bounds(after), bounds(before), strict=True):
        assert old_level <= level <= ceiling <= old_ceiling


def good(outcome: Outcome) -> bool | None:
    return None if outcome is Outcome.UNKNOWN else outcome is not Outcome.FAIL


@settings(max_examples=60, deadline=None)
@given(worlds(), COVERAGE, STATUSES, ATTESTATIONS, st.randoms(use_true_random=False))
def test_the_order_of_items_and_attestations_never_matters(
    items: World, coverage: Coverage, statuses: Statuses, attestations: list[AttestationInput], shuffle: Random
) -> None:
    mixed, signatures = list(items), list(attestations)
    shuffle.shuffle(mixed)
    shuffle.shuffle(signatures)
    first = judged(items, coverage, statuses, Policy(today=TODAY, attestations=tuple(attestations)))
    second = judged(mixed, coverage, statuses, Policy(today=TODAY, attestations=tuple(signatures)))
    assert msgspec.json.encode(first) == msgspec.json.encode(second)


@settings(max_examples=200, deadline=None)
@given(worlds(), STATUSES, HOMES, st.data())
def test_running_a_thing_yourself_never_lowers_a_bound(
    items: World, statuses: Statuses, home: frozenset[str], data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(sorted(SELF_RUN)))
    theirs = Item(kind=kind, id="x", name="x", fields=data.draw(fields_of(kind)), evidence=("x",))
    own = msgspec.structs.replace(theirs, fields={**theirs.fields, **SELF_RUN[kind]})
    policy = Policy(today=TODAY, home=home)
    before = judged([*items, theirs], {}, statuses, policy)
    after = judged([*items, own], {}, statuses, policy)
    for (level, ceiling), (old_level, old_ceiling) in zip(bounds(after), bounds(before), strict=True):
        assert level >= old_level
        assert ceiling >= old_ceiling
    for first, second in zip(before.criteria, after.criteria, strict=True):
        assert rank(second.outcome) >= rank(first.outcome), (first, second)


def rank(outcome: Outcome) -> int:
    return {Outcome.FAIL: 0, Outcome.UNKNOWN: 1}.get(outcome, 2)


@settings(max_examples=20, deadline=None)
@given(worlds(), st.sampled_from(sorted(operations.OPERATIONS)))
def test_a_criterion_that_raised_is_unknown_whatever_the_evidence(items: World, name: str) -> None:
    def broken(check: object, ask: Question) -> Answer:
        raise ZeroDivisionError

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(operations.OPERATIONS, name, broken)
        found = {entry.id: entry for entry in judged(items, {}, {}, Policy(today=TODAY)).criteria}
    for _, _, criterion in shipped().criteria():
        if criterion.check.op == name and criterion.not_applicable_when is None:
            assert found[criterion.id].outcome is Outcome.UNKNOWN
            assert criterion.id in found[criterion.id].reason
