"""What no single place can tell: a supplier that is one choice of many, a credential that nothing else needs.

An application that offers three or more suppliers in one role uses those that its deployment configures; the others are
options. A credential in the environment counts only where no client says who really answers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from sovassess.model.enums import Operator, Role, Strength
from sovassess.resolution.drafts import Draft

MANY = 3


def settled(drafts: Iterable[Draft]) -> list[Draft]:
    """The drafts with their final strengths, without those that others make void."""
    return _choices(_without_shadows(_without_idle_credentials(list(drafts))))


def _without_shadows(drafts: list[Draft]) -> list[Draft]:
    """Without the addresses that a gateway's configuration names once more as what they are: its upstreams. A group of
    one whose member stands in a larger group of the same file is the same upstream named for that group."""
    members: dict[str, set[str]] = defaultdict(set)
    for draft in drafts:
        if draft.how == "upstream":
            members[draft.group].add(draft.target.service)
    upstream = {(d.file.path, d.target.host) for d in drafts if d.how == "upstream" and d.target.host}
    larger = {(d.file.path, d.target.service) for d in drafts if d.how == "upstream" and len(members[d.group]) > 1}
    answered = {(d.file.path, d.seen[0].at.line, d.target.host) for d in drafts if d.how in ("argument", "environment")}
    out: list[Draft] = []
    for draft in drafts:
        here = (draft.file.path, draft.seen[0].at.line, draft.target.host)
        if draft.how == "address" and here in answered:
            continue
        named_again = draft.how in ("address", "variable") and (draft.file.path, draft.target.host) in upstream
        alone = draft.how == "upstream" and len(members[draft.group]) == 1
        if not named_again and not (alone and (draft.file.path, draft.target.service) in larger):
            out.append(draft)
    return out


def _without_idle_credentials(drafts: list[Draft]) -> list[Draft]:
    answered = {d.target.service for d in drafts if d.how != "credential" and d.strength.live}
    parties = {d.target.party for d in drafts if d.how not in ("credential", "packages", "image") and d.strength.live}
    replaced = {value for d in drafts for name, value in d.attributes if name == "instead_of"}
    return [
        d
        for d in drafts
        if d.how != "credential"
        or not (d.target.service in answered or d.target.service in replaced or d.target.party in parties)
    ]


def _choices(drafts: list[Draft]) -> list[Draft]:
    suppliers: dict[Role, set[str]] = defaultdict(set)
    defaults: dict[Role, set[str]] = defaultdict(set)
    for draft in drafts:
        if not _is_choice(draft):
            continue
        suppliers[draft.role].add(_supplier(draft))
        if ("default_choice", "true") in draft.attributes or draft.how == "environment":
            defaults[draft.role].add(_supplier(draft))
    out: list[Draft] = []
    for draft in drafts:
        role = draft.role
        many = len(suppliers[role]) >= (2 if defaults[role] else MANY)
        if _is_choice(draft) and many and _supplier(draft) not in defaults[role]:
            reason = f"one of {len(suppliers[role])} suppliers of {role.value}"
            out.append(msgspec.structs.replace(draft, strength=Strength.OPTIONAL, reason=draft.reason or reason))
        else:
            out.append(draft)
    return out


def _is_choice(draft: Draft) -> bool:
    return draft.choice and draft.strength.core and draft.target.operated_by is not Operator.SELF


def _supplier(draft: Draft) -> str:
    return draft.target.party or draft.target.service
