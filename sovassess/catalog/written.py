"""Turn what a person wrote in a catalog file into its struct; a mistake is told with line and the nearest right word.

It knows msgspec's words for what is wrong, and no entry in particular.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin

import msgspec

from sovassess.catalog.shapes import Shape
from sovassess.documents import line_of, nearest, plain
from sovassess.errors import InputFileError

S = TypeVar("S", bound=msgspec.Struct)


def parse_struct(data: bytes, struct: type[S], *, shown: str) -> S:
    """The document in `data` as a struct; errors name it as `shown`. Raises `InputFileError`."""
    return converted(plain(data, shown=shown), struct, shown=shown, line=lambda place: line_of(data, place))


def converted(value: object, struct: type[S], *, shown: str, line: Callable[[tuple[str | int, ...]], int | None]) -> S:
    """Plain mappings and lists as a msgspec struct. `line` gives the line of a place; raises `InputFileError`."""
    try:
        entry = msgspec.convert(value, struct)
    except msgspec.ValidationError as error:
        raise _explained_struct(error, value, struct, shown, line) from error
    for place, text, shape in _misshapen(entry, ()):
        raise InputFileError(shown, line(place), f"{text!r} is no {shape.what}")
    return entry


_Steps = tuple[str | int, ...]


def _misshapen(value: object, place: _Steps) -> Iterator[tuple[_Steps, str, Shape]]:
    """Texts that do not look as their fields ask, with their places."""
    if isinstance(value, msgspec.Struct):
        for name, shape in _plan(type(value)):
            inner = getattr(value, name)
            if shape is not None and isinstance(inner, str) and not re.fullmatch(shape.pattern, inner):
                yield (*place, name), inner, shape
            elif isinstance(inner, msgspec.Struct | tuple):
                yield from _misshapen(cast("object", inner), (*place, name))
    elif isinstance(value, tuple):
        for number, inner in enumerate(cast("tuple[object, ...]", value)):
            if isinstance(inner, msgspec.Struct):
                yield from _misshapen(inner, (*place, number))


@cache
def _plan(struct: type[msgspec.Struct]) -> tuple[tuple[str, Shape | None], ...]:
    """The fields of a struct with the shape that each asks for, if it asks for one."""
    return tuple((field.name, _shape(field.type)) for field in msgspec.structs.fields(struct))


def _shape(kind: object) -> Shape | None:
    if get_origin(kind) is Annotated:
        return next((part for part in get_args(kind)[1:] if isinstance(part, Shape)), None)
    if get_origin(kind) in (Union, UnionType):
        return next((shape for member in get_args(kind) if (shape := _shape(member)) is not None), None)
    return None


def _explained_struct(
    error: msgspec.ValidationError,
    value: object,
    struct: type[msgspec.Struct],
    shown: str,
    line: Callable[[tuple[str | int, ...]], int | None],
) -> InputFileError:
    message, _, location = str(error).partition(" - at `$")
    steps: tuple[str | int, ...] = tuple(
        int(index) if index else key for key, index in re.findall(r"\.([^.\[\]`]+)|\[(\d+)\]", location)
    )
    # A key that nobody knows explains one that is missing: it is usually the same, misspelt.
    lost = re.search(r"missing required field `([^`]+)`", message)
    stray = _stray_key(value, struct, steps) if lost else None
    unknown = re.search(r"unknown field `([^`]+)`", message)
    key = stray or (unknown.group(1) if unknown else None)
    if key is not None:
        return InputFileError(shown, line((*steps, key)), f"unknown key {key!r}{nearest(key, _fields(struct))}")
    if lost:
        return InputFileError(shown, line(steps), f"{lost.group(1)!r} is missing")
    word = re.search(r"[Ii]nvalid enum value '?([^']*)'?", message)
    if word:
        known = _words(struct, steps)
        return InputFileError(
            shown, line(steps), f"{word.group(1)!r} is no {_named(steps)}{nearest(word.group(1), known)}"
        )
    return InputFileError(shown, line(steps), message[:1].lower() + message[1:])


def _named(steps: Sequence[str | int]) -> str:
    return next((step for step in reversed(steps) if isinstance(step, str)), "word that is known here")


def _at(struct: type[msgspec.Struct], steps: Sequence[str | int]) -> list[object]:
    """The types that may stand at a place of a struct."""
    found: list[object] = [struct]
    for step in steps:
        inner: list[object] = []
        for kind in found:
            if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
                inner += [field.type for field in msgspec.structs.fields(kind) if field.encode_name == step]
            else:
                inner += get_args(kind)[-1:] if isinstance(step, str) else get_args(kind)[:1]
        found = [part for kind in inner for part in _parts(kind)]
    return found


def _parts(kind: object) -> list[object]:
    """A type without its annotations, and the members of a union apart."""
    if get_origin(kind) is Annotated:
        return _parts(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return [part for member in get_args(kind) for part in _parts(member)]
    return [kind]


def _words(struct: type[msgspec.Struct], steps: Sequence[str | int]) -> set[str]:
    """The words that may stand at a place where the choice is closed."""
    out: set[str] = set()
    for kind in _at(struct, steps):
        if get_origin(kind) is Literal:
            out |= {str(word) for word in get_args(kind)}
        elif isinstance(kind, type) and issubclass(kind, Enum):
            out |= {str(member.value) for member in kind}
    return out


def _stray_key(value: object, struct: type[msgspec.Struct], steps: Sequence[str | int]) -> str | None:
    """The first key at a place that the struct there does not have."""
    for step in steps:
        value = cast("Any", value)[step]
    if not isinstance(value, Mapping):
        return None
    known = {
        field.encode_name
        for kind in _at(struct, steps)
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct)
        for field in msgspec.structs.fields(kind)
    }
    return next((str(key) for key in cast("Mapping[object, object]", value) if str(key) not in known), None)


def _fields(struct: type[msgspec.Struct]) -> set[str]:
    """Every field that the struct or a struct inside it has."""
    out: set[str] = set()
    todo, seen = [struct], {struct}
    while todo:
        for field in msgspec.structs.fields(todo.pop()):
            out.add(field.encode_name)
            stack: list[object] = [field.type]
            while stack:
                inner = stack.pop()
                if isinstance(inner, type) and issubclass(inner, msgspec.Struct) and inner not in seen:
                    seen.add(inner)
                    todo.append(inner)
                stack.extend(get_args(inner))
    return out
