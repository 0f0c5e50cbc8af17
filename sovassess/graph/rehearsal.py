"""Rehearse a loss on an estate: what becomes of each function, when, with which proof, and what would keep it up.

It is told what is lost; which selector chose that is not its business.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from sovassess.graph import network
from sovassess.graph.lifetimes import MOMENTS
from sovassess.graph.logic import AndOr, Group
from sovassess.graph.needs import FUNCTION_PHASE, Function, Need, degrades, in_use
from sovassess.graph.network import FUNCTION, Estate, build, shown
from sovassess.graph.say import SERVICE
from sovassess.model.enums import Phase, Status, Switch

_ORDER = (Status.DOWN, Status.UNKNOWN, Status.UP)
Lost = Mapping[str, bool | None]


class Verdict(Struct, frozen=True, kw_only=True):
    """What becomes of one function.

    `status` is that of hour 0, `moments` those of every moment by its name. `needs` are those that are not met, worst
    first; `proof` the nodes from what is lost to the function. `lasts` says what bridges the loss and for how long.
    """

    function: Function
    phase: Phase
    status: Status
    moments: dict[str, Status]
    needs: tuple[Need, ...] = ()
    proof: tuple[str, ...] = ()
    reason: str = ""
    lasts: str = ""


class Rehearsing:
    """One estate, with its graph at each moment built once."""

    def __init__(self, estate: Estate) -> None:
        self.estate = estate
        self._graphs: dict[tuple[tuple[bool | None, ...], Switch], AndOr] = {}

    def graph(self, hours: int | None = 0, allowed: Switch = Switch.AUTOMATIC) -> AndOr:
        """The AND/OR graph at a moment; see `sovassess.graph.network.build`. Moments that are alike share one."""
        key = (network.states(self.estate, hours), allowed)
        if key not in self._graphs:
            self._graphs[key] = build(self.estate, hours, allowed)
        return self._graphs[key]

    def verdicts(self, lost: Lost, phases: Sequence[Phase] = tuple(Phase)) -> tuple[Verdict, ...]:
        """The verdict on every function whose phase is among `phases`.

        `lost` maps a dependency id to True (gone), False (stays) or None (nobody can tell); ids that are missing stay.
        """
        loss = _Loss(self, {SERVICE + key: state for key, state in lost.items() if state is not False})
        chosen = (function for function in self.estate.needs if FUNCTION_PHASE[function] in phases)
        return tuple(self._verdict(function, loss) for function in chosen)

    def _verdict(self, function: Function, loss: _Loss) -> Verdict:
        top = FUNCTION + function
        moments = {name: loss.at(hours).get(top, Status.UP) for name, hours in MOMENTS if hours is not None}
        # What is started anew needs what it needs to start, and what it needs to run; leases and caches are gone.
        running = FUNCTION_PHASE[function] is Phase.RUN
        again = loss.at(0).get(FUNCTION + Function.RESTART, Status.UP) if running else Status.UP
        moments["restart"] = min(moments["hour 0"], again, key=_ORDER.index)
        unmet = tuple(self._unmet(function, loss.at(None)))
        if not unmet and again is not Status.UP:
            unmet = tuple(self._unmet(Function.RESTART, loss.at(None)))
        proof = loss.proof(top) or (loss.proof(FUNCTION + Function.RESTART) if again is not Status.UP else ())
        return Verdict(
            function=function,
            phase=FUNCTION_PHASE[function],
            status=moments["hour 0"],
            moments={name: moments[name] for name, _ in MOMENTS},
            needs=tuple(need for _, need in sorted(unmet, key=lambda pair: (_ORDER.index(pair[0]), pair[1].key))),
            proof=tuple(dict.fromkeys(shown(key) for key, _ in proof)),
            reason=_reason(proof, self.estate.needs[function]),
            lasts="; ".join(sorted({text for _, need in unmet for text in _softened(need, moments["hour 0"])})),
        )

    def _unmet(self, function: Function, fallen: Mapping[str, Status]) -> Iterator[tuple[Status, Need]]:
        """The needs that the loss leaves unmet sooner or later, each with what that means for the function."""
        if FUNCTION + function not in fallen:
            return
        for need in self.estate.needs[function]:
            if not any(SERVICE + member in fallen for member in in_use(need)):
                continue  # what answers falls with its own component; that component's needs say why
            members = [_status(function, member, fallen) for member in in_use(need)]
            best = max(members, key=_ORDER.index)
            for cache in need.caches if best is not Status.UP else ():
                best = Status.UP if cache.holds else Status.UNKNOWN
            if best is not Status.UP:
                yield (Status.UNKNOWN if need.open else best), need

    def standing(self, lost: Lost) -> frozenset[str]:
        """The dependencies that are surely left, by id."""
        fallen = self.graph(None).statuses({SERVICE + key: state for key, state in lost.items()})
        return frozenset(key for key in self.estate.dependencies if SERVICE + key not in fallen)

    def degraded(self, lost: Lost) -> tuple[str, ...]:
        """The dependencies without which serving goes on and lacks something, as far as they are surely lost."""
        return tuple(
            key for key, gone in sorted(lost.items()) if gone and degrades(self.estate.dependencies[key])
        )  # fmt: skip


class _Loss:
    """One loss on the graphs of one estate; each graph is asked once."""

    def __init__(self, rehearsing: Rehearsing, gone: Lost) -> None:
        self._rehearsing = rehearsing
        self._gone = gone
        self._statuses: dict[int, dict[str, Status]] = {}

    def at(self, hours: int | None) -> dict[str, Status]:
        """What is not up at a moment."""
        graph = self._rehearsing.graph(hours)
        if id(graph) not in self._statuses:
            self._statuses[id(graph)] = graph.statuses(self._gone)
        return self._statuses[id(graph)]

    def proof(self, top: str) -> tuple[tuple[str, Group | None], ...]:
        """The way to a node that is not up now, or will not be."""
        hours = next((h for h in (0, None) if top in self.at(h)), -1)
        return () if hours == -1 else self._rehearsing.graph(hours).proof(top, self._gone)


def _softened(need: Need, now: Status) -> Iterator[str]:
    # What is down at once is held up by nothing, whatever else would last.
    if need.lifetime is not None and now is not Status.DOWN:
        yield need.lifetime.words
    if need.bridge:
        yield need.bridge


def _status(function: Function, member: str, fallen: Mapping[str, Status]) -> Status:
    own = fallen.get(f"{function}|{SERVICE}{member}")
    return own or fallen.get(SERVICE + member, Status.UP)


def _reason(proof: Sequence[tuple[str, Group | None]], needs: Sequence[Need]) -> str:
    """Why the last step of a proof is open, "" if it is sure."""
    open_ = {need.key: need.open for need in needs if need.open}
    for _, group in proof:
        if group is not None and group.need in open_:
            return open_[group.need]
    return ""
