"""What a file takes from other modules of its tree only where a setting or a choice among several says so.

It reports names; which file a name stands for, and how strong the ties in that file are then, is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from sovassess.formats.code_reading import Reading
from sovassess.formats.program import Branch
from sovassess.formats.syntax import occurrences, path_to
from sovassess.model.enums import Usage
from sovassess.model.observations import AnyObservation, Chosen
from sovassess.model.values import Variable

MAX_NAMES = 60
MAX_PLACES = 8
_TYPE_NAME = re.compile(rb"\b[A-Z][a-z0-9]\w*[A-Z]\w*|\b[A-Z]{2,}[a-z]\w+|\b[A-Z][a-z]+\d*[A-Z]\w*")
_SILENT = re.compile(rb"^\s*(using|import|from|package|namespace|//|#|\*|/\*)")
_BY_IMPORT = frozenset({"python", "javascript"})


def chosen(reading: Reading) -> Iterator[AnyObservation]:
    """Names of the tree's own that stand in this file only in places that are not always run."""
    for name in _candidates(reading):
        places = _places(reading, name)
        target = _target(reading, name, places)
        if not target or not any(_in_branch(reading, place) for place in places):
            continue
        around = [reading.circumstances.at(place) for place in places]
        if any(one.usage is not Usage.OPTIONAL and not one.gates for one in around):
            continue
        for place, one in zip(places, around, strict=True):
            yield Chosen(
                at=reading.place(reading.program.data.count(b"\n", 0, place) + 1),
                usage=one.usage,
                condition=one.condition,
                gates=one.gates,
                language=reading.dialect.language,
                name=target,
            )


def _candidates(reading: Reading) -> list[str]:
    """The names that can be of the tree's own, sorted: what is imported from it, or else type names in branches."""
    if reading.dialect.language in _BY_IMPORT:
        return sorted(name for name in reading.program.anywhere if _is_own(reading, name))[:MAX_NAMES]
    found: set[str] = set()
    for span in reading.program.spans.spans:
        if span.kind == "branch" and isinstance(span.about, Branch):
            words = _TYPE_NAME.finditer(reading.program.data, span.start, min(span.end, span.start + 4_000))
            found.update(match.group().decode() for match in words)
    return sorted(found - reading.program.classes.keys())[:MAX_NAMES]


def _in_branch(reading: Reading, at: int) -> bool:
    spans = reading.program.spans
    return any(isinstance(spans.spans[number].about, Branch) for number in spans.around(at))


def _is_own(reading: Reading, name: str) -> bool:
    bound = reading.program.anywhere[name]
    return any(one.kind == "import" and reading.own(one.qualified) is not None for one in bound)


def _places(reading: Reading, name: str) -> list[int]:
    """Where a name stands, its imports and what is commented out apart."""
    data = reading.program.data
    places = (
        at
        for at in occurrences(data, name, not_after=b".\"'/")
        if _SILENT.match(data[data.rfind(b"\n", 0, at) + 1 : at + len(name)]) is None and not _is_text(reading, at)
    )
    return list(islice(places, MAX_PLACES))


def _is_text(reading: Reading, at: int) -> bool:
    """Whether a byte stands in a comment or in a string."""
    kind = path_to(reading.program.root, at)[-1].type
    return "comment" in kind or "string" in kind or kind in {"jsx_text", "escape_sequence", "encapsed_string"}


def _target(reading: Reading, name: str, places: list[int]) -> str:
    """What the name stands for: a reference to another module, or a class that this file does not declare; "" for
    what belongs to somebody else or to the file itself."""
    if not places or name in reading.program.classes:
        return ""
    bound = reading.program.find(name, places[0])
    if reading.dialect.language in _BY_IMPORT:
        taken = reading.own(bound[0].qualified) if bound and bound[0].kind == "import" else None
        part = taken.parts[0] if taken is not None and len(taken.parts) == 1 else None
        return part.name if isinstance(part, Variable) else ""
    if bound and bound[0].kind == "import":
        return name if not reading.dialect.outside(bound[0].qualified) else ""
    return name if not bound else ""
