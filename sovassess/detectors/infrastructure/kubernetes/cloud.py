"""What ties Kubernetes objects to a cloud: storage provisioners, ingress classes, annotations, managed resources."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.containers import masked_secret
from sovassess.detectors.declared_resources import snake
from sovassess.detectors.infrastructure.kubernetes.objects import Manifest
from sovassess.formats.yaml import Node
from sovassess.model.observations import AnyObservation, Image, Resource
from sovassess.model.values import Value

# Annotations that hand a part of the object to the cloud it runs in, by their prefix.
_ANNOTATIONS = re.compile(
    r"^(eks\.amazonaws\.com/role-arn|iam\.gke\.io/gcp-service-account|azure\.workload\.identity/client-id"
    r"|service\.beta\.kubernetes\.io/[\w-]+-load-balancer-[\w-]+|service\.beta\.kubernetes\.io/(do|linode|oci|ovh|scw|yandex)-[\w-]+"
    r"|alb\.ingress\.kubernetes\.io/[\w-]+|networking\.gke\.io/[\w-]+|cloud\.google\.com/(load-balancer-type|neg|backend-config)"
    r"|load-balancer\.hetzner\.cloud/[\w-]+|loadbalancer\.openstack\.org/[\w-]+|appgw\.ingress\.kubernetes\.io/[\w-]+"
    r"|kubernetes\.digitalocean\.com/[\w-]+|service\.kubernetes\.io/(ibm|qcloud)-[\w-]+|oci\.oraclecloud\.com/[\w-]+"
    r"|service\.beta\.kubernetes\.io/alibaba-cloud-[\w-]+|kubernetes\.io/ingress\.global-static-ip-name"
    r"|ingress\.gcp\.kubernetes\.io/[\w-]+)$"
)
_CLASS_ANNOTATION = "kubernetes.io/ingress.class"
_CERTIFICATES = ("cert-manager.io/cluster-issuer", "cert-manager.io/issuer")
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
_OWN_PREFIX = frozenset({"ec2", "elbv2", "compute", "platform", "cloudplatform", "autoscaling"})
_AZURE_SERVICES = {
    "dbforpostgresql": "postgresql", "dbformysql": "mysql", "containerservice": "kubernetes", "documentdb": "cosmosdb",
    "keyvault": "key_vault", "operationalinsights": "log_analytics", "cognitiveservices": "cognitive", "sql": "mssql",
    "containerregistry": "container_registry", "eventhub": "eventhub", "cache": "redis", "managedidentity": "role",
    "authorization": "role", "insights": "monitor", "containerapp": "container_app", "app": "container_app",
}  # fmt: skip


def observed(manifest: Manifest, _others: list[Manifest]) -> Iterator[AnyObservation]:
    """The cloud's part in an object: resources `provisioner.X`, `ingressclass.X`, `annotation.X` and managed ones."""
    annotations = manifest.node.get("metadata", "annotations")
    yield from _annotated(manifest, annotations)
    spec = manifest.spec
    if manifest.kind == "StorageClass" and manifest.node.get("provisioner").is_scalar:
        node = manifest.node.get("provisioner")
        yield _resource(manifest, f"provisioner.{node.text}", node)
    elif manifest.kind == "CSIDriver":
        yield _resource(manifest, f"provisioner.{manifest.name}", manifest.node.get("metadata", "name"))
    elif manifest.kind == "PersistentVolume" and spec.get("csi", "driver").is_scalar:
        node = spec.get("csi", "driver")
        yield _resource(manifest, f"provisioner.{node.text}", node)
    elif manifest.kind == "IngressClass" and spec.get("controller").is_scalar:
        yield _resource(manifest, f"ingressclass.{spec.get('controller').text}", spec.get("controller"))
    elif manifest.kind == "Ingress":
        named = spec.get("ingressClassName") or annotations.get(_CLASS_ANNOTATION)
        if named.is_scalar:
            yield _resource(manifest, f"ingressclass.{named.text}", named)
    elif manifest.kind == "GatewayClass" and spec.get("controllerName").is_scalar:
        yield _resource(manifest, f"gatewayclass.{spec.get('controllerName').text}", spec.get("controllerName"))
    elif manifest.kind in ("Issuer", "ClusterIssuer"):
        yield from _solvers(manifest)
    elif manifest.kind in ("Provider", "Configuration", "Function") and manifest.group == "pkg.crossplane.io":
        package = spec.get("package")
        if package.is_scalar:
            yield manifest.frame.make(Image, package.line, reference=package.value, use="run")
    elif manifest.kind == "Composition" and manifest.group.startswith("apiextensions.crossplane"):
        yield from _composed(manifest)
    yield from _managed(manifest)


def _composed(manifest: Manifest) -> Iterator[AnyObservation]:
    """The managed resources that a composition makes, whichever function of its pipeline holds them."""
    for path, node in manifest.spec.walk():
        if path and path[-1] == "base" and node.get("apiVersion").is_scalar and node.get("kind").is_scalar:
            yield from _managed(Manifest(manifest.frame, node, node.get("kind").shown))


def _resource(manifest: Manifest, kind: str, node: Node) -> AnyObservation:
    return manifest.frame.make(Resource, node.line or manifest.line, type=kind, name=manifest.name)


def _annotated(manifest: Manifest, annotations: Node) -> Iterator[AnyObservation]:
    """One resource for each family of annotations, since ten settings of one load balancer are one load balancer."""
    pod = manifest.spec.get("template", "metadata", "annotations")
    seen: set[str] = set()
    for key, value in (*annotations.items(), *pod.items()):
        family = re.sub(r"(load-balancer-)(?!ssl-cert)[\w-]+$", r"\1type", key)
        if _ANNOTATIONS.match(key) and value.is_scalar and value.text and family not in seen:
            seen.add(family)
            yield manifest.frame.make(
                Resource, value.line, type=f"annotation.{key}", name=manifest.name, attributes=(("value", value.value),)
            )
        elif key in _CERTIFICATES and value.is_scalar:
            yield manifest.frame.make(
                Resource, value.line, type=f"annotation.{key}", name=manifest.name, attributes=(("value", value.value),)
            )


def _solvers(manifest: Manifest) -> Iterator[AnyObservation]:
    """Which name service proves to a certificate authority that the names are one's own."""
    for solver in manifest.spec.get("acme", "solvers").members:
        for provider, node in solver.get("dns01").items():
            if node.is_mapping and provider not in ("webhook", "acmeDNS", "rfc2136"):
                yield _resource(manifest, f"dns01.{provider.lower()}", node)


def _managed(manifest: Manifest) -> Iterator[AnyObservation]:
    kind = managed_type(manifest.group, manifest.kind)
    if not kind:
        return
    holder = manifest.spec.get("forProvider") or manifest.spec
    attributes: list[tuple[str, Value]] = []
    for path, node in holder.walk():
        if path and node.is_scalar and "\n" not in node.text:
            dotted = ".".join(snake(part) for part in path if not part.isdigit())
            attributes.append((dotted, masked_secret(dotted, node.value)))
    yield manifest.frame.make(
        Resource, manifest.line, type=kind, name=manifest.name, attributes=tuple(attributes[:60])
    )  # fmt: skip


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
    return ""
