"""How long files say that certificates, sessions, leases and cached names last, by the dependency that they bridge.

It reads what is written and knows the defaults of those who write it; a length that only code computes it does not see.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct

from sovassess.formats.durations import hours
from sovassess.graph.kept_secrets import kept_secrets
from sovassess.graph.lifetimes import ACME, DAY, Lifetime, for_machines
from sovassess.graph.subject import Subject
from sovassess.model.dependencies import Dependency
from sovassess.model.enums import Context, Operator, Role
from sovassess.model.observations import EnvironmentValue, Fact, Observation, Resource, Workload
from sovassess.model.scan import FileObservations

Place: TypeAlias = tuple[FileObservations, Resource]

# What a Certificate that says nothing lasts, and what is left of it when it is renewed, as a share
# (https://cert-manager.io/docs/usage/certificate/, read 2026-11-22). A public authority gives no more than its own 90.
_DURATION, _LEFT, _PUBLIC = 90 * DAY, 1 / 3, 90 * DAY
_CERTIFICATES = ("cert-manager.io/Certificate", "certmanager.k8s.io/Certificate")
_ISSUERS = ("cert-manager.io/Issuer", "cert-manager.io/ClusterIssuer")
_ANNOTATED = ("annotation.cert-manager.io/cluster-issuer", "annotation.cert-manager.io/issuer")
# The provider of ACME for Terraform renews when so many days are left
# (https://registry.terraform.io/providers/vancluever/acme/latest/docs/resources/certificate, read 2026-11-22).
_TERRAFORM_LEFT = 30 * DAY

# The most that a role may be asked for, in seconds; an hour is given without a word
# (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-settings.html, read 2026-11-22).
_ROLE_LENGTHS = ("max_session_duration", "MaxSessionDuration")

_SESSION_ATTRIBUTES: dict[str, tuple[tuple[str, str], ...]] = {
    # type of resource -> settings that say how long a session lasts, each with the unit of a bare number
    "auth0_tenant": (("session_lifetime", "h"),),
    "aws_cognito_user_pool_client": (("refresh_token_validity", "d"), ("access_token_validity", "h")),
    "okta_policy_rule_signon": (("session_lifetime", "m"),),
    "okta_auth_server_policy_rule": (("refresh_token_lifetime_minutes", "m"), ("access_token_lifetime_minutes", "m")),
    "keycloak_realm": (("sso_session_max_lifespan", "s"),),
    "cloudflare_access_application": (("session_duration", ""),),
    "cloudflare_zero_trust_access_application": (("session_duration", ""),),
}
_COGNITO_UNIT = "token_validity_units."
_SESSION_NAME = re.compile(
    r"(^|_)(SESSION|JWT|TOKEN|COOKIE|LOGIN)_(\w+_)?"
    r"(MAX_?AGE|LIFETIME|LIFESPAN|TTL|EXPIR(E|ES|Y|ATION)(_IN|_TIME)?|DURATION)(_(?P<unit>SECONDS|MINUTES|HOURS|DAYS))?$"
)
_MINUTES_BEFORE = re.compile(r"(^|_)(SESSION|JWT|TOKEN|COOKIE)_EXPIRE_(?P<unit>SECONDS|MINUTES|HOURS|DAYS)$")
# A setting without a unit in its name or value whose unit its software fixes
# (Laravel, config/session.php: minutes, read 2026-11-22).
_KNOWN_UNITS = {"SESSION_LIFETIME": "m"}
_ARGUMENT = re.compile(r"^--(?:cookie-expire|session-(?:duration|lifetime|max-age))(?:=(?P<value>\S+))?$")


class Stated(Struct, frozen=True, kw_only=True):
    """What bridges the loss of a dependency while the system runs, how long sessions last that it opened, and whether
    what it gives out is held in one's own cluster, each as far as files say."""

    running: Lifetime | None = None
    session: Lifetime | None = None
    copied: tuple[str, ...] = ()


