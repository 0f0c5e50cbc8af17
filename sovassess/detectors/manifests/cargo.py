"""Detect what Rust crates require and from where: Cargo.toml and .cargo/config.toml; it follows no workspace.

Format: The Cargo Book, "Specifying Dependencies" and "Source Replacement".
"""

from __future__ import annotations

from collections.abc import Iterator

from sovassess.detectors.detector import Detector
from sovassess.formats.leaves import Leaf, toml_leaves
from sovassess.model.enums import EvidenceKind, Usage
from sovassess.model.observations import AnyObservation, Download, PackageSource, Requirement, Workload
from sovassess.model.values import literal
from sovassess.source.view import FileView

ECOSYSTEM = "cargo"
_REPLACED = ("replace-with",)
_TABLES = {
    "dependencies": ("", Usage.MAIN),
    "dev-dependencies": ("dev:dev", Usage.DEV),
    "build-dependencies": ("build", Usage.BUILD),
}


def _claims(path: str) -> bool:
    return path.rpartition("/")[2] == "Cargo.toml" or path.endswith((".cargo/config.toml", ".cargo/config"))


def _detect(view: FileView) -> Iterator[AnyObservation]:
    leaves = list(toml_leaves(view.text))
    if view.name != "Cargo.toml":
        yield from _sources(view, leaves)
        return
    name = next((leaf.text for leaf in leaves if leaf.path == ("package", "name")), "")
    key = (view.folder or ".") if name else ""
    if name:
        yield Workload(at=view.place(), key=key, component=key, name=name, kind="package", build=view.folder)
    found: dict[tuple[str, str], dict[str, Leaf]] = {}
    for leaf in leaves:
        place = next((i for i, part in enumerate(leaf.path[:-1]) if part in _TABLES), None)
        if place is not None and (place == 0 or leaf.path[0] in ("target", "workspace")):
            named = (leaf.path[place], leaf.path[place + 1])
            found.setdefault(named, {}).setdefault(leaf.path[place + 2] if len(leaf.path) > place + 2 else "", leaf)
    features = _features(leaves)
    for (table, crate), parts in found.items():
        yield from _requirement(view, key, (table, crate, features.get(crate, crate)), parts)
    if any("path" not in parts and "workspace" not in parts for parts in found.values()):
        yield PackageSource(at=view.place(), component=key, usage=Usage.BUILD, ecosystem=ECOSYSTEM)


def _features(leaves: list[Leaf]) -> dict[str, str]:
    """By optional crate: the feature that brings it in, "" where the default features do."""
    listed: dict[str, list[str]] = {}
    for leaf in leaves:
        if leaf.path[:1] == ("features",) and len(leaf.path) > 1 and leaf.text:
            listed.setdefault(leaf.path[1], []).append(leaf.text)
    on, todo = set[str](), ["default"]
    while todo:
        name = todo.pop()
        if name not in on:
            on.add(name)
            todo += listed.get(name, [])
    out: dict[str, str] = {}
    for feature in sorted(listed, key=lambda name: (name not in on, name)):
        for word in listed[feature]:
            # `crate?/feature` turns on a feature of a crate that something else has brought in.
            crate = word.removeprefix("dep:").partition("/")[0]
            if "?" not in crate:
                out.setdefault(crate, "" if feature in on else feature)
    return out


def _requirement(
    view: FileView, key: str, named: tuple[str, str, str], parts: dict[str, Leaf]
) -> Iterator[AnyObservation]:
    table, crate, feature = named
    if "path" in parts and "version" not in parts:
        return
    group, usage = _TABLES[table]
    condition = ""
    if "optional" in parts and parts["optional"].value is True and feature:
        group, usage, condition = group or f"extra:{feature}", Usage.OPTIONAL, f"feature `{feature}`"
    version = parts.get("") or parts.get("version")
    at = view.place(next(iter(parts.values())).line)
    name = parts["package"].text if "package" in parts else crate
    text = version.text if version else ""
    yield Requirement(
        at=at, component=key, usage=usage, condition=condition, ecosystem=ECOSYSTEM, name=name, version=text,
        group=group, pinned=text.startswith("=") and "," not in text,
    )  # fmt: skip
    if "git" in parts:
        yield Download(
            at=at, component=key, usage=usage if usage is not Usage.MAIN else Usage.BUILD, condition=condition,
            address=literal(parts["git"].text), moving="rev" not in parts and "tag" not in parts,
        )  # fmt: skip


def _sources(view: FileView, leaves: list[Leaf]) -> Iterator[PackageSource]:
    # What stands in for the public registry, perhaps by several steps.
    steps = {leaf.path[1]: leaf.text for leaf in leaves if leaf.path[:1] == ("source",) and leaf.path[2:] == _REPLACED}
    chosen = "crates-io"
    for _ in range(len(steps)):
        chosen = steps.get(chosen, chosen)
    for leaf in leaves:
        rule = "replaces" if leaf.path[:2] == ("source", chosen) and chosen != "crates-io" else "adds"
        match leaf.path:
            case ("source" | "registries", _, "registry" | "index") if "://" in leaf.text:
                address = leaf.text.removeprefix("sparse+")
            case ("source", _, "directory" | "local-registry") if rule == "replaces":
                address = f"file:{leaf.text}"
            case _:
                continue
        yield PackageSource(
            at=view.place(leaf.line), usage=Usage.BUILD, ecosystem=ECOSYSTEM, address=literal(address), rule=rule
        )


DETECTOR = Detector(id="cargo", title="Rust crate", evidence=EvidenceKind.MANIFESTS, claims=_claims, detect=_detect)
