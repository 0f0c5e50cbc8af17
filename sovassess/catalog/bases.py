"""Recognise the operating-system base that an image stands on, with its release and its end."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from fnmatch import fnmatch

from msgspec import Struct

from sovassess.catalog.model import BaseFile


class BaseMatch(Struct, frozen=True):
    """The base and the release that the tag tells, "" if it tells none. `end_of_life` is None where none is set."""

    base: BaseFile
    release: str
    end_of_life: dt.date | None
    exact: bool


class BaseIndex:
    """All bases, by their own images and by the images of others that stand on them."""

    def __init__(self, files: Iterable[BaseFile]) -> None:
        self._own: dict[str, BaseFile] = {}
        self._derived: dict[str, list[tuple[str, BaseFile]]] = {}
        self._by_id: dict[str, BaseFile] = {}
        for file in files:
            self._by_id[file.id] = file
            for image in file.images:
                self._own.setdefault(image.lower(), file)
            for image, globs in file.derived.items():
                self._derived.setdefault(image.lower(), []).extend((glob.lower(), file) for glob in globs)
        for entries in self._derived.values():
            entries.sort(key=lambda entry: (-len(entry[0].replace("*", "")), entry[1].id))

    def all(self) -> tuple[BaseFile, ...]:
        """Every base, by id."""
        return tuple(self._by_id[name] for name in sorted(self._by_id))

    def get(self, base: str) -> BaseFile | None:
        """A base by its id."""
        return self._by_id.get(base)

    def find(self, registry: str, repository: str, tag: str) -> BaseMatch | None:
        """The base of an image; `tag` is "" or `latest` where none is given."""
        for key in _keys(registry, repository):
            own = self._own.get(key)
            if own is not None:
                return _match(own, repository.lower(), tag or "", exact=True)
            for glob, file in self._derived.get(key, ()):
                if fnmatch((tag or "latest").lower(), glob):
                    return _match(file, repository.lower(), tag or "", exact=False)
        return None


def _keys(registry: str, repository: str) -> list[str]:
    segments = [registry, *repository.lower().split("/")]
    keys = ["/".join(segments[start:]) for start in range(len(segments))]
    if segments[-2] == "library":
        keys.append(segments[-1])
    elif len(segments) == 2:
        keys.append(f"library/{segments[-1]}")  # a mirror of an official image
    # A last single segment (`mirror.example/base/rocky`) says what it is by name only; the full path was tried first.
    return list(dict.fromkeys(keys))


def _match(base: BaseFile, key: str, tag: str, *, exact: bool) -> BaseMatch:
    release = _release(base, key, tag.lower(), exact=exact)
    end = base.releases[release].end_of_life if release else None
    return BaseMatch(base, release, end or base.ended, exact)


def _release(base: BaseFile, key: str, tag: str, *, exact: bool) -> str:
    """The release that the tag tells, or the digits that end the repository's name (`ubi8`); "" if neither does.

    In an image of somebody else a number counts only directly behind the base's own name (`alpine3.19`, `rockylinux9`),
    since the number before it is the version of what the image holds.
    """
    names = {base.id, base.id.replace("-", ""), *(image.rsplit("/", 1)[-1].lower() for image in base.images)}
    named = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True) if name)
    best = ""
    for release in base.releases:
        name = release.lower()
        if not name[0].isdigit():
            found = re.search(rf"(^|[^a-z]){re.escape(name)}([^a-z0-9]|$)", tag)
        elif exact:
            found = re.match(rf"v?{re.escape(name)}([^\d]|$)", tag) or re.search(
                rf"[a-z-]{re.escape(name)}([-/]|$)", key
            )
        else:
            found = re.search(rf"({named})-?{re.escape(name)}([^\d]|$)", tag)
        found = found or re.search(rf"({named})-?{re.escape(name)}([^\d]|$)", tag)
        if found and len(name) > len(best):
            best = release
    return best
