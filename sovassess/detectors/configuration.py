"""What a setting of a configuration file says, for the detectors that read files which nobody else claims.

An address counts in the position of a value, under a key that is no mere reference; so does the name of a model under a
key that means one. Keys are all that is known here: no vendor, no product.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from sovassess.detectors.switches import closed
from sovassess.formats.addresses import addresses_in, is_domain, is_ip, templated
from sovassess.model.enums import Usage
from sovassess.model.observations import Address, AnyObservation, EnvironmentValue, Fact, ModelName
from sovassess.model.values import literal
from sovassess.source.view import FileView

MAX_SETTINGS = 5_000
# Keys whose address is for people to read, or names a format rather than a place.
_REFERENCE = re.compile(
    r"(?:^|[._\-\s@/])(?:\$?schema(?:_?(?:url|uri|location))?|\$?id|\$ref|xmlns\w*|licen[sc]es?|license_?url|homepage|home_?page|website|repository"
    r"|repo_?url|edit_?uri|bugs|issues?|bug_?tracker|documentation|docs?|docs_?url|help_?url|readme|changelog|source_?url|author|authors"
    r"|maintainers?|contributors?|funding|sponsor|description|descr|\$?comments?|title|summary|label|tooltip|placeholder|example"
    r"|examples|text|message|messages|prompt|content|canonical|social|twitter|discord|slack|github|gitter|zulip|youtube|linkedin|mastodon|bluesky|facebook"
    r"|instagram|meetings?|calendar|forum|mailing_?list|links?|avatar|privacy|terms|terms_?of_?service|about|support_?url"
    r"|project_?urls?|urls|see|link_?text|icon_?license|namespace|ns|vocab|context|@context|origin|origins|allowed_?origins|cors\w*"
    r"|allowed_?hosts|trusted_?hosts|referer|user_?agent|_comment|note|notes|badge|badges|logo|screenshots?|\w*_link|labels\.\w+|annotations\.\w+)$",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_HOST_KEY = re.compile(
    r"(?:^|[._-])(?:hosts?|host_?name|servers?|server_?name|domain|endpoints?|broker|brokers|bootstrap_?servers|address|addr|registry"
    r"|base_?url|api_?url|issuer|upstream|smtp|mail_?server|imap|proxy_?pass|remote|account_?url)$"
)
_MODEL_KEY = re.compile(
    r"(?:^|[._-])(?:model|model_?name|model_?id|llm_?model|chat_?model|embedding_?model|embed_?model|default_?model|fallback_?model"
    r"|reranker?_?model|repo_?id|hf_?model_?id|llm_?hf_?(?:repo_?id|model_?file)|embedding_?hf_?model_?name|deployment_?name)$"
)
_MODEL = re.compile(r"(?=.*[0-9/-])[A-Za-z][\w.-]*(?:[/:@][\w.-]+){0,3}$")
_NO_MODEL = re.compile(r"\.(?:py|js|ts|json|ya?ml|sql|proto|xml|java|go|csv)$|^(?:app|apps|src|models?)[./]|\s")
_DATABASE_FILE = re.compile(r"^(?:sqlite|jdbc:(?:h2|sqlite)|file|data|classpath|unix|urn|mailto|tel)\b", re.IGNORECASE)


_CONNECTION = re.compile(
    r"(?:[^;]{0,200};)*?\s*(?:Server|Host|Data Source|Endpoint|AccountEndpoint|Addr|Address)\s*=\s*([^;]{1,300})",
    re.IGNORECASE,
)
# Settings of well-known software that say how long a session may last in all, not only while nobody does anything, each
# with the unit of a bare number (https://dexidp.io/docs/configuration/tokens/, https://oauth2-proxy.github.io/oauth2-proxy/,
# https://www.authelia.com/configuration/session/introduction/, and "login_maximum_lifetime_duration" in
# https://grafana.com/docs/grafana/latest/setup-grafana/configure-grafana/, read 2026-11-22).
_SESSIONS = {
    "expiry.idTokens": "", "expiry.refreshTokens.absoluteLifetime": "", "cookie_expire": "", "session.expiration": "s",
    "auth.login_maximum_lifetime_duration": "",
}  # fmt: skip
# Properties of Spring that are variables of the environment under another spelling
# (https://docs.spring.io/spring-ai/reference/observability/index.html, "externalized configuration" in
# https://docs.spring.io/spring-boot/reference/features/external-config.html, read 2026-11-22).
_OBSERVED = re.compile(r"^spring\.ai\.[\w.-]*observations\.(?:log|include)-(?:prompt|completion)$")
# What a server listens on is nobody's address.
_ANY = frozenset(("0.0.0.0", "::", "127.0.0.1", "::1"))  # noqa: S104


class Entry(Struct, frozen=True):
    """One setting: dotted `key`, `text` of the value, 1-based `line`."""

    key: str
    text: str
    line: int


def reported(view: FileView, entries: Iterable[Entry], usage: Usage = Usage.MAIN) -> Iterator[AnyObservation]:
    """The addresses and models among the settings of a file, each once for its key."""
    seen: set[tuple[str, str]] = set()
    for count, entry in enumerate(entries):
        if count >= MAX_SETTINGS:
            return
        text = entry.text.strip()
        plain = re.sub(r"(?:\.\d+)+$|\[\d*\]$", "", _CAMEL.sub("_", entry.key)).lower()
        if closed(entry.key, text):
            fields = (("setting", "file"), ("value", f"{entry.key}={text.lower()}"))
            yield Fact(at=view.place(entry.line), usage=usage, kind="switch", name=entry.key, fields=fields)
        if _OBSERVED.search(entry.key) and text.lower() in ("true", "false"):
            name = re.sub(r"[.-]+", "_", entry.key).upper()
            yield EnvironmentValue(at=view.place(entry.line), usage=usage, name=name, value=literal(text.lower()))
        if text and entry.key in _SESSIONS:
            fields = (("lasts", text), ("unit", _SESSIONS[entry.key]))
            yield Fact(at=view.place(entry.line), usage=usage, kind="session", name=entry.key, fields=fields)
        if not text or len(text) > 4_000 or _REFERENCE.search(plain) or _DATABASE_FILE.match(text):
            continue
        for address in _addresses(plain, text):
            if (plain, address) not in seen:
                seen.add((plain, address))
                yield Address(at=view.place(entry.line), usage=usage, value=templated(address), key=entry.key)
        if _MODEL_KEY.search(plain) and _is_model(text) and (plain, text) not in seen:
            seen.add((plain, text))
            weights = plain.endswith(("repo_id", "hf_model_id", "hf_model_file", "hf_model_name"))
            yield ModelName(
                at=view.place(entry.line), usage=usage, value=templated(text), key=entry.key, weights=weights
            )


def _addresses(key: str, text: str) -> tuple[str, ...]:
    """Addresses in a value; a bare host name counts only under a key that asks for one."""
    if "://" in text and " " in text.split("://", 1)[0].strip(" \"'"):
        return ()  # a sentence with a link in it
    if "\n" in text and "://" in text:
        return ()  # a text of several lines: a template, a script or prose
    text = text.removeprefix("jdbc:")
    if (
        text.count("://") == 1
        and not re.search(r"[\s,;]", text)
        and re.match(r"\$\{|[a-z][\w+.-]*://", text, re.IGNORECASE)
    ):
        return () if _is_format(text) else (text.rstrip("."),)  # whole, so that a variable around it is kept
    found = addresses_in(text) or _connection(text)
    if found:
        return tuple(address for address in found if not _is_format(address) and address not in _ANY)
    bare = re.sub(r"^\$\{[\w.]+:-?|\}$", "", text)
    if _HOST_KEY.search(key) and (is_domain(bare) or is_ip(bare)) and bare not in _ANY:
        return (text,)
    return ()


def _connection(text: str) -> tuple[str, ...]:
    """The server of a connection string: `Server=tcp:db.example,1433;…`, `cache.example:6379,ssl=True`."""
    named = _CONNECTION.match(text) if "=" in text else None
    if named is None:
        first, _, rest = text.partition(",")
        return addresses_in(first) if rest and all("=" in part for part in rest.split(",") if part.strip()) else ()
    host = named[1].strip().removeprefix("tcp:").rstrip("/")
    if "://" in host:
        return (host,)
    name, _, port = host.partition(",")
    return (f"{name}:{port}" if port.isdigit() else name,) if is_domain(name) or is_ip(name) else ()


def _is_format(address: str) -> bool:
    """True for the names of XML and JSON schemas, which look like addresses and are none."""
    return (
        re.match(r"https?://(?:www\.w3\.org|json-schema\.org|schemas?\.|xmlns\.|java\.sun\.com|purl\.org)", address)
        is not None
    )


def _is_model(text: str) -> bool:
    bare = re.sub(r"^\$\{\w+:-?|\}$", "", text)
    return len(bare) <= 100 and _MODEL.match(bare) is not None and _NO_MODEL.search(bare) is None
