"""The program in this very process: what it answers, without the second that it takes to start it anew.

A test whose subject is a process (what it opens, how it is interrupted, what its environment does before it is loaded)
starts one with `test_command_line.started`; `test_inside` holds the two against each other. Files are read here, not in
processes of their own, as on a machine with one processor.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import ExitStack, chdir, contextmanager
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryFile
from unittest.mock import patch

import sovassess
from sovassess.catalog import catalog, load
from sovassess.cli import main
from sovassess.cli import scan as scan_command
from sovassess.rubric import load as rubric_load
from tests.loaded import catalog_once, entries_once, rubric_once

DAY = "1795219200"
"""The second of 2026-11-21 on which all of these runs take place."""


def run(*arguments: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run sovassess in `cwd`. Whatever happens, nobody ever gets to see a traceback."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SOVASSESS_")}
    words = [str(Path(sovassess.__file__).with_name("__main__.py")), *map(str, arguments)]
    code = 0
    with ExitStack() as around:
        output, errors = (around.enter_context(_stream(name)) for name in ("stdout", "stderr"))
        around.enter_context(patch.object(sys, "stdin", around.enter_context(Path(os.devnull).open(encoding="utf-8"))))
        # What `python -m sovassess` leaves for whoever asks for the name of the program.
        around.enter_context(patch.object(sys.modules["__main__"], "__package__", "sovassess", create=True))
        around.enter_context(patch.object(sys, "argv", words))
        around.enter_context(patch.dict(os.environ, {**kept, "SOURCE_DATE_EPOCH": DAY, **environment}, clear=True))
        around.enter_context(chdir(cwd))
        around.enter_context(_loaded())
        try:
            main.run()
        except SystemExit as end:
            code = int(end.code or 0)
        done = subprocess.CompletedProcess(words, code, _text(output), _text(errors))
    assert "Traceback" not in done.stdout + done.stderr
    assert done.returncode != 70, done.stderr
    return done


@contextmanager
def _stream(name: str) -> Generator[TextIOWrapper]:
    """A file in the place of a standard stream: it has a number, as a pipe has, and is no terminal."""
    with TemporaryFile("w+", encoding="utf-8", newline="") as file, patch.object(sys, name, file):
        assert isinstance(file, TextIOWrapper)
        yield file


def _text(file: TextIOWrapper) -> str:
    file.flush()
    file.seek(0)
    return file.read().replace("\r\n", "\n").replace("\r", "\n")


@contextmanager
def _loaded() -> Generator[None]:
    def one() -> int:
        return 1

    with (
        patch.object(scan_command, "processors", one),
        patch.object(load, "load_entries", entries_once),
        patch.object(catalog, "Catalog", catalog_once),
        patch.object(rubric_load, "load_rubric", rubric_once),
    ):
        yield
