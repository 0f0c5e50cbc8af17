"""What would keep a function up where a need is lost: a setting, work, or nothing that is known. It changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sovassess.graph.graph import DependencyGraph
from sovassess.graph.needs import Need, in_use
from sovassess.model.actions import Remedy
from sovassess.model.dependencies import Dependency
from sovassess.model.enums import Operator, Role, Switch

# Whether a supplier whom nobody has named yet, under no law and of no owner, would be lost as well.
Newcomer = Callable[[Dependency], bool | None]

_EQUAL: dict[Role, tuple[Role, ...]] = {
    Role.MODEL_API: (Role.MODEL_SERVER, Role.GATEWAY, Role.MODEL_API),
    Role.SAFETY: (Role.SAFETY,),
    Role.REGISTRY: (Role.REGISTRY,),
}
_SETTING, _WORK, _NONE = "setting", "work", "none"
ORDER = (_NONE, _WORK, _SETTING)


def remedies_of(graph: DependencyGraph, need: Need, standing: frozenset[str], newcomer: Newcomer) -> list[Remedy]:
    """The ways in which a lost need could be met, the easiest first."""
    found = [*_standby(graph, need, standing), *_replaced(graph, need, standing, newcomer)]
    return sorted(found, key=lambda remedy: (-ORDER.index(remedy.kind), remedy.service))


def survives_with(remedies: Sequence[Sequence[Remedy]]) -> str:
    """What it takes that every one of several needs is met: the hardest of the easiest; "none" if one cannot be."""
    easiest = [max((r.kind for r in each), key=ORDER.index, default=_NONE) for each in remedies]
    return min(easiest, key=ORDER.index, default=_NONE)


def _standby(graph: DependencyGraph, need: Need, standing: frozenset[str]) -> Iterator[Remedy]:
    for member, switch in need.standby:
        if member not in standing:
            continue
        other = graph.dependencies[member]
        planned = switch is Switch.PLANNED
        what = f"build an index for {other.name}, then switch to it" if planned else f"switch to {other.name}"
        yield _remedy(graph, need, other, _WORK if planned else _SETTING, what)


def _replaced(graph: DependencyGraph, need: Need, standing: frozenset[str], newcomer: Newcomer) -> Iterator[Remedy]:
    for member in in_use(need)[:1]:
        lost = graph.dependencies[member]
        own = _own_equal(graph, lost, standing)
        by_setting = lost.switch in (Switch.CONFIGURED, Switch.AUTOMATIC)
        if own is not None and by_setting:
            yield _remedy(graph, need, lost, _SETTING, f"point it at your own {own.name} instead of {lost.name}")
        elif newcomer(lost) is False:
            if by_setting:
                yield _remedy(graph, need, lost, _SETTING, f"point it at another supplier than {lost.name}")
            elif lost.switch is Switch.PLANNED:
                yield _remedy(graph, need, lost, _WORK, f"move from {lost.name} to another supplier")
        elif lost.switch is not Switch.NONE:
            yield _remedy(graph, need, lost, _WORK, f"run a service of your own in place of {lost.name}")


def _own_equal(graph: DependencyGraph, lost: Dependency, standing: frozenset[str]) -> Dependency | None:
    """Something of one's own that already does the same."""
    roles = _EQUAL.get(lost.role, ())
    for key in sorted(standing):
        other = graph.dependencies[key]
        if other.operated_by is not Operator.SELF or not other.strength.core or other.role not in roles:
            continue
        if lost.role is not Role.REGISTRY or (other.protocol is not None and other.protocol == lost.protocol):
            return other
    return None


def _remedy(graph: DependencyGraph, need: Need, at: Dependency, kind: str, what: str) -> Remedy:
    evidence = graph.evidence_by(at.evidence, code=kind == _WORK)
    return Remedy(
        function=need.function.value,
        service=f"service:{at.id}",
        kind=kind,
        what=what,
        place=graph.place(evidence),
        evidence=evidence[:3],
    )
