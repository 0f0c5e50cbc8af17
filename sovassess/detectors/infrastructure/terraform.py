"""Detect what Terraform and OpenTofu files declare: resources, providers, modules, back ends, values of parameters.

Reads `.tf`, `.tofu`, `.tf.json`, `.tfvars` and the provider lock file. It joins nothing across files: variables stay
variables, and resolution looks for their definitions in the same folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from sovassess.detectors import terraform_modules, terraform_scripts
from sovassess.detectors.containers import Frame
from sovassess.detectors.detector import Detector
from sovassess.errors import ParseError
from sovassess.formats import hcl
from sovassess.formats.blocks import Attribute, Block, Scalar, scalars
from sovassess.formats.hcl_json import parse_json
from sovassess.formats.terraform_blocks import (
    SWITCH_NAMES,
    Switch,
    defaults_of,
    environment_of,
    nested_leaves,
    switch_of,
    told_by,
)
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import (
    Address,
    AnyObservation,
    Definition,
    Download,
    EnvironmentValue,
    Fact,
    Image,
    LockState,
    PackageSource,
    Place,
    Resource,
    Workload,
)
from sovassess.model.values import Text, Value, literal, unresolved
from sovassess.source.view import FileView

MAX_ATTRIBUTES = 200
LOCK_FILE = ".terraform.lock.hcl"
_SUFFIXES = (".tf", ".tofu", ".tf.json", ".tofu.json", ".tfvars", ".tfvars.json")
_LOCAL_MODULE = ("./", "../", "/")
_REGISTRY_SOURCE = re.compile(r"(?:(?P<host>[\w-]+(?:\.[\w-]+)+)/)?[\w-]+/[\w-]+(?:/[\w-]+)?(?://.*)?")
_IMAGE_KEY = re.compile(r"(?:^|\.)(?:image|image_uri|container_image|docker_image|image_url)$")
_SECRET = re.compile(r"secret|passw|token|api_?key|private_?key|credential", re.IGNORECASE)
_LOCKING = {"object_lock_enabled", "object_lock_configuration.object_lock_enabled", "immutability_policy.state"}


class _Scope(Struct, frozen=True):
    """What every observation of one file shares: the file, the component's key and the defaults of its variables."""

    view: FileView
    key: str
    defaults: dict[str, str]

    def place(self, line: int) -> Place:
        return self.view.place(line)


def _claims(path: str) -> bool:
    return path.endswith((*_SUFFIXES, LOCK_FILE)) and "/.terraform/" not in f"/{path}"


def _detect(view: FileView) -> Iterator[AnyObservation]:
    root, broken = (parse_json(view.text), None) if view.name.endswith(".json") else hcl.read(view.data)
    yield from _observed(view, root)
    if broken is not None:
        raise ParseError("what stands here is no HCL; the blocks around it were read", broken)


def _observed(view: FileView, root: Block) -> Iterator[AnyObservation]:
    scope = _Scope(view, view.folder or ".", defaults_of(root))
    if view.name == LOCK_FILE:
        hashed = all(block.attribute("hashes") for block in root.children("provider"))
        yield LockState(at=view.place(), ecosystem="terraform", project=view.folder, locked=True, hashed=hashed)
        return
    if ".tfvars" in view.name:
        yield from _definitions(scope, root.attributes, "var")
        return
    if not root.blocks:
        return
    name = view.folder.rpartition("/")[2] or "root"
    yield Workload(at=view.place(), key=scope.key, component=scope.key, name=name, kind="terraform", build=view.folder)
    for block in root.blocks:
        yield from _block(scope, block)


def _block(scope: _Scope, block: Block) -> Iterator[AnyObservation]:
    match block.type, block.labels:
        case "resource", (kind, name, *_):
            yield from _resource(scope, block, kind, name)
        case "data", (kind, name, *_):
            yield from _resource(scope, block, f"data.{kind}", name)
        case "provider", (name, *_):
            yield from _resource(scope, block, f"provider.{name}", _plain(block, "alias") or name)
        case "module", (name, *_):
            yield from _module(scope, block, name)
        case "variable", (name, *_):
            default = block.attribute("default")
            if default is not None:
                yield from _definitions(scope, (Attribute(name, default.expression, default.line, ""),), "var")
        case "locals", _:
            yield from _definitions(scope, block.attributes, "local")
        case "terraform", _:
            yield from _settings(scope, block)
        case _:
            pass


