"""Drafts from source code: who answers a client, decided by address, environment and default, in this order.

An import alone makes nobody a dependency; a call does, and its address says on whom.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from sovassess.catalog.catalog import ClientMatch
from sovassess.catalog.model import Client
from sovassess.model.enums import Confidence, Operator, Role, Strength, Usage
from sovassess.model.observations import Call, Import, Observation
from sovassess.model.scan import FileObservations
from sovassess.model.values import Value
from sovassess.resolution.activation import activated
from sovassess.resolution.habits import draft_habits
from sovassess.resolution.scene import Draft, Scene, Target
from sovassess.resolution.strength import weakest

# Roles of which an application usually offers several suppliers and uses the ones that are configured.
CHOICE_ROLES = frozenset(
    {Role.MODEL_API, Role.EMBEDDINGS, Role.SPEECH, Role.SEARCH_TOOL, Role.EMAIL_SMS, Role.VECTOR_DB, Role.SAFETY}
    | {Role.TOOL_API, Role.PAYMENTS, Role.IDENTITY}
)
_HOST_ARGUMENTS = frozenset({"host", "hostname", "server", "server_name", "servername", "db_host", "broker"})
_AI_ROLES = (Role.MODEL_API, Role.EMBEDDINGS, Role.SPEECH, Role.SAFETY)


class Answer(Struct, frozen=True):
    """Who answers a client, and how that came about: `argument`, `environment`, `default` or `unresolved`."""

    target: Target
    how: str
    sources: tuple[Observation, ...] = ()
    configurable: bool = False


def draft_call(scene: Scene, file: FileObservations, call: Call) -> Iterator[Draft]:
    """Drafts from one call: of a client that the catalog knows, or of a library that talks to one service only."""
    if scene.is_first_party(file, call.language, call.callee):
        return
    match = scene.catalog.client(call.language, call.callee)
    if match is None:
        yield from _unknown_client(scene, file, call)
        return
    if match.method and match.method not in match.client.methods:
        return  # a method of a client whose construction has been drafted where it stands
    role = _role(scene, match, call)
    if not match.method and _only_mapped_methods(scene, file, match):
        return  # the construction serves nothing but methods that reach services of their own
    for answer in answers(scene, file, call, match):
        yield _client_draft(scene, file, call, match, answer, role)


def _client_draft(
    scene: Scene, file: FileObservations, call: Call, match: ClientMatch, answer: Answer, role: Role | None
) -> Draft:
    target = answer.target
    chosen = role if role is not None and target.operated_by is not Operator.SELF else target.role
    through = target.role is Role.GATEWAY
    if target.operated_by is Operator.SELF and not through and role in (Role.SAFETY, Role.EMBEDDINGS, Role.SPEECH):
        chosen = Role.SAFETY if role is Role.SAFETY else Role.MODEL_SERVER
    base, condition = _base(scene, file, call, answer)
    if scene.in_extras_only(match.sdk):
        base, condition = weakest(base, Strength.OPTIONAL), condition or "comes with an optional extra"
    attributes = [("how", answer.how)]
    if answer.how == "argument" and call.argument(*match.client.address.arguments):
        value = call.argument(*match.client.address.arguments)
        if value is not None and value.literal:
            attributes.append(("in_code", "true"))
    if condition:
        attributes.append(("condition", condition))
    return scene.draft(
        target,
        file,
        call,
        base=base,
        role=chosen,
        sources=answer.sources,
        confidence=Confidence.LOW if answer.how == "unresolved" else Confidence.HIGH,
        choice=chosen in CHOICE_ROLES and target.operated_by is not Operator.SELF,
        how=answer.how,
        attributes=tuple(attributes),
        reason=answer.target.name if answer.how == "unresolved" else "",
    )


def answers(scene: Scene, file: FileObservations, call: Call, match: ClientMatch) -> list[Answer]:
    """Everybody who may answer, by precedence: the argument, the environment, the library's default."""
    client = match.client
    if match.method:
        return _answers_of_method(scene, file, call, match)
    role = _role(scene, match, call)
    argument = call.argument(*client.address.arguments) if client.address.arguments else None
    if argument is not None and not argument.is_empty:
        found = _answers_of_value(scene, file, call, argument, role, host=_is_host_argument(call, argument))
        if found:
            return found
        fallback = _default(scene, file, call, match, role)
        what = scene.unresolved(match.sdk.id, role or Role.OTHER, f"address of {call.callee} is not known ({argument})")
        if fallback is not None and _only_there(scene, fallback):
            return [Answer(fallback, "unresolved", (), configurable=True)]
        return [Answer(what, "unresolved")]
    found = _answers_of_environment(scene, file, call, client, role)
    if found:
        return found
    default = _default(scene, file, call, match, role)
    return [Answer(default, "default", (), bool(client.address.environment))] if default is not None else []


