"""Small parts of Go source: string literals, tags of struct fields, calls that make options. No file is read whole."""

from __future__ import annotations

import re

from msgspec import Struct
from tree_sitter import Node

from sovassess.formats.syntax import text, unescaped

MAX_ITEMS = 200
_ESCAPES = {"\\n": "\n", "\\t": "\t", "\\r": "\r", '\\"': '"', "\\'": "'", "\\\\": "\\"}
_OPTION_NAME = re.compile(
    r"^(With|Option)[A-Z]\w*$|Option$|^SeedBrokers$|^Set(URL|BaseURL|Endpoint|Host|Addr\w*|Region|Sniff|Healthcheck|BasicAuth)$"
)
_TAG = re.compile(r'(\w[\w-]*):"((?:[^"\\]|\\.)*)"')


class FieldTag(Struct, frozen=True):
    """What the tag of a struct's field says of its environment variable; `default` is None where it has none."""

    variable: str
    default: str | None


class Given(Struct, frozen=True, eq=False):
    """Something that a function says of one of its variables: a field that it sets, an option that it appends."""

    function: int
    at: int
    name: str
    value: Node


def bare_of(node: Node) -> Node:
    """The node without brackets, the address operator and the like."""
    for _ in range(8):
        if node.type not in {"unary_expression", "literal_element", "parenthesized_expression", "variadic_argument"}:
            break
        if node.type == "unary_expression" and node.children[0].type not in {"&", "*"}:
            break
        if not node.named_children:
            break
        node = node.named_children[0]
    return node


def called_word(call: Node) -> str:
    """The last name of what a call calls."""
    function = call.child_by_field_name("function")
    return text(function, 200).rsplit(".", 1)[-1] if function is not None else ""


def is_option(call: Node) -> bool:
    """Whether a call makes an option for another call, and so is nothing by itself."""
    return _OPTION_NAME.match(called_word(call)) is not None


def string(node: Node) -> str:
    """The text of a string literal."""
    return unescaped(node, _ESCAPES, MAX_ITEMS)


def tag_of(field: Node) -> FieldTag | None:
    """The environment variable that a struct's field takes by its tag, in the ways of the common libraries."""
    node = field.child_by_field_name("tag")
    if node is None:
        return None
    tags: dict[str, str] = dict(_TAG.findall(string(node)))
    stated = tags.get("env") or tags.get("envconfig") or tags.get("split_words_env") or ""
    name, _, rest = stated.partition(",")
    if not re.fullmatch(r"[A-Za-z_]\w{1,120}", name.strip()):
        return None
    default = tags.get("envDefault", tags.get("env-default", tags.get("default")))
    stated_default = re.search(r"default=([^,]*)", rest)
    return FieldTag(name.strip(), stated_default.group(1).strip() if stated_default else default)
