"""Ansible playbooks and task files: what modules fetch, install, run and declare in clouds.

A module of a cloud's collection becomes a resource under the name that the same thing has in Terraform.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from sovassess.detectors.commands import Script, observed
from sovassess.detectors.containers import Frame, assigned, masked_secret
from sovassess.detectors.declared_resources import Setting, resource
from sovassess.detectors.detector import Detector
from sovassess.detectors.mounts import MOUNTED
from sovassess.formats.jinja import expressions
from sovassess.formats.tokens import decoded
from sovassess.formats.yaml import Node, documents
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import (
    Address,
    AnyObservation,
    Definition,
    Download,
    Fact,
    Image,
    PackageSource,
    Requirement,
    Workload,
)
from sovassess.model.values import Value
from sovassess.source.view import FileView

# Where a role keeps its variables, and a playbook those of its machines (docs.ansible.com, "Variable precedence").
_VARIABLES = re.compile(
    r"(?:^|/)(?:(?:defaults|vars)/main\.ya?ml|(?:group_vars|host_vars)/(?:[\w.-]+/)?[\w.-]+\.ya?ml)$"
)
# Folders that an inventory is kept in: what it says holds for every playbook beside it.
_INVENTORY = re.compile(r"(?:^|/)(?:inventor(?:y|ies)|environments?|hosts)(?:/[\w.-]+)*$")
_TASK_FOLDER = re.compile(r"(^|/)(tasks|handlers|playbooks?|roles|ansible)/")
_LISTED = re.compile(r"(?m)^-[ \t]")
# An object of a cluster; tasks may well carry the text of one, or of a file like it, further in.
_OBJECT = re.compile(r"(?m)^(?:-[ \t]+)?apiVersion:")
_PLAY = re.compile(r"(?m)^(?:-[ \t]+|  )(?:hosts|(?:ansible\.builtin\.)?import_playbook)[ \t]*:")
_PLAY_PARTS = re.compile(
    r"(?m)^(?:-[ \t]+|  )(?:tasks|roles|pre_tasks|post_tasks|(?:ansible\.builtin\.)?import_playbook)[ \t]*:"
)
_TASK = re.compile(r"(?m)^-[ \t]+(?:name|block|include_tasks|import_tasks|ansible\.builtin\.\w+|[a-z_]+)[ \t]*:")
_BLOCKS = frozenset({"block", "rescue", "always", "tasks", "pre_tasks", "post_tasks", "handlers"})
# Collections of clouds: how their modules begin, and how the type of the same resource begins elsewhere
# (docs.ansible.com, "Index of all Collections").
_CLOUDS = (
    (re.compile(r"^(?:amazon|community)\.aws\.(?P<name>\w+)$"), "aws_"),
    (re.compile(  # names from before there were collections
        r"^(?P<name>(?:ec2|rds|s3|elb|ecs|eks|iam|route53|cloudformation|cloudfront|sns|sqs|lambda|dynamodb|elasticache"
        r"|efs|ecr|kms|acm|redshift|cloudtrail|cloudwatch\w*|aws)(?:_\w+)?)$"
    ), "aws_"),
    (re.compile(r"^azure\.azcollection\.azure_rm_(?P<name>\w+)$|^azure_rm_(?P<short>\w+)$"), "azurerm_"),
    (re.compile(r"^google\.cloud\.gcp_(?P<name>\w+)$|^gcp_(?P<short>\w+)$"), "google_"),
    (re.compile(r"^hetzner\.hcloud\.(?P<name>\w+)$"), "hcloud_"),
    (re.compile(r"^openstack\.cloud\.(?P<name>\w+)$"), "openstack_"),
    (re.compile(r"^(?:community\.digitalocean\.)?digital_ocean_(?P<name>\w+)$"), "digitalocean_"),
    (re.compile(r"^community\.general\.scaleway_(?P<name>\w+)$"), "scaleway_"),
    (re.compile(r"^oracle\.oci\.oci_(?P<name>\w+)$"), "oci_"),
    (re.compile(r"^(?:vultr\.cloud|ngine_io\.vultr)\.(?P<name>\w+)$"), "vultr_"),
    (re.compile(r"^ngine_io\.exoscale\.(?P<name>\w+)$"), "exoscale_"),
    (re.compile(r"^linode\.cloud\.(?P<name>\w+)$"), "linode_"),
    (re.compile(r"^community\.general\.cloudflare_(?P<name>\w+)$"), "cloudflare_"),
)  # fmt: skip
# Modules that leave a program running, and those that take a role in (docs.ansible.com, "ansible.builtin").
_STARTING = frozenset({"service", "systemd", "systemd_service"})
_TAKING = frozenset({"include_role", "import_role"})
_RUNS = frozenset({"started", "restarted", "reloaded"})
_NAME = re.compile(r"^[a-z][\w.@+-]*$")
_GONE = frozenset({"absent", "deleted", "terminated"})
_SHELLS = frozenset({"shell", "command", "raw"})
_SYSTEM = {"apt": "deb", "yum": "rpm", "dnf": "rpm", "dnf5": "rpm", "zypper": "rpm", "apk": "apk"}
_LANGUAGES = {"pip": "pypi", "npm": "npm", "gem": "gem", "composer": "composer", "pnpm": "npm"}
_URL = re.compile(r"^[a-z+]+://|^git@")
_MOVING = re.compile(r"(?<![\w.-])(latest|main|master|HEAD|nightly)(?![\w])")


def _claims(path: str) -> bool:
    return path.endswith((".yml", ".yaml"))


def _recognises(view: FileView) -> bool:
    text = view.text
    if _VARIABLES.search(view.path):
        return re.search(r"(?m)^[A-Za-z_]\w*:", text) is not None and _OBJECT.search(text) is None
    if _LISTED.search(text) is None or _OBJECT.search(text) is not None:
        return False
    if _PLAY.search(text):
        return _PLAY_PARTS.search(text) is not None
    return _TASK_FOLDER.search(view.path) is not None and _TASK.search(text) is not None


def _detect(view: FileView) -> Iterator[AnyObservation]:
    frame = Frame(view=view, component=view.path, usage=Usage.BUILD)
    for document in documents(view.text):
        if _VARIABLES.search(view.path):
            yield from _defined(view, document)
        if not document.is_sequence:
            continue
        name = document.get(0).get("name").text or view.name
        yield frame.make(Workload, document.line, key=view.path, name=name[:80], kind="terraform")
        for path, node in document.walk():
            if not node.is_mapping or not (len(path) == 1 or (len(path) > 1 and path[-2] in _BLOCKS)):
                continue
            yield from _environment(frame, node.get("environment"))
            for entry in node.get("roles").members:
                yield from _served(frame, entry.first("role", "name") if entry.is_mapping else entry, "role")
            for module, arguments in node.items():
                yield from _task(frame, module, arguments)


def _defined(view: FileView, document: Node) -> Iterator[AnyObservation]:
    """What the variables of a role, or of groups of machines, are: they hold in its folder and below."""
    place = _VARIABLES.search(view.path)
    scope = _INVENTORY.sub("", view.path[: place.start()] if place else "")
    for name, node in document.items():
        if node.is_scalar and not node.is_null and not node.block:
            value = masked_secret(name, _value(node))
            yield Definition(at=view.place(node.line), name=f"var.{name}", value=value, scope=scope)


def _value(node: Node) -> Value:
    return decoded(expressions("" if node.is_null else node.text))


def _environment(frame: Frame, node: Node) -> Iterator[AnyObservation]:
    for name, value in node.items():
        if value.is_scalar:
            yield from assigned(frame, value.line, name, _value(value))


def _task(frame: Frame, module: str, arguments: Node) -> Iterator[AnyObservation]:
    short = module.rsplit(".", 1)[-1]
    for pattern, prefix in _CLOUDS:
        match = pattern.match(module)
        if match and arguments.get("state").text in _GONE:
            return
        if match and not short.endswith(("_info", "_facts")) and arguments.is_mapping:
            kind = prefix + next(name for name in match.groups() if name)
            settings = [
                Setting(path, _value(node), node.line) for path, node in arguments.walk() if path and node.is_scalar
            ]
            lasting = Frame(view=frame.view, component=frame.component)  # what a play makes stays when it is over
            yield from resource(lasting, kind, arguments.get("name").text or short, arguments.line, settings)
            return
    if short in _SHELLS:
        script = arguments if arguments.kind == "scalar" else arguments.first("cmd", "_raw_params")
        if script.kind == "scalar" and not script.is_null:
            for found in observed(
                Script(
                    view=frame.view, text=expressions(script.text), line=script.content_line, component=frame.component,
                    usage=frame.usage,
                )
            ):  # fmt: skip
                yield _lasting(found)
    elif arguments.is_mapping and short in _TAKING:
        yield from _served(frame, arguments.get("name"), "role")
    elif arguments.is_mapping and short in _STARTING:
        if arguments.get("state").text in _RUNS or arguments.get("enabled").flag:
            yield from _served(frame, arguments.get("name"), "unit")
    elif arguments.is_mapping:
        yield from _fetched(frame, short, arguments)
        yield from _contained(frame, short, arguments)
        yield from _installed(frame, short, arguments)
    elif short in _SYSTEM and arguments.is_scalar:
        yield frame.make(PackageSource, arguments.line, ecosystem=_SYSTEM[short])


def _served(frame: Frame, name: Node, by: str) -> Iterator[AnyObservation]:
    """A program that a play leaves running: by the name of its unit, or of the role that sets it up."""
    shown = name.text.removesuffix(".service").rsplit(".", 1)[-1 if by == "role" else 0]
    if name.is_scalar and _NAME.match(shown):
        lasting = Frame(view=frame.view, component=frame.component)
        yield lasting.make(Fact, name.line, kind="server", name=shown, fields=(("by", by),))


def _lasting(found: AnyObservation) -> AnyObservation:
    """What a play's commands leave running, or read from a file system of others, outlasts the play."""
    if isinstance(found, Image):
        return msgspec.structs.replace(found, use="run")
    if isinstance(found, Address) and found.key == MOUNTED:
        return msgspec.structs.replace(found, usage=Usage.MAIN)
    return found


