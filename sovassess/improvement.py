"""Rank what could be done: what each action restores, and which levels it would turn when the rubric judges again.

It stands above graph, rubric and scenario, since it asks all three. It changes no file and no assessment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from sovassess.graph.actions import EFFORTS, Step, steps, stoppers
from sovassess.graph.graph import DependencyGraph
from sovassess.model.actions import Action, Turn
from sovassess.rubric.evaluate import Judgement

# How many actions, of those that restore most, the rubric judges; each costs as much as a judgement of the estate.
JUDGED = 5
# The judgement on a graph by the rubric in use.
Judge = Callable[[DependencyGraph], Judgement]


def ranked_actions(graph: DependencyGraph, judgement: Judgement, judge: Judge) -> tuple[Action, ...]:
    """Every action that restores a function or turns a level, the most restored first, then the most turned.

    The rubric judges the first `JUDGED`; the others say so.
    """
    before = stoppers(graph.rehearsing.estate)
    found = [_action(graph, step, before, judgement) for step in steps(graph.dependencies, graph.needs)]
    found.sort(key=_rank)
    after = {step.id: step.after for step in steps(graph.dependencies, graph.needs)}
    asked = [_judged(action, judgement, judge(graph.with_dependencies(after[action.id]))) for action in found[:JUDGED]]
    telling = [action for action in (*asked, *found[JUDGED:]) if action.restores or action.turns]
    return tuple(sorted(telling, key=_rank))


def _rank(action: Action) -> tuple[int, int, int, str]:
    gained = sum(turn.after[0] - turn.before[0] + turn.after[1] - turn.before[1] for turn in action.turns)
    return (-len(action.restores), -gained, EFFORTS.index(action.effort), action.id)


def _judged(action: Action, before: Judgement, after: Judgement) -> Action:
    overall = (after.overall.level, after.overall.ceiling)
    return replace(action, judged=True, turns=_turns(before, after), overall=overall)


def _action(graph: DependencyGraph, step: Step, before: frozenset[tuple[str, str]], judgement: Judgement) -> Action:
    changed = graph.with_dependencies(step.after)
    after = stoppers(changed.rehearsing.estate)
    stopped, still = {f for _, f in before}, {f for _, f in after}
    evidence = dict.fromkeys(e for key in step.services for e in graph.dependencies[key].evidence[:2])
    return Action(
        id=step.id,
        title=step.title,
        effort=step.effort,
        services=step.services,
        restores=tuple(sorted(before - after)),
        functions=tuple(sorted(stopped - still)),
        turns=(),
        overall=(judgement.overall.level, judgement.overall.ceiling),
        evidence=tuple(evidence)[:12],
    )


def _turns(before: Judgement, after: Judgement) -> tuple[Turn, ...]:
    then = {dimension.id: dimension for dimension in after.dimensions}
    out: Sequence[Turn] = [
        Turn(
            dimension=dimension.id,
            before=(dimension.level, dimension.ceiling),
            after=(then[dimension.id].level, then[dimension.id].ceiling),
        )
        for dimension in before.dimensions
        if dimension.applicable and then[dimension.id].applicable
    ]
    return tuple(turn for turn in out if turn.before != turn.after)
