"""Addresses, environment reads and models that stand in a program outside the calls of packages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from sovassess.formats import code_words as words
from sovassess.formats import expressions as e
from sovassess.formats.code_reading import clean, is_model
from sovassess.formats.environment import read_of
from sovassess.formats.needed import is_needed
from sovassess.formats.shaped_reading import ShapedReading
from sovassess.formats.shapes import Stand, stand
from sovassess.formats.syntax import line, path_to, text
from sovassess.formats.truths import Circumstance
from sovassess.model.enums import Usage
from sovassess.model.observations import Address, AnyObservation, EnvironmentRead, ModelName
from sovassess.model.values import Value, Variable, literal, variable

MAX_HITS = 400
MAX_UP = 10
_HIT = re.compile(rb"://")
_SCHEME = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*$")
_MODEL = re.compile(
    rb"(?:[mM]odel|MODEL|[dD]eployment|[eE]ngine)\w*(?=[^\w])[^\n;]{0,60}?[\"']([\w@~][\w.:@/+-]{1,100})[\"']"
)
_MODEL_KEY = re.compile(r"(model|deployment|engine)(_?(name|id))?$", re.IGNORECASE)
_LABEL = re.compile(r"^(X-|Content-|User-Agent|Referer|Origin|Accept|Host$|@context|\$schema|xmlns)", re.IGNORECASE)
_CALLED_API = re.compile(r"://(apis?|api-[\w-]+|[\w-]+-api|hooks)\.")
_IDENTIFIER = re.compile(
    r"://(www\.w3\.org|schemas?\.|json-schema\.org|xmlns\.|purl\.|ns\.adobe|tempuri\.org|[\w.]*\.?example\.(com|org|net)|"
    r"specs\.|www\.sitemaps\.org|ogp\.me)"
)
_TOLD = re.compile(
    r"(^|\.)(puts|pp|p|warn|raise|println!?|print!?|eprintln!?|eprint!?|panic!?|bail!?|anyhow!?|debug!?|trace!?|info!?|"
    r"warn!?|error!?|write!?|writeln!?|assert\w*!?|ensure!?|unreachable!?|todo!?|expect|context|with_context|echo|printf|"
    r"sprintf|var_dump|die|exit|trigger_error|abort|say|desc|describe|it|context|WriteLine|Write|Log\w+|Debug|Information|"
    r"Warning|Error|Fatal|Verbose|ThrowIf\w*|Fail|doc|about|long_about|help|StartsWith|EndsWith|Contains|IndexOf|Equals|"
    r"Replace|Split|starts_with\??|ends_with\??|start_with\?|end_with\?|include\?|match\??|strpos|str_starts_with|"
    r"str_contains|str_replace|preg_match\w*|gsub|sub|strip_prefix|trim_start_matches|allow_origin|AllowOrigins?|"
    r"WithOrigins|origins|redirect\w*|Redirect\w*|link_to|image_tag|asset|Html\.Raw|AddSecurityDefinition|SwaggerDoc|"
    r"fputcsv|homepage|metadata|license_url|comment|Comment|Obsolete|Description|Produces\w*|error_log|__|_e|esc_url|esc_html__?)$"
)


def environment_reads(reading: ShapedReading, hits: re.Pattern[bytes]) -> Iterator[AnyObservation]:
    """Reads of environment variables, once for each line and variable."""
    program, seen = reading.program, set[tuple[int, str]]()
    for bound in (one for several in program.anywhere.values() for one in several if one.kind == "environment"):
        value = reading.evaluator.bound_value(bound, bound.qualified)
        around = reading.circumstances.at(bound.at)
        if value is not None and not around.dead:
            number = program.data.count(b"\n", 0, bound.at) + 1
            yield from _variables(reading, value, (number, False), around, seen)
    for count, match in enumerate(hits.finditer(program.data)):
        if count >= MAX_HITS:
            return
        path = path_to(program.root, match.start())
        if any(node.type in reading.tongue.shape.silent for node in path):
            continue
        node = _read_node(reading, path)
        around = reading.circumstances.at(match.start())
        if node is None or around.dead:
            continue
        before = len(reading.evaluator.trail)
        value = reading.evaluator.value(program.lower(node))
        if value is None:
            continue
        needed = around.usage is Usage.MAIN and is_needed(node)
        yield from _variables(reading, value, (line(node), needed), around, seen)
        reading.fallbacks.add(node.start_byte, node.end_byte, value)
        if any(isinstance(part, Variable) and part.default for part in value.parts):
            reading.consumed.update(reading.evaluator.trail[before:])


def _variables(
    reading: ShapedReading, value: Value, place: tuple[int, bool], around: Circumstance, seen: set[tuple[int, str]]
) -> Iterator[AnyObservation]:
    number, needed = place
    for part in value.parts:
        if not isinstance(part, Variable) or (number, part.name) in seen:
            continue
        seen.add((number, part.name))
        shipped = clean(variable(part.name, part.default)).parts[0]
        default = shipped.default if isinstance(shipped, Variable) else None
        at = reading.place(number)
        yield EnvironmentRead(
            at=at,
            usage=around.usage,
            condition=around.condition,
            gates=around.gates,
            name=part.name,
            default=default,
            needed=needed and part.default is None,
        )


def _read_node(reading: ShapedReading, path: list[Node]) -> Node | None:
    """The largest expression on a path that reads one variable, with its default."""
    best: Node | None = None
    missed = 0
    for node in reversed(path[-MAX_UP:]):
        if _reads(reading.program.lower(node), reading):
            best, missed = node, 0
        elif best is not None:
            missed += 1  # the name of the method that gives the default stands between the two
            if missed > 1:
                return best
    return best


def _reads(expression: e.Expression, reading: ShapedReading) -> bool:
    if isinstance(expression, e.Either):
        return _reads(expression.first, reading)
    return read_of(expression, reading.names) is not None


def addresses(reading: ShapedReading) -> Iterator[AnyObservation]:
    """Addresses written as text in a position that acts."""
    data, seen = reading.program.data, set[tuple[int, int]]()
    for count, match in enumerate(_HIT.finditer(data)):
        if count >= MAX_HITS:
            return
        start = match.start()
        scheme = _SCHEME.search(data, max(0, start - 30), start)
        if scheme is None:
            continue
        path = path_to(reading.program.root, start)
        found = stand(path, reading.tongue.shape, reading.tongue.gives_back)
        if found is None or scheme.start() - found.string.start_byte > 8:
            continue
        place = (found.whole.start_byte, found.whole.end_byte)
        around = reading.circumstances.at(start)
        if place in seen or around.dead or around.type_only:
            continue
        seen.add(place)
        key = _key(found, reading)
        if key:
            yield from _address(reading, found, key, around)


def _address(reading: ShapedReading, found: Stand, key: str, around: Circumstance) -> Iterator[AnyObservation]:
    value = reading.fallbacks.at(found.string.start_byte)
    value = value or reading.evaluator.value(reading.program.lower(found.whole))
    if value is None or "://" not in (value.with_defaults or str(value)):
        value = reading.evaluator.value(reading.program.lower(found.string))
    shown = (value.with_defaults or str(value)) if value is not None else ""
    whole = words.URL.match(shown) and not re.search(r"\s", shown.split("?")[0]) and not shown.endswith("://")
    if value is None or not (whole or (value.parts and isinstance(value.parts[0], Variable))):
        return
    if not (words.WEB_URL.match(shown) or words.STORE_URL.match(shown) or value.variables):
        return
    at = reading.place(line(found.string))
    picture = words.is_fetched_picture((*found.keys, found.owner), text(found.whole, 300))
    yield Address(
        at=at,
        usage=around.usage,
        condition=around.condition,
        gates=around.gates,
        value=clean(value),
        key=key[:120],
        asset=picture,
    )


def _key(found: Stand, reading: ShapedReading) -> str:
    """What to call the place; "" if text in it is shown to people or compared, not contacted."""
    written = text(found.whole, 300)
    names = (*found.keys, found.owner)
    if any(_LABEL.match(name) for name in found.keys) or _IDENTIFIER.search(written):
        return ""
    joined = ".".join(reversed([name for name in names if name]))
    if found.kind == "argument":
        return _argument_key(found, reading, joined)
    if found.kind == "name":
        bound = reading.program.bindings.get((reading.program.scope_at(found.at), found.owner), [])
        if any(id(one) in reading.consumed for one in bound):
            return ""
    if _CALLED_API.search(written):
        return joined or "returned"
    if words.is_shown(names, written) or words.SHOWN_PAGE.search(written):
        return ""
    wanted = found.keys[0] if found.keys and not words.ADDRESS_NAME.search(found.owner) else found.owner
    return joined if words.ADDRESS_NAME.search(wanted) else ""


def _argument_key(found: Stand, reading: ShapedReading, joined: str) -> str:
    owner = found.owner.split("<")[0]
    if found.at in reading.taken:
        return ""
    if owner.endswith("!") or words.SHOWN_CALL.search(owner) or words.OPENED_LINK.search(owner) or _TOLD.search(owner):
        return ""
    if any(words.SHOWN_NAME.search(name) for name in found.keys) or words.SHOWN_PAGE.search(text(found.whole, 300)):
        return ""
    if found.listed and not found.keys:
        return ""
    return ".".join((reading.called.get(found.at, owner), *reversed(found.keys))) if owner else joined


def models(reading: ShapedReading) -> Iterator[AnyObservation]:
    """Models that a constant, a setting or an argument of any call names."""
    seen: set[int] = set()
    for count, match in enumerate(_MODEL.finditer(reading.program.data)):
        if count >= MAX_HITS:
            return
        shown = match.group(1).decode("utf-8", "replace")
        if not is_model(shown):
            continue
        path = path_to(reading.program.root, match.start(1))
        found = stand(path, reading.tongue.shape, reading.tongue.gives_back)
        around = reading.circumstances.at(match.start(1))
        if found is None or around.dead or found.string.start_byte in seen or line(found.string) in reading.modelled:
            continue
        seen.add(found.string.start_byte)
        key = found.keys[0] if found.keys else found.owner.rsplit(".", 1)[-1]
        if not _MODEL_KEY.search(key) or words.SHOWN_CALL.search(found.owner) or found.listed:
            continue
        value = reading.evaluator.value(reading.program.lower(found.whole)) or literal(shown)
        if value.with_defaults != shown:
            value = literal(shown)
        at = reading.place(line(found.string))
        callee = reading.called.get(found.at, "") if found.kind == "argument" else ""
        yield ModelName(
            at=at,
            usage=around.usage,
            condition=around.condition,
            gates=around.gates,
            value=value,
            key=key,
            callee=callee,
        )