def _is_host_argument(call: Call, argument: Value) -> bool:
    """True if the argument is one that holds a host and nothing else."""
    return any(value is argument and name.lower() in _HOST_ARGUMENTS for name, value in call.arguments)


def _only_there(scene: Scene, target: Target) -> bool:
    """True for an interface that nobody else speaks: whatever the address, its one vendor answers."""
    entry = scene.catalog.services.get(target.service)
    return entry is not None and entry.service.substitutability == "proprietary" and not entry.service.speaks_also


def _answers_of_method(scene: Scene, file: FileObservations, call: Call, match: ClientMatch) -> list[Answer]:
    """A method is answered by whoever answers the constructions of that client in the same file."""
    construction = call.callee.removesuffix("." + match.method)
    constructed = [other for other in scene.calls[file.path] if other.callee == construction]
    out: list[Answer] = []
    for other in constructed or [call]:
        bare = ClientMatch(match.sdk, match.client, "")
        for answer in answers(
            scene,
            file,
            Call(
                at=other.at,
                language=call.language,
                callee=construction,
                arguments=other.arguments,
                component=other.component,
            ),
            bare,
        ):
            target = answer.target
            service = match.client.methods.get(match.method)
            if service and target.operated_by is Operator.VENDOR and target.service == match.client.service:
                target = scene.service(service) or target
            out.append(Answer(target, answer.how, (*answer.sources, other), answer.configurable))
    return out


def _answers_of_value(
    scene: Scene, file: FileObservations, call: Call, value: Value, role: Role | None, *, host: bool = False
) -> list[Answer]:
    out: list[Answer] = []
    for resolved in scene.texts(value, file, call):
        target = scene.address(resolved.text, role=role, host=host)
        if target is not None:
            how = "argument" if resolved.origin in ("literal", "default") else "environment"
            out.append(Answer(target, how, resolved.sources, bool(value.variables)))
    return out


def _answers_of_environment(
    scene: Scene, file: FileObservations, call: Call, client: Client, role: Role | None
) -> list[Answer]:
    owners = scene.owners(file, call)
    for name in client.address.environment:
        out: list[Answer] = []
        for setting in scene.environment.settings_of(name, owners):
            if setting.rank == 3 or setting.usage is not Usage.MAIN:
                continue
            for resolved in scene.texts_of(setting, owners):
                target = scene.address(resolved.text, role=role)
                if target is not None:
                    sources = (*resolved.sources, setting.source)
                    out.append(Answer(target, "environment", sources, configurable=True))
        if out:
            return out
    return []


def _default(scene: Scene, file: FileObservations, call: Call, match: ClientMatch, role: Role | None) -> Target | None:
    client = match.client
    service = _service_id(match, call)
    if client.address.default == "none" or (service is None and client.address.default != "local"):
        return None
    if client.address.default == "local":
        index = scene.catalog.product_index
        product = scene.catalog.products.get(service or "") or index.scheme(client.protocol or "")
        product = product or index.name(match.sdk.id)
        name = product[0].name if product else match.sdk.id
        return Target(
            service=product[0].id if product else f"host:{match.sdk.id}",
            name=name,
            party=None,
            operated_by=Operator.SELF,
            role=product[0].role if product else (role or Role.OTHER),
            host="localhost",
        )
    return scene.service(service, region=_region(scene, file, call, client)) if service else None


