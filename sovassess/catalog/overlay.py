"""Lay an organisation's own entries over those of the package: add a party, correct one, take a name from another.

An own entry with the id of one that is there takes its place. One that begins with `amends: ID` changes only what it
writes: keys replace keys, entries with an `id` are joined by it, plain words are added to those that are there. What an
own entry claims (a host, a package, a variable, …) is taken from whoever claimed it before. It reads no shipped file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, cast

import msgspec
from msgspec import Struct

from sovassess import documents
from sovassess.catalog.claims import AnyFile, Claim, Place, claims_of
from sovassess.catalog.model import BaseFile, ModelFile, PartyFile, ResourceFile
from sovassess.catalog.written import converted
from sovassess.errors import InputFileError

KINDS: Final[Mapping[str, type[AnyFile]]] = {
    "bases": BaseFile,
    "models": ModelFile,
    "resources": ResourceFile,
    "vendors": PartyFile,
}
_AMENDS = "amends"
IDENTITIES = frozenset(("party", "service", "library", "model family", "base"))


class Own(Struct, frozen=True):
    """One entry that an organisation wrote: `value` stands at `at` in the document `data` that errors call `path`."""

    path: str
    data: bytes
    kind: str
    value: object
    at: Place = ()

    def error(self, place: Place, text: str) -> InputFileError:
        """What is wrong at a place of the entry, with the line of the nearest place that is written."""
        return InputFileError(self.path, documents.line_of(self.data, (*self.at, *place)), text)


class Placed(Struct, frozen=True):
    """An own entry as it holds in the end, where it was written, and which of its places somebody wrote themselves."""

    own: Own
    entry: AnyFile
    written: Callable[[Place], Place]
    amended: str | None


def key_of(entry: AnyFile) -> tuple[str, str]:
    """Kind and id that an own entry must have to take an entry's place."""
    match entry:
        case PartyFile():
            return "vendors", entry.party.id
        case ModelFile():
            return "models", entry.developer
        case BaseFile():
            return "bases", entry.id
        case ResourceFile():
            return "resources", entry.party


def read_own(root: Path) -> list[Own]:
    """The entries in a folder of catalog files, or those in the `catalog` of a settings file, in order.

    Raises `InputFileError` for what cannot be read.
    """
    if root.is_dir():
        return [
            Own(str(path), data := path.read_bytes(), kind, documents.plain(data, shown=str(path)))
            for kind in sorted(KINDS)
            for path in sorted((root / kind).glob("*.yaml"))
        ]
    if not root.is_file():
        raise InputFileError(str(root), None, "is neither a folder with catalog files nor a file with a `catalog`")
    data = root.read_bytes()
    whole = documents.plain(data, shown=str(root))
    inside = cast("Mapping[str, Any]", whole).get("catalog") if isinstance(whole, Mapping) else None
    if not isinstance(inside, Mapping):
        raise InputFileError(str(root), None, "has no `catalog` with entries of its own")
    found = cast("Mapping[str, Sequence[object]]", inside)
    return [
        Own(str(root), data, kind, value, ("catalog", kind, number))
        for kind in sorted(KINDS)
        for number, value in enumerate(found.get(kind) or ())
    ]


def place_over(entries: Mapping[tuple[str, str], AnyFile], own: Iterable[Own]) -> list[Placed]:
    """Own entries as they hold over `entries`, later ones over earlier ones. Raises `InputFileError`."""
    known = dict(entries)
    out: list[Placed] = []
    for entry in own:
        placed = _placed(known, entry)
        known[key_of(placed.entry)] = placed.entry
        out.append(placed)
    return out


def laid_over(entries: Iterable[AnyFile], own: Sequence[Own]) -> list[AnyFile]:
    """The entries with own ones over them, in order of kind and id. Raises `InputFileError` with file and line."""
    known = {key_of(entry): entry for entry in entries}
    placed = place_over(known, own)
    taken: dict[tuple[str, str], tuple[str, str]] = {}
    for item in placed:
        before = known.get(key_of(item.entry))
        kept = claims_of(before) if item.amended and before is not None else ()
        old = {(claim.kind, claim.key) for claim in kept}
        for claim in claims_of(item.entry):
            if claim.kind not in IDENTITIES and (claim.kind, claim.key) not in old:
                taken[claim.kind, claim.key] = key_of(item.entry)
        known[key_of(item.entry)] = item.entry
    left = (_without(entry, taken) for entry in known.values())
    return sorted((entry for entry in left if entry is not None), key=key_of)


