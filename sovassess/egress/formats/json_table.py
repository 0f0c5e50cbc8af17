"""JSON lines whose fields are named like the columns of a table: exports of firewalls and SIEMs, nginx's JSON form.

Nested objects are read one level deep (`destination.domain`). `sovassess.formats.host_rows` lists the words for each
role.
"""

from __future__ import annotations

import io

import msgspec

from sovassess.egress.format import Format
from sovassess.egress.json_rows import UNREADABLE, first_object, json_rows, needs
from sovassess.egress.ledger import Flow, Ledger
from sovassess.egress.names import is_address, is_name, target
from sovassess.egress.numbers import port_number, protocol_name
from sovassess.egress.times import common, moment
from sovassess.formats.host_rows import is_refused, role_of

_DECODER = msgspec.json.Decoder(dict[str, object])
# Where a proxy went is told by these before all others.
_UPSTREAM = ("upstream_addr", "upstream_host", "upstream", "proxy_host")


def _read(stream: io.BufferedReader, ledger: Ledger) -> None:
    found = 0
    seen: object = ""
    for number, row in json_rows(stream, ledger, _DECODER):
        cells = _cells(row)
        seen = seen or sorted(cells)
        roles: dict[str, list[str]] = {}
        for name, cell in cells.items():
            role = "host" if name in _UPSTREAM else role_of(name)
            if role and not (role == "host" and any(key in cells for key in _UPSTREAM) and name not in _UPSTREAM):
                roles.setdefault(role, []).append(cell)
        found += _count(ledger, roles, number)
    needs(found, ledger, "no field is named like a destination", seen)


def _count(ledger: Ledger, roles: dict[str, list[str]], number: int) -> bool:
    hosts = [host for cell in roles.get("host", ()) if (host := target(cell)) is not None]
    names = [host for host in hosts if is_name(host.host)]
    addresses = [host for host in hosts if is_address(host.host)]
    best = next(iter(names or addresses or hosts), None)
    if best is None:
        ledger.lost(number, f"{roles}")
        return False

    def first(role: str) -> str:
        return next(iter(roles.get(role, ())), "")

    source, size, count = first("source"), first("bytes"), first("count")
    when = moment(first("time")) or common(first("time"))
    ledger.flow(
        Flow(
            best.host,
            best.port or port_number(first("port")) or (addresses[0].port if addresses else None),
            protocol_name(first("protocol")),
            source if is_address(source) else "",
            count=int(count) if count.isdigit() else 1,
            size=int(size) if size.isdigit() else 0,
            first=when,
            address=addresses[0].host if names and addresses else "",
            refused=is_refused(first("verdict")),
            line=number,
        )
    )
    return True


def _cells(row: dict[str, object], prefix: str = "") -> dict[str, str]:
    out: dict[str, str] = {}
    for name, value in row.items():
        key = f"{prefix}{name}".lower().replace(".", "_").replace("-", "_")
        if isinstance(value, dict) and not prefix:
            nested: dict[str, object] = {str(inner): cell for inner, cell in value.items()}  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]
            out |= _cells(nested, f"{key}_")
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            out[key] = str(value)
    return out


def _recognises(head: bytes) -> bool:
    first = first_object(head)
    if not first:
        return False
    try:
        row = _cells({name: msgspec.json.decode(bytes(raw)) for name, raw in first.items()})
    except UNREADABLE:
        return False
    return any((name in _UPSTREAM or role_of(name) == "host") and target(cell) for name, cell in row.items())


FORMAT = Format(
    id="json-table", title="JSON rows of destinations", recognises=_recognises, read=_read, aliases=("json",)
)
