"""Skaffold: images that are built, charts that are installed, and remote manifests and configurations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from sovassess.detectors.commands import registry_address
from sovassess.detectors.containers import Frame, below
from sovassess.detectors.detector import Detector
from sovassess.formats.interpolation import interpolated
from sovassess.formats.yaml import Node, documents
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import Address, AnyObservation, Download, Fact, PipelineStep, Resource, Workload
from sovassess.source.view import FileView


def _claims(path: str) -> bool:
    return re.fullmatch(r"skaffold[\w.-]*\.ya?ml", basename(path)) is not None


def _recognises(view: FileView) -> bool:
    return re.search(r"(?m)^apiVersion:\s*[\"']?skaffold/", view.text) is not None


def _detect(view: FileView) -> Iterator[AnyObservation]:
    for document in documents(view.text):
        if not document.get("apiVersion").text.startswith("skaffold/"):
            continue
        name = document.get("metadata", "name").text or "skaffold"
        frame = Frame(view=view, component=view.path, usage=Usage.BUILD)
        yield frame.make(Workload, document.line, key=view.path, name=name, kind="pipeline")
        yield from _stage(frame, document)
        for required in document.get("requires").members:
            repository = required.get("git", "repo")
            if repository.is_scalar:
                moving = not required.get("git", "ref").is_scalar
                yield frame.make(Download, repository.line, address=interpolated(repository.text), moving=moving)
        for profile in document.get("profiles").members:
            label = profile.get("name").text
            yield from _stage(frame.optional(f"profile {label}"), profile)


def _stage(frame: Frame, node: Node) -> Iterator[AnyObservation]:
    build = node.get("build")
    for artifact in build.get("artifacts").members:
        image = artifact.get("image")
        if not image.is_scalar:
            continue
        folder = artifact.get("context").text or "."
        yield frame.make(
            Workload, image.line, key=f"artifact/{image.text}", name=image.text.rpartition("/")[2], kind="image",
            build=below(frame.view.folder, folder), image=interpolated(image.text),
        )  # fmt: skip
        if "." in image.text.partition("/")[0]:
            value = registry_address(interpolated(image.text))
            yield frame.make(Address, image.line, value=value, key="build.artifacts.image")
    if build.get("googleCloudBuild"):
        yield frame.make(PipelineStep, build.line_of("googleCloudBuild"), system="cloud-build", runner="hosted")
    for holder in (node.get("deploy", "helm"), node.get("manifests", "helm")):
        for release in holder.get("releases").members:
            yield from _release(frame, release)
    if cloud_run := node.get("deploy", "cloudrun"):
        region = cloud_run.get("region")
        attributes = (("region", interpolated(region.text)),) if region.is_scalar else ()
        deployed = Frame(view=frame.view, component=frame.component, condition=frame.condition)
        yield deployed.make(
            Resource, cloud_run.line, type="google_cloud_run_service", name="cloudrun", attributes=attributes
        )
    manifests = (node.get("manifests", "rawYaml"), node.get("deploy", "kubectl", "manifests"))
    for entry in (member for holder in manifests for member in holder.members):
        if re.match(r"^https?://", entry.text):
            yield frame.make(Download, entry.line, address=interpolated(entry.text))


def _release(frame: Frame, release: Node) -> Iterator[AnyObservation]:
    repository, chart = release.get("repo"), release.get("remoteChart")
    version = release.get("version").text
    source = repository if repository.is_scalar else chart
    if source.is_scalar and "://" in source.text:
        yield frame.make(Address, source.line, value=interpolated(source.text), key="releases.repo")
    if chart.is_scalar:
        fields = (("repository", source.text), ("version", version))
        name = chart.text.rpartition("/")[2]
        yield frame.make(Fact, chart.line, kind="chart", name=name, fields=fields)


DETECTOR = Detector(
    id="skaffold",
    title="Skaffold configuration",
    evidence=EvidenceKind.CI,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
