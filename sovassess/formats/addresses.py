"""Tell URLs, hosts, address ranges and templated text apart from other words; it resolves no name and knows no owner.

Host syntax follows RFC 1123; a name must have a dot and a plausible last label, an IP address must parse.
"""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network

from msgspec import Struct

from sovassess.model.values import Part, Text, Unresolved, Value, Variable

_LABEL = r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})|\*)"
HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL}){{1,12}}\.?")
URL = re.compile(
    r"(?:https?|wss?|ftps?|grpcs?|git|ssh|s3|gs|oci|tcp|udp|tls|amqps?|mqtts?|nats|kafka|rediss?|ldaps?"
    r"|postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|smtps?|bolt|neo4j(?:\+s)?|abfss?|wasbs?|hf)"
    r"://[^\s\"'`<>|\\,;)]{1,2000}",
    re.IGNORECASE,
)
# The first part that names a server in a list of settings, and its port.
_SERVER = re.compile(
    r"(?:^|;|^\w+:)\s*(?:Host|Server|Data ?Source|Addr|Address|Network Address|AccountEndpoint|Endpoint)\s*=\s*"
    r"(?:tcp:)?([^;,\s]+)",
    re.IGNORECASE,
)
_PORT = re.compile(r"(?:^|;)\s*Port\s*=\s*(\d{1,5})", re.IGNORECASE)
_HOST_PORT = re.compile(r"([A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?):([0-9]{2,5})")
# Last labels that are file endings or code far more often than top-level domains.
_NO_DOMAIN = frozenset({
    "py", "js", "ts", "tsx", "jsx", "mjs", "cjs", "json", "yaml", "yml", "toml", "txt", "md", "rst", "html",
    "htm", "css", "scss", "xml", "svg", "png", "jpg", "jpeg", "gif", "ico", "pdf", "csv", "tsv", "log", "lock",
    "cfg", "ini", "conf", "env", "tf", "tfvars", "java", "class", "jar", "war", "go", "rb", "rs", "php", "cs",
    "c", "h", "cpp", "hpp", "kt", "swift", "sql", "db", "sqlite", "so", "dll", "exe", "bin", "gz", "tgz", "zip",
    "tar", "whl", "deb", "rpm", "pem", "crt", "key", "cert", "pub", "tmpl", "tpl", "j2", "mod", "sum", "gradle",
    "properties", "example_", "bak", "tmp", "ps1", "bat", "vue", "svelte", "ipynb", "proto", "onnx",
    "safetensors", "gguf", "parquet", "pkl", "pt", "bash", "zsh", "service", "socket", "default", "enabled",
    "name", "id", "type", "value", "local_", "version", "size", "length", "config", "settings", "default_",
    "main", "test", "index",
})  # fmt: skip


def is_public_index(ecosystem: str, address: str) -> bool:
    """True if an address is the public default index of `pypi` or `npm`, whose hosts carry the ecosystem's own name;
    that of npm has a second one, which Yarn writes into its lock files."""
    if ecosystem not in ("pypi", "npm"):
        return False
    if ecosystem == "npm" and re.match(r"(?:https?:)?//registry\.yarnpkg\.\w+(?:[:/]|$)", address):
        return True
    return re.match(rf"(?:https?:)?//(?:www\.|registry\.)?{ecosystem}(?:js)?\.org(?:[:/]|$)", address) is not None


class Destination(Struct, frozen=True):
    """A host, IP address or CIDR range, with the port if one is given."""

    host: str
    port: int | None = None


def listed_server(text: str) -> str | None:
    """The address in a list of settings (`Host=db;Port=5432;Database=a`, `pgsql:host=db;dbname=a`), None if there is
    none.

    The words are those of ADO.NET providers and of PDO (https://www.connectionstrings.com,
    https://www.php.net/manual/en/pdo.connections.php).
    """
    found = _SERVER.search(text)
    if found is None:
        return None
    where, port = found.group(1), _PORT.search(text)
    return where if "://" in where else f"tcp://{where}{f':{port.group(1)}' if port is not None else ''}"


def is_ip(text: str) -> bool:
    """True for an IPv4 or IPv6 address or a CIDR range."""
    try:
        ip_network(text, strict=False) if "/" in text else ip_address(text)
    except ValueError:
        return False
    return True


