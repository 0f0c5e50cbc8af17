"""Detect what JavaScript packages ask for and from where: the package and its tool's settings; it follows no workspace.

Formats: the npm documentation, "package.json" and "npmrc"; the Yarn documentation, "Settings (.yarnrc.yml)";
the Bun documentation, "bunfig.toml".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.detector import Detector
from sovassess.formats.addresses import is_public_index, templated
from sovassess.formats.leaves import Leaf, json_leaves, toml_leaves
from sovassess.formats.settings_lines import settings
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import AnyObservation, Download, PackageSource, Requirement, Workload
from sovassess.model.values import literal
from sovassess.source.view import FileView

ECOSYSTEM = "npm"
_TABLES = {
    "dependencies": ("", Usage.MAIN, ""),
    "devDependencies": ("dev:dev", Usage.DEV, ""),
    "optionalDependencies": ("extra:optional", Usage.OPTIONAL, "optional dependency"),
    # npm installs them since its version 7, but for those that `peerDependenciesMeta` calls optional
    # (the manual of npm, "package.json", read 2026-11-22).
    "peerDependencies": ("", Usage.MAIN, ""),
}
_OPTIONAL_PEER = ("extra:peer", Usage.OPTIONAL, "optional peer dependency")
_EXACT = re.compile(r"=?v?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?")
_SHORTHAND = re.compile(r"(?:(github|gitlab|bitbucket):)?([\w.-]+/[\w.-]+)(#.*)?$")
_FORGES = {"github": "github.com", "gitlab": "gitlab.com", "bitbucket": "bitbucket.org"}


def _claims(path: str) -> bool:
    return path.rpartition("/")[2] in ("package.json", ".npmrc", ".yarnrc", ".yarnrc.yml", "bunfig.toml")


def _detect(view: FileView) -> Iterator[AnyObservation]:
    if view.name != "package.json":
        yield from _registries(view)
        return
    leaves = list(json_leaves(view.text))
    name = next((leaf.text for leaf in leaves if leaf.path == ("name",)), "")
    key = view.folder or "."
    yield Workload(
        at=view.place(1),
        key=key,
        component=key,
        name=name or view.folder.rpartition("/")[2] or "root",
        kind="package",
        build=view.folder,
    )
    fetches = False
    spare = {leaf.path[1] for leaf in leaves if _is_optional_peer(leaf)}
    for leaf in leaves:
        match leaf.path:
            case (table, package) if table in _TABLES and leaf.text:
                fetches = True
                optional = table == "peerDependencies" and package in spare
                yield from _requirement(view, key, leaf, _OPTIONAL_PEER if optional else _TABLES[table])
            case ("publishConfig", "registry"):
                pass  # where the package goes, not where it comes from
            case _:
                pass
    if fetches:
        yield PackageSource(at=view.place(1), component=key, usage=Usage.BUILD, ecosystem=ECOSYSTEM)


def _is_optional_peer(leaf: Leaf) -> bool:
    path = leaf.path
    return len(path) == 3 and path[0] == "peerDependenciesMeta" and path[2] == "optional" and leaf.value is True


def _requirement(view: FileView, key: str, leaf: Leaf, table: tuple[str, Usage, str]) -> Iterator[AnyObservation]:
    group, usage, condition = table
    package, version = leaf.path[1], leaf.text
    if version.startswith(("workspace:", "file:", "link:", "portal:", "./", "../")):
        return
    alias = re.fullmatch(r"npm:(@?[^@]+)(?:@(.*))?", version)
    if alias:
        package, version = alias[1], alias[2] or ""
    at = view.place(leaf.line)
    address = _address(version)
    yield Requirement(
        at=at, component=key, usage=usage, condition=condition, ecosystem=ECOSYSTEM, name=package,
        version="" if address else version, group=group, pinned=_EXACT.fullmatch(version) is not None,
    )  # fmt: skip
    if address:
        fixed = re.search(r"#(?:semver:|v?\d|[0-9a-f]{7,40}$)|\.(?:tgz|tar\.gz)$", version)
        build = Usage.BUILD if usage is Usage.MAIN else usage
        yield Download(
            at=at, component=key, usage=build, condition=condition, address=literal(address), moving=fixed is None
        )


def _address(version: str) -> str:
    """Where a version that is no range points to, "" for a range or tag."""
    if "://" in version:
        return version.removeprefix("git+")
    if version.startswith("git@"):
        return "ssh://" + version.replace(":", "/", 1)
    shorthand = _SHORTHAND.match(version)
    if shorthand:
        return f"https://{_FORGES[shorthand[1] or 'github']}/{shorthand[2]}{shorthand[3] or ''}"
    return ""


def _registries(view: FileView) -> Iterator[PackageSource]:
    """`registry=` and `@scope:registry=` lines; credentials of a registry are none."""
    if view.name == "bunfig.toml":
        yield from _bun(view)
        return
    for setting in settings(line.replace(":registry", "/registry", 1) for line in view.lines):
        if setting.key in ("registry", '"registry"') or setting.key.endswith("/registry"):
            yield _source(view, setting.line, setting.value, "adds" if "/" in setting.key else "replaces")
    for number, line in enumerate(view.lines, 1) if view.name == ".yarnrc" else ():
        match = re.match(r'\s*"?registry"?\s+"?(https?://[^\s"]+)', line[:2_000])
        if match:
            yield _source(view, number, match[1], "replaces")
    for number, line in enumerate(view.lines, 1) if view.name == ".yarnrc.yml" else ():
        match = re.match(r"""(\s*)npmRegistryServer:\s*["']?(https?://[^\s"'#]+)""", line[:2_000])
        if match:
            yield _source(view, number, match[2], "adds" if match[1] else "replaces")


def _bun(view: FileView) -> Iterator[PackageSource]:
    """Bun's registry and those of scopes, each an address or a table with `url` (Bun's manual, "bunfig.toml")."""
    for leaf in toml_leaves(view.text):
        match leaf.path:
            case ("install", "registry") | ("install", "registry", "url"):
                yield _source(view, leaf.line, leaf.text, "replaces")
            case ("install", "scopes", _) | ("install", "scopes", _, "url") if "://" in leaf.text:
                yield _source(view, leaf.line, leaf.text, "adds")
            case _:
                pass


def _source(view: FileView, line: int, url: str, rule: str) -> PackageSource:
    address = None if is_public_index(ECOSYSTEM, url) else templated(url)
    rule = rule if address is not None else ""
    return PackageSource(at=view.place(line), usage=Usage.BUILD, ecosystem=ECOSYSTEM, address=address, rule=rule)


DETECTOR = Detector(
    id="package-json",
    title="JavaScript package",
    evidence=EvidenceKind.MANIFESTS,
    claims=_claims,
    detect=_detect,
)
