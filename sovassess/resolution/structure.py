"""What no single place can tell: a supplier that is one choice of many, a credential that nothing else needs.

An application that offers three or more suppliers in one role uses those that its deployment configures; the others are
options. A credential in the environment counts only where no client says who really answers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeAlias

import msgspec
from msgspec import Struct

from sovassess.catalog.catalog import Catalog
from sovassess.model.enums import EvidenceKind, Operator, Role, Strength
from sovassess.model.observations import Place
from sovassess.resolution.credentials import waiting_for_a_name, with_what_it_signs_in_to, without_idle_credentials
from sovassess.resolution.drafts import Draft, as_option
from sovassess.resolution.plugs import in_plug, is_named_for, is_plug, is_supplier, is_used_together, supplier_names

_Kind: TypeAlias = tuple[Role, bool]

# What pages load, what is reported and what is fetched goes on side by side.
_NO_CHOICE = (Role.CDN, Role.TELEMETRY, Role.REGISTRY)
MANY = 3
MANY_UNKNOWN = 4
_NAMES_HOSTS = ("argument", "environment", "chart", "image", "mcp", "download", "module", "provider", "packages")
_WRITTEN = (EvidenceKind.CODE, EvidenceKind.CONFIG)
_NEVER_PLUGGED = ("credential", "habit", "weights", "asset", "variable", "mcp", "upstream", "check", "egress")
_COUNTED = (Role.MODEL_API, Role.EMBEDDINGS, Role.GATEWAY, Role.MODEL_SERVER, Role.SPEECH, Role.SAFETY, Role.VECTOR_DB)
_MIXED_FOLDERS = frozenset(
    """src app apps lib libs util utils helper helpers common core server service services api backend
    frontend client pkg internal components pages routes controllers handlers hooks web main cmd modules
    packages views scripts"""
    "".split()
)


def settled(
    drafts: Iterable[Draft],
    catalog: Catalog,
    plugs: frozenset[str] = frozenset(),
    suppliers: frozenset[str] = frozenset(),
) -> list[Draft]:
    """The drafts with their final strengths, without those that others make void. `plugs` are the folders in which
    things to choose from lie side by side, `suppliers` those with a module for each supplier of one thing."""
    kept = _without_shadows(without_idle_credentials(waiting_for_a_name(list(drafts))))
    own = _own_platforms(_as_its_clients_use_it(kept), catalog)
    return with_what_it_signs_in_to(
        _choices(own, _Folders(plugs, suppliers, supplier_names(catalog) if suppliers else frozenset()))
    )


class _Folders(Struct, frozen=True):
    """The folders that hold things to choose from, by what tells them."""

    plugs: frozenset[str]
    suppliers: frozenset[str]
    names: frozenset[str]

    def hold(self, draft: Draft) -> bool:
        """Whether the folder that a draft's file lies in makes it one of several."""
        if _is_pluggable(draft) and is_plug(draft.file.path, self.plugs):
            return True
        if draft.how == "asset" and draft.file.evidence is EvidenceKind.CODE and in_plug(draft.file.path, self.plugs):
            return True
        made = draft.file.evidence is EvidenceKind.CODE and draft.target.operated_by is not Operator.SELF
        return made and is_supplier(draft.file.path, draft.role, draft.target.host or "", self.suppliers, self.names)


def _as_its_clients_use_it(drafts: list[Draft]) -> list[Draft]:
    """A server of one's own that a setting names has the role in which the client uses it that takes the setting."""
    roles: dict[tuple[Place, str], Draft] = {}
    for draft in drafts:
        if draft.how in ("argument", "environment") and draft.target.service.startswith("host:"):
            for source in draft.seen[1:]:
                roles.setdefault((source.at, draft.target.service), draft)
    out: list[Draft] = []
    for draft in drafts:
        client = roles.get((draft.seen[0].at, draft.target.service)) if draft.role is Role.OTHER else None
        if client is not None and client is not draft:
            target = msgspec.structs.replace(draft.target, role=client.target.role)
            out.append(msgspec.structs.replace(draft, target=target, role=client.role, phases=client.phases))
        else:
            out.append(draft)
    return out


