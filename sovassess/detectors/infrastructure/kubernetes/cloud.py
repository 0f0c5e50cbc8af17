"""What ties Kubernetes objects to a cloud: storage provisioners, ingress classes, annotations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.infrastructure.kubernetes import managed_resources
from sovassess.detectors.infrastructure.kubernetes.objects import Manifest
from sovassess.formats.yaml import Node
from sovassess.model.observations import Address, AnyObservation, Resource

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
# The Vault that an agent beside the workload asks, where it is not the injector's own
# (https://developer.hashicorp.com/vault/docs/deploy/kubernetes/injector/annotations, read 2026-11-22).
_VAULT = "vault.hashicorp.com/service"
_CERTIFICATES = ("cert-manager.io/cluster-issuer", "cert-manager.io/issuer")


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
    elif manifest.kind == "Gateway" and spec.get("gatewayClassName").is_scalar:
        yield _resource(manifest, f"gatewayclass.{spec.get('gatewayClassName').text}", spec.get("gatewayClassName"))
    elif manifest.kind == "GatewayClass" and spec.get("controllerName").is_scalar:
        yield _resource(manifest, f"gatewayclass.{spec.get('controllerName').text}", spec.get("controllerName"))
    elif manifest.kind in ("Issuer", "ClusterIssuer"):
        yield from _solvers(manifest)
    yield from managed_resources.observed(manifest)


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
        elif key == _VAULT and value.is_scalar:
            yield manifest.frame.within(manifest.key).make(Address, value.line, value=value.value, key=key)
        elif key in _CERTIFICATES and value.is_scalar:
            said = ((name, annotations.get(f"cert-manager.io/{name}")) for name in ("duration", "renew-before"))
            lengths = ((name, node.value) for name, node in said if node.is_scalar)
            kind, attributes = f"annotation.{key}", (("value", value.value), *lengths)
            yield manifest.frame.make(Resource, value.line, type=kind, name=manifest.name, attributes=attributes)


def _solvers(manifest: Manifest) -> Iterator[AnyObservation]:
    """Which name service proves to a certificate authority that the names are one's own."""
    for solver in manifest.spec.get("acme", "solvers").members:
        for provider, node in solver.get("dns01").items():
            if node.is_mapping and provider not in ("webhook", "acmeDNS", "rfc2136"):
                yield _resource(manifest, f"dns01.{provider.lower()}", node)
