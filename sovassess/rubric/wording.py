"""Sentences with names and counts for the reasons of outcomes. It decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from sovassess.model.items import Item
from sovassess.rubric.model import Worded

MAX_NAMED = 5
_IRREGULAR = {"are": "is", "have": "has", "do": "does", "may": "may", "can": "can", "must": "must"}


def things(check: Worded, kind: str, count: int) -> str:
    """What is selected, in singular or plural."""
    singular, plural = check.things or (kind, f"{kind}s")
    return singular if count == 1 else plural


def verb(phrase: str, count: int) -> str:
    """A plural verb phrase in the number of `count`: "name no location" becomes "names no location" for one."""
    if count != 1:
        return phrase
    first, _, rest = phrase.partition(" ")
    if first in _IRREGULAR:
        first = _IRREGULAR[first]
    elif first.endswith(("s", "sh", "ch", "x", "o")):
        first += "es"
    elif first.endswith("y") and first[-2:-1] not in "aeiou":
        first = f"{first[:-1]}ies"
    else:
        first += "s"
    return f"{first} {rest}".rstrip()


def amount(count: int, total: int, noun: str) -> str:
    """How many of how many: "2 of 3 stores", "all 3 stores", "the only store"."""
    if total == 1:
        return f"the only {noun}"
    if count == total:
        return f"both {noun}" if total == 2 else f"all {total} {noun}"
    return f"{count} of {total} {noun}"


def places(items: Sequence[Item]) -> str:
    """Names with their places, in order of both; at most five, then how many more."""
    shown = sorted({(item.name, item.where) for item in items})
    named = [f"{name} ({where})" if where and where != name else name for name, where in shown[:MAX_NAMED]]
    rest = len(shown) - MAX_NAMED
    return ", ".join(named) + (f" and {rest} more" if rest > 0 else "")


def listed(words: Sequence[str], conjunction: str = "and") -> str:
    """Words as an enumeration: "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"


def sentence(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def field_names(fields: Sequence[str]) -> str:
    """Field names for people."""
    return listed([field.replace("_", " ") for field in fields])
