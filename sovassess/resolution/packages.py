"""Which packages the tree requires and in what set, and which modules are its own. It knows no vendor."""

from __future__ import annotations

from collections.abc import Sequence

from sovassess.catalog.libraries import package_name
from sovassess.catalog.model import Sdk
from sovassess.model.enums import Context, Usage
from sovassess.model.observations import LockState, PackageSource, Requirement
from sovassess.model.scan import FileObservations
from sovassess.resolution.indexes import Indexes

_SYSTEM = ("deb", "rpm", "apk")


class Packages:
    """The requirements and the Python modules of a scan."""

    def __init__(self, files: Sequence[FileObservations], paths: Sequence[str]) -> None:
        self._main_packages: set[tuple[str, str]] = set()
        self._extra_packages: set[tuple[str, str]] = set()
        self.indexes = Indexes()
        # Path of the file, whether it names an address, whether it is a build file itself.
        self._system_sources: list[tuple[str, bool, bool]] = []
        self._modules = {path for path in paths if path.endswith(".py")}
        for file in files:
            if file.context is Context.PRODUCTION:
                for observation in file.observations:
                    if isinstance(observation, Requirement):
                        self._collect(observation)
                    elif isinstance(observation, PackageSource) and observation.ecosystem in _SYSTEM:
                        if observation.usage is not Usage.OPTIONAL:
                            build = file.detector != "package-repositories"
                            self._system_sources.append((file.path, observation.address is not None, build))
                    elif isinstance(observation, PackageSource | LockState):
                        self.indexes.add(file, observation)

    def _collect(self, requirement: Requirement) -> None:
        key = (requirement.ecosystem, package_name(requirement.ecosystem, requirement.name))
        if not requirement.group and requirement.usage is Usage.MAIN:
            self._main_packages.add(key)
        elif requirement.group.startswith("extra:"):
            self._extra_packages.add(key)

    def patched_inside(self, path: str) -> bool:
        """True if a build file takes its system packages from addresses that the tree names, and from no default."""
        folder = path.rpartition("/")[0]
        own = [system for system in self._system_sources if system[0] == path or not system[2]]
        near = [system for system in own if system[0] == path or system[0].startswith(f"{folder}/".lstrip("/"))]
        found = near or own
        return bool(found) and all(address for _, address, _ in found)

    def in_extras_only(self, sdk: Sdk) -> bool:
        """True if the library comes with an optional extra and with nothing else."""
        keys = {(eco, package_name(eco, name)) for eco, names in sdk.packages.items() for name in names}
        return bool(keys & self._extra_packages) and not keys & self._main_packages

    def is_required(self, sdk: Sdk) -> bool:
        """True if a manifest requires the library outright, neither as an extra nor for development."""
        keys = {(eco, package_name(eco, name)) for eco, names in sdk.packages.items() for name in names}
        return bool(keys & self._main_packages)

    def is_first_party(self, file: FileObservations, language: str, name: str) -> bool:
        """True for a Python module that the tree itself has where the interpreter would find it first: beside a script,
        or at the root of the tree or of its source folder."""
        if language != "python":
            return False
        top = name.partition(".")[0]
        folder = file.path.rpartition("/")[0]
        beside = [folder] if f"{folder}/__init__.py".lstrip("/") not in self._modules else []
        for root in dict.fromkeys([*beside, "", "src"]):
            base = f"{root}/{top}".lstrip("/")
            if file.path != f"{base}.py" and (f"{base}.py" in self._modules or f"{base}/__init__.py" in self._modules):
                return True
        return False
