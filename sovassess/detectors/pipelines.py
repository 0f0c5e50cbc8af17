"""What the formats of CI systems share: images, variables, scripts, runners, and what a pipeline is for.

Reads nodes of one file. Which company stands behind a system is the catalog's knowledge.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from sovassess.detectors.commands import Script, observed
from sovassess.detectors.containers import Frame, assigned
from sovassess.formats.interpolation import interpolated
from sovassess.formats.shell import commands
from sovassess.formats.tokens import encoded
from sovassess.formats.yaml import Node
from sovassess.model.enums import Usage
from sovassess.model.observations import AnyObservation, Fact, Image, PipelineStep, Workload
from sovassess.model.values import Unresolved, Value, Variable
from sovassess.source.view import FileView

SELF_HOSTED = "self-hosted"
_IMAGE = re.compile(r"^[\w$\ue000-\uf8ff{][^\s\"'<>|;&]*$")
_PROVENANCE = re.compile(r"attest-build-provenance|slsa-github-generator|attest-sbom|^actions/attest|provenance-action")
_DEPLOYS = re.compile(r"deploy|gke-|eks|aks|cloud-run|cloudrun|kubectl|pages", re.IGNORECASE)
_BUILDS = re.compile(
    r"build-push-action|gh-action-pypi-publish|goreleaser|kaniko|buildah|docker-buildx|^plugins/(docker|ecr|gcr|acr)"
)
_PURPOSES = (
    ("model-training", re.compile(r"\b(train|fine-?tun|finetune)", re.IGNORECASE)),
    ("safety-eval", re.compile(r"\b(safety|red-?team|guardrail|jailbreak)[-_ ]?(eval|test|suite)?", re.IGNORECASE)),
    ("reproducibility", re.compile(r"reproduc", re.IGNORECASE)),
)
_DEPLOYING = frozenset({
    ("kubectl", "apply"), ("helm", "upgrade"), ("helm", "install"), ("terraform", "apply"), ("tofu", "apply"),
    ("skaffold", "run"), ("serverless", "deploy"), ("sam", "deploy"), ("cdk", "deploy"), ("pulumi", "up"),
})  # fmt: skip
_BUILDING = frozenset({
    ("docker", "push"), ("docker", "build"), ("npm", "publish"), ("twine", "upload"), ("uv", "publish"),
    ("poetry", "publish"), ("podman", "build"), ("buildah", "build"), ("docker", "buildx"),
})  # fmt: skip
_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_SIMPLE = re.compile(r"^\s*(?:params|parameters|variables|env|vars|inputs|matrix|pipeline\.parameters)\.([\w-]+)\s*$")


def unchanged(text: str) -> str:
    """Text of a format that has no expressions of its own beside shell variables."""
    return text


def double_braced(text: str) -> str:
    """`${{ … }}` as tokens: a named parameter or variable, or an expression that only a run could tell."""
    return _EXPRESSION.sub(lambda match: expression(match[1]), text)


def expression(inner: str) -> str:
    """One expression as a token that survives a shell reader."""
    named = _SIMPLE.match(inner)
    return encoded((Variable(named[1]) if named else Unresolved(f"expression {inner.strip()[:40]}"),))


class Pipeline(Struct, frozen=True, kw_only=True):
    """One pipeline file. `encode` turns the format's own expressions into tokens; `known` are variables of the file."""

    frame: Frame
    system: str
    encode: Callable[[str], str] = unchanged
    known: dict[str, Value] = {}

    def value(self, text: str) -> Value:
        """Text of a setting with its variables."""
        return interpolated(self.encode(text), self.known)

    def with_known(self, node: Node) -> Pipeline:
        """The same where further variables of the file are known."""
        more = {name: self.value(value.text) for name, value in node.items() if value.is_scalar}
        kept = {name: value for name, value in more.items() if name not in value.variables}
        return Pipeline(frame=self.frame, system=self.system, encode=self.encode, known={**self.known, **kept})

    def declared(self, line: int, name: str) -> AnyObservation:
        """The pipeline as a component of its own."""
        return self.frame.make(Workload, line, key=self.frame.component, name=name, kind="pipeline")

    def step(self, line: int, *, uses: str = "", runner: str = "") -> AnyObservation:
        """A runner or a shared step."""
        return self.frame.make(PipelineStep, line, system=self.system, uses=uses, runner=runner)

    def image(self, node: Node) -> Iterator[AnyObservation]:
        """The image that a scalar names, or a mapping under `name` or `image`."""
        found = node.first("name", "image") if node.is_mapping else node
        if found.is_scalar and _IMAGE.match(found.text):
            yield self.frame.make(Image, found.line, reference=self.value(found.text), use="ci")

    def variables(self, node: Node) -> Iterator[AnyObservation]:
        """Variables as a mapping; one with a `value` key takes that."""
        for name, given in node.items():
            value = given.get("value") if given.is_mapping else given
            if value.kind == "scalar":
                yield from assigned(self.frame, node.line_of(name), name, self.value(value.text))

    def script(self, node: Node) -> Iterator[AnyObservation]:
        """What a script does: a text, or a list of lines, however deep anchors have nested them."""
        for text, line in joined_lines(node):
            yield from observed(
                Script(
                    view=self.frame.view, text=self.encode(text), line=line, component=self.frame.component,
                    usage=self.frame.usage, condition=self.frame.condition, known=self.known,
                )
            )  # fmt: skip

    def purpose(self, line: int, name: str, used: Iterable[str], scripts: Iterable[Node]) -> AnyObservation:
        """What the pipeline is for and how it signs, by its name, its shared steps and its commands."""
        texts = [self.encode(text) for node in scripts for text, _ in joined_lines(node)]
        runs = [command.words for text in texts for command in commands(text)]
        return self.frame.make(Fact, line, kind="pipeline", name=name, fields=pipeline_fields(name, list(used), runs))


