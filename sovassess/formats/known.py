"""Which libraries anything is known of, by the names under which programs import and call them.

What else a program imports and calls leads to nobody who could be named: a reader that knows this need not report it,
and need not even parse a file in which nothing else stands. It says nothing about addresses and models, which count
whoever is called with them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from msgspec import Struct

from sovassess.formats.infrastructure_names import declares
from sovassess.formats.qualified import client_name, named_as, prefixes, unversioned

Name = tuple[str, str]
"""A language and a name in it."""


class Library(Struct, frozen=True):
    """One client library: the names of its modules and of its clients. `whole`: whether an import of it, or any call,
    says something, so that none of its clients has to be seen."""

    modules: tuple[Name, ...]
    clients: tuple[Name, ...]
    whole: bool


class KnownNames(Struct, frozen=True, dict=True):
    """The libraries that are known. None: everything may matter."""

    libraries: tuple[Library, ...] | None = None

    @cached_property
    def _modules(self) -> frozenset[Name]:
        return frozenset(name for one in self.libraries or () for name in one.modules)

    @cached_property
    def _clients(self) -> frozenset[Name]:
        return frozenset(name for one in self.libraries or () for name in one.clients)

    @cached_property
    def _words(self) -> Mapping[Name, frozenset[bytes] | None]:
        """What has to stand in a file that imports a module for anything to be said of it, one word of these; None
        where the import is enough."""
        words: dict[Name, frozenset[bytes] | None] = {}
        for one in self.libraries or ():
            for name in {*one.modules, *((language, client.rpartition(".")[0]) for language, client in one.clients)}:
                needed, before = _called(one, *name), words.get(name, frozenset())
                words[name] = None if before is None or needed is None else before | needed
        return words

    @cached_property
    def _above(self) -> frozenset[Name]:
        """What known modules lie in."""
        return frozenset(
            (language, above) for language, name in self._words for above in prefixes(language, name) if above != name
        )

    def imports(self, language: str, module: str) -> bool:
        """Whether an import of the module, or of what it lies in, brings in a known library."""
        if self.libraries is None:
            return True
        wanted = named_as(language)
        return any((wanted, prefix) in self._modules for prefix in prefixes(wanted, unversioned(wanted, module)))

    def calls(self, language: str, callee: str) -> bool:
        """Whether a qualified name is a client or a function of a known library, or declares infrastructure."""
        if self.libraries is None or declares(callee):
            return True
        wanted = named_as(language)
        if any((wanted, prefix) in self._clients for prefix in prefixes("", client_name(wanted, callee))):
            return True
        return self.imports(language, callee) or self.imports(language, callee.rpartition(".")[0])

    def matters(self, language: str, module: str, data: bytes) -> bool:
        """Whether a file that imports the module may use a known library: by its content, since of many an import
        alone says nothing."""
        if self.libraries is None or declares(module):
            return True
        wanted = named_as(language)
        name = unversioned(wanted, module)
        found = [(wanted, prefix) for prefix in prefixes(wanted, name) if (wanted, prefix) in self._words]
        if not found:
            return (wanted, name) in self._above
        needed = [self._words[one] for one in found]
        return any(words is None or any(_stands(word, data) for word in words) for words in needed)


def _called(library: Library, language: str, module: str) -> frozenset[bytes] | None:
    """The last words of what is called of a library's module; None where an import is enough, or where what is called
    may bear any name."""
    names = [name for spoken, name in library.clients if spoken == language and f"{name}.".startswith(module)]
    words = frozenset(
        re.split(r"[./:]", name)[-1].encode() for name in names if name[len(module) :][:1] in ("", *"./:")
    )
    return None if library.whole or b"default" in words else words


def _stands(word: bytes, data: bytes) -> bool:
    """Whether a word stands in a text as a whole one."""
    return word in data and re.search(rb"(?<!\w)" + re.escape(word) + rb"(?!\w)", data) is not None


EVERYTHING = KnownNames()
