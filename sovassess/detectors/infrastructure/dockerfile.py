"""Dockerfiles: base images, variables, and what build steps fetch. Resolves build arguments within the file only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from msgspec import Struct

from sovassess.detectors.commands import Script, observed
from sovassess.detectors.containers import Frame, switched
from sovassess.detectors.detector import Detector
from sovassess.detectors.installs import INDEX_VARIABLES, indexes_of_variable
from sovassess.detectors.serving import served_models, started_server
from sovassess.detectors.switches import switching
from sovassess.errors import ParseError
from sovassess.formats.dockerfile import Instruction, instructions
from sovassess.formats.interpolation import interpolated
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import (
    AnyObservation,
    Download,
    EnvironmentValue,
    Fact,
    Image,
    ModelName,
    PackageSource,
    Workload,
)
from sovassess.model.values import Text, Value, Variable
from sovassess.source.view import FileView

_NAMES = re.compile(r"^(dockerfile|containerfile)([._-].+)?$|^.+[._-](dockerfile|containerfile)$", re.IGNORECASE)
_NOT = re.compile(
    r"\.(md|txt|ya?ml|json|py|sh|ts|js|go|dockerignore|j2|tmpl|tpl|erb|lock|toml|rs|java|rst|html|svg|png|jpe?g|gif"
    r"|webp)$",
    re.IGNORECASE,
)
_URL = re.compile(r"^(https?|ftp|git)://|^git@")


def _claims(path: str) -> bool:
    name = basename(path)
    return bool(_NAMES.match(name)) and not _NOT.search(name)


class _Stage(Struct):
    name: str
    base: Value
    line: int
    parent: int | None


def _detect(view: FileView) -> Iterator[AnyObservation]:
    read: list[Instruction] = []
    failure: ParseError | None = None
    try:
        read.extend(instructions(view.lines))  # what stands above a broken line stays
    except ParseError as error:
        failure = error
    yield from _observed(view, read)
    if failure:
        raise failure


def _observed(view: FileView, read: list[Instruction]) -> Iterator[AnyObservation]:
    stages, scope = _stages(read)
    if stages:
        yield _workload(view, read, stages)
    final = _chain(stages)
    index = -1
    known: dict[str, Value] = dict(scope)
    for instruction in read:
        at = view.place(instruction.line)
        match instruction.keyword:
            case "FROM":
                index += 1
                known = {}
                stage = stages[index]
                if stage.parent is None and stage.base.literal != "scratch":
                    yield Image(at=at, component=view.path, reference=stage.base, use="base", final=index in final)
            case "ENV" | "ARG":
                yield from _variables(view, instruction, known, scope if index >= 0 else {})
            case "RUN":
                yield from _run(view, instruction, known, stages)
            case "ADD":
                yield from _added(view, instruction, known)
            case "COPY":
                yield from _copied(view, instruction, known, stages)
            case "CMD" | "ENTRYPOINT":
                yield from _started(view, instruction, known, last=index in final)
            case _:
                pass


def _stages(read: list[Instruction]) -> tuple[list[_Stage], dict[str, Value]]:
    """The stages, and the build arguments before the first FROM."""
    scope: dict[str, Value] = {}
    stages: list[_Stage] = []
    for instruction in read:
        if instruction.keyword == "ARG" and not stages:
            for name, default, _ in instruction.assignments:
                value = interpolated(default, scope).with_defaults if "=" in instruction.text else None
                scope[name] = Value((Variable(name, value),))
        elif instruction.keyword == "FROM":
            words = instruction.words
            base = interpolated(words[0], scope) if words else Value()
            named = {stage.name.lower(): number for number, stage in enumerate(stages) if stage.name}
            text = base.with_defaults
            parent = named.get(text.lower()) if text else None
            name = words[2] if len(words) >= 3 and words[1].lower() == "as" else ""
            stages.append(_Stage(name, base, instruction.line, parent))
    return stages, scope


def _chain(stages: list[_Stage]) -> set[int]:
    """The last stage and those it stands on."""
    found: set[int] = set()
    index: int | None = len(stages) - 1 if stages else None
    while index is not None and index not in found:
        found.add(index)
        index = stages[index].parent
    return found


def _workload(view: FileView, read: list[Instruction], stages: list[_Stage]) -> Workload:
    start = [instruction for instruction in read if instruction.line > stages[-1].line]
    command: tuple[str, ...] = ()
    for keyword in ("ENTRYPOINT", "CMD"):
        last = [instruction for instruction in start if instruction.keyword == keyword]
        command += last[-1].words if last else ()
    name = _name(view)
    return Workload(
        at=view.place(stages[0].line), key=view.path, name=name, kind="image", build=view.folder, dockerfile=view.path,
        component=view.path, command=command,
    )  # fmt: skip


def _name(view: FileView) -> str:
    """`api.Dockerfile` is `api`, `Dockerfile` is its folder, `Dockerfile.gpu` its folder with `.gpu`."""
    folder = view.folder.rsplit("/", 1)[-1]
    match = re.match(r"^(?:(.+)[._-])?(?:docker|container)file(?:[._-](.+))?$", view.name, re.IGNORECASE)
    before, after = (match[1], match[2]) if match else (None, None)
    return before or ".".join(part for part in (folder, after) if part) or view.name


def _variables(
    view: FileView, instruction: Instruction, known: dict[str, Value], outer: dict[str, Value]
) -> Iterator[AnyObservation]:
    for name, raw, line in instruction.assignments:
        value = interpolated(raw, known)
        if instruction.keyword == "ENV":
            known[name] = value
            yield EnvironmentValue(at=view.place(line), component=view.path, name=name, value=value)
            for ecosystem, address in indexes_of_variable(name, value):
                yield PackageSource(
                    at=view.place(line), component=view.path, usage=Usage.BUILD, ecosystem=ecosystem, address=address,
                    rule="replaces" if name in INDEX_VARIABLES[ecosystem] else "adds",
                )  # fmt: skip
            continue
        given = "=" in instruction.text and bool(raw)
        default = value.with_defaults if given else None
        if name in outer and not given:
            known[name] = outer[name]
            continue
        known[name] = Value((Variable(name, default),))
        if given:
            yield EnvironmentValue(
                at=view.place(line), component=view.path, usage=Usage.BUILD, name=name, value=known[name]
            )


def _run(
    view: FileView, instruction: Instruction, known: dict[str, Value], stages: list[_Stage]
) -> Iterator[AnyObservation]:
    for name, mount in instruction.flags:
        source = re.search(r"(?:^|,)from=([^,]+)", mount) if name == "mount" else None
        if source:
            yield from _foreign(view, instruction, source[1], known, stages)
    text, line = instruction.text, instruction.text_line
    if text.startswith("["):
        text = " ".join(f"'{word}'" for word in instruction.words)
    texts = [(text, line)]
    if re.match(r"\s*((ba|z|da)?sh\s+)?(-\w+\s+)*<<", text):
        texts = [(heredoc.body, heredoc.line) for heredoc in instruction.heredocs]
    for body, start in texts:
        script = Script(
            view=view, text=body, line=start, component=view.path, usage=Usage.BUILD, known=known, exports=False
        )
        yield from observed(script)


def _foreign(
    view: FileView, instruction: Instruction, source: str, known: dict[str, Value], stages: list[_Stage]
) -> Iterator[AnyObservation]:
    """An image from which only files are taken, unless the name is a stage."""
    names = {stage.name.lower() for stage in stages if stage.name}
    reference = interpolated(source, known)
    text = (reference.with_defaults or source).lower()
    if text not in names and not text.isdigit() and text != "scratch":
        yield Image(
            at=view.place(instruction.line), component=view.path, usage=Usage.BUILD, reference=reference, use="base",
            final=False,
        )  # fmt: skip


def _copied(
    view: FileView, instruction: Instruction, known: dict[str, Value], stages: list[_Stage]
) -> Iterator[AnyObservation]:
    if source := instruction.flag("from"):
        yield from _foreign(view, instruction, source, known, stages)


def _added(view: FileView, instruction: Instruction, known: dict[str, Value]) -> Iterator[AnyObservation]:
    for word in instruction.words[:-1]:
        value = interpolated(word, known)
        if _URL.match(value.with_defaults or word):
            moving = re.search(r"(?<![\w.-])(latest|main|master|HEAD)(?!\w)", str(value)) is not None
            yield Download(
                at=view.place(instruction.line), component=view.path, usage=Usage.BUILD, address=value,
                checked=bool(instruction.flag("checksum")), moving=moving,
            )  # fmt: skip


def _started(
    view: FileView, instruction: Instruction, known: dict[str, Value], *, last: bool
) -> Iterator[AnyObservation]:
    words = instruction.words
    if len(words) >= 3 and words[1] == "-c":
        words = tuple(words[2].split())
    server = started_server(words) if last else ""  # what a stage would start that is only copied from is never started
    if server:
        yield Fact(at=view.place(instruction.line), component=view.path, kind="server", name=server)
    for key, model, weights in served_models(words):
        value = interpolated(model, known)
        if (not value.is_empty and not isinstance(value.parts[0], Text)) or value.literal:
            yield ModelName(at=view.place(instruction.line), component=view.path, value=value, key=key, weights=weights)
    for _, argument in switching(words):
        yield switched(Frame(view=view, component=view.path), instruction.line, "argument", argument)


DETECTOR = Detector(
    id="dockerfile",
    title="Dockerfile and Containerfile",
    evidence=EvidenceKind.MANIFESTS,
    claims=_claims,
    detect=_detect,
)
