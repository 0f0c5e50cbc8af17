"""Azure Pipelines: pools, containers, tasks, repositories of other hosts, variables and scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from sovassess.detectors.containers import assigned
from sovassess.detectors.detector import Detector
from sovassess.detectors.pipelines import SELF_HOSTED, Pipeline, double_braced, pipeline
from sovassess.formats.tokens import encoded
from sovassess.formats.yaml import Node, documents
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import Address, AnyObservation
from sovassess.model.values import Variable, literal
from sovassess.source.view import FileView

SYSTEM = "azure-pipelines"
_MACRO = re.compile(r"\$\(([A-Za-z_][\w.-]*)\)")
_SHELL_WORDS = frozenset({
    "date", "pwd", "whoami", "hostname", "nproc", "id", "uname", "ls", "arch", "tty", "mktemp", "logname",
})  # fmt: skip
_HOSTED_POOL = re.compile(r"^(Azure Pipelines|Hosted\b|Default Hosted)", re.IGNORECASE)
_SCRIPTS = ("script", "bash", "pwsh", "powershell")
_REPOSITORIES = {
    "github": "https://github.com/",
    "githubenterprise": "",
    "bitbucket": "https://bitbucket.org/",
    "git": "",
}
_INLINE = ("inlineScript", "script", "InlineScript")


def _claims(path: str) -> bool:
    lowered = path.lower()
    if not lowered.endswith((".yml", ".yaml")):
        return False
    return "azure-pipeline" in basename(lowered) or re.search(
        r"(^|/)\.?(azure-?pipelines?|azdo|ado|azure-devops|vsts|pipelines|eng|\.?ci|build)/", lowered
    ) is not None  # fmt: skip


def _recognises(view: FileView) -> bool:
    text = view.text
    if re.search(r"(?m)^(apiVersion|services|on|AWSTemplateFormatVersion)[ \t]*:", text):
        return False
    shaped = re.search(r"(?m)^(pool|jobs|stages|steps|extends|parameters|resources)[ \t]*:", text) is not None
    telling = re.search(
        r"(?m)^[ \t]*(-[ \t]+)?(vmImage|task|pool|azureSubscription|template)[ \t]*:[ \t]*\S", text
    )  # fmt: skip
    return shaped and (telling is not None or (view.name.startswith("azure-pipeline") and "steps:" in text))


def encode(text: str) -> str:
    """`$(name)` and `${{ … }}` as tokens. A lone word that is a common program stays what a shell takes it for."""
    text = double_braced(text)
    return _MACRO.sub(lambda m: m[0] if m[1] in _SHELL_WORDS else encoded((Variable(m[1]),)), text)


def _detect(view: FileView) -> Iterator[AnyObservation]:
    for document in documents(view.text):
        whole = pipeline(view, SYSTEM, encode)
        name = document.get("name").text if "$" not in document.get("name").text else ""
        yield whole.declared(document.line, name or view.name)
        yield from _resources(whole, document.get("resources"))
        used: list[str] = []
        scripts: list[Node] = []
        hosted = False
        for path, node in document.walk():
            if not node.is_mapping or "resources" in path[:1]:
                continue
            hosted |= bool(node.get("pool"))
            yield from _pool(whole, node.get("pool"))
            yield from _variables(whole, node.get("variables"))
            if node.get("steps") or node.get("job") or node.get("container"):
                yield from whole.image(node.get("container"))
            if path and (node.first("task", *_SCRIPTS)).is_scalar:
                used.append(node.get("task").text)
                scripts += [node.get(key) for key in _SCRIPTS if node.get(key).is_scalar]
                yield from _step(whole, node)
        if not hosted:
            yield whole.step(document.line)
        deploys = any("deployment" in path or node.get("deployment") for path, node in document.walk())
        yield from whole.purpose(document.line, name or view.name, [*used, "deploy"] if deploys else used, scripts)


def _pool(holder: Pipeline, pool: Node) -> Iterator[AnyObservation]:
    """A pool by name is one's own agents; an image of a virtual machine is the service's."""
    if pool.get("vmImage").is_scalar:
        yield holder.step(pool.line, runner=str(holder.value(pool.get("vmImage").text)))
        return
    name = pool if pool.is_scalar else pool.get("name")
    if not name.is_scalar:
        return
    shown = str(holder.value(name.text))
    own = "$" not in shown and "<" not in shown and not _HOSTED_POOL.match(shown)
    yield holder.step(name.line, runner=f"{SELF_HOSTED},{shown}" if own else shown)


def _variables(holder: Pipeline, node: Node) -> Iterator[AnyObservation]:
    yield from holder.variables(node)
    for entry in node.members:
        name, value = entry.get("name"), entry.get("value")
        if name.is_scalar and value.kind == "scalar":
            yield from assigned(holder.frame, name.line, name.text, holder.value(value.text))


def _resources(holder: Pipeline, node: Node) -> Iterator[AnyObservation]:
    for entry in node.get("containers").members:
        yield from holder.image(entry.get("image"))
    for entry in node.get("repositories").members:
        kind, name = entry.get("type").text.lower(), entry.get("name")
        host = _REPOSITORIES.get(kind, "")
        if host and name.is_scalar:
            value = literal(host + name.text)
            yield holder.frame.make(Address, name.line, value=value, key="resources.repositories")


def _step(holder: Pipeline, node: Node) -> Iterator[AnyObservation]:
    task = node.get("task")
    yield from holder.variables(node.get("env"))
    for key in ("script", "bash"):
        yield from holder.script(node.get(key))
    if not task.is_scalar:
        return
    yield holder.step(task.line, uses=task.text)
    inputs = node.get("inputs")
    for key, value in inputs.items():
        if value.is_scalar and re.match(r"^https?://\S+$", value.text):
            yield holder.frame.make(Address, value.line, value=holder.value(value.text), key=f"inputs.{key}")
    if inputs.get("scriptType").text.lower() not in ("pscore", "ps") and "PowerShell" not in task.text:
        for key in _INLINE:
            yield from holder.script(inputs.get(key))


DETECTOR = Detector(
    id="azure-pipelines",
    title="Azure Pipelines definition",
    evidence=EvidenceKind.CI,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
