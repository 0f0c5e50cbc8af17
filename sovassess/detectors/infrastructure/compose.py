"""Compose files: services, their images, variables and start commands. Merges no override files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import basename

import msgspec

from sovassess.detectors.containers import Frame, assigned, below, routed_hosts, started, words_of
from sovassess.detectors.detector import Detector
from sovassess.errors import ParseError
from sovassess.formats.interpolation import interpolated
from sovassess.formats.jinja import readable
from sovassess.formats.yaml import Node, documents, json_document
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import (
    Address,
    AnyObservation,
    Download,
    EnvironmentSource,
    EnvironmentValue,
    Fact,
    Image,
    ModelName,
    Workload,
)
from sovassess.model.values import Value, literal, unresolved, variable
from sovassess.source.view import FileView

_NAMES = re.compile(
    r"^((.*[._-])?(docker-)?compose|(docker-)?stack)([._-].+)?\.ya?ml(\.j2)?$|^(.*[._-])?(docker-)?compose([._-].+)?\.json$",
    re.IGNORECASE,
)
# What Compose starts unasked; services of other files are there to be extended as well.
_MAIN = re.compile(r"^(docker-)?compose(\.override)?\.ya?ml(\.j2)?$")
# A file that is one mapping in braces: JSON, or YAML written like it.
_IN_BRACES = re.compile(r"\A(?:\s|#[^\n]*\n|---)*\{(?:[\s\S]*?[{,\s])?[\"']?services[\"']?\s*:\s*\{")
_OF_A_PACKAGE = re.compile(r"^(\./)?(vendor|node_modules)/(?=[\w@.-]+/)")
_URL = re.compile(r"^(https?|git|ssh)://|^git@|^github\.com/|\.git(#|$)")


# Files that others extend or include have any name; a member with an image or a build on its own line tells them.
_MEMBER = re.compile(r"^([ ]+)[\w.-]+:[ ]*([&#].*)?$")
_TELLS = re.compile(r"^(image:[ ]+[\w\"'$]|build:[ ]*($|[\w.\"'$]))")
MAX_HEAD = 200  # lines below `services:` among which the first image or build is looked for
_OTHERS = re.compile(r"(?m)^(jobs|stages|apiVersion|kind|pipeline|steps|provider|workflows|version:[ \t]*[\"']?v\d)\b")


def _claims(path: str) -> bool:
    if path.endswith(".json"):
        return _NAMES.match(basename(path)) is not None
    return path.endswith((".yml", ".yaml", ".yml.j2", ".yaml.j2"))


def _recognises(view: FileView) -> bool:
    if not _NAMES.match(view.name):
        return not view.name.endswith(".j2") and _holds_members(view) and _OTHERS.search(view.text) is None
    if _IN_BRACES.match(view.text):
        return True
    return re.search(r"(?m)^(services|\"?services\"?)\s*:", view.text) is not None


def _holds_members(view: FileView) -> bool:
    """Whether a line `services:` is followed by a member one step in, with an image or a build two steps in."""
    if b"services:" not in view.data:
        return False
    start = next((number for number, line in enumerate(view.lines) if line.rstrip() == "services:"), None)
    step = 0
    for line in view.lines[start + 1 : start + 1 + MAX_HEAD] if start is not None else ():
        bare = line[:500].lstrip(" ")
        depth = len(line[:500]) - len(bare)
        if not bare or bare.startswith("#"):
            continue
        if depth == 0:
            return False
        if not step:
            step = depth if _MEMBER.match(line[:500]) else -1
        if depth > step > 0 and depth <= 2 * step + 2 and _TELLS.match(bare):
            return True
    return False


def _detect(view: FileView) -> Iterator[AnyObservation]:
    for document in _roots(view):
        services = document.get("services")
        if services and not services.is_mapping and not services.is_null:
            raise ParseError("`services` is no mapping", services.line)
        yield from _included(view, document)
        aside = _set_up_for_developers(services)
        for name, service in services.items():
            for one in _service(view, name, _extended(service, services), services.line_of(name)):
                yield msgspec.structs.replace(one, usage=Usage.DEV, condition=aside) if aside else one


def _included(view: FileView, document: Node) -> Iterator[AnyObservation]:
    """The other files that this one takes."""
    included = [path for entry in document.get("include").members for path in _paths(entry)]
    services = document.get("services").items()
    included += [path for _, service in services for path in _paths(service.get("extends").get("file"))]
    for path in included:
        yield Frame(view=view).make(Fact, path.line, kind="included-file", name=path.text)


def _paths(entry: Node) -> Iterator[Node]:
    """Paths of a file: one as text, or one or several under `path`."""
    for node in (entry, entry.get("path"), *entry.get("path").members):
        if node.is_scalar and node.text and "://" not in node.text:
            yield node


def _roots(view: FileView) -> Iterable[Node]:
    if view.name.endswith(".json"):
        return (json_document(view.text),)
    return documents(readable(view.text) if view.name.endswith(".j2") else view.text)


def _set_up_for_developers(services: Node) -> str:
    """The tool that set the file up for people who work on the program, "" for a file of one's own.

    Such a tool builds from a folder of its own package, which is fetched and lies in no repository (Laravel, "Sail").
    """
    for _, service in services.entries:
        build = service.get("build")
        context = build.text if build.is_scalar else build.get("context").text
        if _OF_A_PACKAGE.search(context):
            return f"set up by {_OF_A_PACKAGE.sub('', context).split('/')[0] or 'a package'} for developers"
    return ""


def _extended(service: Node, services: Node) -> Node:
    """The service with what it takes from another one of the same file; its own settings win, key by key."""
    extends = service.get("extends")
    name = extends.text or extends.get("service").text
    base = services.get(name)
    if not base.is_mapping or extends.get("file") or base is service:
        return service
    entries: list[tuple[Node, Node]] = []
    for key, value in base.entries:
        own = service.get(key.text)
        if not own:
            entries.append((key, value))
        elif own.is_mapping and value.is_mapping:
            kept = tuple(entry for entry in value.entries if not own.get(entry[0].text))
            entries.append((key, Node("mapping", own.line, entries=(*kept, *own.entries))))
        elif own.is_sequence and value.is_sequence:
            entries.append((key, Node("sequence", own.line, members=(*value.members, *own.members))))
        else:
            entries.append((key, own))
    named = {key.text for key, _ in entries}
    own_entries = tuple(entry for entry in service.entries if entry[0].text not in named and entry[0].text != "extends")
    return Node("mapping", service.line, entries=(*entries, *own_entries))


def _needed(frame: Frame, node: Node) -> Iterator[AnyObservation]:
    """The services that must be up before this one."""
    for member in node.members:
        if member.is_scalar:
            yield frame.make(Address, member.line, value=literal(member.text), key="depends_on")
    for key, _ in node.entries:
        yield frame.make(Address, key.line, value=key.value, key="depends_on")


def _service(view: FileView, name: str, service: Node, line: int) -> Iterator[AnyObservation]:
    profiles = service.get("profiles").texts
    replicas = service.get("deploy", "replicas")
    usage, condition = Usage.MAIN, ""
    if profiles:
        usage, condition = Usage.OPTIONAL, "profile " + ", ".join(profiles)
    elif replicas.text == "0" or service.get("scale").text == "0":
        usage, condition = Usage.OPTIONAL, "replicas is 0"
    frame = Frame(view=view, component=name, usage=usage, condition=condition)
    yield from _declared(frame, name, service, line)
    image = service.get("image")
    if image.is_scalar:
        pull = service.get("pull_policy").text.lower()
        yield frame.make(Image, image.line, reference=interpolated(image.text), use="run", pull=pull)
    yield from _environment(frame, service.get("environment"), Usage.MAIN)
    yield from _environment(frame, service.get("build", "args"), Usage.BUILD)
    yield from _sources(frame, service)
    yield from _needed(frame, service.get("depends_on"))
    for key in ("entrypoint", "command"):
        yield from started(frame, service.get(key), interpolated)
    for key in ("provider", "models"):
        yield from _models(frame, service.get(key))


def _declared(frame: Frame, name: str, service: Node, line: int) -> Iterator[AnyObservation]:
    view = frame.view
    build = service.get("build")
    context = build.text if build.is_scalar else build.get("context").text or ("." if build.is_mapping else "")
    remote = bool(_URL.search(context))
    folder = "" if not context or remote else below(view.folder, context)
    dockerfile = ""
    if context and not remote and not build.get("dockerfile_inline"):
        dockerfile = below(folder, build.get("dockerfile").text or "Dockerfile")
    if remote:
        value = interpolated(context)
        yield frame.make(Download, build.line, address=value, moving="#" not in context)
    aliases = [alias for _, network in service.get("networks").items() for alias in network.get("aliases").texts]
    labels = [*service.get("labels").texts, *(value.text for value in service.get("labels").values())]
    hosts = [name, service.get("container_name").shown, service.get("hostname").shown, *aliases, *routed_hosts(labels)]
    image = service.get("image")
    yield frame.make(
        Workload,
        line,
        key=name,
        name=name,
        kind="service",
        build=folder or (view.folder if context and not remote else ""),
        dockerfile=dockerfile,
        image=interpolated(image.text) if image.is_scalar else None,
        hosts=tuple(dict.fromkeys(host for host in hosts if host and "${" not in host)),
        command=words_of(service.get("entrypoint"), service.get("command")),
    )
    if dockerfile_inline := service.get("build", "dockerfile_inline"):
        yield from _inline(frame, dockerfile_inline)


def _inline(frame: Frame, node: Node) -> Iterator[AnyObservation]:
    """The base images of a Dockerfile inside the compose file."""
    for offset, text in enumerate(node.text.split("\n")):
        if match := re.match(r"\s*FROM\s+(?:--\S+\s+)*(\S+)", text, re.IGNORECASE):
            line = node.content_line + offset
            yield frame.make(Image, line, reference=interpolated(match[1]), use="base")


def _environment(frame: Frame, node: Node, usage: Usage) -> Iterator[AnyObservation]:
    """List and map form. A name without a value comes from the shell that starts compose."""
    shared = "" if _MAIN.match(frame.view.name) else _kept_as(frame.view.path, frame.component)
    for name, value, line in _pairs(node):
        found = Frame(view=frame.view, component=frame.component, condition=frame.condition,
                      usage=min(frame.usage, usage, key=list(Usage).index))  # fmt: skip
        yield from assigned(found, line, name, value, shared=shared)


def _kept_as(path: str, service: str) -> str:
    """The name under which a service of another file takes the variables of this one (`extends: {file, service}`)."""
    return f"{path}#{service}"


def _pairs(node: Node) -> Iterator[tuple[str, Value, int]]:
    for name, value in node.items():
        given = interpolated(value.text) if value.is_scalar else variable(name)
        yield name, given if value.kind == "scalar" else unresolved("no scalar"), node.line_of(name)
    for member in node.members:
        name, equals, text = member.text.partition("=")
        if name:
            yield name.strip(), interpolated(text) if equals else variable(name.strip()), member.line


def _sources(frame: Frame, service: Node) -> Iterator[AnyObservation]:
    extends = service.get("extends")
    if extends.get("file").is_scalar and extends.get("service").is_scalar:
        other = below(frame.view.folder, extends.get("file").text)
        taken = _kept_as(other, extends.get("service").text)
        yield frame.make(EnvironmentSource, extends.line, shared=taken)
    node = service.get("env_file")
    entries = node.members if node.is_sequence else (node,)
    for entry in entries:
        path = entry.get("path") if entry.is_mapping else entry
        if path.is_scalar:
            yield frame.make(EnvironmentSource, path.line, shared=below(frame.view.folder, path.text))
    for kind in ("secrets", "configs"):
        for entry in service.get(kind).members:
            name = entry if entry.is_scalar else entry.get("source")
            if kind == "secrets" and name.is_scalar:
                value = unresolved(f"secret {name.text}")
                yield frame.make(EnvironmentValue, name.line, name=name.text, value=value, secret=True)


def _models(frame: Frame, node: Node) -> Iterator[AnyObservation]:
    """Compose's own model provider: `provider: {type: model, options: {model: …}}`."""
    model = node.get("options", "model")
    if node.get("type").text == "model" and model.is_scalar:
        yield frame.make(ModelName, model.line, value=interpolated(model.text), key="options.model", weights=True)


DETECTOR = Detector(
    id="compose",
    title="Compose file",
    evidence=EvidenceKind.MANIFESTS,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
