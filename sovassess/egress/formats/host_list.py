"""Plain lists of hosts, addresses and networks, and tables with a header row: firewall exports, `uniq -c`, CSV.

A table needs a column for the destination; `sovassess.formats.host_rows` lists the words it knows for each column,
and `--egress csv:host:COLUMN,port:COLUMN=FILE` names columns that have others.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from itertools import chain, islice

from sovassess.egress.format import Format
from sovassess.egress.ledger import Flow, Ledger
from sovassess.egress.names import is_address
from sovassess.egress.numbers import protocol_name
from sovassess.egress.streams import lines
from sovassess.egress.times import moment
from sovassess.errors import ParseError
from sovassess.formats.host_rows import COLUMNS, RowReader

_FIRST = 200


def with_columns(mapping: Mapping[str, str]) -> Format:
    """The format for a table whose columns a person named. Raises `ParseError` for a role that there is none of."""
    strange = sorted(set(mapping) - set(COLUMNS))
    if strange:
        raise ParseError(f"csv: there is no column role {strange[0]!r}; known: {', '.join(sorted(COLUMNS))}")

    def read(stream: io.BufferedReader, ledger: Ledger) -> None:
        _table(stream, ledger, mapping)

    return Format(id="host-list", title="Table of destinations", recognises=FORMAT.recognises, read=read, timed=False)


def _read(stream: io.BufferedReader, ledger: Ledger) -> None:
    _table(stream, ledger, {})


def _table(stream: io.BufferedReader, ledger: Ledger, mapping: Mapping[str, str]) -> None:
    numbered = ((number, line.decode("utf-8-sig", "replace")) for number, line in lines(stream))
    first = tuple(islice(numbered, _FIRST))
    reader = RowReader([line for _, line in first], mapping)
    if reader.unknown:
        raise ParseError(f"no column {', '.join(reader.unknown)}; columns seen: {', '.join(reader.top)[:200]}")
    found = 0
    for number, line in chain(first, numbered):
        row = reader.row(number, line)
        if row is None:
            continue
        ledger.rows += 1
        if row.destination is None:
            ledger.lost(number, line)
            continue
        found += 1
        cells = row.cells
        source, size = cells.get("source", ""), cells.get("bytes", "")
        ledger.flow(
            Flow(
                row.destination.host.lower(),
                row.destination.port,
                protocol_name(cells.get("protocol", "")),
                source=source if is_address(source) else "",
                count=row.count,
                size=int(size) if size.isdigit() else 0,
                first=moment(cells.get("time")),
                refused=row.refused,
                line=number,
            )
        )
    if ledger.rows and not found:
        raise ParseError(f"no row names a destination{reader.seen}", first[0][0] if first else None)


def _recognises(head: bytes) -> bool:
    """True if most of the first rows name a destination."""
    if b"\0" in head:
        return False
    text = head.decode("utf-8-sig", "replace").splitlines()
    whole = text[:-1] if len(text) > 1 and len(head) > 60_000 else text
    reader = RowReader(whole)
    rows = [row for number, line in enumerate(whole[:_FIRST], 1) if (row := reader.row(number, line))]
    return bool(rows) and sum(row.destination is not None for row in rows) >= 0.5 * len(rows)


FORMAT = Format(
    id="host-list",
    title="List of destinations",
    recognises=_recognises,
    read=_read,
    aliases=("csv", "hosts", "cidr-list"),
    timed=False,
)