def _region(scene: Scene, file: FileObservations, call: Call, client: Client) -> str | None:
    value = call.argument(*client.region.arguments) if client.region.arguments else None
    if value is not None:
        for resolved in scene.texts(value, file, call):
            return resolved.text
    owners = scene.owners(file, call)
    for name in client.region.environment:
        for setting in scene.environment.is_set((name,), owners):
            for resolved in scene.texts_of(setting, owners):
                return resolved.text
    return None


def _service_id(match: ClientMatch, call: Call) -> str | None:
    client = match.client
    if match.method and match.method in client.methods:
        return client.methods[match.method]
    if client.services_by_argument:
        first = call.argument("0", "service_name", "service")
        if first is not None and first.literal in client.services_by_argument:
            return client.services_by_argument[first.literal]
    return client.service or match.sdk.service


def _role(scene: Scene, match: ClientMatch, call: Call) -> Role | None:
    service = _service_id(match, call)
    entry = scene.catalog.services.get(service) if service else None
    if entry is not None:
        return entry.service.role
    product = scene.catalog.products.get(service or match.sdk.id)
    if product is not None:
        return product[0].role
    return match.sdk.role


def _only_mapped_methods(scene: Scene, file: FileObservations, match: ClientMatch) -> bool:
    """True if every method called on the client in this file reaches a service of its own."""
    methods = match.client.methods
    if not methods:
        return False
    called: list[str] = []
    for other in scene.calls[file.path]:
        called += [
            other.callee.removeprefix(name + ".") for name in match.client.names if other.callee.startswith(name + ".")
        ]
    return bool(called) and all(method in methods for method in called)


def _base(scene: Scene, file: FileObservations, call: Call, answer: Answer) -> tuple[Strength, str]:
    """How strong the tie is before place and usage weaken it, and what it waits for if it is not on."""
    target = answer.target
    if answer.how == "unresolved":
        return Strength.OPTIONAL, "the address is given by the caller"
    fixed = target.role in _AI_ROLES and not answer.configurable and target.operated_by is not Operator.SELF
    base = Strength.REQUIRED if fixed else Strength.DEFAULT
    return activated(scene, file, call, target, base) if answer.how == "default" else (base, "")


def _unknown_client(scene: Scene, file: FileObservations, call: Call) -> Iterator[Draft]:
    """A call of a library that talks to one service only, where the catalog does not list its clients."""
    separator = "/" if call.language == "javascript" else "."
    module = call.callee.rsplit(".", 1)[0] if separator == "/" else call.callee
    entry = scene.catalog.imported(call.language, module)
    if entry is None or entry.sdk.clients:
        return
    if entry.sdk.local:
        return
    service = entry.sdk.service
    target = scene.service(service) if service else None
    if target is None:
        return
    base, condition = activated(scene, file, call, target, Strength.DEFAULT)
    yield scene.draft(
        target,
        file,
        call,
        base=base,
        confidence=Confidence.MEDIUM,
        choice=target.role in CHOICE_ROLES,
        how="default",
        attributes=(("condition", condition),) if condition else (),
    )


def draft_import(scene: Scene, file: FileObservations, observation: Import) -> Iterator[Draft]:
    """Drafts from an import that acts by itself: a tracing library, a font that is fetched at build, a local check."""
    if observation.type_only or scene.is_first_party(file, observation.language, observation.module):
        return
    entry = scene.catalog.imported(observation.language, observation.module)
    if entry is None:
        return
    sdk = entry.sdk
    if sdk.on_import and sdk.service:
        target = scene.service(sdk.service)
        if target is not None:
            yield scene.draft(target, file, observation, base=Strength.DEFAULT, how="import")
    if sdk.checks and (sdk.local or sdk.service is None):
        target = Target(
            service=sdk.id,
            name=sdk.id,
            party=None,
            operated_by=Operator.SELF,
            role=Role.SAFETY,
            data="content",
        )
        yield scene.draft(
            target,
            file,
            observation,
            base=Strength.OPTIONAL if scene.in_extras_only(sdk) else Strength.DEFAULT,
            how="import",
            confidence=Confidence.HIGH,
            attributes=(("checks", ",".join(sdk.checks)),),
        )
    yield from draft_habits(scene, file, observation, sdk.habits, sdk.id)