def _definitions(scope: _Scope, attributes: tuple[Attribute, ...], prefix: str) -> Iterator[Definition]:
    for attribute in attributes:
        same = told_by(attribute.source)
        if same is not None:
            place, name = scope.place(attribute.line), f"{prefix}.{attribute.name}"
            yield Definition(at=place, component=scope.key, name=name, value=same, scope=scope.view.folder)
            continue
        for name, leaf in scalars(attribute.expression, f"{prefix}.{attribute.name}"):
            if leaf.value.parts and str(leaf.value) != "<null>":
                place = scope.place(leaf.line)
                yield Definition(at=place, component=scope.key, name=name, value=leaf.value, scope=scope.view.folder)


def _plain(block: Block, name: str) -> str:
    """A literal attribute of a block, "" if it has none."""
    attribute = block.attribute(name)
    if attribute is None or not isinstance(attribute.expression, Scalar):
        return ""
    return attribute.expression.value.literal or ""


def _resource(scope: _Scope, block: Block, kind: str, name: str) -> Iterator[AnyObservation]:
    switch = switch_of(block, scope.defaults)
    if switch.never:
        return
    leaves = [leaf for leaf in nested_leaves(block) if leaf[0] not in SWITCH_NAMES][:MAX_ATTRIBUTES]
    attributes = tuple((key, unresolved("secret") if _is_secret(key, leaf) else leaf.value) for key, leaf in leaves)
    yield Resource(
        at=scope.place(block.line),
        component=scope.key,
        usage=switch.usage,
        condition=switch.condition,
        type=kind,
        name=name,
        attributes=(*switch.attributes, *attributes),
    )
    if kind.startswith(("data.", "provider.")):
        return
    yield from _inside(scope, leaves, switch)
    yield from _environment(scope, block, switch)
    yield from _locks(scope, kind, name, leaves, switch)
    frame = Frame(view=scope.view, component=scope.key, usage=switch.usage, condition=switch.condition)
    yield from terraform_scripts.inside(frame, block)
    if kind == "helm_release":
        yield from _chart(scope, name, dict(reversed(leaves)), switch)


def _is_secret(key: str, leaf: Scalar) -> bool:
    """True for a literal secret under a telling key; flags and references are none."""
    text = leaf.value.literal
    telling = _SECRET.search(key.rpartition(".")[2]) is not None
    return telling and bool(text) and text not in ("true", "false") and "://" not in str(leaf.value)


def _inside(scope: _Scope, leaves: list[tuple[str, Scalar]], switch: Switch) -> Iterator[AnyObservation]:
    """Images and addresses among a resource's settings."""
    for key, leaf in leaves:
        at = scope.place(leaf.line)
        text = leaf.value.literal if leaf.value.literal is not None else _first_text(leaf.value)
        if _IMAGE_KEY.search(key) and ("/" in str(leaf.value) or ":" in str(leaf.value)):
            if "projects/" not in text and not text.startswith(("ami-", "http")):
                yield Image(
                    at=at, component=scope.key, usage=switch.usage, condition=switch.condition,
                    reference=leaf.value, use="run",
                )  # fmt: skip
        elif re.match(r"[a-z][a-z0-9+]{1,15}://\S", text) and "\n" not in text:
            yield Address(
                at=at, component=scope.key, usage=switch.usage, condition=switch.condition, value=leaf.value, key=key
            )


def _first_text(value: Value) -> str:
    first = value.parts[0] if value.parts else None
    return first.text if isinstance(first, Text) else ""


def _environment(scope: _Scope, block: Block, switch: Switch) -> Iterator[EnvironmentValue]:
    return (_variable(scope, name, leaf, switch) for name, leaf in environment_of(block))


