"""What each function needs: a conjunction of needs, each a choice among alternatives, per phase.

A dependency is a need of a function if its role and phases make it one. Members of one group of alternatives serve the
same need; which of them counts without anybody's hand is said by how the switch is made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from sovassess.graph.caches import Cache
from sovassess.graph.lifetimes import ACME, Lifetime, bridge_of, for_machines, lifetime_of
from sovassess.graph.stated import Stated
from sovassess.model.dependencies import Dependency
from sovassess.model.enums import Operator, Phase, Role, Strength, Switch


class Function(StrEnum):
    """What must go on. The order is the order of importance in a report."""

    SERVE = "serve"
    SAFETY = "safety"
    RESTART = "restart"
    LOGIN = "login"
    ADMIN_LOGIN = "admin_login"
    CHANGE_POLICY = "change_policy"
    DEPLOY = "deploy"
    BUILD = "build"
    PATCH = "patch"
    RECOVER = "recover"
    AUDIT = "audit"


FUNCTION_PHASE: Mapping[Function, Phase] = {
    Function.SERVE: Phase.RUN,
    Function.SAFETY: Phase.RUN,
    Function.RESTART: Phase.START,
    Function.LOGIN: Phase.RUN,
    Function.ADMIN_LOGIN: Phase.ADMIN,
    Function.CHANGE_POLICY: Phase.ADMIN,
    Function.DEPLOY: Phase.DEPLOY,
    Function.BUILD: Phase.BUILD,
    Function.PATCH: Phase.UPDATE,
    Function.RECOVER: Phase.DEPLOY,
    Function.AUDIT: Phase.RUN,
}

# Roles whose loss stops the component that uses them; the others only take something away.
BLOCKING_ROLES = frozenset(
    {Role.MODEL_API, Role.EMBEDDINGS, Role.MODEL_SERVER, Role.DATA_STORE, Role.VECTOR_DB, Role.QUEUE, Role.CLOUD}
    | {Role.GATEWAY, Role.SECRETS, Role.LICENSE_SERVER, Role.SPEECH}
)
STORES = (Role.DATA_STORE, Role.VECTOR_DB)
_FETCHING_ROLES = frozenset({Role.REGISTRY, Role.CODE_HOST, Role.CDN, Role.OS})
_HOLDS_ARTEFACTS = (Function.RESTART, Function.DEPLOY, Function.RECOVER, Function.BUILD)

OPEN_FAILURE = "no file says whether a check that fails blocks the call"
OPEN_SIGN_IN = "no file says whether those who deploy sign in through it"
OPEN_COPIES = "no file says whether its data is copied elsewhere"
OPEN_MACHINES = "no file says which calls need machines to sign in there"


class Need(Struct, frozen=True):
    """One thing that a function needs: any one of the members, in order of preference.

    `automatic` are the members that take over by themselves; the first member is in use as shipped; `standby` are the
    others with what switching to them takes. `open` says why it is undecided whether the function needs it at all,
    "" where that is sure. `lifetime` is what bridges a loss, `bridge` what else softens it, in words; `caches` are
    stores of one's own that may hold it.
    """

    function: Function
    members: tuple[str, ...]
    automatic: tuple[str, ...]
    group: str
    open: str = ""
    standby: tuple[tuple[str, Switch], ...] = ()
    lifetime: Lifetime | None = None
    caches: tuple[Cache, ...] = ()
    bridge: str = ""

    @property
    def key(self) -> str:
        """A name for it that is unique among the needs of its function."""
        return self.group or self.members[0]


class Softened(Struct, frozen=True):
    """What files say that softens the loss of a dependency, by its id: stores of one's own that stand before it, and
    how long what it gave out lasts."""

    caches: Mapping[str, Cache] = {}
    stated: Mapping[str, Stated] = {}


def needs_of(dependencies: Sequence[Dependency], softened: Softened | None = None) -> dict[Function, tuple[Need, ...]]:
    """The needs of every function that exists in this estate, in order of the functions."""
    out: dict[Function, tuple[Need, ...]] = {}
    if not dependencies:
        return out
    for function in Function:
        chosen = {d.id: why for d in dependencies if (why := _claim(function, d)) is not None}
        members = [d for d in dependencies if d.id in chosen]
        needs = tuple(_grouped(function, members, chosen, softened or Softened()))
        if any(not need.open for need in needs) or function in (Function.SERVE, Function.RESTART):
            out[function] = needs
    return out


def is_blocking(dependency: Dependency) -> bool:
    """True if its loss stops the component that uses it, as far as its role tells."""
    return dependency.role in BLOCKING_ROLES


def degrades(dependency: Dependency) -> bool:
    """True if serving goes on without it and lacks something: tools, mail, payments, pages' assets."""
    taken = (Role.TELEMETRY, Role.SAFETY, Role.DNS, Role.IDENTITY, Role.REGISTRY, Role.OS, Role.CI, Role.CODE_HOST)
    return dependency.strength.core and Phase.RUN in dependency.phases and not (
        is_blocking(dependency) or dependency.role in (*taken, Role.CONTROL_PLANE)
    )  # fmt: skip


