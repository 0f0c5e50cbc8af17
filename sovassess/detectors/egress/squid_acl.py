"""Squid's configuration: which destinations its access lists let out. It does not ask who may call.

Directives follow squid-cache.org/Doc/config, `acl` and `http_access` (read 2026-11-22): of the rules the
first that fits decides, and without any the opposite of the last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sovassess.detectors.detector import Detector
from sovassess.formats.addresses import destination
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation, EgressDestination, Fact
from sovassess.source.view import FileView

_NAMED = re.compile(
    r"(^|/)squid[^/]*\.(conf|cfg|acl)(\.[a-z0-9]+)?$|(^|/)squid(/[^/]+)*/[^/]+\.(conf|acl)$", re.IGNORECASE
)
_RULE = re.compile(r"^\s*http_access\s+(allow|deny)\s+(.+?)\s*$")
_LIST = re.compile(
    r"^\s*acl\s+(\S+)\s+(dstdomain|dst|port|ssl::server_name|dstdom_regex|ssl::server_name_regex|url_regex)\s+(.+?)\s*$"
)
_LOCAL = frozenset({"localhost", "manager", "to_localhost"})


def _words(text: str) -> list[str]:
    return text.split("#", 1)[0].split()


def _detect(view: FileView) -> Iterator[AnyObservation]:
    lists: dict[str, list[tuple[int, str]]] = {}
    ports: dict[str, list[str]] = {}
    opaque: set[str] = set()  # lists with expressions that stand for no host
    decided = unlisted = False
    for number, line in enumerate(view.lines, 1):
        found = _LIST.match(line)
        if found and found[2] == "port":
            ports.setdefault(found[1], []).extend(_words(found[3]))
        elif found:
            # A name in quotes is a file, of which nothing is known here.
            words = [word for word in _words(found[3]) if not word.startswith(("-", '"', "/"))]
            if found[2].endswith("_regex"):
                # An expression over the whole URL says nothing sure about the host.
                plain = [host for word in words if found[2] != "url_regex" and (host := _plain(word))]
                opaque |= {found[1]} if len(plain) < len(words) else set()
                words = plain
            lists.setdefault(found[1], []).extend((number, word) for word in words)
        rule = _RULE.match(line)
        if rule is None:
            continue
        names = _words(rule[2])
        where = [name for name in names if name in lists]
        outside = [name[1:] for name in names if name.startswith("!") and name[1:] in lists]
        if not decided and rule[1] == "deny" and outside and len(outside) == len(names):
            # Whoever is to reach what is on no list is refused before anybody is let in.
            yield from _permitted(view, [entry for name in outside for entry in lists[name]], ())
            yield _policy(view, number, "denied", unlisted=bool(opaque & set(outside)))
            decided = True
        unlisted |= rule[1] == "allow" and bool(opaque & set(where))
        if rule[1] == "allow" and where:
            entries = [entry for name in where for entry in lists[name]]
            yield from _permitted(view, entries, [port for name in names for port in ports.get(name, ())])
        elif not decided and names == ["all"]:
            yield _policy(view, number, "denied" if rule[1] == "deny" else "open", unlisted=unlisted)
            decided = True
        elif not decided and rule[1] == "allow" and _to_anywhere(names, ports):
            yield _policy(view, number, "open")
            decided = True


def _plain(expression: str) -> str:
    """The host that an expression stands for, with a dot before it for all below too; "" if it is none that simple or
    has an open end, which lets out names that nobody meant."""
    word = expression.removesuffix("$")
    below = re.match(r"(\^?\(\^\|\\\.\)|\\\.|\(\.\*\\\.\)\?|\.\*\\\.)", word)
    word = word[below.end() :] if below else word.removeprefix("^")
    host = word.replace("\\.", ".").replace("\\-", "-")
    if not (expression.endswith("$") and (below or expression.startswith("^"))):
        return ""
    if re.search(r"(?<!\\)\.", word) or not re.fullmatch(r"[\w.-]+", host) or "." not in host:
        return ""
    return f".{host}" if below else host


def _to_anywhere(names: list[str], ports: dict[str, list[str]]) -> bool:
    """True for an allow rule that says who calls and not where to: everything is let out for them."""
    return not any(name.startswith("!") or name in ports or name in _LOCAL for name in names)


def _policy(view: FileView, line: int, default: str, *, unlisted: bool = False) -> Fact:
    # The scope is no namespace: that a proxy denies says nothing about workloads that go past it.
    fields = (("default", default), ("scope", "squid proxy"), *((("unlisted", "yes"),) if unlisted else ()))
    return Fact(at=view.place(line), kind="egress-policy", name="squid", fields=fields)


def _permitted(view: FileView, entries: list[tuple[int, str]], ports: Sequence[str]) -> Iterator[EgressDestination]:
    port = int(ports[0]) if len(ports) == 1 and ports[0].isdigit() else None
    for number, word in entries:
        found = destination(word)
        if found is not None:
            # A leading dot stands for the domain itself and for all below it.
            host = found.host.removeprefix("*") if word.startswith(".") else found.host
            yield EgressDestination(at=view.place(number), kind="permitted", host=host, port=found.port or port)


DETECTOR = Detector(
    id="squid-acl",
    title="Access lists of Squid",
    evidence=EvidenceKind.CONFIG,
    claims=lambda path: _NAMED.search(path) is not None,
    recognises=lambda view: any(_RULE.match(line) or _LIST.match(line) for line in view.lines),
    detect=_detect,
)
