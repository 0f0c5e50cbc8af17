"""Who can switch you off: minimal sets of parties, or of jurisdictions, whose withdrawal stops a function.

Sure sets stop it whatever is still open; possible ones stop it if something that no file says turns out for the worse,
or once a lifetime has run out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from sovassess.graph.cuts import minimal_sets
from sovassess.graph.lifetimes import DAY
from sovassess.graph.logic import AndOr
from sovassess.graph.needs import FUNCTION_PHASE, Function, in_use
from sovassess.graph.network import FUNCTION
from sovassess.graph.rehearsal import Rehearsing
from sovassess.graph.say import LAW, PARTY, jurisdictions_of, says
from sovassess.model.dependencies import Dependency
from sovassess.model.rehearsals import SwitchOff

_KINDS = (("party", PARTY), ("jurisdiction", LAW))
_LATER = 90


class Cut(Struct, frozen=True, order=True):
    """A minimal set; `members` are sorted ids. `after` is "" for at once, else when it shows."""

    members: tuple[str, ...]
    function: Function
    after: str = ""


class Withdrawals(Struct, frozen=True, kw_only=True):
    """Sure and possible sets; `complete_to` is by function the size up to which they are complete, where bounded."""

    sure: tuple[SwitchOff, ...]
    possible: tuple[SwitchOff, ...]
    complete_to: dict[str, int]


def withdrawals(rehearsing: Rehearsing) -> Withdrawals:
    """All sets of parties and of jurisdictions for every function."""
    sure: list[SwitchOff] = []
    possible: list[SwitchOff] = []
    bounded: dict[str, int] = {}
    for kind, prefix in _KINDS:
        certain: list[Cut] = []
        perhaps: list[Cut] = []
        for function in rehearsing.estate.needs:
            found, open_, complete_to = _of_function(rehearsing, function, prefix)
            certain += found
            perhaps += open_
            if complete_to:
                bounded[function.value] = min(complete_to, bounded.get(function.value, complete_to))
        sure += _gathered(rehearsing, kind, certain, sure=True)
        possible += _gathered(rehearsing, kind, perhaps, sure=False)
    return Withdrawals(sure=_sorted(sure), possible=_sorted(possible), complete_to=dict(sorted(bounded.items())))


def _of_function(rehearsing: Rehearsing, function: Function, prefix: str) -> tuple[list[Cut], list[Cut], int]:
    top = FUNCTION + function
    graph = rehearsing.graph(0)
    events = events_below(rehearsing.graph(None), top, prefix)
    now = minimal_sets(graph, top, events)
    later = minimal_sets(rehearsing.graph(_LATER * DAY), top, events)
    worst = minimal_sets(graph, top, events, cautious=True)
    sure = [Cut(_bare(entry, prefix), function) for entry in now.sets]
    slow = [
        Cut(_bare(entry, prefix), function, f"within {_LATER} days") for entry in _beyond(later.sets, now.sets)
    ]  # fmt: skip
    known = [*now.sets, *later.sets]
    possible = [Cut(_bare(entry, prefix), function) for entry in _beyond(worst.sets, known)]
    bounds = [found.complete_to for found in (now, later, worst) if found.complete_to]
    return sure, slow + possible, min(bounds, default=0)


def _beyond(sets: Iterable[tuple[str, ...]], known: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The sets of which none of the known ones is a part."""
    parts = [frozenset(entry) for entry in known]
    return [entry for entry in sets if not any(part <= set(entry) for part in parts)]


def events_below(graph: AndOr, top: str, prefix: str) -> list[str]:
    """The parties or laws below a function, without owners that add nothing: those of one party that is there too."""
    below = [key for key in graph.reach(top) if key.startswith(prefix)]
    if prefix != PARTY:
        return below
    owned: dict[str, set[str]] = {}
    used: set[str] = set()
    for key in graph.reach(top):
        for group in graph.groups[key]:
            for member in group.members:
                if member.startswith(PARTY):
                    if key.startswith(PARTY):
                        owned.setdefault(member, set()).add(key)
                    else:
                        used.add(member)
    return [key for key in below if key in used or len(_rooted(key, owned, used)) != 1]


