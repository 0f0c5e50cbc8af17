"""Parse source code with tree-sitter and find one's way in the tree. It knows grammars, not what programs mean.

Nothing here recurses: trees of hostile files are as deep as their author likes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import tree_sitter_c_sharp
import tree_sitter_go
import tree_sitter_java
import tree_sitter_javascript
import tree_sitter_kotlin
import tree_sitter_php
import tree_sitter_python
import tree_sitter_ruby
import tree_sitter_rust
import tree_sitter_typescript
from msgspec import Struct
from tree_sitter import Language, Node, Parser, Query, QueryCursor, Tree

from sovassess.errors import ParseError
from sovassess.formats.bounded import bounded

MAX_BYTES = 3_000_000
MAX_DEPTH = 400
# A merge that nobody finished leaves both sides in the file; without its markers both can be read, in their places.
_MERGE_MARKER = re.compile(rb"^(?:<{7} .*|={7}|>{7} .*|\|{7} .*)$", re.MULTILINE)
_GRAMMARS = {
    "python": tree_sitter_python.language,
    "javascript": tree_sitter_javascript.language,
    "typescript": tree_sitter_typescript.language_typescript,
    "tsx": tree_sitter_typescript.language_tsx,
    "go": tree_sitter_go.language,
    "java": tree_sitter_java.language,
    "kotlin": tree_sitter_kotlin.language,
    "csharp": tree_sitter_c_sharp.language,
    "php": tree_sitter_php.language_php,
    "ruby": tree_sitter_ruby.language,
    "rust": tree_sitter_rust.language,
}


@cache
def _language(grammar: str) -> Language:
    return Language(_GRAMMARS[grammar]())


@cache
def _parser(grammar: str) -> Parser:
    return Parser(_language(grammar))


@cache
def _query(grammar: str, source: str) -> Query:
    return Query(_language(grammar), source)


def parse(grammar: str, data: bytes) -> Tree:
    """The tree of `data` (UTF-8); broken code gives a tree with error nodes. Raises `ParseError` if too large."""
    if len(data) > MAX_BYTES:
        raise ParseError(f"source file of more than {MAX_BYTES:,} bytes")
    return bounded(_parser(grammar), without_markers(data))


def without_markers(data: bytes) -> bytes:
    """The same bytes with blanks for the markers of a merge."""
    both = b"\n<<<<<<< " in data and b"\n>>>>>>> " in data
    return _MERGE_MARKER.sub(_blank, data) if both else data


def _blank(found: re.Match[bytes]) -> bytes:
    return b" " * len(found.group())


def captures(grammar: str, source: str, root: Node) -> dict[str, list[Node]]:
    """Every node that the query captures, by capture name, each list in the order of the text."""
    found = QueryCursor(_query(grammar, source)).captures(root)
    return {name: sorted(nodes, key=order) for name, nodes in found.items()}


def text(node: Node, limit: int = 20_000) -> str:
    """The text of a node, cut after `limit` bytes."""
    return (node.text or b"")[:limit].decode("utf-8", errors="replace")


def unescaped(node: Node, escapes: Mapping[str, str], limit: int) -> str:
    """The text of a string literal from its first `limit` parts; an escape that is not listed is left out."""
    return "".join(
        escapes.get(text(child), "") if child.type == "escape_sequence" else text(child)
        for child in node.named_children[:limit]
    )


def line(node: Node) -> int:
    """The 1-based line on which a node starts."""
    return node.start_point[0] + 1


def path_to(root: Node, offset: int) -> list[Node]:
    """The nodes around a byte, from the root down to the smallest, at most the first `MAX_DEPTH` of them."""
    cursor = root.walk()
    path = [root]
    while len(path) < MAX_DEPTH and cursor.goto_first_child_for_byte(offset) is not None:
        node = cursor.node
        if node is None or node.start_byte > offset:
            break
        path.append(node)
    return path


def walk(node: Node, limit: int = 5_000) -> Iterator[Node]:
    """The node and everything below it, in the order of the text, at most `limit` nodes."""
    stack = [node]
    while stack and limit:
        limit -= 1
        current = stack.pop()
        yield current
        stack.extend(reversed(current.children))


class Span(Struct, frozen=True):
    """A stretch of a file, [start, end) in bytes, with the number of the span around it (-1 for none).

    `kind` and `about` belong to whoever made it.
    """

    start: int
    end: int
    kind: str
    about: object = None
    parent: int = -1


class Spans:
    """Properly nested stretches of a file: which of them lie around a byte?"""

    def __init__(self, found: Iterable[Span]) -> None:
        self.spans: list[Span] = []
        self.starts: list[int] = []
        stack: list[int] = []
        for span in sorted(found, key=lambda item: (item.start, -item.end)):
            while stack and self.spans[stack[-1]].end <= span.start:
                stack.pop()
            self.spans.append(Span(span.start, span.end, span.kind, span.about, stack[-1] if stack else -1))
            self.starts.append(span.start)
            stack.append(len(self.spans) - 1)

    def innermost(self, offset: int) -> int:
        """The number of the smallest span around a byte, -1 if there is none."""
        number = bisect_right(self.starts, offset) - 1
        while number >= 0 and self.spans[number].end <= offset:
            number = self.spans[number].parent
        return number

    def around(self, offset: int) -> Iterator[int]:
        """The numbers of the spans around a byte, the innermost first."""
        number = self.innermost(offset)
        while number >= 0:
            yield number
            number = self.spans[number].parent


def starts_with_word(data: bytes, offset: int) -> str:
    """The identifier that starts at a byte, "" if none does."""
    match = _WORD.match(data, offset)
    return match.group().decode("ascii") if match else ""


_WORD = re.compile(rb"[A-Za-z_$][A-Za-z0-9_$]*")


def occurrences(data: bytes, word: str, not_after: bytes = b"", not_before: bytes = b"") -> Iterator[int]:
    """The bytes at which a word stands alone, neither part of a longer one nor next to one of the bytes given.

    An expression of its own for every word that is looked for costs more than the search.
    """
    wanted, at = word.encode(), -1
    while (at := data.find(wanted, at + 1)) >= 0:
        before, after = data[max(0, at - 1) : at], data[at + len(wanted) : at + len(wanted) + 1]
        beside = (before and before in not_after) or (after and after in not_before)
        if not (beside or _is_word(before) or _is_word(after)):
            yield at


def _is_word(byte: bytes) -> bool:
    return byte.isalnum() or byte == b"_"


def order(node: Node) -> tuple[int, int, str]:
    """A key that puts nodes in the order of the text, of two that start together the shorter one first.

    A query gives its captures back as a set, so that no two nodes may be left without an order.
    """
    return node.start_byte, node.end_byte, node.type
