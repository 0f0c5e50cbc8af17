"""Record one file of egress: find its format, read it to the end, say what limits it. It judges no destination."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import BinaryIO, cast

from msgspec import Struct

from sovassess.documents import nearest
from sovassess.egress.fields import fields_seen
from sovassess.egress.format import Format
from sovassess.egress.formats import host_list
from sovassess.egress.ledger import LISTED, Ledger, of_nobody
from sovassess.egress.registry import BY_NAME, FORMATS
from sovassess.egress.streams import Source, head, opened
from sovassess.errors import InputFileError, ParseError
from sovassess.model.egress import Destination, Recording

SHORT = 24 * 3600
# Of a file that is what it claims to be, at least half of the rows can be read.
LEAST = 0.5
_LISTED = "`sovassess egress formats` lists the known ones"


class Recorded(Struct, frozen=True, kw_only=True):
    """A recording as it is shown, and the ledger that it came to."""

    recording: Recording
    ledger: Ledger


def record(
    path: str,
    stream: BinaryIO,
    name: str,
    is_own: Callable[[str], bool],
    is_vendors: Callable[[str], bool] = of_nobody,
) -> Recorded:
    """Read a recording. `name` is a format, `csv:ROLE:COLUMN,…`, or "" to detect it from the content.

    Raises `InputFileError` if the format is not known, or the file is not of the format, with what was seen in it.
    """
    ledger = Ledger(is_own, is_vendors)
    source = Source(stream)
    first = b""
    try:
        plain = opened(source)
        first = head(plain)
        chosen = _named(name) if name else _detected(first)
        if chosen.seeks:
            stream.seek(0)
            chosen.read(cast("io.BufferedReader", stream), ledger)
            stream.seek(0)
            source = Source(stream)
        else:
            chosen.read(plain, ledger)
        digest = source.finish()
        _check(ledger, chosen)
    except ParseError as error:
        seen = "" if "seen" in error.reason else fields_seen(first)
        raise InputFileError(
            path, error.line, f"{error.reason}; fields seen: {seen}" if seen else error.reason
        ) from error
    return Recorded(recording=_recording(path, digest, chosen, ledger), ledger=ledger)


def known_formats() -> tuple[str, ...]:
    """Every word that names a format."""
    return tuple(sorted(BY_NAME))


def _named(name: str) -> Format:
    word, colon, columns = name.partition(":")
    if word == "csv" and colon:
        pairs = [entry.partition(":") for entry in columns.split(",")]
        return host_list.with_columns({role: column for role, _, column in pairs})
    if name not in BY_NAME:
        raise ParseError(f"there is no egress format {name!r}{nearest(name, known_formats())}; {_LISTED}")
    return BY_NAME[name]


def _detected(first: bytes) -> Format:
    if not first.strip():
        raise ParseError("is empty: a recording of nothing proves nothing")
    found = next((entry for entry in FORMATS if entry.recognises(first)), None)
    if found is not None:
        return found
    shown = first.lstrip().partition(b"\n")[0][:90].decode("utf-8", "replace").strip()
    fields = fields_seen(first)
    told = f"its fields are {fields}" if fields else f"its first row is {shown!r}"
    told = "it is binary" if b"\0" in first[:4096] else told
    raise ParseError(
        f"its format is not recognised: {told} (seen at its beginning); name it with FORMAT=FILE, {_LISTED}"
    )


def _check(ledger: Ledger, chosen: Format) -> None:
    """Refuse a file of which too little could be read to speak of it."""
    if not ledger.rows:
        raise ParseError(f"holds no record of the format {chosen.id}")
    read = ledger.rows - ledger.unparsed
    if read < LEAST * ledger.rows:
        sample = ledger.samples[0] if ledger.samples else ""
        raise ParseError(f"{ledger.unparsed} of {ledger.rows} rows are no {chosen.title}; line {sample}")
    flows = sum(entry.flows + entry.refused for entry in ledger.destinations())
    if not (flows or ledger.internal or ledger.inbound or ledger.transit):
        raise ParseError(f"none of its {ledger.rows} rows names a destination")
    if ledger.transit and not (flows or ledger.internal or ledger.inbound):
        raise ParseError(
            f"all {ledger.transit} flows run between outside addresses; name your own under own.hosts in sovassess.yaml"
        )


def _recording(path: str, digest: str, chosen: Format, ledger: Ledger) -> Recording:
    found = ledger.destinations()
    beyond = found[LISTED:]
    return Recording(
        path=path,
        format=chosen.id,
        title=chosen.title,
        kind="seen",
        digest=digest,
        first=ledger.first,
        last=ledger.last,
        rows=ledger.rows,
        unparsed=ledger.unparsed,
        samples=tuple(ledger.samples),
        flows=sum(entry.flows for entry in found),
        bytes=sum(entry.bytes for entry in found),
        internal=ledger.internal,
        inbound=ledger.inbound,
        transit=ledger.transit,
        refused=ledger.refused,
        destinations=len(found),
        beyond=len(beyond),
        beyond_flows=sum(entry.flows for entry in beyond),
        beyond_bytes=sum(entry.bytes for entry in beyond),
        notes=_notes(chosen, ledger),
    )


def _notes(chosen: Format, ledger: Ledger) -> tuple[str, ...]:
    out = list(ledger.notes)
    if ledger.first is None or ledger.last is None:
        if not out:
            out.append(f"{chosen.title} without times: how long was watched is not known")
    elif ledger.last - ledger.first < SHORT:
        out.append("watched for less than a day: what runs weekly, monthly or in an emergency is not in it")
    if ledger.unparsed:
        out.append(f"{ledger.unparsed} of {ledger.rows} rows could not be read")
    if ledger.transit:
        out.append(
            f"{ledger.transit} flows ran between two outside addresses; if one is yours, name it under own.hosts"
        )
    return tuple(out)


def proves_absence(recordings: Sequence[Recording]) -> bool:
    """True if what the recordings do not show can count as not happening.

    That takes rows that could all be read and, where there are times, at least a day. A list without times is a
    statement by whoever hands it in, and is taken as it is given.
    """
    timed = [entry for entry in recordings if entry.seconds is not None]
    statements = [entry for entry in recordings if entry.seconds is None and entry.format == host_list.FORMAT.id]
    whole = not any(entry.unparsed or entry.transit for entry in recordings)
    whole = whole and len(timed) + len(statements) == len(recordings)
    watched = not timed or max(entry.last or 0 for entry in timed) - min(entry.first or 0 for entry in timed) >= SHORT
    return bool(recordings) and whole and watched


def listed(all_: Sequence[Recorded]) -> tuple[tuple[Recorded, tuple[Destination, ...]], ...]:
    """Each recording with its largest destinations, addresses named by the DNS answers of all recordings together."""
    names: dict[str, dict[str, None]] = {}
    for entry in all_:
        for address, called in entry.ledger.names.items():
            names.setdefault(address, {}).update(called)
    return tuple((entry, entry.ledger.destinations(names)[:LISTED]) for entry in all_)
