"""Join variables with the values that other files give them, by the precedence of the domain model.

A value set by a deploying manifest wins over a default in code, which wins over the client library's own default. If
two environments disagree both values are kept. An example environment file counts only where nothing else speaks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from msgspec import Struct

from sovassess.model.enums import Context, Usage
from sovassess.model.observations import (
    AnyObservation,
    Definition,
    EnvironmentRead,
    EnvironmentSource,
    EnvironmentValue,
)
from sovassess.model.scan import FileObservations
from sovassess.model.values import Text, Unresolved, Value, Variable
from sovassess.resolution.offers import MODULE, Offers
from sovassess.resolution.precedence import falls_back, of_inventory, shipped
from sovassess.resolution.variables import GAP, Resolved, Setting, best_of, combined, program_of, rank_of

MAX_ALTERNATIVES = 8
MAX_STEPS = 6


class _Place(Struct, frozen=True):
    """Where a value is read: the folder, the components that read it, and whether gaps are allowed."""

    scope: str
    components: tuple[str, ...]
    gaps: bool = False

    def within(self, scope: str) -> _Place:
        return _Place(scope, self.components, self.gaps)


class Environment:
    """All variables and parameters of a scan."""

    def __init__(
        self, files: Sequence[FileObservations], component_ids: Mapping[tuple[str, str], tuple[str, ...]]
    ) -> None:
        self._settings: dict[str, list[Setting]] = defaultdict(list)
        self._takes: dict[str, set[str]] = defaultdict(set)
        self._definitions: dict[str, dict[str, list[Definition]]] = defaultdict(lambda: defaultdict(list))
        self.offers = Offers()
        self.asked: set[str] = set()
        """Variables that code reads and that have nothing to fall back to."""
        self._needed: dict[str, set[str]] = defaultdict(set)
        for file in files:
            if file.context in (Context.TEST, Context.DOCS, Context.TOOLING):
                continue  # what a pipeline or a test sets says nothing about what is shipped
            for observation in file.observations:
                self._add(file, observation, component_ids)
        settings = [setting for group in self._settings.values() for setting in group]
        self.configured = {setting.component for setting in settings if setting.component and setting.rank < 2}
        """The components for which manifests or images set anything."""
        self.deployed = any(setting.rank == 0 and setting.usage is Usage.MAIN for setting in settings)

    def _add(
        self, file: FileObservations, observation: AnyObservation, ids: Mapping[tuple[str, str], tuple[str, ...]]
    ) -> None:
        components = ids.get((file.path, observation.component), ("",)) if observation.component else ("",)
        match observation:
            case EnvironmentValue():
                rank, program = rank_of(file, observation), program_of(file)
                self._settings[observation.name] += [
                    Setting(observation.value, component, rank, observation.usage, observation, program)
                    for component in components
                ]
            case EnvironmentRead():
                if not observation.default:
                    self.asked.add(observation.name)
                if observation.needed and observation.usage is Usage.MAIN:
                    self._needed[observation.name].add(file.path.partition("/")[0])
            case EnvironmentSource():
                for component in components:
                    self._takes[component].add(observation.shared)
            case Definition() if observation.name.startswith(MODULE):
                self.offers.add(observation)
            case Definition():
                self._definitions[observation.scope][observation.name].append(observation)
            case _:
                pass

    # -------------------------------------------------------------------------------------------------- variables

    def settings_of(self, name: str, components: Iterable[str] = ()) -> list[Setting]:
        """What sets the variable for any of the components: their own settings and the shared sets they take.

        With no components, or where none of them sets it, settings that name no component; failing those, every
        component's, since code that nobody is known to run may be run by any of them.
        """
        everything = self._settings.get(name, [])
        wanted = set(components)
        takes = {shared for component in wanted for shared in self._takes.get(component, ())}
        own = [s for s in everything if s.component in wanted and s.component]
        own += [s for s in everything if s.source.shared and s.source.shared in takes and s not in own]
        if own:
            return best_of(own)
        free = [s for s in everything if not s.component and not s.source.shared]
        loose = [s for s in everything if s.source.shared and s.rank >= 2]
        return best_of(free + loose) or best_of(everything)

    def may_be_set(self, names: Iterable[str], components: Iterable[str]) -> bool:
        """True where a component takes a set of variables that the tree does not hold, and an example file lists one
        of the names: whoever deploys it is told to set it."""
        chosen = tuple(components)
        held = {s.source.shared for group in self._settings.values() for s in group if s.rank < 3}
        unseen = any(shared not in held for component in chosen for shared in self._takes.get(component, ()))
        return unseen and any(s.rank == 3 for name in names for s in self._settings.get(name, ()))

    def is_needed(self, name: str, path: str) -> bool:
        """True if the program that a file belongs to, by its top folder, does not go on without the variable."""
        return path.partition("/")[0] in self._needed.get(name, ())

    def names(self) -> tuple[str, ...]:
        """The names of all variables that anything sets, sorted."""
        return tuple(sorted(self._settings))

    def example_names(self) -> frozenset[str]:
        """The variables that an example of an environment file names."""
        return frozenset(name for name, found in self._settings.items() if any(one.rank == 3 for one in found))

    def is_set(self, names: Iterable[str], components: Iterable[str] = ()) -> list[Setting]:
        """Settings of any of the variables that are more than empty and more than an example."""
        chosen = tuple(components)
        return [
            setting
            for name in names
            for setting in self.settings_of(name, chosen)
            if setting.rank < 3 and setting.usage is Usage.MAIN and not setting.value.is_empty
        ]

    # ----------------------------------------------------------------------------------------------------- values

    def resolve(
        self, value: Value, *, scope: str = "", components: Iterable[str] = (), gaps: bool = False
    ) -> tuple[Resolved, ...]:
        """Every text that the value can stand for, at most `MAX_ALTERNATIVES`; empty if nobody can know.

        With `gaps` a part that nobody knows stands as `GAP` in the text instead of hiding the rest.
        """
        return self._resolve(value, _Place(scope, tuple(components), gaps), MAX_STEPS)

    def texts_of(self, setting: Setting, components: Iterable[str] = (), *, gaps: bool = False) -> tuple[Resolved, ...]:
        """Every text of a setting, resolved in the folder of the file that makes it."""
        place = _Place(_folder(setting.source.at.path), tuple(components), gaps)
        return self._resolve(setting.value, place, MAX_STEPS)

    def _resolve(self, value: Value, place: _Place, steps: int) -> tuple[Resolved, ...]:
        if steps == 0:
            return ()
        choices: list[tuple[Resolved, ...]] = []
        for part in value.parts:
            match part:
                case Text(text):
                    choices.append((Resolved(text, "literal"),))
                case Variable():
                    found = self._of_variable(part, place, steps - 1)
                    if not found and not place.gaps:
                        return ()
                    choices.append(found or (Resolved(GAP, "literal"),))
                case Unresolved():
                    if not place.gaps:
                        return ()
                    choices.append((Resolved(GAP, "literal"),))
        out: list[Resolved] = []
        for combination in product(*choices):
            if len(out) == MAX_ALTERNATIVES:
                break
            out.append(combined(combination))
        return tuple(dict.fromkeys(out))

    def _of_variable(self, part: Variable, place: _Place, steps: int) -> tuple[Resolved, ...]:
        if part.name.startswith(MODULE):
            found = self._of_module(part.name, place, steps)
        elif part.name.startswith((".", "var.", "local.", "param.")):
            found = self._of_definition(part.name, place, steps)
        else:
            found = self._of_setting(part, place, steps)
        if found:
            return found
        if part.default is not None:
            return (Resolved(part.default, "default"),)
        declared = self.offers.declared(part.name)
        if declared is not None:
            return (Resolved(declared[1], "default", (declared[0],)),)
        return ()

    def _of_setting(self, part: Variable, place: _Place, steps: int) -> tuple[Resolved, ...]:
        out: list[Resolved] = []
        for setting in self._nearest(part.name, place):
            if setting.rank == 3 and part.default is not None:
                continue
            if part.name in setting.value.variables:
                inner = self._passed_through(setting, part.name, place, steps)
            else:
                inner = self._resolve(setting.value, place.within(_folder(setting.source.at.path)), steps)
            origin = "example" if setting.rank == 3 else "manifest"
            out += [Resolved(r.text, origin, (*r.sources, setting.source), setting.component) for r in inner if r.text]
        return tuple(dict.fromkeys(out))[:MAX_ALTERNATIVES]

    def _nearest(self, name: str, place: _Place) -> list[Setting]:
        """As `settings_of`, but what nobody sets for the component comes from the environment file beside the manifest
        before anything elsewhere, as compose reads it."""
        found = self.settings_of(name, place.components)
        if any(setting.component or setting.source.shared for setting in found):
            return found
        folder = place.scope
        return [s for s in self._settings.get(name, ()) if s.rank == 2 and _folder(s.source.at.path) == folder] or found

    def _passed_through(self, setting: Setting, name: str, place: _Place, steps: int) -> tuple[Resolved, ...]:
        """`X: ${X:-default}` hands on what the environment file beside the manifest says, else its own default."""
        folder = _folder(setting.source.at.path)
        beside = [s for s in self._settings[name] if s.rank == 2 and _folder(s.source.at.path) == folder]
        found = [r for s in beside for r in self._resolve(s.value, place.within(folder), steps) if r.text]
        if found:
            return tuple(found)
        default = setting.value.with_defaults
        return (Resolved(default, "manifest"),) if default else ()

    def _of_module(self, name: str, place: _Place, steps: int) -> tuple[Resolved, ...]:
        """What another module gives a name: the one whose path ends as the import says, the nearest of several."""
        out: list[Resolved] = []
        for definition in self.offers.find(name, place.scope):
            inner = self._resolve(definition.value, place.within(_folder(definition.at.path)), steps)
            out += [Resolved(r.text, r.origin, (*r.sources, definition), r.component) for r in inner]
        given = [resolved for resolved in out if resolved.text]
        return tuple(dict.fromkeys(given or out))[:MAX_ALTERNATIVES]

    def _of_inventory(self, folder: str, name: str) -> Sequence[Definition]:
        """What the groups and machines of the nearest inventory above a role say, where its defaults stand alone."""
        while folder:
            folder = folder.rpartition("/")[0]
            around = self._definitions.get(folder, {}).get(name, [])
            found = [definition for definition in around if of_inventory(definition)]
            if found:
                return found
        return ()

    def _of_definition(self, name: str, place: _Place, steps: int) -> tuple[Resolved, ...]:
        folder = place.scope
        while True:
            found = shipped(self._definitions.get(folder, {}).get(name, []))
            if falls_back(found):
                found = self._of_inventory(folder, name) or found
            if found:
                out: list[Resolved] = []
                for definition in found:
                    out += [
                        Resolved(inner.text, "manifest", (*inner.sources, definition))
                        for inner in self._resolve(definition.value, place.within(_given_in(definition)), steps)
                    ]
                return tuple(dict.fromkeys(out))[:MAX_ALTERNATIVES]
            if not folder:
                return ()
            folder = folder.rpartition("/")[0]


def _given_in(definition: Definition) -> str:
    """The folder in which a value holds: that of a module's caller for what it gives, else the definition's own."""
    return _folder(definition.at.path) if definition.name.startswith("var.") else definition.scope


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
