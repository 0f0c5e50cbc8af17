"""The laws of AND/OR graphs: minimal sets against every subset, three values against every completion, monotony."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from itertools import combinations, pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sovassess.graph import cuts, enumeration
from sovassess.graph.cuts import minimal_sets
from sovassess.graph.logic import AndOr, Group
from sovassess.model.enums import Status

EVENTS = tuple(f"party{letter}" for letter in "abcdefghijkl")
INNER = tuple(f"n{number}" for number in range(9))
ORDER = (Status.DOWN, Status.UNKNOWN, Status.UP)
TOP = "n0"

Nodes = dict[str, tuple[Group, ...]]


@st.composite
def groups(draw: st.DrawFn, events: tuple[str, ...], *, open_ended: bool) -> Group:
    members = tuple(draw(st.lists(st.sampled_from((*INNER, *events)), min_size=1, max_size=4, unique=True)))
    least = draw(st.integers(1, max(1, len(members) - 1))) if draw(st.booleans()) else 1
    doubtful = frozenset(m for m in members[1:] if draw(st.booleans())) if open_ended and draw(st.booleans()) else ()
    return Group(members, least, not (open_ended and draw(st.booleans())), frozenset(doubtful))


@st.composite
def graphs(draw: st.DrawFn, events: tuple[str, ...] = EVENTS, *, open_ended: bool = False) -> Nodes:
    """A random graph, with circles, over up to twelve parties."""
    used = events[: draw(st.integers(1, len(events)))]
    return {
        node: tuple(draw(st.lists(groups(used, open_ended=open_ended), max_size=3)))
        for node in INNER[: draw(st.integers(1, len(INNER)))]
    }


losses = st.fixed_dictionaries({}, optional={event: st.sampled_from([True, False, None]) for event in EVENTS})


def _fails(nodes: Nodes, lost: frozenset[str], top: str) -> bool:
    """By the definition alone: repeat until no further node fails."""
    fallen = set(lost)
    while True:
        more = {
            key
            for key, needs in nodes.items()
            if key not in fallen
            and any(
                sum(m not in fallen for m in g.members) < g.least and any(m in fallen for m in g.members) for g in needs
            )
        }
        if not more:
            return top in fallen
        fallen |= more


def _every_minimal(nodes: Nodes, events: tuple[str, ...]) -> set[frozenset[str]]:
    found: list[frozenset[str]] = []
    for size in range(1, len(events) + 1):
        for chosen in combinations(events, size):
            candidate = frozenset(chosen)
            if not any(cut <= candidate for cut in found) and _fails(nodes, candidate, TOP):
                found.append(candidate)
    return set(found)


@settings(max_examples=250, deadline=None)
@given(graphs(EVENTS[:9]))
def test_the_minimal_sets_are_exactly_those_among_all_subsets(nodes: Nodes) -> None:
    found = minimal_sets(AndOr(nodes), TOP, EVENTS[:9])
    assert found.complete_to == 0
    assert len(found.sets) == len(set(found.sets))
    assert {frozenset(entry) for entry in found.sets} == _every_minimal(nodes, EVENTS[:9])


@settings(max_examples=12, deadline=None)
@given(graphs())
def test_the_minimal_sets_of_twelve_parties_are_exactly_those_among_all_subsets(nodes: Nodes) -> None:
    found = minimal_sets(AndOr(nodes), TOP, EVENTS)
    assert {frozenset(entry) for entry in found.sets} == _every_minimal(nodes, EVENTS)


@settings(max_examples=150, deadline=None)
@given(graphs())
def test_every_set_stops_the_top_and_no_part_of_it_does(nodes: Nodes) -> None:
    for entry in minimal_sets(AndOr(nodes), TOP, EVENTS).sets:
        assert _fails(nodes, frozenset(entry), TOP)
        assert not any(_fails(nodes, frozenset(entry) - {member}, TOP) for member in entry)


@settings(max_examples=150, deadline=None)
@given(graphs(EVENTS[:7], open_ended=True), st.booleans())
def test_sure_sets_are_those_of_the_best_case_and_possible_ones_those_of_the_worst(
    nodes: Nodes, cautious: bool
) -> None:
    graph = AndOr(nodes)
    found = {frozenset(entry) for entry in minimal_sets(graph, TOP, EVENTS[:7], cautious=cautious).sets}
    stopping = {
        frozenset(chosen)
        for size in range(1, 8)
        for chosen in combinations(EVENTS[:7], size)
        if TOP in graph.failed(chosen, cautious=cautious)
    }
    assert found == {entry for entry in stopping if not any(other < entry for other in stopping)}


def _nothing(_: object) -> None:
    """What a solver finds that gives up on everything."""


@contextmanager
def _limits(*, solver: bool, **numbers: int) -> Generator[None]:
    """Expansion that gives up at once, with a solver under other limits or with one that finds nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cuts, "BUDGET", 3)
        if not solver:
            patch.setattr(enumeration, "enumerated", _nothing)
        for name, number in numbers.items():
            patch.setattr(enumeration, name, number)
        yield


