"""What the formats of CI systems share: images, variables, scripts, runners, and what a pipeline is for.

Reads nodes of one file. Which company stands behind a system is the catalog's knowledge.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct

from sovassess.detectors.commands import Script, observed
from sovassess.detectors.containers import Frame, assigned
from sovassess.detectors.purposes import Shown, purpose_fields
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

    def purpose(
        self, line: int, name: str, used: Iterable[str], scripts: Iterable[Node], jobs: Iterable[str] = ()
    ) -> Iterator[AnyObservation]:
        """What the pipeline is for and how it signs: a fact for each purpose."""
        texts = [self.encode(text) for node in scripts for text, _ in joined_lines(node)]
        runs = tuple(command.words for text in texts for command in commands(text))
        yield from self.purposes(line, Shown(name=name, jobs=tuple(jobs), used=tuple(used), runs=runs))

    def purposes(self, line: int, shown: Shown) -> Iterator[AnyObservation]:
        """A fact for each purpose of what the file shows."""
        for fields in purpose_fields(shown):
            yield self.frame.make(Fact, line, kind="pipeline", name=shown.name, fields=fields)


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
