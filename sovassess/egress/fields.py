"""Which fields the beginning of a file has, for the error that says why it is not taken. It decides nothing."""

from __future__ import annotations

import re

SHOWN = 24
_KEY = re.compile(rb'"([A-Za-z0-9_.:@/-]{1,40})"\s*:')
_ZEEK = re.compile(rb"^#fields\s+(.+?)\r?$", re.MULTILINE)


def fields_seen(head: bytes) -> str:
    """The names of fields in JSON and in logs of Zeek, "" for text that states none; in order, each once."""
    if head.lstrip()[:1] in (b"{", b"["):
        names = list(dict.fromkeys(_KEY.findall(head)))
    else:
        stated = _ZEEK.search(head)
        names = stated[1].split() if stated else []
    shown = ", ".join(name.decode("ascii", "replace") for name in names[:SHOWN])
    return f"{shown} and {len(names) - SHOWN} more" if len(names) > SHOWN else shown
