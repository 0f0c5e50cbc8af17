"""What a module offers to the others of its tree, and how it names what it takes from them. It reads no other file.

A name is a path: the module's own path without its ending, then the names in it (`app/conf/settings/llm_url`). One that
starts with a slash is complete; any other is the end of a path, as an import leaves open where the root lies.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator

from tree_sitter import Node

from sovassess.formats import code_words as words
from sovassess.formats import expressions as e
from sovassess.formats.code_reading import Reading, clean, is_model
from sovassess.formats.code_schemas import schema_of
from sovassess.formats.javascript_syntax import EXPORTS
from sovassess.formats.program import MODULE, Binding
from sovassess.formats.syntax import starts_with_word
from sovassess.model.observations import AnyObservation, Definition
from sovassess.model.values import Text, Unresolved, Value, Variable, literal

PREFIX = "module:"
MAX_DEFINITIONS = 400
MAX_BYTES = 20_000
_SETTINGS = re.compile(
    r"(settings?|configs?|configuration|conf|cfg|constants?|consts?|env|environment|defaults?|options|endpoints?|urls?|"
    r"globals?|variables|vars)$",
    re.IGNORECASE,
)
_TELLS = re.compile(rb"[eE]nv|ENV|://|ettings|onfig")
_WORTH = re.compile(
    rb"[eE]nv\w*[.\[(]|ENV|://|^(?:export )?class \w*(?:Settings|Config|Options)\b|BaseSettings|"
    rb"^[A-Z_]*(?:MODEL|HOST|REGION|LLM)",
    re.MULTILINE,
)
_WORTH_WORDS = (
    b"env",
    b"Env",
    b"ENV",
    b"://",
    b"Settings",
    b"Config",
    b"Options",
    b"MODEL",
    b"HOST",
    b"REGION",
    b"LLM",
)
_REGION = re.compile(r"^[a-z]{2,8}(-[a-z]+){1,2}-?\d{1,2}[a-z]?$")
_PLACE_NAME = re.compile(r"(region|location)$", re.IGNORECASE)
# Settings that choose among several: whoever takes them takes one of the ways.
_CHOICE_NAME = re.compile(
    r"(provider|backend|engine|vendor|driver|supplier|kind|type|mode|family|framework)$", re.IGNORECASE
)
_WORD = re.compile(r"[A-Za-z][\w-]{1,40}")
_HOST_NAME = re.compile(r"(host|hostname|server|domain|endpoint|address)$", re.IGNORECASE)
_ADDRESS_NAME = re.compile(r"(url|uri|endpoint|base|address)$", re.IGNORECASE)
_ENDING = re.compile(r"\.([mc]?[jt]sx?|vue|svelte|py|pyw)$")
_ON = frozenset({"true", "1", "yes", "on", "y", "t", "enabled"})
_AS_BOOLEAN = re.compile(
    r"(^|\.)(bool|Boolean|strtobool|str_?to_?bool|as_?bool|parse_?bool(ean)?|is_?truthy)$", re.IGNORECASE
)
_VARIANT = re.compile(r"(^|/)settings/(base|common|default|defaults|prod|production)$")


def module_of(path: str) -> str:
    """The module that a file is: its path without ending; a package's first file is the package."""
    whole = _ENDING.sub("", path)
    folder, _, name = whole.rpartition("/")
    return folder if name in {"__init__", "index"} else whole


def python_reference(path: str, standard: frozenset[str]) -> Callable[[str, tuple[str, ...]], str]:
    """How a Python file names what it imports from modules of its tree; "" for what somebody else's package offers."""
    folders = path.split("/")[:-1]

    def named(module: str, names: tuple[str, ...]) -> str:
        parts = [part for part in module.split(".") if part]
        up = len(module) - len(module.lstrip("."))
        if up:
            if up - 1 > len(folders):
                return ""
            return "/" + "/".join([*folders[: len(folders) - up + 1], *parts, *names])
        if module == "django.conf":
            return "/".join(names) if len(names) > 1 else ""
        own = parts[0] in folders or any(_SETTINGS.search(part) for part in (*parts, *names[:-1]))
        return "/".join((*parts, *names)) if own and parts[0] not in standard else ""

    return named


