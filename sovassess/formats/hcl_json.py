"""Read Terraform's JSON syntax into the same blocks as `formats.hcl`; templates in strings are read like HCL's.

Mapping of JSON to blocks: Terraform language documentation, "JSON Configuration Syntax".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.errors import ParseError
from sovassess.formats.blocks import Attribute, Block, Scalar
from sovassess.formats.leaves import Leaf, json_leaves
from sovassess.model.values import Part, Text, Unresolved, Value, Variable

# How many labels a block of each type has at the top level.
_LABELS = {
    "resource": 2,
    "data": 2,
    "provider": 1,
    "module": 1,
    "variable": 1,
    "output": 1,
    "locals": 0,
    "terraform": 0,
}
_PART = re.compile(r"\$\{([^{}]*)\}")


def parse_json(text: str) -> Block:
    """The document as one block; settings inside a block stay flat with dotted names. Raises `ParseError`."""
    grouped: dict[tuple[str, ...], list[Attribute]] = {}
    plain: list[Attribute] = []
    for leaf in json_leaves(text):
        if not leaf.path:
            raise ParseError("is no Terraform document", leaf.line)
        path = tuple(part for part in leaf.path if not part.isdigit())
        labels = _LABELS.get(path[0])
        if labels is None or len(path) <= labels + 1:
            plain.append(Attribute(".".join(path), _scalar(leaf), leaf.line, str(leaf.value)))
            continue
        head, rest = path[: labels + 1], path[labels + 1 :]
        if path[0] == "terraform" and rest[0] in ("backend", "required_providers", "cloud"):
            head, rest = path[: 3 if rest[0] == "backend" else 2], path[3 if rest[0] == "backend" else 2 :]
        source = str(leaf.value).removeprefix("${").removesuffix("}")
        if rest:
            grouped.setdefault(head, []).append(Attribute(".".join(rest), _scalar(leaf), leaf.line, source))
    return Block("", (), tuple(plain), tuple(_blocks(grouped)), 1)


def _blocks(grouped: dict[tuple[str, ...], list[Attribute]]) -> Iterator[Block]:
    for head, attributes in grouped.items():
        line = attributes[0].line
        if head[0] == "terraform" and len(head) > 1:
            inner = Block(head[1], head[2:], tuple(attributes), (), line)
            yield Block("terraform", (), (), (inner,), line)
        else:
            yield Block("".join(head[:1]), head[1:], tuple(attributes), (), line)


def _scalar(leaf: Leaf) -> Scalar:
    if not isinstance(leaf.value, str):
        text = "true" if leaf.value is True else "false" if leaf.value is False else str(leaf.value)
        return Scalar(Value((Text(text),) if leaf.value is not None else (Unresolved("null"),)), leaf.line)
    parts: list[Part] = []
    position = 0
    for match in _PART.finditer(leaf.value):
        if match.start() > position:
            parts.append(Text(leaf.value[position : match.start()]))
        position = match.end()
        name = match[1].strip()
        known = re.fullmatch(r"(?:var|local)\.[\w.-]+", name)
        parts.append(Variable(name) if known else Unresolved(f"reference {name[:60]}"))
    if leaf.value[position:]:
        parts.append(Text(leaf.value[position:]))
    return Scalar(Value(tuple(parts)), leaf.line)
