"""Drafts from model names: which model is used, who made it, who serves it, where its weights come from."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from sovassess.catalog.libraries import ClientMatch
from sovassess.catalog.models import ModelMatch
from sovassess.model.dependencies import ModelUse
from sovassess.model.enums import EvidenceKind, Operator, Role, Strength
from sovassess.model.observations import Call, ModelName, Resource
from sovassess.model.scan import FileObservations
from sovassess.resolution.answers import answers
from sovassess.resolution.code import CHOICE_ROLES
from sovassess.resolution.drafts import Draft, Target
from sovassess.resolution.named_defaults import is_default
from sovassess.resolution.scene import Scene
from sovassess.resolution.silence import is_silent
from sovassess.resolution.weights import OFFLINE, bare_name, draft_weights, is_on_disk

_TASK_ROLES = {
    "chat": Role.MODEL_API,
    "image": Role.MODEL_API,
    "rerank": Role.EMBEDDINGS,
    "embeddings": Role.EMBEDDINGS,
    "speech": Role.SPEECH,
    "safety": Role.SAFETY,
}
# Formats in which the word before a model's name says who is asked for it.
_NAMING = frozenset({"assistant-settings"})


def draft_model(scene: Scene, file: FileObservations, observation: ModelName) -> Iterator[Draft]:
    """Drafts for one model name: the server's weights, the hosted model, and its developer where that is another."""
    if observation.callee and scene.packages.is_first_party(file, _language(file), observation.callee):
        return
    texts = scene.texts(observation.value, file, observation)
    for resolved in texts:
        text = resolved.text.strip()
        match = scene.catalog.models.find(bare_name(text) if observation.weights else text)
        use = model_use(scene, file, observation, text, match)
        if observation.weights:
            yield from _loaded(scene, file, observation, text, use)
        elif match is not None or (set("/:.") & set(text) and scene.catalog.models.developer_of(text) is not None):
            yield from _served(scene, file, observation, use)


def _loaded(scene: Scene, file: FileObservations, observation: ModelName, text: str, use: ModelUse) -> Iterator[Draft]:
    """Weights that a library loads: from the disk where the call is told so, else from the hub that it is given."""
    match = scene.catalog.client(_language(file), observation.callee) if observation.callee else None
    call = _call(scene, file, observation)
    hub: Target | None = None
    if match is not None and is_silent(scene, file, call, match):
        observation = msgspec.structs.replace(observation, condition=OFFLINE)
    elif match is not None:
        hub = next((one.target for one in answers(scene, file, call, match) if one.how == "argument"), None)
    yield from draft_weights(scene, file, observation, text, use, hub=hub)


def model_use(
    scene: Scene, file: FileObservations, observation: ModelName, text: str, match: ModelMatch | None
) -> ModelUse:
    """What is known of a model by its name at that place."""
    name = bare_name(text) if observation.weights else text
    family = match.family if match else None
    developer = match.developer if match else scene.catalog.models.developer_of(name)
    party = scene.catalog.parties.get(developer) if developer else None
    retires = family.retires.get(match.name) if family and match else None
    weights: str | None = None
    if observation.weights:
        weights = "local" if is_on_disk(text) else "hub"
    return ModelUse(
        id=text,
        family=family.name if family else None,
        developer=developer,
        developer_country=party.country if party else None,
        open_weights=family.open_weights if family else None,
        licence=family.licence if family else None,
        licence_restricted=family.licence_restricted if family else None,
        retirement=retires.isoformat() if retires else None,
        version=_version(text, match),
        task=family.task if family else "chat",
        weights_from=weights,
        in_code=file.evidence is EvidenceKind.CODE and observation.value.literal is not None,
    )


def _version(text: str, match: ModelMatch | None) -> str | None:
    if match is not None and match.pinned:
        return "pinned"
    if re.search(r"(20\d{2}-?[01]\d-?[0-3]\d|@[0-9a-f]{7,}|sha256:)", text):
        return "pinned"
    if re.search(r"(^|[-:/@])latest$", text):
        return "floating"
    # A release number names a version that its maker does not move; a bare family name is an alias.
    if match is not None:
        return "pinned" if re.search(r"\d", match.name) else "floating"
    return None


