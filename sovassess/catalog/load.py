"""Read the catalog: the YAML files of the package, an organisation's own entries over them, a compiled copy for speed.

The YAML is the source. A compiled copy is used only if the digest in it equals the digest of what is there; a
missing, stale or broken copy costs time and never a wrong answer. The wheel brings one, made when it was built.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

from sovassess import __version__
from sovassess.catalog.claims import AnyFile
from sovassess.catalog.model import BaseFile, ModelFile, PartyFile, ResourceFile
from sovassess.catalog.overlay import KINDS, Own, laid_over, read_own
from sovassess.catalog.ranges import RANGES
from sovassess.catalog.written import parse_struct
from sovassess.errors import InputFileError
from sovassess.keeping.thawing import no_collection

HERE = Path(__file__).parent
FOLDERS = ("bases", "models", "resources", "vendors")
# Copies for as many different own catalogs are kept, so that two projects do not push each other's out.
_KEPT = 8


class Entries(Struct, frozen=True):
    """Everything that the files say, in order of their names. `digest` is the SHA-256 over names and contents, the
    providers' address ranges included."""

    digest: str
    parties: tuple[PartyFile, ...]
    models: tuple[ModelFile, ...]
    bases: tuple[BaseFile, ...]


def load_entries(own: Sequence[Path] = (), *, cache: Path | None = None) -> Entries:
    """The catalog of the package with an organisation's `own` entries laid over it, later ones over earlier ones.

    An own path is a folder with the same sub-folders, or a settings file with entries under `catalog`; see
    `overlay` for how they add and correct. `cache` is a folder for compiled copies. Raises `InputFileError` with file
    and line for an entry that does not fit.
    """
    shipped = list(_contents(HERE))
    digest = _digest(shipped)
    if not own:
        return _compiled(HERE, digest) or _compiled(cache, digest) or _kept(_parsed(shipped, digest), cache)
    written = [entry for path in own for entry in read_own(path)]
    over = digest_of([("package", digest, b""), *((entry.kind, repr(entry.at), entry.data) for entry in written)])
    found = _compiled(cache, over)
    if found is not None:
        return found
    base = _compiled(HERE, digest) or _compiled(cache, digest) or _parsed(shipped, digest)
    return _kept(_over(base, written, over), cache)


def brings_compiled() -> bool:
    """Whether the package holds a compiled copy that fits its files, as the built wheel does."""
    return _compiled(HERE, _digest(_contents(HERE))) is not None


def digest_of(contents: Iterable[tuple[str, str, bytes]]) -> str:
    """SHA-256 over folder, name and content of each file, in hex."""
    total = sha256()
    for folder, name, data in contents:
        total.update(f"{folder}/{name}\0{len(data)}\0".encode())
        total.update(data)
    return total.hexdigest()


def _digest(shipped: Iterable[tuple[str, str, bytes]]) -> str:
    """Of all that the package knows: other address ranges make other findings, though no entry holds them."""
    return digest_of([*shipped, ("", RANGES.name, RANGES.read_bytes())])


def write_compiled(entries: Entries, folder: Path) -> Path | None:
    """Write a compiled copy and give its path; None if the folder cannot be written: the next run parses again."""
    target = folder / _compiled_name(entries.digest)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(f".{id(entries)}.part")
        partial.write_bytes(msgspec.msgpack.encode(entries))
        partial.replace(target)
        copies = sorted(folder.glob("catalog-*.msgpack"), key=lambda path: (path != target, -path.stat().st_mtime_ns))
        for old in copies[_KEPT:]:
            old.unlink(missing_ok=True)
    except OSError:
        return None
    return target


def _kept(entries: Entries, cache: Path | None) -> Entries:
    if cache is not None:
        write_compiled(entries, cache)
    return entries


def _compiled_name(digest: str) -> str:
    # The version is part of the name, since another release may know other fields.
    return f"catalog-{__version__}-{digest[:24]}.msgpack"


def _compiled(folder: Path | None, digest: str) -> Entries | None:
    if folder is None:
        return None
    try:
        data = (folder / _compiled_name(digest)).read_bytes()
        with no_collection():
            entries = msgspec.msgpack.decode(data, type=Entries)
    except (OSError, msgspec.DecodeError):
        return None
    return entries if entries.digest == digest else None


def _contents(root: Path) -> Iterator[tuple[str, str, bytes]]:
    """Folder, name and content of every catalog file below a folder, in order."""
    if not root.is_dir():
        raise InputFileError(str(root), None, "is not a folder with catalog files")
    for folder in FOLDERS:
        # Not `glob`, which takes longer over a thousand names than reading the files does.
        found = (root / folder).iterdir() if (root / folder).is_dir() else ()
        for path in sorted(path for path in found if path.name.endswith(".yaml")):
            yield folder, path.name, path.read_bytes()


def _parsed(contents: Iterable[tuple[str, str, bytes]], digest: str) -> Entries:
    return _entries(
        (parse_struct(data, KINDS[folder], shown=f"{folder}/{name}") for folder, name, data in contents), digest
    )


def _over(base: Entries, own: Sequence[Own], digest: str) -> Entries:
    return _entries(laid_over((*base.bases, *base.models, *base.parties), own), digest)


def _entries(files: Iterable[AnyFile], digest: str) -> Entries:
    parties: list[PartyFile] = []
    models: list[ModelFile] = []
    bases: list[BaseFile] = []
    resources: list[ResourceFile] = []
    for file in files:
        match file:
            case PartyFile():
                parties.append(file)
            case ModelFile():
                models.append(file)
            case BaseFile():
                bases.append(file)
            case ResourceFile():
                resources.append(file)
    return Entries(digest, tuple(_with_resources(parties, resources)), tuple(models), tuple(bases))


def _with_resources(parties: Iterable[PartyFile], resources: Iterable[ResourceFile]) -> Iterator[PartyFile]:
    """The parties with the services and resource types that files under `resources/` add. What names a party or service
    that is not there adds nothing; `check` says so."""
    by_party: dict[str, list[ResourceFile]] = defaultdict(list)
    for file in resources:
        by_party[file.party].append(file)
    for party in parties:
        services = list(party.services)
        for file in by_party[party.party.id]:
            services += file.services
            services = [
                msgspec.structs.replace(service, terraform=(*service.terraform, *file.types_of(service.id)))
                for service in services
            ]
        yield msgspec.structs.replace(party, services=tuple(services)) if party.party.id in by_party else party
