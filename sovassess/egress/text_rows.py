"""Rows of text logs that one expression describes, beside lines that the same program writes about itself."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator

from sovassess.egress.ledger import Ledger
from sovassess.egress.streams import lines


def matched_rows(
    stream: io.BufferedReader,
    ledger: Ledger,
    row: Callable[[str], re.Match[str] | None],
    beside: Callable[[str], object],
) -> Iterator[tuple[int, re.Match[str]]]:
    """Each line that `row` matches, with its number, counted as a row of the recording.

    A line that does not match is lost, unless it is blank or `beside` knows it as the program's own word about starts,
    reloads and the like, which is no row at all.
    """
    for number, raw in lines(stream):
        line = raw.decode("utf-8", "replace").rstrip()
        if not line:
            continue
        match = row(line)
        if match is not None:
            ledger.rows += 1
            yield number, match
        elif not beside(line):
            ledger.rows += 1
            ledger.lost(number, line)
