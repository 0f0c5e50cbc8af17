"""What the graph is made from, in one object: the resolution, what the organisation declares, and the day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from sovassess.model.coverage import Coverage
from sovassess.model.dependencies import Dependency
from sovassess.model.enums import Context, Origin
from sovassess.model.observations import Fact, Observation
from sovassess.model.scan import FileObservations
from sovassess.resolution.merge import Tie
from sovassess.resolution.resolve import Resolution

T = TypeVar("T")


class Declared(Struct, frozen=True, kw_only=True):
    """What the organisation declares, as far as the graph needs it. `inventory` is None if there is none."""

    inventory: frozenset[str] | None = None
    required: frozenset[str] = frozenset({"serve"})
    notice_days: int = 180


class Subject:
    """The resolution with look-ups over it."""

    def __init__(self, resolution: Resolution, coverage: Coverage, declared: Declared, today: dt.date) -> None:
        self.resolution = resolution
        self.coverage = coverage
        self.declared = declared
        self.today = today
        self.scene = resolution.scene
        self.catalog = resolution.scene.catalog
        self.files: Sequence[FileObservations] = resolution.scene.files
        self.dependencies: Mapping[str, Dependency] = {d.id: d for d in resolution.dependencies}
        self.ties_of_component: dict[str, list[Tie]] = defaultdict(list)
        for tie in resolution.ties:
            self.ties_of_component[tie.component].append(tie)
        self.unplaced = tuple(
            _unplaced(dependency) for dependency in resolution.dependencies if _has_no_home(dependency)
        )
        """Ties of code that belongs to no component, as of a script that nothing builds; its component is ""."""
        self.facts: dict[str, list[tuple[FileObservations, Fact]]] = defaultdict(list)
        for file, fact in self.observed(Fact, (Context.PRODUCTION, Context.TOOLING)):
            self.facts[fact.kind].append((file, fact))
        self.groups: dict[str, list[Dependency]] = defaultdict(list)
        for dependency in resolution.dependencies:
            if dependency.group:
                self.groups[dependency.group].append(dependency)

    def ties_of(self, component: str) -> Sequence[Tie]:
        """The ties of a component, or of what belongs to none for ""."""
        return self.ties_of_component.get(component, ()) if component else self.unplaced

    def with_dependencies(self, dependencies: Mapping[str, Dependency]) -> Subject:
        """The same scan with other dependencies; those that are new have no ties."""
        resolution = replace(self.resolution, dependencies=tuple(dependencies[key] for key in sorted(dependencies)))
        other = Subject(resolution, self.coverage, self.declared, self.today)
        other.unplaced = tuple(tie for tie in self.unplaced if tie.dependency in dependencies)
        return other

    def observed(
        self, kind: type[T], contexts: Iterable[Context] = (Context.PRODUCTION,)
    ) -> Iterator[tuple[FileObservations, T]]:
        """The observations of a kind in files of the given contexts, with their files."""
        wanted = frozenset(contexts)
        for file in self.files:
            if file.context in wanted:
                for observation in file.observations:
                    if isinstance(observation, kind):
                        yield file, observation

    def cite(self, observation: Observation, file: FileObservations) -> tuple[str, ...]:
        """The evidence id of an observation, as a tuple."""
        return (self.resolution.book.cite(observation, file),)

    def where(self, evidence: Sequence[str]) -> str:
        """`path:line` of the first piece of evidence, "" for none."""
        if not evidence:
            return ""
        record = self.resolution.book.records[evidence[0]]
        return record.path if record.line is None else f"{record.path}:{record.line}"


def _has_no_home(dependency: Dependency) -> bool:
    behind = dependency.attributes.get("via_gateway") == "self"  # whoever calls the gateway calls it
    observed = Origin.OBSERVED in dependency.origins
    return not dependency.components and dependency.strength.live and observed and not behind


def _unplaced(dependency: Dependency) -> Tie:
    return Tie(
        component="",
        dependency=dependency.id,
        strength=dependency.strength,
        phases=dependency.phases,
        evidence=dependency.evidence,
    )
