"""Workloads of Kubernetes: pods wherever a kind keeps them, their containers, variables and start commands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.containers import Frame, assigned, started, words_of
from sovassess.detectors.infrastructure.kubernetes.objects import Manifest, resolved
from sovassess.formats.shell import SHELLS
from sovassess.formats.yaml import MISSING, Node
from sovassess.model.observations import AnyObservation, EnvironmentSource, EnvironmentValue, Image, Workload
from sovassess.model.values import Unresolved, Value, literal, unresolved, variable

_PODS: dict[str, tuple[str, ...]] = {
    "Pod": (),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    "PodTemplate": ("template",),
}
_TEMPLATED = ("spec", "template")
_CONTAINERS = ("initContainers", "containers", "ephemeralContainers")
_NO_WORKLOADS = frozenset({"CustomResourceDefinition", "ConfigMap", "Secret", "Kustomization", "List"})


def observed(manifest: Manifest, others: list[Manifest]) -> Iterator[AnyObservation]:
    """The workload, and for each container image, variables and what its command loads."""
    if manifest.kind == "Service" and manifest.group == "":
        yield from _service(manifest, others)
        return
    pod = _pod(manifest)
    if not any(pod.get("spec", part).is_sequence for part in _CONTAINERS):
        return
    frame = _frame(manifest)
    containers = [member for part in _CONTAINERS for member in pod.get("spec", part).members if member.is_mapping]
    main = pod.get("spec", "containers", 0)
    image = main.get("image")
    yield frame.make(
        Workload,
        manifest.line,
        key=manifest.key,
        name=manifest.name,
        kind="workload",
        image=_named(frame, image) if image.is_scalar and _tells(image.value) else None,
        hosts=_hosts(manifest, pod, others),
        command=words_of(main.get("command"), main.get("args")),
        namespace=manifest.namespace,
        labels=_pairs(pod.get("metadata", "labels")),
    )
    for container in containers:
        yield from container_observations(frame, container, others)


def _frame(manifest: Manifest) -> Frame:
    frame = manifest.frame.within(manifest.key)
    if manifest.spec.get("replicas").text == "0":
        return frame.optional("replicas is 0")
    if manifest.spec.get("suspend").flag is True:
        return frame.optional("suspended")
    return frame


def _pod(manifest: Manifest) -> Node:
    if manifest.kind in _NO_WORKLOADS:
        return MISSING
    return manifest.node.get(*_PODS.get(manifest.kind, _TEMPLATED))


def _selected(service: Manifest, labels: Node) -> bool:
    pairs = [(key, value.text) for key, value in service.spec.get("selector").items()]
    return bool(pairs) and all(labels.get(key).text == value for key, value in pairs)


def _hosts(manifest: Manifest, pod: Node, others: list[Manifest]) -> tuple[str, ...]:
    """The workload's name and the names of services of the same file that select it."""
    names = [manifest.name]
    labels = pod.get("metadata", "labels")
    for other in others:
        if other.kind == "Service" and _selected(other, labels):
            names += _reached(other)
    return tuple(dict.fromkeys(name for name in names if name and "$" not in name))


def _reached(service: Manifest) -> list[str]:
    """The names of a service within the cluster, as the overlays above its file make them."""
    names = [name for name in service.frame.view.named(service.name) if service.name]
    return [
        host for name in names for host in ((name, f"{name}.{service.namespace}") if service.namespace else (name,))
    ]


def _service(manifest: Manifest, others: list[Manifest]) -> Iterator[AnyObservation]:
    """A service that no workload of the file stands behind: a name by which something here is reached."""
    outside = manifest.spec.get("externalName")
    pods = [_pod(other).get("metadata", "labels") for other in others if other is not manifest]
    if not outside.is_scalar and any(_selected(manifest, labels) for labels in pods):
        return
    hosts = _reached(manifest)
    yield manifest.frame.within(manifest.key).make(
        Workload,
        manifest.line,
        key=manifest.key,
        name=manifest.name,
        kind="service",
        hosts=tuple(host for host in hosts if host and "$" not in host),
        namespace=manifest.namespace,
        selector=() if outside.is_scalar else _pairs(manifest.spec.get("selector")),
        external=outside.value if outside.is_scalar else None,
    )


