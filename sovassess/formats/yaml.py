"""Read YAML and JSON that nobody here wrote: nodes with lines, within budgets, without constructing any object.

Composes from the parser's events with a stack of its own, because the C composer overflows the machine's stack on deep
nesting. Tags are kept and never acted on; aliases share a node and are counted as if they were copies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

import yaml
from msgspec import Struct

from sovassess.errors import ParseError
from sovassess.formats.tokens import decoded, has_tokens
from sovassess.model.values import Value

MAX_DEPTH = 100
MAX_NODES = 500_000
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TRUE = frozenset({"true", "yes", "on"})
_FALSE = frozenset({"false", "no", "off"})
_NULL = frozenset({"", "~", "null"})


class Node(Struct, frozen=True):
    """A node: `kind` is `scalar`, `mapping`, `sequence` or `missing`; `line` is 1-based, where the node starts.

    A missing node is false, empty and has missing children, so that a path can be asked for without checking each step.
    `size` counts the nodes below with aliases expanded. `block` is True for `|` and `>` scalars, `plain` for unquoted.
    """

    kind: str
    line: int = 0
    text: str = ""
    tag: str = ""
    plain: bool = False
    block: bool = False
    entries: tuple[tuple[Node, Node], ...] = ()
    members: tuple[Node, ...] = ()
    size: int = 1

    def __bool__(self) -> bool:
        return self.kind != "missing"

    def get(self, *path: str | int) -> Node:
        """The node at the path of keys and indexes; a missing node if there is none. The last of equal keys counts."""
        node = self
        for step in path:
            node = node._step(step)
        return node

    def _step(self, step: str | int) -> Node:
        if isinstance(step, int):
            return self.members[step] if -len(self.members) <= step < len(self.members) else MISSING
        for key, value in reversed(self.entries):
            if key.kind == "scalar" and key.text == step:
                return value
        return MISSING

    def first(self, *names: str) -> Node:
        """The value of the first key that is there, a missing node if none is."""
        for name in names:
            found = self._step(name)
            if found:
                return found
        return MISSING

    def items(self) -> Iterator[tuple[str, Node]]:
        """Keys and values of a mapping in order; keys that are no scalars are left out."""
        for key, value in self.entries:
            if key.kind == "scalar":
                yield key.text, value

    def values(self) -> Iterator[Node]:
        """The values of a mapping in order."""
        for _, value in self.entries:
            yield value

    def line_of(self, name: str) -> int:
        """The line of a key, or of this node if it has no such key."""
        for key, _ in reversed(self.entries):
            if key.text == name:
                return key.line
        return self.line

    @property
    def is_scalar(self) -> bool:
        """True for a scalar that is not null."""
        return self.kind == "scalar" and not self.is_null

    @property
    def is_mapping(self) -> bool:
        """True for a mapping."""
        return self.kind == "mapping"

    @property
    def is_sequence(self) -> bool:
        """True for a sequence."""
        return self.kind == "sequence"

    @property
    def is_null(self) -> bool:
        """True for a missing node and for a plain scalar that means null."""
        return not self or (self.kind == "scalar" and self.plain and self.text.lower() in _NULL)

    @property
    def flag(self) -> bool | None:
        """The truth that a scalar states, quoted or not; None if it states none."""
        word = self.text.lower() if self.kind == "scalar" else ""
        return True if word in _TRUE else False if word in _FALSE else None

    @property
    def value(self) -> Value:
        """The scalar as a value: what `templates.masked` put in comes out as variables again."""
        return decoded("" if self.is_null else self.text)

    @property
    def shown(self) -> str:
        """The scalar as text for a person, variables as `${name}`."""
        return str(self.value)

    @property
    def texts(self) -> tuple[str, ...]:
        """The scalars of a sequence, or the one scalar, as they are."""
        if self.kind == "scalar":
            return () if self.is_null else (self.text,)
        return tuple(member.text for member in self.members if member.is_scalar)

    @property
    def content_line(self) -> int:
        """The line where the text of a scalar starts: for a block scalar the one below its mark."""
        return self.line + 1 if self.block else self.line

    def walk(self) -> Iterator[tuple[tuple[str, ...], Node]]:
        """Every node below with its path (indexes as text), parents first, in order. Bounded by `size`."""
        stack: list[tuple[tuple[str, ...], Node]] = [((), self)]
        while stack:
            path, node = stack.pop()
            yield path, node
            below = [((*path, _plain(key)), value) for key, value in node.items()]
            below += [((*path, str(index)), member) for index, member in enumerate(node.members)]
            stack.extend(reversed(below))


def _plain(key: str) -> str:
    """A key for a path: variables in it as a person reads them."""
    return str(decoded(key)) if has_tokens(key) else key


MISSING = Node("missing")
_Event: TypeAlias = yaml.Event


def _line(event: _Event) -> int:
    """The 1-based line where an event starts."""
    return event.start_mark.line + 1 if event.start_mark is not None else 1


class _Frame:
    """A collection that is being read."""

    def __init__(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        self.kind = "mapping" if isinstance(event, yaml.MappingStartEvent) else "sequence"
        self.line = _line(event)
        self.anchor: str | None = event.anchor
        self.tag: str = event.tag or ""
        self.children: list[Node] = []

    def node(self) -> Node:
        size = 1 + sum(child.size for child in self.children)
        if self.kind == "sequence":
            return Node("sequence", self.line, tag=self.tag, members=tuple(self.children), size=size)
        pairs = tuple(zip(self.children[::2], self.children[1::2], strict=False))
        return Node("mapping", self.line, tag=self.tag, entries=_merged(pairs), size=size)


def _merged(pairs: tuple[tuple[Node, Node], ...]) -> tuple[tuple[Node, Node], ...]:
    """The entries with `<<` resolved: what the mapping says itself wins, then the first of several merged ones."""
    if not any(key.text == "<<" and key.plain for key, _ in pairs):
        return pairs
    own = [(key, value) for key, value in pairs if not (key.text == "<<" and key.plain)]
    seen = {key.text for key, _ in own}
    merged: list[tuple[Node, Node]] = []
    for key, value in pairs:
        if not (key.text == "<<" and key.plain):
            continue
        for source in value.members if value.is_sequence else (value,):
            for entry in source.entries:
                if entry[0].text not in seen:
                    seen.add(entry[0].text)
                    merged.append(entry)
    return (*merged, *own)


def documents(text: str) -> Iterator[Node]:
    """The root nodes of the documents, in order; empty documents are left out.

    Raises `ParseError` with a line at the first thing that is no YAML or passes a budget; documents that end before it
    have been yielded by then.
    """
    try:
        yield from _composed(yaml.parse(text, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise ParseError(
            f"not valid YAML: {error.problem or error}", mark.line + 1 if mark is not None else None
        ) from error
    except yaml.reader.ReaderError as error:
        raise ParseError(f"not valid YAML: {error.reason}", text.count("\n", 0, error.position) + 1) from error
    except UnicodeError as error:
        raise ParseError("not valid YAML: half a surrogate pair") from error


def _composed(events: Iterator[_Event]) -> Iterator[Node]:
    stack: list[_Frame] = []
    anchors: dict[str, Node] = {}
    count = copied = 0
    for event in events:
        node: Node | None = None
        anchor: str | None = None
        if isinstance(event, yaml.ScalarEvent):
            node = _scalar(event)
            anchor = event.anchor
        elif isinstance(event, yaml.AliasEvent):
            node = anchors.get(event.anchor or "", Node("scalar", _line(event), plain=True))
            # Counted at once: merged mappings hold their entries long before the document around them has ended.
            copied += node.size
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if len(stack) >= MAX_DEPTH:
                raise ParseError(f"nested deeper than {MAX_DEPTH} levels", _line(event))
            stack.append(_Frame(event))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            frame = stack.pop()
            node, anchor = frame.node(), frame.anchor
        elif isinstance(event, yaml.DocumentStartEvent):
            anchors = {}
            copied = 0
        count += 1
        if node is None:
            continue
        if count > MAX_NODES or max(node.size, copied) > MAX_NODES:
            raise ParseError(f"more than {MAX_NODES:,} nodes, aliases expanded", _line(event))
        if anchor:
            anchors[anchor] = node
        if stack:
            stack[-1].children.append(node)
        elif not node.is_null:
            yield node


def _scalar(event: yaml.ScalarEvent) -> Node:
    style = event.style or ""
    return Node(
        "scalar",
        _line(event),
        event.value,
        tag=event.tag or "",
        plain=style == "" and event.implicit[0],
        block=style in ("|", ">"),
    )


_JSON_NOISE = re.compile(r'("(?:[^"\\\n]|\\.)*")|//[^\n]*|/\*.*?(?:\*/|\Z)', re.DOTALL)
_SURROGATES = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


def json_document(text: str) -> Node:
    """The root of a JSON document with lines; comments and commas before a closing bracket are tolerated.

    Raises `ParseError` with a line if it is neither.
    """
    bare = _JSON_NOISE.sub(lambda match: match[1] or "\n" * match[0].count("\n"), text)
    try:
        return next(documents(_SURROGATES.sub("?", bare)), MISSING)
    except ParseError as error:
        raise ParseError(error.reason.replace("not valid YAML", "not valid JSON"), error.line) from error
