"""Assess trees, with what earlier runs kept where that still holds. The one place that decides whether to keep at all.

What is asked is told from everything that decides a result but the content of the trees. Only if nothing kept answers
it are the stages of the pipeline even loaded.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from sovassess.cli.clock import moment, today
from sovassess.errors import SovassessError
from sovassess.keeping.program import digest_of, program_digest
from sovassess.keeping.shelf import Shelf
from sovassess.keeping.whole import Whole
from sovassess.model.assessment import Assessment
from sovassess.source.forest import Forest
from sovassess.source.revision import Checkout, checkout_of
from sovassess.source.snapshot import Snapshot
from sovassess.source.stamps import stamp_of
from sovassess.source.tree import LocalTree

if TYPE_CHECKING:
    from sovassess.pipeline import Request
    from sovassess.settings import Settings

DEFAULT_RUBRIC = "ai-sovereignty"
# Where a file system knows owners.
_OWNED = hasattr(os, "getuid")
_TRUE = ("1", "true", "yes", "on", "t", "y")


class Wish(Struct, frozen=True, kw_only=True):
    """What to assess and how, as a person said it. `folder` is for what is kept, None to keep nothing."""

    paths: tuple[Path, ...]
    settings: Settings | None = None
    settings_file: Path | None = None
    rubric: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    egress: tuple[str, ...] = ()
    jobs: int = 1
    folder: Path | None = None

    @property
    def excluded(self) -> tuple[str, ...]:
        """The globs of the settings and those of the command line."""
        return (*(self.settings.exclude if self.settings is not None else ()), *self.exclude)

    @property
    def own_catalogs(self) -> tuple[Path, ...]:
        """The folders of catalog entries of the organisation's own."""
        return tuple(Path(folder) for folder in self.settings.catalog.folders) if self.settings is not None else ()

    @property
    def judged_by(self) -> str:
        """The rubric's id or file."""
        return self.rubric or (self.settings.rubric if self.settings is not None else None) or DEFAULT_RUBRIC


class _Keeping(Struct, frozen=True):
    shelf: Shelf
    program: str
    moment: int


def assess_wish(wish: Wish) -> Assessment:
    """The assessment that is wished for: a kept one if everything it rests on is as it was, else a new one."""
    trees = [LocalTree(path, include=wish.include, exclude=wish.excluded) for path in wish.paths]
    checkout = checkout_of(trees[0].root) if len(trees) == 1 else Checkout()
    keeping = _keeping(wish)
    if keeping is None:
        from sovassess.pipeline import assess

        return assess(_request(wish, trees, checkout))
    asked = _asked(wish, keeping, checkout)
    whole = Whole(keeping.shelf, asked, exact=bool(wish.egress)) if asked is not None else None
    found = whole.unchanged(trees) if whole is not None else None
    return found if found is not None else _read_and_assessed(wish, keeping, whole, trees, checkout)


def question(wish: Wish) -> str | None:
    """The digest of everything that decides the result of a wish but the content of its trees; None where nothing is
    kept or where some of that could change unseen."""
    keeping = _keeping(wish)
    checkout = checkout_of(wish.paths[0]) if len(wish.paths) == 1 else Checkout()
    return _asked(wish, keeping, checkout) if keeping is not None else None


def _read_and_assessed(
    wish: Wish, keeping: _Keeping, whole: Whole | None, trees: Sequence[LocalTree], checkout: Checkout
) -> Assessment:
    from sovassess.catalog.catalog import Catalog
    from sovassess.catalog.load import load_entries
    from sovassess.detectors.registry import DETECTORS
    from sovassess.scanning import scan
    from sovassess.scanning.kept import Readings

    snapshots = [Snapshot(tree) for tree in trees]
    tree = snapshots[0] if len(snapshots) == 1 else Forest(snapshots)
    roots = [str(path.resolve()) for path in wish.paths]
    catalog = Catalog(load_entries(wish.own_catalogs, cache=wish.folder))
    name = digest_of((keeping.program, roots, wish.include, wish.excluded, catalog.digest))
    readings = Readings(keeping.shelf, name, keeping.moment)
    scanned = scan(tree, DETECTORS, wish.jobs, readings, catalog.known)
    if whole is None or not readings.lasting:
        from sovassess.pipeline import assess

        return assess(msgspec.structs.replace(_request(wish, trees, checkout), scanned=scanned, catalog=catalog))
    name = whole.name_of(scanned)
    digests = {file.path: file.digest for file in scanned.files}
    found = whole.result(name, digests)
    if found is None:
        from sovassess.pipeline import assess

        found = assess(msgspec.structs.replace(_request(wish, trees, checkout), scanned=scanned, catalog=catalog))
        whole.keep(name, found, digests)
    whole.note(snapshots, name, found, digests, keeping.moment)
    return found


