"""GitHub Actions workflows and composite actions: runners, actions, images, scripts, and how results are signed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from sovassess.detectors.commands import Script, observed, registry_address
from sovassess.detectors.containers import Frame, assigned
from sovassess.detectors.detector import Detector
from sovassess.detectors.pipelines import SELF_HOSTED
from sovassess.detectors.purposes import Shown, purpose_fields
from sovassess.formats.shell import commands
from sovassess.formats.tokens import decoded, encoded
from sovassess.formats.yaml import Node, documents
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import Address, AnyObservation, Download, Fact, Image, PipelineStep, Workload
from sovassess.model.values import Part, Unresolved, Value, Variable, literal
from sovassess.source.view import FileView

_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_NAMED = re.compile(r"^(env|vars|inputs|matrix)\.([\w-]+)$")
_FALLBACK = re.compile(r"^(.*?)\s*\|\|\s*'([^']*)'$")
_URL = re.compile(r"^https?://\S+$")
_REGISTRY = re.compile(r"^[\w.-]+\.[a-z]{2,}(:\d+)?(/\S*)?$")
# Where a forge of one's own looks for workflows of the same shape; its runners are one's own too.
_OWN_FORGES = (("/.forgejo/", "forgejo-actions"), ("/.gitea/", "gitea-actions"))


def _claims(path: str) -> bool:
    whole = f"/{path}"
    if re.search(r"/\.(github|gitea|forgejo)/workflows/[^/]+\.ya?ml$", whole):
        return True
    return basename(path) in ("action.yml", "action.yaml")


def _recognises(view: FileView) -> bool:
    return re.search(r"(?m)^(jobs|runs|\"jobs\")\s*:", view.text) is not None


def _detect(view: FileView) -> Iterator[AnyObservation]:
    frame = Frame(view=view, component=view.path, usage=Usage.BUILD)
    for document in documents(view.text):
        name = document.get("name").text or view.name
        yield frame.make(Workload, document.line_of("name"), key=view.path, name=name, kind="pipeline")
        yield from _environment(frame, document.get("env"))
        steps: list[Node] = []
        for job in document.get("jobs").values():
            yield from _job(frame, job)
            steps += [*job.get("steps").members, job]
        runs = document.get("runs")
        steps += runs.get("steps").members
        for step in runs.get("steps").members:
            yield from _step(frame, step)
        image = runs.get("image")
        if image.text.startswith("docker://"):
            yield frame.make(Image, image.line, reference=image.value, use="ci")
        if document.get("jobs"):
            yield from _purposes(frame, document, name, steps)


def _system(frame: Frame) -> str:
    """The system that runs the file, by the folder it stands in."""
    path = f"/{frame.view.path}"
    return next((system for folder, system in _OWN_FORGES if folder in path), "github-actions")


def _used(frame: Frame, uses: Node) -> Iterator[AnyObservation]:
    """A shared step by name; one that is named by a whole address is fetched from there."""
    yield frame.make(PipelineStep, uses.line, system=_system(frame), uses=uses.text)
    if _URL.match(uses.text):
        yield frame.make(Download, uses.line, address=literal(uses.text.partition("@")[0]), moving="@" not in uses.text)


def _value(text: str) -> Value:
    return decoded(_encoded(text))


def _encoded(text: str) -> str:
    """The text with workflow expressions as tokens, so that a shell reader takes each for a word."""
    return _EXPRESSION.sub(lambda match: encoded((_part(match[1].strip()),)), text)


def _part(expression: str) -> Part:
    fallback = _FALLBACK.match(expression)
    inner = fallback[1] if fallback else expression
    if named := _NAMED.match(inner):
        return Variable(named[2], fallback[2] if fallback else None)
    if inner.startswith("secrets."):
        return Unresolved(f"secret {inner[8:]}")
    return Unresolved(f"expression {expression[:40]}")


def _environment(frame: Frame, node: Node) -> Iterator[AnyObservation]:
    for name, value in node.items():
        if value.kind == "scalar":
            yield from assigned(frame, node.line_of(name), name, _value("" if value.is_null else value.text))


def _job(frame: Frame, job: Node) -> Iterator[AnyObservation]:
    for runner, line in _runners(job):
        own = _system(frame) != "github-actions" and SELF_HOSTED not in runner
        label = f"{SELF_HOSTED},{runner}" if own else runner
        yield frame.make(PipelineStep, line, system=_system(frame), runner=label)
    uses = job.get("uses")
    if uses.is_scalar and not uses.text.startswith("./"):
        yield from _used(frame, uses)
    container = job.get("container")
    images = [container if container.is_scalar else container.get("image")]
    images += [service.get("image") for _, service in job.get("services").items()]
    for image in images:
        if image.is_scalar:
            yield frame.make(Image, image.line, reference=_value(image.text), use="ci")
    for service in job.get("services").values():
        yield from _environment(frame, service.get("env"))
    yield from _environment(frame, job.get("env"))
    for step in job.get("steps").members:
        yield from _step(frame, step)


def _runners(job: Node) -> Iterator[tuple[str, int]]:
    """Each runner of a job: labels joined by commas, a matrix taken apart."""
    node = job.get("runs-on")
    if node.is_mapping:
        labels = [*node.get("labels").texts] or [node.get("group").text]
        yield ",".join(labels), node.line
    elif node.is_sequence:
        yield ",".join(node.texts), node.line
    elif node.is_scalar:
        match = re.fullmatch(r"\$\{\{\s*matrix\.([\w-]+)\s*\}\}", node.text)
        values = job.get("strategy", "matrix", match[1]) if match else Node("missing")
        included = [entry.get(match[1]) for entry in job.get("strategy", "matrix", "include").members] if match else []
        members = [member for member in (*values.members, *included) if member]
        for member in members:
            yield ",".join(member.texts), member.line
        if not members:
            yield str(_value(node.text)), node.line


def _step(frame: Frame, step: Node) -> Iterator[AnyObservation]:
    uses, run = step.get("uses"), step.get("run")
    yield from _environment(frame, step.get("env"))
    if uses.text.startswith("docker://"):
        yield frame.make(Image, uses.line, reference=_value(uses.text), use="ci")
    elif uses.is_scalar and not uses.text.startswith("./"):
        yield from _used(frame, uses)
        yield from _inputs(frame, uses.text, step)
    if run.is_scalar and not step.get("shell").text.startswith(("python", "pwsh", "powershell", "node")):
        yield from observed(
            Script(
                view=frame.view,
                text=_encoded(run.text),
                line=run.content_line,
                component=frame.component,
                usage=frame.usage,
            )
        )


def _inputs(frame: Frame, uses: str, step: Node) -> Iterator[AnyObservation]:
    """Registries and addresses that a step hands to its action."""
    given = step.get("with")
    for key, node in given.items():
        if not node.is_scalar:
            continue
        value = _value(node.text)
        if key in ("tags", "images") and not uses.startswith("./"):
            for offset, line in enumerate(node.text.split("\n")):
                reference = line.strip().partition(",")[0]
                if "/" in reference and "=" not in reference:
                    at = node.content_line + offset
                    yield frame.make(Address, at, value=registry_address(_value(reference)), key=f"with.{key}")
        elif _URL.match(node.text) or (
            key in ("registry", "registry-url", "login-server") and _REGISTRY.match(node.text)
        ):
            yield frame.make(Address, node.line, value=value, key=f"with.{key}")
    if uses.startswith("docker/login-action@") and given.get("username") and not given.get("registry"):
        yield frame.make(Address, step.line, value=literal("docker.io"), key="with.registry")


def _purposes(frame: Frame, document: Node, name: str, steps: list[Node]) -> Iterator[AnyObservation]:
    runs = [
        command.words
        for step in steps
        if step.get("run").is_scalar
        for command in commands(_encoded(step.get("run").text))
    ]
    jobs = document.get("jobs")
    shown = Shown(
        name=name,
        jobs=tuple(word for key, job in jobs.items() for word in (key, job.get("name").text) if word),
        used=tuple(step.get("uses").text for step in steps),
        runs=tuple(runs),
        stated=any(_stated(step.get("with", key)) for step in steps for key in ("provenance", "attestations")),
    )
    for fields in purpose_fields(shown):
        yield frame.make(Fact, document.line_of("jobs"), kind="pipeline", name=name, fields=fields)


def _stated(node: Node) -> bool:
    return node.is_scalar and node.text.lower() not in ("false", "mode=none", "0")


DETECTOR = Detector(
    id="github-actions",
    title="GitHub Actions workflow",
    evidence=EvidenceKind.CI,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
