"""Flows added up by destination as they are read, in memory that does not grow with the recording.

Beyond a limit of destinations, new addresses are added up by network (/16, /32 for IPv6) and new names by their last
two labels: nothing is dropped, only told less finely.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import ip_address

from msgspec import Struct

from sovassess.egress.numbers import is_server_port
from sovassess.model.egress import Destination

LIMIT = 60_000
LISTED = 2_000
NAMES = 4
ADDRESSES = 8
SAMPLES = 5
SAMPLE_LETTERS = 160
_THROUGH = (
    "some vendors' names were reached at inside addresses, by a private link or a proxy, and count as theirs; "
    "if that is a mirror of your own, name it under own.hosts"
)
_WHOLE = ("", "0.0.0.0", "::", "255.255.255.255")  # noqa: S104 - read, never bound


class Flow(Struct, gc=False):
    """One record, or `count` equal ones: from `source` to a host or an address.

    `address` is where a named host was reached, `size` in bytes, `first` and `last` seconds since 1970, `line` where
    the record stands, `refused` what was stopped on its way.
    """

    host: str
    port: int | None = None
    protocol: str = ""
    source: str = ""
    source_port: int | None = None
    count: int = 1
    size: int = 0
    first: int | None = None
    last: int | None = None
    address: str = ""
    refused: bool = False
    line: int | None = None


class Tally:
    """The flows to one destination so far."""

    __slots__ = ("addresses", "bytes", "first", "flows", "last", "line", "refused")

    def __init__(self, line: int | None) -> None:
        self.flows = 0
        self.bytes = 0
        self.first: int | None = None
        self.last: int | None = None
        self.refused = 0
        self.line = line
        self.addresses: set[str] = set()


def of_nobody(_host: str) -> bool:
    """Of no host is it known that it is a vendor's."""
    return False


