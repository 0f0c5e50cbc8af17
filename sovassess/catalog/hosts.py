"""Match a host, with its path where that matters, against the patterns of the catalog.

`api.x.com` matches itself, `*.x.com` anything below, `a.{region}.x.com` one label that is given back. A pattern may end
in a path prefix. The more telling pattern wins: exact before placeholder before wildcard, longer path before shorter.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from msgspec import Struct


class HostMatch(Struct, frozen=True):
    """The service that owns the address, and the region that the host names, if it names one."""

    service: str
    region: str | None


class _Pattern(Struct, frozen=True):
    host: str
    service: str
    path: str


class HostIndex:
    """Patterns of all services, looked up by walking the labels of a host: cost is linear in the number of labels."""

    def __init__(self, patterns: Iterable[tuple[str, str]]) -> None:
        self._exact: dict[str, list[_Pattern]] = defaultdict(list)
        self._below: dict[str, list[_Pattern]] = defaultdict(list)
        self._placed: dict[str, list[_Pattern]] = defaultdict(list)
        for pattern, service in patterns:
            host, slash, path = pattern.partition("/")
            self._add(host.lower(), slash + path if path else "", service)
        for index in (self._exact, self._below, self._placed):
            for entries in index.values():
                entries.sort(key=lambda entry: (-len(entry.path), -_fixed(entry.host)))

    def _add(self, host: str, path: str, service: str) -> None:
        if host.startswith("*.") and "*" not in host[2:] and "{" not in host:
            self._below[host[2:]].append(_Pattern(host, service, path))
        elif "*" in host or "{" in host:
            anchor = _fixed_tail(host)
            self._placed[anchor].append(_Pattern(host, service, path))
        else:
            self._exact[host].append(_Pattern(host, service, path))

    def find(self, host: str, path: str = "") -> HostMatch | None:
        """The best match for a host in lower case without port, and the path that begins with `/` or is empty."""
        for entry in self._exact.get(host, ()):
            if _path_fits(entry.path, path):
                return HostMatch(entry.service, None)
        for tail in _tails(host):
            for entry in self._placed.get(tail, ()):
                found = _expression(entry.host).fullmatch(host)
                if found and _path_fits(entry.path, path):
                    return HostMatch(entry.service, found.groupdict().get("region"))
        for tail in _tails(host):
            for entry in self._below.get(tail, ()):
                if tail != host and _path_fits(entry.path, path):
                    return HostMatch(entry.service, None)
        return None


def _tails(host: str) -> Iterable[str]:
    while host:
        yield host
        host = host.partition(".")[2]


def _fixed(pattern: str) -> int:
    """How many characters of the pattern stand for themselves."""
    return len(re.sub(r"\*|\{\w+\}", "", pattern))


def _fixed_tail(pattern: str) -> str:
    labels = pattern.split(".")
    tail: list[str] = []
    for label in reversed(labels):
        if "*" in label or "{" in label:
            break
        tail.append(label)
    return ".".join(reversed(tail))


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    out: list[str] = []
    named: set[str] = set()
    for position, piece in enumerate(re.split(r"(\*|\{\w+\})", pattern)):
        if piece == "*":
            out.append(r"[a-z0-9_.-]+" if position <= 1 and pattern.startswith("*.") else r"[a-z0-9_-]+")
        elif piece.startswith("{"):
            name = piece[1:-1]
            out.append(f"(?P={name})" if name in named else f"(?P<{name}>[a-z0-9_-]+)")
            named.add(name)
        else:
            out.append(re.escape(piece))
    return re.compile("".join(out))


def _path_fits(prefix: str, path: str) -> bool:
    if not prefix:
        return True
    return (
        path == prefix
        or path.startswith(prefix.rstrip("/") + "/")
        or (prefix.endswith("/") and path.startswith(prefix))
    )
