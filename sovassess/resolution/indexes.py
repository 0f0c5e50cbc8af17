"""Which index a project's packages come from: its settings, its lock file, or the default. It knows no owner.

Settings hold for their folder, and for the folders below where the tool looks upward for them: Cargo ("Configuration",
"Hierarchical structure"), NuGet ("Common NuGet configurations"), Maven (`.mvn` of the root) and Gradle (the settings
script). npm takes the settings of the project's root, which a workspace member shares with the lock file above it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sovassess.model.observations import LockState, PackageSource
from sovassess.model.scan import FileObservations

_LOOKS_UPWARD = frozenset({"cargo", "nuget", "maven"})
_SETTINGS_FOLDERS = frozenset({".cargo", ".mvn", ".nuget", ".m2", ".bundle"})
# A build file that sets a variable speaks for what it builds itself, and for no other folder.
_BUILD_FILES = ("dockerfile",)
_PROJECT_FILES = frozenset(
    "cargo composer conda gemfile go-mod gradle lockfiles maven nuget package-json pip-requirements pyproject".split()
)
PROJECT_INDEX = "project index"


class Indexes:
    """The package sources of a tree, by the folder and ecosystem that they hold for."""

    def __init__(self) -> None:
        self._replacing: dict[tuple[str, str], list[tuple[FileObservations, PackageSource]]] = defaultdict(list)
        # Whether the sources in a lock file have addresses of their own.
        self._locked: dict[tuple[str, str], set[bool]] = defaultdict(set)
        self._lock_files: set[tuple[str, str]] = set()
        self._named: set[tuple[str, str]] = set()

    def add(self, file: FileObservations, observation: PackageSource | LockState) -> None:
        """Enter what one file says."""
        key = (_folder(file.path), observation.ecosystem)
        if isinstance(observation, LockState):
            self._lock_files.add(key)
        elif observation.rule == "replaces":
            self._replacing[key].append((file, observation))
        elif file.detector == "lockfiles":
            self._locked[key].add(observation.address is not None)
        elif observation.address is not None and not observation.rule:
            self._named.add(key)

    def replacement(self, path: str, ecosystem: str) -> list[tuple[FileObservations, PackageSource]]:
        """The sources that stand in for the public default in the folder of a file, [] for none."""
        for folder in self._folders(path, ecosystem):
            found = self._replacing.get((folder, ecosystem), [])
            near = [one for one in found if one[0].detector not in _BUILD_FILES or folder == _folder(path)]
            if near:
                return near
        return []

    def stands(self, file: FileObservations, source: PackageSource) -> bool:
        """Whether a source is asked: a named one is; the default, unless a file of the project names others instead."""
        follows = source.condition == PROJECT_INDEX
        if source.address is not None or not (follows or file.detector in _PROJECT_FILES):
            return True
        if self.replacement(file.path, source.ecosystem):
            return False
        # A command's own folder, or the root, where pipelines begin.
        if follows and not self._named.isdisjoint({(folder, source.ecosystem) for folder in (_folder(file.path), "")}):
            return False
        # What a lock file has written down is what is fetched.
        locked = (self._locked.get((folder, source.ecosystem)) for folder in self._folders(file.path, source.ecosystem))
        return next((sources for sources in locked if sources), {False}) != {True}

    def _folders(self, path: str, ecosystem: str) -> Iterator[str]:
        folder = _folder(path)
        yield folder
        upward = ecosystem in _LOOKS_UPWARD or (ecosystem == "npm" and (folder, ecosystem) not in self._lock_files)
        while folder and upward:
            folder = folder.rpartition("/")[0]
            yield folder


def _folder(path: str) -> str:
    """The folder that a file speaks for; one that only holds settings speaks for the one around it."""
    folder = path.rpartition("/")[0]
    above, _, name = folder.rpartition("/")
    return above if name in _SETTINGS_FOLDERS else folder
