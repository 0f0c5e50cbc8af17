"""Arguments and settings that keep a product from reporting, from looking for updates, or from going online.

Knows words, no product: whether a product has such a habit and which setting ends it is the catalog's knowledge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SUBJECT = re.compile(
    r"telemetr|reporting(?![a-z])|(usage|crash|error)[-_.]?reports?(?![a-z])|analytic|statistic|usage[-_.]?(stat|track|collect|data)|phone[-_.]?home|"
    r"call[-_.]?home|anonymous|tracking(?![a-z])|(update|version|upgrade)s?[-_.]?check|"
    r"check[-_.]?(for[-_.]?)?(new[-_.]?)?(update|version|upgrade)|send[-_.]?(usage|stat)",
    re.IGNORECASE,
)
_OFFLINE = re.compile(r"(^|[-_.])(offline|air[-_.]?gapp?ed)([-_.](mode|enabled))?$", re.IGNORECASE)
_OTHER = re.compile(
    r"[-_.](id|ids|url|uri|path|dir|folder|port|level|interval|timeout|host|key|name|rate)$", re.IGNORECASE
)
_NEGATION = re.compile(
    r"(^|[-_.])(no|not|disabled?|skip|without|opt[-_.]?out)(?=[-_.]|$)|(^|[-_.])(disable|skip|no)(?=[A-Z])"
)
_OFF = frozenset({"false", "off", "no", "0", "none", "disabled", "never"})
_ON = frozenset({"true", "on", "yes", "1", "enabled", "always"})
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_FLAG = re.compile(r"^--?([A-Za-z][\w.-]*)$")


def closed(name: str, value: str) -> bool:
    """True if the setting, given this value, switches off what leads outside."""
    word = value.strip().strip("\"'").lower()
    if word not in _OFF | _ON:
        return False
    spread = _CAMEL.sub("_", name) if not name.isupper() else name.lower()
    if _OFFLINE.search(spread):
        return word in _ON and not _NEGATION.search(spread)
    if _OTHER.search(spread):
        return False
    return _SUBJECT.search(spread) is not None and (word in _OFF) != bool(_NEGATION.search(spread))


def switching(words: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Index and text (`-reporting.enabled=false`) of each argument that switches something off.

    A value in the next word is joined with `=`; a flag alone counts as true. Nothing behind a bare `--` counts.
    """
    for index, word in enumerate(words):
        if word == "--":
            return
        name, equals, value = word.partition("=")
        flag = _FLAG.match(name)
        if flag is None:
            continue
        if not equals and index + 1 < len(words) and words[index + 1].lower() in _OFF | _ON:
            value, equals = words[index + 1], "="
        if closed(flag[1], value if equals else "true"):
            yield index, f"{name}={value}" if equals else name
