"""Configuration of Vault, of OpenBao and of their agents and proxies: where it stands, what opens it, what it lends.

Policies and templates are left alone, and whether an address is one's own is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.containers import Frame
from sovassess.detectors.detector import Detector
from sovassess.formats import hcl
from sovassess.formats.blocks import Block, Scalar
from sovassess.formats.terraform_blocks import nested_leaves
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import Address, AnyObservation, Resource
from sovassess.model.values import Value
from sovassess.source.view import FileView

# Blocks that only these files have (https://developer.hashicorp.com/vault/docs/configuration and
# https://developer.hashicorp.com/vault/docs/agent-and-proxy/agent, read 2026-11-22).
_AGENT = re.compile(r"(?m)^\s*auto_auth\s*\{")
_SERVER = re.compile(r'(?m)^\s*(storage|ha_storage|seal)\s+"?\w+"?\s*\{')
_LISTENS = re.compile(r'(?m)^\s*(listener\s+"?\w+"?\s*\{|default_lease_ttl\s*=|max_lease_ttl\s*=|api_addr\s*=)')
# What says where the key lies; credentials stand beside it.
_SHOWN = ("address", "key_name", "key_ring", "kms_key_id", "project", "region", "vault_name")
_LENGTHS = ("default_lease_ttl", "max_lease_ttl")


def _claims(path: str) -> bool:
    return path.endswith((".hcl", ".hcl.tpl", ".hcl.j2")) and not path.endswith((".pkr.hcl", ".lock.hcl"))


def _recognises(view: FileView) -> bool:
    server = _SERVER.search(view.text) is not None and _LISTENS.search(view.text) is not None
    return server or _AGENT.search(view.text) is not None


def _detect(view: FileView) -> Iterator[AnyObservation]:
    frame = Frame(view=view)
    root = hcl.parse(view.data)
    for block in root.children("vault"):
        for name, value, line in _scalars(block):
            if name == "address":
                yield frame.make(Address, line, value=value, key="vault.address")
    for block in root.children("seal"):
        leaves = [(name, leaf) for name, leaf in nested_leaves(block) if name in _SHOWN and not leaf.value.is_empty]
        attributes = tuple((name, leaf.value) for name, leaf in leaves)
        for kind in block.labels[:1]:
            yield frame.make(Resource, block.line, type=f"seal.{kind}", name=kind, attributes=attributes)
        for name, leaf in leaves:
            if name == "address":  # another Vault opens this one
                yield frame.make(Address, leaf.line, value=leaf.value, key="seal.address")
    lengths = [(name, value, line) for name, value, line in _scalars(root) if name in _LENGTHS]
    if lengths:
        attributes = tuple((name, value) for name, value, _ in lengths)
        yield frame.make(Resource, lengths[0][2], type="vault-leases", name=view.name, attributes=attributes)


def _scalars(block: Block) -> Iterator[tuple[str, Value, int]]:
    for attribute in block.attributes:
        if isinstance(attribute.expression, Scalar):
            yield attribute.name, attribute.expression.value, attribute.line


DETECTOR = Detector(
    id="vault-files",
    title="Vault, its agents and proxies",
    evidence=EvidenceKind.CONFIG,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
