"""File systems of others that commands read as if they were folders. What the files are for is not judged."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sovassess.formats.shell import Command

# CernVM-FS is read over the network, each repository under its own name
# (https://cvmfs.readthedocs.io/en/stable/cpt-quickstart.html, read 2026-11-22).
MOUNTED = "cvmfs"
_REPOSITORY = re.compile(r"(?:^|[=:\"'])/cvmfs/([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?=[/:\"']|$)", re.IGNORECASE)
_TELLING = frozenset({"echo", "printf", "logger"})


def mounted(command: Command) -> Iterator[str]:
    """The repositories that a command uses files of: they come from others' servers as they are read."""
    for word in () if command.program in _TELLING else command.words:
        for found in _REPOSITORY.finditer(word):
            yield found[1].lower()
