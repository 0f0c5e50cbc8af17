"""The laws of the graph: cut sets against brute force, rehearsals over three values, and scans that see less."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sovassess.graph.cuts import MAX_ORDER, minimal_cuts
from sovassess.graph.needs import FUNCTION_PHASE, Function, Need, in_use
from sovassess.graph.rehearsal import rehearse
from sovassess.model.assessment import Assessment, encode
from sovassess.model.dependencies import Dependency
from sovassess.model.enums import Operator, Role, Status, Strength
from sovassess.pipeline import Request, assess
from sovassess.source.tree import MemoryTree
from tests.unit.graph.estates import ESTATES
from tests.unit.resolution.estate import TODAY, assessed, compiled, stage

PARTIES = tuple("abcdefgh")
MEMBERS = tuple(f"d{number}" for number in range(7))
ORDER = (Status.DOWN, Status.UNKNOWN, Status.UP)


@st.composite
def needs(draw: st.DrawFn) -> tuple[Need, ...]:
    """A conjunction of needs; each has members of which the first and the automatic ones serve it."""
    out: list[Need] = []
    for number in range(draw(st.integers(0, 4))):
        members = tuple(draw(st.lists(st.sampled_from(MEMBERS), min_size=1, max_size=4, unique=True)))
        automatic = tuple(member for member in members[1:] if draw(st.booleans()))
        out.append(Need(Function.SERVE, members, automatic, f"g{number}"))
    return tuple(out)


owners = st.fixed_dictionaries({member: st.frozensets(st.sampled_from(PARTIES), max_size=3) for member in MEMBERS})
losses = st.fixed_dictionaries({}, optional={member: st.sampled_from([True, False, None]) for member in MEMBERS})


def _dependency(identifier: str) -> Dependency:
    return Dependency(
        id=identifier,
        party=None,
        service=identifier,
        name=identifier,
        role=Role.MODEL_API,
        strength=Strength.REQUIRED,
        operated_by=Operator.VENDOR,
    )


BY_ID = {member: _dependency(member) for member in MEMBERS}


def _stopped(group: Iterable[Need], owned: Mapping[str, frozenset[str]], gone: frozenset[str]) -> bool:
    """Whether the withdrawal of `gone` stops the function: some need has no serving member left."""
    return any(all(owned[member] & gone for member in in_use(need)) for need in group)


def _brute_force(group: tuple[Need, ...], owned: Mapping[str, frozenset[str]]) -> set[frozenset[str]]:
    found: list[frozenset[str]] = []
    for size in range(1, MAX_ORDER + 1):
        for chosen in combinations(PARTIES, size):
            candidate = frozenset(chosen)
            if not any(cut <= candidate for cut in found) and _stopped(group, owned, candidate):
                found.append(candidate)
    return set(found)


def _computed(group: tuple[Need, ...], owned: Mapping[str, frozenset[str]]) -> list[frozenset[str]]:
    return [frozenset(cut.members) for cut in minimal_cuts(Function.SERVE, group, BY_ID, lambda d: owned[d.id])]


@settings(max_examples=200, deadline=None)
@given(needs(), owners)
def test_the_cut_sets_are_exactly_those_of_brute_force(
    group: tuple[Need, ...], owned: dict[str, frozenset[str]]
) -> None:
    computed = _computed(group, owned)
    assert len(computed) == len(set(computed))
    assert set(computed) == _brute_force(group, owned)


@settings(max_examples=200, deadline=None)
@given(needs(), owners)
def test_every_cut_set_stops_the_function_and_no_part_of_it_does(
    group: tuple[Need, ...], owned: dict[str, frozenset[str]]
) -> None:
    for cut in _computed(group, owned):
        assert 1 <= len(cut) <= MAX_ORDER
        assert _stopped(group, owned, cut)
        assert not any(_stopped(group, owned, cut - {member}) for member in cut)


@settings(max_examples=200, deadline=None)
@given(needs(), owners)
def test_a_member_that_takes_over_by_itself_and_that_nobody_owns_leaves_no_cut_of_that_need(
    group: tuple[Need, ...], owned: dict[str, frozenset[str]]
) -> None:
    saved = tuple(Need(n.function, (*n.members, "own"), (*n.automatic, "own"), n.group) for n in group)
    by_id = {**BY_ID, "own": _dependency("own")}
    assert minimal_cuts(Function.SERVE, saved, by_id, lambda d: owned.get(d.id, frozenset())) == []


@settings(max_examples=100, deadline=None)
@given(needs(), owners, st.randoms(use_true_random=False))
def test_the_order_of_needs_does_not_matter(
    group: tuple[Need, ...], owned: dict[str, frozenset[str]], random: object
) -> None:
    shuffled = list(group)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert _computed(group, owned) == _computed(tuple(shuffled), owned)


def _status(group: tuple[Need, ...], lost: Mapping[str, bool | None]) -> Status:
    (verdict,) = rehearse({Function.SERVE: group}, lost)
    assert verdict.phase is FUNCTION_PHASE[Function.SERVE]
    return verdict.status


@settings(max_examples=150, deadline=None)
@given(needs(), losses, st.sampled_from(MEMBERS))
def test_losing_more_never_improves_a_verdict(group: tuple[Need, ...], lost: dict[str, bool | None], more: str) -> None:
    before = ORDER.index(_status(group, lost))
    known = lost.get(more, False)
    if known is False:
        assert ORDER.index(_status(group, {**lost, more: None})) <= before
    assert ORDER.index(_status(group, {**lost, more: True})) <= before
    assert ORDER.index(_status(group, {**lost, more: False})) >= before


@settings(max_examples=150, deadline=None)
@given(needs(), losses)
def test_the_verdict_over_three_values_agrees_with_every_completion(
    group: tuple[Need, ...], lost: dict[str, bool | None]
) -> None:
    open_ended = [member for member, gone in lost.items() if gone is None]
    completions = {
        _status(group, {**lost, **dict(zip(open_ended, values, strict=True))})
        for values in product([True, False], repeat=len(open_ended))
    }
    assert Status.UNKNOWN not in completions
    verdict = _status(group, lost)
    if verdict is Status.UNKNOWN:
        assert completions == {Status.UP, Status.DOWN}
    else:
        assert completions == {verdict}


@settings(max_examples=200, deadline=None)
@given(needs(), losses)
def test_the_needs_that_decide_are_those_that_fail(group: tuple[Need, ...], lost: dict[str, bool | None]) -> None:
    (verdict,) = rehearse({Function.SERVE: group}, lost)
    if verdict.status is Status.UP:
        assert verdict.needs == ()
    else:
        assert verdict.needs
        for need in verdict.needs:
            assert _status((need,), lost) is verdict.status
    assert all(lost.get(member, False) is False for member in verdict.remedies)


@settings(max_examples=100, deadline=None)
@given(needs(), owners)
def test_a_rehearsal_of_a_cut_set_stops_the_function(group: tuple[Need, ...], owned: dict[str, frozenset[str]]) -> None:
    for cut in _computed(group, owned):
        lost: dict[str, bool | None] = {member: bool(parties & cut) for member, parties in owned.items()}
        assert _status(group, lost) is Status.DOWN


# --------------------------------------------------------------------------------------------- whole small estates


class Unreadable(MemoryTree):
    """A tree of which one file is there and cannot be read."""

    def __init__(self, files: Mapping[str, str], hidden: str) -> None:
        super().__init__(files)
        self._hidden = hidden

    def read(self, path: str) -> bytes:
        if path == self._hidden:
            raise PermissionError(13, "Permission denied")
        return super().read(path)


@cache
def _whole(estate: str) -> Assessment:
    return assessed(ESTATES[estate])


@pytest.mark.parametrize(("estate", "hidden"), [(name, path) for name, files in ESTATES.items() for path in files])
def test_a_file_that_cannot_be_read_never_raises_a_level_nor_makes_a_dimension_fall_away(
    estate: str, hidden: str
) -> None:
    request = Request(tree=Unreadable(ESTATES[estate], hidden), today=TODAY, cache=compiled())
    blind = {dimension.id: dimension for dimension in assess(request).dimensions}
    for dimension in _whole(estate).dimensions:
        if dimension.applicable:
            assert blind[dimension.id].applicable, dimension.id
            assert blind[dimension.id].level <= dimension.level, dimension.id


@pytest.mark.parametrize("estate", ESTATES)
def test_level_never_passes_the_ceiling(estate: str) -> None:
    result = _whole(estate)
    assert all(dimension.level <= dimension.ceiling for dimension in result.dimensions)
    applicable = [dimension for dimension in result.dimensions if dimension.applicable]
    assert result.overall.level == min(dimension.level for dimension in applicable)
    assert result.overall.ceiling == min(dimension.ceiling for dimension in applicable)


@pytest.mark.parametrize("estate", ESTATES)
def test_the_order_of_files_never_changes_a_byte(estate: str) -> None:
    files = ESTATES[estate]
    backwards = dict(reversed(list(files.items())))
    assert encode(assessed(backwards)) == encode(assessed(files))


@pytest.mark.parametrize("estate", ESTATES)
def test_each_party_that_switches_off_alone_is_confirmed_by_its_own_rehearsal(estate: str) -> None:
    built = stage(ESTATES[estate])
    for cut in built.graph.switch_off:
        if len(cut.parties) == 1:
            result = built.rehearsals.result(f"vendor-exit({cut.parties[0]})")
            for function in cut.functions:
                assert result.functions[function] == {cut.phase: Status.DOWN}, cut.id


@pytest.mark.parametrize("estate", ESTATES)
def test_a_composed_scenario_is_never_milder_than_its_parts(estate: str) -> None:
    built = stage(ESTATES[estate])
    whole = built.rehearsals.result("combined-directive-and-sanctions")
    for name in ("export-control-directive", "cloud-region-or-country-sanctions", "container-registry-denies"):
        part = built.rehearsals.result(name)
        assert set(part.removed) <= set(whole.removed)
        for function, phases in part.functions.items():
            for phase, status in phases.items():
                assert ORDER.index(whole.functions[function][phase]) <= ORDER.index(status)


@pytest.mark.parametrize("estate", ESTATES)
def test_every_reference_of_a_result_leads_somewhere(estate: str) -> None:
    result = _whole(estate)
    evidence = {record.id for record in result.evidence}
    nodes = {node.id for node in result.graph.nodes}
    for cited in (
        *(e for d in result.dependencies for e in d.evidence),
        *(e for c in result.criteria for e in c.evidence),
        *(e for s in result.switch_off for e in s.evidence),
        *(e for s in result.scenarios for cause in s.because for e in cause.evidence),
        *(e for edge in result.graph.edges for e in edge.evidence),
    ):
        assert cited in evidence
    for edge in result.graph.edges:
        assert {edge.source, edge.target} <= nodes
    identifiers = [dependency.id for dependency in result.dependencies]
    assert identifiers == sorted(set(identifiers))
    components = {component.id for component in result.components}
    assert {c for d in result.dependencies for c in d.components} <= components
