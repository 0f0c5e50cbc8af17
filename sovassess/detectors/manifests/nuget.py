"""Detect what .NET projects require and from where: project files, packages.config, central versions, NuGet.config.

Format: Microsoft Learn, "PackageReference in project files" and "nuget.config reference".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.detector import Detector
from sovassess.formats.addresses import templated
from sovassess.formats.xml import Element, elements
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import AnyObservation, PackageSource, Requirement, Workload
from sovassess.source.view import FileView

ECOSYSTEM = "nuget"
_PROJECTS = (".csproj", ".fsproj", ".vbproj")
_DEBUG = re.compile(r"\$\(Configuration\)'?\s*==\s*'?Debug", re.IGNORECASE)
_PROPERTIES = frozenset(("directory.packages.props", "directory.build.props", "packages.config", "nuget.config"))


def _claims(path: str) -> bool:
    name = path.rpartition("/")[2].lower()
    return name.endswith(_PROJECTS) or name in _PROPERTIES


def _detect(view: FileView) -> Iterator[AnyObservation]:
    found = list(elements(view.data))
    if view.name.lower() == "nuget.config":
        yield from _sources(view, found)
        return
    key = (view.folder or ".") if view.name.lower().endswith(_PROJECTS) else ""
    test = any(e.name == "IsTestProject" and e.text.lower() == "true" for e in found) or any(
        e.attributes.get("Include") == "Microsoft.NET.Test.Sdk" for e in found
    )
    if key and not test:
        name = view.name.rpartition(".")[0]
        yield Workload(at=view.place(), key=key, component=key, name=name, kind="package", build=view.folder)
    fetches = False
    versions = {e.parent: e.text for e in found if e.name == "Version"}
    conditions = {e.number: e.attributes.get("Condition", "") for e in found}
    private = {e.parent for e in found if e.name == "PrivateAssets" and e.text.lower() == "all"}
    for element in found:
        package = element.attributes.get("Include") or element.attributes.get("id", "")
        if element.name not in ("PackageReference", "package", "GlobalPackageReference") or not package:
            continue
        fetches = True
        version = (
            element.attributes.get("Version") or element.attributes.get("version") or versions.get(element.number, "")
        )
        # A package for all projects is a development one by definition (NuGet, Central Package Management).
        tool = (
            element.name == "GlobalPackageReference"
            or element.number in private
            or element.attributes.get("PrivateAssets", "").lower() == "all"
        )
        group, usage = ("dev:test", Usage.DEV) if test else ("build", Usage.BUILD) if tool else ("", Usage.MAIN)
        debug = _DEBUG.search(element.attributes.get("Condition", "") + conditions.get(element.parent, ""))
        if debug is not None and usage is Usage.MAIN:
            group, usage = "dev:debug", Usage.DEV
        yield Requirement(
            at=view.place(element.line), component=key if not test else "", usage=usage, ecosystem=ECOSYSTEM,
            name=package, version=version, group=group, pinned=re.fullmatch(r"\[?\d[\w.-]*\]?", version) is not None,
        )  # fmt: skip
    if fetches:
        usage = Usage.DEV if test else Usage.BUILD
        yield PackageSource(at=view.place(), component=key if not test else "", usage=usage, ecosystem=ECOSYSTEM)


def _sources(view: FileView, found: list[Element]) -> Iterator[PackageSource]:
    # Without `clear` the sources of the user's and the machine's settings stand beside these, the public one first.
    cleared = any(element.name == "clear" and "packageSources" in element.path for element in found)
    for element in found:
        address = element.attributes.get("value", "")
        if element.name == "add" and "packageSources" in element.path and "://" in address:
            rule = "replaces" if cleared else "adds"
            yield PackageSource(
                at=view.place(element.line), usage=Usage.BUILD, ecosystem=ECOSYSTEM, address=templated(address),
                rule=rule,
            )  # fmt: skip


DETECTOR = Detector(id="nuget", title=".NET project", evidence=EvidenceKind.MANIFESTS, claims=_claims, detect=_detect)
