"""Names inside a cluster that one file gives and another stands behind: services that select pods, names for hosts
outside. Follows labels and names as written; what an operator makes of them at run time it does not know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from posixpath import dirname

from sovassess.model.enums import Context
from sovassess.model.observations import Workload
from sovassess.model.scan import FileObservations
from sovassess.model.values import Value

_SUFFIXES = (".svc.cluster.local", ".svc")
Declaration = tuple[FileObservations, Workload]


def hosts_by_selection(files: Sequence[FileObservations]) -> dict[tuple[str, str], tuple[str, ...]]:
    """The names of services that select a workload of another file, by the workload's path and key.

    Of several that a service could mean it takes those that lie nearest: overlays and examples repeat labels.
    """
    declarations = list(_declarations(files))
    marked: dict[tuple[str, str], list[Declaration]] = defaultdict(list)
    for file, workload in declarations:
        for label in workload.labels:
            marked[label].append((file, workload))
    out: dict[tuple[str, str], list[str]] = defaultdict(list)
    for file, service in declarations:
        if not service.selector:
            continue
        first, *rest = service.selector
        found = [
            (other, workload)
            for other, workload in marked.get(first, ())
            if other.path != file.path and set(rest) <= set(workload.labels) and _together(service, workload)
        ]
        nearest = max((_shared(file.path, other.path) for other, _ in found), default=0)
        for other, workload in found:
            if _shared(file.path, other.path) == nearest:
                out[other.path, workload.key] += service.hosts
    return {key: tuple(dict.fromkeys(hosts)) for key, hosts in out.items()}


def _declarations(files: Sequence[FileObservations]) -> Iterator[Declaration]:
    for file in files:
        for observation in file.observations if file.context not in (Context.TEST, Context.DOCS) else ():
            if isinstance(observation, Workload):
                yield file, observation


def _together(one: Workload, other: Workload) -> bool:
    """False for two namespaces that are both stated; an overlay may yet give one to what states none."""
    return not one.namespace or not other.namespace or one.namespace == other.namespace


def _shared(one: str, other: str) -> int:
    """How many folders two files have in common from the root."""
    pairs = zip(dirname(one).split("/"), dirname(other).split("/"), strict=False)
    return next((depth for depth, (left, right) in enumerate(pairs) if left != right), len(dirname(one).split("/")))


def names_for_outside(files: Sequence[FileObservations]) -> dict[str, Declaration]:
    """The names that stand for a host elsewhere (`ExternalName`), each with what declares it; a name that stands for
    two of them is left out."""
    found: dict[str, list[Declaration]] = defaultdict(list)
    for file, workload in _declarations(files):
        if workload.external is not None:
            for host in workload.hosts:
                found[host.lower()].append((file, workload))
    return {host: several[0] for host, several in found.items() if len({w.external for _, w in several}) == 1}


def behind_name(names: Mapping[str, Declaration], host: str) -> tuple[Declaration, Value] | None:
    """What stands behind a host name in any of the forms in which a cluster knows it, None if it is no such name."""
    bare = next((host.removesuffix(suffix) for suffix in _SUFFIXES if host.endswith(suffix)), host)
    found = names.get(bare) or (names.get(bare.partition(".")[0]) if bare != host else None)
    return (found, found[1].external) if found is not None and found[1].external is not None else None
