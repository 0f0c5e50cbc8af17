"""What numbers in flow records stand for: transport protocols (IANA, Protocol Numbers, 2026-11-22), servers' ports."""

from __future__ import annotations

_PROTOCOLS = {"1": "icmp", "6": "tcp", "17": "udp", "47": "gre", "50": "esp", "58": "icmp", "132": "sctp", "-": ""}

# Ports that servers listen on, beside those below 1024; a flow from one of them to a high port is an answer.
SERVER_PORTS = frozenset({
    1194, 1433, 1434, 1521, 1723, 1883, 2049, 2181, 2375, 2376, 2379, 3000, 3128, 3268, 3269, 3306, 3389, 3478, 4317,
    4318, 4443, 5000, 5044, 5060, 5061, 5222, 5432, 5671, 5672, 5900, 6333, 6334, 6379, 6380, 6443, 6514, 7000, 7443,
    7687, 8000, 8008, 8080, 8081, 8086, 8088, 8123, 8125, 8200, 8443, 8500, 8883, 8888, 9000, 9042, 9090, 9092, 9093,
    9100, 9200, 9300, 9411, 9418, 9443, 10250, 11211, 11434, 19302, 19530, 27017, 50051, 51820,
})  # fmt: skip


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


def is_server_port(port: int | None) -> bool:
    """True for a port that a server usually listens on."""
    return port is not None and (0 < port < 1024 or port in SERVER_PORTS)