def is_domain(text: str) -> bool:
    """True for a name with a dot that can be a public or private host name and is no file name or version."""
    if len(text) > 253 or HOST.fullmatch(text) is None:
        return False
    last = text.rstrip(".").rpartition(".")[2].lower()
    return len(last) >= 2 and (last.isalpha() or last.startswith("xn--")) and last not in _NO_DOMAIN


def destination(text: str) -> Destination | None:
    """The destination that a word names: `host`, `host:port`, URL, IP, `[v6]:port` or CIDR; None if it is none."""
    word = text.strip().strip("\"'").rstrip(".")
    if not word or len(word) > 2000:
        return None
    if "://" in word:
        word = word.partition("://")[2].split("?")[0].split("#")[0].split("/")[0].rpartition("@")[2]
    elif is_ip(word):
        return Destination(word)
    port = None
    bracketed = re.fullmatch(r"\[([0-9A-Fa-f:.%]+)\](?::(\d{1,5}))?", word)
    if bracketed:
        word, port = bracketed[1], int(bracketed[2]) if bracketed[2] else None
    elif word.count(":") == 1:
        word, _, number = word.partition(":")
        if number == "*":
            number = ""
        if number and not (number.isdigit() and int(number) < 65_536):
            return None
        port = int(number) if number else None
    if is_ip(word) or is_domain(word) or word == "localhost":
        return Destination(word.lower(), port)
    if word.startswith(".") and is_domain(word[1:]):
        return Destination(f"*{word.lower()}", port)
    return None


def addresses_in(text: str) -> tuple[str, ...]:
    """The URLs in a configuration value; where it holds none, the value itself if it is `host:port` or a domain.

    A value of `a:1,b:2` yields each of them. Words inside a sentence are no addresses.
    """
    if len(text) > 8_000:
        text = text[:8_000]
    if "://" in text:
        return tuple(_trimmed(match) for match in URL.findall(text))
    found: list[str] = []
    for word in text.split(","):
        stripped = word.strip()
        pair = _HOST_PORT.fullmatch(stripped)
        if (
            pair and int(pair[2]) < 65_536 and (is_ip(pair[1]) or is_domain(pair[1]) or re.search("[a-z]", pair[1]))
        ) or (is_ip(stripped) and stripped.count(".") == 3 and "/" not in stripped and "," not in text):
            found.append(stripped)
        else:
            return ()
    return tuple(found)


def _trimmed(url: str) -> str:
    """A URL without the punctuation of the text around it."""
    url = url.rstrip(".")
    while url and url[-1] in "]}" and url.count(url[-1]) > url.count({"]": "[", "}": "{"}[url[-1]]):
        url = url[:-1]
    return url


_TEMPLATE = re.compile(
    r"\$\{\{(?P<action>[^{}]{0,200})\}\}|\$\{(?P<braced>[A-Za-z_][\w.]*)(?::?[-=](?P<dash>[^{}]{0,500})|:(?P<colon>[^{}]{0,500}))?\}"
    r"|\$\{(?P<other>[^{}]{0,500})\}|\{\{(?P<mustache>[^{}]{0,200})\}\}|%\((?P<percent>\w+)\)s|\$\((?P<command>[^()]{0,500})\)"
)
_BARE = re.compile(r"\$([A-Za-z_]\w*|[0-9@*#])")


def templated(text: str, *, bare: bool = False) -> Value:
    """Text with `${NAME}`, `${NAME:-default}` and `${NAME:default}` as variables and other templates as unresolved.

    `bare` also reads `$NAME`, as a shell does.
    """
    parts: list[Part] = []
    position = 0
    for match in _TEMPLATE.finditer(text):
        _plain(text[position : match.start()], parts, bare=bare)
        position = match.end()
        if match["braced"]:
            default = match["dash"] if match["dash"] is not None else match["colon"]
            parts.append(Variable(match["braced"], default))
        else:
            what = match["action"] or match["other"] or match["mustache"] or match["percent"] or match["command"] or ""
            parts.append(Unresolved(f"template {what.strip()[:60]}"))
    _plain(text[position:], parts, bare=bare)
    return Value(tuple(parts))


def _plain(text: str, parts: list[Part], *, bare: bool) -> None:
    position = 0
    for match in _BARE.finditer(text) if bare else ():
        if match.start() > position:
            parts.append(Text(text[position : match.start()]))
        parts.append(Variable(match[1]) if match[1][0].isalpha() or match[1][0] == "_" else Unresolved("argument"))
        position = match.end()
    if text[position:]:
        parts.append(Text(text[position:]))