def _claim(function: Function, dependency: Dependency) -> str | None:
    """ "" if the function surely needs it, a reason if that is open, None if it does not."""
    if dependency.protocol == ACME and dependency.role is Role.IDENTITY:
        # A certificate authority: nobody signs in there, and what runs needs it before its certificates end.
        return "" if function is Function.SERVE and dependency.strength.core else None
    match function:
        case Function.SERVE:
            return _serves(dependency)
        case Function.DEPLOY | Function.RECOVER:
            return _delivers(function, dependency)
        case _:
            return "" if _is_need(function, dependency) else None


def _serves(dependency: Dependency) -> str | None:
    running = dependency.strength.core and Phase.RUN in dependency.phases
    if dependency.role is Role.SAFETY and dependency.strength.core:
        stated = dependency.attributes.get("check_on_failure")
        return {"block": "", "allow": None}.get(stated or "", OPEN_FAILURE)
    if dependency.role is Role.DNS and running:
        return "no file says who finds the way by its names"
    if running and for_machines(dependency):
        return OPEN_MACHINES
    return "" if running and is_blocking(dependency) else None


def _delivers(function: Function, dependency: Dependency) -> str | None:
    role, core = dependency.role, dependency.strength.core
    # What is needed to deploy is no part of what runs, and yet sure: pipelines sign in there, start commands install.
    deploying = core or dependency.strength is Strength.BUILD
    if (deploying and Phase.DEPLOY in dependency.phases) or (role is Role.CI and dependency.strength.live):
        return ""
    if role is Role.IDENTITY and core and Phase.ADMIN in dependency.phases:
        return OPEN_SIGN_IN
    if function is Function.RECOVER and core and dependency.operated_by is not Operator.SELF:
        if role is Role.SECRETS:
            return ""
        if role in STORES:
            return OPEN_COPIES
        # An index is rebuilt with the model that it was made with, or not at all.
        return "" if role is Role.EMBEDDINGS else None
    return None


def _is_need(function: Function, dependency: Dependency) -> bool:
    strength, phases, role = dependency.strength, dependency.phases, dependency.role
    match function:
        case Function.SAFETY:
            return strength.core and role is Role.SAFETY
        case Function.RESTART:
            if _installs_at_start(dependency):
                return True
            started = Phase.START in phases or (Phase.RUN in phases and is_blocking(dependency))
            return strength.core and started and not dependency.loaded_by_pages and role is not Role.TELEMETRY
        case Function.LOGIN:
            people = role is Role.IDENTITY and not for_machines(dependency)
            return strength.core and people and Phase.RUN in phases
        case Function.ADMIN_LOGIN:
            return strength.core and Phase.ADMIN in phases and role in (Role.IDENTITY, Role.CLOUD, Role.CONTROL_PLANE)
        case Function.CHANGE_POLICY:
            return role in (Role.CONTROL_PLANE, Role.CI) and strength.live
        case Function.BUILD:
            fetched = Phase.BUILD in phases and strength.live and role in _FETCHING_ROLES
            return fetched or (role is Role.CI and strength.live)
        case Function.PATCH:
            return strength.live and Phase.UPDATE in phases and role in _FETCHING_ROLES
        case Function.AUDIT:
            return strength.core and role is Role.TELEMETRY and dependency.attributes.get("habit") is None
        case _:
            return False