def _own_platforms(drafts: list[Draft], catalog: Catalog) -> list[Draft]:
    """A platform whose software the tree itself deploys is self-run."""
    makers = {
        catalog.products[d.target.service][1].id
        for d in drafts
        if d.target.operated_by is Operator.SELF
        and d.role is Role.CONTROL_PLANE
        and d.target.service in catalog.products
    }
    out: list[Draft] = []
    for draft in drafts:
        if draft.how == "platform" and draft.target.party in makers:
            target = msgspec.structs.replace(draft.target, operated_by=Operator.SELF)
            out.append(msgspec.structs.replace(draft, target=target, reason="the tree deploys the platform itself"))
        else:
            out.append(draft)
    return out


def _place(draft: Draft) -> tuple[str, str]:
    return draft.file.path, draft.target.service


def _without_shadows(drafts: list[Draft]) -> list[Draft]:
    """Without the addresses that a gateway's configuration names once more as what they are: its upstreams. A group of
    one whose member stands in a larger group of the same file is the same upstream named for that group."""
    members: dict[str, set[str]] = defaultdict(set)
    for draft in drafts:
        if draft.how == "upstream":
            members[draft.group].add(draft.target.service)
    upstream = {(d.file.path, d.target.host) for d in drafts if d.how in ("upstream", "sign-in") and d.target.host}
    larger = {(d.file.path, d.target.service) for d in drafts if d.how == "upstream" and len(members[d.group]) > 1}
    answered = {(d.file.path, d.seen[0].at.line, d.target.host) for d in drafts if d.how in _NAMES_HOSTS}
    # What is nobody's known service has the role that its client gives it, wherever the file writes the address.
    answered |= {
        (d.file.path, None, d.target.host)
        for d in drafts
        if d.how in ("argument", "environment") and d.target.operated_by is not Operator.VENDOR
    }
    # The address of a service with several uses stands where its client is made; the method says that it is a check.
    checked = {_place(d) for d in drafts if d.how == "argument" and d.role is Role.SAFETY}
    out: list[Draft] = []
    for draft in drafts:
        if (
            draft.how == "address"
            and draft.role is Role.TOOL_API
            and (draft.file.path, draft.target.service) in checked
        ):
            continue
        here = (draft.file.path, draft.seen[0].at.line, draft.target.host)
        anywhere = (draft.file.path, None, draft.target.host)
        if draft.how == "address" and draft.target.host and (here in answered or anywhere in answered):
            continue
        named_again = draft.how in ("address", "variable") and (draft.file.path, draft.target.host) in upstream
        alone = draft.how == "upstream" and len(members[draft.group]) == 1
        if not named_again and not (alone and (draft.file.path, draft.target.service) in larger):
            out.append(draft)
    return out


def _choices(drafts: list[Draft], folders: _Folders) -> list[Draft]:
    """The drafts, with suppliers that are one choice of many weakened to options."""
    sold_on = {_need(d) for d in drafts if _is_sold_on(d)}
    suppliers: dict[_Kind, set[str]] = defaultdict(set)
    configured: dict[_Kind, set[str]] = defaultdict(set)
    named: dict[_Kind, set[str]] = defaultdict(set)
    picked: dict[_Kind, set[str]] = defaultdict(set)
    for draft in drafts:
        if not _may_be_choice(draft):
            continue
        kind = _kind(draft, sold_on)
        suppliers[kind].add(_supplier(draft))
        if ("default_choice", "setting") in draft.attributes:
            picked[kind].add(_supplier(draft))
        elif ("default_choice", "true") in draft.attributes:
            named[kind].add(_supplier(draft))
        elif draft.how == "environment":
            configured[kind].add(_supplier(draft))
    # What a setting picks is the application's default before what names itself one. Where several suppliers have a
    # default of their own, none of them is the application's.
    told = {kind: picked[kind] or named[kind] for kind in suppliers}
    defaults: dict[_Kind, set[str]] = {
        kind: configured[kind] | (told[kind] if len(told[kind]) == 1 else set[str]()) for kind in suppliers
    }
    together = _used_together(drafts)
    plugged = _plugged(drafts, together) | {id(d) for d in drafts if folders.hold(d)}
    out: list[Draft] = []
    for draft in drafts:
        kind = _kind(draft, sold_on)
        chosen = defaults.get(kind, set[str]())
        many = _is_choice(draft) and len(suppliers[kind]) >= (2 if chosen else MANY)
        among, apart = id(draft) in plugged, id(draft) not in together
        if (among or (many and apart)) and _supplier(draft) not in chosen:
            reason = (
                f"one of {len(suppliers[kind])} suppliers of {kind[0].value}" if many else "one of several side by side"
            )
            out.append(as_option(draft, reason))
        elif (
            draft.strength is Strength.REQUIRED
            and len(suppliers[kind]) > 1
            and draft.choice
            and id(draft) not in together
        ):
            out.append(msgspec.structs.replace(draft, strength=Strength.DEFAULT))
        else:
            out.append(draft)
    return out


