"""Detect what Maven projects require and from where: pom.xml, settings.xml, files under .mvn; it resolves no parent.

Of plugins only what decides where a build gets something counts: images that it starts from, and addresses.
Format: Apache Maven, "POM Reference" and "Settings Reference"; Maven Wrapper, "maven-wrapper.properties".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.detector import Detector
from sovassess.errors import ParseError
from sovassess.formats.addresses import templated
from sovassess.formats.image import looks_like_image
from sovassess.formats.settings_lines import settings
from sovassess.formats.xml import Element, elements
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import AnyObservation, Download, Fact, Image, PackageSource, Requirement, Workload
from sovassess.model.values import literal
from sovassess.source.view import FileView

ECOSYSTEM = "maven"
_EVERYTHING = ("*", "central", "external:*")
# Settings of plugins that say where something is fetched when the project is built (from
# the manuals of frontend-maven-plugin, download-maven-plugin, openapi-generator-maven-plugin, jib-maven-plugin,
# spring-boot-maven-plugin and docker-maven-plugin, read 2026-11-22).
_FETCHED = re.compile(r"^(?:downloadRoot|\w+DownloadRoot|npmRegistryURL|inputSpec|url)$")
_STARTED_FROM = (("from", "image"), ("image", "builder"), ("image", "runImage"), ("build", "from"))
_URL = re.compile(r"^(?:https?|ftp)://")
_SETTINGS = re.compile(
    rb"<settings\b[^>]*maven\.apache\.org/SETTINGS|<settings\b[^>]*>(?=[\s\S]{0,20000}<(?:mirrors|servers|localRepository)>)"
)
_SCOPES = {"test": ("dev:test", Usage.DEV), "provided": ("build", Usage.BUILD)}


def _claims(path: str) -> bool:
    name = path.rpartition("/")[2]
    return (
        name == "pom.xml"
        or name.endswith(".pom")
        or name == "settings.xml"
        or path.endswith((".mvn/extensions.xml", ".mvn/wrapper/maven-wrapper.properties"))
    )


def _recognises(view: FileView) -> bool:
    """True but for settings of something else that are called the same."""
    return view.name != "settings.xml" or _SETTINGS.search(view.data) is not None


def _detect(view: FileView) -> Iterator[AnyObservation]:
    if view.name.endswith(".properties"):
        yield from _wrapper(view)
        return
    found = list(elements(view.data))
    root = found[-1].name if found else ""
    if root not in ("project", "settings", "extensions"):
        raise ParseError("is no Maven project")
    children: dict[int, dict[str, Element]] = {}
    for element in found:
        children.setdefault(element.parent, {}).setdefault(element.name, element)
    properties = {e.name: e.text for e in found if e.path[:-1] == ("project", "properties")}
    key = (view.folder or ".") if root == "project" else ""
    if key:
        artifact = children.get(found[-1].number, {}).get("artifactId")
        name = artifact.text if artifact else key
        yield Workload(at=view.place(), key=key, component=key, name=name, kind="package", build=view.folder)
    fetches = replaced = False
    profiles = _profiles(found, children)
    for element in found:
        own = children.get(element.number, {})
        if element.name == "dependency" and "dependencyManagement" not in element.path and "groupId" in own:
            fetches = True
            yield _requirement(view, key, (element, profiles.get(element.number, "")), own, properties)
        elif "plugin" in element.path and "configuration" in element.path:
            fetches = True
            yield from _by_plugin(view, key, (element, profiles.get(element.number, "")), properties)
        elif element.name in ("plugin", "extension") and "artifactId" in own:
            fetches = True
        elif element.name in ("repository", "pluginRepository", "mirror") and "url" in own:
            if "distributionManagement" in element.path:
                continue
            url = own["url"]
            replaced |= element.name == "mirror"
            everything = element.name == "mirror" and "mirrorOf" in own and own["mirrorOf"].text.strip() in _EVERYTHING
            yield PackageSource(
                at=view.place(url.line), component=key, usage=Usage.BUILD, ecosystem=ECOSYSTEM,
                address=templated(_expanded(url.text, properties)),
                rule="" if root == "project" else "replaces" if everything else "adds",
            )  # fmt: skip
            if element.name == "mirror" and "mirrorOf" in own:
                fields = (("upstream", own["mirrorOf"].text), ("mirror", url.text))
                yield Fact(at=view.place(url.line), usage=Usage.BUILD, kind="mirror", name=url.text, fields=fields)
    parent = any(e.path == ("project", "parent") for e in found)
    if (fetches or parent) and not replaced:
        yield PackageSource(at=view.place(), component=key, usage=Usage.BUILD, ecosystem=ECOSYSTEM)


def _by_plugin(
    view: FileView, key: str, where: tuple[Element, str], properties: dict[str, str]
) -> Iterator[AnyObservation]:
    """Where a plugin gets something when the project is built."""
    element, profile = where
    text = _expanded(element.text, properties)
    usage, condition = (Usage.OPTIONAL, f"Maven profile `{profile}`") if profile else (Usage.BUILD, "")
    at = view.place(element.line)
    if element.path[-2:] in _STARTED_FROM and looks_like_image(text):
        yield Image(at=at, component=key, usage=usage, condition=condition, reference=templated(text), use="base")
    elif _URL.match(text) and element.name == "npmRegistryURL":
        yield PackageSource(
            at=at, component=key, usage=usage, condition=condition, ecosystem="npm", address=templated(text)
        )
    elif _URL.match(text) and _FETCHED.search(element.name):
        yield Download(at=at, component=key, usage=usage, condition=condition, address=templated(text))


def _wrapper(view: FileView) -> Iterator[Download]:
    """Maven itself, and the wrapper that starts it, as they are fetched where they are not there yet."""
    found = {setting.key: setting for setting in settings(view.lines)}
    for name in ("distributionUrl", "wrapperUrl"):
        if name in found:
            yield Download(
                at=view.place(found[name].line), usage=Usage.BUILD,
                address=literal(found[name].value.replace("\\", "")),
                checked=name.replace("Url", "Sha256Sum") in found,
            )  # fmt: skip


def _expanded(text: str, properties: dict[str, str]) -> str:
    """Text with the properties of the same file put in, once."""
    return re.sub(r"\$\{([\w.-]+)\}", lambda m: properties.get(m[1], m[0]), text)


def _profiles(found: list[Element], children: dict[int, dict[str, Element]]) -> dict[int, str]:
    """By element in a profile that is not on as shipped: the profile's name."""
    parents = {element.number: element.parent for element in found}
    named: dict[int, str] = {}
    for element in found:
        if element.name == "profile":
            own = children.get(element.number, {})
            active = children.get(own["activation"].number, {}).get("activeByDefault") if "activation" in own else None
            if active is None or active.text != "true":
                named[element.number] = own["id"].text if "id" in own else "profile"
    out: dict[int, str] = {}
    for number in parents:
        above = number
        while above in parents and above not in named:
            above = parents[above]
        if above in named:
            out[number] = named[above]
    return out


