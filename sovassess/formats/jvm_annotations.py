"""Addresses that Java and Kotlin declare in annotations: interfaces whose calls a framework sends over HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.formats import jvm_expressions as jvm
from sovassess.formats.code_reading import Reading, clean
from sovassess.model.observations import Address, AnyObservation
from sovassess.model.values import literal, variable

_DECLARED = re.compile(
    rb"^[ \t]*@(FeignClient|RegisterRestClient|HttpExchange|Client|RestClient)\s*\(([^()]{0,600})\)", re.MULTILINE
)
_STATED = re.compile(r'(?:^\s*|\b(?:url|baseUri|value)\s*=\s*)"([^"\n]{1,300})"')


def declared(reading: Reading) -> Iterator[AnyObservation]:
    """The address of each such interface, a property with its default where it is one."""
    data = reading.program.data
    for match in _DECLARED.finditer(data):
        for stated in _STATED.finditer(match.group(2).decode("utf-8", errors="replace").replace("\\$", "$")):
            known = jvm.placeholder(stated.group(1))
            if known is None and "://" not in stated.group(1):
                continue
            value = variable(*known) if known is not None else literal(stated.group(1))
            line = data.count(b"\n", 0, match.start()) + 1
            yield Address(at=reading.place(line), value=clean(value), key=match.group(1).decode())
