"""Which units are built and run, and which of them a file's code belongs to.

A workload that is declared with its build folder and the build file in that folder are one component. Code belongs to
the component whose build folder or package root contains it, the deepest first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from posixpath import basename, dirname

from msgspec import Struct
from msgspec.structs import replace

from sovassess.model.dependencies import Component
from sovassess.model.enums import Context, Usage
from sovassess.model.observations import LockState, Place, Requirement, Workload
from sovassess.model.scan import FileObservations
from sovassess.resolution.asked_for import optional_folder, optional_folders
from sovassess.resolution.cluster_names import hosts_by_selection
from sovassess.resolution.component_images import bases_of, images_by_component, last_segment

RUNNING = ("service", "workload", "workflow")
_PACKAGE_FILES = ("pyproject.toml", "package.json", "go.mod", "Cargo.toml", "pom.xml", "composer.json", "Gemfile")


class Declared(Struct, frozen=True):
    """A component with what resolution needs of it. `code` are folders whose code it runs, `hosts` its names, `bases`
    the images that the ones built for it stand on."""

    component: Component
    workload: Workload | None
    context: Context
    code: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    at: Place | None = None
    optional: bool = False
    bases: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The component's id."""
        return self.component.id

    @property
    def runs(self) -> bool:
        """True for what is deployed, False for what is only built."""
        return self.component.kind in RUNNING


class Components:
    """All components of a scan."""

    def __init__(
        self,
        declared: Iterable[Declared],
        ids: dict[tuple[str, str], tuple[str, ...]],
        names: frozenset[str] = frozenset(),
    ) -> None:
        self._names = names
        self.declared = tuple(sorted(declared, key=lambda entry: entry.id))
        self.by_id = {entry.id: entry for entry in self.declared}
        self.ids = ids
        self._by_folder: dict[str, list[Declared]] = defaultdict(list)
        for entry in self.declared:
            for folder in entry.code:
                self._by_folder[folder].append(entry)
        self._by_host: dict[str, list[Declared]] = defaultdict(list)
        for entry in self.declared:
            if entry.runs:
                for host in entry.hosts:
                    self._by_host[host.lower()].append(entry)

    def of_observation(self, path: str, key: str) -> tuple[str, ...]:
        """Ids of the components that an observation names, or that its file belongs to."""
        if key and (path, key) in self.ids:
            return self.ids[path, key]
        return self.of_file(path)

    def of_file(self, path: str) -> tuple[str, ...]:
        """Ids of the components whose code contains the file: what is deployed before what is only built."""
        folder = path.rpartition("/")[0]
        while True:
            found = self._by_folder.get(folder)
            if found:
                running = [entry.id for entry in found if entry.runs]
                return tuple(running or [entry.id for entry in found])
            if not folder:
                return ()
            folder = folder.rpartition("/")[0]

    def has_name(self, host: str) -> bool:
        """True for a host name that the tree declares, whether or not it tells which component answers there."""
        lowered = host.lower()
        return lowered in self._names or lowered in self._by_host

    def at_host(self, host: str) -> tuple[Declared, ...]:
        """The components that a host name reaches: `vllm`, `vllm.ai`, `vllm.ai.svc.cluster.local`."""
        lowered = host.lower()
        found = self._by_host.get(lowered)
        if not found and (".svc" in lowered or lowered in self._names):
            found = self._by_host.get(lowered.partition(".")[0])
        return tuple(found or ())


def assemble(files: Sequence[FileObservations]) -> Components:
    """The components that the observations declare."""
    workloads = [
        (file, observation)
        for file in files
        for observation in file.observations
        if isinstance(observation, Workload)
        and file.context not in (Context.TEST, Context.DOCS)
        and not _is_only_a_name(file, observation)
    ]
    images = images_by_component(files)
    optional = optional_folders(files)
    ids: dict[tuple[str, str], tuple[str, ...]] = {}
    declared: dict[str, Declared] = {}
    builds = [(file, w) for file, w in workloads if w.kind == "image"]
    packages = [(file, w) for file, w in workloads if w.kind == "package"]
    others = [(file, w) for file, w in workloads if w.kind not in ("image", "package")]
    folders = _build_folders(builds)
    for file, workload in others:
        entry = _declared(file, workload, images, folders, optional)
        declared[entry.id] = _merged(declared.get(entry.id), entry)
        ids[file.path, workload.key] = (entry.id,)
    _add_builds(builds, declared, ids, lambda file, build: _declared(file, build, images, folders, optional))
    for file, workload in packages:
        folder = "" if workload.key == "." else workload.key
        users = tuple(sorted(entry.id for entry in declared.values() if folder in entry.code))
        if not users:
            entry = _declared(file, workload, images, folders, optional)
            declared.setdefault(entry.id, entry)
            users = (entry.id,)
        ids[file.path, workload.key] = users
    _add_packages(files, declared)
    _add_hosts(files, declared, ids)
    names = frozenset(
        host.lower()
        for file in files
        for observation in file.observations
        if isinstance(observation, Workload) and _is_only_a_name(file, observation) and observation.external is None
        for host in observation.hosts
    )
    return Components(declared.values(), ids, names)


