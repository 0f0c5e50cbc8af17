"""Whether a place that variables switch runs as deployed: what manifests set meets what the code asks for.

A place keeps what its file says of it where no manifest speaks of the variable, or where nobody can tell its value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import msgspec

from sovassess.formats.truths import OFF
from sovassess.model.enums import Usage
from sovassess.model.observations import AnyObservation, Observation
from sovassess.model.scan import FileObservations
from sovassess.model.values import OPTION, Gate, Variable
from sovassess.resolution.bound_settings import bound_to
from sovassess.resolution.components import Components
from sovassess.resolution.environment import Environment
from sovassess.resolution.offers import MODULE
from sovassess.resolution.variables import Setting

MAX_STEPS = 4
_GIVEN = ("param.", "var.", "local.")
_APART = re.compile(r"[\s_.-]")
_MEMBER = re.compile(r"/[A-Z]\w*[a-z]\w*/([A-Z][A-Z0-9_]*)$")
_KEY = re.compile(r"(KEY|TOKEN|SECRET|DSN|PASSWORD|CREDENTIALS|SID)$", re.IGNORECASE)


class Switches:
    """Decides the gates of observations; `sources` are the settings that decided one, for its evidence, and `chosen`
    are those that a word picks from several."""

    def __init__(
        self, environment: Environment, components: Components, is_applied_on_request: Callable[[str], bool]
    ) -> None:
        self._environment = environment
        self._components = components
        self._is_applied_on_request = is_applied_on_request
        self.sources: dict[Observation, tuple[Observation, ...]] = {}
        self.chosen: set[Observation] = set()

    def decided(self, files: Sequence[FileObservations]) -> list[FileObservations]:
        """The files, with the usage of every gated observation as the manifests of its components have it."""
        out: list[FileObservations] = []
        for file in files:
            if any(observation.gates for observation in file.observations):
                found = tuple(self._observation(file, observation) for observation in file.observations)
                out.append(msgspec.structs.replace(file, observations=found))
            else:
                out.append(file)
        return out

    def _observation(self, file: FileObservations, observation: AnyObservation) -> AnyObservation:
        if not observation.gates:
            return observation
        owners = self._components.of_observation(file.path, observation.component)
        known = observation.usage is Usage.MAIN
        holds: list[bool] = []
        picked = False
        sources: list[Observation] = []
        condition = observation.condition
        for gate in observation.gates:
            one, told = self._holds(gate, file, owners)
            if one is None:
                if not known:
                    return observation  # nobody can tell this one, and as shipped the place does not run
                continue
            holds.append(one)
            picked = picked or (one and bool(gate.words) and not gate.negated)
            sources += told
            condition = condition if one else _shown(gate)
        if not holds:
            return observation
        on = all(holds)
        changed = msgspec.structs.replace(
            observation, usage=Usage.MAIN if on else Usage.OPTIONAL, condition="" if on else condition
        )
        if on and picked:
            self.chosen.add(changed)
        if sources:
            self.sources[changed] = tuple(dict.fromkeys(sources))
        return changed

    def _holds(
        self, gate: Gate, file: FileObservations, owners: Sequence[str]
    ) -> tuple[bool | None, Sequence[Observation]]:
        """Whether a gate stands open, None where nothing tells, and the settings that say so."""
        part = gate.value.parts[0]
        if not isinstance(part, Variable):
            return None, ()
        read = self._followed(part, file.path.rpartition("/")[0], MAX_STEPS)
        if read is None:
            return None, ()
        settings = self._settings(read.name, owners)
        if not settings:
            open_ = None if read.name.startswith(MODULE) else _opens(gate, read.default or "")
            return open_, ()
        found = {_opens(gate, text) for setting in settings for text in self._texts(setting, owners)}
        if True in found:
            return True, [setting.source for setting in settings]
        return (False if found == {False} else None), [setting.source for setting in settings]

    def _followed(self, part: Variable, scope: str, steps: int) -> Variable | None:
        """The variable of the environment behind a name that another module offers, with the default given there."""
        if not part.name.startswith(MODULE):
            return None if part.name.startswith((".", "var.", "local.", "--")) else part
        found = self._environment.offers.find(part.name, scope) if steps else []
        if not found and (member := _MEMBER.search(part.name)) is not None:
            return Variable("", member.group(1))  # of an enumeration whose values nobody needs to know
        if len(found) != 1 or len(found[0].value.parts) != 1:
            return None
        inner = found[0].value.parts[0]
        if isinstance(inner, Variable):
            return self._followed(inner, found[0].at.path.rpartition("/")[0], steps - 1)
        return Variable("", found[0].value.literal)

    def _settings(self, name: str, owners: Sequence[str]) -> list[Setting]:
        if not name:
            return []
        option = name.startswith(OPTION)
        named = bound_to(name.removeprefix(OPTION), self._environment.names()) if option else (name,)
        found = [
            setting
            for one in named
            for setting in self._environment.settings_of(one, owners)
            if setting.rank < 3
            and setting.usage is Usage.MAIN
            and not self._is_applied_on_request(setting.source.at.path)
        ]
        if self._environment.configured.isdisjoint(owners):
            return found
        # A component that manifests configure is not switched by what they set for another.
        return [one for one in found if not one.component or one.component in owners]

    def _texts(self, setting: Setting, owners: Sequence[str]) -> list[str | None]:
        """What a setting can be, None for a value that is there and that nobody can read."""
        found = [resolved.text for resolved in self._environment.texts_of(setting, owners)]
        if found:
            return list(found)
        if setting.value.is_empty and not setting.source.secret:
            return [""]
        default = setting.value.with_defaults
        if default is not None:
            return [default]
        # What a manifest hands on without a default is what it expects to be given, where it is a credential. Whoever
        # deploys a template cannot leave out a parameter that has no default.
        handed_on = any(not name.startswith(_GIVEN) for name in setting.value.variables) and not setting.source.secret
        return [""] if handed_on and not _KEY.search(setting.source.name) else [None]


def _opens(gate: Gate, text: str | None) -> bool | None:
    if text is None:
        return None if gate.words else not gate.negated
    word = text.strip().lower()
    named = plain(word) in {plain(one) for one in gate.words}
    return (named if gate.words else (word not in OFF)) is not gate.negated


def plain(word: str) -> str:
    """A word whichever way an enumeration, a setting and a module write it: `AZURE_OPENAI`, `azure-openai`."""
    return _APART.sub("", word).lower() or word


def _shown(gate: Gate) -> str:
    name = ", ".join(name.removeprefix(MODULE).removeprefix(OPTION).replace("/", ".") for name in gate.value.variables)
    what = " or ".join(gate.words) if gate.words else "set"
    return f"{name} is {'not ' if gate.negated else ''}{what}"
