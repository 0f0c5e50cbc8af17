"""The gate's verdict as the reports of a pipeline tell it; it decides nothing and knows no assessment."""

from __future__ import annotations

from msgspec import Struct

SHOWN = 20


class Gated(Struct, frozen=True, kw_only=True):
    """What was asked, whether it was met, and one line for each thing that was missed or should be known besides.

    `unseen` says that too little was read to decide. `enforced` is False where a miss only is reported. `new` are the
    keys of the findings that the baseline did not have, None without a baseline.
    """

    asked: tuple[str, ...]
    met: bool
    unseen: bool = False
    enforced: bool = True
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    new: frozenset[str] | None = None

    @property
    def headline(self) -> str:
        """The verdict in one clause."""
        if self.met:
            return "Gate met"
        word = "Gate not decided, too little was read" if self.unseen else "Gate not met"
        return word if self.enforced else f"{word}; reported only, nothing blocks"