def _add_hosts(
    files: Sequence[FileObservations], declared: dict[str, Declared], ids: dict[tuple[str, str], tuple[str, ...]]
) -> None:
    """A workload is reached by the services of other files that select it."""
    for place, hosts in hosts_by_selection(files).items():
        for identifier in ids.get(place, ()):
            entry = declared[identifier]
            declared[identifier] = replace(entry, hosts=tuple(dict.fromkeys((*entry.hosts, *hosts))))


def _add_builds(
    builds: Sequence[tuple[FileObservations, Workload]],
    declared: dict[str, Declared],
    ids: dict[tuple[str, str], tuple[str, ...]],
    made: Callable[[FileObservations, Workload], Declared],
) -> None:
    """A build belongs to whoever runs what it builds; one that nobody runs is a component of its own."""
    for file, workload in builds:
        users = tuple(
            sorted(entry.id for entry in declared.values() if entry.runs and _uses(entry, workload, file.path))
        )
        if users:
            ids[file.path, workload.key] = users
            for user in users:
                declared[user] = replace(declared[user], bases=(*declared[user].bases, *bases_of(file)))
            continue
        entry = made(file, workload)
        declared[entry.id] = entry
        ids[file.path, workload.key] = (entry.id,)


def _is_only_a_name(file: FileObservations, workload: Workload) -> bool:
    """A Kubernetes Service whose workload is declared elsewhere is a name and no component."""
    if file.detector != "kubernetes" or workload.kind != "service":
        return False
    return workload.image is None and not workload.build and not workload.command


def _declared(
    file: FileObservations,
    workload: Workload,
    images: dict[tuple[str, str], tuple[str, ...]],
    folders: dict[str, set[str]],
    optional_folders: frozenset[str],
) -> Declared:
    names = images.get((file.path, workload.key), ())
    code: set[str] = set()
    if workload.kind in ("image", "package"):
        code.add(workload.build or dirname(file.path))
    elif workload.build or workload.dockerfile:
        code.add(workload.build)
    elif workload.kind in RUNNING:
        for name in (*map(last_segment, names), workload.name.lower()):
            found = _folders_for(name, folders)
            if found:
                code |= found
                break
    identifier = workload.key if workload.key in (file.path, dirname(file.path)) else f"{file.path}#{workload.key}"
    component = Component(id=identifier or file.path, name=workload.name, kind=workload.kind, path=file.path)
    hosts = workload.hosts or ((workload.name,) if workload.kind in RUNNING else ())
    optional = workload.usage is Usage.OPTIONAL or optional_folder(file.path, optional_folders)
    return Declared(component, workload, file.context, tuple(sorted(code)), hosts, names, workload.at, optional)


def _folders_for(name: str, folders: dict[str, set[str]]) -> set[str]:
    """The build folders that an image or workload name stands for: the same word, else the longest that it ends or
    begins with (`shop-backend` for `backend`), where that is one folder only."""
    if name in folders:
        return folders[name]
    parts = [key for key in folders if len(key) > 2 and (name.endswith(f"-{key}") or name.startswith(f"{key}-"))]
    best = max(parts, key=len, default="")
    return folders[best] if best and len(folders[best]) == 1 else set()


def _merged(one: Declared | None, other: Declared) -> Declared:
    if one is None:
        return other
    return Declared(
        one.component,
        one.workload,
        one.context,
        tuple(sorted({*one.code, *other.code})),
        tuple(sorted({*one.hosts, *other.hosts})),
        tuple(sorted({*one.images, *other.images})),
        one.at,
        one.optional and other.optional,
    )


def _uses(entry: Declared, build: Workload, path: str) -> bool:
    folder = build.build or dirname(path)
    workload = entry.workload
    if workload is None or folder not in entry.code:
        return False
    if workload.dockerfile:
        return workload.dockerfile == path
    return basename(path).lower() in ("dockerfile", "containerfile") or not workload.build


def _build_folders(builds: Sequence[tuple[FileObservations, Workload]]) -> dict[str, set[str]]:
    """Build folders by the name that an image built there usually has: that of its folder or of its file's suffix."""
    out: dict[str, set[str]] = defaultdict(set)
    for file, workload in builds:
        folder = workload.build or dirname(file.path)
        name = basename(folder)
        if name in ("src", "docker", "app", "build") and dirname(folder):
            out[basename(dirname(folder)).lower()].add(folder)
        if name:
            out[name.lower()].add(folder)
        suffix = basename(file.path).partition(".")[2].lower()
        if suffix and basename(file.path).lower().startswith("dockerfile."):
            out[suffix].add(folder)
    return out


def _add_packages(files: Sequence[FileObservations], declared: dict[str, Declared]) -> None:
    """A package root that no build folder covers is a component of its own."""
    covered = {folder for entry in declared.values() for folder in entry.code}
    roots: dict[str, FileObservations] = {}
    for file in files:
        named = basename(file.path) in _PACKAGE_FILES or basename(file.path).startswith("requirements")
        shipped = named and file.context in (Context.PRODUCTION, Context.EXAMPLE)
        if shipped and any(isinstance(o, Requirement | LockState) for o in file.observations):
            roots.setdefault(dirname(file.path), file)
    for folder, file in sorted(roots.items()):
        if folder in covered:
            continue
        identifier = folder or "."
        component = Component(id=identifier, name=basename(folder) or "root", kind="package", path=file.path)
        declared.setdefault(identifier, Declared(component, None, file.context, (folder,), at=Place(file.path)))
