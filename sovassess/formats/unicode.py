"""Text that a file's escapes name but that no file can hold: halves of surrogate pairs. It repairs nothing else."""

from __future__ import annotations

import re

_HALF = re.compile("[\ud800-\udfff]")
REPLACEMENT = "\ufffd"


def whole(text: str) -> str:
    """The text with each half of a surrogate pair as U+FFFD, so that it can be written down again."""
    return _HALF.sub(REPLACEMENT, text)
