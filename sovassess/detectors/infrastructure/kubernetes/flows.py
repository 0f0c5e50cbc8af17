"""Argo workflows in a cluster: that they run there, and what their scripts fetch. Tekton has a reader of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.infrastructure.kubernetes.objects import Manifest
from sovassess.detectors.pipelines import SELF_HOSTED, Pipeline, expression
from sovassess.formats.yaml import Node
from sovassess.model.enums import Usage
from sovassess.model.observations import AnyObservation

_ARGO = ("Workflow", "WorkflowTemplate", "ClusterWorkflowTemplate", "CronWorkflow")
_PARAMETER = re.compile(r"\$\(([\w.-]+(?:\[[^\]]*\])?)\)|\{\{\s*([\w.=-]+)\s*\}\}")
_OTHER_SHELL = re.compile(r"^#!.*(python|node|perl|ruby|pwsh)")
_SHELL = re.compile(r"(^|/)(ba|z|da|a)?sh$")


def observed(manifest: Manifest) -> Iterator[AnyObservation]:
    """The runner of a pipeline and the commands of its steps."""
    if manifest.group != "argoproj.io" or manifest.kind not in _ARGO:
        return
    frame = manifest.frame.within(manifest.key)
    build = type(frame)(
        view=frame.view, component=frame.component, usage=Usage.BUILD, condition=frame.condition, masked=frame.masked
    )
    whole = Pipeline(frame=build, system="argo-workflows", encode=_encode)
    yield whole.step(manifest.line, runner=SELF_HOSTED)
    for _, node in manifest.spec.walk():
        if node.is_mapping:
            yield from whole.script(_script(node))


def _script(node: Node) -> Node:
    """The shell text of a step, a missing node if it has none or another interpreter runs it."""
    script = node.get("script") if node.get("script").kind == "scalar" else node.get("source")
    command = node.get("command").texts
    if script.kind == "scalar" and _OTHER_SHELL.match(script.text):
        return Node("missing")
    if node.get("source") and not any(_SHELL.search(word) for word in command):
        return Node("missing")
    return script if script.kind == "scalar" else Node("missing")


def _encode(text: str) -> str:
    return _PARAMETER.sub(_token, text)


def _token(match: re.Match[str]) -> str:
    name = match[1] or match[2]
    if match[1] and "." not in name:
        return match[0]  # a command of the shell
    named = re.match(r"^(?:params|inputs\.params|inputs\.parameters|workflow\.parameters)\.([\w-]+)$", name)
    return expression(f"params.{named[1]}" if named else name)
