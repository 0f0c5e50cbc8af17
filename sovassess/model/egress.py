"""What a recording of egress comes to: how long it watched, how much it saw, and where everything went."""

from __future__ import annotations

from msgspec import Struct


class Destination(Struct, frozen=True, kw_only=True):
    """One outside host or address with port and protocol, and all flows to it added up.

    `host` is a name in lower case, an address, or a network where too many addresses were seen to keep each. `bytes`
    counts both directions as far as the format tells. `first` and `last` are seconds since 1970 in UTC, None where the
    format has no time. `refused` counts the attempts that were stopped. `names` are what DNS called the address in
    the same recordings, `host` being that name if it is the only one; `addresses` are those that a named host was
    reached at.
    """

    host: str
    port: int | None = None
    protocol: str = ""
    flows: int = 0
    bytes: int = 0
    first: int | None = None
    last: int | None = None
    refused: int = 0
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    line: int | None = None


class Recording(Struct, frozen=True, kw_only=True):
    """One file of recorded or permitted egress as it was read. `kind` is `seen` or `permitted`.

    `rows` counts the records, of which `unparsed` could not be read (`samples` shows some, with their line). `flows`
    and `bytes` left for outside; `internal` stayed inside, `inbound` came from outside or answered such a call,
    `transit` ran between two outside addresses, `refused` were stopped. `beyond` destinations are not listed one by
    one, with `beyond_flows` and `beyond_bytes`. `notes` say what limits the proof, in words.
    """

    path: str
    format: str
    title: str
    kind: str
    digest: str
    first: int | None = None
    last: int | None = None
    rows: int = 0
    unparsed: int = 0
    samples: tuple[str, ...] = ()
    flows: int = 0
    bytes: int = 0
    internal: int = 0
    inbound: int = 0
    transit: int = 0
    refused: int = 0
    destinations: int = 0
    beyond: int = 0
    beyond_flows: int = 0
    beyond_bytes: int = 0
    notes: tuple[str, ...] = ()

    @property
    def seconds(self) -> int | None:
        """The length of the window, None where the format has no time."""
        return None if self.first is None or self.last is None else self.last - self.first


class EgressRow(Struct, frozen=True, kw_only=True):
    """One destination of the reconciliation. `state`: `declared and seen`, `declared, never seen`, `seen, never
    declared`, `seen, not permitted`, `permitted, never used`; where several hold, the gravest, and all in `states`.

    `count` is the number of flows, or of questions to DNS where there was no more, and `bytes` their size, both
    directions as far as the recording tells; `first` and
    `last` are seconds since 1970. `party` is "" for a destination that nobody could identify. `by` says what the party
    was told from: `name`, `dns` (an answer in the recordings), `range` (the provider's published addresses) or "".
    `permitted` is None where no policy or list was given that could permit it.
    """

    host: str
    party: str
    state: str
    count: int
    evidence: tuple[str, ...]
    states: tuple[str, ...] = ()
    service: str = ""
    ports: tuple[str, ...] = ()
    bytes: int = 0
    first: int | None = None
    last: int | None = None
    by: str = ""
    domain: str = ""
    addresses: tuple[str, ...] = ()
    permitted: bool | None = None