def _rooted(owner: str, owned: dict[str, set[str]], used: set[str]) -> set[str]:
    """The parties in use that an owner owns, directly or through others."""
    found: set[str] = set()
    todo, seen = [owner], {owner}
    while todo:
        for party in owned.get(todo.pop(), ()):
            if party not in seen:
                seen.add(party)
                todo.append(party)
                if party in used:
                    found.add(party)
    return found


def _bare(entry: Iterable[str], prefix: str) -> tuple[str, ...]:
    return tuple(sorted(key.removeprefix(prefix) for key in entry))


def _gathered(rehearsing: Rehearsing, kind: str, cuts: Iterable[Cut], *, sure: bool) -> Iterator[SwitchOff]:
    """One record for each set, phase and delay, with all functions that it stops."""
    grouped: dict[tuple[tuple[str, ...], str, str], set[Function]] = {}
    for cut in cuts:
        grouped.setdefault((cut.members, FUNCTION_PHASE[cut.function].value, cut.after), set()).add(cut.function)
    for (members, phase, after), functions in grouped.items():
        names = tuple(sorted(function.value for function in functions))
        weighty = tuple(function.value for function in Function if function in functions)
        yield SwitchOff(
            id=f"{kind}:{'+'.join(members)}:{phase}" + (":later" if after else ""),
            parties=members if kind == "party" else (),
            jurisdictions=members if kind == "jurisdiction" else (),
            functions=names,
            phase=phase,
            evidence=_evidence(rehearsing, kind, members, weighty, sure=sure),
            after=after,
            open="" if sure else _open(rehearsing, kind, members, weighty),
        )


def _sorted(found: list[SwitchOff]) -> tuple[SwitchOff, ...]:
    return tuple(sorted(found, key=lambda s: (len(s.parties) + len(s.jurisdictions), s.id)))


def _touched(
    rehearsing: Rehearsing, kind: str, members: tuple[str, ...], functions: Iterable[str], *, sure: bool
) -> Iterator[str]:
    """The dependencies of the functions in which one of the members has a say; `sure`: of needs that are not open."""
    wanted = set(members)
    for name in functions:
        for need in rehearsing.estate.needs[Function(name)]:
            if sure and (need.open or need.lifetime is not None):
                continue
            for member in in_use(need):
                if wanted & _elements(kind, rehearsing.estate.dependencies[member]):
                    yield member


def _elements(kind: str, dependency: Dependency) -> set[str]:
    if kind == "jurisdiction":
        laws = set(dependency.party.jurisdictions) if dependency.party is not None else set[str]()
        makers = {m.developer_country for m in dependency.models if m.developer_country}
        return laws | makers | jurisdictions_of(dependency)
    owners = set(dependency.party.parents) if dependency.party is not None else set[str]()
    return {say.party for say in says(dependency)} | owners


def _evidence(
    rehearsing: Rehearsing, kind: str, members: tuple[str, ...], functions: tuple[str, ...], *, sure: bool
) -> tuple[str, ...]:
    """For one party every piece; for laws and larger sets, which are made of those, some of each dependency."""
    whole = kind == "party" and len(members) == 1
    found: list[str] = []
    for member in _touched(rehearsing, kind, members, functions, sure=sure):
        evidence = rehearsing.estate.dependencies[member].evidence
        found += evidence if whole else evidence[:5]
    return tuple(dict.fromkeys(found))[: None if whole else 20]


def _open(rehearsing: Rehearsing, kind: str, members: tuple[str, ...], functions: tuple[str, ...]) -> str:
    """What would have to be known, for a set that is only possible; "" for a sure one."""
    reasons: list[str] = []
    for name in functions:
        touched = set(_touched(rehearsing, kind, members, (name,), sure=False))
        for need in rehearsing.estate.needs[Function(name)]:
            if need.open and touched & set(need.members):
                reasons.append(need.open)
            if need.lifetime is not None and touched & set(need.members):
                reasons.append(need.lifetime.words)
            for member in in_use(need):
                if member in touched:
                    reasons += [s.open for s in says(rehearsing.estate.dependencies[member]) if s.open]
    return "; ".join(list(dict.fromkeys(reasons))[:2])
