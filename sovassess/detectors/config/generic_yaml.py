"""Detect addresses and models in YAML configuration that no other detector claims.

Left alone by name or by shape: Kubernetes, compose, pipelines, charts, Fuzzball, LiteLLM, MCP, API descriptions, locks,
translations and documentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.configuration import Entry, reported
from sovassess.detectors.detector import Detector
from sovassess.errors import ParseError
from sovassess.formats.yaml import Node, documents
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import AnyObservation
from sovassess.source.view import FileView

MAX_BYTES = 400_000
_SKIP_PATH = re.compile(
    r"(?:^|/)(?:\.github|\.gitlab|\.circleci|\.buildkite|\.devcontainer|\.vscode|\.tekton|templates|charts|crds?|i18n|l10n|locales?|lang|"
    r"translations?|fixtures?|__fixtures__|testdata|cassettes|snapshots?|dashboards?|openapi|schemas?|node_modules|_data)/",
    re.IGNORECASE,
)
_SKIP_NAME = re.compile(
    r"^(?:docker-)?compose[\w.-]*\.ya?ml$|^(?:pnpm-lock|pubspec|mkdocs|\.?codecov|\.travis|\.gitlab-ci|azure-pipelines|bitbucket-pipelines|"
    r"cloudbuild|buildspec|appveyor|\.drone|\.woodpecker|chart|kustomization|skaffold|action|citation|dependabot|renovate|openapi|swagger|"
    r"\.?readthedocs|environment|conda|meta|galaxy|_config|mint|docs|antora|values|render|amplify|apprunner|heroku|serverless|librechat|promptfooconfig|buildspec|buildkite)[\w.-]*\.ya?ml$|[\w.-]*values[\w.-]*\.ya?ml$|"
    r"(?:openapi|swagger|schema|asyncapi)[\w.-]*\.ya?ml$",
    re.IGNORECASE,
)
# Top-level keys (all of one set) that give away a format which another detector reads or which is no configuration.
_SHAPES: tuple[frozenset[str], ...] = tuple(
    frozenset(keys.split())
    for keys in (
        "apiVersion kind",
        "services",
        "on jobs",
        "stages",
        "steps",
        "model_list",
        "mcpServers",
        "openapi",
        "swagger",
        "asyncapi",
        "jobs version",
        "AWSTemplateFormatVersion",
        "Resources",
        "rules groups",
        "dependencies channels",
        "hosts tasks",
        "workflow",
        "workflows",
        "pipelines",
        "site_name",
        "nav",
        "cff-version",
        "lockfileVersion",
        "definitions paths",
        "runs inputs",
        "runtime handlers",
        "runtime env_variables",
        "runtime entrypoint",
        "runtime instance_class",
        "runtime automatic_scaling",
    )
)


_OTHER_READERS = re.compile(
    r"\A(?:##[^\n]*\n)*#cloud-config\b|(?m:^rails\s*:)|(?m:^providers\s*:[\s\S]{0,200}\bpromptfoo\b)"
)


def _claims(path: str) -> bool:
    name = path.rpartition("/")[2]
    return path.endswith((".yaml", ".yml")) and not _SKIP_NAME.search(name) and not _SKIP_PATH.search(path)


def _recognises(view: FileView) -> bool:
    """True for small documents whose top level is a mapping of no known format."""
    if _OTHER_READERS.search(view.text[:60_000]):
        return False
    if len(view.data) > MAX_BYTES or b"{{-" in view.data or b"{{ include" in view.data:
        return False
    top = {match[1] for line in view.lines if (match := re.match(r"([\w@-][\w.-]*)\s*:(?:\s|$)", line[:200]))}
    if not top:
        return False
    # `services` alone is compose only where it holds images or builds.
    shapes = [shape for shape in _SHAPES if shape <= top]
    if shapes == [frozenset({"services"})]:
        return re.search(r"(?m)^[ \t]+(?:image|build):", view.text) is None
    return not shapes


def _detect(view: FileView) -> Iterator[AnyObservation]:
    usage = Usage.DEV if view.name.startswith(".pre-commit") else Usage.MAIN
    for document in documents(view.text):
        if document.kind == "mapping":
            yield from reported(view, _entries(document, usage), usage)
        elif document.kind != "scalar" or document.text:
            continue
        else:
            raise ParseError("holds no mapping", document.line)


def _entries(document: Node, usage: Usage) -> Iterator[Entry]:
    stack: list[tuple[str, Node]] = [("", document)]
    while stack:
        key, node = stack.pop()
        if node.kind == "scalar":
            if not node.block:
                name = "remote" if usage is Usage.DEV and key.endswith(".repo") else key
                yield Entry(name, node.text, node.line)
        elif node.kind == "mapping":
            for label, value in reversed(node.entries):
                if label.kind == "scalar":
                    stack.append((f"{key}.{label.text}" if key else label.text, value))
        else:
            stack.extend((f"{key}.{index}", member) for index, member in reversed(list(enumerate(node.members))))


DETECTOR = Detector(
    id="generic-yaml",
    title="YAML configuration",
    evidence=EvidenceKind.CONFIG,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