def _request(wish: Wish, trees: Sequence[LocalTree], checkout: Checkout) -> Request:
    from sovassess.cli.scan import egress_file, told
    from sovassess.pipeline import Request
    from sovassess.settings import Settings

    settings = wish.settings if wish.settings is not None else Settings()
    return Request(
        tree=trees[0] if len(trees) == 1 else Forest(trees),
        today=today(),
        settings=settings,
        told=told(wish.settings_file, wish.include, wish.excluded),
        rubric=wish.judged_by,
        checkout=checkout,
        egress=tuple(egress_file(entry) for entry in wish.egress),
        own_catalogs=wish.own_catalogs,
        cache=wish.folder,
        jobs=wish.jobs,
    )


def _asked(wish: Wish, keeping: _Keeping, checkout: Checkout) -> str | None:
    """The digest of what is asked; None where that could change unseen."""
    rubric = Path(wish.judged_by)
    try:
        read = [
            *([wish.settings_file] if wish.settings_file is not None else []),
            *([rubric] if rubric.is_file() else []),
            *(file for folder in wish.own_catalogs for file in _own_entries(folder)),
        ]
        contents = [(str(path), sha256(path.read_bytes()).digest()) for path in read]
    except OSError:
        return None
    # A recording may be far too large to be read just for this.
    recordings = [(place, stamp_of(Path(place).resolve())) for entry in wish.egress for place in _places(entry)]
    if not all(stamp is None or stamp.settled(keeping.moment) for _, stamp in recordings):
        return None
    roots = [(str(path.resolve()), path.is_dir()) for path in wish.paths]
    told = (checkout.revision, checkout.remote, checkout.folder, today().isoformat(), wish.judged_by, wish.egress)
    return digest_of((keeping.program, roots, wish.include, wish.excluded, contents, recordings, told))


def _places(entry: str) -> Iterator[str]:
    """The files that an argument of --egress may mean: all of it, or what stands after the `=`."""
    yield entry
    if "=" in entry:
        yield entry.partition("=")[2]


def _own_entries(place: Path) -> list[Path]:
    return sorted(place.rglob("*.yaml")) if place.is_dir() else [place]


# ------------------------------------------------------------------------------------------------------ where


def kept_folder(chosen: Path | None = None) -> Path | None:
    """Where things are kept: the folder that was chosen, else the one for caches; None where there is no home."""
    if chosen is not None:
        return chosen
    if os.environ.get("SOVASSESS_NO_CACHE", "").lower() in _TRUE:
        return None
    base = os.environ.get("SOVASSESS_CACHE_DIR")
    if base:
        return Path(base)
    base = os.environ.get("XDG_CACHE_HOME")
    if base:
        return Path(base) / "sovassess"
    try:
        return Path.home() / ".cache" / "sovassess"
    except RuntimeError:
        return None


def refuse_inside(folder: Path | None, paths: Sequence[Path]) -> None:
    """Raises `SovassessError` for a folder in what is scanned: whoever writes the tree could write results."""
    if folder is not None and _inside(folder, paths):
        raise SovassessError(f"--cache-dir {folder}: lies in what is scanned; keep it outside")


def _inside(folder: Path, paths: Sequence[Path]) -> bool:
    place = folder.resolve()
    return any(place.is_relative_to(path.resolve()) for path in paths)


def _keeping(wish: Wish) -> _Keeping | None:
    """What to keep with; None where nothing is to be kept, or where somebody else could write what is kept."""
    if wish.folder is None or _inside(wish.folder, wish.paths):
        return None
    if not all(_plain(path) for path in (wish.folder, *wish.paths)):
        return None
    # A folder of our own below, since the one that was named may be shared, as a system's folder for passing files is.
    folder = wish.folder / "kept"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        told = folder.lstat()
    except OSError:
        return None
    if not stat.S_ISDIR(told.st_mode) or (_OWNED and (told.st_uid != os.getuid() or told.st_mode & 0o022)):
        return None
    shelf = Shelf(folder)
    now = moment()
    python = f"{sys.version} {sys.platform} {sys.byteorder}"
    return _Keeping(shelf, program_digest(shelf, python, [entry for entry in sys.path if entry], now), now)


def _plain(path: Path) -> bool:
    """Whether the name of a path can be written down at all."""
    try:
        str(path.resolve()).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
