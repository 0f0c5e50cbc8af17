"""Detect what Python project files ask for and from where: pyproject.toml, setup.cfg, setup.py, Pipfile; it runs none.

Formats: Python Packaging User Guide ("pyproject.toml specification", "Dependency Groups"), Poetry, PDM and uv manuals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from sovassess.detectors.detector import Detector
from sovassess.formats.addresses import is_public_index, templated
from sovassess.formats.leaves import Leaf, toml_leaves
from sovassess.formats.requirements import PythonRequirement, normalised, requirement
from sovassess.formats.settings_lines import settings
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import AnyObservation, Download, PackageSource, Requirement, Workload
from sovassess.model.values import literal
from sovassess.source.view import FileView

ECOSYSTEM = "pypi"
# Extras and groups that nobody installs to run the software.
_TOOLING = re.compile(
    r"(^|[-_])(dev|devel|develop|development|tests?|testing|lint|linters?|linting|typing|types?|mypy|docs?|documentation|ci|"
    r"bench|benchmarks?|format|fmt|check|checks|coverage|release|build|tools?|tooling|debug|notebooks?|examples?|quality|"
    r"pre-commit|local)([-_]|$)",
    re.IGNORECASE,
)
_NAMES = frozenset(("pyproject.toml", "setup.cfg", "setup.py", "Pipfile"))
# Lists that a setup script is given as they are; what it works out is not read.
_GIVEN = re.compile(r"\b(install_requires|setup_requires|tests_require)\s*=\s*\[([^\]\[]*(?:\[[^\]\[]*\][^\]\[]*)*)\]")
_EXTRAS = re.compile(r"\bextras_require\s*=\s*\{([^{}]*)\}")
_EXTRA = re.compile(r"[\"']([\w.-]+)[\"']\s*:\s*\[([^\]\[]*(?:\[[^\]\[]*\][^\]\[]*)*)\]")
_TEXT = re.compile(r"#[^\n]*|\"([^\"\n]*)\"|'([^'\n]*)'")
# Documentation and comments, beside strings, which stay.
_NOT_CODE = re.compile(r"(?s:\"\"\".*?\"\"\"|\'\'\'.*?\'\'\')|(\"[^\"\n]*\"|\'[^\'\n]*\')|#[^\n]*")
_SETUP_GROUPS = {"install_requires": "", "setup_requires": "build", "tests_require": "dev:test"}


class _Wanted(Struct, frozen=True):
    """One requirement with its group and line."""

    requirement: PythonRequirement
    group: str
    line: int


def _claims(path: str) -> bool:
    return path.rpartition("/")[2] in _NAMES


def _detect(view: FileView) -> Iterator[AnyObservation]:
    if view.name == "setup.cfg":
        yield from _reported(view, list(_setup_cfg(view)), [], "")
        return
    if view.name == "setup.py":
        yield from _reported(view, list(_setup_script(view.text)), [], "")
        return
    leaves = list(toml_leaves(view.text))
    wanted = list(_pipfile(leaves) if view.name == "Pipfile" else _pyproject(leaves))
    name = next((leaf.text for leaf in leaves if leaf.path in (("project", "name"), ("tool", "poetry", "name"))), "")
    yield from _reported(view, wanted, list(_sources(leaves)), name)


def _reported(
    view: FileView, wanted: list[_Wanted], sources: list[tuple[Leaf, bool]], name: str
) -> Iterator[AnyObservation]:
    key = (view.folder or ".") if name else ""
    if name:
        yield Workload(at=view.place(), key=key, component=key, name=name, kind="package", build=view.folder)
    for item in wanted:
        at, (usage, condition) = view.place(item.line), _usage(item.group)
        needed = item.requirement
        yield Requirement(
            at=at, component=key, usage=usage, condition=condition, ecosystem=ECOSYSTEM, name=needed.name,
            version=needed.version, group=item.group, pinned=needed.pinned,
        )  # fmt: skip
        if needed.url.startswith(("http", "git+", "ssh", "hg+")):
            fixed = re.search(r"@(?:[0-9a-f]{7,40}|v?\d[\w.+-]*)(?:#|$)", needed.url)
            moving = needed.url.startswith(("git+", "hg+", "ssh")) and fixed is None
            address = literal(re.sub(r"^(?:git|hg)\+", "", needed.url))
            usage = Usage.BUILD if usage is Usage.MAIN else usage
            yield Download(at=at, component=key, usage=usage, condition=condition, address=address, moving=moving)
    for leaf, _ in sources:
        index = None if is_public_index(ECOSYSTEM, leaf.text) else templated(leaf.text)
        at = view.place(leaf.line)
        yield PackageSource(at=at, component=key, usage=Usage.BUILD, ecosystem=ECOSYSTEM, address=index)
    if wanted and not any(replaces for _, replaces in sources):
        yield PackageSource(at=view.place(), component=key, usage=Usage.BUILD, ecosystem=ECOSYSTEM)


def _usage(group: str) -> tuple[Usage, str]:
    kind, _, name = group.partition(":")
    match kind:
        case "dev":
            return Usage.DEV, ""
        case "extra":
            return Usage.OPTIONAL, f"extra `{name}`"
        case "build":
            return Usage.BUILD, ""
        case _:
            return Usage.MAIN, ""


def _group(name: str, *, shipped: bool = False) -> str:
    """A named group: of tools, or something that is installed on request, or always where it is `shipped`."""
    return f"dev:{name}" if _TOOLING.search(name) else "" if shipped else f"extra:{name}"


def _pyproject(leaves: list[Leaf]) -> Iterator[_Wanted]:
    for leaf in leaves:
        match leaf.path:
            case ("project", "dependencies", _):
                yield from _plain(leaf, "")
            case ("project", "optional-dependencies", name, _):
                yield from _plain(leaf, _group(name))
            case ("dependency-groups", name, _):
                yield from _plain(leaf, _group(name))
            case ("tool", "pdm", "dev-dependencies", name, _):
                yield from _plain(leaf, f"dev:{name}")
            case ("tool", "uv", "dev-dependencies", _):
                yield from _plain(leaf, "dev:dev")
            case ("build-system", "requires", _):
                yield from _plain(leaf, "build")
            case _:
                pass
    extras = {
        normalised(leaf.text): leaf.path[3]
        for leaf in leaves
        if leaf.path[:3] == ("tool", "poetry", "extras") and leaf.text
    }
    for wanted in _tables(leaves, ("tool", "poetry", "dependencies"), ""):
        extra = extras.get(wanted.requirement.name, "") if wanted.group else ""
        yield _Wanted(wanted.requirement, f"extra:{extra}", wanted.line) if extra else wanted
    yield from _tables(leaves, ("tool", "poetry", "dev-dependencies"), "dev:dev")
    groups = {leaf.path[3] for leaf in leaves if leaf.path[:3] == ("tool", "poetry", "group") and len(leaf.path) > 4}
    asked = {leaf.path[3] for leaf in leaves if leaf.path[:3] + leaf.path[4:] == _ASKED_FOR and leaf.value is True}
    for name in sorted(groups):
        group = _group(name, shipped=name not in asked)
        yield from _tables(leaves, ("tool", "poetry", "group", name, "dependencies"), group)


_ASKED_FOR = ("tool", "poetry", "group", "optional")
_NO_PACKAGES = frozenset({"source", "requires", "scripts", "pipenv", "packages", "dev-packages"})


def _pipfile(leaves: list[Leaf]) -> Iterator[_Wanted]:
    yield from _tables(leaves, ("packages",), "")
    yield from _tables(leaves, ("dev-packages",), "dev:dev")
    for name in sorted(
        {leaf.path[0] for leaf in leaves} - _NO_PACKAGES
    ):  # categories (pipenv, "Package Category Groups")
        yield from _tables(leaves, (name,), _group(name))


def _setup_script(text: str) -> Iterator[_Wanted]:
    """The lists that a setup script is given where they stand."""
    text = _NOT_CODE.sub(lambda one: one[1] or "\n" * one[0].count("\n"), text)
    found = [(_SETUP_GROUPS[one[1]], one.start(2), one[2]) for one in _GIVEN.finditer(text)]
    for extras in _EXTRAS.finditer(text):
        inner = _EXTRA.finditer(extras[1])
        found += [(_group(one[1]), extras.start(1) + one.start(2), one[2]) for one in inner]
    for group, start, listed in sorted(found, key=lambda one: one[1]):
        for written in _TEXT.finditer(listed):
            needed = requirement(written[1] or written[2] or "")
            if needed is not None:
                yield _Wanted(needed, group, text.count("\n", 0, start + written.start()) + 1)


def _plain(leaf: Leaf, group: str) -> Iterator[_Wanted]:
    needed = requirement(leaf.text) if leaf.text else None
    if needed is not None:
        yield _Wanted(needed, group, leaf.line)


def _tables(leaves: list[Leaf], prefix: tuple[str, ...], group: str) -> Iterator[_Wanted]:
    """`name = "^1"` or `name = { version = "^1", optional = true, git = "…" }` below a table."""
    depth = len(prefix)
    found: dict[str, dict[str, Leaf]] = {}
    for leaf in leaves:
        if leaf.path[:depth] == prefix and len(leaf.path) > depth:
            found.setdefault(leaf.path[depth], {}).setdefault(leaf.path[-1] if len(leaf.path) > depth + 1 else "", leaf)
    for name, parts in found.items():
        if name == "python":
            continue
        version = (parts.get("") or parts.get("version") or next(iter(parts.values()))).text
        version = "" if "version" not in parts and "" not in parts else version
        url = next((parts[key].text for key in ("git", "url") if key in parts), "")
        if "git" in parts:
            reference = next((parts[key].text for key in ("rev", "tag") if key in parts), "")
            url = f"git+{url}@{reference}" if reference else f"git+{url}"
        optional = "optional" in parts and parts["optional"].value is True
        line = next(iter(parts.values())).line
        exact = re.fullmatch(r"={0,2}\d+(?:\.\w+)+", version) is not None
        shown = f"=={version.lstrip('=')}" if exact else version
        yield _Wanted(
            PythonRequirement(normalised(name), shown, url), "extra:optional" if optional and not group else group, line
        )


def _sources(leaves: list[Leaf]) -> Iterator[tuple[Leaf, bool]]:
    """The indexes that a file names, each with whether it takes the place of the public one."""
    by_table: dict[tuple[str, ...], dict[str, Leaf]] = {}
    for leaf in leaves:
        by_table.setdefault(leaf.path[:-1], {})[leaf.path[-1] if leaf.path else ""] = leaf
        match leaf.path:
            case ("tool", "uv", "index-url") | ("tool", "uv", "pip", "index-url"):
                yield leaf, True
            case ("tool", "uv", "extra-index-url" | "find-links", _):
                yield leaf, False
            case _:
                pass
    for path, table in by_table.items():
        if "url" not in table or not table["url"].text:
            continue
        match path:
            case ("tool", "uv", "index", _):
                yield table["url"], table["default"].value is True if "default" in table else False
            case ("tool", "poetry", "source", _):
                priority = table["priority"].text if "priority" in table else "primary"
                yield table["url"], priority in ("primary", "default")
            case ("tool", "pdm", "source", _):
                yield table["url"], "name" in table and table["name"].text == ECOSYSTEM
            case ("source", _):
                yield table["url"], True
            case _:
                pass


def _setup_cfg(view: FileView) -> Iterator[_Wanted]:
    for setting in settings(view.lines):
        group = None
        if setting.section == "options":
            group = {"install_requires": "", "setup_requires": "build", "tests_require": "dev:test"}.get(setting.key)
        elif setting.section == "options.extras_require":
            group = _group(setting.key)
        needed = requirement(setting.value) if group is not None and setting.value else None
        if needed is not None and group is not None:
            yield _Wanted(needed, group, setting.line)


DETECTOR = Detector(
    id="pyproject",
    title="Python project",
    evidence=EvidenceKind.MANIFESTS,
    claims=_claims,
    detect=_detect,
)