def stated_of(subject: Subject) -> dict[str, Stated]:
    """What files say, by the id of the dependency."""
    resources = list(subject.observed(Resource, (Context.PRODUCTION,)))
    by_type: dict[str, list[Place]] = defaultdict(list)
    for file, resource in resources:
        by_type[resource.type].append((file, resource))
    sessions = list(_sessions(subject))
    out: dict[str, Stated] = {}
    for dependency in subject.dependencies.values():
        if dependency.operated_by is Operator.SELF or not dependency.strength.core:
            continue
        found = _stated(subject, dependency, by_type, sessions)
        if found is not None:
            out[dependency.id] = found
    return out


def _stated(
    subject: Subject,
    dependency: Dependency,
    by_type: Mapping[str, list[Place]],
    sessions: Iterable[tuple[FileObservations, Observation, float]],
) -> Stated | None:
    if dependency.protocol == ACME:
        running = _shortest("certificates in use", _certificates(subject, dependency, by_type))
        return Stated(running=running) if running else None
    match dependency.role:
        case Role.SECRETS:
            kept = kept_secrets(subject, dependency, by_type)
            return Stated(running=kept.running, copied=kept.copied) if kept else None
        case Role.DNS:
            running = _shortest("cached names", _names(subject, dependency, by_type))
            return Stated(running=running) if running else None
        case Role.IDENTITY if for_machines(dependency):
            running = _machines(subject, dependency, by_type)
            return Stated(running=running) if running else None
        case Role.IDENTITY:
            session = _session(subject, dependency, by_type, sessions)
            return Stated(session=session) if session else None
        case _:
            return None


_Range: TypeAlias = tuple[float, float, str]


def _shortest(what: str, ranges: Iterable[_Range]) -> Lifetime | None:
    """The first of several ends decides; the place is where the shortest is written."""
    found = sorted(ranges, key=lambda entry: (entry[1], entry[0], entry[2]))
    if not found:
        return None
    return Lifetime(what, min(entry[0] for entry in found), found[0][1], found[0][2])


def _cited(subject: Subject, dependency: Dependency, by_type: Mapping[str, list[Place]]) -> Iterator[Place]:
    """The resources that stand where the evidence of a dependency stands."""
    records = subject.resolution.book.records
    known = {(records[key].path, records[key].line) for key in dependency.evidence}
    for places in by_type.values():
        for file, resource in places:
            if (resource.at.path, resource.at.line) in known:
                yield file, resource


def _text(resource: Resource, *names: str) -> str:
    value = resource.attribute(*names)
    return (value.literal or "") if value is not None else ""


def _at(observation: Observation) -> str:
    at = observation.at
    return at.path if at.line is None else f"{at.path}:{at.line}"


# -------------------------------------------------------------------------------------------------------- certificates


def _certificates(subject: Subject, dependency: Dependency, by_type: Mapping[str, list[Place]]) -> Iterator[_Range]:
    """What is left of each certificate at any time: from the renewal that did not come to the whole."""
    issuers = {r.name: (file, r) for kind in _ISSUERS for file, r in by_type.get(kind, ())}
    paths = {subject.resolution.book.records[key].path for key in dependency.evidence}
    for kind in _CERTIFICATES:
        for _, resource in by_type.get(kind, ()):
            if _is_of(_text(resource, "issuerRef.name"), issuers, paths):
                yield _range(resource, "duration", "renewBefore")
    for kind in _ANNOTATED:
        for _, resource in by_type.get(kind, ()):
            if _is_of(_text(resource, "value"), issuers, paths):
                yield _range(resource, "duration", "renew-before")
    for _, resource in by_type.get("acme_certificate", ()):
        left = hours(_text(resource, "min_days_remaining"), "d")
        least = _TERRAFORM_LEFT if left is None else left
        yield min(least, _PUBLIC), _PUBLIC, _at(resource)


def _is_of(issuer: str, issuers: Mapping[str, Place], paths: set[str]) -> bool:
    """Whether an issuer's name stands for this authority: it is one of a file that names it, or of no file at all."""
    return issuer not in issuers or issuers[issuer][0].path in paths


