"""Ways to deploy that a tree offers side by side: a cluster for manifests that run on any, several hosting platforms.

It speaks of an application that ships manifests for images of its own; a tree that only runs what others built needs
what its infrastructure code says. A cluster is no mere offer where its state is kept somewhere, since then somebody
made it, or where the manifests take what the same code makes: then it is what they run on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sovassess.model.enums import Context, EvidenceKind, Role
from sovassess.model.observations import Resource
from sovassess.resolution.components import Components
from sovassess.resolution.drafts import Draft, as_option
from sovassess.resolution.infrastructure import Infrastructure

_CLUSTER = re.compile(
    r"^(\w+_(container_cluster|eks_cluster|kubernetes_cluster\w*|kubernetes_engine_cluster|ke_cluster|lke_cluster|"
    r"containerengine_cluster|k8s_cluster|sks_cluster|kube|cs_managed_kubernetes)|module\.(.*[/-])?"
    r"(eks|aks|gke|kubernetes-engine)([/-].*)?)$",
    re.IGNORECASE,
)
_BUILD_FILE = re.compile(r"(^|/)(Dockerfile|Containerfile)$")
REASON = "one way to deploy of several"
# The settings of a state's keeper that name the one place where it lies.
_KEPT_IN = ("bucket", "container_name", "organization", "address", "conn_str", "hostname", "key", "prefix")
_TO_BE_FILLED = re.compile(
    r"[<>{}$]|(?<![a-z])(your|my|change|changeme|replace|todo|example|placeholder|xxx+)(?![a-z])|^$", re.IGNORECASE
)


def as_ways_to_deploy(
    drafts: Iterable[Draft], components: Components, infrastructure: Infrastructure | None = None
) -> list[Draft]:
    """The drafts, with what stands beside the making of a cluster weakened to options where own manifests ship."""
    found = list(drafts)
    made = [d for d in found if isinstance(d.seen[0], Resource) and _CLUSTER.match(d.seen[0].type)]
    roots = {_folder(d) for d in made if _runs_own_code(components, _folder(d))}
    roots -= {_folder(d) for d in made if _folder(d) in roots and _is_in_use(d, found, infrastructure)}
    hosting = _hosting(found) | _of_own_images(found, components)
    return [as_option(d, REASON) if _below(d, roots) or d.file.path in hosting else d for d in found]


def _is_in_use(cluster: Draft, drafts: Iterable[Draft], infrastructure: Infrastructure | None) -> bool:
    """Whether the code that makes a cluster, or calls it as a module, is an estate's own and no offer."""
    root = _folder(cluster)
    folders = set(infrastructure.called_from(root)) if infrastructure is not None else {root}
    made: set[str] = set()
    taken: set[str] = set()
    for draft in drafts:
        first = draft.seen[0]
        if isinstance(first, Resource) and _below(draft, folders):
            if first.type.startswith("backend.") and draft.strength.core and _is_kept(first):
                return True
            made.add(draft.target.service)
        elif draft.file.evidence is EvidenceKind.MANIFESTS and draft.strength.core:
            # What others offer as well, or what is run in the cluster itself, ties nothing to it.
            taken |= {draft.target.service} if draft.target.party == cluster.target.party else set()
    return bool(made & taken)


def _is_kept(backend: Resource) -> bool:
    """Whether a state's keeper is a place that is there, and no word to be replaced."""
    named = [value.literal for name, value in backend.attributes if name in _KEPT_IN and value.literal is not None]
    return bool(named) and not any(_TO_BE_FILLED.search(text) for text in named)


def _hosting(drafts: Iterable[Draft]) -> set[str]:
    """The descriptors of hosting platforms, where there are several for different platforms: then each is a choice."""
    platforms = {
        draft.file.path: draft.target.party
        for draft in drafts
        if draft.file.detector == "platform-descriptors" and draft.role is Role.CLOUD and draft.strength.core
    }
    return set(platforms) if len(set(platforms.values())) > 1 else set()


# What such a platform's own tools deploy elsewhere, or what only it can run.
_TIED = frozenset({"paas.azure-developer-cli", "paas.elastic-beanstalk", "paas.copilot"})


def _of_own_images(drafts: Iterable[Draft], components: Components) -> set[str]:
    """The descriptors of hosting platforms beside a build file of the same folder: its image runs anywhere."""
    built = {
        entry.at.path.rpartition("/")[0]
        for entry in components.declared
        if entry.at is not None and entry.context is Context.PRODUCTION and _BUILD_FILE.search(entry.at.path)
    }
    built |= {folder for entry in components.declared if entry.bases for folder in entry.code}
    return {
        draft.file.path
        for draft in drafts
        if draft.file.detector == "platform-descriptors"
        and draft.role is Role.CLOUD
        and _folder(draft) in built
        and isinstance(draft.seen[0], Resource)
        and draft.seen[0].type not in _TIED
    }


def _below(draft: Draft, roots: set[str]) -> bool:
    """Whether a resource is declared in one of the folders or below it."""
    declared = isinstance(draft.seen[0], Resource) and bool(roots)
    return declared and any(f"{_folder(draft)}/".startswith(f"{root}/".lstrip("/")) for root in roots)


def _folder(draft: Draft) -> str:
    return draft.file.path.rpartition("/")[0]


def _runs_own_code(components: Components, root: str) -> bool:
    """Whether manifests outside the folder run code of the tree as it is shipped."""
    return any(
        entry.component.kind == "workload"
        and bool(entry.code)
        and not entry.optional
        and entry.context is Context.PRODUCTION
        and entry.at is not None
        and not (root and entry.at.path.startswith(f"{root}/"))
        for entry in components.declared
    )