def _placed(known: Mapping[tuple[str, str], AnyFile], own: Own) -> Placed:
    model = KINDS[own.kind]
    whole = own.value
    if not isinstance(whole, Mapping):
        raise own.error((), "is no entry: a mapping is expected")
    value = dict(cast("Mapping[str, Any]", whole))
    amended = value.pop(_AMENDS, None)
    places: dict[Place, Place] = {}
    if amended is not None:
        before = known.get((own.kind, str(amended)))
        if before is None:
            ids = (name for kind, name in known if kind == own.kind)
            raise own.error((_AMENDS,), f"there is no {amended!r} to amend{documents.nearest(str(amended), ids)}")
        value = cast("dict[str, Any]", _merged(msgspec.to_builtins(before), value, (), (), places))

    def written(place: Place) -> Place:
        for length in range(len(place), 0, -1):
            if place[:length] in places:
                return (*places[place[:length]], *place[length:])
        return place

    def line(place: Place) -> int | None:
        return documents.line_of(own.data, (*own.at, *written(place)))

    entry = converted(value, model, shown=own.path, line=line)
    if amended is not None and key_of(entry)[1] != str(amended):
        raise own.error((_AMENDS,), f"amends {amended!r} and cannot give it another id, {key_of(entry)[1]!r}")
    return Placed(own, entry, written, None if amended is None else str(amended))


def _merged(old: Any, new: Any, place: Place, written: Place, places: dict[Place, Place]) -> Any:
    """`new` over `old`; `places` learns where what stands at `place` now was written in the own entry."""
    if isinstance(old, dict) and isinstance(new, dict):
        merged = dict(cast("dict[str, Any]", old))
        for key, value in cast("dict[str, Any]", new).items():
            merged[key] = _merged(merged.get(key), value, (*place, key), (*written, key), places)
        return merged
    if isinstance(old, list | tuple) and isinstance(new, list | tuple):
        items = list(cast("Sequence[Any]", old))
        for number, value in enumerate(cast("Sequence[Any]", new)):
            at = next((index for index, item in enumerate(items) if _same(item, value)), len(items))
            inner, source = (*place, at), (*written, number)
            places[inner] = source
            if at == len(items):
                items.append(value)
            else:
                items[at] = _merged(items[at], value, inner, source, places)
        return items
    return new


def _same(old: object, new: object) -> bool:
    """Whether two items of a list are one: by their `id`, a plain word by itself."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        one, other = cast("Mapping[str, object]", old), cast("Mapping[str, object]", new)
        return "id" in one and one["id"] == other.get("id")
    return old == new


def _without(entry: AnyFile, taken: Mapping[tuple[str, str], tuple[str, str]]) -> AnyFile | None:
    """The entry without what another one took from it, None if that was all there was of a developer's models."""
    own = key_of(entry)
    lost = [claim for claim in claims_of(entry) if taken.get((claim.kind, claim.key), own) != own]
    if not lost:
        return entry
    value = msgspec.to_builtins(entry)
    for place, numbers in _by_list(lost).items():
        inside: Any = value
        for step in place[:-1]:
            inside = inside[step]
        inside[place[-1]] = [item for number, item in enumerate(inside[place[-1]]) if number not in numbers]
        if not inside[place[-1]]:
            del inside[place[-1]]
    value = _pruned(value)
    if isinstance(entry, ModelFile) and not value["families"]:
        return None
    return converted(value, type(entry), shown=own[1], line=lambda _: None)


def _by_list(claims: Iterable[Claim]) -> dict[Place, set[int]]:
    out: dict[Place, set[int]] = defaultdict(set)
    for claim in claims:
        out[claim.place[:-1]].add(cast("int", claim.place[-1]))
    return out


def _pruned(value: Any) -> Any:
    """Without clients that have lost all their names and model families that have lost all their ids."""
    for sdk in value.get("sdks", ()):
        if "clients" in sdk:
            sdk["clients"] = [client for client in sdk["clients"] if client.get("names")]
    if "families" in value:
        value["families"] = [family for family in value["families"] if family.get("ids")]
    return value