def _variable(scope: _Scope, name: str, leaf: Scalar, switch: Switch) -> EnvironmentValue:
    secret = bool(_SECRET.search(name)) and bool(leaf.value.literal) and "://" not in str(leaf.value)
    return EnvironmentValue(
        at=scope.place(leaf.line),
        component=scope.key,
        usage=switch.usage,
        condition=switch.condition,
        name=name,
        value=unresolved("secret") if secret else leaf.value,
        secret=secret,
    )


def _locks(scope: _Scope, kind: str, name: str, leaves: list[tuple[str, Scalar]], switch: Switch) -> Iterator[Fact]:
    for key, leaf in leaves:
        on = (leaf.value.literal or "").lower()
        legal = key in _LOCKING and on in ("true", "enabled", "locked")
        retained = key == "retention_policy.is_locked" and on == "true"
        rule = kind == "aws_s3_bucket_object_lock_configuration" and key.endswith("default_retention.mode")
        if legal or retained or rule:
            yield Fact(
                at=scope.place(leaf.line), component=scope.key, usage=switch.usage, condition=switch.condition,
                kind="immutable-store", name=f"{kind}.{name}", fields=(("target", f"{kind}.{name}"),),
            )  # fmt: skip
            return


def _chart(scope: _Scope, name: str, leaves: dict[str, Scalar], switch: Switch) -> Iterator[AnyObservation]:
    repository, chart, version = leaves.get("repository"), leaves.get("chart"), leaves.get("version")
    source = repository or chart
    if source is None or (chart and (chart.value.literal or "").startswith((".", "/"))):
        return
    at = scope.place(source.line)
    fields = (("repository", str(source.value)), ("version", str(version.value) if version else ""))
    label = chart.value.literal if chart and chart.value.literal else name
    yield Fact(
        at=at,
        component=scope.key,
        usage=switch.usage,
        condition=switch.condition,
        kind="chart",
        name=label,
        fields=fields,
    )
    if repository is None and "://" in str(source.value):
        yield Address(
            at=at, component=scope.key, usage=switch.usage, condition=switch.condition, value=source.value, key="chart"
        )


def _module(scope: _Scope, block: Block, name: str) -> Iterator[AnyObservation]:
    switch = switch_of(block, scope.defaults)
    source = _plain(block, "source")
    if source.startswith(("./", "../")):
        frame = Frame(view=scope.view, component=scope.key, usage=switch.usage, condition=switch.condition)
        yield from terraform_modules.called(frame, block, source, switch)
        if switch.usage is Usage.MAIN:
            yield from _environment(scope, block, switch)
        return
    if switch.never or not source or source.startswith(_LOCAL_MODULE):
        return
    yield from _resource(scope, block, f"module.{source}", name)
    attribute = block.attribute("source")
    at = scope.place(attribute.line if attribute else block.line)
    registry = _REGISTRY_SOURCE.fullmatch(source)
    if registry and not source.startswith(("github.com/", "bitbucket.org/")):
        host = literal(registry["host"]) if registry["host"] else None
        yield PackageSource(at=at, component=scope.key, usage=Usage.BUILD, ecosystem="terraform", address=host)
        return
    address = source.removeprefix("git::").removeprefix("hg::").removeprefix("s3::").removeprefix("gcs::")
    moving = not re.search(r"[?&]ref=v?\d|[?&]ref=[0-9a-f]{7,40}\b", source)
    yield Download(at=at, component=scope.key, usage=Usage.BUILD, address=literal(address), moving=moving)


def _settings(scope: _Scope, block: Block) -> Iterator[AnyObservation]:
    """The `terraform` block: back end, cloud, and where the providers come from."""
    for child in block.blocks:
        if child.type == "backend" and child.labels:
            yield from _resource(scope, child, f"backend.{child.labels[0]}", child.labels[0])
        elif child.type == "cloud":
            yield from _resource(scope, child, "backend.cloud", "cloud")
        elif child.type == "required_providers":
            frame = Frame(view=scope.view, component=scope.key, usage=Usage.BUILD)
            for attribute in child.attributes:
                yield from terraform_modules.required_provider(frame, attribute)


DETECTOR = Detector(
    id="terraform",
    title="Terraform and OpenTofu",
    evidence=EvidenceKind.IAC,
    claims=_claims,
    detect=_detect,
)
