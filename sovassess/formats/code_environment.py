"""The environment variables that a program reads, writes and has settings for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from sovassess.formats import code_words as words
from sovassess.formats import expressions as e
from sovassess.formats.code_reading import Reading, clean, is_model
from sovassess.formats.environment import read_of
from sovassess.formats.environment_writes import CONDITION, given
from sovassess.formats.needed import is_needed
from sovassess.formats.syntax import line, path_to
from sovassess.formats.truths import Circumstance
from sovassess.model.enums import Usage
from sovassess.model.observations import AnyObservation, EnvironmentRead, EnvironmentValue, ModelName
from sovassess.model.values import Value, Variable, literal, variable

MAX_HITS = 400
_LEFT_FIRST = frozenset({"boolean_operator", "binary_expression", "parenthesized_expression"})
_CHAIN = frozenset({
    "attribute", "member_expression", "subscript", "subscript_expression", "call", "call_expression",
    "method_invocation", "navigation_expression",
})  # fmt: skip


def environment_reads(reading: Reading, hits: re.Pattern[bytes]) -> Iterator[AnyObservation]:
    """Reads and writes of environment variables, once for each line and variable."""
    seen: set[tuple[int, str]] = set()
    program = reading.program
    for bound in (one for several in program.anywhere.values() for one in several if one.kind == "environment"):
        value = reading.evaluator.bound_value(bound, bound.qualified)
        part = value.parts[0] if value is not None and value.parts else None
        around = reading.circumstances.at(bound.at)
        if isinstance(part, Variable) and not around.dead:
            yield from _one_read(reading, part, program.data.count(b"\n", 0, bound.at) + 1, around)
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
            yield from _written(reading, path, (node, parent), around)
            continue
        before = len(reading.evaluator.trail)
        value = reading.evaluator.value(program.lower(node))
        reading.fallbacks.add(node.start_byte, node.end_byte, value)
        for part in value.parts if value is not None else ():
            if isinstance(part, Variable) and ":" not in part.name and (line(node), part.name) not in seen:
                seen.add((line(node), part.name))
                needed = part.default is None and around.usage is Usage.MAIN and is_needed(node)
                yield from _one_read(reading, part, line(node), around, needed=needed)
                if part.default and b"://" not in program.data[node.start_byte : node.end_byte]:
                    reading.consumed.update(reading.evaluator.trail[before:])


def _one_read(
    reading: Reading, part: Variable, number: int, around: Circumstance, *, needed: bool = False
) -> Iterator[AnyObservation]:
    if part.name.startswith("module:"):
        return
    shipped = clean(variable(part.name, part.default)).parts[0]
    default = shipped.default if isinstance(shipped, Variable) else None
    if default is None and words.KEYLESS.match(part.default or ""):
        default = part.default
    at = reading.place(number)
    yield EnvironmentRead(
        at=at,
        usage=around.usage,
        condition=around.condition,
        gates=around.gates,
        name=part.name,
        default=default,
        needed=needed,
    )


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
    # `cmp.Or(os.Getenv("X"), "…")`: a call that gives the first of its arguments that is set.
    while best > 1 and path[best - 1].type == "argument_list" and path[best - 1].named_children[0] == path[best]:
        if not isinstance(reading.program.lower(path[best - 2]), e.Either):
            break
        best -= 2
    return path[best], path[best - 1] if best else None


def _written(
    reading: Reading, path: Sequence[Node], written: tuple[Node, Node], around: Circumstance
) -> Iterator[AnyObservation]:
    node, parent = written
    told = given(path[: path.index(parent) + 1])
    right = parent.child_by_field_name("right")
    read = read_of(reading.program.lower(node), reading.names)
    value = reading.evaluator.value(reading.program.lower(right)) if right is not None else None
    if read is not None and value is not None and value.literal is not None:
        secret = words.SECRET.search(read.name) is not None
        yield EnvironmentValue(
            at=reading.place(line(node)),
            usage=around.usage if told is not None else Usage.OPTIONAL,
            condition=around.condition or ("" if told is not None else CONDITION),
            gates=around.gates,
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
                # Without a value for a field that has no default the class cannot be made.
                needed = fields.field(field.name, field.binding).default is None
                yield from _one_read(reading, part, where, Circumstance(), needed=needed)
                if words.MODEL_NAME.search(field.name) and part.default and is_model(part.default):
                    reading.named.add(where)
                    yield ModelName(at=reading.place(where), value=Value((part,)), key=field.name)
