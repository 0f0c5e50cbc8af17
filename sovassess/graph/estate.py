"""From the resolved scan to the estate that the AND/OR graph is built from: who uses what, and who answers as what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sovassess.graph.needs import Function, Need
from sovassess.graph.network import Estate
from sovassess.graph.subject import Subject
from sovassess.model.dependencies import Dependency
from sovassess.model.enums import Operator, Role


def estate_of(subject: Subject, needs: Mapping[Function, Sequence[Need]]) -> Estate:
    """The estate of a resolved scan with the needs of its functions."""
    users: dict[str, set[str]] = {}
    for component, ties in subject.ties_of_component.items():
        for tie in ties:
            users.setdefault(tie.dependency, set()).add(component)
    gateways = _gateways(subject)
    for dependency in subject.dependencies.values():
        behind = dependency.attributes.get("via_gateway") == "self"
        checked = dependency.attributes.get("check_scope") == "gateway"
        if dependency.id not in users and (behind or checked) and gateways:
            users[dependency.id] = set(gateways)
    developers = {m.developer for d in subject.dependencies.values() for m in d.models if m.developer}
    return Estate(
        dependencies=subject.dependencies,
        needs=needs,
        users={key: tuple(sorted(found)) for key, found in sorted(users.items())},
        providers={d.id: found for d in subject.dependencies.values() if (found := _providers(subject, d))},
        parties={d: subject.catalog.reference(d) for d in sorted(developers) if d in subject.catalog.parties},
    )


def _gateways(subject: Subject) -> tuple[str, ...]:
    """The components that run a gateway of one's own: those that have it without calling it by a name."""
    known = subject.resolution.components.by_id
    for dependency in subject.dependencies.values():
        if dependency.role is Role.GATEWAY and dependency.operated_by is Operator.SELF and dependency.strength.core:
            running = [c for c in dependency.components if c in known and known[c].images]
            named = [c for c in running if dependency.service in c.lower()]
            if named or len(running) == 1:
                return tuple(named or running)
    return ()


def _providers(subject: Subject, dependency: Dependency) -> tuple[str, ...]:
    """The components of one's own that answer at the host of a self-run dependency."""
    if dependency.operated_by is not Operator.SELF or not dependency.host:
        return ()
    found = subject.resolution.components.at_host(dependency.host.partition(":")[0])
    return tuple(sorted(entry.id for entry in found if entry.runs))
