"""What texts in a catalog entry must look like. It checks nothing itself; `written` does."""

from __future__ import annotations

from typing import Annotated

from msgspec import Struct


class Shape(Struct, frozen=True):
    """What a text must look like, and what it is then. It is held against what a person wrote and not against a
    compiled copy, whose decoding it would double."""

    pattern: str
    what: str


Identifier = Annotated[str, Shape(r"[a-z0-9][a-z0-9.-]*", "identifier of small letters, digits, `-` and `.`")]
Country = Annotated[str, Shape(r"[A-Z]{2}|unknown|INT", "country code of two capitals, `unknown` or `INT`")]
WebAddress = Annotated[str, Shape(r"https?://.*", "address that begins with http:// or https://")]