@settings(max_examples=60, deadline=None)
@given(graphs(EVENTS[:8]))
def test_a_list_that_is_cut_short_says_to_which_size_it_is_complete(nodes: Nodes) -> None:
    whole = _every_minimal(nodes, EVENTS[:8])
    with _limits(solver=False):
        found = minimal_sets(AndOr(nodes), TOP, EVENTS[:8])
    kept = {frozenset(entry) for entry in found.sets}
    bound = found.complete_to or len(EVENTS)
    assert found.complete_to in (0, cuts.MAX_ORDER)
    assert kept == {entry for entry in whole if len(entry) <= bound}


@settings(max_examples=200, deadline=None)
@given(graphs(EVENTS[:8]))
def test_the_sets_that_a_solver_enumerates_are_exactly_those_among_all_subsets(nodes: Nodes) -> None:
    with _limits(solver=True):
        found = minimal_sets(AndOr(nodes), TOP, EVENTS[:8])
    assert found.complete_to == 0
    assert len(found.sets) == len(set(found.sets))
    assert {frozenset(entry) for entry in found.sets} == _every_minimal(nodes, EVENTS[:8])


@settings(max_examples=100, deadline=None)
@given(graphs(EVENTS[:7], open_ended=True), st.booleans())
def test_a_solver_and_expansion_agree_on_sure_and_on_possible_sets(nodes: Nodes, cautious: bool) -> None:
    graph = AndOr(nodes)
    expanded = minimal_sets(graph, TOP, EVENTS[:7], cautious=cautious)
    with _limits(solver=True):
        assert minimal_sets(graph, TOP, EVENTS[:7], cautious=cautious) == expanded


@settings(max_examples=100, deadline=None)
@given(graphs(EVENTS[:8]), st.integers(0, 6))
def test_a_solver_that_is_stopped_says_to_which_size_its_list_is_complete(nodes: Nodes, sets: int) -> None:
    whole = _every_minimal(nodes, EVENTS[:8])
    with _limits(solver=True, SETS=sets):
        found = minimal_sets(AndOr(nodes), TOP, EVENTS[:8])
    bound = found.complete_to or len(EVENTS)
    assert bound >= cuts.MAX_ORDER
    assert {frozenset(entry) for entry in found.sets} == {entry for entry in whole if len(entry) <= bound}


def test_a_solver_finds_all_sets_of_a_size_where_the_larger_ones_are_too_many() -> None:
    nodes: Nodes = {TOP: (Group(EVENTS[:2]), Group(EVENTS[1:4]), Group(EVENTS[:9], least=6))}
    with _limits(solver=True, SETS=10), pytest.MonkeyPatch.context() as patch:
        patch.setattr(cuts, "TRIALS", 0)
        found = minimal_sets(AndOr(nodes), TOP, EVENTS)
    assert found.complete_to == 3
    assert found.sets == (EVENTS[:2], EVENTS[1:4])


@settings(max_examples=80, deadline=None)
@given(graphs(EVENTS[:8]))
def test_what_a_stopped_solver_had_found_is_among_the_sets_of_a_size(nodes: Nodes) -> None:
    many = {**nodes, TOP: (*nodes[TOP], Group(EVENTS[:8], least=5))}  # any four of eight, beside what there is
    with _limits(solver=True, SETS=25), pytest.MonkeyPatch.context() as patch:
        patch.setattr(cuts, "TRIALS", 0)
        found = minimal_sets(AndOr(many), TOP, EVENTS[:8])
    bound = found.complete_to or len(EVENTS)
    whole = {entry for entry in _every_minimal(many, EVENTS[:8]) if len(entry) <= bound}
    assert {frozenset(entry) for entry in found.sets} == whole
    assert len(found.sets) == len(whole)


