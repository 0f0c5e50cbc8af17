"""GitLab CI: images, services, variables, scripts, included files and the tags that choose a runner."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from sovassess.detectors.detector import Detector
from sovassess.detectors.pipelines import SELF_HOSTED, Pipeline, pipeline
from sovassess.formats.yaml import Node, documents
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import Address, AnyObservation, Download
from sovassess.source.view import FileView

SYSTEM = "gitlab-ci"
_GLOBAL = frozenset({
    "image", "services", "variables", "default", "include", "stages", "workflow", "before_script", "after_script",
    "cache", "spec", "types",
})  # fmt: skip
_JOB_KEYS = ("script", "trigger", "extends", "image", "run", "needs", "before_script", "pages", "release")
_SCRIPTS = ("before_script", "script", "after_script")
# Tags of the runners that the service itself offers (docs.gitlab.com, "GitLab-hosted runners").
_HOSTED = re.compile(r"^(saas-|gitlab-org|shared$|gitlab-com$)")
_COMPONENT = re.compile(r"^([\w-]+(?:\.[\w-]+)+)/")
_FIXED = re.compile(r"@(~?v?\d[\w.+-]*|[0-9a-f]{40})$")


def _claims(path: str) -> bool:
    name = basename(path).lower()
    if not name.endswith((".yml", ".yaml")):
        return False
    return ".gitlab-ci." in f".{name}" or re.search(r"(^|/)\.?gitlab(-ci)?/", path.lower()) is not None


def _recognises(view: FileView) -> bool:
    text = view.text
    if re.search(r"(?m)^apiVersion:", text):
        return False
    if view.name == ".gitlab-ci.yml":
        return True
    return re.search(r"(?m)^(stages|include|default|workflow|[ \t]+(script|trigger|extends))[ \t]*:", text) is not None


def _detect(view: FileView) -> Iterator[AnyObservation]:
    for document in documents(view.text):
        jobs = [
            (name, job)
            for name, job in document.items()
            if name not in _GLOBAL and job.is_mapping and any(job.get(key) for key in _JOB_KEYS)
        ]
        if not jobs and not any(document.get(key) for key in ("include", "default", "image")):
            continue
        yield from _document(pipeline(view, SYSTEM).with_known(document.get("variables")), document, jobs)


def _document(whole: Pipeline, document: Node, jobs: list[tuple[str, Node]]) -> Iterator[AnyObservation]:
    view = whole.frame.view
    name = document.get("workflow", "name").text or view.name
    yield whole.declared(document.line, name)
    yield from whole.variables(document.get("variables"))
    yield from _included(whole, document.get("include"))
    shared = document.get("default")
    for holder in (document, shared):
        yield from _container(whole, holder)
        for key in ("before_script", "after_script"):
            yield from whole.script(holder.get(key))
    shared_tags = shared.get("tags")
    scripts = [document.get("before_script"), shared.get("before_script")]
    for _, job in jobs:
        yield from _job(whole, job, shared_tags)
        scripts += [job.get(key) for key in _SCRIPTS]
    if jobs:
        deploys = any(job.get("environment") for _, job in jobs)
        yield from whole.purpose(document.line, name, ["deploy"] if deploys else [], scripts, [key for key, _ in jobs])


def _container(holder: Pipeline, node: Node) -> Iterator[AnyObservation]:
    yield from holder.image(node.get("image"))
    for service in node.get("services").members:
        yield from holder.image(service)
        yield from holder.variables(service.get("variables"))


def _job(whole: Pipeline, job: Node, shared_tags: Node) -> Iterator[AnyObservation]:
    inner = whole.with_known(job.get("variables"))
    tags = job.get("tags") or shared_tags
    if tags or job.get("script") or job.get("run"):
        yield inner.step((job.get("tags") or job).line, runner=_runner(inner, tags))
    yield from _container(inner, job)
    yield from inner.variables(job.get("variables"))
    for key in _SCRIPTS:
        yield from inner.script(job.get(key))
    trigger = job.get("trigger")
    yield from _included(inner, trigger.get("include"))
    url = job.get("environment", "url")
    if url.is_scalar and "://" in url.text:
        yield inner.frame.make(Address, url.line, value=inner.value(url.text), key="environment.url")
    for vault in job.get("secrets").values():
        server = vault.get("vault", "server", "url")
        if server.is_scalar:
            yield inner.frame.make(Address, server.line, value=inner.value(server.text), key="secrets.vault.server.url")


def _runner(holder: Pipeline, tags: Node) -> str:
    """Tags other than the service's own choose a runner that somebody registered, and so runs."""
    words = [str(holder.value(text)) for text in tags.texts]
    own = words and all(not _HOSTED.match(word) for word in words) and not any("$" in word for word in words)
    return ",".join([SELF_HOSTED, *words] if own else words) or "shared"


def _included(holder: Pipeline, node: Node) -> Iterator[AnyObservation]:
    for entry in node.members if node.is_sequence else (node,):
        remote = entry if entry.is_scalar and "://" in entry.text else entry.get("remote")
        component, template, project = entry.get("component"), entry.get("template"), entry.get("project")
        if remote.is_scalar:
            moving = re.search(r"/(main|master|HEAD|latest)/", remote.text) is not None
            checked = bool(entry.get("integrity"))
            yield holder.frame.make(
                Download, remote.line, address=holder.value(remote.text), moving=moving, checked=checked
            )
        elif component.is_scalar:
            yield holder.step(component.line, uses=component.text)
            if _COMPONENT.match(component.text):
                moving = _FIXED.search(component.text) is None
                address = holder.value("https://" + component.text)
                yield holder.frame.make(Download, component.line, address=address, moving=moving)
        elif template.is_scalar:
            yield holder.step(template.line, uses=f"template:{template.text}")
        elif project.is_scalar:
            reference = entry.get("ref").text
            yield holder.step(project.line, uses=f"project:{project.text}" + (f"@{reference}" if reference else ""))


DETECTOR = Detector(
    id="gitlab-ci",
    title="GitLab CI pipeline",
    evidence=EvidenceKind.CI,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
