"""Jenkinsfiles: agents, images, shared libraries, shell steps, credentials by id, and addresses that steps are given.

Groovy is not run and not parsed in full: comments are taken out, and what stands in the known positions is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from msgspec import Struct

from sovassess.detectors.containers import assigned
from sovassess.detectors.detector import Detector
from sovassess.detectors.pipelines import SELF_HOSTED, Pipeline, pipeline
from sovassess.detectors.purposes import Shown
from sovassess.formats.shell import commands
from sovassess.formats.tokens import encoded
from sovassess.formats.yaml import Node
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import Address, AnyObservation
from sovassess.model.values import Unresolved, Variable, unresolved
from sovassess.source.view import FileView

SYSTEM = "jenkins"
MAX_BYTES = 300_000
_STRING = r"(?:'''(?:[^\\]|\\.)*?'''|\"\"\"(?:[^\\]|\\.)*?\"\"\"|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\")"
_NOISE = re.compile(rf"({_STRING})|//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_LABEL = re.compile(rf"\blabel\s*[(:]?\s*({_STRING})|\bnode\s*\(\s*({_STRING})")
_IMAGE = re.compile(rf"\b(?:docker\.image\s*\(|(?:image|containerTemplate\([^)]*?image)\s*:?)\s*({_STRING})", re.DOTALL)
_DOCKER_AGENT = re.compile(rf"\bdocker\s*\{{?\s*({_STRING})")
_SHELL = re.compile(rf"\bsh\s*\(?\s*(?:[\w:,\s]{{0,200}}?\bscript\s*:\s*)?({_STRING})", re.DOTALL)
_LIBRARY = re.compile(rf"@Library\s*\(\s*(?:value\s*=\s*)?\[?\s*({_STRING})|\blibrary\s*\(?\s*({_STRING})")
_CREDENTIAL = re.compile(rf"\bcredentials(?:Id\s*:\s*|\s*\(\s*)({_STRING})")
_BOUND = re.compile(rf"\b(\w+)\s*=\s*credentials\s*\(\s*({_STRING})")
_VARIABLE = re.compile(rf"(?m)^[ \t]*([A-Z][A-Z0-9_]+)\s*=\s*({_STRING})\s*$")
_ADDRESS = re.compile(
    rf"\b(url|serverUrl|server|registryUrl|withRegistry|remote|nexusUrl|endpoint|baseUrl)\s*[:(=]\s*({_STRING})"
)
_EXPRESSION = re.compile(r"\$\{(?:env\.|params\.)?([A-Za-z_]\w*)\}|\$\{[^}]*\}|\$(?:env\.|params\.)?([A-Za-z_]\w*)")


class _Found(Struct, frozen=True):
    """A string in a position: its text without quotes and the line where the text starts."""

    text: str
    line: int
    name: str = ""


def _claims(path: str) -> bool:
    name = basename(path)
    return re.search(r"^jenkinsfile|\.jenkinsfile$|jenkins[\w.-]*\.groovy$", name, re.IGNORECASE) is not None or (
        path.endswith(".groovy") and re.search(r"(^|/)(\.?jenkins|\.?ci)/", path) is not None
    )


def _recognises(view: FileView) -> bool:
    return len(view.data) <= MAX_BYTES and (
        re.search(r"\b(pipeline\s*\{|node\s*[({]|stage\s*\(|podTemplate\s*\(|@Library)", view.text) is not None
    )


def _encode(text: str) -> str:
    """Groovy's `${env.X}` as a token; in single quotes it is the shell's own variable, which is the same."""

    def token(match: re.Match[str]) -> str:
        name = match[1] or match[2]
        return encoded((Variable(name),)) if name else encoded((Unresolved("expression"),))

    return _EXPRESSION.sub(token, text)


def _detect(view: FileView) -> Iterator[AnyObservation]:
    text = _NOISE.sub(lambda match: match[1] or "\n" * match[0].count("\n"), view.text)
    whole = pipeline(view, SYSTEM, _encode)
    known = Node(
        "mapping",
        entries=tuple(
            (Node("scalar", found.line, found.name), Node("scalar", found.line, found.text))
            for found in _named(_VARIABLE, text)
        ),
    )
    whole = whole.with_known(known)
    yield whole.declared(1, view.name)
    labels = list(_strings(_LABEL, text))
    for found in labels:
        yield whole.step(found.line, runner=f"{SELF_HOSTED},{found.text}")
    if not labels:
        yield whole.step(1, runner=SELF_HOSTED)
    for found in _strings(_LIBRARY, text):
        yield whole.step(found.line, uses=f"library:{found.text}")
    yield from _settings(whole, text, known)
    runs: list[tuple[str, ...]] = []
    for found in _strings(_SHELL, text):
        node = Node("scalar", found.line, found.text)
        runs += [command.words for command in commands(_encode(found.text))]
        yield from whole.script(node)
    yield from whole.purposes(1, Shown(name=view.name, runs=tuple(runs)))


def _settings(whole: Pipeline, text: str, known: Node) -> Iterator[AnyObservation]:
    """Images, variables, credentials and addresses."""
    seen: set[tuple[int, str]] = set()
    for pattern in (_IMAGE, _DOCKER_AGENT):
        for found in _strings(pattern, text):
            if (found.line, found.text) not in seen:
                seen.add((found.line, found.text))
                yield from whole.image(Node("scalar", found.line, found.text))
    yield from whole.variables(known)
    bound = {(found.line, found.text) for found in _named(_BOUND, text)}
    for found in _named(_BOUND, text):
        yield from assigned(whole.frame, found.line, found.name, unresolved(f"secret {found.text}"))
    for found in _strings(_CREDENTIAL, text):
        if (found.line, found.text) not in bound:
            yield from assigned(whole.frame, found.line, found.text, unresolved(f"secret {found.text}"))
    for found in _named(_ADDRESS, text):
        if re.match(r"^(https?|ssh|git)://|^git@", found.text):
            yield whole.frame.make(Address, found.line, value=whole.value(found.text), key=found.name)


def _strings(pattern: re.Pattern[str], text: str) -> Iterator[_Found]:
    for match in pattern.finditer(text):
        group = next((number for number in range(1, pattern.groups + 1) if match[number]), 0)
        if group:
            yield _found(match[group], text, match.start(group))


def _named(pattern: re.Pattern[str], text: str) -> Iterator[_Found]:
    for match in pattern.finditer(text):
        found = _found(match[2], text, match.start(2))
        yield _Found(found.text, found.line, match[1])


def _found(quoted: str, text: str, position: int) -> _Found:
    width = 3 if quoted.startswith(("'''", '"""')) else 1
    inner = quoted[width:-width]
    inner = re.sub(r"\\(['\"$\\])", r"\1", inner)
    return _Found(inner, text.count("\n", 0, position) + 1)


DETECTOR = Detector(
    id="jenkins",
    title="Jenkins pipeline",
    evidence=EvidenceKind.CI,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
