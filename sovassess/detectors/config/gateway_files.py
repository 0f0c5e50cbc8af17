"""Configuration files of self-run gateways and proxies: their rules are kept in files. Addresses in them are read by
the readers of their formats; this one only reports that the rules are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from sovassess.detectors.detector import Detector
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import AnyObservation, Fact
from sovassess.source.view import FileView

_NAMES: tuple[tuple[re.Pattern[str], str, re.Pattern[str]], ...] = tuple(
    (re.compile(name, re.IGNORECASE), product, re.compile(mark, re.MULTILINE))
    for name, product, mark in (
        (r"^Caddyfile(\..+)?$|.*\.caddyfile$", "caddy", r"^[ \t]*(reverse_proxy|file_server|handle|route|respond)\b"),
        (
            r"^nginx.*\.conf(\.template)?$|^default\.conf(\.template)?$",
            "nginx",
            r"^[ \t]*(server|upstream|location)\b.*\{",
        ),
        (r"^haproxy.*\.cfg$", "haproxy", r"^(frontend|listen|backend)\s"),
        (r"^envoy.*\.(ya?ml|json)$", "envoy", r"static_resources|filter_chains"),
        (r"^krakend.*\.json$", "krakend", r"\"endpoints\""),
        (r"^kong\.ya?ml$", "kong", r"^_format_version"),
        (r"^apisix\.ya?ml$", "apisix", r"^routes:"),
    )
)


def _claims(path: str) -> bool:
    name = basename(path)
    return any(pattern.match(name) for pattern, _, _ in _NAMES)


def _rules(view: FileView) -> tuple[str, int] | None:
    """The product and the line of the first rule, None if the file holds none."""
    for pattern, product, mark in _NAMES:
        found = mark.search(view.text) if pattern.match(view.name) else None
        if found:
            return product, view.text.count("\n", 0, found.start()) + 1
    return None


def _detect(view: FileView) -> Iterator[AnyObservation]:
    found = _rules(view)
    if found is not None:
        product, line = found
        yield Fact(at=view.place(line), kind="gateway", name=product, fields=(("policy_source", "file"),))


DETECTOR = Detector(
    id="gateway-files",
    title="Gateway configuration file",
    evidence=EvidenceKind.CONFIG,
    claims=_claims,
    recognises=lambda view: _rules(view) is not None,
    detect=_detect,
)
