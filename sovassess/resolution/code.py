"""Drafts from source code: who answers a client, decided by address, environment and default, in this order.

An import alone makes nobody a dependency; a call does, and its address says on whom.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.catalog.libraries import ClientMatch
from sovassess.formats.infrastructure_names import declares
from sovassess.model.enums import Confidence, Operator, Role, Strength
from sovassess.model.observations import Call, Import
from sovassess.model.scan import FileObservations
from sovassess.resolution.activation import activated
from sovassess.resolution.answers import Answer, answers, role_of
from sovassess.resolution.contents import seen_by
from sovassess.resolution.drafts import Draft, Target, self_run
from sovassess.resolution.habits import draft_habits, switched
from sovassess.resolution.scene import Scene
from sovassess.resolution.silence import is_silent
from sovassess.resolution.strength import weakest

# Roles of which an application usually offers several suppliers and uses the ones that are configured.
CHOICE_ROLES = frozenset(
    {
        Role.MODEL_API,
        Role.GATEWAY,
        Role.EMBEDDINGS,
        Role.SPEECH,
        Role.SEARCH_TOOL,
        Role.EMAIL_SMS,
        Role.VECTOR_DB,
        Role.SAFETY,
    }
    | {Role.TOOL_API, Role.PAYMENTS, Role.IDENTITY, Role.MODEL_SERVER}
)
# Where the address is the switch as well: without one nothing is sent.
_OFF_WHEN_UNSET = (Role.TELEMETRY, Role.EMAIL_SMS, Role.VECTOR_DB, Role.QUEUE, Role.SEARCH_TOOL, Role.TOOL_API)
# Names of parameters of templates, which stand for what the deployment itself has.
_WORKED_OUT = ("param.", "var.", "local.")
_AI_ROLES = (Role.MODEL_API, Role.EMBEDDINGS, Role.SPEECH, Role.SAFETY)


def draft_call(scene: Scene, file: FileObservations, call: Call) -> Iterator[Draft]:
    """Drafts from one call: of a client that the catalog knows, or of a library that talks to one service only."""
    if scene.packages.is_first_party(file, call.language, call.callee):
        return
    offline = call.argument("local_files_only")
    if offline is not None and offline.literal == "true":
        return
    match = scene.catalog.client(call.language, call.callee)
    if match is None:
        yield from _unknown_client(scene, file, call)
        return
    if match.method and match.method not in match.client.methods:
        if not _constructs(scene, file, call, match):
            return  # a method of a client whose construction has been drafted where it stands
        match = ClientMatch(match.sdk, match.client, "")
    if is_silent(scene, file, call, match):
        return
    role = role_of(scene, match, call)
    if not match.method and _only_mapped_methods(scene, file, match):
        return  # the construction serves nothing but methods that reach services of their own
    later = _is_configured_later(scene, file, call)
    for answer in answers(scene, file, call, match):
        found = answer
        if later and answer.how == "default":
            what = scene.unresolved(match.sdk.id, role or answer.target.role, "the address is in an object of settings")
            found = Answer(what, "unresolved", configurable=True)
        yield _client_draft(scene, file, call, match, found, role)


# Methods by which a client takes its settings, address included, from an object or a module of the program.
_TAKES_SETTINGS = ("config_from_object", "config_from_envvar")


def _is_configured_later(scene: Scene, file: FileObservations, call: Call) -> bool:
    """Whether a client that is made without an address gets one from settings afterwards, as Celery does in Django."""
    later = {f"{call.callee}.{method}" for method in _TAKES_SETTINGS}
    return any(other.callee in later for other in scene.calls[file.path])


# Methods of a class that make one: `FAISS.from_documents`, `Chroma.from_texts`, `Index.load_local`.
_MAKES = re.compile(r"(a?from_\w+|load_local|afrom\w+|from[A-Z]\w+)")


def _constructs(scene: Scene, file: FileObservations, call: Call, match: ClientMatch) -> bool:
    """Whether a method of a class makes the client, since nothing else in the file does."""
    if call.language not in ("python", "javascript") or not _MAKES.fullmatch(match.method):
        return False
    construction = call.callee.removesuffix(f".{match.method}")
    return all(other.callee != construction for other in scene.calls[file.path])


def _client_draft(
    scene: Scene, file: FileObservations, call: Call, match: ClientMatch, answer: Answer, role: Role | None
) -> Draft:
    target, masked = seen_by(scene, file, call, match.sdk, answer.target)
    chosen = role if role is not None and target.operated_by is not Operator.SELF else target.role
    through = target.role is Role.GATEWAY
    if target.operated_by is Operator.SELF and not through and role in (Role.SAFETY, Role.EMBEDDINGS, Role.SPEECH):
        chosen = Role.SAFETY if role is Role.SAFETY else Role.MODEL_SERVER
    base, condition = _base(scene, file, call, answer)
    if scene.packages.in_extras_only(match.sdk):
        base, condition = weakest(base, Strength.OPTIONAL), condition or "comes with an optional extra"
    attributes = [("how", answer.how)]
    if answer.how == "argument" and call.argument(*match.client.address.arguments):
        value = call.argument(*match.client.address.arguments)
        if value is not None and value.literal:
            attributes.append(("in_code", "true"))
    if condition:
        attributes.append(("condition", condition))
    if call in scene.switches.chosen:
        attributes.append(("default_choice", "setting"))
    checks = _checks(scene, match, answer) if chosen is Role.SAFETY else ()
    if checks:
        attributes.append(("checks", ",".join(checks)))
    if through and role is Role.TOOL_API:
        attributes.append(("tools", "true"))
    return scene.draft(
        target,
        file,
        call,
        base=base,
        role=chosen,
        sources=answer.sources,
        confidence=Confidence.LOW if answer.how in ("unresolved", "unset") else Confidence.HIGH,
        choice=chosen in CHOICE_ROLES and target.operated_by is not Operator.SELF,
        how=answer.how,
        attributes=tuple(attributes),
        reason=answer.target.name if answer.how in ("unresolved", "unset") else masked,
    )


def _checks(scene: Scene, match: ClientMatch, answer: Answer) -> tuple[str, ...]:
    """What is checked: by the library, or, where one is for all services of a cloud, by the one that is asked."""
    if match.sdk.checks or not match.client.services_by_argument:
        return match.sdk.checks
    return next((sdk.checks for sdk in scene.catalog.sdks if sdk.service == answer.target.service and sdk.checks), ())


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
    vendor = target.operated_by is Operator.VENDOR
    if vendor and call in scene.switches.chosen:
        return Strength.DEFAULT, ""  # a setting says that it is used, however it gets its address and its key
    if answer.how == "unresolved":
        return Strength.OPTIONAL, "the address is given by the caller"
    if answer.how == "unset" and not _is_given(scene, file, call, answer):
        # Where manifests set variables, what they leave out is left out; elsewhere a model's client stands.
        switch = target.role in _OFF_WHEN_UNSET or (vendor and scene.environment.deployed)
        if switch and not _refuses_to_start(scene, file, answer):
            return Strength.OPTIONAL, "no address is set"
    fixed = target.role in _AI_ROLES and not answer.configurable and target.operated_by is not Operator.SELF
    base = Strength.REQUIRED if fixed else Strength.DEFAULT
    return activated(scene, file, call, target, base) if answer.how == "default" else (base, "")


def _is_given(scene: Scene, file: FileObservations, call: Call, answer: Answer) -> bool:
    """Whether what deploys it works out a variable that the address comes from, as the output of a template; one that
    is only handed on from outside may as well be left empty."""
    settings = scene.environment.is_set(answer.asked, scene.owners(file, call))
    return any(
        not setting.source.secret and all(name.startswith(_WORKED_OUT) for name in setting.value.variables)
        for setting in settings
    )


def _refuses_to_start(scene: Scene, file: FileObservations, answer: Answer) -> bool:
    """Whether the program does not go on without the variable that the address comes from: then it is no option."""
    return any(scene.environment.is_needed(name, file.path) for name in answer.asked)


def _unknown_client(scene: Scene, file: FileObservations, call: Call) -> Iterator[Draft]:
    """A call of a library that talks to one service only, where the catalog does not list its clients."""
    if declares(call.callee):
        return  # what it declares is a resource, which has been seen as one
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
    if observation.type_only or scene.packages.is_first_party(file, observation.language, observation.module):
        return
    entry = scene.catalog.imported(observation.language, observation.module)
    if entry is None:
        return
    sdk = entry.sdk
    if (
        sdk.on_import
        and sdk.service
        and not switched(scene, sdk.off.environment, scene.owners(file, observation), (file, observation))
    ):
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
            base=Strength.OPTIONAL if scene.packages.in_extras_only(sdk) else Strength.DEFAULT,
            how="import",
            confidence=Confidence.HIGH,
            attributes=(("checks", ",".join(sdk.checks)),),
        )
    own = scene.catalog.products.get(sdk.service or "") if sdk.local else None
    if own is not None:
        # What works in the process is run by whoever runs the program; its presence in the main path is its use.
        yield scene.draft(self_run(own[0]), file, observation, base=Strength.DEFAULT, how="import")
    yield from draft_habits(scene, file, observation, sdk.habits, sdk.id)
