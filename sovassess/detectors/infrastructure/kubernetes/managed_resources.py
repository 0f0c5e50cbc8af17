"""Cloud resources that operators in the cluster manage: Crossplane, the clouds' own controllers, Config Connector.

A managed resource has the type that the same thing has in other infrastructure languages; the resources that a
composition would make count as those it makes. What a function computes is not followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.containers import masked_secret
from sovassess.detectors.infrastructure.kubernetes.objects import Manifest
from sovassess.formats.infrastructure_names import snake
from sovassess.formats.yaml import MISSING, Node
from sovassess.model.observations import AnyObservation, Image, Resource
from sovassess.model.values import Value, joined, literal

MAX_ATTRIBUTES = 60
# API groups of operators that manage cloud resources, and the prefix of the same resource's type elsewhere
# (docs.crossplane.io, "Providers"; aws-controllers-k8s.github.io; cloud.google.com/config-connector;
# azure.github.io/azure-service-operator).
_MANAGED = (
    (re.compile(r"^(?P<service>[\w-]+)\.aws(?:\.m)?\.(?:upbound|crossplane)\.io$"), "aws_"),
    (re.compile(r"^(?P<service>[\w-]+)\.services\.k8s\.aws$"), "aws_"),
    (re.compile(r"^(?P<service>[\w-]+)\.gcp(?:\.m)?\.(?:upbound|crossplane)\.io$"), "google_"),
    (re.compile(r"^(?P<service>[\w-]+)\.cnrm\.cloud\.google\.com$"), "google_"),
    (re.compile(r"^(?P<service>[\w-]+)\.azure(?:\.m)?\.(?:upbound|crossplane)\.io$"), "azurerm_"),
    (re.compile(r"^(?P<service>[\w-]+)\.azure\.com$"), "azurerm_"),
)
_OTHERS = re.compile(
    r"^(?P<service>[\w-]+)\.(?P<cloud>scaleway|hcloud|openstack|digitalocean|linode|vultr|exoscale|oci|cloudflare|upcloud"
    r"|yandex|stackit|ovh|alicloud|tencentcloud|huaweicloud|ibm|ionoscloud)(?:\.m)?\.(?:upbound|crossplane)\.io$"
)
_CONFIGURED = re.compile(r"^(?P<cloud>[\w-]+?)(?:\.m)?\.(?:upbound|crossplane)\.io$")
_CLOUDS = {"gcp": "google", "azure": "azurerm"}
_PACKAGES = ("Provider", "Configuration", "Function")
_OWN_PREFIX = frozenset({"ec2", "elbv2", "compute", "platform", "cloudplatform", "autoscaling"})
_AZURE_SERVICES = {
    "dbforpostgresql": "postgresql", "dbformysql": "mysql", "containerservice": "kubernetes", "documentdb": "cosmosdb",
    "keyvault": "key_vault", "operationalinsights": "log_analytics", "cognitiveservices": "cognitive", "sql": "mssql",
    "containerregistry": "container_registry", "eventhub": "eventhub", "cache": "redis", "managedidentity": "role",
    "authorization": "role", "insights": "monitor", "containerapp": "container_app", "app": "container_app",
}  # fmt: skip


def observed(manifest: Manifest) -> Iterator[AnyObservation]:
    """The managed resource, the parts of a composition, the account of a provider, the package of an extension."""
    if manifest.scoped(("Composition",), "crossplane.io"):
        for path, node in manifest.spec.walk():
            if path and node.is_mapping and node.get("kind").is_scalar and node.get("apiVersion").is_scalar:
                group = node.get("apiVersion").text.partition("/")[0]
                kind = managed_type(group, node.get("kind").text)
                name = node.get("metadata", "name").text or path[-1]
                yield from _declared(manifest, kind, name, node.get("spec"), node.line_of("kind"))
    elif manifest.kind.endswith("ProviderConfig"):
        yield from _account(manifest)
    elif manifest.scoped(_PACKAGES, "pkg.crossplane.io"):
        yield from _package(manifest, manifest.spec.get("package"), MISSING)
    elif manifest.kind == "Project" and manifest.group.endswith("upbound.io"):
        for needed in manifest.spec.get("dependsOn").members:
            yield from _package(manifest, needed.get("package"), needed.get("version"))
    else:
        kind = managed_type(manifest.group, manifest.kind)
        yield from _declared(manifest, kind, manifest.name, manifest.spec, manifest.line)


def _declared(manifest: Manifest, kind: str, name: str, spec: Node, line: int) -> Iterator[AnyObservation]:
    if not kind:
        return
    holder = spec.get("forProvider") or spec
    attributes: list[tuple[str, Value]] = []
    for path, node in holder.walk():
        if path and node.is_scalar and "\n" not in node.text:
            dotted = ".".join(snake(part) for part in path if not part.isdigit())
            attributes.append((dotted, masked_secret(dotted, node.value)))
    yield manifest.frame.make(Resource, line, type=kind, name=name, attributes=tuple(attributes[:MAX_ATTRIBUTES]))


def _account(manifest: Manifest) -> Iterator[AnyObservation]:
    found = _CONFIGURED.match(manifest.group)
    if found is not None and "." not in found["cloud"]:
        kind = f"provider.{_CLOUDS.get(found['cloud'], found['cloud'])}"
        yield manifest.frame.make(Resource, manifest.line, type=kind, name=manifest.name)


def _package(manifest: Manifest, package: Node, version: Node) -> Iterator[AnyObservation]:
    """Extensions are images that the cluster pulls."""
    if package.is_scalar and package.text:
        tag = (literal(":"), version.value) if version.is_scalar and ":" not in package.text.rpartition("/")[2] else ()
        yield manifest.frame.make(Image, package.line, reference=joined([package.value, *tag]), use="run")


def managed_type(group: str, kind: str) -> str:
    """The type that the resource has in other infrastructure languages, "" where the group manages no cloud."""
    for pattern, prefix in _MANAGED:
        match = pattern.match(group)
        if match is None:
            continue
        service, name = match["service"], snake(kind)
        if prefix == "azurerm_":
            service = _AZURE_SERVICES.get(service, service)
        elif name.startswith(service):
            return prefix + name
        return prefix + (name if service in _OWN_PREFIX else f"{service}_{name}")
    other = _OTHERS.match(group)
    return f"{other['cloud']}_{other['service']}_{snake(kind)}" if other else ""
