"""The shape of a scenario file."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sovassess.documents import Written
from sovassess.model.enums import Phase

Selector = dict[str, object]


class Scenario(Written):
    """One loss. `removes` and `keeps` are selectors over dependencies, in the words of a rubric's selectors; a string
    `$NAME` in them stands for the parameter of that name. A parameter without a value makes one scenario for each value
    that the estate has (`each`)."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str
    precedent: str = ""
    parameters: dict[str, str | None] = {}
    each: Literal["party"] | None = None
    removes: tuple[Selector, ...] = ()
    keeps: tuple[Selector, ...] = ()
    composes: tuple[str, ...] = ()
    phases: tuple[Phase, ...] = tuple(Phase)
    onset: Literal[
        "immediate",
        "next_pull",
        "next_build",
        "next_load",
        "after_lease",
        "after_token_lifetime",
        "after_cache",
        "after_key_cache",
        "at_date",
    ] = "immediate"
    notice: str = "none"
    notes: tuple[str, ...] = ()


class ScenarioFile(Written):
    """A file of scenarios."""

    schema_: Literal["sovassess.scenarios/1"] = Field(alias="schema")
    scenarios: tuple[Scenario, ...] = Field(min_length=1)
