"""Actions against being switched off: what each changes, what it restores, and that none makes anything worse."""

from __future__ import annotations

import pytest

from sovassess.graph.actions import steps, stoppers
from sovassess.graph.graph import DependencyGraph
from sovassess.model.enums import Operator
from tests.unit.graph.estates import ESTATES
from tests.unit.resolution.estate import assessed, stage


def _graph(estate: str) -> DependencyGraph:
    return stage(ESTATES[estate]).graph


@pytest.mark.parametrize("estate", ESTATES)
def test_no_action_lets_somebody_stop_what_nobody_could_before(estate: str) -> None:
    graph = _graph(estate)
    before = stoppers(graph.rehearsing.estate)
    for step in steps(graph.dependencies, graph.needs):
        after = stoppers(graph.with_dependencies(step.after).rehearsing.estate)
        direct = {(party, function) for party, function in after if (party, function) not in before}
        assert not direct, step.id


@pytest.mark.parametrize("estate", ESTATES)
def test_no_action_lowers_a_level_that_was_judged(estate: str) -> None:
    for action in assessed(ESTATES[estate]).actions:
        for turn in action.turns:
            assert turn.after >= turn.before, (action.id, turn)


def test_an_estate_of_ones_own_has_nothing_to_do_about_models() -> None:
    graph = _graph("own")
    assert "own-models" not in {step.id for step in steps(graph.dependencies, graph.needs)}


def test_a_model_of_ones_own_behind_the_hosted_one_takes_it_out_of_its_vendors_hands() -> None:
    graph = _graph("hosted")
    step = next(step for step in steps(graph.dependencies, graph.needs) if step.id == "own-models")
    before = stoppers(graph.rehearsing.estate)
    after = stoppers(graph.with_dependencies(step.after).rehearsing.estate)
    assert ("anthropic", "serve") in before
    assert ("anthropic", "serve") not in after


def test_an_action_keeps_ids_and_evidence_and_only_says_who_runs_it() -> None:
    graph = _graph("hosted")
    step = next(step for step in steps(graph.dependencies, graph.needs) if step.id == "own-images")
    for key in step.services:
        assert step.after[key].operated_by is Operator.SELF
        assert step.after[key].evidence == graph.dependencies[key].evidence
    assert set(step.after) == set(graph.dependencies)


def test_actions_are_ranked_by_what_they_restore() -> None:
    actions = assessed(ESTATES["hosted"]).actions
    counts = [len(action.restores) for action in actions]
    assert counts == sorted(counts, reverse=True)
    assert actions[0].judged
    assert all(action.restores or action.turns for action in actions)
