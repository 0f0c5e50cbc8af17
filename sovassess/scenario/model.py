"""The shape of a scenario file."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sovassess.documents import Written
from sovassess.model.enums import Phase

Selector = dict[str, object]
Parameter = str | tuple[str, ...] | None

ANY = "any"
DURING = "during"


class Duration(Written):
    """How long it lasted when it happened, and how long to plan for, in days. None is for good or not known."""

    observed: int | None = None
    plan_for: int | None = None


class Scenario(Written):
    """One loss, as a person writes it.

    `removes` and `keeps` are selectors over dependencies, in the words of a rubric's selectors. A selector may say
    `during: [PHASE, …]`: the loss then only counts in those phases. A string `$NAME` stands for the parameter of that
    name; a parameter that is `any` drops the condition, one without a value must be given. `each` says what the
    estate's own values for the first parameter are, so that the scenario is rehearsed once for each. `scopes` are named
    readings of the same event, each with selectors in place of `removes`; `scope` is the one meant without a word.
    `composes` adds the losses of other scenarios. `effect: forbid` leaves everything running and says what goes on
    without being allowed to. `checks` are the functions that it is about.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str
    precedent: str = ""
    parameters: dict[str, Parameter] = {}
    each: Literal["party", "model", "region", "service"] | None = None
    removes: tuple[Selector, ...] = ()
    keeps: tuple[Selector, ...] = ()
    scopes: dict[str, tuple[Selector, ...]] = {}
    scope: str = ""
    composes: tuple[str, ...] = ()
    phases: tuple[Phase, ...] = tuple(Phase)
    checks: tuple[str, ...] = ()
    effect: Literal["remove", "forbid"] = "remove"
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
    duration: Duration = Duration()
    notes: tuple[str, ...] = ()


class ScenarioFile(Written):
    """A file of scenarios."""

    schema_: Literal["sovassess.scenarios/1"] = Field(alias="schema")
    scenarios: tuple[Scenario, ...] = Field(min_length=1)
