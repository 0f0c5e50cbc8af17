"""The connections of a capture: who began each, how much it carried, and the name that its first bytes asked for.

At most `OPEN` connections are held; the one that was silent longest is counted as it stands when another begins.
"""

from __future__ import annotations

from sovassess.egress.ledger import Flow, Ledger
from sovassess.egress.names import is_name
from sovassess.egress.numbers import is_server_port
from sovassess.egress.packets import dns, hello, quic
from sovassess.egress.packets.headers import ACK, RST, SYN, Segment

OPEN = 50_000
_DNS = 53
_MOST_PIECES = 24
# Response codes NXDOMAIN and REFUSED (RFC 1035): there is nothing to call.
_NOWHERE = (3, 5)

Key = tuple[str, int, str, int, str]


class _Connection:
    """One connection so far, seen from whoever began it."""

    __slots__ = ("answered", "began", "bytes", "first", "last", "name", "pieces", "start")

    def __init__(self, when: int, *, began: bool) -> None:
        self.first = self.last = when
        self.bytes = 0
        self.began = began
        self.answered = False
        self.name: str | None = None
        self.start = 0
        self.pieces: dict[int, bytes] | None = {}


class Connections:
    """All connections of one capture."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._open: dict[Key, _Connection] = {}
        self._quic = quic.available()

    def add(self, found: Segment, when: int, length: int) -> None:
        """Count one packet of `length` bytes on the wire."""
        ours = (found.source, found.source_port, found.target, found.target_port, found.protocol)
        theirs = (found.target, found.target_port, found.source, found.source_port, found.protocol)
        forward = ours in self._open
        if not forward and theirs not in self._open:
            forward = _is_opening(found)
            self._begin(ours if forward else theirs, found, when)
        elif forward and found.flags & (SYN | ACK) == SYN and self._open[ours].bytes and self._open[ours].answered:
            self._count(ours, self._open.pop(ours))  # the same ports again
            self._begin(ours, found, when)
        key = ours if forward else theirs
        connection = self._open.pop(key)
        self._open[key] = connection  # the last that spoke stands at the end
        connection.bytes += length
        connection.last = max(connection.last, when)
        if forward:
            self._name(connection, found)
        elif not found.flags & RST:
            connection.answered = True
        if _DNS in (found.source_port, found.target_port):
            self._dns(found, when)

    def finish(self) -> None:
        """Count what is still open."""
        for key, connection in self._open.items():
            self._count(key, connection)
        self._open.clear()

    def _begin(self, key: Key, found: Segment, when: int) -> None:
        if len(self._open) >= OPEN:
            oldest = next(iter(self._open))
            self._count(oldest, self._open.pop(oldest))
        self._open[key] = _Connection(when, began=found.protocol == "tcp" and found.flags & (SYN | ACK) == SYN)

    def _name(self, connection: _Connection, found: Segment) -> None:
        """Take the name from the first bytes of the client, which may come in several segments, in any order."""
        pieces = connection.pieces
        if pieces is None or not found.payload:
            if found.flags & SYN:
                connection.start = (found.sequence + 1) & 0xFFFFFFFF
            return
        if found.protocol == "udp":
            if not (self._quic and quic.is_initial(found.payload)):
                return
            pieces |= quic.crypto(found.payload)
            name = hello.client_hello(_joined(pieces))
        elif found.protocol == "tcp":
            connection.start = connection.start or found.sequence
            pieces[(found.sequence - connection.start) & 0xFFFFFFFF] = found.payload
            name = hello.server_name(_joined(pieces)) if 0 in pieces else None
        else:
            return
        if name is not None or len(pieces) > _MOST_PIECES:
            connection.name, connection.pieces = name, None

    def _dns(self, found: Segment, when: int) -> None:
        payload = found.payload[2:] if found.protocol == "tcp" else found.payload
        message = dns.message(payload)
        if message is None or message.reverse:
            return
        if message.is_answer:
            self._ledger.answer(message.name, message.addresses)
            if message.code in _NOWHERE:
                self._ledger.stopped(message.name)
        elif found.target_port == _DNS:
            self._ledger.asked(message.name, when or None)

    def _count(self, key: Key, connection: _Connection) -> None:
        name = connection.name if connection.name and is_name(connection.name) else ""
        target = key[2]
        if name and connection.answered:
            self._ledger.answer(name, (target,))
        self._ledger.flow(
            Flow(
                name or target,
                key[3] or None,
                key[4],
                key[0],
                size=connection.bytes,
                first=connection.first or None,
                last=connection.last or None,
                address=target if name else "",
                refused=connection.began and not connection.answered,
            )
        )


def _is_opening(found: Segment) -> bool:
    """True if the first packet that was seen comes from whoever began."""
    if found.protocol == "tcp" and found.flags & SYN:
        return not found.flags & ACK
    return not (is_server_port(found.source_port) and not is_server_port(found.target_port))


def _joined(pieces: dict[int, bytes]) -> bytes:
    """The bytes from the beginning as far as they are whole."""
    out = b""
    for offset in sorted(pieces):
        if offset > len(out) or len(out) > hello.LONGEST:
            break
        out = out[:offset] + pieces[offset] if offset + len(pieces[offset]) > len(out) else out
    return out
