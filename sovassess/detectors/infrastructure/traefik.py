"""Traefik's own files, static and dynamic, YAML and TOML: upstreams, providers, plugins, where it reports to."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from posixpath import basename
from typing import cast

from sovassess.detectors.chart_values import image_reference
from sovassess.detectors.containers import Frame, switched
from sovassess.detectors.detector import Detector
from sovassess.detectors.switches import closed
from sovassess.errors import ParseError
from sovassess.formats.templates import is_templated, masked, templated_documents
from sovassess.formats.yaml import Node, documents
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import Address, AnyObservation, Download, Fact, Image
from sovassess.model.values import literal
from sovassess.source.view import FileView

_NAME = re.compile(
    r"traefik|^dynamic[._-]?\w*\.(ya?ml|toml)$|^(routers|middlewares|services)\.(ya?ml|toml)$", re.IGNORECASE
)
_STATIC = re.compile(r"(?m)^[ \t]*\[?(entryPoints|entrypoints|certificatesResolvers|hub|experimental)\b")
_DYNAMIC = re.compile(r"(?m)^[ \t]*\[?(http|tcp|udp)[:.]")
_PARTS = re.compile(r"\b(routers|services|middlewares)\b")
_URL = re.compile(r"^(https?|h2c|wss?|tcp|grpc)://\S+$")
# https://doc.traefik.io/traefik/https/acme/ names this as the authority that is asked where none is configured.
_ACME_DEFAULT = "https://acme-v02.api.letsencrypt.org/directory"


def _claims(path: str) -> bool:
    if not path.lower().endswith((".yml", ".yaml", ".toml")):
        return False
    return bool(_NAME.search(basename(path))) or "traefik" in path.lower().rpartition("/")[0].split("/")


def _recognises(view: FileView) -> bool:
    text = view.text
    if re.search(r"(?m)^(apiVersion|services)\s*:", text):
        return False  # an object of a cluster or a compose file
    return bool(_STATIC.search(text) or (_DYNAMIC.search(text) and _PARTS.search(text)))


def _detect(view: FileView) -> Iterator[AnyObservation]:
    mask = masked(view.text) if is_templated(view.text) and not view.name.endswith(".toml") else None
    frame = Frame(view=view, masked=mask)
    if view.name.endswith(".toml"):
        roots = iter((_toml(view),))
    else:
        roots = templated_documents(mask) if mask else documents(view.text)
    for root in roots:
        yield from _upstreams(frame, root)
        yield from _static(frame, root)
        for path, node in root.walk():
            if path and node.is_scalar and _URL.match(node.text):
                yield frame.make(Address, node.line, value=node.value, key=".".join(path))
            if path and node.is_scalar and closed(".".join(path), node.text):
                yield switched(frame, node.line, "file", f"{'.'.join(path)}={node.text.lower()}")


def _toml(view: FileView) -> Node:
    """The document as nodes; a value's line is the first one below its predecessor that holds it."""
    try:
        data = tomllib.loads(view.text)
    except tomllib.TOMLDecodeError as error:
        match = re.search(r"line (\d+)", str(error))
        raise ParseError(f"not valid TOML: {error}", int(match[1]) if match else None) from error
    return _node(data, view.lines, 0)


def _node(value: object, lines: tuple[str, ...], depth: int) -> Node:
    if depth > 60:
        raise ParseError("nested too deep")
    if isinstance(value, dict):
        pairs = cast("dict[str, object]", value)
        entries = tuple(
            (Node("scalar", _line(lines, key), key), _node(member, lines, depth + 1)) for key, member in pairs.items()
        )
        return Node("mapping", entries[0][0].line if entries else 0, entries=entries)
    if isinstance(value, list):
        members = tuple(_node(member, lines, depth + 1) for member in cast("list[object]", value))
        return Node("sequence", members[0].line if members else 0, members=members)
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return Node("scalar", _line(lines, text), text)


def _line(lines: tuple[str, ...], text: str) -> int:
    return next(
        (number for number, line in enumerate(lines, 1) if text in line and not line.lstrip().startswith("#")), 1
    )


def _upstreams(frame: Frame, root: Node) -> Iterator[AnyObservation]:
    """Servers in order; several behind one balancer, or a failover, stand in for one another by themselves."""
    services = root.get("http", "services")
    for name, service in services.items():
        servers = service.get("loadBalancer", "servers").members
        for order, server in enumerate(servers):
            url = server.get("url")
            if url.is_scalar:
                yield _upstream(frame, url.line, name, url.shown, order, automatic=len(servers) > 1)
        failover = service.get("failover")
        for order, key in enumerate(("service", "fallback")):
            target = services.get(failover.get(key).text, "loadBalancer", "servers", 0, "url")
            if target.is_scalar:
                yield _upstream(frame, failover.line, name, target.shown, order, automatic=True)


def _upstream(frame: Frame, line: int, route: str, address: str, order: int, *, automatic: bool) -> AnyObservation:
    fields = (("address", address), ("gateway", "traefik"), ("order", str(order)), ("route", route),
              ("when", "automatic" if automatic else "configured"))  # fmt: skip
    return frame.make(Fact, line, kind="upstream", name=route, fields=fields)


def _static(frame: Frame, root: Node) -> Iterator[AnyObservation]:
    hub = root.get("hub") or root.get("experimental", "hub")
    providers = root.get("providers")
    if hub or providers:
        remote = bool(providers.first("http", "consul", "etcd", "redis", "nomad"))
        control = ""
        if hub.get("token"):
            control = "self" if hub.get("offline").flag else "vendor"
        fields = (("control_plane", control), ("policy_source", "remote" if remote else "file"))
        facts = tuple(field for field in fields if field[1])
        yield frame.make(Fact, (hub or providers).line, kind="gateway", name="traefik", fields=facts)
    for plugin in root.get("experimental", "plugins").values():
        module = plugin.get("moduleName")
        if module.is_scalar:
            moving = not plugin.get("version").is_scalar
            yield frame.make(Download, module.line, address=module.value, moving=moving)
    resolvers = root.first("certificatesResolvers", "certificatesresolvers")
    for resolver in resolvers.values():
        acme = resolver.get("acme")
        if acme and not acme.first("caServer", "caserver"):
            yield frame.make(
                Address, acme.line, value=literal(_ACME_DEFAULT), key="certificatesResolvers.acme.caServer (default)"
            )
    image = root.get("image")
    if image.is_mapping and image.get("repository").is_scalar:
        reference = image_reference(image, image.get("repository"))
        yield frame.make(Image, image.line, reference=reference, use="run")


DETECTOR = Detector(
    id="traefik",
    title="Traefik configuration",
    evidence=EvidenceKind.CONFIG,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