def javascript_reference(path: str) -> Callable[[str, tuple[str, ...]], str]:
    """How a JavaScript file names what it imports from modules of its tree, through relative paths and aliases."""
    folder = posixpath.dirname(path)

    def named(module: str, names: tuple[str, ...]) -> str:
        if module.startswith("."):
            whole = posixpath.normpath(posixpath.join(folder, module))
            return "" if whole.startswith("..") else "/" + "/".join((module_of(whole), *names)).lstrip("/")
        if module.startswith(("@/", "~/", "#/", "/")):
            return "/".join((module_of(module.split("/", 1)[1]), *names)).lstrip("/")
        if module.startswith(("$lib/", "src/", "~", "#")):
            return "/".join((module_of(module.lstrip("$~#")), *names))
        return ""

    return named


class _Offer:
    """The definitions of one module."""

    def __init__(self, reading: Reading, path: str) -> None:
        self.reading = reading
        self.program = reading.program
        self.evaluator = reading.evaluator
        module = module_of(path)
        self.modules = [module, module.rpartition("/")[0]] if _VARIANT.search(module) else [module]
        self._fields: dict[int, list[tuple[str, Binding]]] = {}

    def all(self) -> Iterator[Definition]:
        for (scope, name), bound in list(self.program.bindings.items()):
            if scope != MODULE or (name != EXPORTS and not name.isidentifier()) or name.startswith("_"):
                continue
            one = bound[-1]
            start = f"/{name}" if name != EXPORTS else ""
            if one.kind == "value" and one.value is not None and one.value.end_byte - one.value.start_byte <= MAX_BYTES:
                yield from self._value(start, name, one)
            elif one.kind == "class" or (one.kind == "function" and _SETTINGS.search(name)):
                yield from self._members(start, self.evaluator.names.class_of(e.Name(name, one.at)))

    def _value(self, start: str, name: str, one: Binding) -> Iterator[Definition]:
        node = one.value
        data = self.program.data[node.start_byte : node.end_byte] if node is not None else b""
        if node is None or not (self._is_short_text(node) or _TELLS.search(data) or _SETTINGS.search(name)):
            return
        expression = self.program.lowered(one)
        if expression is None:
            return
        scope = self.evaluator.names.class_of(expression) if isinstance(expression, e.Invocation | e.Name) else MODULE
        if scope != MODULE:
            yield from self._members("" if name == "default" else start, scope)
            return
        yield from self._expression(start, expression, one.at, name)

    def _is_short_text(self, node: Node) -> bool:
        """Whether it is a text that can be a host, a model or a region, or an instance of a class of the file."""
        if node.type in {"string", "template_string", "as_expression", "satisfies_expression"}:
            return node.end_byte - node.start_byte <= 300
        word = starts_with_word(self.program.data, node.start_byte + 4 * (node.type == "new_expression"))
        return node.type in {"call", "new_expression"} and word in self.program.classes

    def fields(self, scope: int) -> list[tuple[str, Binding]]:
        """What the body of a class and its methods give its instances."""
        if not self._fields:
            for (where, name), bound in self.program.bindings.items():
                if where != MODULE:
                    self._fields.setdefault(where, []).append((name.removeprefix("self."), bound[0]))
        return self._fields.get(scope, [])

    def _expression(self, start: str, expression: e.Expression, at: int, name: str) -> Iterator[Definition]:
        expression = _asked(expression)
        shown = schema_of(self.evaluator, expression) or self.evaluator.display(expression)
        if isinstance(shown, e.Mapping):
            start = start.removesuffix("/default")
            if start.count("/") < 4:
                for key, inner in shown.items[:200]:
                    yield from self._expression(f"{start}/{key}", inner, at, key)
        elif isinstance(expression, e.Literal) and not expression.quoted:
            return
        elif start:
            value = self.evaluator.value(expression)
            if value is not None:
                yield from self._one(start, name, value, at)

    def _members(self, start: str, scope: int) -> Iterator[Definition]:
        about = self.program.class_about(scope)
        if about is None:
            return
        span = self.program.spans.spans[scope]
        whole = self.program.data[span.start : span.end]
        if not (_SETTINGS.search(about.name) or _TELLS.search(whole)):
            return
        for name, bound in self.fields(scope)[:200]:
            if bound.kind in {"value", "environment", "field"} and name.isidentifier() and not name.startswith("_"):
                value = self.evaluator.attribute_value(scope, name)
                if value is None or any(isinstance(part, Unresolved) for part in value.parts):
                    # What a method gives it later, as it runs, is not how it is shipped.
                    value = self.evaluator.body_value(scope, name)
                if value is None and _ADDRESS_NAME.search(name):
                    value = literal("")  # no address of its own: whoever is given it talks to where it always does
                if value is not None:
                    yield from self._one(f"{start}/{name}", name, value, bound.at)

    def _one(self, start: str, name: str, value: Value, at: int) -> Iterator[Definition]:
        if words.SECRET.search(name) or not _matters(name, value):
            return
        if value.literal is not None and any(words.SHOWN_NAME.search(part) for part in start.split("/")):
            return  # a link that is shown to people
        where = self.reading.place(self.program.data.count(b"\n", 0, at) + 1)
        for module in self.modules:
            yield Definition(at=where, name=f"{PREFIX}{module}{start}", value=clean(value), scope="")