def _fetched(frame: Frame, module: str, arguments: Node) -> Iterator[AnyObservation]:
    """Files, repositories of code, keys and requests."""
    source = arguments.first("url", "src", "repo", "key", "deb", "url_username")
    shown = source.text if source.is_scalar else ""
    if module in (
        "get_url",
        "unarchive",
        "git",
        "apt_key",
        "rpm_key",
        "subversion",
        "apt",
        "yum",
        "dnf",
        "maven_artifact",
    ):
        if not _URL.match(shown) and not (shown.startswith("{{") and module in ("get_url", "git")):
            return
        checked = arguments.get("checksum").is_scalar
        fixed = arguments.get("version").is_scalar and not _MOVING.search(arguments.get("version").text)
        moving = not fixed if module == "git" else _MOVING.search(shown) is not None
        yield frame.make(Download, source.line, address=_value(source), checked=checked, moving=moving)
    elif module == "uri" and arguments.get("url").is_scalar:
        node = arguments.get("url")
        if not re.match(r"^https?://(localhost|127\.)", node.text):
            yield frame.make(Address, node.line, value=_value(node), key="uri.url")
    elif module in ("helm", "helm_repository"):
        node = arguments.first("chart_repo_url", "repo_url", "url")
        if node.is_scalar:
            yield frame.make(Address, node.line, value=_value(node), key=f"{module}.{'repo_url'}")