def _requirement(
    view: FileView, key: str, where: tuple[Element, str], own: dict[str, Element], properties: dict[str, str]
) -> Requirement:
    element, profile = where
    scope = own["scope"].text if "scope" in own else ""
    group, usage = _SCOPES.get(scope, ("", Usage.MAIN))
    condition = ""
    if profile and usage is Usage.MAIN:
        group, usage, condition = f"extra:{profile}", Usage.OPTIONAL, f"Maven profile `{profile}`"
    elif "optional" in own and own["optional"].text == "true" and usage is Usage.MAIN:
        group, usage, condition = "extra:optional", Usage.OPTIONAL, "optional dependency"
    version = _expanded(own["version"].text, properties) if "version" in own else ""
    artifact = own["artifactId"].text if "artifactId" in own else ""
    return Requirement(
        at=view.place(own["artifactId"].line if "artifactId" in own else element.line), component=key, usage=usage,
        condition=condition, ecosystem=ECOSYSTEM, name=f"{own['groupId'].text}:{artifact}", version=version,
        group=group, pinned=bool(version) and version[0] not in "[($" and not version.endswith("-SNAPSHOT"),
    )  # fmt: skip


DETECTOR = Detector(
    id="maven",
    title="Maven project",
    evidence=EvidenceKind.MANIFESTS,
    claims=_claims,
    recognises=_recognises,
    detect=_detect,
)
