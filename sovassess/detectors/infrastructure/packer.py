"""Packer templates: where machine images are built, from which images and discs, and what is run inside them.

Reads templates in HCL and in JSON, and files of values for their variables; runs and renders none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.commands import Script, observed
from sovassess.detectors.containers import Frame
from sovassess.detectors.declared_resources import Setting, resource
from sovassess.detectors.detector import Detector
from sovassess.formats import hcl
from sovassess.formats.blocks import Block, Scalar, scalars
from sovassess.formats.terraform_blocks import nested_leaves
from sovassess.formats.tokens import encoded
from sovassess.formats.yaml import Node, json_document
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import AnyObservation, Download, Image, Workload
from sovassess.model.values import Value, Variable, literal
from sovassess.source.view import FileView

# Builders and the resource that they make, as other infrastructure languages call it
# (developer.hashicorp.com/packer/integrations, "Builders").
_BUILDERS = (
    ("amazon-", "aws_ami"), ("azure-", "azurerm_image"), ("googlecompute", "google_compute_image"),
    ("hcloud", "hcloud_snapshot"), ("openstack", "openstack_images_image_v2"), ("digitalocean", "digitalocean_image"),
    ("scaleway", "scaleway_instance_image"), ("linode", "linode_image"), ("oracle-", "oci_core_image"),
    ("alicloud-", "alicloud_image"), ("tencentcloud", "tencentcloud_image"), ("yandex", "yandex_compute_image"),
    ("vultr", "vultr_snapshot"), ("ionoscloud", "ionoscloud_image"), ("exoscale", "exoscale_template"),
    ("upcloud", "upcloud_storage"), ("ucloud", "ucloud_image"), ("ibmcloud", "ibm_is_image"),
)  # fmt: skip
_DISCS = ("iso_url", "iso_urls", "disk_image_url", "source_image_url")


_USER = re.compile(r"\{\{\s*user\s+[`'\"]([\w-]+)[`'\"]\s*\}\}")
_IN_JSON = re.compile(r'"builders"\s*:\s*\[\s*\{')


def _claims(path: str) -> bool:
    return path.endswith((".pkr.hcl", ".pkrvars.hcl", ".json"))


def _recognises(view: FileView) -> bool:
    return not view.path.endswith(".json") or _IN_JSON.search(view.text) is not None


def _detect(view: FileView) -> Iterator[AnyObservation]:
    frame = Frame(view=view, component=view.path, usage=Usage.BUILD)
    if view.path.endswith(".json"):
        yield from _of_json(frame, json_document(view.text))
        return
    root = hcl.parse(view.data)
    if view.path.endswith(".pkrvars.hcl"):
        yield from _given(frame, root)
        return
    defaults = {
        block.labels[0]: default.expression.value.literal
        for block in root.children("variable")
        if block.labels and (default := block.attribute("default")) and isinstance(default.expression, Scalar)
    }
    yield frame.make(Workload, 1, key=view.path, name=view.name.partition(".")[0], kind="image", build=view.folder)
    for block in root.blocks:
        if block.type == "source" and block.labels:
            yield from _source(frame, block, defaults)
        elif block.type == "build":
            yield from _build(frame, block)
        elif block.type == "packer":
            for key, leaf in nested_leaves(block):
                if key.endswith(".source") and (leaf.value.literal or "").startswith("github.com/"):
                    address = literal("https://" + (leaf.value.literal or ""))
                    yield frame.make(Download, leaf.line, address=address)


def _given(frame: Frame, root: Block) -> Iterator[AnyObservation]:
    """The discs that a file of values names for a template's variables."""
    checked = any(attribute.name.startswith("iso_checksum") for attribute in root.attributes)
    for attribute in root.attributes:
        if attribute.name in _DISCS:
            for _, leaf in scalars(attribute.expression):
                if "://" in str(leaf.value):
                    yield frame.make(Download, leaf.line, address=leaf.value, checked=checked)


def _of_json(frame: Frame, root: Node) -> Iterator[AnyObservation]:
    """A template as it was written before there was HCL: builders, and the shell that runs inside them."""
    defaults = {name: node.text for name, node in root.get("variables").items() if node.is_scalar}
    view = frame.view
    yield frame.make(Workload, 1, key=view.path, name=view.name.partition(".")[0], kind="image", build=view.folder)
    for builder in root.get("builders").members:
        settings = [
            Setting(path, literal(_USER.sub(lambda match: defaults.get(match[1], match[0]), node.text)), node.line)
            for path, node in builder.walk()
            if path and node.is_scalar
        ]
        yield from _made(frame, (builder.get("type").text, builder.get("name").text), builder.line, settings)
    for kind in ("provisioners", "post-processors"):
        for step in root.get(kind).members:
            if step.get("type").text.startswith("shell"):
                lines = step.get("inline").members or (step.get("inline"), step.get("command"))
                for text in (line for line in lines if line.is_scalar):
                    yield from _run(frame, text.text, text.line)


def _defaulted(value: Value, defaults: dict[str, str | None]) -> Value:
    """The value with the defaults that the file gives its variables."""
    return Value(
        tuple(
            Variable(part.name, defaults.get(part.name.removeprefix("var.")))
            if isinstance(part, Variable) and part.default is None
            else part
            for part in value.parts
        )
    )


def _source(frame: Frame, block: Block, defaults: dict[str, str | None]) -> Iterator[AnyObservation]:
    settings = [
        Setting(tuple(key.split(".")), _defaulted(leaf.value, defaults), leaf.line)
        for key, leaf in nested_leaves(block)
    ]
    yield from _made(frame, (block.labels[0], block.labels[-1]), block.line, settings)


def _made(frame: Frame, named: tuple[str, str], line: int, settings: list[Setting]) -> Iterator[AnyObservation]:
    """The resource that a builder of a type and a name makes, or the image or disc that it starts from."""
    builder, name = named
    if builder == "docker":
        for setting in settings:
            if setting.path == ("image",):
                yield frame.make(Image, setting.line, reference=setting.value, use="base")
        return
    kind = next((made for start, made in _BUILDERS if builder.startswith(start)), "")
    if kind:
        yield from resource(frame, kind, name or builder, line, settings)
        return
    checked = any(s.last == "iso_checksum" and s.value.literal not in ("", "none", None) for s in settings)
    for setting in settings:
        if setting.last in _DISCS and "://" in str(setting.value):
            yield frame.make(Download, setting.line, address=setting.value, checked=checked)


def _build(frame: Frame, block: Block) -> Iterator[AnyObservation]:
    for provisioner in block.blocks:
        if provisioner.type not in ("provisioner", "post-processor") or not provisioner.labels:
            continue
        if not provisioner.labels[0].startswith("shell"):
            continue
        for attribute in provisioner.attributes:
            if attribute.name not in ("inline", "command"):
                continue
            for _, leaf in scalars(attribute.expression):
                yield from _run(frame, "".join(encoded((part,)) for part in leaf.value.parts), leaf.line)


def _run(frame: Frame, text: str, line: int) -> Iterator[AnyObservation]:
    yield from observed(Script(view=frame.view, text=text, line=line, component=frame.component, usage=frame.usage))


DETECTOR = Detector(
    id="packer",
    title="Packer template",
    evidence=EvidenceKind.IAC,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
