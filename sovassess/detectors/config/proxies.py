"""Files of nginx, HAProxy and Caddy: whom they pass requests on to, and in which order where several are named.

What a request decides at run time is left out, as is what listens and what is only answered with (`return 301 …`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.containers import Frame
from sovassess.detectors.detector import Detector
from sovassess.formats.addresses import is_domain
from sovassess.formats.interpolation import interpolated
from sovassess.formats.proxy_files import Upstream, proxy_of, upstreams
from sovassess.formats.templates import is_templated, masked
from sovassess.model.enums import EvidenceKind
from sovassess.model.observations import Address, AnyObservation, Fact
from sovassess.model.values import Value, literal
from sovassess.source.view import FileView

_LOCAL = re.compile(r"^(?:\w+://)?(?:127\.\d+\.\d+\.\d+|localhost|\[::1\]|0\.0\.0\.0|unix:|/)|^:\d+$")
_CADDY_VARIABLE = re.compile(r"\{(?:\$|env\.)(\w+)(?::([^}]*))?\}")
# caddyserver.com, "Automatic HTTPS": a site with a public name gets its certificate here unless it is told otherwise.
_CADDY_AUTHORITY = "https://acme-v02.api.letsencrypt.org/directory"
_CADDY_OFF = re.compile(
    r"(?m)^[ \t]*(?:auto_https\s+(?:off|disable_certs)|acme_ca\s|tls[ \t]+(?:internal\b|\S{2,}[ \t]+\S{2,})"
    r"|issuer[ \t]+internal\b|local_certs\b)"
)
_CADDY_SITE = re.compile(r"(?m)^(?P<site>[\w*.-]+\.[A-Za-z]{2,}(?::443)?)(?:,[^{\n]*)?[ \t]*\{")
# Where a site has its name from a variable, that it is served with a certificate is said by its scheme or its block;
# an issuer is asked where it always is unless its block names another (caddyserver.com, "tls", "issuer acme").
_CADDY_TOLD = re.compile(
    r"(?m)^[ \t]*(?:issuer[ \t]+acme\b[ \t]*(?P<dir>https://\S+)?[ \t]*(?P<block>\{[^}]*\})?|on_demand[ \t]*$"
    r"|https://\{\$\w+\}(?::443)?[ \t]*[,{])"
)
_CADDY_DIRECTORY = re.compile(r"(?m)^[ \t]*dir[ \t]+(\S+)")
_NO_PUBLIC_NAME = re.compile(r"\.(?:local|localhost|internal|lan|home\.arpa|test|example|invalid)(?::\d+)?$")


def _claims(path: str) -> bool:
    name = path.rpartition("/")[2].lower()
    return (
        re.search(r"\.(?:conf|cfg|nginx|vhost)(?:\.(?:template|tmpl|tpl))?$", name) is not None
        or "caddyfile" in name
        or re.search(r"(^|/)sites-(?:available|enabled)/", path) is not None
    )


def _recognises(view: FileView) -> bool:
    return bool(proxy_of(view.path, view.text))


def _detect(view: FileView) -> Iterator[AnyObservation]:
    kind = proxy_of(view.path, view.text)
    mask = masked(view.text) if kind != "caddy" and is_templated(view.text) else None
    frame = Frame(view=view, masked=mask)
    found = list(upstreams(kind, mask.text if mask else view.text))
    for upstream in found:
        if not _LOCAL.search(upstream.address):
            yield frame.make(Address, upstream.line, value=_value(kind, upstream.address), key=upstream.key)
    yield from _groups(frame, kind, found)
    if kind == "caddy":
        yield from _certificates(frame, view.text)


def _value(kind: str, address: str) -> Value:
    if kind == "caddy":
        address = _CADDY_VARIABLE.sub(
            lambda match: f"${{{match[1]}:-{match[2]}}}" if match[2] else f"${{{match[1]}}}", address
        )
    return interpolated(address)


def _groups(frame: Frame, kind: str, found: list[Upstream]) -> Iterator[AnyObservation]:
    """Servers that stand in for one another by themselves: in the order of the file, what is kept for need last."""
    for name in dict.fromkeys(upstream.group for upstream in found if upstream.group):
        members = sorted((one for one in found if one.group == name), key=lambda one: one.backup)
        for order, member in enumerate(members if len(members) > 1 else ()):
            value = _value(kind, member.address)
            shown = value.with_defaults or str(value)
            fields = (("address", shown), ("gateway", kind), ("order", str(order)), ("route", name),
                      ("when", "automatic"))  # fmt: skip
            yield frame.make(Fact, member.line, kind="upstream", name=name, fields=fields)


def _certificates(frame: Frame, text: str) -> Iterator[AnyObservation]:
    """The authority that makes the certificates, where the file leaves that to the server or names one."""
    if _CADDY_OFF.search(text):
        return
    for match in _CADDY_SITE.finditer(text):
        site = match["site"]
        if is_domain(site.partition(":")[0].lstrip("*.")) and not _NO_PUBLIC_NAME.search(site):
            line = text.count("\n", 0, match.start("site")) + 1
            yield frame.make(Address, line, value=literal(_CADDY_AUTHORITY), key="automatic HTTPS (default)")
            return
    told = _CADDY_TOLD.search(text)
    if told is not None:
        named = _CADDY_DIRECTORY.search(told["block"] or "")
        authority = told["dir"] or (named[1] if named else _CADDY_AUTHORITY)
        start = told.end() - len(told[0].lstrip())
        yield frame.make(Address, text.count("\n", 0, start) + 1, value=literal(authority), key="certificates (acme)")


DETECTOR = Detector(
    id="proxies",
    title="Proxy's own configuration",
    evidence=EvidenceKind.CONFIG,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
