"""Read the catalog: the YAML files of the package, an organisation's own files on top, and a compiled copy for speed.

The YAML is the source. A compiled copy is used only if the digest in it equals the digest of the files that are there;
a missing, stale or broken copy costs time and never a wrong answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

from sovassess import __version__, documents
from sovassess.catalog.model import BaseFile, ModelFile, PartyFile
from sovassess.errors import InputFileError

HERE = Path(__file__).parent
FOLDERS = ("bases", "models", "vendors")


class Entries(Struct, frozen=True):
    """Everything that the files say, in order of their names. `digest` is the SHA-256 over names and contents."""

    digest: str
    parties: tuple[PartyFile, ...]
    models: tuple[ModelFile, ...]
    bases: tuple[BaseFile, ...]


def load_entries(own: Sequence[Path] = (), *, cache: Path | None = None) -> Entries:
    """The catalog of the package with an organisation's `own` folders laid over it.

    An own folder has the same three sub-folders; a file of the same name replaces the package's. `cache` is a folder
    for the compiled copy. Raises `InputFileError` with file and line for an entry that does not fit.
    """
    files = _files([HERE, *own])
    contents = [(folder, path.name, path.read_bytes()) for folder, path in files]
    digest = digest_of(contents)
    for store in (HERE, cache):
        found = _compiled(store, digest)
        if found is not None:
            return found
    entries = _parsed(contents, digest)
    if cache is not None:
        write_compiled(entries, cache)
    return entries


def digest_of(contents: Iterable[tuple[str, str, bytes]]) -> str:
    """SHA-256 over folder, name and content of each file, in hex."""
    total = sha256()
    for folder, name, data in contents:
        total.update(f"{folder}/{name}\0{len(data)}\0".encode())
        total.update(data)
    return total.hexdigest()


def write_compiled(entries: Entries, folder: Path) -> None:
    """Write the compiled copy; a folder that cannot be written is no error, the next run parses again."""
    target = folder / _compiled_name(entries.digest)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(f".{id(entries)}.part")
        partial.write_bytes(msgspec.msgpack.encode(entries))
        partial.replace(target)
        for old in folder.glob("catalog-*.msgpack"):
            if old != target:
                old.unlink(missing_ok=True)
    except OSError:
        return


def _compiled_name(digest: str) -> str:
    # The version is part of the name, since another release may know other fields.
    return f"catalog-{__version__}-{digest[:24]}.msgpack"


def _compiled(folder: Path | None, digest: str) -> Entries | None:
    if folder is None:
        return None
    try:
        data = (folder / _compiled_name(digest)).read_bytes()
        entries = msgspec.msgpack.decode(data, type=Entries)
    except (OSError, msgspec.DecodeError):
        return None
    return entries if entries.digest == digest else None


def _files(roots: Sequence[Path]) -> list[tuple[str, Path]]:
    found: dict[tuple[str, str], Path] = {}
    for root in roots:
        if not root.is_dir():
            raise InputFileError(str(root), None, "is not a folder with catalog files")
        for folder in FOLDERS:
            for path in (root / folder).glob("*.yaml"):
                found[folder, path.name] = path
    return [(folder, found[folder, name]) for folder, name in sorted(found)]


def _parsed(contents: Iterable[tuple[str, str, bytes]], digest: str) -> Entries:
    parties: list[PartyFile] = []
    models: list[ModelFile] = []
    bases: list[BaseFile] = []
    for folder, name, data in contents:
        shown = f"{folder}/{name}"
        match folder:
            case "vendors":
                parties.append(documents.parse_struct(data, PartyFile, shown=shown))
            case "models":
                models.append(documents.parse_struct(data, ModelFile, shown=shown))
            case _:
                bases.append(documents.parse_struct(data, BaseFile, shown=shown))
    return Entries(digest, tuple(parties), tuple(models), tuple(bases))
