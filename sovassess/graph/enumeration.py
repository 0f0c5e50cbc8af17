"""Minimal failing sets by a solver, for graphs whose inner nodes have far more sets than the node that is asked about.

Failure is the least model of a positive logic program: one rule for each set of members that fails a node. With a free
choice of what is lost, the minimal sets are the stable models in which as little as possible is lost, which clasp
enumerates one after another, each barring what contains it (M. Gebser et al., "Domain-Specific Heuristics in Answer Set
Programming", 2013). It is stopped by a number of conflicts and of sets, never by time, so that the same graph gives the
same answer on any machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct

if TYPE_CHECKING:
    from clingo import Control, Model

SETS = 8_000
CONFLICTS = 30_000
BOUNDED_CONFLICTS = 8_000
LARGEST = 12

Parts = Sequence[Sequence[Sequence[int]]]


class Question(Struct, frozen=True):
    """`products[n]` are the member sets of which one must fail whole for node n to fail; `events` are the nodes that
    can be lost, in the order of the bits of an answer."""

    products: Parts
    top: int
    events: tuple[int, ...]


class _Answer(Struct, frozen=True):
    """Sets as bits; `whole` if there are no others; `spent` conflicts."""

    sets: list[int]
    whole: bool
    spent: int


def enumerated(question: Question) -> tuple[list[int], int] | None:
    """The minimal sets and the size up to which all are there, 0 for all; None if not even those of two were found."""
    answer = _asked(question, CONFLICTS)
    if answer.whole:
        return answer.sets, 0
    # Each set that was found is minimal, so that none that holds it need be looked for again.
    known = answer.sets
    best: tuple[list[int], int] | None = None
    left = BOUNDED_CONFLICTS
    for size in range(2, LARGEST + 1):
        barred = [entry for entry in known if entry.bit_count() <= size]
        answer = _asked(question, left, size, barred)
        known = known + answer.sets
        left -= answer.spent
        if not answer.whole or len(barred) + len(answer.sets) > SETS:
            break
        best = barred + answer.sets, size
        if left <= 0:
            break
    return best


def _asked(question: Question, conflicts: int, size: int = 0, barred: Sequence[int] = ()) -> _Answer:
    """Enumerate, only sets of up to `size` events if that is not 0, and none that holds one of `barred`."""
    import clingo  # noqa: PLC0415 - slow to load, and few graphs need it

    limits = [str(SETS + 1), f"--solve-limit={conflicts},umax"]
    # Few restarts, further and further apart: measured, a sixth fewer conflicts where the sets are thousands.
    options = [*limits, "--heuristic=Domain", "--enum-mode=domRec", "--restarts=x,100,1.5"]
    control = clingo.Control(options)
    bits = {f"e{place}": 1 << place for place in range(len(question.events))}
    _state(control, question, size, barred)
    found: list[int] = []

    def keep(model: Model) -> None:
        found.append(sum(bits[symbol.name] for symbol in model.symbols(atoms=True)))

    result = control.solve(on_model=keep)
    whole = result.exhausted is True and len(found) <= SETS
    return _Answer(found, whole, _conflicts(control))


def _state(control: Control, question: Question, size: int, barred: Sequence[int]) -> None:
    """Write the graph as a program: who may be lost, what fails of it, that the top must, and little lost first."""
    from clingo import Function, HeuristicType  # noqa: PLC0415

    with control.backend() as program:
        named = {event: Function(f"e{place}") for place, event in enumerate(question.events)}
        atoms = [program.add_atom(named.get(node)) for node in range(len(question.products))]
        lost = [atoms[event] for event in question.events]
        program.add_rule(lost, [], choice=True)
        for node, parts in enumerate(question.products):
            for part in parts:
                program.add_rule([atoms[node]], [atoms[member] for member in part])
        program.add_rule([], [-atoms[question.top]])
        if size:
            over = program.add_atom()
            program.add_weight_rule([over], size + 1, [(atom, 1) for atom in lost])
            program.add_rule([], [over])
        for entry in barred:
            program.add_rule([], [atom for place, atom in enumerate(lost) if entry >> place & 1])
        for atom in lost:
            program.add_heuristic(atom, HeuristicType.False_, 1, 1, [])


def _conflicts(control: Control) -> int:
    """How often the solver was wrong, which is what its work is measured by."""
    statistics = cast("Any", control).statistics  # nested mappings of numbers, typed as plain dict
    return int(statistics["solving"]["solvers"]["conflicts"])
