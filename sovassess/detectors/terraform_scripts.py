"""Texts inside Terraform resources that other readers understand: provisioners, start scripts, chart values."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from sovassess.detectors.chart_values import value_observations
from sovassess.detectors.commands import Script, observed
from sovassess.detectors.containers import Frame
from sovassess.errors import ParseError
from sovassess.formats.blocks import Attribute, Block, scalars
from sovassess.formats.tokens import encoded
from sovassess.formats.yaml import documents
from sovassess.model.enums import Usage
from sovassess.model.observations import AnyObservation, Image
from sovassess.model.values import Value

_SCRIPT_NAMES = frozenset({"user_data", "startup_script", "custom_data", "metadata_startup_script", "user_data_base64"})
_COMMANDS = frozenset({"command", "inline"})


def inside(frame: Frame, block: Block) -> Iterator[AnyObservation]:
    """What provisioners run at the making of a resource, what machines run at their start, what charts are given."""
    for child in block.children("provisioner"):
        for attribute in child.attributes:
            if attribute.name in _COMMANDS:
                yield from _scripts(frame, attribute, Usage.BUILD)
    for attribute in block.attributes:
        if attribute.name in _SCRIPT_NAMES:
            yield from _scripts(frame, attribute, frame.usage)
        elif attribute.name == "values" and block.labels[:1] == ("helm_release",):
            yield from _values(frame, attribute)


def _text(value: Value) -> str:
    return "".join(encoded((part,)) for part in value.parts)


def _scripts(frame: Frame, attribute: Attribute, usage: Usage) -> Iterator[AnyObservation]:
    for _, leaf in scalars(attribute.expression):
        text = _text(leaf.value)
        line = leaf.line + 1 if "\n" in text else leaf.line  # a heredoc's text starts below its mark
        script = Script(
            view=frame.view, text=text, line=line, component=frame.component,
            usage=Usage.OPTIONAL if frame.usage is Usage.OPTIONAL else usage, condition=frame.condition,
        )  # fmt: skip
        for found in observed(script):
            yield msgspec.structs.replace(found, use="run") if isinstance(found, Image) else found


def _values(frame: Frame, attribute: Attribute) -> Iterator[AnyObservation]:
    """Chart values written as a YAML text in the resource; a text that is none says nothing."""
    for _, leaf in scalars(attribute.expression):
        text = _text(leaf.value)
        if "\n" not in text or ":" not in text:
            continue
        try:
            for document in documents("\n" * leaf.line + text):
                yield from value_observations(frame, document, ".Values")
        except ParseError:
            continue
