"""Tell addresses from names quickly, and find the host in what a proxy was asked for. It knows no owner."""

from __future__ import annotations

from functools import lru_cache

from sovassess.formats.addresses import Destination, destination, is_domain, is_ip

# Answers of DNS after which there is nothing to call: the name does not exist, or nobody may know it.
NOWHERE = frozenset({"NXDOMAIN", "REFUSED"})


@lru_cache(maxsize=1 << 16)
def is_address(text: str) -> bool:
    """True for an IPv4 or IPv6 address."""
    return "/" not in text and is_ip(text)


@lru_cache(maxsize=1 << 16)
def is_name(text: str) -> bool:
    """True for a host name with a dot."""
    return not is_ip(text) and is_domain(text)


@lru_cache(maxsize=1 << 16)
def target(text: str, default: int | None = None) -> Destination | None:
    """The host and port of a URL, an authority or a CONNECT target; a single label counts as an inside name.

    The port is that of the URL's scheme or `default` where none is written; None if the text names no host.
    """
    scheme, mark, rest = text.partition("://")
    if not mark:
        scheme, rest = "", text
    rest = rest.split("/", 1)[0].rpartition("@")[2]
    found = destination(rest)
    if found is None:
        label, _, number = rest.partition(":")
        if not label.replace("-", "").replace("_", "").isalnum() or (number and not number.isdigit()):
            return None
        found = Destination(label.lower(), int(number) if number else None)
    port = found.port or {"http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21}.get(scheme.lower(), default)
    return Destination(found.host.lower(), port)
