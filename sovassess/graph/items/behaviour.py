"""Items about what a running system does: paths from components to what they call, and safety checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sovassess.formats.image import parsed
from sovassess.graph.subject import Subject
from sovassess.model.dependencies import Dependency
from sovassess.model.enums import Operator, Role
from sovassess.model.items import Item
from sovassess.model.values import literal
from sovassess.resolution.gateways import BEHIND

MODEL_ROLES = (Role.MODEL_API, Role.EMBEDDINGS, Role.SPEECH, Role.MODEL_SERVER)
_VECTORS = frozenset({"embeddings", "rerank"})
_TARGET_ROLES = (*MODEL_ROLES, Role.TOOL_API, Role.SEARCH_TOOL)


# ---------------------------------------------------------------------------------------------------------------- paths


def paths(subject: Subject) -> Iterator[Item]:
    """One item for each way from a component to a model or a tool, through a gateway where one lies between.

    Code that belongs to no component calls as well; it stands as one caller, "".
    """
    upstreams = [d for d in subject.dependencies.values() if d.attributes.get("via_gateway") == "self"]
    seen: set[tuple[str, str]] = set()
    for component in ("", *sorted(subject.ties_of_component)):
        for tie in subject.ties_of(component):
            dependency = subject.dependencies[tie.dependency]
            if not tie.strength.core:
                continue
            if dependency.role is Role.GATEWAY and dependency.operated_by is Operator.SELF:
                if _is_the_gateway(component, dependency):
                    continue
                if dependency.attributes.get("tools") == "true":
                    yield _path(subject, component, dependency, "self", tie.evidence)
                for upstream in upstreams:
                    if (component, upstream.id) not in seen:
                        seen.add((component, upstream.id))
                        yield _path(subject, component, upstream, "self", (*tie.evidence, *upstream.evidence))
            elif dependency.role in _TARGET_ROLES and dependency.attributes.get("via_gateway") != "self":
                if dependency.attributes.get("how") == "weights" or _is_served_here(subject, component, dependency):
                    continue
                if (component, dependency.id) not in seen:
                    seen.add((component, dependency.id))
                    yield _path(subject, component, dependency, _gateway(dependency), tie.evidence)


def _is_the_gateway(component: str, dependency: Dependency) -> bool:
    """A gateway's own workload is no caller of itself."""
    return dependency.components == (component,)


def _is_served_here(subject: Subject, component: str, dependency: Dependency) -> bool:
    """A workload is no caller of the software that it runs."""
    if dependency.role is not Role.MODEL_SERVER:
        return False
    if dependency.components == (component,) and dependency.host is None:
        return True
    declared = subject.resolution.components.by_id.get(component)
    for image in declared.images if declared is not None else ():
        reference = parsed(literal(image))
        found = subject.scene.product(reference.registry or "", reference.repository or "")
        if found is not None and found[0].id == dependency.service:
            return True
    return False


def _gateway(dependency: Dependency) -> str | None:
    if dependency.service.startswith("unresolved:"):
        return None
    if dependency.operated_by is Operator.VENDOR and dependency.attributes.get("relay") == "true":
        return "vendor"
    return "none"


def _path(subject: Subject, component: str, target: Dependency, gateway: str | None, evidence: Iterable[str]) -> Item:
    relevant = [*_checks_of(subject, component), *(_gateway_checks(subject) if gateway == "self" else [])]
    cited = tuple(dict.fromkeys(evidence))
    # The guards of a gateway stand in the configuration that lists its routes.
    hidden = target.service.startswith(BEHIND) and not relevant
    return Item(
        kind="path",
        id=f"{component}->{target.id}",
        name=f"{component or 'code of no component'} to {target.name}",
        fields={
            "source": component,
            "target": target.id,
            "target_role": _role(target).value,
            "target_operated_by": target.operated_by.value,
            "core": target.strength.core,
            "gateway": gateway,
            "check": None if hidden else _whose(relevant),
            "check_scope": None if hidden else _scope(relevant),
            "redaction": None if hidden else _whose([c for c in relevant if "pii" in c.attributes.get("checks", "")]),
            "authorizer": _authorizer(target, gateway),
            "log_sink": _sink(subject, component, gateway),
        },
        evidence=cited,
        where=subject.where(cited),
    )


def _role(target: Dependency) -> Role:
    """What is reached: a server whose models all turn text into vectors answers nobody, whatever it can do besides."""
    if target.role is Role.GATEWAY and target.attributes.get("tools") == "true":
        return Role.TOOL_API
    tasks = {model.task for model in target.models}
    return Role.EMBEDDINGS if target.role is Role.MODEL_SERVER and tasks and tasks <= _VECTORS else target.role


