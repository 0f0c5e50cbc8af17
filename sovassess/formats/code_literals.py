"""Addresses and models that stand in a program outside the calls of packages: constants, defaults, attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from sovassess.formats import code_words as words
from sovassess.formats import expressions as e
from sovassess.formats.circumstances import Circumstance
from sovassess.formats.code_places import Stand, stand
from sovassess.formats.code_reading import Reading, clean
from sovassess.formats.environment import read_of
from sovassess.formats.program import MODULE
from sovassess.formats.syntax import line, path_to, text
from sovassess.model.enums import Usage
from sovassess.model.observations import Address, AnyObservation, EnvironmentRead, EnvironmentValue, ModelName
from sovassess.model.values import Value, Variable, literal, variable

MAX_HITS = 400
URL_HIT = re.compile(rb"://")
_SCHEME = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*$")
_GIVES_BACK = re.compile(
    r"(^|\.)(getenv|environ\.get|env|config|str|String|SecretStr|HttpUrl|AnyHttpUrl|AnyUrl|URL|urljoin|Field|field|"
    r"parse_obj_as|cast|Path|get_env|env_var|getEnv|makeURL|Url|of|freeze)$"
)
_LOADED = frozenset({"src", "srcSet", "srcset", "poster", "data-src"})
_SETTING = frozenset(
    {"action", "baseUrl", "baseURL", "endpoint", "apiUrl", "host", "dsn", "serverUrl", "apiHost", "api"}
)
_HEADERS = re.compile(
    r"^(user-?agent|referer|http-referer|x-title|origin|host|accept|content-type|\$schema|@context|\$id)$", re.I
)
_LEFT_FIRST = frozenset({"boolean_operator", "binary_expression", "parenthesized_expression"})
_CHAIN = frozenset({"attribute", "member_expression", "subscript", "subscript_expression", "call", "call_expression"})


def addresses(reading: Reading) -> Iterator[AnyObservation]:
    """Addresses written as text in a position that acts."""
    data, seen = reading.program.data, set[tuple[int, int]]()
    for count, match in enumerate(URL_HIT.finditer(data)):
        if count >= MAX_HITS:
            return
        start = match.start()
        scheme = _SCHEME.search(data, max(0, start - 30), start)
        path = path_to(reading.program.root, start)
        if scheme is None or scheme.start() - path[-1].start_byte > 6:
            continue  # prose that mentions an address
        found = stand(path, _GIVES_BACK)
        if found is None or (found.whole.start_byte, found.whole.end_byte) in seen:
            continue
        seen.add((found.whole.start_byte, found.whole.end_byte))
        around = reading.circumstances.at(match.start())
        if around.dead or around.type_only:
            continue
        key = _key(found, reading)
        if key:
            yield from _address(reading, found, key, line(path[-1]), around)


def _address(reading: Reading, found: Stand, key: str, number: int, around: Circumstance) -> Iterator[AnyObservation]:
    value = _value(reading, found)
    shown = value.with_defaults or str(value)
    if not words.URL.match(shown) or re.search(r"\s", shown.split("?")[0]) or shown.endswith("://"):
        if not (value.parts and isinstance(value.parts[0], Variable)):
            return
    if not (words.WEB_URL.match(shown) or words.STORE_URL.match(shown) or value.variables):
        return
    asset = found.kind == "attribute" and found.keys[-1] in _LOADED
    asset = asset or (found.kind == "attribute" and found.owner == "link") or found.owner.endswith(".src")
    yield Address(
        at=reading.place(number),
        usage=around.usage,
        condition=around.condition,
        value=clean(value),
        key=key[:120],
        asset=asset,
    )


def _value(reading: Reading, found: Stand) -> Value:
    if found.kind == "name":
        scope = reading.program.scope_at(found.at)
        about = reading.program.class_about(scope)
        if about is not None and (scope, found.owner) in reading.program.bindings:
            own = reading.evaluator.attribute_value(scope, found.owner)
            if own is not None and (own.variables or own.literal):
                return own
    value = reading.evaluator.value(reading.program.lower(found.whole))
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
    if any(words.SHOWN_NAME.search(name) for name in names):
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
    if any(words.SHOWN_NAME.search(name) for name in found.keys) or found.listed:
        return ""
    return ".".join((owner.split("\n")[0], *reversed(found.keys)))


def environment_reads(reading: Reading, hits: re.Pattern[bytes]) -> Iterator[AnyObservation]:
    """Reads and writes of environment variables, once for each line and variable."""
    seen: set[tuple[int, str]] = set()
    program = reading.program
    for count, match in enumerate(hits.finditer(program.data)):
        if count >= MAX_HITS:
            return
        path = path_to(program.root, match.start())
        node, parent = _read_node(reading, path)
        if node is None:
            continue
        around = reading.circumstances.at(match.start())
        if around.dead:
            continue
        if parent is not None and parent.type in {"assignment", "assignment_expression"} and parent.children[0] == node:
            yield from _written(reading, node, parent, around)
            continue
        before = set(reading.evaluator.seen)
        value = reading.evaluator.value(program.lower(node))
        for part in value.parts if value is not None else ():
            if isinstance(part, Variable) and (line(node), part.name) not in seen:
                seen.add((line(node), part.name))
                yield from _one_read(reading, part, line(node), around)
                if part.default and b"://" not in program.data[node.start_byte : node.end_byte]:
                    reading.consumed |= reading.evaluator.seen - before


def _one_read(reading: Reading, part: Variable, number: int, around: Circumstance) -> Iterator[AnyObservation]:
    shipped = clean(variable(part.name, part.default)).parts[0]
    default = shipped.default if isinstance(shipped, Variable) else None
    at = reading.place(number)
    yield EnvironmentRead(at=at, usage=around.usage, condition=around.condition, name=part.name, default=default)


def _read_node(reading: Reading, path: list[Node]) -> tuple[Node | None, Node | None]:
    """The largest expression that reads one variable, with its default, and the node around it."""
    if any(node.type in {"comment", "string_content", "string_fragment", "jsx_text", "regex"} for node in path[-2:]):
        return None, None
    best = -1
    for number in range(len(path) - 1, max(0, len(path) - 8), -1):
        if path[number].type in _CHAIN and read_of(reading.program.lower(path[number]), reading.names) is not None:
            best = number
        elif best >= 0:
            break
    if best < 0:
        return None, None
    while best > 0 and path[best - 1].type in _LEFT_FIRST and path[best - 1].named_children[0] == path[best]:
        outer = reading.program.lower(path[best - 1])
        if not isinstance(outer, e.Either) and path[best - 1].type != "parenthesized_expression":
            break
        best -= 1
    return path[best], path[best - 1] if best else None


def _written(reading: Reading, node: Node, parent: Node, around: Circumstance) -> Iterator[AnyObservation]:
    right = parent.child_by_field_name("right")
    read = read_of(reading.program.lower(node), reading.names)
    value = reading.evaluator.value(reading.program.lower(right)) if right is not None else None
    if read is not None and value is not None and value.literal is not None:
        secret = words.SECRET.search(read.name) is not None
        yield EnvironmentValue(
            at=reading.place(line(node)),
            usage=around.usage,
            condition=around.condition,
            name=read.name,
            value=literal("") if secret else clean(value),
            secret=secret,
        )


def settings_fields(reading: Reading) -> Iterator[AnyObservation]:
    """Fields of settings classes, each of which reads a variable."""
    for number, span in enumerate(reading.program.spans.spans):
        fields = reading.evaluator.fields(number) if span.kind == "class" else None
        if fields is None or fields.prefix is None:
            continue
        for field in reading.program.fields(number)[:200]:
            value = reading.evaluator.attribute_value(number, field.name)
            part = value.parts[0] if value is not None and len(value.parts) == 1 else None
            if isinstance(part, Variable) and not field.name.startswith("_"):
                where = reading.program.data.count(b"\n", 0, field.binding.at) + 1
                yield from _one_read(reading, part, where, Circumstance())
                if words.MODEL_NAME.search(field.name) and part.default and _is_model(part.default):
                    yield ModelName(at=reading.place(where), value=Value((part,)), key=field.name)


def model_constants(reading: Reading) -> Iterator[AnyObservation]:
    """Constants of a module whose name says that they name a model, and lists of models to choose from."""
    for (scope, name), bound in reading.program.bindings.items():
        if scope != MODULE or not words.MODEL_NAME.search(name) or len(bound) != 1 or bound[0].kind != "value":
            continue
        node, seen = bound[0].value, id(bound[0]) in reading.evaluator.seen
        if node is None or node.type not in {
            "string",
            "array",
            "list",
            "call",
            "boolean_operator",
            "binary_expression",
            "as_expression",
            "satisfies_expression",
        }:
            continue
        expression = reading.program.lower(node)
        around = reading.circumstances.at(bound[0].at)
        if around.dead:
            continue
        if isinstance(expression, e.Sequence):
            yield from _choices(reading, expression, name, node)
            continue
        value = reading.evaluator.value(expression)
        shown = value.with_defaults if value is not None else None
        if value is not None and shown and not seen and _is_model(shown) and not re.search(r"\s", shown):
            yield ModelName(
                at=reading.place(line(node)), usage=around.usage, condition=around.condition, value=value, key=name
            )


def _choices(reading: Reading, sequence: e.Sequence, name: str, node: Node) -> Iterator[AnyObservation]:
    """The members of a list of objects that each carry a qualified model id."""
    first, content = line(node), text(node, 200_000)
    for item in sequence.items:
        for key, value in item.items if isinstance(item, e.Mapping) else ():
            if (
                key in {"id", "model", "modelId", "value", "model_id"}
                and isinstance(value, e.Literal)
                and ("/" in value.text and words.QUALIFIED_MODEL.match(value.text))
            ):
                offset = max(0, content.find(value.text))
                yield ModelName(
                    at=reading.place(first + content.count("\n", 0, offset)),
                    usage=Usage.OPTIONAL,
                    condition=f"one of {name}",
                    value=literal(value.text),
                    key=key,
                )


def _is_model(shown: str) -> bool:
    if "://" in shown or not words.MODEL_TEXT.match(shown) or re.search(r"\.(py|json|ya?ml|pt|onnx|bin|ts|js)$", shown):
        return False
    return bool(words.LOOKS_LIKE_MODEL.search(shown)) and (bool(re.search(r"[-/:\d]", shown)))
