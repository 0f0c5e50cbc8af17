"""Lay what was seen, what is permitted and what is declared side by side. It shows; the rubric judges.

A destination is the same in two of them if the host is the same, or the catalog says that the same service answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from publicsuffixlist import PublicSuffixList

from sovassess.graph.subject import Subject
from sovassess.model.dependencies import Dependency
from sovassess.model.egress import EgressRow
from sovassess.model.enums import Context, Operator, Origin
from sovassess.model.observations import EgressDestination, Resource
from sovassess.resolution import firewalls
from sovassess.resolution.egress import Identified, identified
from sovassess.resolution.networks import NETWORK
from sovassess.resolution.own import is_local

SEEN_UNDECLARED = "seen, never declared"
SEEN_UNPERMITTED = "seen, not permitted"
DECLARED_SEEN = "declared and seen"
DECLARED_UNSEEN = "declared, never seen"
PERMITTED_UNUSED = "permitted, never used"
STATES = (SEEN_UNDECLARED, SEEN_UNPERMITTED, DECLARED_SEEN, DECLARED_UNSEEN, PERMITTED_UNUSED)
_NO_HOST = ("host:", "unresolved:", NETWORK)
_ADDRESSES = 8
_EVIDENCE = 10


class Standing:
    """One destination with all that is known of it; `host` is a name, an address, or a pattern of a policy."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.seen = self.permitted = self.declared = False
        self.found: Identified | None = None
        self.party = ""
        self.service = ""
        self.flows = self.bytes = self.asked = 0
        self.first: int | None = None
        self.last: int | None = None
        self.ports: set[str] = set()
        self.addresses: set[str] = set()
        self.evidence: dict[str, None] = {}

    def add(self, seen: EgressDestination) -> None:
        """Count one record of it."""
        self.seen = True
        if seen.protocol == "dns":
            self.asked += seen.count
        else:
            self.flows += seen.count
        self.bytes += seen.bytes
        self.addresses |= set(seen.addresses)
        if seen.port is not None:
            self.ports.add(f"{seen.protocol or 'tcp'}/{seen.port}")
        if seen.first is not None:
            self.first = seen.first if self.first is None else min(self.first, seen.first)
        if seen.last is not None:
            self.last = seen.last if self.last is None else max(self.last, seen.last)


class Permits:
    """The hosts, patterns and networks that policies let out."""

    def __init__(self) -> None:
        self.patterns: dict[str, list[str]] = {}
        self._networks: dict[str, IPv4Network | IPv6Network] = {}

    def add(self, pattern: str, evidence: tuple[str, ...]) -> None:
        """A destination as a policy writes it: a host, `*.host`, an address or a network."""
        key = pattern.lower().rstrip(".")
        self.patterns.setdefault(key, []).extend(evidence)
        try:
            self._networks[key] = ip_network(key, strict=False)
        except ValueError:
            return

    def covering(self, host: str, addresses: set[str]) -> list[str]:
        """The patterns that let a destination out, by its name or by every address it was reached at."""
        found = [pattern for pattern in self.patterns if matches(pattern, host)]
        wanted = {host} if _is_address(host) else addresses
        if wanted and self._networks:
            by_network = {address: self._around(address) for address in wanted}
            if all(by_network.values()):
                found += sorted({pattern for patterns in by_network.values() for pattern in patterns})
        return list(dict.fromkeys(found))

    def _around(self, address: str) -> list[str]:
        parsed = ip_address(address)
        return [p for p, network in self._networks.items() if network.version == parsed.version and parsed in network]


def matches(pattern: str, host: str) -> bool:
    """True if a pattern of a policy covers a host: itself, anything below `*.`, both for `.`, anything for `*`."""
    if pattern in (host, "*", f".{host}"):
        return True
    if pattern.startswith(("*.", "**.", ".")):
        return host.endswith(pattern.lstrip("*"))
    return False


def standings(subject: Subject) -> Mapping[str, Standing]:
    """Every destination by its host, those of the organisation's own among the seen and permitted ones included."""
    out: dict[str, Standing] = {}
    permits = Permits()
    for file, entry in subject.observed(EgressDestination, tuple(Context)):
        host = entry.host.lower().rstrip(".")
        standing = out.setdefault(host, Standing(host))
        cited = subject.cite(entry, file)
        standing.evidence.update(dict.fromkeys(cited))
        if entry.kind == "seen":
            standing.add(entry)
        else:
            standing.permitted = True
            permits.add(host, cited)
        if standing.found is None or entry.names:
            standing.found = identified(subject.scene, entry)
    for standing in out.values():
        target = standing.found.target if standing.found else None
        standing.party = target.party or "" if target else ""
        standing.service = target.service if target else ""
    _permit(subject, out, permits)
    _declare(subject, out)
    for standing in out.values():
        covering = permits.covering(standing.host, standing.addresses)
        if covering:
            standing.permitted = True
    return out


