"""What may leave: the outside destinations that are declared and needed to run, with ports and recorded addresses.

A destination that was only seen is not among them: what nobody declared is not to be made permanent by being recorded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from ipaddress import ip_address, ip_network

import msgspec
from msgspec import Struct

from sovassess.model.assessment import Assessment
from sovassess.model.dependencies import Dependency
from sovassess.model.egress import EgressRow
from sovassess.model.enums import Operator, Origin, Phase, Role, Strength

_PORTS = {
    "postgresql": 5432, "postgres": 5432, "mysql": 3306, "redis": 6379, "mongodb": 27017, "amqp": 5671, "smtp": 587,
    "smtps": 465, "ldap": 389, "ldaps": 636, "kafka": 9092, "mqtt": 8883, "http": 80, "nats": 4222, "ssh": 22,
    "sqlserver": 1433, "cassandra": 9042, "opensearch": 443, "elasticsearch": 443,
}  # fmt: skip
_NAME = re.compile(r"^(\*\.)?[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))+$")
_NEEDED = (Strength.REQUIRED, Strength.DEFAULT)
_RUNNING = (Phase.START, Phase.RUN)


class Allowed(Struct, frozen=True, kw_only=True):
    """One destination. `host` is a name, `*.` name or an address; `ports` are TCP ports; `why` names the service and
    who declared it; `addresses` are those that recordings saw it at, `networks` what its provider publishes for the
    service, which others use too; `udp` ports were seen beside."""

    host: str
    ports: tuple[int, ...]
    why: str
    addresses: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    udp: tuple[int, ...] = ()

    @property
    def is_address(self) -> bool:
        """True if the destination is an address and no name."""
        return is_address(self.host)

    @property
    def reached_at(self) -> tuple[str, ...]:
        """Networks for those who enforce by address: its own address, or what is published for the service with those
        addresses recorded for the name that lie outside, IPv4 first, in numeric order."""
        if self.is_address:
            return _networks((self.host,))
        published = _networks(self.networks)
        inside = [ip_network(network) for network in published]
        return _networks((*published, *(a for a in self.addresses if not any(ip_address(a) in n for n in inside))))


class LeftOut(Struct, frozen=True, kw_only=True):
    """A destination that gets no rule, and why."""

    host: str
    reason: str


class Plan(Struct, frozen=True, kw_only=True):
    """All that a policy is written from, in order of host. `subject` names what was assessed."""

    subject: str
    allowed: tuple[Allowed, ...]
    left_out: tuple[LeftOut, ...]


def is_address(text: str) -> bool:
    """True for an IP address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _networks(texts: Iterable[str]) -> tuple[str, ...]:
    found = {ip_network(text) for text in texts}
    return tuple(map(str, sorted(found, key=lambda n: (n.version, int(n.network_address), n.prefixlen))))


def plan(
    assessment: Assessment,
    hosts: Mapping[str, Sequence[str]] | None = None,
    networks: Callable[[str, str], Sequence[str]] | None = None,
) -> Plan:
    """The least that the evidence supports. `hosts` are the host patterns of services that files name without address,
    `networks` gives the address ranges that are published for a service in a region.

    The name that a recording saw says more than the one that the files or the catalog have for the service.
    """
    rows = {row.host: row for row in assessment.egress}
    allowed: dict[str, Allowed] = {}
    left: dict[str, str] = {}
    for dependency in sorted(assessment.dependencies, key=lambda entry: entry.id):
        if dependency.operated_by is Operator.SELF or not set(dependency.phases) & set(_RUNNING):
            continue
        host, port = _split(dependency.host or "")
        seen = {row.host for row in assessment.egress if row.count and row.service == dependency.service}
        names = {name for name in seen if not is_address(name)} or ({host} if host else set())
        guessed = () if names else _usual(dependency, (hosts or {}).get(dependency.service, ()))
        names = names or set(guessed)
        reason = _reason(dependency, names)
        if reason:
            left.setdefault(host or dependency.name, reason)
            continue
        if guessed:
            left.setdefault(f"further hosts of {dependency.name}", f"no file names one, so that {guessed[0]} is meant")
        fallback = port or _PORTS.get((dependency.protocol or "").lower(), 443)
        for name in names:
            known = _merged(allowed.get(name), name, rows.get(name), fallback, _why(dependency))
            published = networks(dependency.service, dependency.region or "") if networks else ()
            allowed[name] = msgspec.structs.replace(known, networks=(*known.networks, *published))
    for row in assessment.egress:
        if row.count and row.host not in allowed and "seen, never declared" in (row.states or (row.state,)):
            left.setdefault(row.host, "seen in a recording, declared by no file")
    return Plan(
        subject=assessment.subject.name,
        allowed=tuple(allowed[host] for host in sorted(allowed)),
        left_out=tuple(LeftOut(host=host, reason=left[host]) for host in sorted(set(left) - set(allowed))),
    )


def _usual(dependency: Dependency, patterns: Sequence[str]) -> tuple[str, ...]:
    """The hosts of a service that the files name without any: its principal one, which the catalog has first, with what
    stands below it. Where the region is known, the first whole name that has a region is meant.
    """
    region = dependency.region or ""
    named = [number for number, text in enumerate(patterns) if region and "{region}" in text and text[0] != "*"]
    found = [
        host
        for pattern in (patterns[named[0] :] if named else patterns)
        if _NAME.fullmatch(host := pattern.partition("/")[0].replace("{region}", region or "{region}"))
    ]
    return tuple(host for host in found if host in (found[0], f"*.{found[0]}"))


def _merged(known: Allowed | None, host: str, row: EgressRow | None, fallback: int, why: str) -> Allowed:
    seen = {name: _numbers(row, name) for name in ("tcp", "udp")}
    return Allowed(
        host=host,
        ports=tuple(sorted({*(known.ports if known else ()), *(seen["tcp"] or {fallback})})),
        udp=tuple(sorted({*(known.udp if known else ()), *seen["udp"]})),
        why=known.why if known else why,
        addresses=tuple(sorted(row.addresses)) if row else (),
        networks=known.networks if known else (),
    )


def _numbers(row: EgressRow | None, protocol: str) -> set[int]:
    pairs = [port.partition("/") for port in (row.ports if row else ())]
    return {int(number) for name, _, number in pairs if name == protocol}


def _reason(dependency: Dependency, names: Set[str]) -> str:
    """Why a dependency gets no rule, "" if it gets one."""
    if Origin.OBSERVED not in dependency.origins:
        return "seen in a recording, declared by no file"
    if dependency.strength not in _NEEDED:
        return f"declared, but {dependency.strength.value}: works without"
    if dependency.role is Role.REGISTRY:
        return "fetched by the node, not by the workload"
    if dependency.loaded_by_pages:
        return "loaded by the reader's browser"
    if not names or not all(is_address(name) or _NAME.fullmatch(name) for name in names):
        return "declared without an address that a rule could name"
    return ""


def _why(dependency: Dependency) -> str:
    parts: Iterable[str] = (dependency.name, ", ".join(dependency.components[:2]))
    return " in ".join(" ".join(part.split()) for part in parts if part)[:100]


def _split(text: str) -> tuple[str, int | None]:
    """Host and port of `host`, `host:port` and an IPv6 address."""
    if is_address(text.strip("[]")):
        return text.strip("[]"), None
    host, _, port = text.lower().rstrip(".").partition(":")
    return host, int(port) if port.isdigit() and 0 < int(port) < 65_536 else None
