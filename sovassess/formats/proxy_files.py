"""Read what nginx, HAProxy and Caddy pass on, from their own files: servers in groups, in the order of their use.

Knows the languages and no owner of an address; what a request would decide at run time (`$host`, `{host}`) is left out.
Directives as in nginx.org "Alphabetical index of directives", the HAProxy configuration manual ("server", "nameserver")
and caddyserver.com "Caddyfile Directives", all as of 2026-11-22.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

MAX_WORDS = 200_000
_NGINX = re.compile(r"^[ \t]*(?:upstream\s+[\w.-]+\s*\{|(?:server|http|stream|location\b[^;{}]*)\s*\{)", re.MULTILINE)
_PASS = re.compile(r"\b(?:proxy|grpc|fastcgi|uwsgi|scgi|memcached)_pass\b|^[ \t]*upstream\s+[\w.-]+\s*\{", re.MULTILINE)
_HAPROXY = re.compile(r"^(?:backend|listen|frontend|defaults)\b", re.MULTILINE)
_HAPROXY_SERVER = re.compile(r"^[ \t]+(?:server|server-template|bind|default_backend)\s", re.MULTILINE)
_NAMES = re.compile(
    r"(?P<nginx>\.(?:conf|nginx|vhost)(?:\.(?:template|tmpl|tpl))?$|(?:^|/)sites-(?:available|enabled)/)"
    r"|(?P<haproxy>\.cfg(?:\.(?:template|tmpl|tpl))?$)"
    r"|(?P<caddy>(?:^|/)caddyfile(?:\.[\w-]+)?$|\.caddyfile$)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|[{};]|#|(?:\$\{[^{}\s]*\}|\\.|\$(?!\{)|[^\s{};\"'\\$])+")
_PASSING = frozenset({"proxy_pass", "grpc_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "memcached_pass"})
_RUNTIME = re.compile(r"\$[A-Za-z_]\w*|\{[\w.]+\}")
_CADDY_PASSING = frozenset({"reverse_proxy", "forward_auth", "php_fastcgi", "acme_ca", "to"})
_SYSLOG = re.compile(r"(?!127\.|(?:fd|ring|unix|sockpair)@|/)[^\s]*[.:]")
_LOGGING = frozenset({"global", "defaults", "frontend", "listen"})


class Upstream(Struct, frozen=True):
    """One address that a proxy passes on to, as written. `group` is the name of several that stand in for one another,
    "" for one alone; `backup` is asked only where the others fail; `line` is 1-based."""

    address: str
    line: int
    key: str
    group: str = ""
    backup: bool = False


def proxy_of(path: str, text: str) -> str:
    """`nginx`, `haproxy` or `caddy` by name and content, "" for a file of none of them."""
    named = _NAMES.search(path)
    if named is None:
        return ""
    if named["nginx"]:
        return "nginx" if _NGINX.search(text) and _PASS.search(text) else ""
    if named["haproxy"]:
        return "haproxy" if _HAPROXY.search(text) and _HAPROXY_SERVER.search(text) else ""
    return "caddy"


def upstreams(kind: str, text: str) -> Iterator[Upstream]:
    """What the file passes on, in order of lines."""
    if kind == "nginx":
        yield from _nginx(text)
    elif kind == "haproxy":
        yield from _haproxy(text)
    else:
        yield from _caddy(text)


# ------------------------------------------------------------------------------------------------------------- nginx


def _directives(text: str) -> Iterator[tuple[list[str], int, str]]:
    """Each directive's words, its line, and the sign that ends it: `;`, `{` or `}` (with no words)."""
    words: list[str] = []
    start = 0
    for count, (word, line) in enumerate(_words(text)):
        if count >= MAX_WORDS:
            return
        if word in (";", "{", "}"):
            if words or word == "}":
                yield words, start or line, word
            words = []
            start = 0
        else:
            start = start or line
            words.append(word)


def _words(text: str) -> Iterator[tuple[str, int]]:
    for number, raw in enumerate(text.split("\n"), 1):
        for match in _WORD.finditer(raw[:8_000]):
            if match[0] == "#":
                break
            quoted = match[0][0] in "\"'"
            yield (match[0][1:-1] if quoted else match[0]), number


