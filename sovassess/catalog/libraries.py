"""Client libraries by package, import and call: which one it is, and what of it was called. It knows no address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from msgspec import Struct

from sovassess.catalog.model import Client, Party, PartyFile, Sdk
from sovassess.formats.known import KnownNames, Library
from sovassess.formats.qualified import client_name, named_as, prefixes, unversioned


class SdkEntry(Struct, frozen=True):
    """A client library with the party whose file lists it."""

    sdk: Sdk
    party: Party


class ClientMatch(Struct, frozen=True):
    """A call that makes or uses a client. `method` is what was called on it, "" for the construction itself."""

    sdk: Sdk
    client: Client
    method: str


class Libraries:
    """All client libraries of the catalog; the indexes are built when first asked for."""

    def __init__(self, parties: Iterable[PartyFile]) -> None:
        self._parties = tuple(parties)

    @cached_property
    def _packages(self) -> dict[tuple[str, str], SdkEntry]:
        out: dict[tuple[str, str], SdkEntry] = {}
        for file in self._parties:
            for sdk in file.sdks:
                for ecosystem, names in sdk.packages.items():
                    for name in names:
                        out.setdefault((ecosystem, package_name(ecosystem, name)), SdkEntry(sdk, file.party))
        return out

    @cached_property
    def _package_prefixes(self) -> list[tuple[str, str, SdkEntry]]:
        found = [(eco, name[:-1], entry) for (eco, name), entry in self._packages.items() if name.endswith("*")]
        return sorted(found, key=lambda item: (-len(item[1]), item[0], item[1]))

    def package(self, ecosystem: str, name: str) -> SdkEntry | None:
        """The client library that a package is; typing stubs never count."""
        wanted = package_name(ecosystem, name)
        if _is_stub(ecosystem, wanted):
            return None
        found = self._packages.get((ecosystem, wanted))
        if found is not None:
            return found
        for eco, prefix, entry in self._package_prefixes:
            if eco == ecosystem and wanted.startswith(prefix):
                return entry
        return None

    def imported(self, language: str, module: str) -> SdkEntry | None:
        """The client library that an import brings in: the longest known prefix of the module."""
        wanted = named_as(language)
        for prefix in prefixes(wanted, unversioned(wanted, module)):
            found = self._imports.get((wanted, prefix))
            if found is not None:
                return found
        return None

    @cached_property
    def _imports(self) -> dict[tuple[str, str], SdkEntry]:
        out: dict[tuple[str, str], SdkEntry] = {}
        for file in self._parties:
            for sdk in file.sdks:
                entry = SdkEntry(sdk, file.party)
                for name in _modules(sdk):
                    out.setdefault(name, entry)
        return out

    @cached_property
    def _clients(self) -> dict[tuple[str, str], ClientMatch]:
        out: dict[tuple[str, str], ClientMatch] = {}
        for file in self._parties:
            for sdk in file.sdks:
                for client in sdk.clients:
                    for name in client.names:
                        key = client_name(client.language, name)
                        out.setdefault((client.language, key), ClientMatch(sdk, client, ""))
        return out

    @cached_property
    def known(self) -> KnownNames:
        """The names of all client libraries."""
        vendors = {service.id: service for file in self._parties for service in file.services}
        found: list[Library] = []
        for file in self._parties:
            for sdk in file.sdks:
                service = vendors.get(sdk.service or "")
                held = service is not None and service.substitutability == "proprietary"
                found.append(
                    Library(
                        modules=tuple(_modules(sdk)),
                        clients=tuple(
                            (client.language, client_name(client.language, name))
                            for client in sdk.clients
                            for name in client.names
                        ),
                        whole=bool(
                            held
                            or sdk.on_import
                            or sdk.checks
                            or sdk.habits
                            or (sdk.service and (sdk.local or not sdk.clients))
                        ),
                    )
                )
        return KnownNames(tuple(found))

    def client(self, language: str, callee: str) -> ClientMatch | None:
        """The client that a qualified call makes, or whose method it is; the longest known prefix wins."""
        wanted = named_as(language)
        parts = client_name(wanted, callee).split(".")
        for length in range(len(parts), 0, -1):
            found = self._clients.get((wanted, ".".join(parts[:length])))
            if found is not None:
                return ClientMatch(found.sdk, found.client, ".".join(parts[length:]))
        return None


def _modules(sdk: Sdk) -> Iterator[tuple[str, str]]:
    """The language and name of each module under which a library is imported."""
    for language, modules in sdk.imports.items():
        yield from ((language, unversioned(language, module)) for module in modules)
    yield from (("javascript", name) for name in sdk.packages.get("npm", ()))


def package_name(ecosystem: str, name: str) -> str:
    """The normal form of a package's name in its ecosystem."""
    lowered = name.lower()
    return lowered.replace("_", "-").replace(".", "-") if ecosystem == "pypi" else lowered


def _is_stub(ecosystem: str, name: str) -> bool:
    if ecosystem == "pypi":
        return name.startswith(("types-", "mypy-boto3")) or name.endswith("-stubs") or name == "boto3-stubs"
    return ecosystem == "npm" and name.startswith("@types/")
