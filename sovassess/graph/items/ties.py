"""Items of kind `dependency`."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from sovassess.graph.caches import caches_of
from sovassess.graph.items.keeping import Keeping, keeping
from sovassess.graph.lifetimes import ACME
from sovassess.graph.needs import is_blocking
from sovassess.graph.subject import Subject
from sovassess.model.dependencies import Dependency
from sovassess.model.enums import Operator, Phase, Role
from sovassess.model.items import FieldValue, Item
from sovassess.model.observations import LockState

OPEN_PROTOCOLS = frozenset(
    """s3 postgresql mysql redis mongodb kafka amqp mqtt nats oci otlp prometheus oidc saml ldap opensearch smtp
        git mcp nfs acme syslog file kubernetes openai-chat openai openai-embeddings ollama huggingface-hub dns ntp
        http-json""".split()
)
_ANSWERING = (Role.MODEL_API, Role.EMBEDDINGS, Role.SPEECH, Role.MODEL_SERVER)
_MODEL_ROLES = (Role.MODEL_API, Role.EMBEDDINGS, Role.SPEECH, Role.SAFETY)


def dependencies(subject: Subject) -> Iterator[Item]:
    """One item for each dependency."""
    mirrored = caches_of(subject)
    locked: dict[str, bool] = {}
    for _, state in subject.observed(LockState):
        locked[state.ecosystem] = state.locked and locked.get(state.ecosystem, True)
    kept = keeping(subject)
    for dependency in subject.dependencies.values():
        yield Item(
            kind="dependency",
            id=dependency.id,
            name=dependency.name,
            fields=_fields(subject, dependency, mirrored, locked, kept),
            evidence=dependency.evidence,
            where=subject.where(dependency.evidence),
        )


def _fields(
    subject: Subject, dependency: Dependency, mirrored: Container[str], locked: Mapping[str, bool], kept: Keeping
) -> dict[str, FieldValue]:
    entry = subject.catalog.services.get(dependency.service)
    party = dependency.party
    own = dependency.operated_by is Operator.SELF
    attributes = dependency.attributes
    jurisdictions = party.jurisdictions if party is not None and party.jurisdictions else None
    return {
        "role": dependency.role.value,
        "strength": dependency.strength.value,
        "core": dependency.strength.core,
        "operated_by": dependency.operated_by.value,
        "party": party.id if party else None,
        "service": dependency.service,
        "country": party.country if party else None,
        "jurisdictions": jurisdictions,
        "reach": _reach(jurisdictions, dependency.location),
        "owners": (party.id, *party.parents) if party else None,
        **_developers(subject, dependency),
        **_place(dependency, entry.service.location if entry else None, known=entry is not None),
        **_models(dependency),
        "artifact": attributes.get("artifact"),
        "locked": locked.get(attributes.get("ecosystem", "")),
        "phases": tuple(phase.value for phase in dependency.phases),
        "protocol": dependency.protocol,
        "open_protocol": _open_protocol(dependency, entry.service.substitutability if entry else None),
        "substitutability": _substitutability(dependency, entry.service.substitutability if entry else None),
        "switch": dependency.switch.value,
        "data": dependency.data,
        "self_alternative": _self_alternative(subject, dependency),
        "via_gateway": attributes.get("via_gateway", "none"),
        "status": entry.service.status if entry else ("active" if own else None),
        "encryption_key": attributes.get("encryption_key", "self" if own else None),
        "key_external": kept.key_external(dependency),
        "backup_operated_by": kept.backup_of(dependency),
        "inventoried": _inventoried(subject, dependency),
        "blocking": is_blocking(dependency),
        "telemetry_kind": _telemetry_kind(dependency, entry.service.telemetry if entry else None),
        "default_on": attributes.get("default_on") == "true",
        "as_shipped": dependency.strength.core or (attributes.get("default_on") == "true" and dependency.strength.live),
        "mirrored": own or dependency.id in mirrored,
        "in_code": attributes.get("in_code") == "true",
        "policy_source": _policy_source(subject, dependency),
        "runtime": _runtime(dependency),
        "account": attributes.get("account"),
        "cached_start": Phase.START not in dependency.phases,
        "certificates": _signs_certificates(dependency),
    }


def _models(dependency: Dependency) -> dict[str, FieldValue]:
    """The models that it serves: names without what stands before them, families, whether a licence can be ended."""
    models = dependency.models
    if not models:
        none: dict[str, FieldValue] = {"models": ("none",), "families": ("none",), "licence_restricted": False}
        return none if dependency.role not in _ANSWERING else {}
    families = tuple(sorted({model.family or "unknown" for model in models}))
    names = {model.id.rstrip("/").rpartition("/")[2].lower() for model in models}
    restricted = {model.licence_restricted for model in models}
    return {
        "models": tuple(sorted(names)),
        "families": families,
        "licence_restricted": True if True in restricted else None if None in restricted else False,
    }


def _developers(subject: Subject, dependency: Dependency) -> dict[str, FieldValue]:
    """Who could withdraw the models behind it. A model whose weights can be had is nobody's to withdraw."""
    if dependency.role not in _MODEL_ROLES or dependency.operated_by is Operator.SELF:
        return {"developers": ("none",), "developer_reach": ("none",)}
    if not dependency.models:
        entry = subject.catalog.services.get(dependency.service)
        only = entry.service.developer if entry is not None else None
        if only is None:
            return {}
        return {"developers": (only,), "developer_reach": subject.catalog.reference(only).jurisdictions}
    closed = {m.developer for m in dependency.models if not m.open_weights}
    if None in closed:
        return {}
    names = tuple(sorted(name for name in closed if name))
    countries = {c for name in names for c in subject.catalog.reference(name).jurisdictions}
    return {"developers": names or ("none",), "developer_reach": tuple(sorted(countries)) or ("none",)}


