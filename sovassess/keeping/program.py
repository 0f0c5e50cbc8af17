"""Which program it is that works things out: another one may come to other results, so what it kept is not used.

That is this package with its catalog and rubrics, every distribution installed beside it, and the Python that runs
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

import sovassess
from sovassess.keeping.shelf import Shelf
from sovassess.source.stamps import Stamp, stamp_of, stamps_below

_DISTRIBUTIONS = (".dist-info", ".egg-info")
_RECORDS = ("RECORD", "METADATA", "PKG-INFO")
_PACKAGE = Path(sovassess.__file__).resolve().parent


class _Known(Struct, frozen=True, array_like=True):
    """The digest of a program whose files have these stamps."""

    stamps: str
    digest: str


def program_digest(shelf: Shelf, python: str, path: Sequence[str], moment: int) -> str:
    """SHA-256, in hex, over what decides results beside their input.

    `python` says which interpreter it is, `path` where it looks for modules, `moment` when the look begins. The files
    are read if their stamps are not those of the last time: an installation that is made anew from the same
    distributions is the same program.
    """
    found = sorted(_files(path))
    settled = all(stamp is not None and stamp.settled(moment) for _, stamp in found)
    seen = digest_of((python, found))
    name = f"program-{digest_of((python, str(_PACKAGE), list(path)))[:24]}"
    kept = _decoded(shelf.get(name)) if settled else None
    if kept is not None and kept.stamps == seen:
        return kept.digest
    digest = _digest(python, [place for place, _ in found])
    if settled:
        shelf.put(name, msgspec.msgpack.encode(_Known(seen, digest)))
    return digest


def digest_of(parts: object) -> str:
    """SHA-256, in hex, over what msgpack can hold."""
    return sha256(msgspec.msgpack.encode(parts, order="deterministic")).hexdigest()


def _decoded(data: bytes | None) -> _Known | None:
    try:
        return msgspec.msgpack.decode(data, type=_Known) if data is not None else None
    except msgspec.DecodeError:
        return None


def _digest(python: str, files: Iterable[str]) -> str:
    total = sha256(python.encode())
    for place in files:
        path = Path(place)
        # Where it lies does not matter. Of other distributions there is the record, with the digest of each file.
        own = path.is_relative_to(_PACKAGE.parent)
        shown = path.relative_to(_PACKAGE.parent).as_posix() if own else "/".join(path.parts[-2:])
        try:
            data = path.read_bytes()
        except OSError:
            data = b""
        total.update(f"{shown}\0{len(data)}\0".encode("utf-8", "surrogateescape"))
        total.update(data)
    return total.hexdigest()


def _files(path: Sequence[str]) -> Iterator[tuple[str, Stamp | None]]:
    yield from stamps_below(str(_PACKAGE))
    if not (_PACKAGE / "rubrics").is_dir():
        yield from stamps_below(str(_PACKAGE.parent / "rubrics"))
    for entry in dict.fromkeys(path):
        try:
            inside = [place for place in Path(entry).iterdir() if place.name.endswith(_DISTRIBUTIONS)]
        except OSError:
            inside = []
        records = (place / record for place in inside for record in _RECORDS)
        yield from ((str(record), stamp) for record in records if (stamp := stamp_of(record)) is not None)