def test_a_solver_that_may_not_err_at_all_hands_over_to_trials() -> None:
    pairs = [Group((one, other)) for one, other in combinations(EVENTS[:8], 2)]
    nodes: Nodes = {TOP: (Group(("n1",)), Group(("n2", "n3"))), "n1": tuple(pairs[::3]), "n2": tuple(pairs[1::3])}
    nodes["n3"] = tuple(pairs[2::3])
    with _limits(solver=True, SETS=0):
        found = minimal_sets(AndOr(nodes), TOP, EVENTS[:8])
    assert found.complete_to == cuts.MAX_ORDER
    assert {frozenset(entry) for entry in found.sets} == {
        entry for entry in _every_minimal(nodes, EVENTS[:8]) if len(entry) <= cuts.MAX_ORDER
    }


def _status(nodes: Nodes, lost: Mapping[str, bool | None]) -> Status:
    return AndOr(nodes).statuses(lost).get(TOP, Status.UP)


@settings(max_examples=200, deadline=None)
@given(graphs(open_ended=True), losses, st.sampled_from(EVENTS))
def test_losing_more_never_improves_a_verdict(nodes: Nodes, lost: dict[str, bool | None], more: str) -> None:
    before = ORDER.index(_status(nodes, lost))
    if lost.get(more, False) is False:
        assert ORDER.index(_status(nodes, {**lost, more: None})) <= before
    assert ORDER.index(_status(nodes, {**lost, more: True})) <= before
    assert ORDER.index(_status(nodes, {**lost, more: False})) >= before


def _completions(nodes: Nodes) -> Iterator[Nodes]:
    """Every way in which open needs and doubtful members can turn out."""
    places = [(key, n) for key, needs in nodes.items() for n, _ in enumerate(needs)]
    choices: list[list[Group | None]] = []
    for key, number in places:
        group = nodes[key][number]
        ways: list[Group | None] = []
        for size in range(len(group.doubtful) + 1):
            for absent in combinations(sorted(group.doubtful), size):
                members = tuple(m for m in group.members if m not in absent)
                ways.append(Group(members, group.least))
        choices.append([*ways, None] if not group.sure else ways)
    for chosen in product(*choices):
        made: dict[str, list[Group]] = {key: [] for key in nodes}
        for (key, _), way in zip(places, chosen, strict=True):
            if way is not None:
                made[key].append(way)
        yield {key: tuple(needs) for key, needs in made.items()}


@st.composite
def small_open_graphs(draw: st.DrawFn) -> Nodes:
    """A graph with few open things, so that every completion can be tried; a doubtful member never is the last."""
    nodes = draw(graphs(EVENTS[:4]))
    left = 3
    out: Nodes = {}
    for key, needs in nodes.items():
        made: list[Group] = []
        for group in needs:
            plain = Group(group.members)
            if left and draw(st.booleans()):
                left -= 1
                if draw(st.booleans()) or len(group.members) == 1:
                    plain = Group(group.members, sure=False)
                else:
                    plain = Group(group.members, doubtful=frozenset(group.members[-1:]))
            made.append(plain)
        out[key] = tuple(made)
    return out


@settings(max_examples=200, deadline=None)
@given(small_open_graphs(), st.fixed_dictionaries({}, optional={e: st.sampled_from([True, None]) for e in EVENTS[:4]}))
def test_three_values_say_unknown_exactly_where_two_completions_disagree(
    nodes: Nodes, lost: dict[str, bool | None]
) -> None:
    open_ended = [event for event, gone in lost.items() if gone is None]
    outcomes: set[Status] = set()
    for completed in _completions(nodes):
        for values in product([True, False], repeat=len(open_ended)):
            gone = {**lost, **dict(zip(open_ended, values, strict=True))}
            fails = _fails(completed, frozenset(e for e, state in gone.items() if state), TOP)
            outcomes.add(Status.DOWN if fails else Status.UP)
    verdict = _status(nodes, lost)
    assert outcomes == ({Status.UP, Status.DOWN} if verdict is Status.UNKNOWN else {verdict})


