"""What rehearsals and minimal sets come to, as a result holds them. Values only."""

from __future__ import annotations

from msgspec import Struct

from sovassess.model.actions import Remedy
from sovassess.model.enums import Status

MOMENTS = ("hour 0", "restart", "day 1", "day 30", "day 90")
"""When a rehearsal looks, in the order of time; a saved result has them in the order of their letters."""


class Cause(Struct, frozen=True, kw_only=True):
    """Why a function is not up: from the removed node to the function, each step a node id, with its evidence.

    `reached` leads from the law or party that is gone to the removed node, where the scenario names one. `reason` says
    what is open for a function that is unknown, `lasts` what bridges the loss and for how long.
    """

    function: str
    phase: str
    status: Status
    path: tuple[str, ...]
    evidence: tuple[str, ...]
    reached: tuple[str, ...] = ()
    reason: str = ""
    lasts: str = ""


class ScenarioResult(Struct, frozen=True, kw_only=True):
    """One rehearsal. `functions` maps a function to its status per phase; `removed` are node ids.

    `moments` maps a function to its status at `hour 0`, at the next `restart`, at `day 1`, `day 30` and `day 90`.
    `survives_with` says what it takes that a function which is not up stays up: `setting`, `work` or `none`; `remedies`
    say which. `degraded` are nodes without which serving goes on and lacks something. `checks` are the functions that
    the scenario is about; `forbidden` are functions that go on and are no longer allowed to.
    """

    id: str
    title: str
    functions: dict[str, dict[str, Status]]
    removed: tuple[str, ...]
    because: tuple[Cause, ...]
    moments: dict[str, dict[str, Status]] = {}
    survives_with: dict[str, str] = {}
    remedies: tuple[Remedy, ...] = ()
    degraded: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    onset: str = ""
    notice: str = ""
    notes: tuple[str, ...] = ()


class SwitchOff(Struct, frozen=True, kw_only=True):
    """A minimal set of parties, or of jurisdictions, whose withdrawal stops the functions in the phase.

    `after` is "" for at once, else when it shows; `open` says what would have to be known for a set that is only
    possible (those stand in a list of their own).
    """

    id: str
    parties: tuple[str, ...]
    jurisdictions: tuple[str, ...]
    functions: tuple[str, ...]
    phase: str
    evidence: tuple[str, ...]
    after: str = ""
    open: str = ""
