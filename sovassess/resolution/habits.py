"""Drafts from what software does by itself: usage data, update checks, licence calls, unless switched off.

The switch is read where the component that runs the software gets its environment; the catalog says what switches it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sovassess.catalog.model import Habit
from sovassess.model.enums import Confidence, Phase, Role, Strength
from sovassess.model.observations import AnyObservation, Observation
from sovassess.model.scan import FileObservations
from sovassess.resolution.drafts import Draft
from sovassess.resolution.processes import in_same_process
from sovassess.resolution.scene import Scene

_PHASES: dict[str, tuple[Phase, ...]] = {
    "telemetry": (Phase.RUN,),
    "update-check": (Phase.UPDATE,),
    "start": (Phase.START,),
    "licence": (Phase.START, Phase.RUN),
}

_CONFIDENCE = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)
_WORDS = frozenset({"true", "false", "1", "0", "yes", "no", "on", "off", "enabled", "disabled"})


def draft_habits(
    scene: Scene, file: FileObservations, observation: AnyObservation, habits: Iterable[Habit], software: str
) -> Iterator[Draft]:
    """Drafts for the habits that are on for the components that the observation belongs to."""
    owners = scene.owners(file, observation)
    for habit in habits:
        if habit.kind == "start":
            continue  # needs the name of what is loaded; the model names say that
        state, sources = _state(scene, habit, owners, (file, observation))
        if not state:
            continue
        target = scene.service(habit.service)
        if target is None:
            continue
        role = {"telemetry": Role.TELEMETRY, "licence": Role.LICENSE_SERVER}.get(habit.kind, target.role)
        yield scene.draft(
            target,
            file,
            observation,
            # That software of this name does it somewhere is no evidence of this estate; a file that leaves it on is.
            base=Strength.DEFAULT if sources else Strength.OPTIONAL,
            role=role,
            sources=sources,
            phases=_PHASES[habit.kind],
            confidence=_CONFIDENCE[(habit.source is not None) + bool(sources)],
            how="habit",
            attributes=(("habit", habit.kind), ("software", software), ("default_on", "true")),
            reason=f"{software} does this unless it is switched off",
        )


def _state(
    scene: Scene, habit: Habit, owners: tuple[str, ...], user: tuple[FileObservations, Observation]
) -> tuple[bool, tuple[Observation, ...]]:
    """Whether the habit is on, with the settings that say so."""
    if switched(scene, habit.off, owners, user):
        return False, ()
    if any(argument in scene.arguments.get(owner, ()) for owner in owners for argument in habit.off_arguments):
        return False, ()
    if _off_in_files(scene, habit):
        return False, ()
    found = switched(scene, habit.on, owners, user) or _left_on(scene, habit, owners)
    return habit.default == "on" or bool(found), found


def _off_in_files(scene: Scene, habit: Habit) -> bool:
    """True where a setting of a file is the switch: `analytics: {reporting_enabled: false}` is what the variable
    `GF_ANALYTICS_REPORTING_ENABLED` sets, section and name alike."""
    return any(
        name.upper().endswith(f"_{section}") and state in {value.lower() for value in values}
        for name, values in habit.off.items()
        for section, state in scene.file_switches
    )


def _left_on(scene: Scene, habit: Habit, owners: tuple[str, ...]) -> tuple[Observation, ...]:
    """The setting that names the switch and gives it the opposite of off: somebody has decided that it stays on."""
    for name, values in sorted(habit.off.items()):
        if not values:
            continue
        for setting in scene.environment.settings_of(name, owners):
            text = (setting.value.with_defaults or "").lower()
            if setting.rank < 3 and text in _WORDS and text not in {value.lower() for value in values}:
                return (setting.source,)
    return ()


def switched(
    scene: Scene,
    switches: dict[str, tuple[str, ...]],
    owners: tuple[str, ...],
    user: tuple[FileObservations, Observation],
) -> tuple[Observation, ...]:
    """The settings that give one of the variables one of its values; no values means any that is not empty. What a
    program gives itself counts for a `user` that runs in the same process, and later."""
    # A component that manifests configure is not switched by what they set for another.
    told = not scene.environment.configured.isdisjoint(owners)
    for name, values in sorted(switches.items()):
        wanted = {value.lower() for value in values}
        for setting in scene.environment.settings_of(name, owners):
            if told and setting.component and setting.component not in owners:
                continue
            if setting.program and not in_same_process(scene.files, setting, *user):
                continue
            text = setting.value.with_defaults
            if setting.rank < 3 and text is not None and (text.lower() in wanted or (not wanted and text)):
                return (setting.source,)
    return ()