def _range(resource: Resource, whole: str, before: str) -> _Range:
    duration = min(hours(_text(resource, whole)) or _DURATION, _PUBLIC)
    percent = _text(resource, "renewBeforePercentage")
    share = int(percent) / 100 if percent.isdigit() else _LEFT
    left = hours(_text(resource, before)) or duration * share
    return min(left, duration), duration, _at(resource)


# ------------------------------------------------------------------------------------------------- names and sessions


def _names(subject: Subject, dependency: Dependency, by_type: Mapping[str, list[Place]]) -> Iterator[_Range]:
    """How long an answer may be kept, by the record; at any time between nothing and all of that is left."""
    for _, resource in _cited(subject, dependency, by_type):
        # One second stands for a length that the provider chooses (Cloudflare).
        lasts = hours(_text(resource, "ttl"), "s")
        if lasts and lasts > 1 / 3600:
            yield 0, lasts, _at(resource)


def _machines(subject: Subject, dependency: Dependency, by_type: Mapping[str, list[Place]]) -> Lifetime | None:
    """The longest session that a role can give out; how long one was asked for no role says."""
    longest = [
        (lasts, _at(resource))
        for _, resource in _cited(subject, dependency, by_type)
        if (lasts := hours(_text(resource, *_ROLE_LENGTHS), "s")) and lasts > 1
    ]
    if not longest:
        return None
    lasts, place = max(longest)
    return Lifetime("sessions of machines", 0, lasts, place)


def _session(
    subject: Subject,
    dependency: Dependency,
    by_type: Mapping[str, list[Place]],
    sessions: Iterable[tuple[FileObservations, Observation, float]],
) -> Lifetime | None:
    """The longest that somebody who is signed in stays so."""
    found: list[tuple[float, str]] = []
    for _, resource in _cited(subject, dependency, by_type):
        for name, unit in _SESSION_ATTRIBUTES.get(resource.type, ()):
            chosen = _text(resource, _COGNITO_UNIT + name.removesuffix("_validity")) or unit
            lasts = hours(_text(resource, name), chosen)
            if lasts:
                found.append((lasts, _at(resource)))
    users = set(dependency.components)
    asked = {subject.resolution.book.records[key].path for key in dependency.evidence}
    for file, observation, lasts in sessions:
        if isinstance(observation, Fact) and dict(observation.fields).get("whose") == "behind":
            # It bridges the loss of those whom this server asks, and not its own.
            if dependency.attributes.get("resource", "").startswith("sign-in.") and file.path in asked:
                found.append((lasts, _at(observation)))
            continue
        owners = set(subject.resolution.components.of_observation(file.path, observation.component))
        if not owners or owners & users:
            found.append((lasts, _at(observation)))
    if not found:
        return None
    longest, place = max(found)
    return Lifetime("sessions that are open", 0, longest, place)


def _sessions(subject: Subject) -> Iterator[tuple[FileObservations, Observation, float]]:
    """Lengths of sessions in variables and start arguments, where their unit is plain."""
    for file, value in subject.observed(EnvironmentValue):
        found = _SESSION_NAME.search(value.name.upper()) or _MINUTES_BEFORE.search(value.name.upper())
        if found is None or value.value.literal is None:
            continue
        unit = (found["unit"] or "").lower() or _KNOWN_UNITS.get(value.name.upper(), "")
        lasts = hours(value.value.literal, unit)
        if lasts:
            yield file, value, lasts
    for file, fact in subject.observed(Fact):
        fields = dict(fact.fields) if fact.kind == "session" else {}
        lasts = hours(fields.get("lasts", ""), fields.get("unit", ""))
        if lasts:
            yield file, fact, lasts
    for file, workload in subject.observed(Workload):
        for position, word in enumerate(workload.command):
            argument = _ARGUMENT.match(word)
            if argument is not None:
                given = argument["value"] or next(iter(workload.command[position + 1 : position + 2]), "")
                lasts = hours(given)
                if lasts:
                    yield file, workload, lasts
