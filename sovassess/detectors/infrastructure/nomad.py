"""Nomad jobs: groups of tasks with images, variables, artefacts that are fetched, templates and services."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.containers import Frame, addresses_in, assigned, routed_hosts
from sovassess.detectors.detector import Detector
from sovassess.detectors.serving import served_models
from sovassess.formats import hcl
from sovassess.formats.blocks import Block, Scalar, scalars
from sovassess.formats.tokens import decoded, encoded
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation, Definition, Download, Fact, Image, ModelName, Workload
from sovassess.model.values import Value, literal, unresolved
from sovassess.source.view import FileView

_PAIR = re.compile(r"^\s*(?:export\s+)?(?P<name>[A-Za-z_]\w*)\s*=(?P<value>.*)$")
_MOVING = re.compile(r"(?<![\w.-])(latest|main|master|HEAD|nightly)(?![\w])")


def _claims(path: str) -> bool:
    return path.endswith((".nomad", ".job", ".hcl", ".nomad.tpl", ".nomad.j2", ".job.tpl", ".hcl.tpl", ".hcl.j2"))


def _recognises(view: FileView) -> bool:
    return re.search(r'(?m)^job\s+"[^"]+"\s*\{', view.text) is not None


def _detect(view: FileView) -> Iterator[AnyObservation]:
    whole = hcl.parse(view.data)
    yield from _defaults(view, whole)
    for job in whole.children("job"):
        for group in (*job.children("group"), job):
            hosts = _services(group)
            count = group.attribute("count")
            off = count is not None and isinstance(count.expression, Scalar) and str(count.expression.value) == "0"
            for task in group.children("task"):
                frame = Frame(view=view, component=task.labels[0] if task.labels else "task")
                frame = frame.optional("count is 0") if off else frame
                yield from _task(frame, task, (*hosts, *_services(task)))
                yield from _kept_secrets(frame, job, group, task)


def _kept_secrets(frame: Frame, *around: Block) -> Iterator[AnyObservation]:
    """The Vault that a task gets its token from before it starts; which one, the settings of the machines say
    (https://developer.hashicorp.com/nomad/docs/job-specification/vault, read 2026-11-22)."""
    for block in (vault for holder in around for vault in holder.children("vault")):
        yield frame.make(Fact, block.line, kind="server", name="vault")
        return


def _defaults(view: FileView, whole: Block) -> Iterator[AnyObservation]:
    """What the variables of the file are where nobody gives them."""
    scope = view.path.rpartition("/")[0]
    for block in whole.children("variable"):
        default = block.attribute("default")
        if block.labels and default is not None and isinstance(default.expression, Scalar):
            value = default.expression.value
            if not value.is_empty:
                name = f"var.{block.labels[0]}"
                yield Definition(at=view.place(default.line), name=name, value=value, scope=scope)


def _services(block: Block) -> tuple[str, ...]:
    """The names under which the catalogue of services knows a group or task."""
    names = [_plain(service, "name") for service in block.children("service")]
    tags = [str(leaf.value) for service in block.children("service") for leaf in _leaves(service, "tags")]
    return (*(host for name in names if name for host in (name, f"{name}.service.consul")), *routed_hosts(tags))


def _leaves(block: Block, name: str) -> list[Scalar]:
    attribute = block.attribute(name)
    return [leaf for _, leaf in scalars(attribute.expression)] if attribute is not None else []


def _plain(block: Block, name: str) -> str:
    attribute = block.attribute(name)
    if attribute is None or not isinstance(attribute.expression, Scalar):
        return ""
    return attribute.expression.value.literal or ""


def _task(frame: Frame, task: Block, hosts: tuple[str, ...]) -> Iterator[AnyObservation]:
    name = frame.component
    image: Value | None = None
    words: list[str] = []
    for config in task.children("config"):
        for attribute in config.attributes:
            leaves = [leaf for _, leaf in scalars(attribute.expression)]
            if attribute.name == "image" and leaves:
                image = leaves[0].value
                yield frame.make(Image, attribute.line, reference=_image(image), use="run")
            elif attribute.name in ("command", "args", "entrypoint"):
                words += [str(leaf.value) for leaf in leaves]
                for key, model, weights in served_models(tuple(str(leaf.value) for leaf in leaves)):
                    yield frame.make(ModelName, attribute.line, value=literal(model), key=key, weights=weights)
    yield frame.make(
        Workload, task.line, key=name, name=name, kind="service", image=_image(image) if image else None,
        hosts=tuple(dict.fromkeys((name, *hosts))), command=tuple(words),
    )  # fmt: skip
    yield from _given(frame, task)


def _image(value: Value) -> Value:
    text = value.literal
    return literal(text.removeprefix("docker://")) if text else value


def _given(frame: Frame, task: Block) -> Iterator[AnyObservation]:
    """Variables, artefacts and templates of a task."""
    for block in task.children("env"):
        for attribute in block.attributes:
            for _, leaf in scalars(attribute.expression):
                yield from assigned(frame, attribute.line, attribute.name, leaf.value)
    for attribute in task.attributes:
        if attribute.name == "env":
            for name, leaf in scalars(attribute.expression):
                yield from assigned(frame, leaf.line, name, leaf.value)
    for block in task.children("artifact"):
        source = block.attribute("source")
        if source is not None and isinstance(source.expression, Scalar):
            options = [key for child in block.children("options") for key in (a.name for a in child.attributes)]
            value = source.expression.value
            shown = str(value)
            yield frame.make(
                Download, source.line, address=literal(shown.removeprefix("git::")) if value.literal else value,
                checked="checksum" in options, moving=_MOVING.search(shown) is not None,
            )  # fmt: skip
    for block in task.children("template"):
        data, env = block.attribute("data"), block.attribute("env")
        if data is not None and isinstance(data.expression, Scalar):
            text = "".join(encoded((part,)) for part in data.expression.value.parts)
            as_variables = env is not None and env.source.strip().strip('"') in ("true", "1")
            read = _variables if as_variables else addresses_in
            yield from read(frame, text, data.line + 1, "template.data")


def _variables(frame: Frame, text: str, line: int, _key: str) -> Iterator[AnyObservation]:
    """The lines `NAME=value` of a template that becomes the task's environment; what is filled in later is unknown."""
    for offset, written in enumerate(text.split("\n")):
        found = _PAIR.match(written)
        if found is not None:
            value = found["value"].strip().strip("\"'")
            known = unresolved("template") if "{{" in value else decoded(value)
            yield from assigned(frame, line + offset, found["name"], known)


DETECTOR = Detector(
    id="nomad",
    title="Nomad job",
    evidence=EvidenceKind.MANIFESTS,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