def _contained(frame: Frame, module: str, arguments: Node) -> Iterator[AnyObservation]:
    """Containers and their images."""
    if module in ("docker_container", "podman_container", "docker_swarm_service"):
        run = Frame(view=frame.view, component=frame.component)
        image = arguments.get("image")
        if image.is_scalar:
            yield run.make(Image, image.line, reference=_value(image), use="run")
        yield from _environment(run, arguments.first("env", "environment"))
    elif module in ("docker_image", "podman_image", "docker_image_pull") and arguments.get("name").is_scalar:
        source = arguments.get("source").text
        if source != "build":
            image = arguments.get("name")
            yield frame.make(Image, image.line, reference=_value(image), use="run")
    elif module in ("docker_login", "podman_login"):
        registry = arguments.first("registry_url", "registry")
        if registry.is_scalar:
            yield frame.make(Address, registry.line, value=_value(registry), key=f"{module}.registry")


def _installed(frame: Frame, module: str, arguments: Node) -> Iterator[AnyObservation]:
    """Packages and where they come from."""
    if module in ("apt_repository", "deb822_repository"):
        node = arguments.first("repo", "uris")
        for text in node.texts:
            match = re.search(r"(?:https?|ftp)://\S+", text)
            if match and arguments.get("state").text != "absent":
                yield frame.make(PackageSource, node.line, ecosystem="deb", address=decoded(expressions(match[0])))
    elif module in ("yum_repository", "zypper_repository"):
        node = arguments.first("baseurl", "mirrorlist", "metalink", "repo")
        for text in node.texts:
            yield frame.make(PackageSource, node.line, ecosystem="rpm", address=decoded(expressions(text)))
    elif module in _SYSTEM and arguments.get("state").text != "absent":
        yield frame.make(PackageSource, arguments.line, ecosystem=_SYSTEM[module])
    elif module in _LANGUAGES and arguments.get("state").text != "absent":
        index = re.search(r"--index-url[= ](\S+)", arguments.get("extra_args").text)
        address = decoded(expressions(index[1])) if index else None
        given = arguments.get("registry")
        address = _value(given) if given.is_scalar else address
        yield frame.make(PackageSource, arguments.line, ecosystem=_LANGUAGES[module], address=address)
        for text in arguments.get("name").texts:
            if re.fullmatch(r"[@\w][\w./-]*", text):
                yield frame.make(Requirement, arguments.line, ecosystem=_LANGUAGES[module], name=text)


DETECTOR = Detector(
    id="ansible",
    title="Ansible playbook",
    evidence=EvidenceKind.IAC,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
