"""How conditions turn out as shipped, and how `and`, `or` and `not` go with that. It reads no program."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from sovassess.model.enums import Usage
from sovassess.model.values import Gate, Value, Variable

MAX_GATES = 4
OFF = frozenset({"", "0", "false", "no", "off", "none", "disabled", "null"})


class Truth(Struct, frozen=True):
    """How a condition turns out as shipped: True, False or None for unknown.

    `basis`: `fixed` (the code says so), `setting` (somebody can configure it), `choice` (a word is compared with one of
    several), or "" (the running program decides). `gates` are variables that all have to stand right for it to hold;
    None where no such list can say it.
    """

    holds: bool | None = None
    basis: str = ""
    gates: tuple[Gate, ...] | None = None


UNKNOWN = Truth()


class Circumstance(Struct, frozen=True):
    """Whether a place runs as shipped. `dead` never runs; `type_only` is never executed; `guarded` may be missing.

    `gates` are variables that decide it, `usage` what comes of them where nothing sets them, and `firm` what comes of
    everything else around the place.
    """

    usage: Usage = Usage.MAIN
    condition: str = ""
    dead: bool = False
    type_only: bool = False
    guarded: bool = False
    gates: tuple[Gate, ...] = ()
    firm: Usage = Usage.MAIN


def both(first: Truth, second: Truth) -> Truth:
    """`first and second`."""
    for one in (first, second):
        if one.holds is False and one.basis == "fixed":
            return one
    gates = _gates(first, second)
    for one in (first, second):
        if one.holds is False:
            return replace(one, gates=gates)
    if first.holds is None or second.holds is None:
        basis = first.basis if first.holds is None and first.basis else second.basis or first.basis
        return Truth(None, basis, gates)
    return Truth(True, first.basis if first.basis != "fixed" else second.basis, gates)


def _gates(first: Truth, second: Truth) -> tuple[Gate, ...] | None:
    known = [() if one.basis == "fixed" and one.holds else one.gates for one in (first, second)]
    return None if known[0] is None or known[1] is None else (*known[0], *known[1])


def negated(truth: Truth) -> Truth:
    """`not truth`."""
    gates = None
    if truth.gates is not None and len(truth.gates) == 1:
        gates = (replace(truth.gates[0], negated=not truth.gates[0].negated),)
    return Truth(None if truth.holds is None else not truth.holds, truth.basis, gates)


def either(first: Truth, second: Truth) -> Truth:
    """`first or second`."""
    return negated(both(negated(first), negated(second)))


def gate_of(value: Value, words: Iterable[str] = ()) -> tuple[Gate, ...] | None:
    """The gate that one variable is; None for any other value."""
    if len(value.parts) != 1 or not isinstance(value.parts[0], Variable):
        return None
    return (Gate(value=value, words=tuple(sorted({word.lower() for word in words}))),)


def is_read(value: Value) -> bool:
    """Whether the environment gives it; what another module gives is not known here."""
    return any(not name.startswith("module:") for name in value.variables)


def is_on(value: Value) -> bool:
    """Whether a setting is on as shipped: it has a default, and the default is no word for off."""
    defaults = [part.default for part in value.parts if isinstance(part, Variable)]
    return all(default is not None and default.lower() not in OFF for default in defaults)


def strictest(one: Circumstance, other: Circumstance) -> Circumstance:
    """What two circumstances around the same place come to."""
    optional = next((c for c in (one, other) if c.usage is Usage.DEV), one if one.usage is Usage.OPTIONAL else other)
    firm = next((c.firm for c in (one, other) if c.firm is not Usage.MAIN), Usage.MAIN)
    return Circumstance(
        optional.usage,
        optional.condition,
        one.dead or other.dead,
        one.type_only or other.type_only,
        one.guarded or other.guarded,
        tuple(dict.fromkeys((*one.gates, *other.gates)))[:MAX_GATES],
        firm,
    )
