"""Items of kind `project`: folders whose packages are managed, with what locks them and where packages come from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from sovassess.graph.subject import Subject
from sovassess.model.enums import Operator, Usage
from sovassess.model.items import FieldValue, Item
from sovassess.model.observations import LockState, PackageSource, Requirement
from sovassess.model.scan import FileObservations

Key: TypeAlias = tuple[str, str]

_SYSTEM = ("deb", "rpm", "apk", "terraform")
# Whose resolver takes exactly the version that is written, so that a range is the only thing that moves: Maven
# (Introduction to the Dependency Mechanism) and NuGet (How NuGet resolves package dependencies: lowest applicable).
_EXACT_BY_RULE = ("maven", "nuget")
# Cargo looks upward for the workspace whose one lock file covers a member (The Cargo Book, Workspaces).
_LOCKED_FROM_ABOVE = ("cargo",)
_MOVING = ("[", "(", "*", "+", "LATEST", "RELEASE", "-SNAPSHOT")


def projects(subject: Subject) -> Iterator[Item]:
    """One item for each folder and ecosystem whose packages are managed."""
    states: dict[Key, list[LockState]] = defaultdict(list)
    cited: dict[Key, list[str]] = defaultdict(list)
    operators: dict[Key, set[str]] = defaultdict(set)
    versions: dict[Key, list[str]] = defaultdict(list)
    for file, state in subject.observed(LockState):
        key = (state.project, state.ecosystem)
        states[key].append(state)
        cited[key] += subject.cite(state, file)
    for file, required in subject.observed(Requirement):
        if required.usage is Usage.MAIN:
            versions[(file.path.rpartition("/")[0], required.ecosystem)].append(required.version)
    indexes = subject.scene.packages.indexes
    for file, source in subject.observed(PackageSource):
        if source.ecosystem in _SYSTEM or file.detector in ("dockerfile", "shell") or source.rule == "replaces":
            continue  # what holds for a folder is taken up by the projects in it
        key = (file.path.rpartition("/")[0], source.ecosystem)
        if source.rule == "adds" and key not in versions and key not in states:
            continue
        stands = indexes.stands(file, source)
        for origin, taken in [(file, source)] if stands else indexes.replacement(file.path, key[1]):
            cited[key] += subject.cite(taken, origin)
            operators[key].add(_operator(subject, origin, taken))
    for key in sorted(cited):
        folder, ecosystem = key
        found = _states_of(key, states)
        whose = operators.get(key) or {Operator.VENDOR.value}
        evidence = tuple(dict.fromkeys(cited[key]))
        fields: dict[str, FieldValue] = {
            "ecosystem": ecosystem,
            "locked": any(state.locked for state in found)
            if found
            else _unlocked(key, states, _written(key, versions)),
            "hashed": any(state.hashed for state in found) if found else None if _above(key, states) else False,
            "source_operated_by": next(iter(whose)) if len(whose) == 1 else "vendor" if "vendor" in whose else None,
        }
        name = f"{folder or 'root'} ({ecosystem})"
        where = subject.where(evidence)
        yield Item(
            kind="project", id=f"{folder or '.'}:{ecosystem}", name=name, fields=fields, evidence=evidence, where=where
        )


def _states_of(key: Key, states: Mapping[Key, Sequence[LockState]]) -> Sequence[LockState]:
    """What is known of the lock of a project: from its own folder, or from the workspace that it is a member of."""
    if key in states or key[1] not in _LOCKED_FROM_ABOVE:
        return states.get(key, ())
    return _above(key, states)


def _above(key: Key, states: Mapping[Key, Sequence[LockState]]) -> Sequence[LockState]:
    """The lock of the nearest folder above, for the same ecosystem."""
    folder, ecosystem = key
    while folder:
        folder = folder.rpartition("/")[0]
        if (folder, ecosystem) in states:
            return states[(folder, ecosystem)]
    return ()


def _written(key: Key, versions: Mapping[Key, Sequence[str]]) -> Sequence[str]:
    """The versions that a project's own files write, else those of the catalogue that its build shares (Gradle User
    Manual, "Version catalogs": `gradle/libs.versions.toml` of the root)."""
    folder, ecosystem = key
    while not versions.get(key) and ecosystem == "maven":
        shared = versions.get((f"{folder}/gradle".lstrip("/"), ecosystem))
        if shared or not folder:
            return shared or ()
        folder = folder.rpartition("/")[0]
    return versions.get(key, ())


def _unlocked(key: Key, states: Mapping[Key, Sequence[LockState]], versions: Sequence[str]) -> bool | None:
    """Whether versions are fixed without a lock file of one's own; None where a lock file above may cover them."""
    if key[1] in _EXACT_BY_RULE:
        return not any(sign in version for version in versions for sign in _MOVING) if versions else None
    return None if _above(key, states) else False


def _operator(subject: Subject, file: FileObservations, source: PackageSource) -> str:
    if source.address is None:
        return Operator.VENDOR.value
    if (source.address.literal or "").startswith("file:"):
        return Operator.SELF.value  # kept in the tree
    for resolved in subject.scene.texts(source.address, file, source):
        target = subject.scene.address(resolved.text)
        if target is not None:
            return target.operated_by.value
    return Operator.UNKNOWN.value