def _reach(jurisdictions: tuple[str, ...] | None, location: str | None) -> FieldValue:
    if jurisdictions is None or location is None:
        return None
    return tuple(sorted({*jurisdictions, location})) if len(location) == 2 else jurisdictions


def _place(dependency: Dependency, offered: str | None, *, known: bool) -> dict[str, FieldValue]:
    """Country, how it came about, and the provider's name of the place; `known` is what the catalog has."""
    return {
        "location": dependency.location,
        "placement": _placement(dependency, offered),
        "region": dependency.region or (None if not known or offered == "by-region" else "none"),
    }


def _placement(dependency: Dependency, offered: str | None) -> str | None:
    """How it comes to lie where it does; None where neither files nor catalog tell."""
    if dependency.location is not None:
        return "nowhere" if dependency.location == "global" else "stated"
    return "chosen" if offered == "by-region" else None


def _signs_certificates(dependency: Dependency) -> bool | None:
    if dependency.protocol is not None or dependency.role is not Role.IDENTITY:
        return dependency.protocol == ACME
    return None if dependency.party is None and dependency.operated_by is Operator.UNKNOWN else False


def _open_protocol(dependency: Dependency, written: str | None) -> bool | None:
    if dependency.protocol is None:
        return False if written == "proprietary" else None
    return dependency.protocol in OPEN_PROTOCOLS


def _substitutability(dependency: Dependency, written: str | None) -> str | None:
    if dependency.role is Role.OS and "governance" in dependency.attributes:
        replaceable = dependency.attributes.get("alternatives", "0") != "0"
        community = dependency.attributes["governance"] == "community"
        return "open-protocol" if replaceable or community else "proprietary"
    if written is not None:
        return written
    if dependency.operated_by is Operator.SELF:
        return "open-protocol" if dependency.protocol in OPEN_PROTOCOLS else "portable"
    if dependency.protocol is None:
        return None
    return "open-protocol" if dependency.protocol in OPEN_PROTOCOLS else "proprietary"


def _self_alternative(subject: Subject, dependency: Dependency) -> bool:
    return any(
        other.operated_by is Operator.SELF and other.id != dependency.id
        for other in subject.groups.get(dependency.group, ())
    )


def _inventoried(subject: Subject, dependency: Dependency) -> bool | None:
    inventory = subject.declared.inventory
    if inventory is None:
        return None
    party = dependency.party.id if dependency.party else ""
    return dependency.service in inventory or dependency.id in inventory or party in inventory


def _telemetry_kind(dependency: Dependency, written: str | None) -> str | None:
    if dependency.attributes.get("habit") in ("telemetry", "update-check"):
        return "usage"
    if written is not None:
        return written
    known = dependency.role is Role.TELEMETRY and dependency.operated_by is not Operator.UNKNOWN
    return "observability" if known else None


def _policy_source(subject: Subject, dependency: Dependency) -> str | None:
    """Where the rules of a gateway or check are kept, as far as its own place or a configuration file tells."""
    written = dependency.attributes.get("check_policy_source") or dependency.attributes.get("policy_source")
    if written is not None or dependency.role is not Role.GATEWAY or dependency.operated_by is not Operator.SELF:
        return written
    sources = {dict(fact.fields).get("policy_source") for _, fact in subject.facts["gateway"]}
    sources |= {
        other.attributes.get("policy_source") for other in subject.dependencies.values() if other.role is Role.GATEWAY
    }
    sources -= {None}
    return sources.pop() if len(sources) == 1 else None


def _runtime(dependency: Dependency) -> str | None:
    if dependency.role is not Role.CLOUD:
        return None
    resource = dependency.attributes.get("resource", "")
    words = ("lambda", "function", "cloudfunctions", "workers_script", "serverless")
    return "function" if any(word in resource for word in words) else "container"
