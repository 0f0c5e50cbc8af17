"""Pulumi programs in YAML and stack settings: resources under the names that they have in Terraform or in templates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from sovassess.detectors.containers import Frame, masked_secret
from sovassess.detectors.declared_resources import Setting, resource
from sovassess.detectors.detector import Detector
from sovassess.formats.infrastructure_names import token_type
from sovassess.formats.tokens import decoded, encoded
from sovassess.formats.yaml import Node, documents
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation, Fact, Resource, Workload
from sovassess.model.values import Unresolved, Value, Variable
from sovassess.source.view import FileView

_PART = re.compile(r"\$\{([^{}]*)\}")
# Packages whose resources other languages begin with another word (pulumi.com/registry).
_PREFIXES = {"aws": "aws", "gcp": "google", "azure": "azurerm", "azuread": "azuread", "aws-native": "awscc"}
_REGION = ("region", "location", "zone")


def _claims(path: str) -> bool:
    return re.fullmatch(r"Pulumi(\.[\w.-]+)?\.ya?ml|Main\.ya?ml", basename(path)) is not None


def _recognises(view: FileView) -> bool:
    return re.search(r"(?m)^(runtime|resources|config|backend)\s*:", view.text) is not None


def _detect(view: FileView) -> Iterator[AnyObservation]:
    frame = Frame(view=view, component=view.folder or ".")
    for document in documents(view.text):
        name = document.get("name").text or view.folder.rpartition("/")[2] or "root"
        if document.get("runtime"):
            yield frame.make(Workload, 1, key=frame.component, name=name, kind="terraform", build=view.folder)
            yield from _backend(frame, document)
        if document.get("resources").is_mapping:
            yield frame.make(Fact, 1, kind="template", name=name, fields=(("language", "pulumi-yaml"),))
        yield from _configured(frame, document.get("config"))
        for label, node in document.get("resources").items():
            kind = token_type(node.get("type").text)
            if kind:
                settings = [
                    Setting(path, _value(leaf.text), leaf.line)
                    for path, leaf in node.get("properties").walk()
                    if path and leaf.is_scalar
                ]
                yield from resource(frame, kind, label, node.line_of("type"), settings)


def _backend(frame: Frame, document: Node) -> Iterator[AnyObservation]:
    """Where the state lies: a store that a URL names, or the maker's own service, which is the default."""
    url = document.get("backend", "url")
    scheme = url.text.partition("://")[0] if url.is_scalar else "pulumi"
    kind = {"s3": "s3", "gs": "gcs", "azblob": "azurerm", "file": "local", "https": "pulumi"}.get(scheme, "pulumi")
    attributes = (("address", _value(url.text)),) if url.is_scalar and scheme == "https" else ()
    line = url.line or document.line_of("runtime")
    yield frame.make(Resource, line, type=f"backend.{kind}", name=kind, attributes=attributes)


def _configured(frame: Frame, config: Node) -> Iterator[AnyObservation]:
    """`aws:region: eu-central-1` configures a provider."""
    for key, node in config.items():
        package, _, setting = key.partition(":")
        found = node.first("value", "default") if node.is_mapping else node
        if setting.lower() in _REGION and found.is_scalar:
            prefix = _PREFIXES.get(package, "azurerm" if package == "azure-native" else package)
            value = masked_secret(setting, _value(found.text))
            yield frame.make(
                Resource, found.line, type=f"provider.{prefix}", name=package, attributes=(("region", value),)
            )


def _value(text: str) -> Value:
    return decoded(_PART.sub(_token, text))


def _token(match: re.Match[str]) -> str:
    simple = re.fullmatch(r"[A-Za-z_]\w*", match[1])
    return encoded((Variable(match[1]) if simple else Unresolved(f"reference {match[1][:40]}"),))


DETECTOR = Detector(
    id="pulumi",
    title="Pulumi program or stack",
    evidence=EvidenceKind.IAC,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
