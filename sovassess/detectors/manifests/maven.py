"""Detect what Maven projects require and from where: pom.xml and settings.xml; it resolves no parent and no plugin.

Format: Apache Maven, "POM Reference" and "Settings Reference".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.detector import Detector
from sovassess.errors import ParseError
from sovassess.formats.addresses import templated
from sovassess.formats.xml import Element, elements
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import AnyObservation, Fact, PackageSource, Requirement, Workload
from sovassess.source.view import FileView

ECOSYSTEM = "maven"
_EVERYTHING = ("*", "central", "external:*")
_SCOPES = {"test": ("dev:test", Usage.DEV), "provided": ("build", Usage.BUILD)}


def _claims(path: str) -> bool:
    name = path.rpartition("/")[2]
    return (
        name == "pom.xml"
        or name.endswith(".pom")
        or path.endswith((".m2/settings.xml", "maven/settings.xml", ".mvn/settings.xml"))
        or (name == "settings.xml" and "maven" in path.lower())
    )


def _detect(view: FileView) -> Iterator[AnyObservation]:
    found = list(elements(view.data))
    root = found[-1].name if found else ""
    if root not in ("project", "settings"):
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


DETECTOR = Detector(id="maven", title="Maven project", evidence=EvidenceKind.MANIFESTS, claims=_claims, detect=_detect)