class Ledger:
    """What one recording comes to. `is_own` says of a host or an address whether it is the organisation's,
    `is_vendors` of a name whether it is known to be somebody else's."""

    def __init__(self, is_own: Callable[[str], bool], is_vendors: Callable[[str], bool] = of_nobody) -> None:
        self._is_own = is_own
        self._is_vendors = is_vendors
        self._inside: dict[str, bool] = {}
        self._rows: dict[tuple[str, int | None, str], Tally] = {}
        self.names: dict[str, dict[str, None]] = {}
        self.rows = self.unparsed = self.internal = self.inbound = self.transit = self.refused = 0
        self.samples: list[str] = []
        self.notes: dict[str, None] = {}
        self.first: int | None = None
        self.last: int | None = None

    # ---------------------------------------------------------------------------------------------------- reading

    def inside(self, host: str) -> bool:
        """True for what is the organisation's own, or can never be outside: loopback, private, multicast."""
        known = self._inside.get(host)
        if known is None:
            if len(self._inside) > 4 * LIMIT:
                self._inside.clear()
            base = host.partition("/")[0]
            known = self._inside[host] = _nowhere(base) or self._is_own(base)
        return known

    def flow(self, flow: Flow) -> None:
        """Add up a flow that its source began. Without a source it came from inside, as with a proxy's log.

        A name at an inside address is inside, unless it is a vendor's: then it was reached through a private link or a
        proxy, and whose it is does not change.
        """
        if flow.first is not None:
            self.watched(flow.first, flow.first if flow.last is None else flow.last)
        outside = not self.inside(flow.host)
        if outside and flow.address and self.inside(flow.address):
            outside = self._is_vendors(flow.host)
            if outside:
                self.note(_THROUGH)
        if flow.source and not self.inside(flow.source):
            self.transit += flow.count * outside
            self.inbound += flow.count * (not outside)
        elif outside:
            self._add(flow)
        else:
            self.internal += flow.count

    def _add(self, flow: Flow) -> None:
        row = self._row(flow)
        if flow.refused:
            self.refused += flow.count
            row.refused += flow.count
        else:
            row.flows += flow.count
            row.bytes += max(flow.size, 0)
        if flow.first is not None:
            last = flow.first if flow.last is None else flow.last
            row.first = flow.first if row.first is None else min(row.first, flow.first)
            row.last = last if row.last is None else max(row.last, last)
        if flow.address and flow.address != flow.host and len(row.addresses) < ADDRESSES:
            row.addresses.add(flow.address)

    def pair(self, flow: Flow, *, began: bool | None = None) -> None:
        """A flow between two ends of which nobody says who began it, unless `began` says that its source did or not.

        An answer comes from a server's port to a high one; it belongs to a call that was counted the other way.
        """
        answers = is_server_port(flow.source_port) and not is_server_port(flow.port) if began is None else not began
        if not answers:
            self.flow(flow)
            return
        self.inbound += flow.count
        if flow.first is not None:
            self.watched(flow.first, flow.first if flow.last is None else flow.last)

    def answer(self, name: str, addresses: Iterable[str]) -> None:
        """DNS answered a question for `name` with addresses."""
        name = name.rstrip(".").lower()
        for address in addresses:
            known = self.names.get(address)
            if known is None and len(self.names) < LIMIT:
                known = self.names[address] = {}
            if known is not None and len(known) <= NAMES:
                known[name] = None

    def asked(
        self, name: str, when: int | None = None, *, count: int = 1, refused: bool = False, line: int | None = None
    ) -> None:
        """Somebody asked for the address of `name`; a name without a dot, or for a reverse look-up, is inside."""
        name = name.rstrip(".").lower()
        if "." not in name or name.endswith(".arpa"):
            if when is not None:
                self.watched(when, when)
            self.internal += count
            return
        self.flow(Flow(name, None, "dns", count=count, first=when, refused=refused, line=line))

    def stopped(self, name: str) -> None:
        """The last question for `name`, counted by `asked`, was refused or blocked."""
        row = self._rows.get((name.rstrip(".").lower(), None, "dns"))
        if row is not None and row.flows:
            row.flows -= 1
            row.refused += 1
            self.refused += 1

    def ours(self, name: str) -> None:
        """The resolver was told that `name` is an inside host: questions for it, past and to come, stay inside."""
        name = name.rstrip(".").lower()
        self._inside[name] = True
        row = self._rows.pop((name, None, "dns"), None)
        if row is not None:
            self.internal += row.flows
            self.refused -= row.refused

    def watched(self, first: int, last: int) -> None:
        """The recording was running from `first` to `last`, seconds since 1970."""
        if self.first is None or first < self.first:
            self.first = first
        if self.last is None or last > self.last:
            self.last = last

    def lost(self, number: int, row: bytes | str) -> None:
        """A row that cannot be read; some are kept as samples."""
        self.unparsed += 1
        if len(self.samples) < SAMPLES:
            text = row[: 4 * SAMPLE_LETTERS].decode("utf-8", "replace") if isinstance(row, bytes) else row
            self.samples.append(f"{number}: {text.strip()[:SAMPLE_LETTERS]}")

    def note(self, text: str) -> None:
        """Something that limits what the recording proves, in words; the same words count once."""
        self.notes[text] = None

    def _row(self, flow: Flow) -> Tally:
        key = (flow.host, flow.port, flow.protocol)
        row = self._rows.get(key)
        if row is None:
            if len(self._rows) >= LIMIT:
                key = (_folded(flow.host), None, "")
                row = self._rows.get(key)
                if row is None and len(self._rows) >= 3 * LIMIT:
                    key = ("0.0.0.0/0", None, "")
                    row = self._rows.get(key)
            if row is None:
                row = self._rows[key] = Tally(flow.line)
        return row

    # --------------------------------------------------------------------------------------------------- the result

    def destinations(self, names: dict[str, dict[str, None]] | None = None) -> tuple[Destination, ...]:
        """Every destination, named by the DNS answers in `names` (default: its own), the largest first."""
        known = self.names if names is None else names
        merged: dict[tuple[str, int | None, str], Tally] = {}
        several: dict[str, tuple[str, ...]] = {}
        for (host, port, protocol), row in self._rows.items():
            called = tuple(sorted(known.get(host, ())))
            name = called[0] if len(called) == 1 else host
            if called:
                several[name] = called
            into = merged.setdefault((name, port, protocol), Tally(row.line))
            _add(into, row)
            if name != host:
                into.addresses.add(host)
        found = [
            Destination(
                host=host,
                port=port,
                protocol=protocol,
                # A flow log may begin in the middle of a flow, whose opening it does not hold.
                flows=row.flows or int(row.bytes > 0),
                bytes=row.bytes,
                first=row.first,
                last=row.last,
                refused=row.refused,
                names=several.get(host, ()),
                addresses=tuple(sorted(row.addresses))[:ADDRESSES],
                line=row.line,
            )
            for (host, port, protocol), row in merged.items()
        ]
        return tuple(sorted(found, key=_order))


def _order(entry: Destination) -> tuple[int, int, str, int, str]:
    return (-entry.bytes, -entry.flows, entry.host, entry.port or 0, entry.protocol)


def _add(into: Tally, row: Tally) -> None:
    into.flows += row.flows
    into.bytes += row.bytes
    into.refused += row.refused
    if row.first is not None:
        into.first = row.first if into.first is None else min(into.first, row.first)
    if row.last is not None:
        into.last = row.last if into.last is None else max(into.last, row.last)
    if row.line is not None:
        into.line = row.line if into.line is None else min(into.line, row.line)
    into.addresses |= row.addresses


def _nowhere(host: str) -> bool:
    """True for addresses that no packet reaches outside: unspecified, multicast, broadcast."""
    if host in _WHOLE:
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_multicast or not (address.is_global or address.is_private)


def _folded(host: str) -> str:
    """The network or the domain that stands for a destination among too many."""
    try:
        address = ip_address(host)
    except ValueError:
        labels = host.split(".")
        return "*." + ".".join(labels[-2:]) if len(labels) > 2 else host
    packed = address.packed
    if len(packed) == 4:
        return f"{packed[0]}.{packed[1]}.0.0/16"
    return f"{packed[:4].hex(':', 2)}::/32"
