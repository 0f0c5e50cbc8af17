"""What could be done: remedies for one loss, and actions with what they restore and which levels they turn."""

from __future__ import annotations

from msgspec import Struct


class Remedy(Struct, frozen=True, kw_only=True):
    """What would keep a function up where a need is lost. `kind`: `setting` or `work`; `place` is `path:line`."""

    function: str
    service: str
    kind: str
    what: str
    place: str
    evidence: tuple[str, ...]


class Turn(Struct, frozen=True, kw_only=True):
    """What an action does to one dimension: level and ceiling before and after."""

    dimension: str
    before: tuple[int, int]
    after: tuple[int, int]


class Action(Struct, frozen=True, kw_only=True):
    """Something to do against being switched off, by what it restores.

    `restores` are pairs of a party and a function that this party alone could stop and no longer could; `functions`
    those that nobody outside could stop alone any more. `effort`: `setting`, `mirror`, `service` (run one yourself) or
    `migration`. `turns` are dimensions whose level or ceiling would change, `overall` the pair after it,
    both only where the rubric `judged` the estate with the action applied. It is applied to the dependencies alone;
    what a criterion reads from a file stays as it is written there.
    """

    id: str
    title: str
    effort: str
    services: tuple[str, ...]
    restores: tuple[tuple[str, str], ...]
    functions: tuple[str, ...]
    turns: tuple[Turn, ...]
    overall: tuple[int, int]
    evidence: tuple[str, ...]
    judged: bool = False
