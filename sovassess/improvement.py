"""Rank what could be done: what each action restores, and which levels it would turn when the rubric judges again.

It stands above graph, rubric and scenario, since it asks all three. It changes no file and no assessment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from sovassess.graph.actions import EFFORTS, Step, steps, stoppers
from sovassess.graph.graph import DependencyGraph
from sovassess.model.actions import Action, Turn
from sovassess.rubric.bounds import Bounds, judged, weakest
from sovassess.rubric.evaluate import Judgement

# How many actions, of those that restore most, the rubric judges: each is a rehearsal of the whole estate.
JUDGED = 5
# The levels of a graph by the rubric in use.
Levels = Callable[[DependencyGraph], Mapping[str, Bounds]]


def ranked_actions(graph: DependencyGraph, judgement: Judgement, levels: Levels) -> tuple[Action, ...]:
    """Every action that restores a function or turns a level, the most restored first, then the most turned.

    The rubric judges the first `JUDGED`; the others say so.
    """
    before = stoppers(graph.rehearsing.estate)
    found = [_tried(graph, step, before, judgement) for step in steps(graph.dependencies, graph.needs)]
    found.sort(key=lambda tried: _rank(tried[0]))
    asked = [_judged(action, judgement, levels(changed)) for action, changed in found[:JUDGED]]
    telling = [
        action for action in (*asked, *(action for action, _ in found[JUDGED:])) if action.restores or action.turns
    ]
    return tuple(sorted(telling, key=_rank))


def _rank(action: Action) -> tuple[int, int, int, str]:
    gained = sum(turn.after[0] - turn.before[0] + turn.after[1] - turn.before[1] for turn in action.turns)
    return (-len(action.restores), -gained, EFFORTS.index(action.effort), action.id)


def _judged(action: Action, before: Judgement, after: Mapping[str, Bounds]) -> Action:
    return replace(action, judged=True, turns=_turns(judged(before), after), overall=weakest(after))


def _tried(
    graph: DependencyGraph, step: Step, before: frozenset[tuple[str, str]], judgement: Judgement
) -> tuple[Action, DependencyGraph]:
    """A step as an action, not judged yet, and the graph as it would be."""
    changed = graph.with_dependencies(step.after)
    after = stoppers(changed.rehearsing.estate)
    stopped, still = {f for _, f in before}, {f for _, f in after}
    evidence = dict.fromkeys(e for key in step.services for e in graph.dependencies[key].evidence[:2])
    action = Action(
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
    return action, changed


def _turns(before: Mapping[str, Bounds], after: Mapping[str, Bounds]) -> tuple[Turn, ...]:
    return tuple(
        Turn(dimension=name, before=(old.level, old.ceiling), after=(after[name].level, after[name].ceiling))
        for name, old in before.items()
        if old.applicable and after[name].applicable and old != after[name]
    )