def pipeline(view: FileView, system: str, encode: Callable[[str], str] = unchanged) -> Pipeline:
    """A pipeline whose component is the file."""
    return Pipeline(frame=Frame(view=view, component=view.path, usage=Usage.BUILD), system=system, encode=encode)


def joined_lines(node: Node) -> Iterator[tuple[str, int]]:
    """Script texts with their lines. The members of a list are one text as long as they stand one below the other."""
    if node.kind == "scalar":
        if not node.is_null:
            yield node.text, node.content_line
        return
    text, start, end = "", 0, 0
    stack = list(reversed(node.members))
    while stack:
        member = stack.pop()
        if member.is_sequence:
            stack.extend(reversed(member.members))
            continue
        if not member.is_scalar:
            continue
        line = member.content_line
        if text and line < end:
            yield text, start
            text = ""
        if not text:
            text, start = member.text, line
        else:
            text += "\n" * (line - end + 1) + member.text
        end = line + member.text.count("\n") + 1
    if text:
        yield text, start


def pipeline_fields(
    name: str, used: list[str], runs: list[tuple[str, ...]], *, stated: bool = False
) -> tuple[tuple[str, str], ...]:
    """Purpose, provenance and keys of a pipeline. `stated` is True where a step asks for provenance by its settings."""
    signed = [
        words for words in runs if words[:2] in (("cosign", "sign"), ("cosign", "attest"), ("cosign", "sign-blob"))
    ]
    attested = stated or any(_PROVENANCE.search(use) for use in used) or any("--provenance" in words for words in runs)
    attested |= any(words[1:2] == ("attest",) for words in signed)
    keys = ""
    if signed:
        own = all(any(word.startswith("--key") for word in words) for words in signed)
        keys = "self" if own else "vendor"
    elif attested or any("sigstore/gh-action-sigstore" in use for use in used):
        keys = "vendor"
    purpose = _purpose(name, used, runs, signed=bool(signed))
    fields = (("keys", keys), ("provenance", "true" if attested else "false"), ("purpose", purpose))
    return tuple(field for field in fields if field[1])


def _purpose(name: str, used: list[str], runs: list[tuple[str, ...]], *, signed: bool) -> str:
    """What the pipeline is for, by its name first and by what it calls."""
    for purpose, pattern in _PURPOSES:
        if pattern.search(name):
            return purpose
    programs = {(words[0].rsplit("/", 1)[-1], words[1]) for words in runs if len(words) > 1}
    if programs & _DEPLOYING or any(_DEPLOYS.search(use) for use in used):
        return "deploy"
    if programs & _BUILDING or any(_BUILDS.search(use) for use in used):
        return "build"
    return "signing" if signed else "other"