def _pairs(labels: Node) -> tuple[tuple[str, str], ...]:
    """Labels or a selector as written; none where a part of them is known only to whoever renders the template."""
    pairs = tuple((key, value.shown) for key, value in labels.items() if value.is_scalar)
    return () if any("$" in key or "$" in value for key, value in pairs) else pairs


def container_observations(frame: Frame, container: Node, others: list[Manifest]) -> Iterator[AnyObservation]:
    """Image, variables and command of one container."""
    image = container.get("image")
    if image.is_scalar and _tells(image.value):
        pull = (container.get("imagePullPolicy").value.literal or "").lower()
        yield frame.make(Image, image.line, reference=_named(frame, image), use="run", pull=pull)
    for entry in container.get("env").members:
        yield from _variable(frame, entry, others)
    for entry in container.get("envFrom").members:
        for kind in ("configMapRef", "secretRef"):
            name = entry.get(kind, "name")
            if name.is_scalar:
                yield frame.make(EnvironmentSource, name.line, shared=name.shown)
    command, arguments = container.get("command"), container.get("args")
    if (
        command.texts
        and command.texts[0].rsplit("/", 1)[-1] in SHELLS
        and arguments.texts
        and command.texts[-1] != "-c"
    ):
        yield from started(frame, arguments, resolved)
    elif command.texts and re.fullmatch(r"-[a-z]*c", command.texts[-1]) and arguments.members:
        yield from started(frame, arguments.members[0], resolved)
    elif (
        command.is_sequence
        and arguments.is_sequence
        and not re.search(r"\s", command.texts[-1] if command.texts else "")
    ):
        whole = Node("sequence", command.line, members=(*command.members, *arguments.members))
        yield from started(frame, whole, resolved)
    else:
        yield from started(frame, command, resolved)
        yield from started(frame, arguments, resolved)


def _named(frame: Frame, image: Node) -> Value:
    """The image as the overlays above the file call it."""
    value = image.value
    return literal(frame.view.renamed(value.literal)) if value.literal else value


def _tells(reference: Value) -> bool:
    """False where a chart's own function makes the whole reference: the chart's values say which image it is."""
    return not all(isinstance(part, Unresolved) for part in reference.parts)


def _variable(frame: Frame, entry: Node, others: list[Manifest]) -> Iterator[AnyObservation]:
    name = entry.get("name")
    if not name.is_scalar:
        return
    given = entry.get("value")
    source = entry.get("valueFrom")
    if given or not source:
        yield from assigned(frame, given.line or name.line, name.shown, resolved(given.text))
        return
    if (reference := source.get("secretKeyRef")).is_mapping:
        value = unresolved(f"secret {reference.get('name').shown}")
        yield frame.make(EnvironmentValue, name.line, name=name.shown, value=value, secret=True)
    elif (reference := source.get("configMapKeyRef")).is_mapping:
        shared, key = reference.get("name").shown, reference.get("key").shown
        found = _configured(shared, key, others)
        if found is None:
            yield frame.make(EnvironmentSource, reference.line, shared=shared)
            if key == name.shown:
                return
        yield from assigned(frame, name.line, name.shown, found or variable(key))
    else:
        yield frame.make(EnvironmentValue, name.line, name=name.shown, value=unresolved("a field of the pod"))


def _configured(shared: str, key: str, others: list[Manifest]) -> Value | None:
    for other in others:
        if other.kind == "ConfigMap" and other.name == shared:
            found = other.node.get("data", key)
            return found.value if found.is_scalar else None
    return None
