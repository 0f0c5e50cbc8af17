"""Models that a program names outside the calls of packages: constants, defaults, choices. No vendor is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from tree_sitter import Node

from sovassess.formats import code_words as words
from sovassess.formats import expressions as e
from sovassess.formats.code_reading import Reading, is_model
from sovassess.formats.program import MODULE
from sovassess.formats.syntax import line, path_to, text
from sovassess.model.enums import Usage
from sovassess.model.observations import AnyObservation, ModelName
from sovassess.model.values import literal

MAX_HITS = 400
_MODEL_ENTRY = re.compile(rb"[:=]\s*[\"']([a-z][a-z0-9_-]{1,30}[:/][A-Za-z0-9][\w./:-]{2,80})[\"']")
_DEFAULT_WORDS = (b"DEFAULT", b"FAST", b"SMART", b"LLM", b"_MODEL", b"_EMBEDDING", b"default_", b"_llm", b"_model")
_NAMES_A_DEFAULT = re.compile(rb"DEFAULT|FAST|SMART|_LLM|LLM_|_MODEL|_EMBEDDING|default_|[a-z]_(?:llm|model)\b")
_MODEL_KEY = re.compile(
    rb"\b((?:[A-Za-z]+_)*(?:DEFAULT|FAST|SMART|STRATEGIC|MAIN|PRIMARY|CHAT|LLM|EMBEDDINGS?|MODEL)"
    rb"(?:_?(?:LLM|MODEL|EMBEDDINGS?|NAME|ID))*)[\"']?(?:\s*:\s*[\w.\[\]| ]{1,40}?)?\s*$",
    re.IGNORECASE,
)
_ENTRIES = frozenset(
    {"pair", "keyword_argument", "assignment", "public_field_definition", "field_definition", "variable_declarator"}
)


def model_constants(reading: Reading) -> Iterator[AnyObservation]:
    """Constants of a module whose name says that they name a model, and lists of models to choose from."""
    read = frozenset(reading.evaluator.trail)
    for (scope, name), bound in reading.program.bindings.items():
        if (
            scope != MODULE
            or "." in name
            or not words.MODEL_NAME.search(name)
            or len(bound) != 1
            or bound[0].kind != "value"
        ):
            continue
        node, seen = bound[0].value, id(bound[0]) in read
        if node is None or node.type not in {
            "string",
            "interpreted_string_literal",
            "string_literal",
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
        if value is not None and shown and not seen and is_model(shown) and not re.search(r"\s", shown):
            reading.named.add(line(node))
            yield ModelName(
                at=reading.place(line(node)),
                usage=around.usage,
                condition=around.condition,
                gates=around.gates,
                value=value,
                key=name,
            )


def may_name_defaults(data: bytes) -> bool:
    """Whether `model_defaults` can find anything in a program."""
    if not any(word in data for word in _DEFAULT_WORDS) or _NAMES_A_DEFAULT.search(data) is None:
        return False
    return _MODEL_ENTRY.search(data) is not None


def model_defaults(reading: Reading) -> Iterator[AnyObservation]:
    """Models that stand as data under a key that says that they are used unless another is named, each with the word
    before it for its supplier: `"FAST_LLM": "provider:model"`."""
    if not may_name_defaults(reading.program.data):
        return
    for match in islice(_MODEL_ENTRY.finditer(reading.program.data), MAX_HITS):
        shown = match.group(1).decode()
        named = _MODEL_KEY.search(reading.program.data, max(0, match.start() - 90), match.start())
        if named is None or not is_model(shown):
            continue
        path = path_to(reading.program.root, match.start(1))
        string = next((node for node in reversed(path) if node.type == "string"), None)
        if string is None or len(string.text or b"") != len(shown) + 2 or not _is_entry(string):
            continue
        around = reading.circumstances.at(string.start_byte)
        if not around.dead and line(string) not in reading.named:
            yield ModelName(
                at=reading.place(line(string)),
                usage=around.usage,
                condition=around.condition,
                gates=around.gates,
                value=literal(shown),
                key=named.group(1).decode(),
            )


def _is_entry(string: Node) -> bool:
    """Whether a string is what a key of an object, a keyword or a field is given, not what it is compared with."""
    around = string.parent
    if around is None or around.type not in _ENTRIES:
        return False
    return (around.child_by_field_name("value") or around.child_by_field_name("right")) == string


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
