"""The AND/OR graph of an estate at one moment: function, component, need, service, party, jurisdiction.

A component is a member of the functions that it has needs in, unless it only stands behind an alternative; then it
falls with that alternative alone. Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from sovassess.graph.lifetimes import Lifetime
from sovassess.graph.logic import AndOr, Group
from sovassess.graph.needs import Function, Need, in_use
from sovassess.graph.say import PARTY, SERVICE, parties_in, party_groups, service_groups
from sovassess.model.dependencies import Dependency, PartyReference
from sovassess.model.enums import Switch

FUNCTION, COMPONENT, CACHE = "function:", "component:", "cache:"
_EFFORT = (Switch.AUTOMATIC, Switch.CONFIGURED, Switch.PLANNED)


class Estate(Struct, frozen=True, kw_only=True):
    """What the graph is built from.

    `users` are the components that have a dependency, by its id; `providers` those that answer as it, by its id;
    `laws` gives a party that only develops models with its jurisdictions.
    """

    dependencies: Mapping[str, Dependency]
    needs: Mapping[Function, Sequence[Need]]
    users: Mapping[str, tuple[str, ...]] = {}
    providers: Mapping[str, tuple[str, ...]] = {}
    parties: Mapping[str, PartyReference] = {}


def shown(key: str) -> str:
    """The id of the graph node that a key stands for; the same component or service may stand in several functions."""
    return key.partition("|")[2] or key


def build(estate: Estate, hours: int | None = 0, allowed: Switch = Switch.AUTOMATIC) -> AndOr:
    """The graph `hours` after the loss, None for what holds without any lifetime; with members up to `allowed`."""
    nodes: dict[str, list[Group]] = {}
    for dependency in estate.dependencies.values():
        nodes[SERVICE + dependency.id] = list(service_groups(dependency))
    for party in {**parties_in(estate.dependencies), **estate.parties}.values():
        nodes[PARTY + party.id] = list(party_groups(party))
    for function, needs in estate.needs.items():
        nodes[FUNCTION + function] = []
        for need in needs:
            _add(nodes, estate, need, hours, allowed)
        _close(nodes, function, _spared(estate, needs))
    return AndOr(nodes)


def states(estate: Estate, hours: int | None) -> tuple[bool | None, ...]:
    """What tells the graph of one moment from that of another: what each lifetime comes to."""
    return tuple(
        _state(need.lifetime, hours) for needs in estate.needs.values() for need in needs if need.lifetime is not None
    )


def _add(nodes: dict[str, list[Group]], estate: Estate, need: Need, hours: int | None, allowed: Switch) -> None:
    state = _state(need.lifetime, hours)
    if state is None:
        return
    switched = [m for m, switch in need.standby if _EFFORT.index(switch) <= _EFFORT.index(allowed)]
    members = [_provider(nodes, estate, need, member) for member in (*in_use(need), *switched)]
    caches = {CACHE + cache.name: cache.holds for cache in need.caches}
    group = Group(
        tuple(dict.fromkeys([*members, *caches])),
        sure=state and not need.open,
        doubtful=frozenset(key for key, holds in caches.items() if holds is None),
        need=need.key,
    )
    users = _users(estate, need)
    for user in users:
        nodes.setdefault(f"{need.function}|{COMPONENT}{user}", []).append(group)
    if not users:
        nodes[FUNCTION + need.function].append(group)


def _state(lifetime: Lifetime | None, hours: int | None) -> bool | None:
    """True if the need counts, False if that is open, None if it does not count yet."""
    if lifetime is None or hours is None:
        return True
    if hours < lifetime.at_least:
        return None
    return lifetime.at_most is not None and hours >= lifetime.at_most


def _users(estate: Estate, need: Need) -> tuple[str, ...]:
    return tuple(sorted({user for member in need.members for user in estate.users.get(member, ())}))


def _provider(nodes: dict[str, list[Group]], estate: Estate, need: Need, member: str) -> str:
    """The node that serves a need: the service, with the components of one's own that answer as it."""
    components = estate.providers.get(member, ())
    if not components:
        return SERVICE + member
    key = f"{need.function}|{SERVICE}{member}"
    nodes[key] = [
        Group((SERVICE + member,)),
        *(Group((f"{need.function}|{COMPONENT}{component}",)) for component in components),
    ]
    return key


def _spared(estate: Estate, needs: Iterable[Need]) -> frozenset[str]:
    """The components that only stand behind one of several alternatives."""
    behind: set[str] = set()
    alone: set[str] = set()
    for need in needs:
        several = len(in_use(need)) > 1
        for member in need.members:
            (behind if several else alone).update(estate.providers.get(member, ()))
    return frozenset(behind - alone)


def _close(nodes: dict[str, list[Group]], function: Function, spared: Collection[str]) -> None:
    """Tie the components that have needs in a function to it."""
    prefix = f"{function}|{COMPONENT}"
    for key in sorted(nodes):
        if key.startswith(prefix) and key.removeprefix(prefix) not in spared:
            nodes[FUNCTION + function].append(Group((key,)))