@settings(max_examples=200, deadline=None)
@given(graphs(open_ended=True), losses)
def test_a_proof_leads_from_what_is_lost_to_the_top_by_needs_that_fail(
    nodes: Nodes, lost: dict[str, bool | None]
) -> None:
    graph = AndOr(nodes)
    proof = graph.proof(TOP, lost)
    if graph.statuses(lost).get(TOP, Status.UP) is Status.UP:
        assert proof == ()
        return
    keys = [key for key, _ in proof]
    assert keys[-1] == TOP
    assert lost.get(keys[0], False) is not False
    assert proof[0][1] is None
    for (before, _), (_, group) in pairwise(proof):
        assert group is not None
        assert before in group.members


@settings(max_examples=100, deadline=None)
@given(graphs(), st.randoms(use_true_random=False))
def test_the_order_in_which_a_graph_is_given_does_not_matter(nodes: Nodes, random: object) -> None:
    items = list(nodes.items())
    random.shuffle(items)  # type: ignore[attr-defined]
    events = list(EVENTS)
    random.shuffle(events)  # type: ignore[attr-defined]
    assert minimal_sets(AndOr(dict(items)), TOP, events) == minimal_sets(AndOr(nodes), TOP, EVENTS)


def test_nodes_that_need_each_other_stand_until_something_outside_falls() -> None:
    graph = AndOr({TOP: (Group(("a",)),), "a": (Group(("b",)),), "b": (Group(("a",)), Group(("x",)))})
    assert graph.statuses({}) == {}
    assert graph.statuses({"x": True})[TOP] is Status.DOWN


def _ring(size: int) -> tuple[Nodes, tuple[str, ...]]:
    """Places in a circle, each kept by its own party or by the next place, and by one of three parties beside."""
    names = tuple(f"p{place:02}" for place in range(size))
    nodes: dict[str, tuple[Group, ...]] = {}
    for place in range(size):
        after = f"place{(place + 1) % size}"
        near = Group((names[place], after))
        others = Group(tuple(names[(place + step) % size] for step in (3, 5, 11)))
        # Two services that only this place needs, of which one is needed by nothing else at all.
        nodes |= {f"near{place}": (near,), f"others{place}": (others, near)}
        nodes[f"place{place}"] = (Group((f"near{place}",)), Group((f"others{place}",)))
    nodes[TOP] = (Group(("place0", f"place{size // 2}")),)
    return nodes, names


def test_a_circle_of_places_is_listed_whole_without_a_solver() -> None:
    nodes, names = _ring(40)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(enumeration, "enumerated", _nothing)
        # Enough where what changed is looked at again, and too little where the whole circle is.
        patch.setattr(cuts, "BUDGET", 16_000)
        found = minimal_sets(AndOr(nodes), TOP, names)
    assert found.complete_to == 0
    assert len(found.sets) == 36
    for entry in found.sets[::7]:
        assert _fails(nodes, frozenset(entry), TOP)
        assert not any(_fails(nodes, frozenset(entry) - {member}, TOP) for member in entry)


def test_a_circle_of_places_has_the_sets_that_all_subsets_say() -> None:
    nodes, names = _ring(12)
    found = minimal_sets(AndOr(nodes), TOP, names)
    whole: list[frozenset[str]] = []
    for size in range(1, len(names) + 1):
        for chosen in map(frozenset, combinations(names, size)):
            if not any(cut <= chosen for cut in whole) and _fails(nodes, chosen, TOP):
                whole.append(chosen)
    assert {frozenset(entry) for entry in found.sets} == set(whole)


def test_nodes_that_only_need_one_another_fail_nothing() -> None:
    nodes: Nodes = {
        TOP: (Group(("n1", "n5")),),
        "n1": (Group(("n2",)),),
        "n2": (Group(("n3",)),),
        "n3": (Group(("n2",)), Group((EVENTS[0], EVENTS[1]))),
        "n5": (Group((EVENTS[2],)), Group(("n5", EVENTS[3]))),
        "n7": (Group(("n8",)),),
        "n8": (Group(("n7",)),),
    }
    assert set(minimal_sets(AndOr(nodes), TOP, EVENTS).sets) == {(EVENTS[0], EVENTS[1], EVENTS[2])}
