"""Items of kind `model`: each model at each place that serves it, and models that are used without being named."""

from __future__ import annotations

from collections.abc import Iterator

from sovassess.graph.subject import Subject
from sovassess.model.dependencies import Dependency, ModelUse
from sovassess.model.enums import CoverageLevel, EvidenceKind, Operator, Role
from sovassess.model.items import FieldValue, Item
from sovassess.resolution.gateways import is_way_to_models

MODEL_ROLES = (Role.MODEL_API, Role.EMBEDDINGS, Role.SPEECH, Role.MODEL_SERVER)


def models(subject: Subject) -> Iterator[Item]:
    """One item for each model at each place that serves it."""
    hosted = {
        model.id for d in subject.dependencies.values() if not d.service.startswith("models-of:") for model in d.models
    }
    for dependency in subject.dependencies.values():
        if not dependency.strength.live or dependency.role is Role.REGISTRY:
            continue
        developer_only = dependency.service.startswith("models-of:")
        if is_way_to_models(dependency.role, dependency.operated_by, dependency.protocol):
            continue  # its names are routes; the models are those behind it
        for model in dependency.models:
            if developer_only and model.id in hosted:
                continue
            yield _model(subject, dependency, model, developer_only=developer_only)
        if not dependency.models and dependency.role in MODEL_ROLES and not _names_no_model(subject, dependency):
            yield _model(subject, dependency, _unnamed(subject, dependency), developer_only=False)


def _unnamed(subject: Subject, dependency: Dependency) -> ModelUse:
    """A model that is used for certain and known by nothing but its server, which may serve one developer's only."""
    entry = subject.catalog.services.get(dependency.service)
    developer = entry.service.developer if entry is not None else None
    party = subject.catalog.parties.get(developer) if developer else None
    return ModelUse(
        id=f"model of {dependency.name}, not named in the files",
        family=None,
        developer=developer,
        developer_country=party.country if party else None,
        open_weights=None,
        licence=None,
        licence_restricted=None,
        retirement=None,
        version=None,
        task="",
        weights_from=None,
        in_code=False,
    )


def _names_no_model(subject: Subject, dependency: Dependency) -> bool:
    """True for what is only the way to models that are listed elsewhere: a member of a group that names some."""
    return any(other.models for other in subject.groups.get(dependency.group, ()))


def _model(subject: Subject, dependency: Dependency, model: ModelUse, *, developer_only: bool) -> Item:
    others = [d for d in subject.groups.get(dependency.group, ()) if d.id != dependency.id]
    own = dependency.operated_by is Operator.SELF
    weights_from = (model.weights_from or _loaded(subject, model)) if own else None
    weights = [dict(f.fields) for _, f in subject.facts["weights"]]
    recorded = any(w.get("digest") and (not w.get("model") or w["model"] in model.id) for w in weights)
    fields: dict[str, FieldValue] = {
        "model": model.id,
        "task": model.task,
        "developer": model.developer,
        "developer_country": model.developer_country,
        "operated_by": None if developer_only else dependency.operated_by.value,
        "operator": dependency.party.id if dependency.party and not developer_only else ("self" if own else None),
        "core": dependency.strength.core,
        "open_weights": model.open_weights,
        "licence": model.licence,
        "licence_restricted": model.licence_restricted,
        "version": model.version,
        "retirement": model.retirement,
        "in_code": model.in_code,
        "weights_from": weights_from,
        "weights_format": _format(model.id, weights),
        "digest": True if recorded else (False if weights_from == "hub" or _is_closed(model, own=own) else None),
        "alternative_open": _alternative_open(dependency, model, others),
        "alternative_self": own or any(d.operated_by is Operator.SELF for d in others),
        "fallback": dependency.order > 0,
        "guarded": _guarded(subject),
    }
    return Item(
        kind="model",
        id=f"{dependency.id}#{model.id}",
        name=model.id,
        fields=fields,
        evidence=dependency.evidence,
        where=subject.where(dependency.evidence),
    )


def _guarded(subject: Subject) -> bool | None:
    """Whether any safety check is in use; None where an unread part of the tree may hold one."""
    if any(d.role is Role.SAFETY and d.strength.core for d in subject.dependencies.values()):
        return True
    kinds = (EvidenceKind.CODE, EvidenceKind.CONFIG, EvidenceKind.MANIFESTS)
    hidden = [k.value for k in kinds if subject.coverage.evidence_kinds.get(k.value) == CoverageLevel.PARTIAL.value]
    return None if set(hidden) - set(subject.coverage.minor) else False


def _loaded(subject: Subject, model: ModelUse) -> str | None:
    """Where a self-run server that serves a model of the same family got its weights."""
    sources = {
        other.weights_from
        for d in subject.dependencies.values()
        if d.operated_by is Operator.SELF
        for other in d.models
        if other.weights_from is not None and other.family is not None and other.family == model.family
    }
    return sources.pop() if len(sources) == 1 else None


def _is_closed(model: ModelUse, *, own: bool) -> bool:
    """Nobody can hold the weights of a hosted closed model."""
    return not own and model.open_weights is False


def _format(name: str, weights: list[dict[str, str]]) -> str | None:
    for entry in weights:
        if entry.get("format") and (not entry.get("model") or entry["model"] in name):
            return entry["format"]
    lowered = name.lower()
    return next((f for f in ("gguf", "safetensors", "onnx") if f in lowered), None)


def _alternative_open(dependency: Dependency, model: ModelUse, others: list[Dependency]) -> bool | None:
    if model.open_weights and dependency.operated_by is Operator.SELF:
        return True
    for other in others:
        for candidate in other.models:
            same_owner = (
                other.party is not None and dependency.party is not None and other.party.id == dependency.party.id
            )
            if candidate.open_weights and (other.operated_by is Operator.SELF or not same_owner):
                return True
    return None if any(candidate.open_weights is None for o in others for candidate in o.models) else False