def may_offer(data: bytes) -> bool:
    """Whether `definitions` can find anything in a program."""
    return any(word in data for word in _WORTH_WORDS) and _WORTH.search(data) is not None


def definitions(reading: Reading, path: str) -> Iterator[AnyObservation]:
    """What the module gives its names, where it comes from the environment or looks like an address, a host, a model
    or a region."""
    if not may_offer(reading.program.data):
        return
    seen = set[tuple[str, Value]]()
    for one in _Offer(reading, path).all():
        if (one.name, one.value) not in seen and len(seen) < MAX_DEFINITIONS:
            seen.add((one.name, one.value))
            yield one


def _asked(expression: e.Expression) -> e.Expression:
    """What is asked whether it is on, as in `os.getenv("X") == "true"`: whoever takes the answer takes the question."""
    match expression:
        case e.Comparison(left, "==" | "in", e.Literal(word)) if word.lower() in _ON:
            return left
        case e.Comparison(left, "in", e.Sequence(items)):
            shown = [item.text.lower() for item in items if isinstance(item, e.Literal)]
            return left if shown and set(shown) <= _ON else expression
        case e.Invocation(function, ((_, first), *_)) if _AS_BOOLEAN.search(e.dotted(function)):
            return _asked(first)
        case _:
            return expression


def _matters(name: str, value: Value) -> bool:
    if any(isinstance(part, Unresolved) for part in value.parts) or len(value.parts) > 12:
        return False
    if any(isinstance(part, Variable) for part in value.parts):
        return True
    shown = "".join(part.text for part in value.parts if isinstance(part, Text))
    if not shown:
        return _ADDRESS_NAME.search(name) is not None
    if len(shown) > 300 or re.search(r"\s", shown):
        return False
    if words.URL.match(shown) or is_model(shown):
        return True
    if _CHOICE_NAME.search(name) and _WORD.fullmatch(shown):
        return True
    if _HOST_NAME.search(name) and re.fullmatch(r"[A-Za-z0-9][\w.-]*(:\d+)?", shown):
        return True
    return bool(_REGION.match(shown) or (_PLACE_NAME.search(name) and re.fullmatch(r"[a-z][\w-]+", shown)))
