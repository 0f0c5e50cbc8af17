"""Check the catalog beyond its shape: nothing claimed twice, no dangling reference, every claim with its source.

It reads files and reports problems with file and line. It judges form and agreement of the entries with one another;
whether a fact is true is for the person who wrote it, and no address is ever opened.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from sovassess import documents
from sovassess.catalog.claims import Claim, Place, claims_of, host_key
from sovassess.catalog.hosts import HostIndex
from sovassess.catalog.load import HERE
from sovassess.catalog.model import BaseFile, ModelFile, Party, PartyFile, ResourceFile, Source
from sovassess.catalog.models import ModelIndex
from sovassess.catalog.overlay import IDENTITIES
from sovassess.catalog.reading import Document, Problem, read_documents
from sovassess.catalog.references import References

# ISO 3166-1 alpha-2, as officially assigned.
COUNTRIES = frozenset(
    """AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY
        BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK
        FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR
        IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK
        ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM
        PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF
        TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW""".split()
)
# A host may tell no more than the bloc it is in, which the settings know by this name.
_PLACES = COUNTRIES | {"EU"}
# The same service's types may stand in two files, the party's own and the table of its resources.
_MAY_SHARE = "Terraform type"
# Two may configure themselves by a variable of the same name; then it tells neither, which is worth knowing.
_MAY_REPEAT = frozenset({"variable"})
_HOST = re.compile(r"(?:[a-z0-9*_-]|\{region\})+(?:\.(?:[a-z0-9*_-]|\{region\})+)+(?:/\S*)?")


def check(own: Sequence[Path] = (), *, roots: Sequence[Path] = (HERE,), today: dt.date | None = None) -> list[Problem]:
    """All problems of the catalog under `roots` with `own` entries laid over it, in order of files and lines.

    With `today`, a source dated later is a problem too. An own entry that claims what the package says is another's
    takes it, which is a notice.
    """
    read, problems = read_documents(roots, own)
    problems += _claimed_twice(read, packaged=len(roots))
    problems += _references(read)
    problems += _parents(read)
    for document in read:
        problems += _file_name(document)
        match document.entry:
            case PartyFile():
                problems += _party(document, document.entry, today)
            case ModelFile() | BaseFile() | ResourceFile():
                problems += _source_dates(document, document.entry.sources, ("sources",), today)
    problems += _shadowed_hosts(read)
    problems += _shadowed_globs(read)
    return sorted(set(problems))


def _file_name(document: Document) -> Iterator[Problem]:
    stem = Path(document.path).stem
    if not document.alone:
        return
    match document.entry:
        case PartyFile(party=party) if party.id != stem:
            yield document.problem(("party", "id"), f"the file of party {party.id!r} must be called {party.id}.yaml")
        case ResourceFile(party=party) if party != stem:
            yield document.problem(("party",), f"the file of the resources of {party!r} must be called {party}.yaml")
        case BaseFile(id=name) if name != stem:
            yield document.problem(("id",), f"the file of base {name!r} must be called {name}.yaml")
        case _:
            return


def _claimed_twice(read: Iterable[Document], *, packaged: int) -> Iterator[Problem]:
    claimed: dict[tuple[str, str], list[tuple[Document, Claim]]] = defaultdict(list)
    for document in read:
        for claim in claims_of(document.entry):
            claimed[claim.kind, claim.key].append((document, claim))
    for (kind, key), entries in claimed.items():
        first, claim = entries[0]
        for document, again in entries[1:]:
            shared = kind in _MAY_REPEAT or (kind == _MAY_SHARE and document is not first)
            if shared and again.owner == claim.owner:
                continue
            by = f"{claim.owner} ({first.path})"
            if kind not in IDENTITIES and first.layer < packaged <= document.layer:
                yield document.problem(again.place, f"takes {kind} {key!r} from {by}", "notice")
            elif kind in _MAY_REPEAT:
                yield document.problem(again.place, f"{kind} {key!r} also configures {by}; it tells neither", "notice")
            else:
                yield document.problem(again.place, f"{kind} {key!r} is claimed by {by} already")


def _references(read: Sequence[Document]) -> Iterator[Problem]:
    known = References(document.entry for document in read)
    for document in read:
        for kind, name, place in known.unknown(document.entry):
            yield document.problem(place, f"there is no {kind} {name!r}{documents.nearest(name, known.names(kind))}")


def _parents(read: Iterable[Document]) -> Iterator[Problem]:
    parties = [(document, document.entry.party) for document in read if isinstance(document.entry, PartyFile)]
    countries: Mapping[str, str] = {party.id: party.country for _, party in parties}
    for document, party in parties:
        for number, parent in enumerate(party.parents):
            where: Place = ("party", "parents", number)
            own = countries.get(parent.id, parent.country)
            if parent.id == party.id:
                yield document.problem(where, "a party cannot be its own parent")
            elif own != parent.country and "unknown" not in (own, parent.country):
                yield document.problem(
                    where, f"{parent.id} is seated in {own} by its own file, not in {parent.country}"
                )


def _party(document: Document, file: PartyFile, today: dt.date | None) -> Iterator[Problem]:
    party = file.party
    yield from _party_sources(document, party, today)
    for number, parent in enumerate(party.parents):
        if not _is_country(parent.country):
            yield document.problem(("party", "parents", number), f"{parent.country!r} is no country of ISO 3166-1")
    if not _is_country(party.country):
        yield document.problem(("party", "country"), f"{party.country!r} is no country of ISO 3166-1")
    if party.country == "unknown" and party.confidence != "low":
        yield document.problem(("party", "country"), "where the seat is unknown, confidence is low")
    for region, country in file.regions.items():
        if country not in _PLACES:
            yield document.problem(("regions", region), f"{country!r} is no country of ISO 3166-1")
    services_vouched = any("services" in s.claims or "hosts" in s.claims for s in party.sources)
    for number, service in enumerate(file.services):
        place: Place = ("services", number)
        yield from _source_dates(document, service.sources, (*place, "sources"), today)
        if service.location not in (None, "global", "by-region") and service.location not in _PLACES:
            yield document.problem(
                (*place, "location"), f"location {service.location!r} is neither a country nor a word for one"
            )
        if not (services_vouched or service.sources):
            yield document.problem(
                place, f"no source vouches for service {service.id!r} (claims `services` or `hosts`)"
            )
        for index, host in enumerate(service.hosts):
            wrong = _wrong_host(host)
            if wrong:
                yield document.problem((*place, "hosts", index), f"host {host!r} {wrong}")
            if "{region}" in host and not file.regions:
                yield document.problem(
                    (*place, "hosts", index), f"host {host!r} tells a region, but the party lists none", "notice"
                )


def _party_sources(document: Document, party: Party, today: dt.date | None) -> Iterator[Problem]:
    claims = {claim for source in party.sources for claim in source.claims}
    if party.country != "unknown" and "country" not in claims:
        yield document.problem(("party", "country"), "no source vouches for the country")
    if party.parents and "parents" not in claims:
        yield document.problem(("party", "parents"), "no source vouches for the parents")
    if party.history and not claims & {"history", "parents", "name"}:
        yield document.problem(("party", "history"), "no source vouches for the history")
    yield from _source_dates(document, party.sources, ("party", "sources"), today)


def _source_dates(
    document: Document, sources: Sequence[Source], place: Place, today: dt.date | None
) -> Iterator[Problem]:
    for number, source in enumerate(sources):
        if today is not None and source.date > today:
            yield document.problem((*place, number), f"a source cannot be dated {source.date}, which is to come")


def _is_country(text: str) -> bool:
    return text in COUNTRIES or text in ("unknown", "INT")


def _wrong_host(host: str) -> str:
    if not _HOST.fullmatch(host):
        return "is not a pattern of lower-case labels with `*` or `{region}` and perhaps a path"
    fixed = re.search(r"[a-z0-9_-]+\.[a-z0-9_-]+$", host.partition("/")[0])
    return "" if fixed else "does not end in a domain that somebody can own"


def _shadowed_hosts(read: Iterable[Document]) -> Iterator[Problem]:
    """A pattern whose own addresses are answered by another service, by a pattern that is matched before it."""
    parties = [(document, document.entry) for document in read if isinstance(document.entry, PartyFile)]
    patterns = [(host, service.id) for _, file in parties for service in file.services for host in service.hosts]
    index = HostIndex(patterns)
    claims = Counter(host_key(host) for host, _ in patterns)
    for document, file in parties:
        region = min(file.regions, default="eu-1", key=lambda name: (not name.replace("-", "").isalnum(), name))
        for number, service in enumerate(file.services):
            for position, pattern in enumerate(service.hosts):
                if claims[host_key(pattern)] > 1 or _wrong_host(pattern):
                    continue  # said already
                host, slash, path = pattern.replace("{region}", region).replace("*", "qq").partition("/")
                match = index.find(host.lower(), slash + path)
                if match is not None and match.service != service.id:
                    yield document.problem(
                        ("services", number, "hosts", position),
                        f"host {pattern!r} is shadowed by a pattern of {match.service}",
                    )


def _shadowed_globs(read: Iterable[Document]) -> Iterator[Problem]:
    """A pattern that never wins: whatever fits it belongs to another family by a more telling pattern."""
    models = [(document, document.entry) for document in read if isinstance(document.entry, ModelFile)]
    index = ModelIndex(file for _, file in models)
    for document, file in models:
        for number, family in enumerate(file.families):
            for position, glob in enumerate(family.ids):
                winners = {match.family.id for text in _samples(glob) if (match := index.find(text)) is not None}
                if winners and family.id not in winners:
                    other = min(winners)
                    yield document.problem(
                        ("families", number, "ids", position), f"model id {glob!r} is shadowed by patterns of {other}"
                    )


def _samples(glob: str) -> tuple[str, ...]:
    return tuple(glob.lower().replace("*", filling) for filling in ("", "0", "-qq", "qq"))
