"""Detect what Gradle builds require and from where; it evaluates no Groovy and no Kotlin, and follows no plugin.

Reads build and settings scripts, version catalogues (libs.versions.toml) and the wrapper's properties.
Format: Gradle User Manual, "Declaring dependencies", "Declaring repositories", "Version catalogs".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.detectors.detector import Detector
from sovassess.formats.addresses import templated
from sovassess.formats.image import looks_like_image
from sovassess.formats.leaves import Leaf, toml_leaves
from sovassess.formats.settings_lines import settings
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import AnyObservation, Download, Image, PackageSource, Requirement, Workload
from sovassess.model.values import literal
from sovassess.source.view import FileView

ECOSYSTEM = "maven"
_SCRIPTS = (".gradle", ".gradle.kts")
_DEPENDENCY = re.compile(
    r"\b(?P<configuration>\w*(?:[iI]mplementation|[aA]pi|[cC]ompileOnly|[rR]untimeOnly|[cC]lasspath|[aA]nnotationProcessor|[kK]apt|[kK]sp"
    r"|[cC]ompile|[rR]untime|[dD]evelopmentOnly))[\"']?\s*\(?\s*(?:(?:enforcedP|p)latform\s*\(\s*)?[\"'](?P<group>[\w.-]+):(?P<name>[\w.-]+)(?::(?P<version>[^\"'@:]*))?"
)
# A source set or flavour of one's own before the common word; those of platforms and of releases are what is shipped.
_VARIANT = re.compile(r"^(\w+?)(?:Implementation|Api|RuntimeOnly|Runtime|Compile)$")
_SHIPPED = frozenset({"main", "release", "jvm", "commonmain", "jvmmain", "androidmain", "kotlin", "android", "common"})
_REPOSITORY = re.compile(
    r"(?:\burl\b\s*=?\s*(?:uri\s*\(\s*)?|\bmaven\s*\(\s*(?:url\s*=\s*)?)[\"'](https?://[^\"'\s]+)[\"']"
)
_PUBLIC = re.compile(r"\b(mavenCentral|google|gradlePluginPortal|jcenter)\s*\(\s*\)")
# What plugins start from and fetch when the project is built (the manuals of the Jib, Spring Boot, Node and Download
# plugins for Gradle, read 2026-11-22): `from { image = "…" }`, `builder = "…"`, `distBaseUrl = "…"`, `src "https://…"`.
_STARTED_FROM = re.compile(
    r"(?:\bfrom\s*(?:\{\s*image\s*=|\.image\s*=|\.image\.set\()|\b(?:builder|runImage|baseImage)(?:\s*=|\.set\())\s*[\"']([^\"'$\s]+)[\"']"
)
_FETCHED = re.compile(
    r"\b(?:distBaseUrl|src|remoteInputSpec)(?:\s*=|\.set\(|\s*\(|\s)\s*[\"'](https?://[^\"'$\s]+)[\"']"
)
_STRING_OR_COMMENT = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|//[^\n]*|(?s:/\*.*?(?:\*/|\Z))")


def _claims(path: str) -> bool:
    return path.endswith((*_SCRIPTS, ".versions.toml", "gradle/wrapper/gradle-wrapper.properties"))


def _detect(view: FileView) -> Iterator[AnyObservation]:
    if view.name.endswith(".toml"):
        yield from _catalogue(view)
    elif view.name.endswith(".properties"):
        yield from _wrapper(view)
    else:
        yield from _script(view)


def _script(view: FileView) -> Iterator[AnyObservation]:
    # Comments become blanks of the same number of lines, so that offsets keep their line numbers.
    text = _STRING_OR_COMMENT.sub(lambda m: "\n" * m[0].count("\n") if m[0][0] == "/" else m[0], view.text)
    key = (view.folder or ".") if view.name.startswith("build.gradle") else ""
    if key:
        name = view.folder.rpartition("/")[2] or "root"
        yield Workload(at=view.place(), key=key, component=key, name=name, kind="package", build=view.folder)
    fetches, public, own, publishing = False, False, False, 0
    # Repositories of the settings script are those of every project of the build that names none.
    central = view.name.startswith("settings.gradle") and re.search(r"\bdependencyResolutionManagement\b", text)
    rule = ("adds" if _PUBLIC.search(text) else "replaces") if central else ""
    depth = 0
    for number, line in enumerate((raw[:4_000] for raw in text.split("\n")), 1):
        if re.match(r"\s*publishing\s*\{", line):
            publishing = depth + 1
        depth += line.count("{") - line.count("}")
        if publishing and depth < publishing:
            publishing = 0
        for found in _DEPENDENCY.finditer(line):
            named = line[found.end("configuration") : found.end("configuration") + 1] == '"'
            if line.count('"', 0, found.start()) % 2 and not named:
                continue  # inside a string
            fetches = True
            yield _requirement(view, key, number, found)
        public |= _PUBLIC.search(line) is not None
        for found in _REPOSITORY.finditer(line) if not publishing else ():
            own = True
            yield PackageSource(
                at=view.place(number),
                component=key,
                usage=Usage.BUILD,
                ecosystem=ECOSYSTEM,
                address=templated(found[1]),
                rule=rule,
            )
    yield from _by_plugins(view, key, text)
    # Without a repository of its own a script leaves the choice to the build's settings, most often the public default.
    if public or (fetches and not own):
        yield PackageSource(at=view.place(), component=key, usage=Usage.BUILD, ecosystem=ECOSYSTEM)


def _by_plugins(view: FileView, key: str, text: str) -> Iterator[AnyObservation]:
    """Where plugins get something when the project is built."""
    for pattern in (_STARTED_FROM, _FETCHED):
        for found in pattern.finditer(text):
            line = text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
            if line.count('"') % 2 or line.count("'") % 2:
                continue  # inside a string
            at = view.place(text.count("\n", 0, found.start(1)) + 1)
            if pattern is _FETCHED:
                yield Download(at=at, component=key, usage=Usage.BUILD, address=literal(found[1]))
            elif looks_like_image(found[1]):
                yield Image(at=at, component=key, usage=Usage.BUILD, reference=literal(found[1]), use="base")


def _requirement(view: FileView, key: str, number: int, found: re.Match[str]) -> Requirement:
    configuration = found["configuration"].lower()
    group, usage, condition = "", Usage.MAIN, ""
    variant = _VARIANT.match(found["configuration"])
    if configuration == "developmentonly":
        group, usage = "dev:development", Usage.DEV
    elif configuration.startswith(("test", "androidtest", "debug", "jmh", "benchmark")) or (
        variant and "test" in configuration
    ):
        group, usage = "dev:test", Usage.DEV
    elif configuration == "compileonlyapi":
        group, usage = "build", Usage.BUILD
    elif variant and variant[1].lower() not in _SHIPPED and not variant[1].endswith("Main"):
        group, usage, condition = f"extra:{variant[1]}", Usage.OPTIONAL, f"Gradle configuration `{variant[1]}`"
    elif configuration.endswith(("classpath", "annotationprocessor", "kapt", "ksp", "compileonly")):
        group, usage = "build", Usage.BUILD
    version = found["version"] or ""
    return Requirement(
        at=view.place(number), component=key, usage=usage, condition=condition, ecosystem=ECOSYSTEM,
        name=f"{found['group']}:{found['name']}",
        version=version, group=group, pinned=re.fullmatch(r"\d[\w.-]*", version) is not None,
    )  # fmt: skip


def _catalogue(view: FileView) -> Iterator[AnyObservation]:
    """`[libraries]` of a version catalogue; a version named elsewhere in it is put in."""
    leaves = list(toml_leaves(view.text))
    versions = {leaf.path[1]: leaf.text for leaf in leaves if leaf.path[0] == "versions" and len(leaf.path) == 2}
    entries: dict[str, dict[str, Leaf]] = {}
    for leaf in leaves:
        if leaf.path[0] == "libraries" and len(leaf.path) >= 2:
            entries.setdefault(leaf.path[1], {})[".".join(leaf.path[2:])] = leaf
    for parts in entries.values():
        first = next(iter(parts.values()))
        module = parts[""].text if "" in parts else parts["module"].text if "module" in parts else ""
        if not module and "group" in parts and "name" in parts:
            module = f"{parts['group'].text}:{parts['name'].text}"
        pieces = module.split(":")
        if len(pieces) < 2:
            continue
        version = pieces[2] if len(pieces) > 2 else parts["version"].text if "version" in parts else ""
        if "version.ref" in parts:
            version = versions.get(parts["version.ref"].text, "")
        yield Requirement(
            at=view.place(first.line), ecosystem=ECOSYSTEM, name=":".join(pieces[:2]), version=version,
            pinned=re.fullmatch(r"\d[\w.-]*", version) is not None,
        )  # fmt: skip


def _wrapper(view: FileView) -> Iterator[Download]:
    found = {setting.key: setting for setting in settings(view.lines)}
    url = found.get("distributionUrl")
    if url is not None:
        yield Download(
            at=view.place(url.line), usage=Usage.BUILD, address=literal(url.value.replace("\\", "")),
            checked="distributionSha256Sum" in found,
        )  # fmt: skip


DETECTOR = Detector(id="gradle", title="Gradle build", evidence=EvidenceKind.MANIFESTS, claims=_claims, detect=_detect)