def _permit(subject: Subject, out: dict[str, Standing], permits: Permits) -> None:
    """Add what firewalls in the infrastructure let out by name or network."""
    for file, resource in subject.observed(Resource, tuple(Context)):
        for found in firewalls.permits(subject.scene, file, resource):
            if found.host == "*" or is_local(found.host.partition("/")[0]):
                continue
            standing = out.setdefault(found.host, Standing(found.host))
            cited = subject.cite(resource, file)
            standing.permitted = True
            standing.evidence.update(dict.fromkeys(cited))
            permits.add(found.host, cited)


def is_open(subject: Subject) -> bool:
    """True if a firewall in the infrastructure or a policy lets everything out somewhere: then nobody can say from
    the files that something was not permitted."""
    told = [dict(fact.fields) for _, fact in subject.facts["egress-policy"]]
    # `unlisted`: the policy lets out more than could be read, such as by an expression over names.
    if any(fields.get("default") == "open" or fields.get("unlisted") for fields in told):
        return True
    return any(
        found.host == "*"
        for file, resource in subject.observed(Resource, tuple(Context))
        for found in firewalls.permits(subject.scene, file, resource)
    )


def declared(subject: Subject) -> Iterator[Dependency]:
    """The outside dependencies that files name, whatever a recording saw beside."""
    for dependency in subject.dependencies.values():
        outside = dependency.operated_by is not Operator.SELF and dependency.strength.live
        if outside and Origin.OBSERVED in dependency.origins:
            yield dependency


def _declare(subject: Subject, out: dict[str, Standing]) -> None:
    known = tuple(declared(subject))
    hosts = {dependency.host.lower(): dependency for dependency in known if dependency.host}
    services = {d.service: d for d in known if not d.service.startswith(_NO_HOST)}
    parties = {d.party.id: d for d in known if d.party is not None}
    for standing in out.values():
        found = hosts.get(standing.host) or services.get(standing.service)
        if found is None and standing.service.startswith(NETWORK):
            # A bare address of a provider that the files name: nothing says that it is another service of the provider.
            found = parties.get(standing.party)
        if found is not None:
            standing.declared = True
            standing.evidence.update(dict.fromkeys(found.evidence[:_EVIDENCE]))
    reached = {standing.service for standing in out.values() if standing.seen}
    for dependency in known:
        host = (dependency.host or "").lower()
        if not host or dependency.service in reached or host in out:
            continue
        standing = out.setdefault(host, Standing(host))
        standing.declared = True
        standing.service = dependency.service
        standing.party = dependency.party.id if dependency.party else ""
        standing.evidence.update(dict.fromkeys(dependency.evidence[:_EVIDENCE]))


def reconcile(subject: Subject) -> tuple[EgressRow, ...]:
    """The rows of the section, gravest state first, then by volume. Without a recording there are none."""
    found = standings(subject)
    if not any(standing.seen for standing in found.values()):
        return ()
    restricted = any(standing.permitted for standing in found.values()) and not is_open(subject)
    suffixes = PublicSuffixList()
    rows = [row for standing in found.values() if (row := _row(standing, found, suffixes, restricted=restricted))]
    return tuple(sorted(rows, key=lambda row: (STATES.index(row.state), -row.bytes, -row.count, row.host)))


def _row(
    standing: Standing, all_: Mapping[str, Standing], suffixes: PublicSuffixList, *, restricted: bool
) -> EgressRow | None:
    target = standing.found.target if standing.found else None
    if target is not None and target.operated_by is Operator.SELF:
        return None
    states = _states(standing, all_, restricted=restricted)
    if not states:
        return None
    return EgressRow(
        host=standing.host,
        party=standing.party,
        state=states[0],
        states=states,
        service=standing.service,
        count=standing.flows or standing.asked,
        bytes=standing.bytes,
        ports=tuple(sorted(standing.ports)),
        first=standing.first,
        last=standing.last,
        by=standing.found.by if standing.found and standing.seen else "",
        domain=""
        if _is_address(standing.host.partition("/")[0])
        else suffixes.privatesuffix(standing.host.lstrip("*.")) or "",
        addresses=tuple(sorted(standing.addresses))[:_ADDRESSES],
        permitted=standing.permitted if restricted else None,
        evidence=tuple(standing.evidence)[:_EVIDENCE],
    )


def _states(standing: Standing, all_: Mapping[str, Standing], *, restricted: bool) -> tuple[str, ...]:
    out: list[str] = []
    if standing.seen:
        out.append(DECLARED_SEEN if standing.declared else SEEN_UNDECLARED)
        if restricted and not standing.permitted:
            out.append(SEEN_UNPERMITTED)
    else:
        if standing.declared:
            out.append(DECLARED_UNSEEN)
        if standing.permitted and not _used(standing.host, all_):
            out.append(PERMITTED_UNUSED)
    return tuple(sorted(out, key=STATES.index))


def _used(pattern: str, all_: Mapping[str, Standing]) -> bool:
    """True if something that was seen went out by this pattern."""
    permits = Permits()
    permits.add(pattern, ())
    return any(entry.seen and permits.covering(entry.host, entry.addresses) for entry in all_.values())


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
