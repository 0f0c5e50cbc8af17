"""Detect what Ruby projects require and from where: Gemfile and gemspec; it evaluates no Ruby.

Format: Bundler, "gemfile(5)", and the RubyGems specification reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.detector import Detector
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import AnyObservation, Download, PackageSource, Requirement, Workload
from sovassess.model.values import literal
from sovassess.source.view import FileView

ECOSYSTEM = "gem"
_GEM = re.compile(r"\s*gem\s*\(?\s*[\"']([\w.-]+)[\"']((?:\s*,\s*[\"'][^\"']*[\"'])*)(.*)$")
_SPEC = re.compile(
    r"\s*\w+\.add_(runtime_|development_)?dependency\s*\(?\s*[\"']([\w.-]+)[\"']((?:\s*,\s*[\"'][^\"']*[\"'])*)"
)
_SOURCE = re.compile(r"\s*source\s*\(?\s*[\"'](https?://[^\"']+)[\"']")
_PUBLIC = re.compile(r"https?://(www\.|index\.)?rubygems\.org/?$", re.IGNORECASE)
_GROUP = re.compile(r"\s*+group\s*+\(?\s*+(.+?)\)?\s+do\b")
_ADDRESS = re.compile(r"\b(git|github|gitlab):?\s*(?:=>)?\s*[\"']([^\"']+)[\"']")
_MIRROR = re.compile(r"\s*BUNDLE_MIRROR__(?:ALL|HTTPS://RUBYGEMS__ORG)/?\s*:\s*[\"']?(https?://[^\s\"']+)")
_TOOLING = frozenset(("development", "test", "dev", "lint", "docs", "ci"))


def _claims(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name in ("Gemfile", "gems.rb") or name.endswith(".gemspec") or path.endswith(".bundle/config")


def _detect(view: FileView) -> Iterator[AnyObservation]:
    if view.name == "config":
        yield from _mirrors(view)
        return
    key = view.folder or "."
    name = view.folder.rpartition("/")[2] or "root"
    yield Workload(at=view.place(), key=key, component=key, name=name, kind="package", build=view.folder)
    stack: list[str] = []
    fetches = sourced = False
    for number, raw in enumerate(view.lines, 1):
        if not raw or raw.isspace():
            continue
        line = re.sub(r"(?:^|\s)#.*$", "", raw[:4_000])
        source, group, gem, spec = _SOURCE.match(line), _GROUP.match(line), _GEM.match(line), _SPEC.match(line)
        if source:
            sourced = True
            # The public index by its own name is what a mirror stands in for.
            address = None if _PUBLIC.match(source[1]) else literal(source[1])
            at = view.place(number)
            yield PackageSource(at=at, component=key, usage=Usage.BUILD, ecosystem=ECOSYSTEM, address=address)
        elif gem:
            fetches = True
            yield from _gem(view, key, number, gem, stack)
        elif spec:
            fetches = True
            words = ["development"] if spec[1] == "development_" else []
            yield _requirement(view, key, number, (spec[2], spec[3]), words)
        if group:
            stack.append(re.sub(r"\boptional:?\s*(=>)?\s*false", "", group[1]))
        elif re.search(r"\bdo\b(?:\s*\|[^|]*\|)?\s*$", line) or re.match(
            r"\s*(?:if|unless|case|begin|def|class|module)\b", line
        ):
            stack.append("")
        elif re.match(r"\s*end\b", line) and stack:
            stack.pop()
    if fetches and not sourced:
        yield PackageSource(at=view.place(), component=key, usage=Usage.BUILD, ecosystem=ECOSYSTEM)


def _mirrors(view: FileView) -> Iterator[PackageSource]:
    """What stands in for the public index: `BUNDLE_MIRROR__ALL`, or the index's address in Bundler's spelling."""
    for number, line in enumerate(view.lines, 1):
        found = _MIRROR.match(line)
        if found:
            address = literal(found[1])
            at = view.place(number)
            yield PackageSource(at=at, usage=Usage.BUILD, ecosystem=ECOSYSTEM, address=address, rule="replaces")


def _gem(view: FileView, key: str, number: int, gem: re.Match[str], stack: list[str]) -> Iterator[AnyObservation]:
    options = gem[3]
    own = re.search(r"\bgroups?:?\s*(?:=>)?\s*(\[[^\]]*\]|:\w+)", options)
    words = [word for text in (*stack, own[1] if own else "") for word in re.findall(r"\w+", text)]
    wanted = _requirement(view, key, number, (gem[1], gem[2]), words)
    yield wanted
    address = _ADDRESS.search(options)
    if address:
        url = address[2] if address[1] == "git" else f"https://{address[1]}.com/{address[2]}"
        fixed = re.search(r"\b(?:ref|tag):?\s*(?:=>)?\s*[\"']", options)
        usage = Usage.BUILD if wanted.usage is Usage.MAIN else wanted.usage
        yield Download(at=wanted.at, component=key, usage=usage, address=literal(url), moving=fixed is None)


def _requirement(view: FileView, key: str, number: int, gem: tuple[str, str], words: list[str]) -> Requirement:
    version = ", ".join(re.findall(r"[\"']([^\"']*)[\"']", gem[1]))
    tooling = next((word for word in words if word in _TOOLING), "")
    asked = "" if tooling or "optional" not in words else next(iter(words))
    return Requirement(
        at=view.place(number), component=key, usage=Usage.DEV if tooling else Usage.OPTIONAL if asked else Usage.MAIN,
        condition=f"group `{asked}`" if asked else "", ecosystem=ECOSYSTEM, name=gem[0], version=version,
        group=f"dev:{tooling}" if tooling else f"extra:{asked}" if asked else "",
        pinned=re.fullmatch(r"=?\s*\d[\w.]*", version) is not None,
    )  # fmt: skip


DETECTOR = Detector(id="gemfile", title="Ruby project", evidence=EvidenceKind.MANIFESTS, claims=_claims, detect=_detect)
