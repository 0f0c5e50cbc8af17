"""What questions are asked about: flat records that the graph offers and a rubric selects from."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

FieldValue: TypeAlias = str | int | bool | tuple[str, ...] | None


class Item(Struct, frozen=True, kw_only=True):
    """One thing that a question can select.

    `kind` and the names in `fields` are listed in `sovassess.model.vocabulary`. A field that is None or missing is
    unknown: a condition on it is undecidable. `evidence` holds evidence ids; `where` is `path:line` or a name.
    """

    kind: str
    id: str
    name: str
    fields: dict[str, FieldValue]
    evidence: tuple[str, ...] = ()
    where: str = ""
