"""What a Terraform file takes from elsewhere: modules of the same tree with the values they are given, and providers.

It opens no other file: a call says which folder it means, and resolution puts both together.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import normpath

from sovassess.detectors.containers import Frame, masked_secret
from sovassess.formats.blocks import Attribute, Block, scalars
from sovassess.formats.terraform_blocks import Switch
from sovassess.model.enums import Usage
from sovassess.model.observations import AnyObservation, Definition, PackageSource, Resource
from sovassess.model.values import Unresolved, literal

_META = frozenset({"source", "version", "count", "for_each", "providers", "depends_on"})


def called(frame: Frame, block: Block, source: str, switch: Switch) -> Iterator[AnyObservation]:
    """A call of a module in the same tree: the call with its switch, and the values that it gives to the parameters."""
    name = block.labels[0] if block.labels else source
    yield frame.make(Resource, block.line, type=f"module.{source}", name=name, attributes=switch.attributes)
    folder = frame.view.folder
    target = normpath(f"{folder}/{source}" if folder else source)
    if frame.usage is Usage.OPTIONAL or target.startswith(".."):
        return
    scope = "" if target == "." else target
    for attribute in block.attributes:
        if attribute.name in _META:
            continue
        for label, leaf in scalars(attribute.expression, f"var.{attribute.name}"):
            if leaf.value.parts and not any(isinstance(part, Unresolved) for part in leaf.value.parts):
                value = masked_secret(label, leaf.value)
                yield frame.make(Definition, leaf.line, name=label, value=value, scope=scope)


def required_provider(frame: Frame, attribute: Attribute) -> Iterator[AnyObservation]:
    """One entry of `required_providers`: the provider, and the registry that it comes from."""
    fields = dict(reversed(list(scalars(attribute.expression))))
    source = fields.get("source")
    line = source.line if source else attribute.line
    yield frame.make(
        Resource,
        line,
        type=f"required_provider.{attribute.name}",
        name=attribute.name,
        attributes=tuple((key or "version", leaf.value) for key, leaf in sorted(fields.items())),
    )
    parts = (source.value.literal or "").split("/") if source else []
    host = literal(parts[0]) if len(parts) == 3 else None
    yield frame.make(PackageSource, line, ecosystem="terraform", address=host)