def _checks_of(subject: Subject, component: str) -> list[Dependency]:
    found = [subject.dependencies[tie.dependency] for tie in subject.ties_of(component)]
    return [d for d in found if d.role is Role.SAFETY and d.strength.core]


def _gateway_checks(subject: Subject) -> list[Dependency]:
    return [
        d
        for d in subject.dependencies.values()
        if d.role is Role.SAFETY and d.strength.core and d.attributes.get("check_scope") == "gateway"
    ]


def _scope(found: Iterable[Dependency]) -> str:
    scopes = {check.attributes.get("check_scope", "application") for check in found}
    return "gateway" if "gateway" in scopes else "application" if scopes else "none"


def _whose(found: Iterable[Dependency]) -> str | None:
    operators = {d.operated_by for d in found}
    if not operators:
        return "none"
    if Operator.UNKNOWN in operators:
        return None
    if len(operators) > 1:
        return "mixed"
    return "self" if Operator.SELF in operators else "vendor"


def _authorizer(target: Dependency, gateway: str | None) -> str | None:
    if gateway in ("self", "vendor"):
        return gateway
    return "none" if gateway == "none" and target.operated_by is not Operator.SELF else None


def _sink(subject: Subject, component: str, gateway: str | None) -> str | None:
    """Who keeps the record of a call, by the word of the gateway, else by where its workload or the caller reports."""
    if gateway == "self":
        sinks = {dict(fact.fields).get("log_sink", "") for _, fact in subject.facts["gateway"]} - {""}
        if sinks and sinks <= {"self", "vendor"}:
            return sinks.pop() if len(sinks) == 1 else None
        gates = {c for d in subject.dependencies.values() if d.role is Role.GATEWAY for c in d.components}
        reported = [d for gate in sorted(gates - {component}) for d in _telemetry_of(subject, gate)]
        if reported:
            return _whose(reported)
    own = _telemetry_of(subject, component)
    return _whose(own) if own else None


def _telemetry_of(subject: Subject, component: str) -> list[Dependency]:
    found = [subject.dependencies[tie.dependency] for tie in subject.ties_of(component)]
    return [d for d in found if d.role is Role.TELEMETRY and d.strength.core and "habit" not in d.attributes]


# --------------------------------------------------------------------------------------------------------------- checks


def checks(subject: Subject) -> Iterator[Item]:
    """One item for each safety check, and for each type that it checks."""
    safety = [d for d in subject.dependencies.values() if d.role is Role.SAFETY and d.strength.live]
    for dependency in safety:
        types = [t for t in dependency.attributes.get("checks", "").split(",") if t] or ["moderation"]
        for kind in types:
            yield _check(subject, dependency, kind, safety)


def _check(subject: Subject, dependency: Dependency, kind: str, safety: list[Dependency]) -> Item:
    attributes = dependency.attributes
    own = dependency.operated_by is Operator.SELF
    alternative = any(
        other.operated_by is Operator.SELF
        and other.id != dependency.id
        and kind in (other.attributes.get("checks", "") or "moderation")
        for other in safety
    )
    source = attributes.get("check_policy_source")
    if source is None:
        source = "file" if own else "provider" if dependency.operated_by is Operator.VENDOR else None
    scope = attributes.get("check_scope", "application")
    sinks = {dict(fact.fields).get("log_sink", "") for _, fact in subject.facts["gateway"]} - {""}
    weights = {model.weights_from for model in dependency.models}
    return Item(
        kind="check",
        id=f"{dependency.id}#{kind}",
        name=dependency.name if kind in dependency.name else f"{dependency.name} ({kind})",
        fields={
            "check": kind,
            "operated_by": dependency.operated_by.value,
            "operator": "self" if own else dependency.party.id if dependency.party else None,
            "policy_source": source,
            "scope": scope,
            "on_failure": attributes.get("check_on_failure"),
            "timeout": True if attributes.get("check_timeout") else None,
            "assets_from": attributes.get("check_assets_from") or (weights.pop() if len(weights) == 1 else None),
            "self_alternative": own or alternative,
            "logged_to": (sinks.pop() if len(sinks) == 1 else None) if scope == "gateway" else None,
            "core": dependency.strength.core,
        },
        evidence=dependency.evidence,
        where=subject.where(dependency.evidence),
    )
