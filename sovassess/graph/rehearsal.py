"""Rehearse a loss: which functions go on when some dependencies are gone, over three values.

Least fixed point over down < unknown < up (Kleene): a need is as good as the best member that takes over by itself, a
function as good as its worst need. A dependency nobody can place is unknown where the loss might include it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from sovassess.graph.needs import FUNCTION_PHASE, Function, Need, in_use
from sovassess.model.enums import Phase, Status

_ORDER = (Status.DOWN, Status.UNKNOWN, Status.UP)


class Verdict(Struct, frozen=True):
    """What becomes of one function. `needs` are those that decided; `remedies` are members one could switch to."""

    function: Function
    phase: Phase
    status: Status
    needs: tuple[Need, ...]
    remedies: tuple[str, ...]


def rehearse(
    needs: Mapping[Function, Sequence[Need]], lost: Mapping[str, bool | None], phases: Sequence[Phase] = tuple(Phase)
) -> tuple[Verdict, ...]:
    """The verdict on every function whose phase is among `phases`.

    `lost` maps a dependency id to True (gone), False (stays) or None (nobody can tell); ids that are missing stay.
    """
    out: list[Verdict] = []
    for function, group in needs.items():
        phase = FUNCTION_PHASE[function]
        if phase not in phases:
            continue
        worst, deciding = Status.UP, []
        for need in group:
            status = _status(need, lost)
            if _ORDER.index(status) < _ORDER.index(worst):
                worst, deciding = status, [need]
            elif status is worst and status is not Status.UP:
                deciding.append(need)
        remedies = tuple(member for need in deciding for member in need.members if lost.get(member, False) is False)
        out.append(Verdict(function, phase, worst, tuple(deciding), remedies))
    return tuple(out)


def _status(need: Need, lost: Mapping[str, bool | None]) -> Status:
    best = Status.DOWN
    for member in in_use(need):
        gone = lost.get(member, False)
        status = Status.UNKNOWN if gone is None else Status.DOWN if gone else Status.UP
        if _ORDER.index(status) > _ORDER.index(best):
            best = status
    return best
