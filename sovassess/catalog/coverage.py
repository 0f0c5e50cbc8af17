"""Measure the catalog against lists of names that others keep: what share does it know, and what is missing.

A list is a text file with a head of `# key: value` lines and one name a line, perhaps with its popularity after a tab.
It says what is covered, not whether what the catalog says of it is right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from sovassess.catalog.catalog import Catalog
from sovassess.catalog.claims import package_key
from sovassess.catalog.load import Entries
from sovassess.documents import nearest
from sovassess.errors import InputFileError

Known = Callable[[Catalog, str], bool]


class NameList(Struct, frozen=True):
    """A list of names. `target` is the least share in percent, None where the list is shown only."""

    title: str
    source: str
    date: str
    kind: str
    target: float | None
    names: tuple[tuple[str, float], ...]


class Coverage(Struct, frozen=True):
    """How much of a list the catalog knows; `missing` begins with the most popular."""

    names: NameList
    missing: tuple[tuple[str, float], ...]

    @property
    def share(self) -> float:
        """Percent of the names that are covered; 100 for an empty list."""
        total = len(self.names.names)
        return 100.0 if total == 0 else 100.0 * (total - len(self.missing)) / total

    @property
    def met(self) -> bool:
        """Whether the target is reached; true without one."""
        return self.names.target is None or self.share >= self.names.target


def read_list(path: Path) -> NameList:
    """The list in a file. Raises `InputFileError` for a head that lacks a key, an unknown kind or a wrong number."""
    head: dict[str, str] = {}
    names: list[tuple[str, float]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("#"):
            key, colon, value = line[1:].partition(":")
            if colon:
                head[key.strip().lower()] = value.strip()
        elif line.strip():
            name, _, weight = line.partition("\t")
            names.append((name.strip(), _number(path, number, weight or "0")))
    for key in ("title", "source", "date", "kind"):
        if not head.get(key):
            raise InputFileError(str(path), None, f"the head lacks `# {key}:`")
    if head["kind"] not in _KNOWN:
        raise InputFileError(str(path), None, f"unknown kind {head['kind']!r}{nearest(head['kind'], _KNOWN)}")
    target = _number(path, 1, head["target"]) if "target" in head else None
    return NameList(head["title"], head["source"], head["date"], head["kind"], target, tuple(names))


def measure(catalog: Catalog, names: NameList) -> Coverage:
    """Which names of a list the catalog knows."""
    known = _KNOWN[names.kind]
    missing = [entry for entry in names.names if not known(catalog, entry[0])]
    return Coverage(names, tuple(sorted(missing, key=lambda entry: (-entry[1], entry[0]))))


def lines(coverage: Coverage, *, most: int = 40) -> Iterator[str]:
    """The result for people: one line, then the missing names by popularity, at most `most` of them."""
    names = coverage.names
    wanted = "" if names.target is None else f", target {names.target:g} %{'' if coverage.met else ': NOT MET'}"
    total = len(names.names)
    yield f"{names.title}: {total - len(coverage.missing)} of {total}, {coverage.share:.1f} %{wanted}"
    for name, weight in coverage.missing[:most]:
        yield f"  missing  {name}{f'  ({weight:,.0f})' if weight else ''}"
    if len(coverage.missing) > most:
        yield f"  and {len(coverage.missing) - most} more"


def summary(entries: Entries) -> str:
    """One line that says how much the entries hold."""
    packages: Counter[str] = Counter()
    for file in entries.parties:
        for sdk in file.sdks:
            packages.update({ecosystem: len(names) for ecosystem, names in sdk.packages.items()})
    services = [service for file in entries.parties for service in file.services]
    hosts = sum(len(service.hosts) for service in services)
    products = sum(len(file.products) for file in entries.parties)
    ids = sum(len(family.ids) for file in entries.models for family in file.families)
    shares = ", ".join(f"{name} {count:,}" for name, count in packages.most_common())
    return (
        f"{len(entries.parties):,} parties, {len(services):,} services, {hosts:,} hosts, {products:,} products,"
        f" {ids:,} model id patterns, {packages.total():,} packages ({shares})"
    )


def _number(path: Path, line: int, text: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise InputFileError(str(path), line, f"{text!r} is not a number") from error


def _router_prefix(catalog: Catalog, name: str) -> bool:
    # A router's name for a server that people run themselves is known if the software is.
    return catalog.provider(name) is not None or catalog.product_index.name(name.replace("_", "-")) is not None


def _guard(catalog: Catalog, name: str) -> bool:
    return catalog.guard(name) is not None or catalog.product_index.name(name.replace("_", "-")) is not None


def _python(catalog: Catalog, name: str) -> bool:
    return _package(catalog, "pypi", name)


def _javascript(catalog: Catalog, name: str) -> bool:
    return _package(catalog, "npm", name)


def _package(catalog: Catalog, ecosystem: str, name: str) -> bool:
    # A rule for a whole family (`name*`) would cover anything; only an entry that writes the name out counts.
    entry = catalog.package(ecosystem, name)
    written = entry.sdk.packages.get(ecosystem, ()) if entry is not None else ()
    return package_key(ecosystem, name) in {package_key(ecosystem, known) for known in written}


def _terraform(catalog: Catalog, name: str) -> bool:
    # A provider may also configure software that people run, as `vault` does.
    bare = name.rpartition("/")[2]
    return (
        catalog.terraform_provider(name) is not None
        or catalog.provider_software(name) is not None
        or catalog.terraform(f"{bare}_") is not None
        or catalog.product_index.name(bare) is not None
        or ("/" not in name and name.lower() in catalog.provider_names)
    )


def _host(catalog: Catalog, name: str) -> bool:
    host, slash, path = name.partition("/")
    return catalog.host(host, slash + path) is not None


_KNOWN: dict[str, Known] = {
    "router-prefix": _router_prefix,
    "guard": _guard,
    "package/pypi": _python,
    "package/npm": _javascript,
    "terraform-provider": _terraform,
    "host": _host,
}
