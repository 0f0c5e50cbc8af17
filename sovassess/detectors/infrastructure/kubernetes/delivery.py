"""How manifests and charts get to a cluster: Kustomize, Flux, Argo CD, and where backups go."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from sovassess.detectors.chart_values import value_observations
from sovassess.detectors.containers import Frame, assigned, below
from sovassess.detectors.infrastructure.kubernetes.objects import Manifest
from sovassess.errors import ParseError
from sovassess.formats.yaml import Node, documents
from sovassess.model.observations import (
    Address,
    AnyObservation,
    Download,
    EnvironmentSource,
    Fact,
    Image,
)
from sovassess.model.values import Value, joined, literal

_REMOTE = re.compile(r"^(https?|ssh|git|oci)://|^git@|^github\.com/|^[\w.-]+\.[a-z]{2,}/[^ ]+(\?ref=|//)")
_MOVING = re.compile(r"[?&](ref|version)=(main|master|HEAD|latest|develop)\b|/(main|master|HEAD|latest)/")


def observed(manifest: Manifest, _others: list[Manifest]) -> Iterator[AnyObservation]:
    """Sources and what is taken from them."""
    match manifest.kind:
        case "Kustomization" | "Component" if "fluxcd" not in manifest.group:
            yield from _kustomization(manifest)
        case "Kustomization":
            yield from _images(manifest, manifest.spec)
        case "HelmRepository" | "GitRepository" | "OCIRepository" | "Bucket" if "fluxcd" in manifest.group:
            source = manifest.spec.first("url", "endpoint")
            if source.is_scalar:
                frame = _unless_suspended(manifest)
                yield frame.make(Address, source.line, value=source.value, key=f"{manifest.kind}.spec.url")
        case "HelmRelease":
            yield from _release(manifest)
        case "HelmChart" if "cattle.io" in manifest.group:
            yield from _chart(
                manifest, manifest.spec.get("chart"), manifest.spec.get("repo"), manifest.spec.get("version")
            )
            yield from _embedded_values(manifest, manifest.spec.get("valuesContent"))
        case "Application" | "ApplicationSet" if "argoproj" in manifest.group:
            yield from _application(manifest)
        case "BackupStorageLocation" | "Cluster" | "ScheduledBackup" | "PostgresCluster":
            yield from _backup(manifest)
        case "ObjectStore" if manifest.group.startswith("barmancloud."):
            yield from _backup(manifest)
        case _:
            return


def _unless_suspended(manifest: Manifest) -> Frame:
    return manifest.frame.optional("suspended") if manifest.spec.get("suspend").flag is True else manifest.frame


def _kustomization(manifest: Manifest) -> Iterator[AnyObservation]:
    node, frame = manifest.node, manifest.frame
    if manifest.kind == "Component":
        frame = frame.optional("kustomize component")
        yield frame.make(
            Fact, node.line, kind="optional-folder", name=frame.view.folder, fields=(("why", "kustomize component"),)
        )
    yield from _images(manifest, node)
    for key in ("resources", "bases", "components", "crds"):
        for member in node.get(key).members:
            if member.is_scalar and _REMOTE.search(member.text):
                moving = bool(_MOVING.search(member.text)) or (
                    "ref=" not in member.text and "/releases/" not in member.text
                )
                yield frame.make(Download, member.line, address=member.value, moving=moving)
    for chart in node.get("helmCharts").members:
        yield from _chart(manifest, chart.get("name"), chart.get("repo"), chart.get("version"))
        yield from value_observations(frame, chart.get("valuesInline"), ".Values")
    yield from _generated(frame, node)


def _images(manifest: Manifest, node: Node) -> Iterator[AnyObservation]:
    """The images that take the place of those in the manifests; Flux lists them in the same way."""
    frame = manifest.frame.optional("kustomize component") if manifest.kind == "Component" else manifest.frame
    for entry in node.get("images").members:
        name = entry.first("newName", "name")
        if name.is_scalar:
            yield frame.make(Image, name.line, reference=_reference(entry, name), use="run")


def _generated(frame: Frame, node: Node) -> Iterator[AnyObservation]:
    """The variables that generators put into ConfigMaps and Secrets."""
    for generator in ("configMapGenerator", "secretGenerator"):
        for entry in node.get(generator).members:
            shared = entry.get("name").shown
            for pair in entry.get("literals").members:
                variable, equals, text = pair.text.partition("=")
                if equals:
                    value = literal(text.strip("'\"")) if text else Value()
                    yield from assigned(frame, pair.line, variable, value, shared=shared)
            for path in (*entry.get("envs").members, entry.get("env")):
                if path.is_scalar:
                    found = below(frame.view.folder, path.text)
                    yield frame.make(EnvironmentSource, path.line, shared=found)


def _reference(entry: Node, name: Node) -> Value:
    pieces = [name.value]
    if (tag := entry.get("newTag")).is_scalar:
        pieces += [literal(":"), tag.value]
    if (digest := entry.get("digest")).is_scalar:
        pieces += [literal("@"), digest.value]
    return joined(pieces)


def _chart(manifest: Manifest, name: Node, repository: Node, version: Node) -> Iterator[AnyObservation]:
    if not name.is_scalar:
        return
    pairs = (("repository", repository.shown), ("version", version.shown))
    fields = tuple(pair for pair in pairs if pair[1])
    yield manifest.frame.make(Fact, name.line, kind="chart", name=name.shown, fields=fields)
    if repository.is_scalar and re.match(r"^(https?|oci)://|^[\w.-]+\.[a-z]{2,}(/|$)", repository.text):
        key = f"{manifest.kind}.repository"
        yield manifest.frame.make(Address, repository.line, value=repository.value, key=key)


def _release(manifest: Manifest) -> Iterator[AnyObservation]:
    frame = _unless_suspended(manifest)
    chart = manifest.spec.get("chart", "spec")
    if chart:
        source = chart.get("sourceRef", "name")
        yield from _chart(replace(manifest, frame=frame), chart.get("chart"), source, chart.get("version"))
    yield from value_observations(frame.within(manifest.key), manifest.spec.get("values"), ".Values")


def _application(manifest: Manifest) -> Iterator[AnyObservation]:
    spec = manifest.spec.get("template", "spec") if manifest.kind == "ApplicationSet" else manifest.spec
    for path, node in manifest.spec.get("generators").walk():
        if path and path[-1] == "repoURL" and node.is_scalar:
            yield manifest.frame.make(Address, node.line, value=node.value, key="generators.repoURL")
    for source in (spec.get("source"), *spec.get("sources").members):
        repository = source.get("repoURL")
        if source.get("chart").is_scalar:
            yield from _chart(manifest, source.get("chart"), repository, source.get("targetRevision"))
        elif repository.is_scalar:
            yield manifest.frame.make(Address, repository.line, value=repository.value, key="source.repoURL")
        helm = source.get("helm")
        yield from value_observations(manifest.frame, helm.get("valuesObject"), ".Values")
        yield from _embedded_values(manifest, helm.get("values"))


def _embedded_values(manifest: Manifest, node: Node) -> Iterator[AnyObservation]:
    """Values that stand as text inside the manifest: read with empty lines before them, so that places are right."""
    if not node.is_scalar or ":" not in node.text:
        return
    try:
        for document in documents("\n" * (node.content_line - 1) + node.text):
            yield from value_observations(manifest.frame, document, ".Values")
    except ParseError:
        return  # text that a template engine completes; the manifest itself is sound


def _backup(manifest: Manifest) -> Iterator[AnyObservation]:
    source = manifest.name
    bucket = manifest.spec.get("objectStorage", "bucket")
    if manifest.kind == "BackupStorageLocation" and bucket.is_scalar and not manifest.spec.get("config", "s3Url"):
        yield _backup_fact(manifest, bucket, source)
    for path, node in manifest.spec.walk():
        if not path or not node.is_scalar:
            continue
        if path[-1] in ("s3Url", "endpointURL", "endpoint"):
            if "backup" in " ".join(path).lower() or manifest.kind == "BackupStorageLocation":
                yield manifest.frame.make(Address, node.line, value=node.value, key=".".join(path))
                yield _backup_fact(manifest, node, source)
        elif path[-1] == "destinationPath" and "://" in node.text:
            yield manifest.frame.make(Address, node.line, value=node.value, key=".".join(path))
            yield _backup_fact(manifest, node, source)


def _backup_fact(manifest: Manifest, node: Node, source: str) -> AnyObservation:
    fields = (("source", source), ("target", node.shown))
    return manifest.frame.make(Fact, node.line, kind="backup", name=source, fields=fields)