def _nginx(text: str) -> Iterator[Upstream]:
    blocks: list[list[str]] = []
    groups: set[str] = set()
    variables: dict[str, str] = {}
    found: list[Upstream] = []
    for words, line, end in _directives(text):
        if end == "{":
            blocks.append(words)
            if words[:1] == ["upstream"] and len(words) > 1:
                groups.add(words[1])
        elif end == "}":
            if blocks:
                blocks.pop()
        elif words[0] == "set" and len(words) > 2:
            variables[words[1]] = words[2]
        elif words[0] == "server" and blocks and blocks[-1][:1] == ["upstream"] and len(words) > 1:
            if "down" not in words:
                group = blocks[-1][1] if len(blocks[-1]) > 1 else ""
                found.append(Upstream(words[1], line, "upstream.server", group, "backup" in words))
        elif words[0] in _PASSING and len(words) > 1:
            found.append(Upstream(words[1], line, words[0]))
        elif words[0] == "resolver":
            found += [Upstream(word, line, "resolver") for word in words[1:] if "=" not in word]
        elif words[0] in ("access_log", "error_log") and len(words) > 1 and words[1].startswith("syslog:server="):
            found.append(Upstream(words[1].partition("=")[2].partition(",")[0], line, f"{words[0]}.syslog"))
    for upstream in found:
        yield from _reached(upstream, groups, variables)


def _reached(upstream: Upstream, groups: set[str], variables: dict[str, str]) -> Iterator[Upstream]:
    """The upstream with variables of the file filled in, nothing for a group of the file and for what requests name."""
    address = _RUNTIME.sub(lambda match: variables.get(match[0], match[0]), upstream.address)
    host = address.partition("://")[2] or address
    if host.partition("/")[0].partition(":")[0] in groups:
        return
    if _RUNTIME.search(re.split(r"(?<=\w)/", host, maxsplit=1)[0].replace("${", "")) or "unix:" in address:
        return
    scheme = "://" if "://" in address else ""
    whole = address if scheme else host
    # A path that a request completes says nothing more than the host before it.
    cut = _RUNTIME.search(whole.replace("${", "  "))
    yield Upstream(whole[: cut.start()] if cut else whole, upstream.line, upstream.key, upstream.group, upstream.backup)


# ----------------------------------------------------------------------------------------------------------- HAProxy


def _haproxy(text: str) -> Iterator[Upstream]:
    section, name = "", ""
    for number, raw in enumerate(text.split("\n"), 1):
        words = [word.strip("\"'") for word in re.split(r"(?<!\\)\s+", re.sub(r"(?:^|\s)#.*", "", raw[:4_000]).strip())]
        if not words[0]:
            continue
        if not raw[0].isspace() or words[0] in ("backend", "frontend", "listen", "global", "defaults", "resolvers"):
            section, name = words[0], words[1] if len(words) > 1 else ""
        elif "disabled" in words[2:]:
            continue
        elif words[0] == "server" and section in ("backend", "listen", "ring") and len(words) > 2:
            yield Upstream(_bare(words[2]), number, "server", name, "backup" in words[3:])
        elif words[0] == "server-template" and section in ("backend", "listen") and len(words) > 3:
            yield Upstream(_bare(words[3]), number, "server-template", name)
        elif words[0] == "nameserver" and len(words) > 2:
            yield Upstream(_bare(words[2]), number, "nameserver")
        elif words[0] == "log" and section in _LOGGING and _SYSLOG.match(words[1] if words[1:] else ""):
            yield Upstream(_bare(words[1]), number, "log")


def _bare(address: str) -> str:
    """An address without the family that HAProxy lets one put before it (`ipv4@`, `tcp@`)."""
    return re.sub(r"^(?:ipv4|ipv6|tcp|tcp4|tcp6|udp|udp4|udp6|quic4|quic6)@", "", address)


# ------------------------------------------------------------------------------------------------------------- Caddy


def _caddy(text: str) -> Iterator[Upstream]:
    passing = ""
    for number, raw in enumerate(text.split("\n"), 1):
        words = [word for word in re.sub(r"(?:^|\s)#.*", "", raw[:4_000]).split() if word]
        if not words:
            continue
        opens = words[-1] == "{"
        rest = words[1:-1] if opens else words[1:]
        key = words[0]
        if key == "}":
            passing = ""
        elif key in _CADDY_PASSING and (key != "to" or passing):
            addresses = [word for word in rest if _is_address(word)]
            group = f"{passing or key}@{number}" if len(addresses) > 1 else ""
            for word in addresses:
                yield Upstream(word.strip('"`'), number, passing or key, group)
            passing = key if opens else passing
        elif key in ("endpoint", "ca") and rest and "://" in rest[0]:
            yield Upstream(rest[0], number, key)


def _is_address(word: str) -> bool:
    """False for a matcher (`/api/*`, `@name`, `*`), a socket, and an address that a request fills in."""
    return not re.match(r"[/@*]|unix/", word) and not re.search(r"\{(?!\$|env\.)", word)
