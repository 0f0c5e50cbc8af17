"""Packer templates: where machine images are built, from which images and discs, and what is run inside them."""

from __future__ import annotations

from collections.abc import Iterator

from sovassess.detectors.commands import Script, observed
from sovassess.detectors.containers import Frame
from sovassess.detectors.declared_resources import Setting, resource
from sovassess.detectors.detector import Detector
from sovassess.formats import hcl
from sovassess.formats.blocks import Block, Scalar, scalars
from sovassess.formats.terraform_blocks import nested_leaves
from sovassess.formats.tokens import encoded
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


def _claims(path: str) -> bool:
    return path.endswith(".pkr.hcl")


def _detect(view: FileView) -> Iterator[AnyObservation]:
    root = hcl.parse(view.data)
    frame = Frame(view=view, component=view.path, usage=Usage.BUILD)
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
    builder, name = block.labels[0], block.labels[-1]
    settings = [
        Setting(tuple(key.split(".")), _defaulted(leaf.value, defaults), leaf.line)
        for key, leaf in nested_leaves(block)
    ]
    if builder == "docker":
        for setting in settings:
            if setting.path == ("image",):
                yield frame.make(Image, setting.line, reference=setting.value, use="base")
        return
    kind = next((made for start, made in _BUILDERS if builder.startswith(start)), "")
    if kind:
        yield from resource(frame, kind, name, block.line, settings)
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
                text = "".join(encoded((part,)) for part in leaf.value.parts)
                yield from observed(
                    Script(
                        view=frame.view, text=text, line=leaf.line, component=frame.component, usage=frame.usage
                    )
                )  # fmt: skip


DETECTOR = Detector(
    id="packer",
    title="Packer template",
    evidence=EvidenceKind.IAC,
    claims=_claims,
    detect=_detect,
)
