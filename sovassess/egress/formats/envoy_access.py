"""Envoy's access log: the default text form, Istio's longer one, and JSON with the usual names.

The command operators and the default form follow envoyproxy.io, "Access logging" (read 2026-11-22). What counts is
the upstream that Envoy called: an ingress has inside upstreams, so that its callers are no destinations.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

import msgspec

from sovassess.egress.format import Format
from sovassess.egress.json_rows import UNREADABLE, first_object, needs
from sovassess.egress.ledger import Flow, Ledger
from sovassess.egress.names import is_address, is_name, target
from sovassess.egress.streams import lines
from sovassess.egress.times import iso

_LINE = re.compile(
    r'^\[(?P<start_time>\d{4}-\d\d-\d\dT[^\]]+)\] "(?P<request>[^"]*)" (?P<code>\S+) (?P<response_flags>\S+) '
    r"(?P<middle>.*?)"
    r'(?P<bytes_received>\d+) (?P<bytes_sent>\d+) (?P<duration>\S+) \S+ "(?:[^"]*)" "(?:[^"]*)" "(?:[^"]*)" '
    r'"(?P<authority>[^"]*)" "(?P<upstream_host>[^"]*)"(?P<rest>.*)$'
)
_JSON = msgspec.json.Decoder(dict[str, object])
# Flags by which Envoy says that it let nothing out.
_REFUSED = frozenset({"NR", "UAEX", "RL", "RLSE", "DPE", "UH", "NC"})


def _read(stream: io.BufferedReader, ledger: Ledger) -> None:
    found = 0
    seen: object = ""
    for number, raw in lines(stream):
        if not raw.strip():
            continue
        ledger.rows += 1
        row = _of_json(raw) if raw[:1] == b"{" else _of_text(raw.decode("utf-8", "replace"))
        if row is None:
            ledger.lost(number, raw)
            continue
        seen = seen or sorted(row)
        found += _count(ledger, row, number)
    needs(found, ledger, "neither upstream_host nor upstream_cluster", seen)


def _of_text(line: str) -> Mapping[str, str] | None:
    match = _LINE.match(line)
    if match is None:
        return None
    row = {name: value for name, value in match.groupdict().items() if value}
    words = row.pop("rest", "").split()
    if words:
        row["upstream_cluster"] = words[0]
    if len(words) > 4:
        row["requested_server_name"] = words[4]
    return row


def _of_json(line: bytes) -> Mapping[str, str] | None:
    try:
        found = _JSON.decode(line)
    except UNREADABLE:
        return None
    # A field that was asked for and has no value is null where the text form has a dash.
    row = {
        name: "-" if value is None else str(value)
        for name, value in found.items()
        if value is None or isinstance(value, str | int | float)
    }
    row.setdefault("authority", row.get(":authority", ""))
    return row


def _count(ledger: Ledger, row: Mapping[str, str], number: int) -> bool:
    if "upstream_host" not in row and "upstream_cluster" not in row:
        ledger.lost(number, "neither upstream_host nor upstream_cluster")
        return False
    cluster = row.get("upstream_cluster", "-")
    when = iso(row.get("start_time", ""))
    if when is not None:
        ledger.watched(when, when)
    if cluster.startswith("inbound|"):
        ledger.inbound += 1
        return True
    upstream = target(row.get("upstream_host", "-").strip("-"))
    refused = bool(set(row.get("response_flags", "").split(",")) & _REFUSED) or cluster == "BlackHoleCluster"
    name = _name(row, cluster)
    if upstream is None and not (refused and name):
        if name or row.get("upstream_host") == "-":
            ledger.internal += 1  # answered by Envoy itself, or never sent
            return True
        ledger.lost(number, str(dict(row)))
        return False
    address = upstream.host if upstream is not None and is_address(upstream.host) else ""
    host = name if name and not ledger.inside(address or name) else (upstream.host if upstream else name)
    sizes = (row.get("bytes_received", "0"), row.get("bytes_sent", "0"))
    ledger.flow(
        Flow(
            host,
            upstream.port if upstream else None,
            "tcp",
            size=sum(int(size) for size in sizes if size.isdigit()),
            first=when,
            address=address,
            refused=refused,
            line=number,
        )
    )
    return True


def _name(row: Mapping[str, str], cluster: str) -> str:
    """The name that was asked for: by the handshake, by the cluster that Istio makes from a host, by the request."""
    for text in (row.get("requested_server_name", ""), cluster.rpartition("|")[2], row.get("authority", "")):
        found = target(text) if text not in ("", "-") else None
        if found is not None and is_name(found.host):
            return found.host
    return ""


def _recognises(head: bytes) -> bool:
    first = first_object(head)
    if first:
        return "upstream_host" in first and ("response_flags" in first or "authority" in first)
    return _LINE.match(head.lstrip().partition(b"\n")[0].decode("utf-8", "replace").strip()) is not None


FORMAT = Format(
    id="envoy-access", title="Envoy access log", recognises=_recognises, read=_read, aliases=("envoy", "istio")
)
