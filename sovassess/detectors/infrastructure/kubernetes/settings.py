"""Settings of Kubernetes: ConfigMaps, Secrets, secret stores, external names, certificate issuers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors import model_proxy
from sovassess.detectors.containers import addresses_in, assigned, masked_secret
from sovassess.detectors.infrastructure.kubernetes.objects import Manifest, resolved
from sovassess.detectors.switches import closed
from sovassess.errors import ParseError
from sovassess.formats.yaml import Node, documents
from sovassess.model.observations import Address, AnyObservation, EnvironmentValue, Fact, Resource
from sovassess.model.values import literal, unresolved

# Stores that are sold as a service and also run by oneself: an address says which.
_ANYWHERE = frozenset({"bitwardensecretsmanager", "infisical", "secretserver"})
# What the driver that mounts secrets calls its providers, in the words of the operator that copies them
# (https://secrets-store-csi-driver.sigs.k8s.io/providers, read 2026-11-22).
_MOUNTING = {
    "aws": "aws", "azure": "azurekv", "gcp": "gcpsm", "akeyless": "akeyless", "oci": "oracle", "vault": "vault",
}  # fmt: skip
_ADDRESSES = ("vaultAddress", "openbaoAddress", "applianceUrl")
MAX_EMBEDDED = 100_000
_VARIABLE = re.compile(r"^[A-Za-z_][\w.-]*$")


def observed(manifest: Manifest, _others: list[Manifest]) -> Iterator[AnyObservation]:
    """What the object sets or where it points."""
    match manifest.kind:
        case "ConfigMap":
            yield from _config_map(manifest)
        case "Secret":
            yield from _secrets(manifest, manifest.node.get("stringData"), manifest.name)
            yield from _secrets(manifest, manifest.node.get("data"), manifest.name)
        case "SealedSecret":
            name = manifest.spec.get("template", "metadata", "name").shown or manifest.name
            yield from _secrets(manifest, manifest.spec.get("encryptedData"), name)
        case "ExternalSecret":
            name = manifest.spec.get("target", "name").shown or manifest.name
            for entry in manifest.spec.get("data").members:
                yield _secret(manifest, entry.get("secretKey"), name)
        case "SecretStore" | "ClusterSecretStore":
            yield from _store(manifest)
        case "SecretProviderClass":
            yield from _mounted(manifest)
        case "Service":
            yield from _external(manifest)
        case "Endpoints" | "EndpointSlice":
            yield from _endpoints(manifest)
        case "Issuer" | "ClusterIssuer":
            yield from _issuer(manifest)
        case _:
            return


def _external(manifest: Manifest) -> Iterator[AnyObservation]:
    name = manifest.spec.get("externalName")
    if name.is_scalar:
        frame = manifest.frame.within(manifest.key)
        yield frame.make(Address, name.line, value=name.value, key="spec.externalName")


def _issuer(manifest: Manifest) -> Iterator[AnyObservation]:
    for path in (("acme", "server"), ("vault", "server"), ("venafi", "tpp", "url"), ("venafi", "cloud", "url")):
        server = manifest.spec.get(*path)
        if server.is_scalar:
            yield manifest.frame.make(Address, server.line, value=server.value, key="spec." + ".".join(path))


def _config_map(manifest: Manifest) -> Iterator[AnyObservation]:
    data = manifest.node.get("data")
    frame = manifest.frame
    for name, value in data.items():
        if not value.is_scalar:
            continue
        if "\n" not in value.text and _VARIABLE.match(name):
            yield from assigned(frame, value.line, name, resolved(value.text), shared=manifest.name)
            continue
        inner = _embedded(value)
        if inner is not None and model_proxy.is_configuration(inner):
            yield from model_proxy.observations(frame, inner, value.content_line - 1)
        else:
            yield from addresses_in(frame, value.text, value.content_line, f"data.{name}")
            yield from _switches(manifest, name, value)


def _switches(manifest: Manifest, name: str, value: Node) -> Iterator[AnyObservation]:
    """What a configuration file inside the object switches off; it belongs to whoever mounts the object."""
    if not name.endswith((".yaml", ".yml", ".json")) or len(value.text) > MAX_EMBEDDED:
        return
    try:
        read = list(documents(value.text))
    except ParseError:
        return  # a template of its own; its addresses are read as text
    for document in read:
        for path, node in document.walk():
            key = ".".join(path)
            if path and node.is_scalar and closed(key, node.text):
                fields = (("setting", "file"), ("value", f"{key}={node.text.lower()}"))
                line = value.content_line - 1 + node.line
                yield manifest.frame.make(Fact, line, kind="switch", name=manifest.name, fields=fields)


def _embedded(value: Node) -> Node | None:
    """The YAML document inside a setting, None if it holds no model list (nothing else is read from it)."""
    if "model_list" not in value.text:
        return None
    try:
        return next(documents(value.text), None)
    except ParseError:
        return None


def _secret(manifest: Manifest, name: Node, shared: str) -> AnyObservation:
    return manifest.frame.make(
        EnvironmentValue, name.line, name=name.shown, value=unresolved(f"secret {shared}"), secret=True, shared=shared
    )


def _secrets(manifest: Manifest, data: Node, shared: str) -> Iterator[AnyObservation]:
    for key, _ in data.entries:
        if key.kind == "scalar" and _VARIABLE.match(key.text):
            yield _secret(manifest, key, shared)


def _store(manifest: Manifest) -> Iterator[AnyObservation]:
    """A store outside the cluster: its provider as a resource, and every address in it."""
    for provider, node in manifest.spec.get("provider").items():
        attributes = tuple(
            (".".join(path), masked_secret(".".join(path), found.value))
            for path, found in node.walk()
            if found.is_scalar and "Ref" not in "".join(path)
        )
        addressed = any(found.is_scalar and re.match(r"^https?://", found.text) for _, found in node.walk())
        if not (addressed and provider in _ANYWHERE):
            kind = "aws-parameter-store" if node.get("service").text == "ParameterStore" else provider
            yield manifest.frame.make(
                Resource, node.line, type=f"SecretStore.{kind}", name=manifest.name, attributes=attributes
            )
        for path, found in node.walk():
            if found.is_scalar and re.match(r"^https?://", found.text):
                key = f"spec.provider.{provider}.{'.'.join(path)}"
                yield manifest.frame.make(Address, found.line, value=found.value, key=key)


def _mounted(manifest: Manifest) -> Iterator[AnyObservation]:
    """A store outside the cluster whose secrets are mounted when a pod starts."""
    provider, parameters = manifest.spec.get("provider"), manifest.spec.get("parameters")
    kind = _MOUNTING.get(provider.text.lower(), "") if provider.is_scalar else ""
    objects = parameters.get("objects").text if parameters.get("objects").is_scalar else ""
    types = set(re.findall(r"objectType[\"']?\s*:\s*[\"']?(\w+)", objects))
    if kind == "aws" and types == {"ssmparameter"}:
        kind = "aws-parameter-store"
    if kind:
        plain = ((name, node) for name, node in parameters.items() if node.is_scalar and "\n" not in node.text)
        attributes = tuple((name, masked_secret(name, node.value)) for name, node in plain)
        yield manifest.frame.make(
            Resource, provider.line, type=f"SecretStore.{kind}", name=manifest.name,
            attributes=(("mounted", literal("true")), *attributes),
        )  # fmt: skip
    for name in _ADDRESSES:
        found = parameters.get(name)
        if found.is_scalar:
            yield manifest.frame.make(Address, found.line, value=found.value, key=f"spec.parameters.{name}")


def _endpoints(manifest: Manifest) -> Iterator[AnyObservation]:
    frame = manifest.frame.within(manifest.key)
    for subset in manifest.node.get("subsets").members:
        for address in subset.get("addresses").members:
            ip = address.get("ip")
            if ip.is_scalar:
                yield frame.make(Address, ip.line, value=ip.value, key="subsets.addresses.ip")
    for endpoint in manifest.node.get("endpoints").members:
        for address in endpoint.get("addresses").members:
            if address.is_scalar:
                yield frame.make(Address, address.line, value=address.value, key="endpoints.addresses")
