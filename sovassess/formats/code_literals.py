"""Addresses and models that stand in a program outside the calls of packages: constants, defaults, attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from sovassess.formats import code_words as words
from sovassess.formats.code_places import Stand, stand
from sovassess.formats.code_reading import Reading, clean
from sovassess.formats.program import MODULE
from sovassess.formats.syntax import line, path_to, text
from sovassess.formats.truths import Circumstance
from sovassess.model.observations import Address, AnyObservation
from sovassess.model.values import Value, Variable, literal

MAX_HITS = 400
URL_HIT = re.compile(rb"://")
_SCHEME = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*$")
_GIVES_BACK = re.compile(
    r"(^|\.)(getenv|environ\.get|env|config|str|String|SecretStr|HttpUrl|AnyHttpUrl|AnyUrl|URL|urljoin|Field|field|"
    r"parse_obj_as|cast|URI|URI\.create|HttpUrl\.(parse|get)|url\.Parse\w*|fmt\.Sprintf|String\.format|aws\.String|Path|get_env|env_var|getEnv|makeURL|Url|of|freeze)$|\)\.(default|catch)$"
)
_INLINE = re.compile(rb"(?:https?|wss?)://[^\s\"'`<>\\]{1,300}")
# How markup or a script in a text loads what it names: by any `src`, or by the `href` of a `link`.
_LOADS = re.compile(
    rb"<link\b[^<>]{0,300}\bhref\s*=\s*\\?[\"']\Z"
    rb"|\w\.src\s*=\s*\\?[\"']\Z"
    rb"|(?:<\w+\b[^<>]{0,300}\s|\A[a-zA-Z]{0,2}[\"'`]{0,3}\s*)src\s*=\s*\\?[\"']\Z",
    re.IGNORECASE,
)
_SHOWN_BY = re.compile(rb"\b(?:src|poster)=\{\s*([A-Za-z_$][\w$]*)\s*\}")
_CALLED_API = re.compile(r"://(apis?|api-[\w-]+|[\w-]+-api|hooks)\.")
_HOST_CONSTANT = re.compile(r"(^|_)(HOST|HOSTNAME|SERVER)$")
_FILE_NAME = re.compile(r"\.(py|js|sh|json|ya?ml|toml|txt|html?|pem|crt|key|sock|conf|ini|so|exe)$", re.IGNORECASE)
# What a list of servers or models that a call is given says of each: where it is asked.
_SERVER_KEY = re.compile(r"^(server_?url|base_?url|api_base)$", re.IGNORECASE)
_LOADED = frozenset({"src", "srcSet", "srcset", "poster", "data-src"})
_SETTING = frozenset(
    {"action", "baseUrl", "baseURL", "endpoint", "apiUrl", "host", "dsn", "serverUrl", "apiHost", "api"}
)
_HEADERS = re.compile(
    r"^(user-?agent|referer|http-referer|x-title|origin|host|accept|content-type|\$schema|@context|\$id)$", re.I
)


def addresses(reading: Reading) -> Iterator[AnyObservation]:
    """Addresses written as text in a position that acts."""
    data, seen = reading.program.data, set[tuple[int, int]]()
    loaded = {match.group(1).decode() for match in _SHOWN_BY.finditer(data)}
    for count, match in enumerate(URL_HIT.finditer(data)):
        if count >= MAX_HITS:
            return
        start = match.start()
        scheme = _SCHEME.search(data, max(0, start - 30), start)
        path = path_to(reading.program.root, start)
        if scheme is None:
            continue
        if scheme.start() - path[-1].start_byte > 6 or _is_in_markup(data, path, scheme.start()):
            yield from _inline(reading, path, scheme.start())
            continue
        found = stand(path, _GIVES_BACK)
        if found is None or (found.whole.start_byte, found.whole.end_byte) in seen:
            continue
        seen.add((found.whole.start_byte, found.whole.end_byte))
        around = reading.circumstances.at(match.start())
        if around.dead or around.type_only:
            continue
        key = _key(found, reading)
        asset = found.kind == "name" and found.owner in loaded
        if asset:
            key = found.owner
        asset |= words.is_fetched_picture((*found.keys, found.owner), text(found.whole, 300))
        if key:
            yield from _address(reading, found, key, (line(path[-1]), asset), around)


def _inline(reading: Reading, path: list[Node], start: int) -> Iterator[AnyObservation]:
    """An address in markup that a page gets as text: what is quoted in such code, or loaded by an attribute of a tag,
    is loaded; any other text is prose, and so is what documents a definition."""
    data = reading.program.data
    if data[start - 1 : start] not in {b'"', b"'", b"`"}:
        return
    keys = [node.child_by_field_name("key") for node in path if node.type == "pair"]
    given = any(key and text(key, 20) == "__html" for key in keys)
    around = reading.circumstances.at(start)
    if not given and (around.dead or _is_prose(path) or not _is_in_markup(data, path, start)):
        return
    found = _INLINE.match(data, start)
    if found is not None:
        number = data.count(b"\n", 0, start) + 1
        value = literal(found.group().decode("utf-8", errors="replace"))
        yield Address(
            at=reading.place(number),
            usage=around.usage,
            condition=around.condition,
            gates=around.gates,
            value=value,
            key="__html" if given else "markup",
            asset=True,
        )


def _is_in_markup(data: bytes, path: list[Node], start: int) -> bool:
    """Whether what stands before an address, in the text that holds it, is an attribute of a tag."""
    holders = [node for node in path if "string" in node.type and node.start_byte < start - 1]
    if not holders or any(node.type.startswith("jsx") for node in path):
        return False
    return _LOADS.search(data[max(holders[-1].start_byte, start - 330) : start]) is not None


def _is_prose(path: list[Node]) -> bool:
    """Whether a text stands alone as a statement, as what documents a module, class or function does."""
    above = [node.type for node in path]
    alone = "expression_statement" in above and above[above.index("expression_statement") + 1 :][:1] == ["string"]
    return alone or any(kind.endswith("comment") for kind in above)


def _address(
    reading: Reading, found: Stand, key: str, where: tuple[int, bool], around: Circumstance
) -> Iterator[AnyObservation]:
    value = _value(reading, found)
    shown = value.with_defaults or str(value)
    whole = words.URL.match(shown) and not re.search(r"\s", shown.split("?")[0]) and not shown.endswith("://")
    if not whole and not (value.parts and isinstance(value.parts[0], Variable)):
        return
    if not (words.WEB_URL.match(shown) or words.STORE_URL.match(shown) or value.variables):
        return
    asset = where[1] or (found.kind == "attribute" and found.keys[-1] in _LOADED)
    asset = asset or (found.kind == "attribute" and found.owner == "link") or found.owner.endswith(".src")
    yield Address(
        at=reading.place(where[0]),
        usage=around.usage,
        condition=around.condition,
        gates=around.gates,
        value=clean(value),
        key=key[:120],
        asset=asset,
    )


def _value(reading: Reading, found: Stand) -> Value:
    read = reading.fallbacks.at(found.string.start_byte) if found.string is not None else None
    if read is not None:
        return read
    if found.kind == "name":
        scope = reading.program.scope_at(found.at)
        about = reading.program.class_about(scope)
        if about is not None and (scope, found.owner) in reading.program.bindings:
            own = reading.evaluator.attribute_value(scope, found.owner)
            if own is not None and (own.variables or own.literal):
                return own
    value = reading.evaluator.value(reading.program.lower(found.whole))
    if (value is None or not str(value.with_defaults or value).count("://")) and found.string is not None:
        value = reading.evaluator.value(reading.program.lower(found.string))
    return value if value is not None else literal("")


def _key(found: Stand, reading: Reading) -> str:
    """What to call the place; "" if text in it is shown to people or compared, not contacted."""
    names = (*found.keys, found.owner)
    if any(_HEADERS.match(name) for name in found.keys):
        return ""
    match found.kind:
        case "attribute":
            return _attribute_key(found)
        case "argument":
            return _argument_key(found, reading)
        case "name":
            if found.owner.endswith(".src"):
                return found.owner
            bound = reading.program.bindings.get((reading.program.scope_at(found.at), found.owner), [])
            if any(id(one) in reading.consumed for one in bound):
                return ""
        case _:
            pass
    written = text(found.whole, 300)
    if _CALLED_API.search(written):
        return ".".join(reversed([name for name in names if name])) or found.kind
    if words.is_shown(names, written) or words.SHOWN_PAGE.search(written):
        return ""
    wanted = found.keys[0] if found.keys and not words.ADDRESS_NAME.search(found.owner) else found.owner
    return ".".join(reversed(names)) if words.ADDRESS_NAME.search(wanted) else ""


def _attribute_key(found: Stand) -> str:
    name = found.keys[-1]
    if len(found.keys) > 1:
        return ""
    if name in _LOADED or name in _SETTING or (name == "href" and found.owner == "link"):
        return f"{found.owner}.{name}"
    return ""


def _argument_key(found: Stand, reading: Reading) -> str:
    owner = found.owner
    if found.at in reading.taken:
        return ""
    if owner.endswith((".add_argument", ".option", "Option", ".add_option")) and found.keys[:1] == ("default",):
        option = re.search(
            r"--?([\w-]{3,60})", reading.program.data[found.at : found.at + 300].decode("utf-8", "replace")
        )
        name = option.group(1) if option else ""
        return f"--{name}" if words.ADDRESS_NAME.search(name) and not words.SHOWN_NAME.search(name) else ""
    if words.SHOWN_CALL.search(owner) or words.OPENED_LINK.search(owner):
        return ""
    if any(words.SHOWN_NAME.search(name) for name in found.keys):
        return ""
    if found.listed and not (found.keys and _SERVER_KEY.match(found.keys[0])):
        return ""
    return ".".join((reading.called.get(found.at, owner), *reversed(found.keys)))


def host_constants(reading: Reading) -> Iterator[AnyObservation]:
    """Host names without a scheme that constants of a module carry, as `EMAIL_HOST` of a mail account does."""
    read = frozenset(reading.evaluator.trail)
    for (scope, name), bound in reading.program.bindings.items():
        if scope != MODULE or "." in name or not _HOST_CONSTANT.search(name) or words.SHOWN_NAME.search(name):
            continue
        node = bound[0].value
        if len(bound) != 1 or bound[0].kind != "value" or node is None or id(bound[0]) in read:
            continue
        around = reading.circumstances.at(bound[0].at)
        value = None if around.dead else reading.evaluator.value(reading.program.lower(node))
        shown = value.with_defaults if value is not None else None
        if value is not None and shown and words.HOST.match(shown) and not _FILE_NAME.search(shown):
            yield reading.address(line(node), value, "constant", around)
