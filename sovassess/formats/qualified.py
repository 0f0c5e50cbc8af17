"""The names under which imports and clients of a language are looked up. It knows languages, not libraries."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Languages that name the packages of another one, so that one entry serves both.
_NAMED_AS = {"kotlin": "java"}
_GO_VERSION = re.compile(r"/v\d+(?=[./]|$)")
# Of a class, not of what its instances offer: `client.chat().completions().create(…)` is a method.
_JAVA_FACTORY = re.compile(r"(?<=\.)([A-Z]\w*)\.(builder|newBuilder|standard|create|fromEnv)$")
_SEPARATORS = {"javascript": "/", "go": "/."}


def named_as(language: str) -> str:
    """The language by whose names a language's imports are known."""
    return _NAMED_AS.get(language, language)


def unversioned(language: str, name: str) -> str:
    """A Go import path, or a name in it, without the major version: every version of a module is the same client."""
    return _GO_VERSION.sub("", name) if language == "go" else name


def client_name(language: str, name: str) -> str:
    """The name under which a client is looked up: builders and factories of a Java class are the class."""
    return _JAVA_FACTORY.sub(r"\1", name) if language == "java" else unversioned(language, name)


def prefixes(language: str, module: str) -> Iterator[str]:
    """The module and everything that it may lie in, the longest first."""
    separators = _SEPARATORS.get(language, ".")
    yield module
    for end in range(len(module) - 1, 0, -1):
        if module[end] in separators:
            yield module[:end]
