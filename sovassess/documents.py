"""Read YAML that a person wrote: settings, rubrics, catalog entries, scenarios.

Every error names file and line and, for an unknown word, the nearest right one. Not for scanned files: those are read
by `sovassess.formats.yaml`, which tolerates what this refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, cast, get_args

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from sovassess.errors import InputFileError

MAX_BYTES = 4_000_000
MAX_DEPTH = 60


_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]  # pyright: ignore[reportUntypedBaseClass]
    """A safe loader that takes only `true` and `false` as booleans, so that the country NO stays a country."""


_BOOLEAN = "tag:yaml.org,2002:bool"
_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {
    first: [entry for entry in entries if entry[0] != _BOOLEAN]
    for first, entries in cast(
        "dict[str, list[tuple[str, re.Pattern[str]]]]", yaml.SafeLoader.yaml_implicit_resolvers
    ).items()
}
for _first in "tf":
    _resolvers.setdefault(_first, []).append((_BOOLEAN, re.compile(r"^(true|false)$")))
_Loader.yaml_implicit_resolvers = _resolvers


class Written(BaseModel):
    """Base of everything that a person writes: frozen, and a key that is not known is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


T = TypeVar("T", bound=Written)


def load(path: Path, model: type[T], *, shown: str | None = None) -> T:
    """The document at `path` as a `model`.

    `shown` is how errors name the path. Raises `InputFileError` if it cannot be read, is no YAML or does not fit.
    """
    name = shown or str(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputFileError(name, None, f"cannot be read: {error.strerror or error}") from error
    return parse(data, model, shown=name)


def parse(data: bytes, model: type[T], *, shown: str) -> T:
    """The document in `data` as a `model`; errors name it as `shown`. Raises `InputFileError`."""
    value = plain(data, shown=shown)
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise _explained(error, data, model, shown) from error


def plain(data: bytes, *, shown: str) -> object:
    """The document as plain mappings, lists and scalars, not yet held against a shape. Raises `InputFileError`."""
    if len(data) > MAX_BYTES:
        raise InputFileError(shown, None, f"is larger than {MAX_BYTES:,} bytes")
    try:
        _refuse_aliases_and_depth(data)
        value = yaml.load(data, Loader=_Loader)  # noqa: S506 - a safe loader, made above
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        raise InputFileError(shown, mark.line + 1 if mark else None, f"is not valid YAML: {problem}") from error
    return {} if value is None else value


def nearest(word: str, known: Iterable[str]) -> str:
    """A clause that names the nearest known word, or all of them if they are few, or nothing."""
    words = sorted(set(known))
    close = get_close_matches(word, words, n=1, cutoff=0.6)
    if close:
        return f"; did you mean {close[0]!r}?"
    if 0 < len(words) <= 12:
        return f"; known: {', '.join(words)}"
    return ""


def existing(word: str, known: Iterable[str], limit: int = 30) -> str:
    """A clause that names the nearest known word, and what there is: all, or the first `limit` and how many more."""
    words = sorted(set(known))
    close = get_close_matches(word, words, n=1, cutoff=0.6)
    more = f" and {len(words) - limit} more" if len(words) > limit else ""
    listed = f"{', '.join(words[:limit])}{more}" if words else "nothing"
    return f"; did you mean {close[0]!r}? There is {listed}" if close else f"; there is {listed}"


def line_of(data: bytes, location: Sequence[str | int]) -> int | None:
    """The 1-based line of a location (keys and indexes) in a YAML document; of the nearest parent that exists."""
    try:
        node = yaml.compose(data, Loader=_Loader)
    except yaml.YAMLError:
        return None
    line = None
    for step in location:
        if node is None:
            break
        line = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if getattr(k, "value", None) == str(step)), None)
            if found is None:
                continue  # a step that pydantic adds (the member of a union), not one of the document
            line = found[0].start_mark.line + 1
            node = found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and 0 <= step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
    return line


def _refuse_aliases_and_depth(data: bytes) -> None:
    """Raise a YAML error for nesting that would overflow the C composer, for aliases, which no document needs, and for
    a key that stands twice, of which the parser would keep one in silence."""
    stack: list[_Level] = []
    for event in yaml.parse(data, Loader=_Loader):
        mark = cast("yaml.Mark", event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="aliases are not supported", problem_mark=mark)
        if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            stack.pop()
            continue
        if stack and isinstance(event, yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent):
            key = event.value if isinstance(event, yaml.ScalarEvent) else None
            if stack[-1].takes(key):
                raise yaml.MarkedYAMLError(problem=f"{key!r} stands there twice", problem_mark=mark)
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            stack.append(_Level(mapping=isinstance(event, yaml.MappingStartEvent)))
            if len(stack) > MAX_DEPTH:
                raise yaml.MarkedYAMLError(problem="nested too deep", problem_mark=mark)


class _Level:
    """One open mapping or sequence, and the keys that it has had."""

    def __init__(self, *, mapping: bool) -> None:
        self._mapping = mapping
        self._expects_key = True
        self._keys: set[str] = set()

    def takes(self, key: str | None) -> bool:
        """Take the next node; True if it is a key that stood before."""
        if not self._mapping:
            return False
        is_key, self._expects_key = self._expects_key, not self._expects_key
        if not is_key or key is None:
            return False
        if key in self._keys:
            return True
        self._keys.add(key)
        return False


def _explained(error: ValidationError, data: bytes, model: type[BaseModel], shown: str) -> InputFileError:
    problems = error.errors()
    # A key that nobody knows explains one that is missing: it is usually the same, misspelt.
    first = next((problem for problem in problems if problem["type"] == "extra_forbidden"), problems[0])
    location = tuple(first["loc"])
    line = line_of(data, location)
    dotted = ".".join(str(step) for step in location)
    if first["type"] == "extra_forbidden":
        return InputFileError(shown, line, f"unknown key {dotted!r}{nearest(str(location[-1]), _keys(model))}")
    if first["type"] == "missing":
        return InputFileError(shown, line, f"{dotted!r} is missing")
    message = first["msg"].removeprefix("Value error, ")
    return InputFileError(shown, line, f"{dotted}: {message}" if dotted else message)


def _keys(model: type[BaseModel], seen: frozenset[type] = frozenset()) -> set[str]:
    """Every key that the model or a model inside it knows."""
    keys: set[str] = set()
    for name, field in model.model_fields.items():
        keys.add(field.alias or name)
        stack: list[object] = [field.annotation]
        while stack:
            annotation = stack.pop()
            if isinstance(annotation, type) and issubclass(annotation, BaseModel):
                if annotation not in seen:
                    keys |= _keys(annotation, seen | {model, annotation})
            else:
                stack.extend(get_args(annotation))
    return keys