def _used_together(drafts: Sequence[Draft]) -> set[int]:
    """Drafts of clients that are made where the work is done."""
    makes: dict[str, set[str]] = defaultdict(set)
    for draft in drafts:
        if draft.choice and draft.how != "credential":
            makes[draft.file.path].add(_supplier(draft))
    return {id(draft) for draft in drafts if is_used_together(draft, alone=len(makes[draft.file.path]) < 2)}


def _plugged(drafts: Sequence[Draft], together: set[int]) -> set[int]:
    """Drafts from code that stands beside code for other suppliers of the same thing: modules of one folder, or folders
    of one folder, each with its own. What nobody can identify counts together, whatever it is for."""
    beside: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    members: list[tuple[Draft, tuple[tuple[str, str], ...]]] = []
    sold_on = {_need(d) for d in drafts if _is_sold_on(d)}
    for draft in drafts:
        if draft.file.evidence not in _WRITTEN:
            continue
        if draft.how == "asset" and draft.file.evidence is EvidenceKind.CODE and draft.target.host:
            folder, _, module = draft.file.path.rpartition("/")
            if is_named_for(module, draft.target.host):
                beside[folder, "asset"][draft.target.service].add(module)
                members.append((draft, ((folder, "asset"),)))
        if not draft.strength.live or draft.how in _NEVER_PLUGGED or draft.role in _NO_CHOICE:
            continue
        if draft.how == "developer" and _need(draft) in sold_on:
            continue
        kind = "unknown" if draft.target.party is None else draft.role.value
        folder = draft.file.path.rpartition("/")[0]
        places = tuple(place for place in (folder, folder.rpartition("/")[0]) if _may_hold_plugs(place))
        if id(draft) not in together:
            places = (draft.file.path, *places)
        if draft.file.evidence is not EvidenceKind.CODE:
            places = (draft.file.path,)  # a table of suppliers; files of configuration lie beside one another anyway
        keys = tuple((place, kind) for place in places)
        if draft.target.operated_by is not Operator.SELF:
            members.append((draft, keys))  # what one runs oneself is one of those to choose from, and no option
        for place, kind_ in keys:
            child = draft.file.path if place == folder else folder
            beside[place, kind_][draft.target.service].add(
                child if place != draft.file.path else str(draft.seen[0].at.line)
            )
    crowded = {key for key, found in beside.items() if len(found) >= (MANY if key[1] != "unknown" else MANY_UNKNOWN)}
    return {id(draft) for draft, keys in members if any(key in crowded for key in keys)}


def _is_pluggable(draft: Draft) -> bool:
    """Whether the folder alone says that it is one of several; among suppliers of models their number does."""
    told = (
        (draft.choice and draft.role in _COUNTED)
        or draft.how in _NEVER_PLUGGED
        or draft.role in (Role.CDN, Role.TELEMETRY)
    )
    return draft.file.evidence is EvidenceKind.CODE and draft.target.operated_by is not Operator.SELF and not told


def _may_hold_plugs(folder: str) -> bool:
    """A folder whose name says that it holds this and that tells nothing about what lies in it."""
    return bool(folder) and folder.rsplit("/", 1)[-1].lower() not in _MIXED_FOLDERS


def _need(draft: Draft) -> Role:
    """The role in which a draft is a choice: a gateway or a server that somebody else may run supplies models too."""
    return Role.MODEL_API if draft.role in (Role.GATEWAY, Role.MODEL_SERVER) else draft.role


def _is_sold_on(draft: Draft) -> bool:
    """Whether it is the maker of a model that a call asks somebody else for: both are needed, neither is a choice."""
    return draft.how == "developer" and not draft.choice


def _kind(draft: Draft, sold_on: set[Role]) -> _Kind:
    """What a draft is one of; makers whose models somebody sells on are a choice of models and not of suppliers."""
    role = _need(draft)
    return role, draft.how == "developer" and role in sold_on


def _may_be_choice(draft: Draft) -> bool:
    return draft.choice and draft.strength.live and draft.target.operated_by is not Operator.SELF


def _is_choice(draft: Draft) -> bool:
    return draft.choice and draft.strength.core and draft.target.operated_by is not Operator.SELF


def _supplier(draft: Draft) -> str:
    return draft.target.party or draft.target.service
