"""Read one Python requirement (PEP 508 and pip's additions) as a small record; it fetches and resolves nothing.

Grammar of names and extras: the Python Packaging User Guide, "Dependency specifiers" and "Names and normalization".
"""

from __future__ import annotations

import re

from msgspec import Struct

_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?\s*(.*)$", re.DOTALL)
_OPERATOR = r"(?:===?|~=|!=|<=?|>=?)"
_VERSION = re.compile(rf"\(?\s*({_OPERATOR}\s*[^\s,;()]+(?:\s*,\s*{_OPERATOR}\s*[^\s,;()]+)*)\s*\)?$")
_PIN = re.compile(r"={2,3}\s*([^\s,*]+)$")


class PythonRequirement(Struct, frozen=True):
    """A requirement: normalised `name`, `version` specifier as written, `url` of a direct reference, `marker`."""

    name: str
    version: str = ""
    url: str = ""
    marker: str = ""

    @property
    def pinned(self) -> bool:
        """True for one exact version."""
        return _PIN.fullmatch(self.version.strip()) is not None


def normalised(name: str) -> str:
    """The name in lower case with runs of `-`, `_` and `.` as one hyphen."""
    return re.sub(r"[-_.]+", "-", name).lower()


def requirement(text: str) -> PythonRequirement | None:
    """The requirement in one line without its comment and options; None if it is none."""
    match = _REQUIREMENT.match(text[:4_000])
    if match is None:
        return None
    name, rest = normalised(match[1]), match[3].strip()
    if rest.startswith("@"):
        url, _, marker = rest[1:].strip().partition(" ;")
        return PythonRequirement(name, "", url.strip(), marker.strip())
    version, _, marker = rest.partition(";")
    version = version.strip()
    if not version:
        return PythonRequirement(name, "", "", marker.strip())
    found = _VERSION.match(version)
    if found is None:
        return None
    return PythonRequirement(name, re.sub(r"\s+", "", found[1]), "", marker.strip())
