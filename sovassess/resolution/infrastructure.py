"""Folders of infrastructure code that stand together: whose provider a resource takes, which module calls which.

A module in the tree takes its providers from whoever calls it, and is off where every call of it is off. It follows
paths inside the tree and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from posixpath import normpath

from sovassess.model.enums import Context, Usage
from sovassess.model.observations import Resource
from sovassess.model.scan import FileObservations

MAX_CALLERS = 200
Place = tuple[FileObservations, Resource]
_ON_REQUEST = (Context.TEST, Context.EXAMPLE, Context.DOCS)


def is_local(source: str) -> bool:
    """Whether the source of a module is a folder of the same tree."""
    return source.startswith(("./", "../"))


def folder_of(path: str) -> str:
    """The folder of a file, "" for the root."""
    return path.rpartition("/")[0]


def below(folder: str, source: str) -> str:
    """The folder that a source names, seen from another one; "" for the root and for what lies above it."""
    path = normpath(f"{folder}/{source}" if folder else source)
    return "" if path == "." or path.startswith("..") else path


class Infrastructure:
    """Providers and calls of local modules, by folder."""

    def __init__(self, files: Sequence[FileObservations]) -> None:
        self._providers: dict[tuple[str, str], list[Place]] = defaultdict(list)
        self._callers: dict[str, list[Place]] = defaultdict(list)
        self._off: dict[str, bool] = {}
        for file in files:
            for observation in file.observations:
                if isinstance(observation, Resource):
                    kind, _, rest = observation.type.partition(".")
                    if kind == "provider":
                        self._providers[folder_of(file.path), rest].append((file, observation))
                    elif kind == "module" and is_local(rest):
                        # A module is a folder of files, or in Bicep one file.
                        self._callers[below(folder_of(file.path), rest)].append((file, observation))

    def providers(self, asking: FileObservations, resource_type: str) -> Iterator[Place]:
        """The provider blocks that a resource of that type takes: those of its folder, of the folders that call it as
        a module, then of the folders above. What an example or a test sets holds for examples and tests only."""
        prefix = _provider_of(resource_type)
        own = folder_of(asking.path)
        around = (own, *_above(own)) if "::" in resource_type else ()
        # A CDK program says where its stacks go in the file that starts it, and in the list that comes out of it.
        beside = (f"{folder}/{name}".lstrip("/") for folder in around for name in ("bin", "cdk.out"))
        for folder in (*self.called_from(own), *_above(own), *beside):
            for file, provider in self._providers.get((folder, prefix), ()):
                if file.context not in _ON_REQUEST or asking.context in _ON_REQUEST:
                    yield file, provider

    def called_from(self, folder: str) -> list[str]:
        """The folder, then those that call it as a module, directly or through others, the nearest first."""
        found = [folder]
        for current in found:
            for file, _ in self._callers.get(current, ()):
                caller = folder_of(file.path)
                if caller not in found and len(found) < MAX_CALLERS:
                    found.append(caller)
        return found

    @staticmethod
    def module_of(file: FileObservations) -> str:
        """The name under which the module that a file belongs to is called: its folder, in Bicep the file itself."""
        return file.path if file.path.endswith(".bicep") else folder_of(file.path)

    def is_off(self, folder: str, switched_off: Callable[[FileObservations, Resource], bool]) -> bool:
        """True for the folder of a module that is called, and switched off wherever it is called."""
        if folder not in self._off:
            self._off[folder] = False  # a module that calls itself is not off for that
            calls = [(file, call) for file, call in self._callers.get(folder, ()) if file.context not in _ON_REQUEST]
            self._off[folder] = bool(calls) and all(
                call.usage is Usage.OPTIONAL
                or switched_off(file, call)
                or self.is_off(self.module_of(file), switched_off)
                for file, call in calls
            )
        return self._off[folder]


def _provider_of(resource_type: str) -> str:
    """The provider whose settings hold for a resource, by the word that its type begins with."""
    bare = resource_type.removeprefix("data.").removeprefix("provider.")
    if "::" in bare:
        return bare.partition("::")[0].lower()
    return "azurerm" if bare.startswith("Microsoft.") else bare.partition("_")[0]


def _above(folder: str) -> Iterator[str]:
    while folder:
        folder = folder.rpartition("/")[0]
        yield folder