def _served(scene: Scene, file: FileObservations, observation: ModelName, use: ModelUse) -> Iterator[Draft]:
    """A hosted or self-run server is asked for the model by name."""
    targets = _servers(scene, file, observation, use.id)
    role = _TASK_ROLES[use.task]
    default = is_default(scene, file, observation)
    guards = use.task == "safety"
    for target in targets:
        own = target.operated_by is Operator.SELF
        yield scene.draft(
            target,
            file,
            observation,
            base=Strength.DEFAULT,
            # A guard checks, wherever it runs; any other model is named for the server that is asked for it.
            role=target.role if (own and not guards) or target.operated_by is Operator.UNKNOWN else role,
            model=use,
            how="model",
            choice=not own,
            attributes=((("default_choice", "true"),) if default else ()) + ((("checks", "guard"),) if guards else ()),
        )
    resold = [t for t in targets if t.operated_by is Operator.VENDOR and t.party != use.developer]
    if (resold or not targets) and use.developer and not (use.open_weights and not resold):
        yield from _developer(scene, file, observation, use, resold)


def _developer(
    scene: Scene, file: FileObservations, observation: ModelName, use: ModelUse, resold: list[Target]
) -> Iterator[Draft]:
    """The developer can withdraw a model that somebody else resells."""
    role = _TASK_ROLES[use.task]
    developer = use.developer or ""
    if use.open_weights or developer not in scene.catalog.parties:
        return
    behind = f", served by {resold[0].name}" if resold else ""
    name = f"{use.family or use.id}{behind}"
    target = Target(
        service=f"models-of:{developer}",
        name=name,
        party=developer,
        operated_by=Operator.VENDOR,
        role=role,
        data="content",
    )
    default = is_default(scene, file, observation)
    direct = bool(observation.callee) and bool(resold)
    yield scene.draft(
        target,
        file,
        observation,
        base=Strength.DEFAULT if default or direct else Strength.OPTIONAL,
        role=role,
        model=use,
        how="developer",
        choice=role in CHOICE_ROLES and not resold,
        attributes=(("default_choice", "true"),) if default else (),
        reason=f"develops {use.family or use.id}",
    )


def _routed(scene: Scene, match: ClientMatch, text: str) -> Target | None:
    """Who serves a model that a router is asked for by a name with a prefix (`azure/…`, `provider/model`)."""
    prefix, slash, _ = text.partition("/")
    if not slash:
        return None
    if match.client.router is not None:
        return scene.service(match.client.router)
    if match.client.address.default == "none":
        service = scene.catalog.provider(prefix)
        return scene.service(service) if service else None
    return None


def _named_provider(scene: Scene, text: str) -> Target | None:
    """Who serves `anthropic:claude-…`, as frameworks write it for whatever function of theirs takes a model."""
    prefix, colon, rest = text.partition(":")
    if not colon or scene.catalog.models.find(rest) is None:
        return None
    service = scene.catalog.provider(prefix)
    return scene.service(service) if service else None


def _servers(scene: Scene, file: FileObservations, observation: ModelName, text: str) -> list[Target]:
    """Who serves a model named in a call: whoever answers that client; elsewhere the component's environment."""
    language = _language(file)
    match = scene.catalog.client(language, observation.callee) if observation.callee else None
    if match is None and (file.evidence is EvidenceKind.CODE or file.detector in _NAMING):
        named = _named_provider(scene, text)
        if named is not None:
            return [named]
    if not observation.callee:
        return _declared(scene, file, observation)
    if match is None:
        entry = scene.catalog.imported(language, observation.callee.rsplit(".", 1)[0])
        service = entry.sdk.service if entry else None
        target = scene.service(service) if service else None
        return [target] if target else []
    routed = _routed(scene, match, text)
    if routed is not None:
        return [routed]
    found = answers(scene, file, _call(scene, file, observation), match)
    return [answer.target for answer in found if answer.how not in ("unresolved", "unset")]


def _declared(scene: Scene, file: FileObservations, observation: ModelName) -> list[Target]:
    """The service of models whose resource the model is a setting of, as of a deployment of Azure's or a model that a
    cloud's own agent is given."""
    if file.evidence is not EvidenceKind.IAC or observation.at.line is None:
        return []
    above = [
        one
        for one in file.observations
        if isinstance(one, Resource)
        and one.component == observation.component
        and (one.at.line or 0) <= observation.at.line
        and not one.type.startswith(("module.", "Microsoft.Resources/"))
    ]
    nearest = max(above, key=lambda one: one.at.line or 0, default=None)
    service = scene.catalog.terraform(nearest.type) if nearest is not None else None
    target = scene.service(service) if service else None
    return [target] if target is not None and target.role is Role.MODEL_API else []


def _call(scene: Scene, file: FileObservations, observation: ModelName) -> Call:
    """The call that a model is named in, as far as the file tells."""
    return next(
        (c for c in scene.calls[file.path] if c.callee == observation.callee and c.at.line == observation.at.line),
        None,
    ) or Call(at=observation.at, language=_language(file), callee=observation.callee, component=observation.component)


def _language(file: FileObservations) -> str:
    return file.detector
