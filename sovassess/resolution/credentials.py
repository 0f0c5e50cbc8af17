"""What a credential tells of what stands beside it: it names a service that nothing else does, or waits to be set."""

from __future__ import annotations

from collections import defaultdict

from sovassess.model.enums import Context, EvidenceKind, Role
from sovassess.model.observations import EnvironmentRead, EnvironmentValue
from sovassess.resolution.drafts import Draft, as_option


def waiting_for_a_name(drafts: list[Draft]) -> list[Draft]:
    """A script that reports visitors and whose file reads the variable that names the account: without it nobody loads
    the script, so where nothing sets it, it is an option."""
    keys = [d for d in drafts if d.how == "credential" and d.role is Role.TELEMETRY]
    asked = {(d.file.path, d.target.party) for d in keys if isinstance(d.seen[0], EnvironmentRead)}
    given = {
        d.target.party for d in keys if d.file.context is Context.PRODUCTION and isinstance(d.seen[0], EnvironmentValue)
    }
    return [
        as_option(d, "nothing sets the account that it reports to")
        if d.how == "asset"
        and d.role is Role.TELEMETRY
        and (d.file.path, d.target.party) in asked
        and d.target.party not in given
        else d
        for d in drafts
    ]


def without_idle_credentials(drafts: list[Draft]) -> list[Draft]:
    """Without the credentials of what something else in the tree uses, or puts something in the place of."""
    answered = {d.target.service for d in drafts if d.how != "credential" and d.strength.live}
    parties = {d.target.party for d in drafts if d.how not in ("credential", "packages", "image") and d.strength.live}
    replaced = {value for d in drafts for name, value in d.attributes if name == "instead_of"}
    return [
        d
        for d in drafts
        if d.how != "credential"
        or not (d.target.service in answered or d.target.service in replaced or d.target.party in parties)
    ]


def with_what_it_signs_in_to(drafts: list[Draft]) -> list[Draft]:
    """A client that only gets credentials is as optional as what the same file uses of the same party."""
    used: dict[tuple[str, str | None], list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.role is not Role.IDENTITY and draft.file.evidence is EvidenceKind.CODE and draft.how != "credential":
            used[draft.file.path, draft.target.party].append(draft)
    out: list[Draft] = []
    for draft in drafts:
        others = used[draft.file.path, draft.target.party] if draft.target.party else []
        code = draft.role is Role.IDENTITY and draft.file.evidence is EvidenceKind.CODE
        if code and draft.strength.core and others and not any(one.strength.core for one in others):
            out.append(as_option(draft, others[0].reason))
        else:
            out.append(draft)
    return out
