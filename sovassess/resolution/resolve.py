"""Resolve a scan: one drafter for each kind of observation, then structure, then merging."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from sovassess.catalog.catalog import Catalog
from sovassess.model.dependencies import Dependency, Evidence
from sovassess.model.observations import (
    Address,
    AnyObservation,
    Call,
    Download,
    EgressDestination,
    EnvironmentRead,
    EnvironmentValue,
    Fact,
    Image,
    Import,
    ModelName,
    PackageSource,
    PipelineStep,
    Requirement,
    Resource,
    Tool,
)
from sovassess.model.scan import FileObservations
from sovassess.resolution.accounts import draft_accounts, in_account
from sovassess.resolution.clusters import as_ways_to_deploy
from sovassess.resolution.code import draft_call, draft_import
from sovassess.resolution.components import Components, assemble
from sovassess.resolution.configuration import draft_address
from sovassess.resolution.contents import with_content
from sovassess.resolution.drafts import Draft
from sovassess.resolution.egress import draft_egress
from sovassess.resolution.facts import draft_fact
from sovassess.resolution.gateways import behind_gateways
from sovassess.resolution.images import draft_image
from sovassess.resolution.merge import EvidenceBook, Tie, merge
from sovassess.resolution.models import draft_model
from sovassess.resolution.operation import draft_step, draft_tool
from sovassess.resolution.own import OwnThings
from sovassess.resolution.picked import with_picks
from sovassess.resolution.plugs import plug_folders, supplier_folders
from sovassess.resolution.resources import draft_resource
from sovassess.resolution.scene import Scene
from sovassess.resolution.set_variables import draft_environment, draft_read
from sovassess.resolution.structure import settled
from sovassess.resolution.supply import draft_download, draft_package_source, draft_requirement

Drafter = Callable[[Scene, FileObservations, Any], Iterator[Draft]]

DRAFTERS: dict[type[AnyObservation], Drafter] = {
    Address: draft_address,
    Call: draft_call,
    Download: draft_download,
    EgressDestination: draft_egress,
    EnvironmentRead: draft_read,
    EnvironmentValue: draft_environment,
    Fact: draft_fact,
    Image: draft_image,
    Import: draft_import,
    ModelName: draft_model,
    PackageSource: draft_package_source,
    PipelineStep: draft_step,
    Requirement: draft_requirement,
    Resource: draft_resource,
    Tool: draft_tool,
}


class Resolution(Struct, frozen=True, kw_only=True):
    """What the scan comes to: components, dependencies and the ties between them, with the evidence for each."""

    components: Components
    dependencies: tuple[Dependency, ...]
    ties: tuple[Tie, ...]
    book: EvidenceBook
    scene: Scene

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """All evidence cited so far, in order of id."""
        return tuple(self.book.records[key] for key in sorted(self.book.records))


def resolve(
    files: Sequence[FileObservations], catalog: Catalog, own: OwnThings, paths: Sequence[str] = ()
) -> Resolution:
    """Resolve the observations of a whole scan. `paths` are all files of the tree, also those that showed nothing."""
    components = assemble(files)
    scene = Scene(files, catalog, own, components, paths)
    book = EvidenceBook(scene.files)
    drafts: list[Draft] = []
    for file in scene.files:
        for observation in file.observations:
            drafter = DRAFTERS.get(type(observation))
            if drafter is not None:
                drafts.extend(in_account(scene, draft) for draft in drafter(scene, file, observation))
                drafts.extend(draft_accounts(scene, file, observation))
    picked = with_picks(as_ways_to_deploy(drafts, components, scene.infrastructure), scene)
    kept = settled(picked, catalog, plug_folders(paths), supplier_folders(paths, catalog))
    dependencies, ties = merge(with_content([*kept, *behind_gateways(kept)], scene), scene, book)
    return Resolution(components=components, dependencies=dependencies, ties=ties, book=book, scene=scene)
