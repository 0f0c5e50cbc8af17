"""Who answers a client: its address argument, its environment, its library's default, in this order."""

from __future__ import annotations

import re

from msgspec import Struct

from sovassess.catalog.libraries import ClientMatch
from sovassess.catalog.model import Client
from sovassess.model.enums import Operator, Role, Usage
from sovassess.model.observations import Call, Observation
from sovassess.model.scan import FileObservations
from sovassess.model.values import Value
from sovassess.resolution.drafts import Target
from sovassess.resolution.offers import MODULE
from sovassess.resolution.scene import Scene

_HOST_ARGUMENTS = frozenset({"host", "hostname", "server", "server_name", "servername", "db_host", "broker"})
_EMBEDS = re.compile(r"embed(ding|der)", re.IGNORECASE)
_HOLDS_VECTORS = re.compile(r"vector_?(store|search|db|index)", re.IGNORECASE)


class Answer(Struct, frozen=True):
    """Who answers a client, and how that came about: `argument`, `environment`, `default`, `unset` or `unresolved`.

    `asked` are the variables that would say who answers and that nothing sets.
    """

    target: Target
    how: str
    sources: tuple[Observation, ...] = ()
    configurable: bool = False
    asked: tuple[str, ...] = ()


def answers(scene: Scene, file: FileObservations, call: Call, match: ClientMatch) -> list[Answer]:
    """Everybody who may answer, by precedence: the argument, the environment, the library's default."""
    client = match.client
    if match.method:
        return _answers_of_method(scene, file, call, match)
    if _service_id(match, call) == "":
        return []  # what the argument names runs in the program itself
    role = role_of(scene, match, call)
    argument = call.argument(*client.address.arguments) if client.address.arguments else None
    if argument is not None and not argument.is_empty:
        found = _answers_of_value(scene, file, call, argument, role, host=_is_host_argument(call, argument))
        if found:
            return found
        texts = scene.texts(argument, file, call)
        if texts and not any(resolved.text for resolved in texts):
            return _answers_without_address(scene, file, call, match, configurable=True)
        fallback = _default(scene, file, call, match, role)
        if _is_embedded(match) and fallback is not None and fallback.operated_by is Operator.SELF:
            return [
                Answer(fallback, "default", (), configurable=True)
            ]  # it works in the process, wherever its files lie
        what = scene.unresolved(match.sdk.id, role or Role.OTHER, f"address of {call.callee} is not known ({argument})")
        # What another module gives and nobody could follow is not known; what nobody sets is not set.
        asked = any(not name.startswith((MODULE, ".")) for name in argument.variables)
        how = "unset" if asked else "unresolved"
        if fallback is not None and (_only_there(scene, fallback) or _named_for(scene, fallback, call)):
            return [Answer(fallback, how, (), configurable=True, asked=argument.variables)]
        return [Answer(what, how, configurable=asked, asked=argument.variables)]
    return _answers_without_address(scene, file, call, match, configurable=bool(client.address.environment))


def _answers_without_address(
    scene: Scene, file: FileObservations, call: Call, match: ClientMatch, *, configurable: bool
) -> list[Answer]:
    """Who answers a client that is given no address, or one that is left empty as shipped."""
    client, role = match.client, role_of(scene, match, call)
    found = _answers_of_environment(scene, file, call, client, role)
    if found:
        return found
    if client.address.arguments and call.argument("**") is not None:
        return [_put_together(scene, call, match, role)]
    default = _default(scene, file, call, match, role)
    return [Answer(default, "default", (), configurable)] if default is not None else []


def _put_together(scene: Scene, call: Call, match: ClientMatch, role: Role | None) -> Answer:
    """A client whose arguments are put together elsewhere: an address may be among them."""
    why = f"the arguments of {call.callee} are put together elsewhere"
    return Answer(scene.unresolved(match.sdk.id, role or Role.OTHER, why), "unresolved")


def _is_host_argument(call: Call, argument: Value) -> bool:
    """True if the argument is one that holds a host and nothing else."""
    return any(value is argument and name.lower() in _HOST_ARGUMENTS for name, value in call.arguments)


def _only_there(scene: Scene, target: Target) -> bool:
    """True for an interface that nobody else speaks: whatever the address, its one vendor answers."""
    entry = scene.catalog.services.get(target.service)
    return entry is not None and entry.service.substitutability == "proprietary" and not entry.service.speaks_also


def _is_embedded(match: ClientMatch) -> bool:
    """True for a store that works in the process: where its files lie is no server's address."""
    return match.sdk.local and match.sdk.role is Role.VECTOR_DB


def _named_for(scene: Scene, target: Target, call: Call) -> bool:
    """True for a client that a reseller of others' models has to itself, by its name: `AzureChatOpenAI`."""
    entry = scene.catalog.services.get(target.service)
    seller = target.service.partition("-")[0]
    resold = entry is not None and entry.service.developer not in (None, "", entry.party.id)
    return resold and seller in call.callee.rsplit(".", 1)[-1].lower()


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
            out.append(Answer(target, answer.how, (*answer.sources, other), answer.configurable, answer.asked))
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


def role_of(scene: Scene, match: ClientMatch, call: Call) -> Role | None:
    """The role of what the call reaches by default, None if nothing tells.

    A class that is named for what it does with a service of several uses has that role: `BedrockEmbeddings`.
    """
    service = _service_id(match, call)
    entry = scene.catalog.services.get(service) if service else None
    if entry is not None:
        last = call.callee.rsplit(".", 1)[-1]
        if entry.service.role is Role.MODEL_API and _EMBEDS.search(last):
            return Role.EMBEDDINGS
        if entry.service.role is Role.DATA_STORE and _HOLDS_VECTORS.search(last):
            return Role.VECTOR_DB
        return entry.service.role
    product = scene.catalog.products.get(service or match.sdk.id)
    role = product[0].role if product is not None else match.sdk.role
    # A router that runs in the process is no gateway: what it reaches is a model.
    return Role.MODEL_API if role is Role.GATEWAY else role
