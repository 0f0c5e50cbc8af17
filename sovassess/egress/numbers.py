"""Names of the transport protocols that flow records give as numbers (IANA, Protocol Numbers, 2026-11-22)."""

from __future__ import annotations

_PROTOCOLS = {"1": "icmp", "6": "tcp", "17": "udp", "47": "gre", "50": "esp", "58": "icmp", "132": "sctp", "-": ""}


def protocol_name(text: str) -> str:
    """`6` and `TCP` as `tcp`; a number without a name here stays a number."""
    return _PROTOCOLS.get(text) or ("" if text == "-" else text.lower())


def port_number(text: str | bytes | int | None) -> int | None:
    """A port, None for 0 and for what is none."""
    try:
        number = int(text) if text is not None else 0
    except ValueError:
        return None
    return number if 0 < number < 65_536 else None