def _installs_at_start(dependency: Dependency) -> bool:
    """True for the source of what a start command installs: it belongs to a build, and is asked at every start."""
    building = dependency.role is Role.REGISTRY and dependency.strength is Strength.BUILD
    return building and Phase.START in dependency.phases


def _grouped(
    function: Function, dependencies: Sequence[Dependency], claims: Mapping[str, str], softened: Softened
) -> list[Need]:
    groups: dict[str, list[Dependency]] = defaultdict(list)
    for dependency in dependencies:
        groups[dependency.group or dependency.id].append(dependency)
    out: list[Need] = []
    for group in sorted(groups):
        members = sorted(groups[group], key=lambda entry: (entry.order, entry.id))
        first = members[0]
        switches = {m.id: _switch_to(first, m) for m in members[1:]}
        said = softened.stated.get(first.id, Stated())
        out.append(
            Need(
                function,
                tuple(m.id for m in members),
                tuple(m for m, switch in switches.items() if switch is Switch.AUTOMATIC),
                group if len(members) > 1 else "",
                claims[first.id],
                tuple((m, switch) for m, switch in switches.items() if switch is not Switch.AUTOMATIC),
                _lasting(function, members, said),
                tuple(_held(function, first, softened.caches, said)),
                _bridge(function, first, said),
            )
        )
    return out


def _lasting(function: Function, members: Sequence[Dependency], said: Stated) -> Lifetime | None:
    """What bridges a loss while the system runs; an alternative needs no bridge."""
    if FUNCTION_PHASE[function] is not Phase.RUN or len(members) > 1:
        return None
    return said.running or lifetime_of(members[0])


def _held(function: Function, first: Dependency, caches: Mapping[str, Cache], said: Stated) -> Iterator[Cache]:
    """The stores of one's own that may hold what is needed."""
    if function in _HOLDS_ARTEFACTS and first.id in caches:
        yield caches[first.id]
    # What is set up anew elsewhere finds no copies.
    if function is Function.RESTART and said.copied:
        yield Cache(name=f"copies of {first.name}", holds=True, evidence=())


def _bridge(function: Function, first: Dependency, said: Stated) -> str:
    if function not in (Function.RESTART, Function.LOGIN) or first.operated_by is Operator.SELF:
        return ""
    return bridge_of(first, signing_in=function is Function.LOGIN, session=said.session)


def _switch_to(first: Dependency, other: Dependency) -> Switch:
    """What it takes that `other` serves in place of `first`."""
    if _embeds(first) and not _same_vectors(first, other):
        return Switch.PLANNED  # an index answers only to the model that it was made with
    return Switch.AUTOMATIC if other.attributes.get("when") == "automatic" else Switch.CONFIGURED


def _embeds(dependency: Dependency) -> bool:
    return dependency.role is Role.EMBEDDINGS or any(model.task == "embeddings" for model in dependency.models)


def _same_vectors(first: Dependency, other: Dependency) -> bool:
    one, two = ({_bare(model.id) for model in d.models} for d in (first, other))
    return bool(one) and one == two


def _bare(model: str) -> str:
    """The name of a model without the folder or vendor before it and the variant behind it."""
    return model.rstrip("/").rpartition("/")[2].partition(":")[0].lower()


def in_use(need: Need) -> tuple[str, ...]:
    """The members that serve the need without anybody changing anything."""
    return (need.members[0], *need.automatic) if need.members else ()


def operated_outside(dependency: Dependency) -> bool:
    """True for what is not known to be one's own."""
    return dependency.operated_by is not Operator.SELF
