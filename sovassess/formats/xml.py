"""Read XML as a flat stream of elements with lines; a document type declaration is refused, so nothing can expand.

Parser: the standard library's expat binding, driven iteratively.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

from msgspec import Struct

from sovassess.errors import ParseError

MAX_DEPTH = 200
MAX_TEXT = 10_000


class Element(Struct, frozen=True):
    """An element when it ends. `path` are the local names from the root to it; `attributes` have local names too.

    `text` is its own text, stripped; `parent` is the number of the enclosing element (see `number`), -1 at the root.
    """

    path: tuple[str, ...]
    attributes: dict[str, str]
    text: str
    line: int
    number: int
    parent: int

    @property
    def name(self) -> str:
        """The local name."""
        return self.path[-1]


class _Open(Struct):
    name: str
    attributes: dict[str, str]
    line: int
    number: int
    text: list[str]
    size: int = 0


def elements(data: bytes) -> Iterator[Element]:
    """Every element in the order in which they end. Raises `ParseError` for a DTD, deep nesting or broken markup."""
    parser = expat.ParserCreate()
    stack: list[_Open] = []
    done: list[Element] = []
    count = 0

    def refuse(*_: object) -> None:
        raise ParseError("has a document type declaration, which is not read", parser.CurrentLineNumber)

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        if len(stack) >= MAX_DEPTH:
            raise ParseError("nested too deep", parser.CurrentLineNumber)
        clean = {_local(key): value for key, value in attributes.items()}
        stack.append(_Open(_local(name), clean, parser.CurrentLineNumber, count, []))
        count += 1

    def text(chunk: str) -> None:
        if stack and stack[-1].size < MAX_TEXT:
            stack[-1].text.append(chunk)
            stack[-1].size += len(chunk)

    def end(_: str) -> None:
        path = tuple(node.name for node in stack)
        node = stack.pop()
        parent = stack[-1].number if stack else -1
        done.append(Element(path, node.attributes, "".join(node.text).strip(), node.line, node.number, parent))

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise ParseError(f"is not well-formed XML: {expat.errors.messages[error.code]}", error.lineno) from error
    yield from done


def _local(name: str) -> str:
    return name.rpartition(":")[2]
