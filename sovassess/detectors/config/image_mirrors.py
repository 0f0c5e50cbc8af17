"""Settings of container engines: which registry is answered by which mirror, and whose signatures an image needs.

Reads containerd's `hosts.toml` and `config.toml`, `registries.yaml` of k3s and RKE2, Talos machine settings, Docker's
`daemon.json`, BuildKit's `buildkitd.toml`, and `registries.conf` and `policy.json` of the containers tools.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from posixpath import basename

from sovassess.detectors.detector import Detector
from sovassess.errors import ParseError
from sovassess.formats.leaves import Leaf, json_leaves, toml_leaves
from sovassess.formats.yaml import Node, documents
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation, Fact
from sovassess.source.view import FileView

# Docker's mirrors stand in for its own registry alone: https://docs.docker.com/docker-hub/image-library/mirror/
_DOCKER = "docker.io"
_YAML = re.compile(r"(?m)^[ \t]*[\"']?mirrors[\"']?\s*:")
_HOST_TABLE = re.compile(r"^\s*\[host\.[\"']([^\"']+)[\"']\]\s*(#.*)?$")
_SIGNED = frozenset({"signedBy", "sigstoreSigned"})


def _claims(path: str) -> bool:
    name = basename(path).lower()
    if name in (
        "hosts.toml",
        "daemon.json",
        "policy.json",
        "buildkitd.toml",
        "config.toml",
        "registries.yaml",
        "registries.yml",
    ):
        return True
    return name.endswith(("registries.conf", ".yaml", ".yml")) or "registries.conf.d/" in path


def _recognises(view: FileView) -> bool:
    name, text = view.name.lower(), view.text
    if name.endswith((".yaml", ".yml")):
        return _YAML.search(text) is not None and re.search(r"endpoints?[\"']?\s*:", text) is not None
    if name == "hosts.toml":
        return re.search(r"(?m)^[ \t]*\[host\.|^[ \t]*server\s*=", text) is not None
    marks = {"daemon.json": "registry-mirrors", "policy.json": '"default"', "buildkitd.toml": "mirrors"}
    return marks.get(name, "mirror" if name == "config.toml" else "registry") in text


def _detect(view: FileView) -> Iterator[AnyObservation]:
    name = view.name.lower()
    if name.endswith((".yaml", ".yml")):
        try:
            for document in documents(view.text):
                yield from _yaml(view, document)
        except ParseError:
            return  # a template; the reader of its format says so
    elif name == "policy.json":
        yield from _policy(view)
    elif name == "daemon.json":
        for leaf in json_leaves(view.text):
            if leaf.path[:1] == ("registry-mirrors",) and leaf.text:
                yield _mirror(view, leaf.line, _DOCKER, leaf.text)
    elif name == "hosts.toml":
        yield from _hosts(view)
    elif name.endswith(".conf"):
        yield from _registries(view)
    else:
        yield from _tables(view)


def _host(address: str) -> str:
    return re.sub(r"^[a-z]+://", "", address).rstrip("/")


def _mirror(view: FileView, line: int, upstream: str, mirror: str) -> AnyObservation:
    fields = (("mirror", _host(mirror)), ("upstream", _host(upstream)))
    return Fact(at=view.place(line), kind="mirror", name=_host(upstream), fields=fields)


def _yaml(view: FileView, document: Node) -> Iterator[AnyObservation]:
    for mirrors in (document.get("mirrors"), document.get("machine", "registries", "mirrors")):
        for upstream, entry in mirrors.items():
            for endpoint in (*entry.get("endpoint").members, *entry.get("endpoints").members):
                if endpoint.is_scalar and _host(endpoint.text) != upstream:
                    yield _mirror(view, endpoint.line, upstream, endpoint.text)


def _hosts(view: FileView) -> Iterator[AnyObservation]:
    """One folder for each registry, `_default` for all: https://github.com/containerd/containerd/blob/main/docs/hosts.md"""
    leaves = list(toml_leaves(view.text))
    server = next((leaf.text for leaf in leaves if leaf.path == ("server",)), "")
    folder = basename(view.folder)
    upstream = "*" if folder == "_default" else folder if "." in folder else _host(server)
    abilities: dict[str, list[str]] = {}
    for leaf in leaves:
        if leaf.path[:1] == ("host",) and leaf.path[2:3] == ("capabilities",):
            abilities.setdefault(leaf.path[1], []).append(leaf.text)
    for number, line in enumerate(view.lines, 1):
        table = _HOST_TABLE.match(line[:1_000])
        host = table[1] if table else ""
        # Without a list a host may do everything.
        if (
            host
            and upstream
            and _host(host) not in (upstream, _host(server))
            and "pull" in abilities.get(host, ["pull"])
        ):
            yield _mirror(view, number, upstream, host)


def _registries(view: FileView) -> Iterator[AnyObservation]:
    """`[[registry]]` tables: a mirror of the location, or a prefix that is fetched from another location."""
    for _, group in groupby(
        (leaf for leaf in toml_leaves(view.text) if leaf.path[0] == "registry" and len(leaf.path) > 2),
        key=lambda leaf: leaf.path[1],
    ):
        found = list(group)
        location, prefix = _own(found, "location"), _own(found, "prefix")
        upstream = prefix.text if prefix else location.text if location else ""
        if prefix and location and not (location.text + "/").startswith(prefix.text + "/"):
            yield _mirror(view, location.line, prefix.text, location.text)
        for leaf in found:
            if leaf.path[2:3] == ("mirror",) and leaf.path[-1] == "location" and upstream:
                yield _mirror(view, leaf.line, upstream, leaf.text)


def _own(leaves: list[Leaf], key: str) -> Leaf | None:
    return next((leaf for leaf in leaves if len(leaf.path) == 3 and leaf.path[2] == key), None)


def _tables(view: FileView) -> Iterator[AnyObservation]:
    """BuildKit's `[registry."x"] mirrors` and containerd's older `registry.mirrors."x".endpoint`."""
    for leaf in toml_leaves(view.text):
        path = leaf.path
        if view.name.lower() == "buildkitd.toml" and path[0] == "registry" and path[2:3] == ("mirrors",):
            yield _mirror(view, leaf.line, path[1], leaf.text)
        elif path[-5:-3] == ("registry", "mirrors") and path[-2] == "endpoint" and _host(leaf.text) != path[-3]:
            yield _mirror(view, leaf.line, path[-3], leaf.text)


def _policy(view: FileView) -> Iterator[AnyObservation]:
    """Scopes whose images must be signed (containers-policy.json(5)); the default covers everything else."""
    for leaf in json_leaves(view.text):
        if leaf.path[-1:] == ("type",) and leaf.text in _SIGNED:
            if leaf.path[0] == "default":
                scope = "*"
            elif leaf.path[0] == "transports" and len(leaf.path) > 3:
                scope = leaf.path[2] or "*"
            else:
                continue
            yield Fact(
                at=view.place(leaf.line), kind="signature-policy", name="policy.json", fields=(("scope", scope),)
            )


DETECTOR = Detector(
    id="image-mirrors",
    title="Registry mirrors and signature policy of container engines",
    evidence=EvidenceKind.CONFIG,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
