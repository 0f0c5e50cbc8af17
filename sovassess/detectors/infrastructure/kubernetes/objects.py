"""One Kubernetes object as the readers of this package see it. Knows names and places, not what a kind means."""

from __future__ import annotations

import re

from msgspec import Struct

from sovassess.detectors.containers import Frame
from sovassess.formats.tokens import decoded
from sovassess.formats.yaml import Node
from sovassess.model.values import Value, joined, variable

_REFERENCE = re.compile(r"\$\(([A-Za-z_][\w.-]*)\)")


class Manifest(Struct, frozen=True):
    """An object. `kind` is as written; a kustomization without a kind has one."""

    frame: Frame
    node: Node
    kind: str

    @property
    def group(self) -> str:
        """The API group, "" for the core one."""
        head, slash, _ = self.node.get("apiVersion").text.partition("/")
        return head if slash else ""

    @property
    def name(self) -> str:
        """The object's name, variables shown."""
        return self.node.get("metadata", "name").shown or self.node.get("metadata", "generateName").shown

    @property
    def namespace(self) -> str:
        """The namespace as written, "" if none is."""
        return self.node.get("metadata", "namespace").shown

    @property
    def key(self) -> str:
        """The component key: kind and name."""
        return f"{self.kind}/{self.name}"

    @property
    def spec(self) -> Node:
        """The specification, missing if there is none."""
        return self.node.get("spec")

    @property
    def line(self) -> int:
        """The line to show for the whole object: its kind's."""
        return self.node.line_of("kind")

    def scoped(self, kinds: tuple[str, ...], group: str = "") -> bool:
        """True if the object is of one of the kinds and, where given, of an API group that ends in `group`."""
        return self.kind in kinds and (not group or self.group.endswith(group))


def resolved(text: str) -> Value:
    """Text of a container field: `$(NAME)` is a variable of the container."""
    values: list[Value] = []
    position = 0
    for match in _REFERENCE.finditer(text):
        values += [decoded(text[position : match.start()]), variable(match[1])]
        position = match.end()
    values.append(decoded(text[position:]))
    return joined(values)
