"""What a recording format is: a frozen record that knows its files by their content and a function that reads them."""

from __future__ import annotations

import io
from collections.abc import Callable

from msgspec import Struct

from sovassess.egress.ledger import Ledger


class Format(Struct, frozen=True, kw_only=True):
    """One format of recorded egress.

    `id` is the module's name in kebab case and what `--egress FORMAT=FILE` takes; `aliases` are further words for it.
    `recognises` decides from the first bytes of the unpacked file. `read` puts every record into the ledger: a row
    that it cannot read goes to `Ledger.lost`, fields that name no destination are a `ParseError` that says which
    fields were seen. `timed` is False for formats whose rows have no time; `seeks`
    is True for those whose reader must jump in the file, which then cannot be compressed.
    """

    id: str
    title: str
    recognises: Callable[[bytes], bool]
    read: Callable[[io.BufferedReader, Ledger], None]
    aliases: tuple[str, ...] = ()
    timed: bool = True
    seeks: bool = False
